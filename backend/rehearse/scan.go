package rehearse

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

// Source reads the record and what was made of it, as they were at one moment.
type Source interface {
	EntriesAfter(ctx context.Context, org desk.OrgID, seq int64, limit int, each func(e desk.Entry, payloadHash []byte, quarantined string) error) error
	EachRow(ctx context.Context, org desk.OrgID, kind desk.Kind, each func(id string, r desk.Row) error) error
}

// place is a moment of the record.
type place struct{ at, seq int64 }

// act names what was done with an interaction at a moment.
type act struct {
	id string
	at int64
}

// decided is a decision of the record, as far as it matters here.
type decided struct {
	place         // of the entry that it follows
	made    int64 // its own entry
	opening bool  // the inbox had opened
	id      desk.DecisionID
	inbox   desk.InboxID
	thread  desk.ThreadID
	asked   routing.Interaction
	outcome routing.Outcome
}

// scan reads the entries of a period.
type scan struct {
	box     *desk.Inbox
	users   map[desk.UserID]*desk.User
	from    int64
	causes  map[string]place // of answers to offers, by offer
	acts    map[act]int64    // entries about an interaction, by it and when
	list    map[desk.InteractionID][]decided
	order   []desk.InteractionID
	events  []Event
	people  map[desk.UserID]*person
	cursor  *desk.UserID
	put     int64 // when it was saved last
	changed int64 // when the inbox was last set up otherwise
	cause   place
	opened  bool // the cause is that the inbox opened
}

// person is what is known of somebody as the record is read.
type person struct {
	at        routing.Candidate // when the period began, as far as it is known now
	now       routing.Candidate
	seen      bool // of at: something told of it
	chosen    desk.PresenceState
	known     bool        // of chosen: a command said so
	by        desk.UserID // who said so for them
	connected bool
}

const entriesAtOnce = 2000

// read goes through the entries of a period.
func (s *scan) read(ctx context.Context, src Source, org desk.OrgID, to int64) error {
	seq, err := firstSince(ctx, src, org, s.from)
	if err != nil {
		return err
	}
	for {
		n, over := 0, false
		err := src.EntriesAfter(ctx, org, seq, entriesAtOnce, func(e desk.Entry, _ []byte, quarantined string) error {
			n++
			seq = e.Seq
			if over = over || e.At > to; over || quarantined != "" {
				return nil
			}
			s.entry(e)
			return nil
		})
		if err != nil || over || n < entriesAtOnce {
			return desk.Wrap("read the record", err)
		}
	}
}

