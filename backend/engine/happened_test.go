package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// eventWords gives the kinds of events after a place, with what From and To say.
func eventWords(events []desk.Event) []string {
	var out []string
	for _, e := range events {
		s := string(e.Kind)
		if e.From != "" || e.To != "" {
			s += fmt.Sprintf(" %s>%s", e.From, e.To)
		}
		out = append(out, s)
	}
	return out
}

func TestHappened_tellsAConversationInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := len(w.m.events)
	w.says("wamid.1", "hello")
	w.accept()
	owner := w.interaction().Owner
	id := w.send(owner, w.text("hi"))
	w.posting(id)
	w.status("wamid.o1", "delivered", `,"biz_opaque_callback_data":"`+id+`"`)
	w.wrote("wamid.2", customer, w.now, `"type":"reaction","reaction":{"message_id":"wamid.o1","emoji":"👍"}`)
	w.ok(owner, wire.CmdClose.Name, w.ref())
	want := []string{
		"contact.added", "thread.started", "interaction.started", "message.received >text", "interaction.waiting",
		"offer.made", "offer.ended >accepted", "interaction.assigned >" + string(owner),
		"message.written >text", "message.status >queued", "message.status queued>posting", "message.status posting>delivered",
		"message.reaction in>👍", "interaction.ended >closed",
	}
	got := eventWords(w.m.events[before:])
	slices.Sort(got) // within one entry the order is that of the fold's changes
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !slices.IsSortedFunc(w.m.events, func(a, b desk.Event) int { return int(a.Seq - b.Seq) }) {
		t.Error("the events are not in the order of their entries")
	}
	for _, e := range w.m.events[before:] {
		if strings.HasPrefix(string(e.Kind), "message.") && (e.MessageID == "" || e.ThreadID == "" || e.InteractionID == "") {
			t.Errorf("of what message is %+v?", e)
		}
	}
}

// ledgerOfEvents is what somebody knows who has only the events.
type ledgerOfEvents struct {
	owner, ended map[desk.InteractionID]string
	status       map[desk.MessageID]string
	received     map[desk.MessageID]int
	offers       map[desk.OfferID]string
	presence     map[desk.UserID]string
}

func readEvents(events []desk.Event) ledgerOfEvents {
	l := ledgerOfEvents{
		map[desk.InteractionID]string{}, map[desk.InteractionID]string{}, map[desk.MessageID]string{},
		map[desk.MessageID]int{}, map[desk.OfferID]string{}, map[desk.UserID]string{},
	}
	for _, e := range events {
		switch e.Kind {
		case desk.EventInteractionAssigned, desk.EventInteractionReturned:
			l.owner[e.InteractionID] = e.To
		case desk.EventInteractionEnded:
			l.ended[e.InteractionID] = e.To
		case desk.EventInteractionRevived:
			l.ended[e.InteractionID] = ""
		case desk.EventMessageStatus:
			l.status[e.MessageID] = e.To
		case desk.EventMessageReceived:
			l.received[e.MessageID]++
		case desk.EventOfferMade:
			l.offers[e.OfferID] = string(desk.OfferOpen)
		case desk.EventOfferEnded:
			l.offers[e.OfferID] = e.To
		case desk.EventPresenceChanged:
			l.presence[e.UserID] = e.To
		default:
		}
	}
	return l
}

// Nothing is left out and nothing is told twice: who reads the events alone
// comes to the same states as the rows, whatever the day was like.
func TestHappened_theEventsAloneGiveTheStatesOfTheRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := afterRandomDay(rt)
		l := readEvents(w.m.events)
		for _, r := range w.m.rows {
			checkTold(rt, l, r)
		}
	})
}

func checkTold(t fataler, l ledgerOfEvents, r desk.Row) {
	t.Helper()
	is := func(what, got, want string) {
		if got != want {
			t.Errorf("%s of %v: the events say %q, the row %q", what, r.RowKey(), got, want)
		}
	}
	switch r := r.(type) {
	case *desk.Interaction:
		ended := ""
		if r.State == desk.InteractionEnded {
			ended = r.EndReason
		}
		is("owner", l.owner[r.ID], string(r.Owner))
		is("end", l.ended[r.ID], ended)
	case *desk.Offer:
		is("offer", l.offers[r.ID], string(r.State))
	case *desk.User:
		is("presence", l.presence[r.ID], string(r.Presence.State))
	case *desk.Message:
		// A line that leads to another conversation came from nobody.
		if r.Past || r.Awaited || r.Kind == desk.KindReaction || r.Kind == desk.KindSystem && r.Other != "" {
			return
		}
		want := 0
		if r.Direction == desk.In {
			want = 1
		} else {
			is("status", l.status[r.ID], string(r.Status))
		}
		if got := l.received[r.ID]; got != want {
			t.Errorf("%v was told as received %d times, want %d", r.RowKey(), got, want)
		}
	default:
	}
}
