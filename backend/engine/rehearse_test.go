package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/rehearse"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

// recorded is a world's record as a rehearsal reads it.
type recorded struct{ m *memory }

func (r recorded) EntriesAfter(_ context.Context, _ desk.OrgID, seq int64, limit int, each func(desk.Entry, []byte, string) error) error {
	list := r.m.entries[min(seq, int64(len(r.m.entries))):]
	for _, e := range cut(list, limit) {
		if err := each(e, nil, ""); err != nil {
			return err
		}
	}
	return nil
}

func (r recorded) EachRow(_ context.Context, _ desk.OrgID, kind desk.Kind, each func(string, desk.Row) error) error {
	for ref, row := range r.m.rows {
		if ref.Kind == kind {
			if err := each(ref.ID, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// TestRehearse_makesEveryOfferThatTheEngineMade plays random shifts, and wants a rehearsal
// by the settings that they were played by to make the same offers, whatever people did.
func TestRehearse_makesEveryOfferThatTheEngineMade(t *testing.T) {
	t.Parallel()
	offers, most := 0, 50 // build/bench plays thousands
	for seed := range shifts() {
		if most--; most < 0 && os.Getenv("PARLEY_SHIFTS") == "" {
			break
		}
		offers += rehearseShift(t, seed)
		if t.Failed() {
			return
		}
	}
	if offers < 100 {
		t.Errorf("the shifts had %d offers only", offers)
	}
}

// TestRehearse_shiftsThatOnceDiffered plays shifts in which a rehearsal once did otherwise
// than the engine, by what was the matter.
func TestRehearse_shiftsThatOnceDiffered(t *testing.T) {
	t.Parallel()
	for what, seeds := range map[string][]uint64{
		"a decision that found the conversation offered already":          {1624, 6848},
		"who had the customer last, in a conversation that is not played": {254},
		"who had nobody before they went offline and came back":           {3385, 3710},
		"two timers of one moment, and who accepts by themselves":         {4547, 13043, 14935},
		"a conversation that came back to a closed inbox and was taken":   {944},
		"a conversation that is taken back from another inbox":            {10875},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			for _, seed := range seeds {
				if rehearseShift(t, seed) == 0 {
					t.Errorf("shift %d has no offers", seed)
				}
			}
		})
	}
}

func rehearseShift(t *testing.T, seed uint64) int {
	t.Helper()
	s := &shift{world: newWorld(t), rnd: rand.New(rand.NewPCG(seed, 9)), seed: seed} //nolint:gosec // a test has to be repeatable
	s.once = true
	s.must(desk.EntryPolicyPut, desk.DefaultPolicy())
	s.mode = []desk.Mode{
		desk.ModeRoundRobin, desk.ModeManual, desk.ModeProficiency, desk.ModeSticky, desk.ModeLongestIdle, desk.ModeLeastBusy,
	}[s.rnd.IntN(6)]
	s.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
		ID: string(s.box()), Name: "Support", Mode: string(s.mode), ReassignSeconds: 30, Members: []string{"ana", "ben"},
		Levels: []wire.Level{{UserID: "ana", Level: 40}, {UserID: "ben", Level: 70}}, Dials: 1 + s.rnd.IntN(3), Capacity: s.limit(),
	})
	s.book = newBook()
	s.book.most = s.most
	s.closing()
	for range 10 + s.rnd.IntN(60) {
		s.pass(int64(5 + s.rnd.IntN(20_000)))
		s.move()
	}
	box := s.named("Support")
	trace, err := rehearse.Gather(t.Context(), recorded{s.m}, orgID, box, box.Members, start0, s.now)
	if err != nil {
		t.Fatal(err)
	}
	report, err := rehearse.Rehearse(t.Context(), trace, rehearse.SettingsOf(box), rehearse.SettingsOf(box), nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := report.Differs; d != nil {
		t.Errorf("seed %d, %s: at %d %s was offered to %q and is to %q\n%s", seed, s.mode, d.At-start0, d.Chat, d.Was, d.Is, s.said(d.At))
	}
	if report.All != 0 || len(report.Moved) != 0 {
		t.Errorf("seed %d: nothing was changed, and %d chats went elsewhere", seed, report.All)
	}
	return len(trace.Offers)
}

// closing gives the inbox hours, and another inbox that is asked when nobody takes what
// waits, or neither.
func (s *shift) closing() {
	s.t.Helper()
	with := s.rnd.IntN(4)
	if s.closes = with > 0; !s.closes {
		return
	}
	s.book.most = 2
	s.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Others", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"olga"}})
	support, other := s.named("Support"), s.named("Others")
	c := wire.PutInbox{ID: string(support.ID), Name: "Support", Mode: string(s.mode), ReassignSeconds: 30, Members: []string{"ana", "ben"}}
	if with&1 > 0 {
		c.Overflow = &wire.Overflow{InboxID: string(other.ID), Minutes: 1 + s.rnd.IntN(3)}
	}
	if with&2 > 0 {
		c.Hours = &wire.Hours{Zone: "UTC", Outside: string(desk.OutsideQueue)}
		for day := range 7 { // open and closed for some minutes each
			for n := range 6 {
				from := n*240 + s.rnd.IntN(100)
				c.Hours.Week = append(c.Hours.Week, wire.OpenSpan{Day: day, From: from, To: from + 10 + s.rnd.IntN(120)})
			}
		}
	}
	s.ok("olga", wire.CmdPutInbox.Name, c)
}

func (s *shift) named(name string) *desk.Inbox {
	s.t.Helper()
	list := every(s.m, desk.RowInbox, func(b *desk.Inbox) bool { return b.Name == name })
	if len(list) != 1 {
		s.t.Fatalf("%d inboxes are called %s", len(list), name)
	}
	return list[0]
}

// said gives what the record says of the time until a moment, in short.
func (s *shift) said(until int64) string {
	out := ""
	for _, e := range s.m.entries {
		if e.At > until+1000 {
			break
		}
		text := string(e.Payload)
		var d desk.DecisionEntry
		if e.Kind == desk.EntryDecision && json.Unmarshal(e.Payload, &d) == nil {
			var in routing.Input
			_ = json.Unmarshal([]byte(d.Input), &in)
			o, _ := routing.DecodeDecision([]byte(d.Output))
			text = fmt.Sprintf("%s %s -> %s %s, tries %v, people", d.InteractionID, o.Trigger, o.Outcome, o.Winner, in.Interaction.Attempts)
			for _, c := range in.Candidates {
				text += fmt.Sprintf(" %s:%s:%d+%d", c.UserID, c.Presence, c.OpenThreads, c.PendingOffers)
			}
		}
		if at := strings.Index(text, `"message":`); at > 0 {
			text = text[at:]
		}
		out += fmt.Sprintf("#%d @%d %s %.260s %.60s\n", e.Seq, e.At-start0, e.Kind, text, e.Answer)
	}
	return out
}