// firstSince gives the entry before the first one of a time: entries are stamped in order.
func firstSince(ctx context.Context, src Source, org desk.OrgID, at int64) (int64, error) {
	stamp := func(seq int64) (int64, bool, error) {
		var e desk.Entry
		err := src.EntriesAfter(ctx, org, seq, 1, func(found desk.Entry, _ []byte, _ string) error { e = found; return nil })
		return e.At, e.Seq != 0, desk.Wrap("look for the beginning", err)
	}
	low, high := int64(0), int64(1)
	for {
		when, there, err := stamp(high)
		if err != nil {
			return 0, err
		}
		if !there || when >= at {
			break
		}
		low, high = high, 2*high
	}
	for low < high {
		middle := (low + high) / 2
		when, there, err := stamp(middle)
		if err != nil {
			return 0, err
		}
		if there && when < at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}

func (s *scan) entry(e desk.Entry) {
	if e.Kind != desk.EntryDecision {
		s.cause, s.opened = place{e.At, e.Seq}, false
	}
	switch e.Kind {
	case desk.EntryDecision:
		s.decision(e)
	case desk.EntryPresence:
		var p desk.PresenceEntry
		if json.Unmarshal(e.Payload, &p) == nil {
			s.presence(p.UserID, func(x *person) { x.connected = p.Connected }, !p.Connected && !p.Still, Known)
		}
	case desk.EntryRelayStarted:
		for _, id := range sorted(s.people) {
			s.presence(id, func(x *person) { x.connected = false }, false, Left)
		}
	case desk.EntryHours:
		s.hours(e)
	case desk.EntryTimer:
		var t desk.Timer
		if json.Unmarshal(e.Payload, &t) == nil {
			s.timer(t, e)
		}
	case desk.EntryCommand:
		s.command(e)
	default: // tells nothing of who is asked
	}
}

// hours follows the inbox's opening and closing. Right after it was saved they were found
// because they are new.
func (s *scan) hours(e desk.Entry) {
	var h desk.HoursEntry
	if json.Unmarshal(e.Payload, &h) != nil || h.InboxID != s.box.ID {
		return
	}
	if e.At == s.put {
		s.changed = e.At
	}
	s.opened = h.Open
	turn := Event{At: e.At, Seq: e.Seq, Kind: Turned}
	if h.Open {
		turn.Open = 1
	}
	s.events = append(s.events, turn)
}

func (s *scan) timer(t desk.Timer, e desk.Entry) {
	s.acts[act{t.Subject, e.At}] = e.Seq
	if t.Kind == desk.TimerOfferExpires {
		s.causes[t.Subject] = place{e.At, e.Seq}
	}
}

func sorted(m map[desk.UserID]*person) []desk.UserID {
	ids := make([]desk.UserID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (s *scan) command(e desk.Entry) {
	var c desk.CommandEntry
	var said struct {
		Error *struct{} `json:"error"`
	}
	if json.Unmarshal(e.Payload, &c) != nil || json.Unmarshal(e.Answer, &said) == nil && said.Error != nil {
		return
	}
	var named struct {
		InteractionID string `json:"interactionId"`
		OfferID       string `json:"offerId"`
		ID            string `json:"id"`
		UserID        string `json:"userId"`
		State         string `json:"state"`
		Reason        string `json:"reason"`
	}
	if json.Unmarshal(c.Body, &named) != nil {
		return
	}
	switch c.Name {
	case wire.CmdPresence.Name:
		id := desk.UserID(cmp.Or(named.UserID, string(c.UserID)))
		s.chose(id, c.UserID, desk.PresenceState(named.State), named.Reason)
	case wire.CmdPutInbox.Name:
		if desk.InboxID(named.ID) == s.box.ID {
			s.put = e.At
			s.events = append(s.events, Event{At: e.At, Seq: e.Seq, Kind: Opened})
			s.overflow(c.Body, e.At)
		}
	default:
		if named.OfferID != "" {
			s.causes[named.OfferID] = place{e.At, e.Seq}
		}
		if named.InteractionID != "" {
			s.acts[act{named.InteractionID, e.At}] = e.Seq
		}
	}
}

// overflow looks for another overflow than the inbox has now.
func (s *scan) overflow(body json.RawMessage, at int64) {
	var said struct {
		Overflow *wire.Overflow `json:"overflow"`
	}
	if json.Unmarshal(body, &said) != nil || said.Overflow == nil {
		return
	}
	if o := *said.Overflow; desk.InboxID(o.InboxID) != s.box.Overflow.InboxID || o.InboxID != "" && o.Minutes != s.box.Overflow.Minutes {
		s.changed = at
	}
}

// chose follows what somebody chose, or a supervisor for them. Choosing anew what one has is no news, unless it is
// not known that they had it.
func (s *scan) chose(id, by desk.UserID, state desk.PresenceState, reason string) {
	x := s.people[id]
	if x == nil {
		return
	}
	if by == id {
		by = ""
	}
	news := !x.known || x.chosen != state || x.by != by
	x.known, x.by = true, by
	n := len(s.events)
	s.presence(id, func(x *person) { x.chosen, x.now.PresenceReason = state, reason }, false, Known)
	if news && len(s.events) == n {
		s.events = append(s.events, Event{At: s.cause.at, Seq: s.cause.seq, Before: 2, Kind: Known, Candidate: x.now})
	}
}

// presence follows what somebody chose, and whether a desktop of theirs is there, as the
// engine does. was says whether they were connected before, for whom nothing told so yet.
func (s *scan) presence(id desk.UserID, change func(*person), was bool, kind EventKind) {
	x := s.people[id]
	if x == nil {
		return
	}
	if !x.seen {
		x.seen, x.connected = true, was || kind == Left
		x.state(s.from)
		x.at.Presence, x.at.PresenceSince = x.now.Presence, min(x.now.PresenceSince, s.from)
	}
	before := x.now
	change(x)
	x.state(s.cause.at)
	if x.now != before {
		s.events = append(s.events, Event{At: s.cause.at, Seq: s.cause.seq, Before: 2, Kind: kind, Candidate: x.now})
	}
}

func (x *person) state(at int64) {
	now := desk.PresenceOffline
	switch {
	case !x.connected:
	case x.chosen == "":
		now = desk.PresenceOnline
	default:
		now = x.chosen
	}
	if now != x.now.Presence {
		x.now.PresenceSince = at
	}
	x.now.Presence = now
}

func (s *scan) decision(e desk.Entry) {
	var d desk.DecisionEntry
	var in routing.Input
	if json.Unmarshal(e.Payload, &d) != nil || json.Unmarshal([]byte(d.Input), &in) != nil {
		return
	}
	out, err := routing.DecodeDecision([]byte(d.Output))
	if err != nil {
		return
	}
	s.pictured(in)
	if in.Inbox.ID == s.box.ID {
		if s.cursor == nil {
			s.cursor = &in.Inbox.Cursor
		}
		if !s.asItIs(in) {
			s.changed = e.At
		}
	}
	if len(s.list[d.InteractionID]) == 0 {
		s.order = append(s.order, d.InteractionID)
	}
	in.Interaction.Attempts = slices.Clone(in.Interaction.Attempts)
	s.list[d.InteractionID] = append(s.list[d.InteractionID], decided{
		place: place{d.At, s.cause.seq}, made: e.Seq, opening: s.opened, id: d.ID, inbox: in.Inbox.ID, thread: d.ThreadID, asked: in.Interaction, outcome: out.Outcome,
	})
}

// asItIs says whether the inbox was set up as it is now.
func (s *scan) asItIs(in routing.Input) bool {
	now := SettingsOf(s.box)
	then := in.Inbox
	if then.Mode != now.Mode || then.ReassignSeconds != now.ReassignSeconds || then.Capacity != now.Capacity || !slices.Equal(then.Members, now.Members) {
		return false
	}
	if now.Mode == desk.ModeSticky && max(then.Dials, desk.MinDials) != now.Dials {
		return false
	}
	if now.Mode != desk.ModeProficiency {
		return true
	}
	return !slices.ContainsFunc(in.Candidates, func(c routing.Candidate) bool {
		return max(c.Level, desk.MinLevel) != max(now.Levels[c.UserID], desk.MinLevel)
	})
}

// pictured takes in what a decision knew of people.
func (s *scan) pictured(in routing.Input) {
	for _, c := range in.Candidates {
		x := s.people[c.UserID]
		if x == nil {
			continue
		}
		idle := c.IdleSince
		if idle == c.PresenceSince { // they had nobody yet: it begins anew whenever they become available
			idle = 0
		}
		c.OpenThreads, c.OpenHere, c.PendingOffers, c.Level, c.IdleSince = 0, 0, 0, 0, 0
		if !x.seen {
			x.seen, x.at, x.now = true, c, c
			if c.PresenceSince > s.from { // it came since; what it was before is not known
				x.at.Presence, x.at.PresenceSince = desk.PresenceOffline, s.from
			}
		}
		if x.at.IdleSince == 0 && idle < s.from {
			x.at.IdleSince = idle
		}
		c.IdleSince = x.now.IdleSince
		switch {
		case c.Presence != desk.PresenceOffline:
			x.connected, x.chosen = true, c.Presence
		case x.chosen != desk.PresenceOffline: // not by their choice
			x.connected = false
		}
		if c == x.now {
			continue
		}
		x.now = c
		s.events = append(s.events, Event{At: s.cause.at, Seq: s.cause.seq, Before: 1, Kind: Known, Candidate: c})
	}
}
