package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const newPhone = "12195555358"

// changesNumber has Meta say that the customer has another number now.
func (w *world) changesNumber(id string) {
	w.t.Helper()
	w.wrote(id, customer, w.now, fmt.Sprintf(
		`"type":"system","system":{"body":"User changed from %s to %s","wa_id":%q,"type":"user_changed_number"}`, customer, newPhone, newPhone))
}

// twoOpen has the customer write from the old number, which is taken, and from the new one.
func twoOpen(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.wrote("wamid.old", customer, w.now, text1)
	w.takes(customer)
	w.now += minute
	w.wrote("wamid.new", newPhone, w.now, text1)
	return w
}

// lines gives the lines of the system's own in a thread.
func (w *world) lines(id desk.ThreadID) (list []string) {
	for _, m := range every[desk.Message](w.m, desk.RowMessage, nil) {
		if m.ThreadID == id && m.Kind == desk.KindSystem {
			list = append(list, m.System)
		}
	}
	slices.Sort(list)
	return list
}

func threadOfMessage(w *world, provider string) *desk.Thread {
	w.t.Helper()
	m, err := w.m.MessageByProviderID(context.Background(), orgID, provider)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	t, err := one[desk.Thread](w.m, desk.RowThread, string(m.ThreadID))
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return t
}

// Guards a quote of what was said in a conversation that goes on in this one, which led nowhere.
func TestJoin_quotesLeadToWhereItWasSaid(t *testing.T) {
	t.Parallel()
	w := twoOpen(t)
	w.changesNumber("wamid.change")
	quoting := func(id, quoted string) *desk.Message {
		t.Helper()
		w.now += minute
		return w.wrote(id, newPhone, w.now, fmt.Sprintf(`"type":"text","text":{"body":"this one"},"context":{"id":%q}`, quoted))
	}
	ends := threadOfMessage(w, "wamid.new")
	said, err := w.m.MessageByProviderID(context.Background(), orgID, "wamid.new")
	if err != nil {
		t.Fatal(err)
	}
	if m := quoting("wamid.q1", "wamid.new"); m.ThreadID == ends.ID || m.ReplyTo != said.ID || m.ReplyLost || m.Other != ends.ID {
		t.Errorf("it answers %q of %q, lost: %v", m.ReplyTo, m.Other, m.ReplyLost)
	}
	if m := quoting("wamid.q2", "wamid.old"); m.ReplyTo == "" || m.Other != "" {
		t.Errorf("what was said here is sought in %q", m.Other)
	}
	if m := quoting("wamid.q3", "wamid.nobody"); m.ReplyTo != "" || !m.ReplyLost || m.Other != "" {
		t.Errorf("it answers %q of %q", m.ReplyTo, m.Other)
	}
	w.sameAgain()
}

// Guards two open conversations of which a change of the number saw to one only.
func TestJoin_bothNumbersHaveAnOpenConversation(t *testing.T) {
	t.Parallel()
	w := twoOpen(t)
	w.changesNumber("wamid.change")
	goes, ends := threadOfMessage(w, "wamid.old"), threadOfMessage(w, "wamid.new")
	if ends.Into != goes.ID || goes.Into != "" || ends.Open || !goes.Open {
		t.Fatalf("the one that somebody answers does not go on: %+v, %+v", goes, ends)
	}
	it, _ := one[desk.Interaction](w.m, desk.RowInteraction, string(ends.InteractionID))
	if it.EndReason != "joined" || it.EndedBy != "" {
		t.Errorf("the other one ended by %q", it.EndReason)
	}
	c, _ := one[desk.Contact](w.m, desk.RowContact, string(goes.ContactID))
	if c.WaID != newPhone || !slices.Contains(c.Aliases, "wa:"+customer) || !slices.Contains(c.Aliases, "wa:"+newPhone) {
		t.Errorf("the customer is %v with %q", c.Aliases, string(c.WaID))
	}
	if got := w.lines(goes.ID); !slices.Equal(got, []string{"joined", "numberChanged"}) {
		t.Errorf("lines where it goes on: %v", got)
	}
	if got := w.lines(ends.ID); !slices.Equal(got, []string{"joinedTo"}) {
		t.Errorf("lines where it ended: %v", got)
	}
	for _, from := range []string{customer, newPhone} {
		w.now += minute
		id := "wamid.after" + from
		w.wrote(id, from, w.now, text1)
		if now := threadOfMessage(w, id); now.ID != goes.ID {
			t.Errorf("what %s writes comes to another thread", from)
		}
	}
	w.sameAgain()
}

