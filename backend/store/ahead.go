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
	if a.Messages, err = list[*desk.Message](ctx, g, org, desk.MessagesAfter.With(at).First(limit)); err != nil {
		return a, err
	}
	if a.Threads, err = list[*desk.Thread](ctx, g, org, desk.ThreadsAfter.With(at).First(limit)); err != nil {
		return a, err
	}
	if a.Ended, err = list[*desk.Interaction](ctx, g, org, desk.InteractionsEndedAfter.With(at).First(limit)); err != nil {
		return a, err
	}
	if a.Notices, err = list[*desk.Notice](ctx, g, org, desk.NoticesAfter.With(at).First(limit)); err != nil {
		return a, err
	}
	if a.Uploads, err = list[*desk.Upload](ctx, g, org, desk.UploadsAfter.With(at).First(limit)); err != nil {
		return a, err
	}
	return a, g.dueAfter(ctx, org, at, limit, &a)
}

// dueAfter adds the jobs and the timers of unsettled sends.
func (g reader) dueAfter(ctx context.Context, org desk.OrgID, at int64, limit int, a *desk.Ahead) error {
	jobs, err := collect(ctx, g.q, func(rows *sql.Rows) (j desk.Job, err error) {
		return j, rows.Scan(&j.Kind, &j.Subject, &j.ThreadID, &j.Order, &j.DueAt, &j.Attempts)
	}, sqlJobsAfter, org, at, g.most(limit))
	if err != nil {
		return err
	}
	timers, err := collect(ctx, g.q, func(rows *sql.Rows) (t desk.Timer, err error) {
		return t, rows.Scan(&t.Kind, &t.Subject, &t.DueAt)
	}, sqlTimersAfter, org, string(desk.TimerUnknownSettle), at, g.most(limit))
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
func laid[V any](list []V, over pending[dueKey, *V], org desk.OrgID, of func(V) (k dueKey, belongs bool)) []V {
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
