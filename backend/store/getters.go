package store

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// The getters of DB and Tx. All of them answer for one organization, give
// CodeNotFound when there is no such row, and hand out copies that are the
// caller's own.

// Organization gives the organization's own row.
func (g reader) Organization(ctx context.Context, org desk.OrgID) (*desk.Organization, error) {
	return get[*desk.Organization](ctx, g, org, desk.RowOrg, string(org))
}

// User gives a person.
func (g reader) User(ctx context.Context, org desk.OrgID, id desk.UserID) (*desk.User, error) {
	return get[*desk.User](ctx, g, org, desk.RowUser, string(id))
}

// Users gives everybody, by id.
func (g reader) Users(ctx context.Context, org desk.OrgID) ([]*desk.User, error) {
	return all[*desk.User](ctx, g, org, desk.RowUser)
}

// App gives a Meta app.
func (g reader) App(ctx context.Context, org desk.OrgID, id desk.AppID) (*desk.App, error) {
	return get[*desk.App](ctx, g, org, desk.RowApp, string(id))
}

// Apps gives the Meta apps, by id.
func (g reader) Apps(ctx context.Context, org desk.OrgID) ([]*desk.App, error) {
	return all[*desk.App](ctx, g, org, desk.RowApp)
}

// Waba gives a WhatsApp Business Account.
func (g reader) Waba(ctx context.Context, org desk.OrgID, id desk.WabaID) (*desk.Waba, error) {
	return get[*desk.Waba](ctx, g, org, desk.RowWaba, string(id))
}

// Number gives a business number.
func (g reader) Number(ctx context.Context, org desk.OrgID, id desk.NumberID) (*desk.Number, error) {
	return get[*desk.Number](ctx, g, org, desk.RowNumber, string(id))
}

// Numbers gives the business numbers, by id.
func (g reader) Numbers(ctx context.Context, org desk.OrgID) ([]*desk.Number, error) {
	return all[*desk.Number](ctx, g, org, desk.RowNumber)
}

// NumberByPhoneID gives the number that Meta knows by phoneID, unless it is gone.
func (g reader) NumberByPhoneID(ctx context.Context, org desk.OrgID, phoneID string) (*desk.Number, error) {
	if phoneID == "" {
		return nil, notFound(desk.RowNumber)
	}
	return first[*desk.Number](ctx, g, org, desk.NumbersByPhone.With(phoneID))
}

// Inbox gives an inbox.
func (g reader) Inbox(ctx context.Context, org desk.OrgID, id desk.InboxID) (*desk.Inbox, error) {
	return get[*desk.Inbox](ctx, g, org, desk.RowInbox, string(id))
}

// Inboxes gives the inboxes, by id, deleted ones too.
func (g reader) Inboxes(ctx context.Context, org desk.OrgID) ([]*desk.Inbox, error) {
	return all[*desk.Inbox](ctx, g, org, desk.RowInbox)
}

// Template gives a message template.
func (g reader) Template(ctx context.Context, org desk.OrgID, id desk.TemplateID) (*desk.Template, error) {
	return get[*desk.Template](ctx, g, org, desk.RowTemplate, string(id))
}

// Templates gives the message templates, by id.
func (g reader) Templates(ctx context.Context, org desk.OrgID) ([]*desk.Template, error) {
	return all[*desk.Template](ctx, g, org, desk.RowTemplate)
}

// Contact gives a customer.
func (g reader) Contact(ctx context.Context, org desk.OrgID, id desk.ContactID) (*desk.Contact, error) {
	return get[*desk.Contact](ctx, g, org, desk.RowContact, string(id))
}

// ContactByAlias gives the customer known by alias: "wa:<wa_id>", "bsuid:<id>".
func (g reader) ContactByAlias(ctx context.Context, org desk.OrgID, alias string) (*desk.Contact, error) {
	return named[*desk.Contact](ctx, g, org, desk.Lookup{By: desk.ByAlias, Key: alias}, desk.ContactsByAlias.With(alias))
}

// Thread gives a thread.
func (g reader) Thread(ctx context.Context, org desk.OrgID, id desk.ThreadID) (*desk.Thread, error) {
	return get[*desk.Thread](ctx, g, org, desk.RowThread, string(id))
}

// ThreadOf gives the thread between one of our numbers and a customer.
func (g reader) ThreadOf(ctx context.Context, org desk.OrgID, number desk.NumberID, contact desk.ContactID) (*desk.Thread, error) {
	return named[*desk.Thread](ctx, g, org, desk.PairLookup(number, contact), desk.ThreadsBetween.With(string(contact), string(number)))
}

