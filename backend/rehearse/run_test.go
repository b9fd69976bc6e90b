package rehearse_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hours"
	"github.com/parleydesk/parley/backend/rehearse"
	"github.com/parleydesk/parley/backend/routing"
)

const (
	start  = int64(1_790_000_000_000)
	second = int64(1000)
	minute = 60 * second
	hour   = 60 * minute
)

// scene is a trace that a test writes by hand: times are ms since its beginning.
type scene struct{ rehearse.Trace }

func newScene(people ...string) *scene {
	s := &scene{rehearse.Trace{Inbox: "inb", From: start, To: start + 48*hour, Windowed: true}}
	for _, id := range people {
		s.Agents = append(s.Agents, rehearse.Agent{Candidate: routing.Candidate{
			UserID: desk.UserID(id), Role: desk.RoleAgent, Active: true, ContactCenter: true, WhatsApp: true,
			Presence: desk.PresenceOnline, PresenceSince: start - hour, Capacity: 2,
		}})
	}
	return s
}

// comes has a chat come at a moment, which took whoever had it so long.
func (s *scene) comes(at int64, holds int64, by string) int {
	n := len(s.Chats)
	id := desk.InteractionID(fmt.Sprintf("int_%d", n))
	c := rehearse.Chat{ID: id, ThreadID: desk.ThreadID(fmt.Sprintf("thr_%d", n)), Customer: fmt.Sprint("c", n)}
	if by != "" {
		c.Held = []rehearse.Hold{{User: desk.UserID(by), From: start + at, To: start + at + holds}}
	}
	s.Chats = append(s.Chats, c)
	s.happens(rehearse.Event{At: start + at, Kind: rehearse.Entered, Chat: n, Asked: routing.Interaction{
		ID: id, Trigger: routing.TriggerArrived, WaitingSince: start + at, Seq: int64(n),
	}})
	return n
}

func (s *scene) happens(e rehearse.Event) {
	e.Seq = int64(len(s.Events) + 1)
	s.Events = append(s.Events, e)
}

// asked notes an offer that was made and how it was answered.
func (s *scene) asked(chat int, who string, at int64, how rehearse.Answer, after int64) {
	s.Offers = append(s.Offers, rehearse.Offer{
		Chat: chat, User: desk.UserID(who), At: start + at, Limit: 30 * second, Answer: how, SettledAt: start + at + after,
	})
}

func inTurn(people ...desk.UserID) rehearse.Settings {
	return rehearse.Settings{Mode: desk.ModeRoundRobin, ReassignSeconds: 30, Members: people, Dials: 1}
}

