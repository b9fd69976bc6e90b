package store

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// StampedAfter gives what is stamped later than at, of each kind at most limit.
// Its messages are those of threads whose last message is.
func (g reader) StampedAfter(ctx context.Context, org desk.OrgID, at int64, limit int) (a desk.Ahead, err error) {
	if a.Messages, err = g.messagesAfter(ctx, org, at, limit); err != nil {
		return a, err
	}
	if a.Threads, err = after(ctx, g, org, desk.RowThread, sqlThreadsAfter, at, limit, byID(func(t *desk.Thread) bool { return t.LastAt > at })); err != nil {
		return a, err
	}
	if a.Ended, err = after(ctx, g, org, desk.RowInteraction, sqlEndedAfter, at, limit, byID(func(i *desk.Interaction) bool {
		return i.State == desk.InteractionEnded && i.EndedAt > at
	})); err != nil {
		return a, err
	}
	if a.Notices, err = g.noticesAfter(ctx, org, at, limit); err != nil {
		return a, err
	}
	if a.Uploads, err = after(ctx, g, org, desk.RowUpload, sqlUploadsAfter, at, limit, byID(func(u *desk.Upload) bool {
		return u.MessageID == "" && u.At > at
	})); err != nil {
		return a, err
	}
	return a, g.dueAfter(ctx, org, at, limit, &a)
}

// NewestMessage gives the thread's newest message of those stamped no later than
// at whose sequence is below before.
func (g reader) NewestMessage(ctx context.Context, org desk.OrgID, thread desk.ThreadID, at, before int64) (*desk.Message, error) {
	list, err := search(ctx, g, org, desk.RowMessage, &ordering[*desk.Message]{
		match: func(m *desk.Message) bool { return m.ThreadID == thread && m.At <= at && m.Seq < before },
		compare: func(a, b *desk.Message) int {
			return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(b.Seq, a.Seq), cmp.Compare(b.ID, a.ID))
		},
	}, sqlNewestMessage, string(org), string(thread), at, before, 1+g.pending(desk.RowMessage))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound(desk.RowMessage)
	}
	return list[0], nil
}

// pending counts the rows of a kind that the transaction has changed: so many of
// a query's rows may have to give way.
func (g reader) pending(kind desk.Kind) int {
	if g.over == nil {
		return 0
	}
	return len(g.over.order[kind])
}

// after gives at most limit rows of a query that asks for what is later than at.
func after[T desk.Row](ctx context.Context, g reader, org desk.OrgID, kind desk.Kind, query string, at int64, limit int, o ordering[T]) ([]T, error) {
	list, err := search(ctx, g, org, kind, &o, query, string(org), at, limit+g.pending(kind))
	return list[:min(limit, len(list))], err
}

// byID orders the rows that match by id.
func byID[T desk.Row](match func(T) bool) ordering[T] {
	return ordering[T]{match: match, compare: func(a, b T) int { return cmp.Compare(a.RowKey().ID, b.RowKey().ID) }}
}

func (g reader) noticesAfter(ctx context.Context, org desk.OrgID, at int64, limit int) ([]*desk.Notice, error) {
	return after(ctx, g, org, desk.RowNotice, sqlNoticesAfter, at, limit, ordering[*desk.Notice]{
		match:   func(n *desk.Notice) bool { return n.At > at },
		compare: func(a, b *desk.Notice) int { return cmp.Or(cmp.Compare(a.UserID, b.UserID), byTime(a, b)) },
	})
}

func (g reader) messagesAfter(ctx context.Context, org desk.OrgID, at int64, limit int) ([]*desk.Message, error) {
	return after(ctx, g, org, desk.RowMessage, sqlMessagesAfter, at, limit, ordering[*desk.Message]{
		match: func(m *desk.Message) bool {
			if m.At <= at {
				return false
			}
			t, err := g.Thread(ctx, org, m.ThreadID)
			return err == nil && t.LastAt > at
		},
		compare: func(a, b *desk.Message) int {
			return cmp.Or(cmp.Compare(a.ThreadID, b.ThreadID), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID))
		},
	})
}

// dueAfter adds the jobs and the timers of unsettled sends.
func (g reader) dueAfter(ctx context.Context, org desk.OrgID, at int64, limit int, a *desk.Ahead) error {
	jobs, err := collect(ctx, g.q, func(rows *sql.Rows) (j desk.Job, err error) {
		return j, rows.Scan(&j.Kind, &j.Subject, &j.ThreadID, &j.Order, &j.DueAt, &j.Attempts)
	}, sqlJobsAfter, string(org), at, g.most(limit))
	if err != nil {
		return err
	}
	timers, err := collect(ctx, g.q, func(rows *sql.Rows) (t desk.Timer, err error) {
		return t, rows.Scan(&t.Kind, &t.Subject, &t.DueAt)
	}, sqlTimersAfter, string(org), string(desk.TimerUnknownSettle), at, g.most(limit))
	if err != nil {
		return err
	}
	if g.over != nil {
		jobs = laid(jobs, g.over.jobs, org, func(j desk.Job) (dueKey, bool) {
			return dueKey{org, string(j.Kind), j.Subject}, j.DueAt > at
		})
		timers = laid(timers, g.over.timers, org, func(t desk.Timer) (dueKey, bool) {
			return dueKey{org, string(t.Kind), t.Subject}, t.Kind == desk.TimerUnknownSettle && t.DueAt > at
		})
	}
	a.Jobs, a.Unsettled = jobs[:min(limit, len(jobs))], timers[:min(limit, len(timers))]
	return nil
}

// most is a limit for what is read, where the transaction's own may take places.
func (g reader) most(limit int) int {
	if g.over == nil {
		return limit
	}
	return min(limit+len(g.over.jobs.order)+len(g.over.timers.order), math.MaxInt32)
}

// laid puts what the transaction has set or taken away over what was read.
func laid[V any](list []V, over pendingDue[dueKey, V], org desk.OrgID, of func(V) (k dueKey, belongs bool)) []V {
	list = slices.DeleteFunc(list, func(v V) bool {
		k, _ := of(v)
		_, changed := over.set[k]
		return changed
	})
	for _, k := range over.order {
		v := over.set[k]
		if v == nil || k.org != org {
			continue
		}
		if _, belongs := of(*v); belongs {
			list = append(list, *v)
		}
	}
	slices.SortFunc(list, func(a, b V) int {
		x, _ := of(a)
		y, _ := of(b)
		return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.subject, y.subject))
	})
	return list
}
