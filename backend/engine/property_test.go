package engine_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// TestProperties_holdAfterAnySequenceOfEvents plays random days in a contact centre. After each step:
// an interaction has an owner exactly when it is open, at most one offer stands
// and only for an offered one, nobody is asked about two threads, a status never
// goes back, no message is lost, nothing leaves that the window forbids, and in
// the end a rebuild gives the same rows and each decision replays.
func TestProperties_holdAfterAnySequenceOfEvents(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		if rapid.Bool().Draw(rt, "today's policy") {
			w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
		}
		p := &player{world: w, rt: rt, was: map[desk.MessageID]desk.Status{}}
		steps := rapid.IntRange(5, 25).Draw(rt, "steps")
		for range steps {
			p.step()
			p.check()
		}
		w.sameAgain()
	})
}

type player struct {
	*world
	rt      *rapid.T
	written int // messages by customers
	sent    int // sends that were queued
	was     map[desk.MessageID]desk.Status
}

var people = []desk.UserID{"ana", "ben", "olga"}

func pick[T any](p *player, name string, list []T) T { return rapid.SampledFrom(list).Draw(p.rt, name) }

func (p *player) step() {
	moves := map[string]func(){
		"customer": p.customer, "offer": p.answerOffer, "reply": p.reply, "sender": p.sender, "status": p.meta,
		"manage": p.manage, "presence": p.comeAndGo, "time": p.time,
	}
	moves[pick(p, "move", slices.Sorted(maps.Keys(moves)))]()
}

func (p *player) customer() {
	p.written++
	id := fmt.Sprintf("wamid.in%d", p.written)
	from := pick(p, "from", []string{"4910000001", "4910000002", "4910000003"})
	late := pick(p, "late", []int64{0, 0, 1000, hour, 30 * hour})
	if p.wrote(id, from, p.now-late, fmt.Sprintf(`"type":"text","text":{"body":"%d"}`, p.written)) == nil {
		p.rt.Fatalf("message %s is lost", id)
	}
}

func (p *player) answerOffer() {
	open := every(p.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen })
	if len(open) == 0 {
		return
	}
	o := pick(p, "offer", open)
	name := pick(p, "answer", []string{wire.CmdAcceptOffer.Name, wire.CmdAcceptOffer.Name, wire.CmdDeclineOffer.Name})
	_, _ = p.command(pick(p, "by", []desk.UserID{o.UserID, o.UserID, "ben"}), name, wire.OfferRef{OfferID: string(o.ID)})
}

func (p *player) reply() {
	list := every[desk.Interaction](p.m, desk.RowInteraction, nil)
	if len(list) == 0 {
		return
	}
	it := pick(p, "thread", list)
	by := pick(p, "by", append([]desk.UserID{it.Owner, it.Owner}, people...))
	c := wire.Send{
		ThreadID: string(it.ThreadID), InteractionID: string(it.ID), Epoch: it.Epoch - pick(p, "stale", []int64{0, 0, 0, 1}),
		Content: wire.SendContent{Kind: "text", Text: "x"},
	}
	t, _ := p.m.Thread(p.rt.Context(), orgID, it.ThreadID)
	if _, err := p.command(by, wire.CmdSend.Name, c); err == nil {
		p.sent++
		if by != it.Owner || it.State != desk.InteractionOpen || !lifecycle.CanSendFreeText(channel.RulesOf(desk.WhatsApp), t.LastCustomerAt, p.now) {
			p.rt.Fatalf("%s may write to a thread of %q in state %s, customer last %d, now %d", by, it.Owner, it.State, t.LastCustomerAt, p.now)
		}
	}
}

func (p *player) sender() {
	var due []string
	for _, j := range p.m.jobs {
		if j.Kind == desk.JobSend && j.DueAt <= p.now {
			due = append(due, j.Subject)
		}
	}
	if len(due) == 0 {
		return
	}
	slices.Sort(due)
	id := pick(p, "send", due)
	m := p.message(id)
	t, _ := p.m.Thread(p.rt.Context(), orgID, m.ThreadID)
	if a := p.posting(id); !a.Allowed {
		return
	}
	if !lifecycle.CanSendFreeText(channel.RulesOf(desk.WhatsApp), t.LastCustomerAt, p.now) || t.HoldUntil > p.now {
		p.rt.Fatalf("a text may leave though the window is closed or the thread is held")
	}
	e := desk.SendEntry{MessageID: desk.MessageID(id), ProviderID: "wamid.out." + id, RetryAt: p.now + 1000}
	kind := pick(p, "outcome", []desk.EntryKind{
		desk.EntrySendAccepted, desk.EntrySendAccepted, desk.EntrySendRejected, desk.EntrySendUnknown, desk.EntrySendDeferred,
	})
	p.must(kind, e)
}

func (p *player) meta() {
	out := every(p.m, desk.RowMessage, func(m *desk.Message) bool { return m.Direction == desk.Out })
	if len(out) == 0 {
		return
	}
	m := pick(p, "message", out)
	if m.Status == desk.StatusQueued {
		return // Meta cannot know of it
	}
	p.status("wamid.out."+string(m.ID), pick(p, "word", []string{"sent", "delivered", "read", "failed"}),
		fmt.Sprintf(`,"biz_opaque_callback_data":%q`, m.ID))
}

