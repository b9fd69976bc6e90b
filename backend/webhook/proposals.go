package webhook

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// delivery is one body being turned into entries.
type delivery struct {
	app   desk.AppID
	sides []*side // never empty
}

// side is what one organization knows of what a body is about. What it looks up
// it looks up once.
type side struct {
	with Provider
	from Numbers
	org  desk.OrgID
	app  desk.AppID

	byPhoneID map[string]*desk.Number // nil = unknown
	numbers   []*desk.Number          // all of the organization; nil = not read yet
	byWaba    map[string]desk.AppID   // "" = unknown
}

// proposals turns a signed body into entries, and names the number of each. What
// cannot be read is an entry too. The body is proven to the organizations.
func (h *Messages) proposals(ctx context.Context, orgs []desk.OrgID, app desk.AppID, r channel.Request) ([]desk.Proposal, []desk.NumberID, error) {
	items, err := h.from.Split(r)
	if err != nil {
		proposals, err := h.unreadable(orgs, app, r.Body, err)
		return proposals, []desk.NumberID{""}, err
	}
	d := &delivery{app: app}
	for _, org := range orgs {
		d.sides = append(d.sides, &side{
			with: h.from, from: h.numbers, org: org, app: app,
			byPhoneID: map[string]*desk.Number{}, byWaba: map[string]desk.AppID{},
		})
	}
	proposals := make([]desk.Proposal, 0, len(items))
	numbers := make([]desk.NumberID, 0, len(items))
	stamps := make([]int64, 0, len(items))
	for _, it := range items {
		stamps = append(stamps, it.Time)
		if err := h.tellGranted(ctx, orgs, app, it); err != nil {
			return nil, nil, err
		}
		sides, err := d.whose(ctx, it)
		if err != nil {
			return nil, nil, err
		}
		if len(sides) > 1 { // what one fold makes of it must not reach another's
			it.Stored = nil
		}
		for _, s := range sides {
			proposal, number, err := s.proposal(ctx, it)
			if err != nil {
				return nil, nil, err
			}
			proposals, numbers = append(proposals, proposal), append(numbers, number)
		}
	}
	h.stamps(ctx, stamps)
	return proposals, numbers, nil
}

// tellGranted tells of an account that was granted to the app.
func (h *Messages) tellGranted(ctx context.Context, orgs []desk.OrgID, app desk.AppID, it channel.Item) error {
	if it.Kind != channel.KindEvent || it.PhoneNumberID != "" || it.Stored == nil {
		return nil
	}
	ev, err := it.Stored.Event()
	if err != nil || ev.Account == nil || !ev.Account.Granted {
		return nil //nolint:nilerr // what is not understood is kept as such
	}
	return desk.Wrap("take down a grant", h.granted(ctx, orgs, channel.Grant{App: app, Account: ev.WABA, Business: ev.Account.OwnerID, At: it.Time}))
}

// sorts says which sort of entry an item becomes.
var sorts = map[channel.Kind]string{
	channel.KindMessage: desk.ItemMessage,
	channel.KindEcho:    desk.ItemMessage,
	channel.KindStandby: desk.ItemMessage,
	channel.KindStatus:  desk.ItemStatus,
	channel.KindHistory: desk.ItemEvent,
	channel.KindEvent:   desk.ItemEvent,
	channel.KindUnknown: desk.ItemUnknown,
}

