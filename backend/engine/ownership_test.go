package engine_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/wire"
)

// TestOwnership_anyInterleaving plays random shifts of agents who come, go, race one
// another for what is offered and waits, and let offers run out. What the people are
// answered is held against a ledger of its own (book), which shares nothing with the
// engine but the words of its events. build/bench plays 10,000 of them.
func TestOwnership_anyInterleaving(t *testing.T) {
	t.Parallel()
	for seed := range shifts() {
		playShift(t, seed)
	}
}

// shifts gives the seeds: 200, or as many as PARLEY_SHIFTS says. The race detector makes
// each take eight times as long and has no goroutine to watch, so it sees some of them.
func shifts() iter.Seq[uint64] {
	most := uint64(200)
	if desktest.Raced {
		most = 25
	}
	if n, err := strconv.ParseUint(os.Getenv("PARLEY_SHIFTS"), 10, 32); err == nil {
		most = n
	}
	return func(yield func(uint64) bool) {
		for seed := uint64(1); seed <= most; seed++ {
			if !yield(seed) {
				return
			}
		}
	}
}

func playShift(t *testing.T, seed uint64) {
	t.Helper()
	s := &shift{world: newWorld(t), rnd: rand.New(rand.NewPCG(seed, 8)), seed: seed} //nolint:gosec // a test has to be repeatable
	s.once = true
	s.must(desk.EntryPolicyPut, desk.DefaultPolicy())
	s.mode = []desk.Mode{
		desk.ModeRoundRobin, desk.ModeManual, desk.ModeProficiency, desk.ModeSticky, desk.ModeLongestIdle, desk.ModeLeastBusy,
	}[s.rnd.IntN(6)]
	s.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
		ID: string(s.box()), Name: "Support", Mode: string(s.mode), ReassignSeconds: 30, Members: []string{"ana", "ben"},
		Capacity: s.limit(),
	})
	s.book = newBook()
	s.book.most = s.most
	s.look("the beginning")
	for n := range 10 + s.rnd.IntN(40) {
		s.look(fmt.Sprintf("step %d: %s", n, s.move()))
		if s.t.(*testing.T).Failed() {
			return
		}
	}
}

// shift is one random run.
type shift struct {
	*world
	rnd  *rand.Rand
	seed uint64
	mode desk.Mode
	book *book
	read int // events that the book has
	in   int // messages by customers
	most int // conversations that one agent has at once

	closes bool // the inbox has hours, or hands on to another one
}

// limit draws how many conversations the inbox lets one agent have, as a setting. The only
// inbox that there is has them all.
func (s *shift) limit() *int {
	limit := s.rnd.IntN(4)
	if s.most = 2; limit > 0 { // the agents' own capacity
		s.most = min(limit, s.most)
	}
	return &limit
}

func pickOf[T any](s *shift, list []T) T { return list[s.rnd.IntN(len(list))] }