func (p *player) manage() {
	list := every[desk.Interaction](p.m, desk.RowInteraction, nil)
	if len(list) == 0 {
		return
	}
	it := pick(p, "thread", list)
	by := pick(p, "by", append([]desk.UserID{it.Owner}, people...))
	ref := wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch}
	switch pick(p, "what", []string{"close", "requeue", "transfer", "take", "reopen"}) {
	case "close":
		_, _ = p.command(by, wire.CmdClose.Name, ref)
	case "requeue":
		_, _ = p.command(by, wire.CmdRequeue.Name, ref)
	case "take":
		_, _ = p.command(by, wire.CmdTake.Name, ref)
	case "transfer":
		_, _ = p.command(by, wire.CmdTransfer.Name, wire.Transfer{
			InteractionID: ref.InteractionID, Epoch: ref.Epoch, To: string(pick(p, "to", people)),
		})
	case "reopen":
		_, _ = p.command(by, wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(it.ThreadID)})
	}
}

func (p *player) comeAndGo() {
	if rapid.Bool().Draw(p.rt, "chosen") {
		who, state := pick(p, "who", people), pick(p, "state", []desk.PresenceState{desk.PresenceOnline, desk.PresenceAway, desk.PresenceOffline})
		_, _ = p.command(who, wire.CmdPresence.Name, wire.SetPresence{State: string(state)})
		return
	}
	p.must(desk.EntryPresence, desk.PresenceEntry{
		UserID: pick(p, "who", people), Connected: rapid.Bool().Draw(p.rt, "connected"),
	})
}

func (p *player) time() {
	p.pass(pick(p, "ms", []int64{1, 500, 31_000, minute, 3 * hour, 25 * hour}))
}

func (p *player) check() {
	p.checkSpans(p.rt.Errorf)
	p.checkRecords(p.rt.Errorf)
	asked := map[desk.UserID]int{}
	offers := map[desk.InteractionID]int{}
	for _, o := range every(p.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen }) {
		asked[o.UserID]++
		offers[o.InteractionID]++
		if asked[o.UserID] > 1 {
			p.rt.Fatalf("%s is asked about two threads at once", o.UserID)
		}
		if _, timed := p.m.timers["offerExpires/"+string(o.ID)]; !timed {
			p.rt.Fatalf("offer %s never ends", o.ID)
		}
	}
	open := map[desk.ThreadID]int{}
	for _, it := range every[desk.Interaction](p.m, desk.RowInteraction, nil) {
		p.checkInteraction(it, offers[it.ID])
		if it.State != desk.InteractionEnded {
			open[it.ThreadID]++
		}
	}
	for _, t := range every[desk.Thread](p.m, desk.RowThread, nil) {
		if want := map[bool]int{true: 1}[t.Open]; open[t.ID] != want {
			p.rt.Fatalf("thread %s: open %v, %d interactions have not ended", t.ID, t.Open, open[t.ID])
		}
	}
	p.checkMessages()
}

func (p *player) checkInteraction(it *desk.Interaction, offers int) {
	owned := it.State == desk.InteractionOpen
	waits := it.State == desk.InteractionWaiting || it.State == desk.InteractionOffered
	if owned && it.Owner == "" || waits && it.Owner != "" {
		p.rt.Fatalf("interaction %s is %s with owner %q", it.ID, it.State, it.Owner)
	}
	if want := map[bool]int{true: 1}[it.State == desk.InteractionOffered]; offers != want {
		p.rt.Fatalf("interaction %s is %s with %d offers", it.ID, it.State, offers)
	}
	for _, d := range lifecycle.Deadlines(lifecycle.FactsOf(it)) {
		if got, timed := p.m.timers[string(d.Kind)+"/"+string(it.ID)]; d.At > p.now && (!timed || got.DueAt != d.At) {
			p.rt.Fatalf("interaction %s: %s is due at %d, its timer says %d", it.ID, d.Kind, d.At, got.DueAt)
		}
	}
}

func (p *player) checkMessages() {
	in, out := 0, 0
	for _, m := range every[desk.Message](p.m, desk.RowMessage, nil) {
		if m.Direction == desk.In {
			in++
			continue
		}
		out++
		before, known := p.was[m.ID]
		if known && before != m.Status && !desk.Climbs(before, m.Status) {
			// Several steps may lie between two looks; each of them climbs.
			if !desk.Climbs(before, desk.StatusUnknown) || !desk.Climbs(desk.StatusUnknown, m.Status) {
				p.rt.Fatalf("message %s went from %s back to %s", m.ID, before, m.Status)
			}
		}
		p.was[m.ID] = m.Status
		if m.Status == desk.StatusQueued {
			if _, there := p.m.jobs["send/"+string(m.ID)]; !there {
				p.rt.Fatalf("message %s is queued and nobody will send it", m.ID)
			}
		}
	}
	if in != p.written || out != p.sent {
		p.rt.Fatalf("%d of %d messages in, %d of %d out are there", in, p.written, out, p.sent)
	}
	if len(p.unhandled()) != 0 {
		p.rt.Fatalf("not understood: %+v", p.unhandled()[0])
	}
}
