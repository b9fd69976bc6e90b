package store

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// What DB and Tx know beside desk.Get and desk.Find: rows by a name that the
// cache remembers, the first of a list, counts. All of them answer for one
// organization, give CodeNotFound when there is no such row, and hand out copies
// that are the caller's own.

// NumberByPhoneID gives the number that Meta knows by phoneID, unless it is gone.
func (g reader) NumberByPhoneID(ctx context.Context, org desk.OrgID, phoneID string) (*desk.Number, error) {
	if phoneID == "" {
		return nil, notFound(desk.RowNumber)
	}
	return first[*desk.Number](ctx, g, org, desk.NumbersByPhone.With(phoneID))
}

// ContactByAlias gives the customer known by alias: "wa:<wa_id>", "bsuid:<id>".
func (g reader) ContactByAlias(ctx context.Context, org desk.OrgID, alias string) (*desk.Contact, error) {
	return named[*desk.Contact](ctx, g, org, desk.Lookup{By: desk.ByAlias, Key: alias}, desk.ContactsByAlias.With(alias))
}

// ThreadOf gives the thread between one of our numbers and a customer.
func (g reader) ThreadOf(ctx context.Context, org desk.OrgID, number desk.NumberID, contact desk.ContactID) (*desk.Thread, error) {
	return named[*desk.Thread](ctx, g, org, desk.PairLookup(number, contact), desk.ThreadsBetween.With(string(contact), string(number)))
}

// OpenCounts gives how many open interactions each person has; nobody is listed
// with none. In a transaction it costs the copy of the map, no scan.
func (g reader) OpenCounts(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error) {
	return g.counts(ctx, tally{org: org, what: desk.RowInteraction}, statements[desk.InteractionsOwned].tally, org)
}

// OpenCountsIn gives the same of one inbox.
func (g reader) OpenCountsIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID) (map[desk.UserID]int, error) {
	return g.counts(ctx, tally{org, desk.RowInteraction, inbox}, sqlOpenIn, org, plain(string(inbox)))
}

// PendingOffers gives how many open offers each person has, like OpenCounts.
func (g reader) PendingOffers(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error) {
	return g.counts(ctx, tally{org: org, what: desk.RowOffer}, statements[desk.OffersOpenTo].tally, org)
}

// OpenOfferOf gives the offer that stands open for an interaction.
func (g reader) OpenOfferOf(ctx context.Context, org desk.OrgID, interaction desk.InteractionID) (*desk.Offer, error) {
	return first[*desk.Offer](ctx, g, org, desk.OffersOpenOf.With(string(interaction)))
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

// UnreadNotice gives a person's unread notice of a kind about one thing, the
// oldest if there are several.
func (g reader) UnreadNotice(ctx context.Context, org desk.OrgID, user desk.UserID, kind desk.NoticeKind, about string) (*desk.Notice, error) {
	return first[*desk.Notice](ctx, g, org, desk.NoticesUnreadAbout.With(string(user), string(kind), about))
}
