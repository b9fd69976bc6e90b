package webhook

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// delivery is one body being turned into entries. What it looks up it looks up
// once.
type delivery struct {
	with Provider
	from Numbers
	org  desk.OrgID
	app  desk.AppID

	byPhoneID map[string]*desk.Number // nil = unknown
	byDigits  map[string]desk.AppID   // of every number that is connected; nil = not read yet
	byWaba    map[string]desk.AppID   // "" = unknown
}

// proposals turns a signed body into entries, and names the number of each. What
// cannot be read is an entry too.
func (h *Messages) proposals(ctx context.Context, org desk.OrgID, app desk.AppID, body []byte) ([]desk.Proposal, []desk.NumberID, error) {
	items, err := h.from.Split(body)
	if err != nil {
		proposals, err := h.unreadable(org, app, body, err)
		return proposals, []desk.NumberID{""}, err
	}
	d := &delivery{
		with: h.from, from: h.numbers, org: org, app: app,
		byPhoneID: map[string]*desk.Number{}, byWaba: map[string]desk.AppID{},
	}
	proposals := make([]desk.Proposal, 0, len(items))
	numbers := make([]desk.NumberID, 0, len(items))
	stamps := make([]int64, 0, len(items))
	for _, it := range items {
		stamps = append(stamps, it.Time)
		proposal, number, err := d.proposal(ctx, it)
		if err != nil {
			return nil, nil, err
		}
		proposals, numbers = append(proposals, proposal), append(numbers, number)
	}
	h.stamps(ctx, stamps)
	return proposals, numbers, nil
}

// sorts says which sort of entry an item becomes.
var sorts = map[channel.Kind]string{
	channel.KindMessage: desk.ItemMessage,
	channel.KindEcho:    desk.ItemMessage,
	channel.KindStatus:  desk.ItemStatus,
	channel.KindHistory: desk.ItemEvent,
	channel.KindEvent:   desk.ItemEvent,
	channel.KindUnknown: desk.ItemUnknown,
}

func (d *delivery) proposal(ctx context.Context, it channel.Item) (desk.Proposal, desk.NumberID, error) {
	entry := desk.ItemEntry{
		AppID: d.app, WabaID: desk.WabaID(it.WABA), PhoneID: it.PhoneNumberID, Field: it.Field,
		Time: it.Time, Reason: it.Reason, Item: it.Payload,
	}
	sort := sorts[it.Kind]
	number, err := d.number(ctx, it.PhoneNumberID)
	if err != nil {
		return desk.Proposal{}, "", err
	}
	switch {
	case number != nil && number.AppID == d.app:
		entry.NumberID = number.ID
	case sort == desk.ItemUnknown:
	case it.PhoneNumberID != "":
		// Not ours, or another app's: its secret vouches only for its own.
		sort, entry.Reason = desk.ItemUnknown, "the number is not connected here"
	default:
		foreign, err := d.foreign(ctx, it)
		if err != nil {
			return desk.Proposal{}, "", err
		}
		if foreign {
			sort, entry.Reason = desk.ItemUnknown, "it is about what belongs to another app"
		}
	}
	return desk.Proposal{
		Org: d.org, Kind: desk.ItemKind(d.with.Provider(), sort), Payload: d.with.WriteEntry(entry), Expires: it.Expiring, About: it.ID,
		Key: desk.FitKey(channel.EntryKey(d.with.Provider(), d.app, it.Field, it.Key)),
	}, entry.NumberID, nil
}

// number finds our number, once per body. nil = unknown, or no number at all.
func (d *delivery) number(ctx context.Context, phoneID string) (*desk.Number, error) {
	if phoneID == "" {
		return nil, nil // no number is a fact here, not a failure
	}
	if n, ok := d.byPhoneID[phoneID]; ok {
		return n, nil
	}
	n, err := d.from.NumberByPhoneID(ctx, d.org, phoneID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		n, err = nil, nil
	}
	if err != nil {
		return nil, desk.Wrap("look up number", err)
	}
	d.byPhoneID[phoneID] = n
	return n, nil
}

// foreign says whether an item that names no number by its id is about an
// account or a number that is connected through another app. Such items name
// accounts by their id and numbers as people write them.
func (d *delivery) foreign(ctx context.Context, it channel.Item) (bool, error) {
	owner, err := d.ownerOfWaba(ctx, it.WABA)
	if err != nil || (owner != "" && owner != d.app) {
		return true, err
	}
	digits := desk.PhoneNumber(it.DisplayPhone).Digits()
	if digits == "" {
		return false, nil
	}
	if d.byDigits == nil {
		all, err := d.from.Numbers(ctx, d.org)
		if err != nil {
			return false, desk.Wrap("look up numbers", err)
		}
		d.byDigits = make(map[string]desk.AppID, len(all))
		for _, n := range all {
			if !n.Deleted {
				d.byDigits[n.Phone.Digits()] = n.AppID
			}
		}
	}
	owner = d.byDigits[digits]
	return owner != "" && owner != d.app, nil
}

func (d *delivery) ownerOfWaba(ctx context.Context, waba string) (desk.AppID, error) {
	if owner, ok := d.byWaba[waba]; ok || waba == "" {
		return owner, nil
	}
	w, err := d.from.Waba(ctx, d.org, desk.WabaID(waba))
	switch {
	case err == nil:
		d.byWaba[waba] = w.AppID
	case desk.CodeOf(err) == desk.CodeNotFound:
		d.byWaba[waba] = ""
	default:
		return "", desk.Wrap("look up account", err)
	}
	return d.byWaba[waba], nil
}
