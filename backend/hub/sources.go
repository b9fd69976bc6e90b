package hub

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// Rows reads state rows. Not found is CodeNotFound.
type Rows interface {
	desk.Rows
	// IDKey says since when folds name who leaves a thread: see desk.Leave.
	IDKey(ctx context.Context, org desk.OrgID) (desk.IDKey, error)
	ThreadOf(ctx context.Context, org desk.OrgID, number desk.NumberID, contact desk.ContactID) (*desk.Thread, error)
	OpenOfferOf(ctx context.Context, org desk.OrgID, id desk.InteractionID) (*desk.Offer, error)
	Entry(ctx context.Context, org desk.OrgID, seq int64) (desk.Entry, error)
}

// Feed reads what changed, and rows in pages.
type Feed interface {
	desk.Rows
	Life(ctx context.Context) (string, error)
	Head(ctx context.Context, org desk.OrgID) (int64, error)
	// FeedFloor is the oldest cursor that can still be resumed.
	FeedFloor(ctx context.Context, org desk.OrgID) (int64, error)
	// FeedSince gives the last change per row in (from, to].
	FeedSince(ctx context.Context, org desk.OrgID, from int64, limit int) (changes []desk.Change, to int64, err error)
	// ThreadsBefore gives threads newest first, before (lastAt, id); 0, "" = from the newest.
	ThreadsBefore(ctx context.Context, org desk.OrgID, lastAt int64, id desk.ThreadID, limit int) ([]*desk.Thread, error)
	// CountThreadsBefore counts what ThreadsBefore would give.
	CountThreadsBefore(ctx context.Context, org desk.OrgID, lastAt int64, id desk.ThreadID) (int64, error)
	// ThreadsHandledBy gives those of which the person has ever owned an interaction.
	ThreadsHandledBy(ctx context.Context, org desk.OrgID, user desk.UserID) ([]*desk.Thread, error)
	WaitingIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID) ([]*desk.Interaction, error)
	// MessagesBefore gives messages newest first, before (at, seq); 0, 0 = from the newest.
	MessagesBefore(ctx context.Context, org desk.OrgID, thread desk.ThreadID, at, seq int64, limit int) ([]*desk.Message, error)
	// Threads gives those of the threads that there are, InteractionsOfThreads all
	// interactions of some, both in no order.
	Threads(ctx context.Context, org desk.OrgID, ids []desk.ThreadID) ([]*desk.Thread, error)
	InteractionsOfThreads(ctx context.Context, org desk.OrgID, threads []desk.ThreadID) ([]*desk.Interaction, error)
	// SearchMessages gives messages newest first.
	SearchMessages(ctx context.Context, org desk.OrgID, q desk.MessageSearch) ([]*desk.Message, error)
}