// Interaction gives an interaction.
func (g reader) Interaction(ctx context.Context, org desk.OrgID, id desk.InteractionID) (*desk.Interaction, error) {
	return get[*desk.Interaction](ctx, g, org, desk.RowInteraction, string(id))
}

// InteractionsOfThread gives a thread's interactions, oldest first.
func (g reader) InteractionsOfThread(ctx context.Context, org desk.OrgID, thread desk.ThreadID) ([]*desk.Interaction, error) {
	return list[*desk.Interaction](ctx, g, org, desk.InteractionsOfThread.With(string(thread)))
}

// OpenCounts gives how many open interactions each person has; nobody is listed
// with none. In a transaction it costs the copy of the map, no scan.
func (g reader) OpenCounts(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error) {
	return g.counts(ctx, org, desk.InteractionsOwned)
}

// PendingOffers gives how many open offers each person has, like OpenCounts.
func (g reader) PendingOffers(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error) {
	return g.counts(ctx, org, desk.OffersOpenTo)
}

// Offer gives an offer.
func (g reader) Offer(ctx context.Context, org desk.OrgID, id desk.OfferID) (*desk.Offer, error) {
	return get[*desk.Offer](ctx, g, org, desk.RowOffer, string(id))
}

// OpenOfferOf gives the offer that stands open for an interaction.
func (g reader) OpenOfferOf(ctx context.Context, org desk.OrgID, interaction desk.InteractionID) (*desk.Offer, error) {
	return first[*desk.Offer](ctx, g, org, desk.OffersOpenOf.With(string(interaction)))
}

// OpenOffersOf gives the offers that stand open for a person, oldest first.
func (g reader) OpenOffersOf(ctx context.Context, org desk.OrgID, user desk.UserID) ([]*desk.Offer, error) {
	return list[*desk.Offer](ctx, g, org, desk.OffersOpenTo.With(string(user)))
}

// Message gives a message.
func (g reader) Message(ctx context.Context, org desk.OrgID, id desk.MessageID) (*desk.Message, error) {
	return get[*desk.Message](ctx, g, org, desk.RowMessage, string(id))
}

// MessageByProviderID gives the message that the provider knows by providerID.
func (g reader) MessageByProviderID(ctx context.Context, org desk.OrgID, providerID string) (*desk.Message, error) {
	if providerID == "" {
		return nil, notFound(desk.RowMessage)
	}
	return named[*desk.Message](ctx, g, org, desk.Lookup{By: desk.ByProviderID, Key: providerID}, desk.MessagesByProviderID.With(desk.TextKey(providerID), providerID))
}

// filesOfMessages bounds MessagesOfFile: resending repeats a file, a person does
// not do that often.
const filesOfMessages = 50

// MessagesOfFile gives the messages that carry the file, newest first, at most
// filesOfMessages.
func (g reader) MessagesOfFile(ctx context.Context, org desk.OrgID, id desk.MediaID) ([]*desk.Message, error) {
	if id == "" {
		return []*desk.Message{}, nil
	}
	return list[*desk.Message](ctx, g, org, desk.MessagesOfFile.With(string(id)).First(filesOfMessages))
}

// Upload gives a file that a person sent to the relay.
func (g reader) Upload(ctx context.Context, org desk.OrgID, id desk.MediaID) (*desk.Upload, error) {
	return get[*desk.Upload](ctx, g, org, desk.RowUpload, string(id))
}

// ReadMark gives how far a person has read a thread.
func (g reader) ReadMark(ctx context.Context, org desk.OrgID, user desk.UserID, thread desk.ThreadID) (*desk.ReadMark, error) {
	key := (&desk.ReadMark{UserID: user, ThreadID: thread}).RowKey()
	return get[*desk.ReadMark](ctx, g, org, desk.RowReadMark, key.ID)
}

// UnreadNotice gives a person's unread notice of a kind about one thing, the
// oldest if there are several.
func (g reader) UnreadNotice(ctx context.Context, org desk.OrgID, user desk.UserID, kind desk.NoticeKind, about string) (*desk.Notice, error) {
	return first[*desk.Notice](ctx, g, org, desk.NoticesUnreadAbout.With(string(user), string(kind), about))
}

// Unhandled gives something received that was not understood.
func (g reader) Unhandled(ctx context.Context, org desk.OrgID, id desk.UnhandledID) (*desk.Unhandled, error) {
	return get[*desk.Unhandled](ctx, g, org, desk.RowUnhandled, string(id))
}
