package otp

import (
	"strings"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	// CodeLife is how long a code is good for after it was sent.
	CodeLife = 10 * time.Minute

	// slack forgives carriers' stamps, which count whole seconds and come from
	// another clock than the lease.
	slack = 15 * time.Second

	// maxEnded bounds what waits for a caller that never calls Expire.
	maxEnded = 1000
)

// Holder is the person, at one desktop, who is setting a number up.
type Holder struct {
	User   desk.UserID
	Device desk.DeviceID
}

// Lease says which number is being set up, by whom, since when and until when.
// An SMS opens the lease of the organization whose carrier brought it, and no other.
type Lease struct {
	Org        desk.OrgID
	NumberE164 desk.PhoneNumber
	NumberID   desk.NumberID
	Holder     Holder
	Since      time.Time // when the holder took it: older SMS are not theirs
	Until      time.Time // when it ends unless renewed
}

// SMS is what the gate needs to know of an inbound SMS. Parts must be joined.
type SMS struct {
	Org        desk.OrgID       // whose carrier brought it
	To         desk.PhoneNumber // with or without +
	From       desk.PhoneNumber
	Text       string
	SentAt     time.Time // the carrier's stamp; zero = none
	ReceivedAt time.Time
	Listed     bool // read from the carrier's list, which is offered from its newest on
}

// Outcome says what the gate made of an SMS.
type Outcome string

// The outcomes. Shown ones changed what the holder sees.
const (
	OutcomeNotGated   Outcome = "notGated"   // the number is not being set up: pass it on
	OutcomeOther      Outcome = "other"      // nothing of a verification about it: pass it on
	OutcomeTooOld     Outcome = "tooOld"     // sent before the lease was taken: a dead code
	OutcomeExpired    Outcome = "expired"    // its code was over when it came: ask for a new one
	OutcomeSuperseded Outcome = "superseded" // a newer one is already shown
	OutcomeCode       Outcome = "code"       // shown: the code
	OutcomeUnread     Outcome = "unread"     // shown: a text that names WhatsApp or a code, none was found
)

// Caught is the gate's answer. It holds nothing secret.
type Caught struct {
	Outcome  Outcome
	NumberID desk.NumberID // "" when not gated
	Holder   Holder        // whom to tell
	Redacted string        // the text for storage, set whatever the outcome
	Found    bool          // a code was found in the text, good or not
	Reason   Reason        // why there is a code, or none
	Expires  time.Time     // of what is shown
}

// Shown tells whether the holder's screen has something new.
func (c Caught) Shown() bool { return c.Outcome == OutcomeCode || c.Outcome == OutcomeUnread }

// View is what the holder may see. It is a copy: wipe it after use.
type View struct {
	Code    Code // zero when none was found; the text is shown all the same
	Text    Text
	From    desk.PhoneNumber
	Reason  Reason
	SentAt  time.Time
	Expires time.Time

	IsCall    bool   // it was spoken: Text is what was understood, "" for nothing
	Recording string // of a call: the carrier's id of a recording, "" = none
}

// Wipe overwrites code and text.
func (v View) Wipe() {
	v.Code.Wipe()
	v.Text.Wipe()
}

// Gate catches verification codes for numbers that are being set up. All it
// holds is in memory. It may be used concurrently.
type Gate struct {
	now func() time.Time

	mu    sync.Mutex // guards what follows and what it points to
	slots map[gateKey]*slot
	ended []Expired // not yet given to Expire
}

type slot struct {
	lease Lease
	view  *View      // nil = nothing caught
	call  *heardCall // which view shows, nil = it shows none

	pending *heardCall // a call of which nothing is to be shown yet, nil = none
}

// NewGate makes a Gate without leases that reads the time from now.
func NewGate(now func() time.Time) *Gate {
	return &Gate{now: now, slots: map[gateKey]*slot{}}
}

// gateKey names a number that an organization sets up: without its plus, as
// carriers write it.
type gateKey struct {
	org    desk.OrgID
	digits string
}

func keyOf(org desk.OrgID, n desk.PhoneNumber) gateKey {
	return gateKey{org, strings.TrimPrefix(strings.TrimSpace(string(n)), "+")}
}

// Open starts catching for the lease's number. The same user opening it again
// (after a reload, or at another desktop) keeps what was caught since the
// earlier start of their lease. Codes: invalid for an incomplete lease,
// conflict while somebody else holds the number.
func (g *Gate) Open(l Lease) error {
	key := keyOf(l.Org, l.NumberE164)
	now := g.now()
	if key.digits == "" || l.NumberID == "" || l.Holder.User == "" || l.Since.IsZero() || !l.Until.After(now) {
		return &desk.Error{Code: desk.CodeInvalid, Op: "open otp gate", Subcode: "gate"}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.expire(now)
	old, held := g.slots[key]
	switch {
	case !held:
		g.slots[key] = &slot{lease: l}
		return nil
	case old.lease.Holder.User != l.Holder.User || old.lease.NumberID != l.NumberID:
		return &desk.Error{Code: desk.CodeConflict, Op: "open otp gate", Subcode: "gateHeld"}
	}
	if l.Since.After(old.lease.Since) {
		l.Since = old.lease.Since
	}
	old.lease = l
	return nil
}

// Renew prolongs a lease that is still open, and tells whether it was.
func (g *Gate) Renew(number desk.NumberID, h Holder, until time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.expire(g.now())
	_, s := g.find(number, h)
	if s == nil {
		return false
	}
	s.lease.Until = until
	return true
}

// Close ends the lease and wipes what was caught. It tells whether there was
// one.
func (g *Gate) Close(number desk.NumberID, h Holder) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	key, s := g.find(number, h)
	if s == nil {
		return false
	}
	s.wipe()
	delete(g.slots, key)
	return true
}

