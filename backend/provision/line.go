package provision

import (
	"cmp"
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// lineName is a way on which a code comes to a number. Each has an address of its own at
// the carrier. They are stored.
type lineName string

// The lines.
const (
	lineSMS   lineName = ""
	lineCalls lineName = "calls"
)

// at is how the table of addresses names a line of a carrier's numbers.
func (l lineName) at(carrier string) string {
	if l == lineSMS {
		return carrier // as it was named before there were calls
	}
	return carrier + "/" + string(l)
}

// line is one of the lines of the numbers at a linked carrier.
type line struct {
	name     lineName
	carrier  channel.LinkedCarrier
	ours     string // where its webhooks come in here, "" = nobody outside can reach this relay
	set      func(n *channel.CarrierNumber) string
	where    func(ctx context.Context, n channel.CarrierNumber) (string, error)
	redirect func(ctx context.Context, n channel.CarrierNumber, address string) error
}

// lineOf gives a line of a carrier. False: the carrier does not have it, or there is none.
func lineOf(at channel.LinkedCarrier, name lineName) (line, bool) {
	l := line{name: name, carrier: at}
	if at.Carrier == nil { // no carrier has the number
		return l, false
	}
	if name == lineSMS {
		l.ours, l.where, l.redirect = at.SMSURL, at.WhereSMS, at.RedirectSMS
		l.set = func(n *channel.CarrierNumber) string { return n.SMSURL }
		return l, true
	}
	voice, has := at.Carrier.(channel.VoiceCarrier)
	if !has {
		return l, false
	}
	l.ours, l.where, l.redirect = at.CallsURL, voice.WhereCalls, voice.RedirectCalls
	l.set = func(n *channel.CarrierNumber) string { return n.Calls() }
	return l, true
}

// tidy deletes what was made at the carrier to have calls answered.
func (l line) tidy(ctx context.Context, n *channel.CarrierNumber) error {
	t, tidies := l.carrier.Carrier.(channel.CallTidier)
	if l.name != lineCalls || !tidies || n == nil {
		return nil
	}
	return t.TidyCalls(ctx, *n)
}

// lineFor finds the line that a hook is about among the linked carriers. False: its
// carrier is not linked any more.
func lineFor(linked []channel.LinkedCarrier, h *hook) (line, bool) {
	for _, at := range linked {
		if at.Name == h.Carrier {
			return lineOf(at, h.Line)
		}
	}
	return line{}, false
}

// method is by which a number's own address is asked.
func (l line) method(n *channel.CarrierNumber) string {
	if l.name == lineSMS {
		return ""
	}
	return cmp.Or(n.CallsMethod, "POST")
}

// kept is something that a carrier keeps of a call, to be deleted there.
type kept struct {
	ID    string `json:"id"`
	At    int64  `json:"at"`    // since when, Unix ms
	Sound bool   `json:"sound"` // a person may want to listen to it
}

// place names a line of a number at its carrier.
type place struct {
	carrier string
	line    lineName
	phone   desk.PhoneNumber
}

func (h *hook) place() place { return place{h.Carrier, h.Line, h.Phone} }
