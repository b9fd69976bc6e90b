package rehearse_test

import (
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/rehearse"
)

// hoursFrom are hours of the day on which traces begin: from and until so many minutes
// after their beginning, which is a whole minute in UTC.
func hoursFrom(from, until int, outside desk.Outside) *desk.Hours {
	begins := time.UnixMilli(start).UTC()
	minutes := begins.Hour()*60 + begins.Minute()
	return &desk.Hours{
		Zone: "UTC", Outside: outside,
		Week: []desk.OpenSpan{{Day: int(begins.Weekday()), From: minutes + from, To: minutes + until}},
	}
}

// Ana takes a chat a minute, of which each takes as long.
func aMinuteEach(n int) *scene {
	s := newScene("ana")
	for i := range n {
		s.comes(int64(i)*minute, minute, "ana")
		s.asked(i, "ana", int64(i)*minute, rehearse.Accepted, 0)
	}
	return s
}

// What came while the inbox would have been closed is asked about when it opens, and
// nobody is asked after it closed.
func TestRehearse_otherHours(t *testing.T) {
	t.Parallel()
	to := inTurn("ana")
	to.Hours = hoursFrom(3, 5, desk.OutsideQueue)
	from := time.UnixMilli(start).UTC().Truncate(time.Minute).Add(3 * time.Minute).UnixMilli()
	s := aMinuteEach(6)
	r, err := rehearse.Rehearse(t.Context(), &s.Trace, inTurn("ana"), to, nil)
	if err != nil || r.Differs != nil || r.Old.Taken != 6 || r.New.Away != 0 || r.New.Waiting == 0 || r.New.Waiting == 6 {
		t.Fatalf("%+v, %v", r, err)
	}
	p, err := rehearse.Run(t.Context(), &s.Trace, to, nil)
	if err != nil || len(p.Offers) == 0 || p.Offers[0].At != from || p.Offers[0].Chat != 0 {
		t.Errorf("the first offer is %+v, want one when it opens at %d, %v", p.Offers[:1], from, err)
	}
	for _, o := range p.Offers {
		if o.At >= from+2*minute {
			t.Errorf("asked after it closed: %+v", o)
		}
	}
	to.Hours.Outside = desk.OutsideInbox
	r, err = rehearse.Rehearse(t.Context(), &s.Trace, inTurn("ana"), to, nil)
	if err != nil || r.New.Away == 0 || r.New.Away+r.New.Taken+r.New.Waiting != 6 {
		t.Errorf("to another inbox: %+v, %v", r.New, err)
	}
	for _, m := range r.Moved {
		if m.Is == "" && !m.IsAway || m.WasAway {
			t.Errorf("%+v is not said to go to another inbox", m)
		}
	}
}

// By its own hours the inbox turns when it turned, whatever the table says.
func TestRun_hoursOfThen_turnWhenTheyTurned(t *testing.T) {
	t.Parallel()
	s := aMinuteEach(1)
	s.Hours = hoursFrom(60, 120, desk.OutsideQueue)
	s.happens(rehearse.Event{At: start + 10*minute, Kind: rehearse.Turned, Open: 1})
	by := inTurn("ana")
	by.Hours = s.Hours
	same(t, "as it was", s.offers(t, by), "0:ana@600")
}

// A chat that another inbox got because nobody took it stays, if the settings leave it
// more time; what was done with it there is not done then.
func TestRehearse_otherOverflow(t *testing.T) {
	t.Parallel()
	s := newScene("ana")
	s.Agents[0].Presence = desk.PresenceOffline
	s.comes(0, 5*minute, "olga")
	s.Overflow = desk.Overflow{InboxID: "inb_other", Minutes: 10}
	s.Chats[0].Held[0].From = start + 11*minute
	s.happens(rehearse.Event{At: start + 10*minute, Kind: rehearse.Gone, Away: true, Overflow: true})
	s.happens(rehearse.Event{At: start + 11*minute, Kind: rehearse.Taken, Away: true, User: "olga", Hold: s.Chats[0].Held[0]})
	here := s.Agents[0].Candidate
	here.Presence = desk.PresenceOnline
	s.happens(rehearse.Event{At: start + 20*minute, Kind: rehearse.Known, Candidate: here})
	old, to := inTurn("ana"), inTurn("ana")
	old.Overflow = s.Overflow
	for minutes, want := range map[int]struct {
		taken, away int
		who         desk.UserID
	}{5: {0, 1, ""}, 15: {0, 1, ""}, 30: {1, 0, "ana"}, 0: {1, 0, "ana"}} {
		to.Overflow = desk.Overflow{InboxID: "inb_other", Minutes: minutes}
		if minutes == 0 {
			to.Overflow = desk.Overflow{}
		}
		r, err := rehearse.Rehearse(t.Context(), &s.Trace, old, to, nil)
		if err != nil || r.Differs != nil || r.Old.Away != 1 || r.Old.Taken != 0 || r.New.Taken != want.taken || r.New.Away != want.away {
			t.Errorf("%d minutes: %+v, %v", minutes, r, err)
		}
		if want.who != "" && (len(r.Moved) != 1 || r.Moved[0].Is != want.who || !r.Moved[0].WasAway || r.Moved[0].WaitIs < 20*minute) {
			t.Errorf("%d minutes: %+v", minutes, r.Moved)
		}
	}
}