// Offer shows an inbound SMS to the gate before anything is stored. It answers
// false when the SMS is none of the gate's business: the number is not being
// set up, or the text has nothing of a verification about it. Whatever the
// answer, only Caught.Redacted may be stored.
func (g *Gate) Offer(in SMS) (Caught, bool) {
	result := Extract(in.Text)
	c := Caught{Outcome: OutcomeNotGated, Redacted: Redact(in.Text), Reason: result.Reason, Found: result.Code != ""}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	g.expire(now)
	s, ok := g.slots[keyOf(in.Org, in.To)]
	if !ok {
		return c, false
	}
	c.NumberID, c.Holder = s.lease.NumberID, s.lease.Holder
	sent := sentAt(in, now)
	expires := sent.Add(CodeLife)
	switch {
	case result.Code == "" && !analyse(clip(in.Text)).suspects:
		c.Outcome = OutcomeOther
		return c, false
	case sent.Before(s.lease.Since.Add(-slack)):
		c.Outcome = OutcomeTooOld
	case !expires.After(now):
		c.Outcome = OutcomeExpired
	case s.view != nil && !s.replaces(result, sent, in.Listed):
		c.Outcome = OutcomeSuperseded
	default:
		c.Outcome, c.Expires = OutcomeCode, expires
		if result.Code == "" {
			c.Outcome = OutcomeUnread
		}
		s.show(in, result, sent, expires)
	}
	return c, true
}

// sentAt trusts the carrier's stamp only as far as it lies before the arrival:
// a stamp from the future would let a code live too long.
func sentAt(in SMS, now time.Time) time.Time {
	at := in.ReceivedAt
	if at.IsZero() || at.After(now) {
		at = now
	}
	if !in.SentAt.IsZero() && in.SentAt.Before(at) {
		at = in.SentAt
	}
	return at
}

// clip bounds what is looked at, at a rune's border.
func clip(text string) string {
	if len(text) <= MaxText {
		return text
	}
	return strings.ToValidUTF8(text[:MaxText], "")
}

// replaces tells whether a new SMS takes the place of what is shown: the newer
// one does, the later to arrive among equals, unless a list has it, from which the newest
// is read first; a text without a code never hides a code that is still good.
func (s *slot) replaces(r Result, sent time.Time, listed bool) bool {
	if r.Code == "" && !s.view.Code.IsZero() {
		return false
	}
	if r.Code != "" && s.view.Code.IsZero() {
		return true
	}
	shown := s.view.SentAt.Truncate(time.Second) // carriers' stamps count whole seconds, calls have our clock
	return sent.After(shown) || !listed && sent.Equal(shown)
}

func (s *slot) show(in SMS, r Result, sent, expires time.Time) {
	s.wipe()
	v := View{Text: Text{newMasked(clip(in.Text))}, From: in.From, Reason: r.Reason, SentAt: sent, Expires: expires}
	if r.Code != "" {
		v.Code = Code{newMasked(r.Code)}
	}
	s.view = &v
}

func (s *slot) wipe() {
	if s.view != nil {
		s.view.Wipe()
		s.view = nil
	}
	for _, call := range []*heardCall{s.call, s.pending} {
		if call != nil {
			call.wipe()
		}
	}
	s.call, s.pending = nil, nil
}

// Current gives what the holder of a number's lease may see now. Nobody else
// gets an answer, and neither does the holder's other desktop.
func (g *Gate) Current(number desk.NumberID, h Holder) (View, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.expire(g.now())
	_, s := g.find(number, h)
	if s == nil || s.view == nil {
		return View{}, false
	}
	v := *s.view
	v.Text = Text{newMasked(v.Text.Reveal())}
	if !v.Code.IsZero() {
		v.Code = Code{newMasked(v.Code.Reveal())}
	}
	return v, true
}

// Gated tells whether an organization is setting a number up now.
func (g *Gate) Gated(org desk.OrgID, to desk.PhoneNumber) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.expire(g.now())
	_, ok := g.slots[keyOf(org, to)]
	return ok
}

// Expired says what ended by itself.
type Expired struct {
	NumberID desk.NumberID
	Holder   Holder
	Lease    bool // the lease ended; otherwise only the code did
}

// Expire wipes codes and leases whose time is over and says which, so that the
// screens that showed them can be told. Call it about once a second while a
// lease is open.
func (g *Gate) Expire() []Expired {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.expire(g.now())
	out := g.ended
	g.ended = nil
	return out
}

// expire wipes what is over, before any method looks, and notes it for Expire.
func (g *Gate) expire(now time.Time) {
	for key, s := range g.slots {
		leaseOver := !s.lease.Until.After(now)
		codeOver := s.view != nil && !s.view.Expires.After(now)
		if !leaseOver && !codeOver {
			continue
		}
		s.wipe()
		if leaseOver {
			delete(g.slots, key)
		}
		if len(g.ended) < maxEnded {
			g.ended = append(g.ended, Expired{NumberID: s.lease.NumberID, Holder: s.lease.Holder, Lease: leaseOver})
		}
	}
}

// find gives the open slot of a number that this holder, at this desktop, has.
func (g *Gate) find(number desk.NumberID, h Holder) (gateKey, *slot) {
	for key, s := range g.slots {
		if s.lease.NumberID == number && s.lease.Holder == h {
			return key, s
		}
	}
	return gateKey{}, nil
}
