package engine

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// State is what a fold reads: the rows as they are before the entry. Whatever
// is not there is an error of desk.CodeNotFound. Rows that are returned belong
// to the caller. The store's write transaction and its read pool both are one.
type State interface {
	// IDKey gives the key of the organization's ids; it never changes.
	IDKey(ctx context.Context, org desk.OrgID) (desk.IDKey, error)
	desk.Rows

	ContactByAlias(ctx context.Context, org desk.OrgID, alias string) (*desk.Contact, error)
	ThreadOf(ctx context.Context, org desk.OrgID, number desk.NumberID, contact desk.ContactID) (*desk.Thread, error)
	MessageByProviderID(ctx context.Context, org desk.OrgID, providerID string) (*desk.Message, error)
	// FirstWaitingIn gives the first of desk.InteractionsWaiting, at most limit: a
	// queue may be thousands long, and few of it can be offered.
	FirstWaitingIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID, limit int) ([]*desk.Interaction, error)
	OpenCounts(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error)
	// OpenCountsIn gives how many of an inbox's interactions each person has.
	OpenCountsIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID) (map[desk.UserID]int, error)
	PendingOffers(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error)
	Entry(ctx context.Context, org desk.OrgID, seq int64) (desk.Entry, error)
	// KeysBetween gives the numbers of the entries whose keys lie in [from, to), in
	// order, at most limit.
	KeysBetween(ctx context.Context, org desk.OrgID, from, to string, limit int) ([]int64, error)
	// StampedAfter gives what is stamped later than at, of each kind at most limit.
	StampedAfter(ctx context.Context, org desk.OrgID, at int64, limit int) (desk.Ahead, error)
}
