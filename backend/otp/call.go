package otp

import (
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Call is what the gate needs to know of a call to a number, as far as it has come. The
// same call may be offered again when more of it is known.
type Call struct {
	Org        desk.OrgID // whose carrier answered it
	To         desk.PhoneNumber
	From       desk.PhoneNumber
	ID         string // names the call
	Heard      string // what the carrier understood now, "" = nothing
	Recording  string // the carrier's id of a recording, "" = none
	Last       bool   // no recording follows: what was heard is all that there will be
	ReceivedAt time.Time
}

// heardCall is what is known of the call that is shown.
type heardCall struct {
	id        string
	heard     []Text
	recording string
}

// mostHeard bounds what is kept of one call: it is heard once, and its recording once.
const mostHeard = 4

// OfferCall shows a call to the gate. It is shown when exactly one code of six digits was
// heard in all of it, or else when there is a recording for a person to listen to, or no
// more comes than was heard, and that may be about a code. Caught holds nothing secret and no text. It answers false when the call is none of the gate's
// business: the number is not being set up, or nothing in the call is about a code.
func (g *Gate) OfferCall(in Call) (Caught, bool) {
	c := Caught{Outcome: OutcomeNotGated}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	g.expire(now)
	s, ok := g.slots[keyOf(in.Org, in.To)]
	if !ok {
		return c, false
	}
	c.NumberID, c.Holder = s.lease.NumberID, s.lease.Holder
	call := s.hears(in)
	r := call.read()
	c.Reason, c.Found = r.Reason, r.Code != ""
	toRead := in.Last && SuspectsCall(call.text())
	if r.Code == "" && call.recording == "" && !toRead {
		c.Outcome = OutcomeOther
		s.wait(call)
		return c, false
	}
	at := in.ReceivedAt
	if at.IsZero() || at.After(now) {
		at = now
	}
	if s.view != nil && s.call != call && !s.replaces(r, at, false) {
		c.Outcome = OutcomeSuperseded
		call.wipe()
		return c, true
	}
	if s.call == call && s.view != nil {
		at = s.view.SentAt // more of the same call makes it no younger
	}
	c.Outcome, c.Expires = OutcomeCode, at.Add(CodeLife)
	if r.Code == "" {
		c.Outcome = OutcomeUnread
	}
	s.showCall(call, in.From, r, at)
	return c, true
}

// hears gives the call with what is heard of it now.
func (s *slot) hears(in Call) *heardCall {
	call := &heardCall{id: in.ID}
	for _, known := range []*heardCall{s.call, s.pending} {
		if known != nil && known.id == in.ID {
			call = known
		}
	}
	if in.Heard != "" && len(call.heard) < mostHeard {
		call.heard = append(call.heard, Text{newMasked(clip(in.Heard))})
	}
	if in.Recording != "" {
		call.recording = in.Recording
	}
	return call
}

// wait keeps a call of which more may come before there is anything to show.
func (s *slot) wait(call *heardCall) {
	if s.pending != nil && s.pending != call {
		s.pending.wipe()
	}
	s.pending = call
}

// read finds the code in all that was heard: one distinct reading, whoever heard it.
func (c *heardCall) read() Result {
	var all []string
	out := Result{Reason: ReasonNoDigits}
	for _, t := range c.heard {
		r := ExtractVoice(t.Reveal())
		all = append(all, r.Candidates...)
		if out.Reason == ReasonNoDigits {
			out.Reason = r.Reason
		}
	}
	slices.Sort(all)
	switch all = slices.Compact(all); len(all) {
	case 0:
	case 1:
		out.Code, out.Reason = all[0], ReasonFound
	default:
		out.Reason = ReasonAmbiguous
	}
	return out
}

func (c *heardCall) text() string {
	var b strings.Builder
	for i, t := range c.heard {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(t.Reveal())
	}
	return b.String()
}

func (c *heardCall) wipe() {
	for _, t := range c.heard {
		t.Wipe()
	}
	c.heard = nil
}

// showCall shows a call. What was heard stays with it: more may come.
func (s *slot) showCall(call *heardCall, from desk.PhoneNumber, r Result, at time.Time) {
	if s.pending == call {
		s.pending = nil
	}
	if s.call != call {
		s.wipe()
	} else if s.view != nil {
		s.view.Wipe()
	}
	v := View{
		Text: Text{newMasked(call.text())}, From: from, Reason: r.Reason, SentAt: at, Expires: at.Add(CodeLife),
		IsCall: true, Recording: call.recording,
	}
	if r.Code != "" {
		v.Code = Code{newMasked(r.Code)}
	}
	s.view, s.call = &v, call
}

// SuspectsCall says whether what was heard may be about a code: it has a digit, or names
// what such a call is about. A robot whose digits were not understood is one too.
func SuspectsCall(heard string) bool {
	text := fold(clip(heard))
	if ExtractVoice(text).Reason != ReasonNoDigits {
		return true
	}
	for _, word := range []string{"code", "codigo", "verif", "whatsapp", "whats app", "what's app"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