// move does one thing and says which. Whatever is refused is no matter: the book says
// whether what was granted could be.
func (s *shift) move() string {
	who := pickOf(s, people)
	its := every(s.m, desk.RowInteraction, func(i *desk.Interaction) bool { return i.State != desk.InteractionEnded })
	offers := every[desk.Offer](s.m, desk.RowOffer, nil)
	switch n := s.rnd.IntN(12); {
	case n < 3 || len(its) == 0:
		s.in++
		s.wrote(fmt.Sprintf("wamid.%d", s.in), fmt.Sprintf("49100000%02d", s.rnd.IntN(6)), s.now, `"type":"text","text":{"body":"x"}`)
		return "a customer writes"
	case n == 3 && len(offers) > 0: // both at two desktops, and somebody else: one of them at most may have it
		o := pickOf(s, offers)
		for _, by := range []desk.UserID{o.UserID, o.UserID, who} {
			s.grant(by, wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(o.ID)}, o.InteractionID, "accepts")
		}
		return "accept " + string(o.ID)
	case n == 4 && len(offers) > 0:
		o := pickOf(s, offers)
		_, _ = s.command(o.UserID, wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: string(o.ID), Reason: "busy"})
		return "decline " + string(o.ID)
	case n == 5: // two take what they both saw
		it := pickOf(s, its)
		ref := wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch}
		second := pickOf(s, people)
		first := s.grant(who, wire.CmdTake.Name, ref, it.ID, "takes")
		if s.grant(second, wire.CmdTake.Name, ref, it.ID, "takes") && first && second != who && it.Owner != who {
			s.fail("%s and %s both took %s as they saw it", who, second, it.ID)
		}
		return "take " + string(it.ID)
	case n == 6:
		it := pickOf(s, its)
		_, _ = s.command(who, pickOf(s, []string{wire.CmdRequeue.Name, wire.CmdClose.Name}), wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch})
		return "give up " + string(it.ID)
	case n == 7:
		it := pickOf(s, its)
		_, _ = s.command(pickOf(s, []desk.UserID{who, "olga"}), wire.CmdTransfer.Name, wire.Transfer{InteractionID: string(it.ID), Epoch: it.Epoch, To: string(pickOf(s, people))})
		if s.rnd.IntN(2) == 0 {
			s.pass(1000)
			now, err := s.m.Interaction(s.t.(*testing.T).Context(), orgID, it.ID)
			if err != nil {
				s.t.Fatalf("%v", err)
			}
			_, _ = s.command(who, wire.CmdTakeBack.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: now.Epoch})
		}
		return "transfer " + string(it.ID)
	case n == 8:
		s.must(desk.EntryPresence, desk.PresenceEntry{UserID: who, Connected: s.rnd.IntN(2) == 0})
		return string(who) + " comes or goes"
	case n == 9:
		state := pickOf(s, []desk.PresenceState{desk.PresenceOnline, desk.PresenceAway, desk.PresenceOffline})
		_, _ = s.command(pickOf(s, []desk.UserID{who, "olga"}), wire.CmdPresence.Name, wire.SetPresence{UserID: string(who), State: string(state)})
		return string(who) + " is " + string(state)
	case n == 10:
		auto := s.rnd.IntN(3) == 0
		_, _ = s.command(who, wire.CmdPreferences.Name, wire.Preferences{AutoAccept: &auto})
		return "auto-accept"
	default:
		ms := pickOf(s, []int64{1000, 31_000, 5 * minute, 11 * minute, 25 * hour})
		s.pass(ms)
		return fmt.Sprintf("%d ms go by", ms)
	}
}

// grant asks for something that makes the asker the owner, and says whether it was granted.
func (s *shift) grant(by desk.UserID, name string, body any, id desk.InteractionID, does string) bool {
	_, err := s.command(by, name, body)
	if err != nil {
		return false
	}
	s.look(string(by) + " " + does)
	if owner := s.book.owner[id]; owner != by {
		s.fail("%s %s %s, and %q has it", by, does, id, owner)
	}
	if n := s.book.holds(by, id); does == "accepts" && n >= s.book.most {
		s.fail("%s accepts %s with %d of %d", by, id, n, s.book.most)
	}
	return true
}

func (s *shift) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Errorf("seed %d, %s: %s", s.seed, s.mode, fmt.Sprintf(format, args...))
}

// look has the book read what happened since, and holds what is there against it.
func (s *shift) look(what string) {
	s.t.Helper()
	for ; s.read < len(s.m.events); s.read++ {
		if wrong := s.book.note(s.m.events[s.read]); wrong != "" {
			s.fail("%s: %s", what, wrong)
		}
	}
	for _, it := range every[desk.Interaction](s.m, desk.RowInteraction, nil) {
		owner := s.book.owner[it.ID]
		if it.State == desk.InteractionOpen && it.Owner != owner {
			s.fail("%s: %s is %q's, and by what was told %q's", what, it.ID, it.Owner, owner)
		}
		open := every(s.m, desk.RowSpan, func(sp *desk.Span) bool { return sp.InteractionID == it.ID && sp.To == 0 })
		if want := it.State == desk.InteractionOpen; len(open) > 1 || (len(open) == 1) != want || want && open[0].UserID != it.Owner {
			s.fail("%s: %s is %s of %q with %d spans that run", what, it.ID, it.State, it.Owner, len(open))
		}
	}
	s.nobodyIsLeftOut(what)
}

