package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// hoursOf gives an inbox's business hours. Agents see them too: they are asked when
// somebody is there.
func hoursOf(h *desk.Hours) *wire.Hours {
	if h == nil {
		return nil
	}
	out := &wire.Hours{Zone: h.Zone, Week: []wire.OpenSpan{}, Outside: string(h.Outside), Message: h.Message, InboxID: string(h.InboxID)}
	for _, s := range h.Week {
		out.Week = append(out.Week, wire.OpenSpan(s))
	}
	for _, d := range h.Holidays {
		out.Holidays = append(out.Holidays, wire.Holiday(d))
	}
	return out
}

// openingOf gives whether an inbox with hours is open.
func openingOf(i *desk.Inbox) *wire.Opening {
	if i.Hours == nil {
		return nil
	}
	o := wire.Opening(i.Opening)
	return &o
}

// overflowOf gives who is asked when nobody takes a conversation.
func overflowOf(o desk.Overflow) *wire.Overflow {
	if o.InboxID == "" {
		return nil
	}
	return &wire.Overflow{Minutes: o.Minutes, InboxID: string(o.InboxID)}
}

// overflowedOf gives where an interaction waited in vain.
func overflowedOf(o desk.Overflowed) *wire.Overflowed {
	if o.At == 0 {
		return nil
	}
	return &wire.Overflowed{From: string(o.From), At: o.At}
}