// offers gives who was asked about what, as "chat:who".
func (s *scene) offers(t *testing.T, by rehearse.Settings) []string {
	t.Helper()
	p, err := rehearse.Run(t.Context(), &s.Trace, by, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, o := range p.Offers {
		out = append(out, fmt.Sprintf("%d:%s@%d", o.Chat, o.User, (o.At-start)/second))
	}
	return out
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

// Two chats that Ana and Ben took, one that Ana missed and Ben took.
func usual() *scene {
	s := newScene("ana", "ben")
	for n, who := range []string{"ana", "ben"} {
		s.comes(int64(n)*minute, 10*minute, who)
		s.asked(n, who, int64(n)*minute, rehearse.Accepted, 10*second)
		s.Chats[n].Held[0].From += 10 * second
	}
	s.comes(2*minute, 5*minute, "")
	s.asked(2, "ana", 2*minute, rehearse.Missed, 30*second)
	s.asked(2, "ben", 2*minute+30*second, rehearse.Accepted, 12*second)
	s.Chats[2].Held = []rehearse.Hold{{User: "ben", From: start + 2*minute + 42*second, To: start + 8*minute}}
	return s
}

func TestRehearse_theSettingsOfThenComeOutAsItWas(t *testing.T) {
	t.Parallel()
	s := usual()
	same(t, "as it was", s.offers(t, inTurn("ana", "ben")), "0:ana@0", "1:ben@60", "2:ana@120", "2:ben@150")
	r, err := rehearse.Rehearse(t.Context(), &s.Trace, inTurn("ana", "ben"), inTurn("ana", "ben"), nil)
	if err != nil || r.Differs != nil || r.All != 0 || r.Old.Taken != 3 || r.Old.P50 != 10*second || r.Old.P95 != 42*second {
		t.Errorf("%+v, %v", r, err)
	}
}

// Nothing is said of new settings where those of then make another offer than was made.
func TestRehearse_withoutFiguresWhereThePastDiffers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil   func(*scene)
		was, is desk.UserID
		at      int64
	}{
		"somebody else was asked": {func(s *scene) { s.Offers[1].User = "ana" }, "ana", "ben", minute},
		"asked at another time":   {func(s *scene) { s.Offers[1].At -= 3001 }, "ben", "ben", minute - 3001},
		"nobody was asked":        {func(s *scene) { s.Offers = slices.Delete(s.Offers, 1, 2) }, "", "ben", minute},
		"one more was asked":      {func(s *scene) { s.asked(1, "cy", 3*minute, rehearse.Missed, 0) }, "cy", "", 3 * minute},
	} {
		s := usual()
		c.spoil(s)
		r, err := rehearse.Rehearse(t.Context(), &s.Trace, inTurn("ana", "ben"), inTurn("ben"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if d := r.Differs; d == nil || d.Was != c.was || d.Is != c.is || d.At != start+c.at || d.Chat != "int_1" || d.ThreadID != "thr_1" {
			t.Errorf("%s: %+v", name, d)
		}
		if r.All != 0 || r.Old.Taken != 0 || r.New.Taken != 0 || r.Moved != nil {
			t.Errorf("%s: figures all the same: %+v", name, r)
		}
	}
}

// What an offer, a shorter time, a person more and another mode come to.
func TestRun_otherSettings(t *testing.T) {
	t.Parallel()
	few := func(s rehearse.Settings, change func(*rehearse.Settings)) rehearse.Settings { change(&s); return s }
	both := inTurn("ana", "ben")
	for name, c := range map[string]struct {
		by   rehearse.Settings
		want []string
	}{
		// Ana answers chat 1 as she did the offer nearest in time. She missed chat 2 then, and again
		// when she is asked as soon as chat 0 and chat 1 are over.
		"without Ben":           {inTurn("ana"), []string{"0:ana@0", "1:ana@60", "2:ana@600", "2:ana@660"}},
		"less time than needed": {few(both, func(s *rehearse.Settings) { s.ReassignSeconds = 5 }), []string{"0:ana@0", "0:ben@5", "1:ana@60", "1:ben@65", "2:ana@120", "2:ben@125"}},
		"by level": {few(both, func(s *rehearse.Settings) {
			s.Mode, s.Levels = desk.ModeProficiency, map[desk.UserID]int{"ben": 9}
		}), []string{"0:ben@0", "1:ben@60", "2:ana@120", "2:ben@600"}},
		"one at a time":   {few(both, func(s *rehearse.Settings) { s.Capacity = 1 }), []string{"0:ana@0", "1:ben@60", "2:ana@600", "2:ben@660"}},
		"the least busy":  {few(both, func(s *rehearse.Settings) { s.Mode = desk.ModeLeastBusy }), []string{"0:ana@0", "1:ben@60", "2:ana@120", "2:ben@150"}},
		"taken by people": {few(both, func(s *rehearse.Settings) { s.Mode = desk.ModeManual }), nil},
	} {
		same(t, name, usual().offers(t, c.by), c.want...)
	}
}

// Who was never asked accepts as quickly as agents do usually, and has the chat as long as
// whoever had it.
func TestRun_somebodyNewAnswersAsOthersDo(t *testing.T) {
	t.Parallel()
	s := usual()
	s.Agents = append(s.Agents, newScene("cy").Agents...)
	p, err := rehearse.Run(t.Context(), &s.Trace, inTurn("cy"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.Assumed != len(p.Offers) || len(p.Offers) != 3 {
		t.Errorf("%d of %d answers are assumed", p.Assumed, len(p.Offers))
	}
	// 10, 10 and 12 s were taken; two at a time; the first ends ten minutes after it was taken.
	for n, want := range []int64{10 * second, 10 * second, 10*minute + 10*second - 2*minute} {
		if got := p.Chats[n]; len(got) != 1 || got[0].User != "cy" || got[0].Waited != want {
			t.Errorf("chat %d: %+v, want a wait of %d", n, got, want)
		}
	}
}

// What follows from people's own hands follows again while it can: who goes offline misses
// what they are asked about, a chat that is taken is not offered any more, one that goes
// back to the queue is asked about anew.
func TestRun_whatPeopleDid(t *testing.T) {
	t.Parallel()
	gone := func(s *scene, kind rehearse.EventKind) {
		c := s.Agents[0].Candidate
		c.Presence = desk.PresenceOffline
		s.happens(rehearse.Event{At: start + 5*second, Kind: kind, Candidate: c})
	}
	for name, c := range map[string]struct {
		does func(*scene)
		want []string
	}{
		"goes offline":               {func(s *scene) { gone(s, rehearse.Known) }, []string{"0:ana@0", "0:ben@5"}},
		"the relay starts anew":      {func(s *scene) { gone(s, rehearse.Left) }, []string{"0:ana@0", "0:ben@30"}},
		"a supervisor takes it":      {func(s *scene) { s.happens(rehearse.Event{At: start + 5*second, Kind: rehearse.Taken, User: "olga"}) }, []string{"0:ana@0"}},
		"it ends":                    {func(s *scene) { s.happens(rehearse.Event{At: start + 5*second, Kind: rehearse.Gone}) }, []string{"0:ana@0"}},
		"the offer is withdrawn":     {func(s *scene) { s.happens(rehearse.Event{At: start + 5*second, Kind: rehearse.Back, User: "ana"}) }, []string{"0:ana@0", "0:ben@5"}},
		"nothing of another's offer": {func(s *scene) { s.happens(rehearse.Event{At: start + 5*second, Kind: rehearse.Back, User: "ben"}) }, []string{"0:ana@0", "0:ben@30"}},
		"returned by whoever had it": {func(s *scene) {
			s.happens(rehearse.Event{At: start + 5*second, Kind: rehearse.Taken, User: "ben", Hold: rehearse.Hold{User: "ben", From: start + 5*second, To: start + 60*second, Passed: true}})
			s.happens(rehearse.Event{At: start + 60*second, Kind: rehearse.Entered, Asked: routing.Interaction{
				ID: "int_0", Trigger: routing.TriggerReturned, WaitingSince: start + 60*second, Excluded: []desk.UserID{"ben"},
			}})
		}, []string{"0:ana@0", "0:ana@60"}},
	} {
		s := newScene("ana", "ben")
		s.comes(0, 0, "")
		s.asked(0, "ana", 0, rehearse.Missed, 30*second)
		s.asked(0, "ben", 30*second, rehearse.Missed, 30*second)
		c.does(s)
		got := s.offers(t, inTurn("ana", "ben"))
		same(t, name, got[:min(len(got), len(c.want))], c.want...)
		if len(c.want) == 1 && len(got) > 1 {
			t.Errorf("%s: asked again: %v", name, got)
		}
	}
}

// Conversations and offers of other inboxes keep people busy as they did.
func TestRun_whatPeopleHaveElsewhere(t *testing.T) {
	t.Parallel()
	s := newScene("ana")
	s.happens(rehearse.Event{At: start, Kind: rehearse.Busy, User: "ana", Open: 2, Idle: true})
	s.comes(second, 0, "")
	s.happens(rehearse.Event{At: start + 20*second, Kind: rehearse.Busy, User: "ana", Open: -1, Pending: 1})
	s.happens(rehearse.Event{At: start + 40*second, Kind: rehearse.Busy, User: "ana", Pending: -1})
	same(t, "busy until then", s.offers(t, inTurn("ana")), "0:ana@40")
}

// A customer who waits for a day is lost, and one whose window closed on somebody's watch is
// in both counts. While the inbox is closed nobody is asked; another inbox gets what waits.
func TestRehearse_lostWaitingClosedAndOverflown(t *testing.T) {
	t.Parallel()
	s := newScene("ana")
	s.Agents[0].Presence = desk.PresenceOffline
	s.comes(0, 0, "")
	s.comes(47*hour+30*minute, 0, "")
	s.Chats[1].LostAt = start + 47*hour
	r, err := rehearse.Rehearse(t.Context(), &s.Trace, inTurn("ana"), inTurn(), nil)
	if err != nil || r.Differs != nil || r.Old.Lost != 2 || r.New.Lost != 2 || r.Old.Waiting != 2 || r.Old.Taken != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	s.Windowed = false
	if r, _ := rehearse.Rehearse(t.Context(), &s.Trace, inTurn("ana"), inTurn("ana"), nil); r.Old.Lost != 0 {
		t.Errorf("without a window %d are lost", r.Old.Lost)
	}
	to := inTurn("ana")
	to.Overflow = desk.Overflow{InboxID: "inb_other", Minutes: 60}
	if r, _ := rehearse.Rehearse(t.Context(), &s.Trace, to, to, nil); r.Old.Waiting != 1 || r.Old.Away != 1 || r.All != 0 {
		t.Errorf("%d wait, want the one that has waited for an hour only: %+v", r.Old.Waiting, r)
	}
	closed := inTurn("ana", "ben")
	closed.Hours = &desk.Hours{Zone: "UTC"}
	if state, err := hours.At(closed.Hours, start); err != nil || state.Open {
		t.Fatalf("the hours are to be none: %+v, %v", state, err)
	}
	same(t, "closed", usual().offers(t, closed))
}

func TestRehearse_endsWhenItIsToldTo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := rehearse.Rehearse(ctx, &usual().Trace, inTurn("ana"), inTurn("ana"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	percent := -1
	_, err := rehearse.Rehearse(t.Context(), &usual().Trace, inTurn("ana", "ben"), inTurn("ana"), func(p int) { percent = max(percent, p) })
	if err != nil || percent != 50 {
		t.Errorf("it told of %d percent when the second half began, %v", percent, err)
	}
}

// BenchmarkRun plays a day of 2,000 chats that twenty agents take. It says how many chats a
// second are played.
func BenchmarkRun(b *testing.B) {
	people := make([]string, 20)
	members := make([]desk.UserID, len(people))
	for i := range people {
		people[i] = fmt.Sprintf("u%02d", i)
		members[i] = desk.UserID(people[i])
	}
	s := newScene(people...)
	for n := range 2000 {
		s.comes(int64(n)*40*second, 8*minute, people[n%20])
		s.asked(n, people[n%20], int64(n)*40*second, rehearse.Accepted, 8*second)
	}
	b.ResetTimer()
	for b.Loop() {
		if _, err := rehearse.Run(b.Context(), &s.Trace, inTurn(members...), nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(2000*b.N)/b.Elapsed().Seconds(), "chats/s")
}
