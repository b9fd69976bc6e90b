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
	Organization(ctx context.Context, org desk.OrgID) (*desk.Organization, error)
	User(ctx context.Context, org desk.OrgID, id desk.UserID) (*desk.User, error)
	Users(ctx context.Context, org desk.OrgID) ([]*desk.User, error) // by id
	App(ctx context.Context, org desk.OrgID, id desk.AppID) (*desk.App, error)
	Waba(ctx context.Context, org desk.OrgID, id desk.WabaID) (*desk.Waba, error)
	Number(ctx context.Context, org desk.OrgID, id desk.NumberID) (*desk.Number, error)
	Numbers(ctx context.Context, org desk.OrgID) ([]*desk.Number, error) // by id
	NumberByPhoneID(ctx context.Context, org desk.OrgID, phoneID string) (*desk.Number, error)
	Inbox(ctx context.Context, org desk.OrgID, id desk.InboxID) (*desk.Inbox, error)
	Inboxes(ctx context.Context, org desk.OrgID) ([]*desk.Inbox, error) // by id
	Template(ctx context.Context, org desk.OrgID, id desk.TemplateID) (*desk.Template, error)
	Templates(ctx context.Context, org desk.OrgID) ([]*desk.Template, error) // by id
	TemplateByMetaID(ctx context.Context, org desk.OrgID, waba desk.WabaID, metaID string) (*desk.Template, error)

	Contact(ctx context.Context, org desk.OrgID, id desk.ContactID) (*desk.Contact, error)
	ContactByAlias(ctx context.Context, org desk.OrgID, alias string) (*desk.Contact, error)
	Thread(ctx context.Context, org desk.OrgID, id desk.ThreadID) (*desk.Thread, error)
	ThreadOf(ctx context.Context, org desk.OrgID, number desk.NumberID, contact desk.ContactID) (*desk.Thread, error)
	Interaction(ctx context.Context, org desk.OrgID, id desk.InteractionID) (*desk.Interaction, error)
	InteractionsOfThread(ctx context.Context, org desk.OrgID, thread desk.ThreadID) ([]*desk.Interaction, error)
	// FirstWaitingIn gives those in state waiting, by (WaitingSince, FirstSeq), at
	// most limit: a queue may be thousands long, and few of it can be offered.
	FirstWaitingIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID, limit int) ([]*desk.Interaction, error)
	// OwnedBy gives those in state open that the user owns.
	OwnedBy(ctx context.Context, org desk.OrgID, user desk.UserID) ([]*desk.Interaction, error)
	UnendedInInbox(ctx context.Context, org desk.OrgID, inbox desk.InboxID) ([]*desk.Interaction, error)
	OpenCounts(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error)
	PendingOffers(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error)
	Offer(ctx context.Context, org desk.OrgID, id desk.OfferID) (*desk.Offer, error)
	OpenOffersOf(ctx context.Context, org desk.OrgID, user desk.UserID) ([]*desk.Offer, error) // by (OfferedAt, ID)
	OpenOfferOf(ctx context.Context, org desk.OrgID, interaction desk.InteractionID) (*desk.Offer, error)

	Message(ctx context.Context, org desk.OrgID, id desk.MessageID) (*desk.Message, error)
	MessageByProviderID(ctx context.Context, org desk.OrgID, providerID string) (*desk.Message, error)
	// MessagesOfFile gives those that carry the file, newest first, a few at most.
	MessagesOfFile(ctx context.Context, org desk.OrgID, id desk.MediaID) ([]*desk.Message, error)
	Upload(ctx context.Context, org desk.OrgID, id desk.MediaID) (*desk.Upload, error)
	ReadMark(ctx context.Context, org desk.OrgID, user desk.UserID, thread desk.ThreadID) (*desk.ReadMark, error)
	Notice(ctx context.Context, org desk.OrgID, id desk.NoticeID) (*desk.Notice, error)
	UnreadNotices(ctx context.Context, org desk.OrgID, user desk.UserID) ([]*desk.Notice, error)
	// UnreadNotice gives the unread one of the kind whose About it is, without
	// looking at the person's others: thousands may lie there unread.
	UnreadNotice(ctx context.Context, org desk.OrgID, user desk.UserID, kind desk.NoticeKind, about string) (*desk.Notice, error)
	Unhandled(ctx context.Context, org desk.OrgID, id desk.UnhandledID) (*desk.Unhandled, error)
	Entry(ctx context.Context, org desk.OrgID, seq int64) (desk.Entry, error)
	// KeysBetween gives the numbers of the entries whose keys lie in [from, to), in
	// order, at most limit.
	KeysBetween(ctx context.Context, org desk.OrgID, from, to string, limit int) ([]int64, error)
	// StampedAfter gives what is stamped later than at, of each kind at most limit.
	StampedAfter(ctx context.Context, org desk.OrgID, at int64, limit int) (desk.Ahead, error)
	// NewestMessage gives the thread's newest of those stamped no later than at
	// whose sequence is below before.
	NewestMessage(ctx context.Context, org desk.OrgID, thread desk.ThreadID, at, before int64) (*desk.Message, error)
}
