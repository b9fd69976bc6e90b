package store

import (
	"context"
	"math"

	"github.com/parleydesk/parley/backend/desk"
)

// The reads that only DB has: pages and lists for people, from committed state.

// docs gives the rows of a query for documents.
func docs[T desk.Row](ctx context.Context, db *DB, kind desk.Kind, query string, args ...any) ([]T, error) {
	list, err := db.storedAll(ctx, specOf[kind], query, args...)
	if err != nil {
		return nil, err
	}
	out := make([]T, len(list))
	for i, r := range list {
		out[i] = as[T](r)
	}
	return out, nil
}

// among gives the rows of a query that ends in IN for all ids, in no order. What
// is not there is left out.
func among[T desk.Row, ID ~string](ctx context.Context, db *DB, kind desk.Kind, query string, org desk.OrgID, ids []ID) ([]T, error) {
	var out []T
	values := make([]string, len(ids))
	for i, id := range ids {
		values[i] = string(id)
	}
	err := inParts(query, org, values, func(query string, args []any) error {
		list, err := docs[T](ctx, db, kind, query, args...)
		out = append(out, list...)
		return err
	})
	return out, err
}

// Threads gives those of the threads that there are, in no order.
func (db *DB) Threads(ctx context.Context, org desk.OrgID, ids []desk.ThreadID) ([]*desk.Thread, error) {
	return among[*desk.Thread](ctx, db, desk.RowThread, specOf[desk.RowThread].selectMany, org, ids)
}

// InteractionsOfThreads gives all interactions of the threads, in no order.
func (db *DB) InteractionsOfThreads(ctx context.Context, org desk.OrgID, threads []desk.ThreadID) ([]*desk.Interaction, error) {
	return among[*desk.Interaction](ctx, db, desk.RowInteraction, statements[desk.InteractionsOfThread].many, org, threads)
}

// ThreadsBefore gives threads, newest first, after the one with lastAt and id.
// lastAt 0 starts at the newest.
func (db *DB) ThreadsBefore(ctx context.Context, org desk.OrgID, lastAt int64, id desk.ThreadID, limit int) ([]*desk.Thread, error) {
	return list[*desk.Thread](ctx, db.reader, org, desk.ThreadsBefore.With(newest(lastAt), string(id)).First(limit))
}

// CountThreads gives how many threads there are.
func (db *DB) CountThreads(ctx context.Context, org desk.OrgID) (int64, error) {
	return db.CountThreadsBefore(ctx, org, 0, "")
}

// CountThreadsBefore gives how many threads ThreadsBefore has from there on.
func (db *DB) CountThreadsBefore(ctx context.Context, org desk.OrgID, lastAt int64, id desk.ThreadID) (int64, error) {
	l := desk.ThreadsBefore.With(newest(lastAt), string(id))
	return db.int64(ctx, statements[l.Query].count, argsOf(org, l)...)
}

// ThreadsHandledBy gives the threads of which a person has ever owned an
// interaction, by id.
func (db *DB) ThreadsHandledBy(ctx context.Context, org desk.OrgID, user desk.UserID) ([]*desk.Thread, error) {
	return list[*desk.Thread](ctx, db.reader, org, desk.ThreadsHandled.With(string(user)))
}

// MessagesBefore gives a thread's messages, newest first by (at, seq), after the
// one with at and seq; at 0 starts at the newest. Messages with the same (at,
// seq) are never cut apart, so a page may be longer than limit.
func (db *DB) MessagesBefore(ctx context.Context, org desk.OrgID, thread desk.ThreadID, at, seq int64, limit int) ([]*desk.Message, error) {
	if at <= 0 {
		seq = math.MaxInt64
	}
	page, err := list[*desk.Message](ctx, db.reader, org, desk.MessagesBefore.With(string(thread), newest(at), seq).First(limit))
	if err != nil || len(page) < limit || limit <= 0 {
		return page, err
	}
	last := page[len(page)-1]
	beside, err := list[*desk.Message](ctx, db.reader, org, desk.MessagesBeside.With(string(thread), last.At, last.Seq, string(last.ID)))
	return append(page, beside...), err
}

// UnclaimedUploads gives a person's uploads since then that no message has taken.
func (db *DB) UnclaimedUploads(ctx context.Context, org desk.OrgID, user desk.UserID, since int64) ([]*desk.Upload, error) {
	return list[*desk.Upload](ctx, db.reader, org, desk.UploadsUnclaimed.With(string(user), since))
}

// UnhandledList gives what was not understood, newest first.
func (db *DB) UnhandledList(ctx context.Context, org desk.OrgID, limit int) ([]*desk.Unhandled, error) {
	return list[*desk.Unhandled](ctx, db.reader, org, desk.UnhandledNewest.With().First(limit))
}

// OpenInteractions gives every interaction that has not ended (waiting, offered
// or open), oldest first.
func (db *DB) OpenInteractions(ctx context.Context, org desk.OrgID) ([]*desk.Interaction, error) {
	return list[*desk.Interaction](ctx, db.reader, org, desk.InteractionsAllUnended.With())
}

// SpansOfInteractions gives the ownership spans of the interactions, in no order.
func (db *DB) SpansOfInteractions(ctx context.Context, org desk.OrgID, ids []desk.InteractionID) ([]*desk.Span, error) {
	return among[*desk.Span](ctx, db, desk.RowSpan, statements[desk.SpansOfInteraction].many, org, ids)
}