// nobodyIsLeftOut wants no conversation to wait for an agent who is there, has room, and was
// not asked about it in this round.
func (s *shift) nobodyIsLeftOut(what string) {
	s.t.Helper()
	if s.mode == desk.ModeManual || s.closes {
		return
	}
	holds, asked := map[desk.UserID]int{}, map[desk.UserID]int{}
	for _, it := range every(s.m, desk.RowInteraction, func(i *desk.Interaction) bool { return i.State == desk.InteractionOpen }) {
		holds[it.Owner]++
	}
	for _, o := range every(s.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen }) {
		asked[o.UserID]++
	}
	for _, it := range every(s.m, desk.RowInteraction, func(i *desk.Interaction) bool { return i.State == desk.InteractionWaiting }) {
		tried := map[desk.UserID]bool{it.Excluded: true}
		for _, a := range it.Attempts {
			tried[a.UserID] = true
		}
		for _, id := range []desk.UserID{"ana", "ben"} {
			room := s.most
			if s.mode == desk.ModeLongestIdle {
				room = 1
			}
			if u := s.user(id); u.Presence.State == desk.PresenceOnline && holds[id] < room && asked[id] == 0 && !tried[id] {
				s.fail("%s: %s waits, and %s is free and was not asked", what, it.ID, id)
			}
		}
	}
}

// book is what follows from what was told: who has what, and who is asked about it.
type book struct {
	owner map[desk.InteractionID]desk.UserID
	asked map[desk.InteractionID]desk.OfferID
	busy  map[desk.UserID]desk.OfferID
	ended map[desk.InteractionID]bool
	most  int // conversations that an agent may have when they are asked about one more
}

func newBook() *book {
	return &book{
		owner: map[desk.InteractionID]desk.UserID{}, asked: map[desk.InteractionID]desk.OfferID{},
		busy: map[desk.UserID]desk.OfferID{}, ended: map[desk.InteractionID]bool{},
	}
}

// holds is how many conversations somebody has beside one, which they may have accepted by
// the entry that asked them.
func (b *book) holds(id desk.UserID, beside desk.InteractionID) int {
	n := 0
	for it, owner := range b.owner {
		if owner == id && it != beside && !b.ended[it] {
			n++
		}
	}
	return n
}

// note takes down one event and says what about it cannot be, "" if it can. The events of one
// entry are told row by row, so what they say together is looked at afterwards.
func (b *book) note(e desk.Event) string {
	switch e.Kind {
	case desk.EventOfferMade:
		if other, there := b.asked[e.InteractionID]; there {
			return fmt.Sprintf("%s is offered while %s stands", e.InteractionID, other)
		}
		if other, there := b.busy[e.UserID]; there {
			return fmt.Sprintf("%s is asked while %s stands", e.UserID, other)
		}
		if n := b.holds(e.UserID, e.InteractionID); n >= b.most {
			return fmt.Sprintf("%s is asked while they have %d of %d", e.UserID, n, b.most)
		}
		b.asked[e.InteractionID], b.busy[e.UserID] = e.OfferID, e.OfferID
	case desk.EventOfferEnded:
		if b.asked[e.InteractionID] != e.OfferID || b.busy[e.UserID] != e.OfferID {
			return fmt.Sprintf("%s ended and did not stand", e.OfferID)
		}
		delete(b.asked, e.InteractionID)
		delete(b.busy, e.UserID)
	case desk.EventInteractionAssigned, desk.EventInteractionReturned:
		if have := b.owner[e.InteractionID]; string(have) != e.From {
			return fmt.Sprintf("%s goes from %q, who is not its owner %q", e.InteractionID, e.From, have)
		}
		if b.ended[e.InteractionID] {
			return fmt.Sprintf("%s changes hands after its end", e.InteractionID)
		}
		b.owner[e.InteractionID] = desk.UserID(e.To)
	case desk.EventInteractionEnded:
		if b.ended[e.InteractionID] {
			return fmt.Sprintf("%s ended twice", e.InteractionID)
		}
		b.ended[e.InteractionID] = true
	default: // says nothing of who has what
	}
	return ""
}