func (s *side) proposal(ctx context.Context, it channel.Item) (desk.Proposal, desk.NumberID, error) {
	entry := desk.ItemEntry{
		AppID: s.app, WabaID: desk.WabaID(it.WABA), PhoneID: it.PhoneNumberID, Field: it.Field,
		Time: it.Time, Reason: it.Reason, Item: it.Payload,
	}
	sort := sorts[it.Kind]
	number, err := s.number(ctx, it.PhoneNumberID)
	if err != nil {
		return desk.Proposal{}, "", err
	}
	switch {
	case number != nil && number.AppID == s.app:
		entry.NumberID = number.ID
	case sort == desk.ItemUnknown:
	case it.PhoneNumberID != "":
		// Not ours, or another app's: its secret vouches only for its own.
		sort, entry.Reason = desk.ItemUnknown, notUnderstood("notConnected")
	default:
		foreign, err := s.foreign(ctx, it)
		if err != nil {
			return desk.Proposal{}, "", err
		}
		if foreign {
			sort, entry.Reason = desk.ItemUnknown, notUnderstood("otherApp")
		}
	}
	proposal := desk.Proposal{
		Org: s.org, Kind: desk.ItemKind(s.with.Provider(), sort), Payload: s.with.WriteEntry(entry), Expires: it.Expiring, About: it.ID,
		Key: desk.FitKey(channel.EntryKey(s.with.Provider(), s.app, it.Field, it.Key)),
	}
	if it.Stored != nil {
		proposal.Read = &channel.Read{Entry: entry, Stored: it.Stored}
	}
	return proposal, entry.NumberID, nil
}

// number finds our number, once per body. nil = unknown, or no number at all.
func (s *side) number(ctx context.Context, phoneID string) (*desk.Number, error) {
	if phoneID == "" {
		return nil, nil // no number is a fact here, not a failure
	}
	if n, ok := s.byPhoneID[phoneID]; ok {
		return n, nil
	}
	n, err := s.from.NumberByPhoneID(ctx, s.org, phoneID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		n, err = nil, nil
	}
	if err != nil {
		return nil, desk.Wrap("look up number", err)
	}
	s.byPhoneID[phoneID] = n
	return n, nil
}

// foreign says whether an item that names no number by its id is about an
// account or a number that is connected through another app. Such items name
// accounts by their id and numbers as people write them.
func (s *side) foreign(ctx context.Context, it channel.Item) (bool, error) {
	owner, err := s.ownerOfWaba(ctx, it.WABA)
	if err != nil || (owner != "" && owner != s.app) {
		return true, err
	}
	number, err := s.shownAs(ctx, it.DisplayPhone)
	return number != nil && number.AppID != s.app, err
}

// shownAs finds the number that is written like that, nil = none.
func (s *side) shownAs(ctx context.Context, display string) (*desk.Number, error) {
	digits := desk.PhoneNumber(display).Digits()
	if digits == "" {
		return nil, nil // no number is a fact here, not a failure
	}
	all, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	var found *desk.Number
	for _, n := range all {
		if !n.Deleted && n.Phone.Digits() == digits {
			found = n
		}
	}
	return found, nil
}

// all gives the organization's numbers, deleted ones too.
func (s *side) all(ctx context.Context) ([]*desk.Number, error) {
	if s.numbers == nil {
		list, err := desk.Find[*desk.Number](ctx, s.from, s.org, desk.Numbers.With())
		if err != nil {
			return nil, desk.Wrap("look up numbers", err)
		}
		s.numbers = append([]*desk.Number{}, list...)
	}
	return s.numbers, nil
}

func (s *side) ownerOfWaba(ctx context.Context, waba string) (desk.AppID, error) {
	if owner, ok := s.byWaba[waba]; ok || waba == "" {
		return owner, nil
	}
	w, err := desk.Get[*desk.Waba](ctx, s.from, s.org, desk.RowWaba, waba)
	switch {
	case err == nil:
		s.byWaba[waba] = w.AppID
	case desk.CodeOf(err) == desk.CodeNotFound:
		s.byWaba[waba] = ""
	default:
		return "", desk.Wrap("look up account", err)
	}
	return s.byWaba[waba], nil
}

// notUnderstood gives the reason of an unknown item as the code of its sentence.
func notUnderstood(context string) string {
	return desk.Refuse(desk.CodeInvalid, "unhandled", desk.Params{desk.ParamContext: context}).Error()
}
