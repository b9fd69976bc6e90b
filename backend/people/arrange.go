package people

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// serves refuses an inbox for who could not serve it.
func serves(a desk.Arrangement, without []desk.Licence) error {
	if len(a.Places) > 0 && (a.NoWhatsApp || len(without) > 0) {
		return desk.Refuse(desk.CodeInvalid, "notLicensed", desk.Params{"context": "invited"})
	}
	return nil
}

// arranged reads what an invitation arranges: an inbox or a number that is not there, a
// level or a capacity out of bounds is refused.
func (s *Service) arranged(ctx context.Context, org desk.OrgID, said *wire.Arranged) (desk.Arrangement, error) {
	in := wire.Arranged{}
	if said != nil {
		in = *said
	}
	out := desk.Arrangement{NoWhatsApp: in.WhatsApp != nil && !*in.WhatsApp, Capacity: in.Capacity, AutoAccept: in.AutoAccept}
	numbers, err := s.numbers(ctx, org, in.Outbound)
	if err != nil {
		return out, err
	}
	if in.Outbound != nil && in.Outbound.Only {
		out.Outbound = desk.Outbound{Only: true, Numbers: numbers}
	}
	if in.Places == nil {
		in.Places = &wire.Places{}
	}
	for _, p := range in.Places.List {
		box, err := desk.Get[*desk.Inbox](ctx, s.cfg.People, org, desk.RowInbox, p.InboxID)
		switch {
		case desk.CodeOf(err) == desk.CodeNotFound || err == nil && box.Deleted:
			return out, wire.AskInbox.Refusal()
		case err != nil:
			return out, desk.Wrap("read inbox", err)
		case p.Level < desk.MinLevel || p.Level > desk.MaxLevel:
			return out, desk.Refuse(desk.CodeInvalid, "badLevel", desk.Params{"least": desk.MinLevel, "most": desk.MaxLevel})
		case slices.ContainsFunc(out.Places, func(has desk.Place) bool { return has.InboxID == box.ID }):
		default:
			out.Places = append(out.Places, desk.Place{InboxID: box.ID, Level: p.Level})
		}
	}
	if in.Capacity < 0 || in.Capacity > desk.MostThreads {
		return out, desk.Refuse(desk.CodeInvalid, "badCapacity", desk.Params{"most": desk.MostThreads})
	}
	out.Presence, out.Reason, err = begins(in.Presence, in.Reason)
	return out, err
}

// begins reads the presence that somebody is given, "" = none, and why they are away.
func begins(said, why string) (state desk.PresenceState, reason string, err error) {
	state, reason = desk.PresenceState(said), desk.PlainLine(why)
	switch {
	case !slices.Contains([]desk.PresenceState{"", desk.PresenceOnline, desk.PresenceAway, desk.PresenceOffline}, state), reason != "" && state != desk.PresenceAway:
		err = desk.Refuse(desk.CodeInvalid, "badState")
	case utf8.RuneCountInString(reason) > desk.LongestAwayText:
		err = desk.Refuse(desk.CodeInvalid, "longName", desk.Params{"field": "reason", "most": desk.LongestAwayText})
	}
	return state, reason, err
}

// numbers gives those that a list names, each once. It is asked for them also where the
// list does not count.
func (s *Service) numbers(ctx context.Context, org desk.OrgID, in *wire.Outbound) (list []desk.NumberID, err error) {
	if in == nil {
		return nil, nil
	}
	for _, id := range in.Numbers {
		n, err := desk.Get[*desk.Number](ctx, s.cfg.People, org, desk.RowNumber, id)
		if desk.CodeOf(err) == desk.CodeNotFound || err == nil && n.Deleted {
			return nil, wire.AskNumber.Refusal()
		}
		if err != nil {
			return nil, desk.Wrap("read number", err)
		}
		if !slices.Contains(list, n.ID) {
			list = append(list, n.ID)
		}
	}
	return list, nil
}