func TestJoin_whatIsToldAgainJoinsNothingTwice(t *testing.T) {
	t.Parallel()
	w := twoOpen(t)
	w.changesNumber("wamid.change")
	goes, ends := threadOfMessage(w, "wamid.old"), threadOfMessage(w, "wamid.new")
	w.changesNumber("wamid.change")
	w.changesNumber("wamid.change2")
	// What was said before the join is told again, and spoken of: nothing of it is strange.
	w.wrote("wamid.new", newPhone, w.now, text1)
	w.wrote("wamid.r", newPhone, w.now, `"type":"reaction","reaction":{"message_id":"wamid.new","emoji":"👍"}`)
	w.wrote("wamid.q", newPhone, w.now, `"context":{"id":"wamid.new"},`+text1)
	if got := w.lines(ends.ID); !slices.Equal(got, []string{"joinedTo"}) {
		t.Errorf("lines where it ended: %v", got)
	}
	if got := w.lines(goes.ID); slices.Index(got, "joined") < 0 || got[1] == "joined" {
		t.Errorf("lines where it goes on: %v", got)
	}
	if len(w.unhandled()) != 0 {
		t.Errorf("not understood: %+v", w.unhandled())
	}
	m, _ := w.m.MessageByProviderID(t.Context(), orgID, "wamid.new")
	if len(m.Reactions) != 1 {
		t.Errorf("the reaction is not on its message")
	}
	w.sameAgain()
}

func TestJoin_aMessageThatWasOnlySpokenOfComesToWhereItGoesOn(t *testing.T) {
	t.Parallel()
	w := twoOpen(t)
	w.wrote("wamid.r", newPhone, w.now, `"type":"reaction","reaction":{"message_id":"wamid.late","emoji":"👍"}`)
	w.changesNumber("wamid.change")
	w.wrote("wamid.late", newPhone, w.now, text1)
	late, goes := threadOfMessage(w, "wamid.late"), threadOfMessage(w, "wamid.old")
	m, _ := w.m.MessageByProviderID(t.Context(), orgID, "wamid.late")
	if late.ID != goes.ID || len(m.Reactions) != 1 || m.Awaited {
		t.Errorf("it is in %s, not in %s: %+v", late.ID, goes.ID, m)
	}
	w.sameAgain()
}

func TestJoin_withoutAnOtherConversationTheOneGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wrote("wamid.old", customer, w.now, text1)
	w.changesNumber("wamid.change")
	w.wrote("wamid.new", newPhone, w.now, text1)
	if got := w.lines(w.thread().ID); !slices.Equal(got, []string{"numberChanged"}) {
		t.Errorf("lines: %v", got)
	}
	w.sameAgain()
}

func TestJoin_anIDThatChangesJoinsWhoHasTheNewOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	said := func(id, user string) {
		w.hook(value(id, fmt.Sprintf(`"messages":[{"from_user_id":%q,"id":%q,"timestamp":"%d",%s}]`, user, id, w.now/1000, text1)).body)
	}
	said("wamid.1", "US.1000000000000000001")
	said("wamid.2", "US.1000000000000000002")
	if n := len(every[desk.Thread](w.m, desk.RowThread, nil)); n != 2 {
		t.Fatalf("%d threads before the change, want 2", n)
	}
	for range 2 {
		w.hook(change("ids", "user_id_update", fmt.Sprintf(
			`"user_id_update":[{"user_id":{"previous":"US.1000000000000000001","current":"US.1000000000000000002"},"timestamp":"%d"}]`, w.now/1000)).body)
	}
	joined := 0
	for _, th := range every[desk.Thread](w.m, desk.RowThread, nil) {
		if th.Into != "" {
			joined++
		}
	}
	if joined != 1 {
		t.Errorf("%d threads lead to another", joined)
	}
	w.sameAgain()
}

func TestJoin_nothingBeginsWhereItGoesOnElsewhere(t *testing.T) {
	t.Parallel()
	w := twoOpen(t)
	w.changesNumber("wamid.change")
	ends := threadOfMessage(w, "wamid.new")
	f := w.saidNo(wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(ends.ID)})
	if f == nil || f.Subcode != "joined" {
		t.Errorf("reopening: %+v", f)
	}
}
