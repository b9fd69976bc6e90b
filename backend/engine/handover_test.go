package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// hands gives the body of a transfer of the one conversation.
func (w *world) hands(to, inbox, note string) wire.Transfer {
	w.t.Helper()
	r := w.ref()
	return wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: to, InboxID: inbox, Note: note}
}

// note gives the one note that there is, nil if there is none.
func (w *world) note() *desk.Message {
	w.t.Helper()
	list := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Kind == desk.KindNote })
	if len(list) > 1 {
		w.t.Fatalf("there are %d notes", len(list))
	}
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// sales makes a second inbox without a number, which carl takes from himself.
func (w *world) sales() string {
	w.t.Helper()
	w.person("carl", desk.RoleAgent)
	var made wire.IDResult
	raw := w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Sales", Mode: string(desk.ModeManual), ReassignSeconds: 30, Members: []string{"carl"}})
	if err := json.Unmarshal(raw, &made); err != nil {
		w.t.Fatalf("%v", err)
	}
	w.online("carl")
	return made.ID
}

func (w *world) rebuildsTheSame() {
	w.t.Helper()
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		w.t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
}

func TestTransfer_noteStaysWithColleagues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	before := *w.thread()
	events := len(w.m.events)
	w.now += minute
	w.ok("ana", wire.CmdTransfer.Name, w.hands("ben", "", "  She asks for the \u202eblue one.\r\nCall back at 3. "))
	n := w.note()
	if n == nil || n.Text != "She asks for the blue one.\nCall back at 3." || n.Author != "ana" || n.Handover == nil || n.Handover.To != "ben" {
		t.Fatalf("the note: %+v", n)
	}
	if n.Status != "" || len(w.m.jobs) != 0 {
		t.Errorf("a note waits to be sent: status %q, jobs %v", n.Status, w.m.jobs)
	}
	after := *w.thread()
	if after.LastMessageID != before.LastMessageID || after.AnswerSeq != before.AnswerSeq || after.Messages != before.Messages {
		t.Errorf("the note counts as a message: %+v", after)
	}
	it := w.interaction()
	if it.MessagesOut != 0 || it.HumanReplyAt != 0 || it.LastPersonAt != 0 || it.Owner != "ben" {
		t.Errorf("the note counts as an answer: %+v", it)
	}
	for _, e := range w.m.events[events:] {
		if e.MessageID != "" {
			t.Errorf("others are told of the note: %+v", e)
		}
	}
	w.refused("ben", wire.CmdResend.Name, wire.MessageRef{MessageID: string(n.ID)}, "notOurs")
	w.rebuildsTheSame()
}

func TestTransfer_noteThatIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.refused("ana", wire.CmdTransfer.Name, w.hands("ben", "", strings.Repeat("ä", desk.LongestNote+1)), "longName")
	w.ok("ana", wire.CmdTransfer.Name, w.hands("ben", "", " \u200e\u202e "))
	if n := w.note(); n != nil {
		t.Errorf("nothing was written, and kept: %+v", n)
	}
	w.ok("ben", wire.CmdTransfer.Name, w.hands("ana", "", strings.Repeat("ä", desk.LongestNote)))
}

func TestTransfer_noteCanBeErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.ok("ana", wire.CmdTransfer.Name, w.hands("ben", "", "a secret"))
	w.ok("olga", wire.CmdErase.Name, wire.MessageRef{MessageID: string(w.note().ID)})
	if n := w.note(); !n.Erased || n.Text != "" {
		t.Errorf("the note is there: %+v", n)
	}
	for _, e := range w.m.entries {
		if strings.Contains(string(e.Payload), "secret") {
			t.Errorf("entry %d of kind %s has it: %s", e.Seq, e.Kind, e.Payload)
		}
	}
	w.rebuildsTheSame()
}

func TestTransfer_toAnInbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sales := w.sales()
	w.says("wamid.1", "hello")
	w.accept()
	both := w.hands("ben", sales, "")
	w.refused("ana", wire.CmdTransfer.Name, both, "badBody")
	w.refused("ana", wire.CmdTransfer.Name, w.hands("", "", ""), "notYours")
	w.now += minute
	w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
	w.ok("ana", wire.CmdTransfer.Name, w.hands("", sales, "wants to buy"))
	it := w.interaction()
	if it.State != desk.InteractionWaiting || string(it.InboxID) != sales || it.Owner != "" || it.WaitingSince != w.now {
		t.Fatalf("it went to %+v", it)
	}
	if n := w.note(); n == nil || string(n.Handover.InboxID) != sales || n.Handover.To != "" {
		t.Errorf("the note: %+v", n)
	}
	if w.notices("carl", desk.NoticeQueued) != 1 {
		t.Error("nobody in the other inbox heard of it")
	}
	w.refused("olga", wire.CmdTransfer.Name, w.hands("", sales, ""), "waiting")
	w.ok("carl", wire.CmdTake.Name, w.ref())
	w.rebuildsTheSame()
}

func TestTransfer_toAnInboxOfAnotherChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var sms wire.IDResult
	raw := w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "SMS", Channel: "sms", Mode: string(desk.ModeManual), ReassignSeconds: 30, Members: []string{"ana"}})
	if err := json.Unmarshal(raw, &sms); err != nil {
		t.Fatal(err)
	}
	w.says("wamid.1", "hello")
	w.accept()
	w.refused("ana", wire.CmdTransfer.Name, w.hands("", sms.ID, ""), "otherChannel")
}

func TestTakeBack_whileNobodyHasTouchedIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		give func(w *world) wire.Transfer
		then func(w *world)
		want string // "" = it is ana's again
	}{
		{"from an agent at once", func(w *world) wire.Transfer { return w.hands("ben", "", "") }, nil, ""},
		{"in the last moment", func(w *world) wire.Transfer { return w.hands("ben", "", "") }, func(w *world) { w.pass(desk.TakeBackFor) }, ""},
		{"too late", func(w *world) wire.Transfer { return w.hands("ben", "", "") }, func(w *world) { w.pass(desk.TakeBackFor + 1) }, "notTakenBack"},
		{"after a reply", func(w *world) wire.Transfer { return w.hands("ben", "", "") }, func(w *world) { w.pass(2000); w.send("ben", w.text("I am here")) }, "notTakenBack"},
		{"out of another queue", func(w *world) wire.Transfer { return w.hands("", w.sales(), "") }, nil, ""},
		{"after it went from queue to queue", func(w *world) wire.Transfer { return w.hands("", w.sales(), "") }, func(w *world) { w.now += 1000; w.ok("olga", wire.CmdTransfer.Name, w.hands("", string(w.box()), "")) }, "notTakenBack"},
		{"after somebody took it", func(w *world) wire.Transfer { return w.hands("", w.sales(), "") }, func(w *world) { w.ok("carl", wire.CmdTake.Name, w.ref()) }, "notTakenBack"},
		{"after it went on", func(w *world) wire.Transfer { return w.hands("ben", "", "") }, func(w *world) { w.online("olga"); w.ok("ben", wire.CmdTransfer.Name, w.hands("olga", "", "")) }, "notOwner"},
		{"after it ended", func(w *world) wire.Transfer { return w.hands("ben", "", "") }, func(w *world) { w.ok("ben", wire.CmdClose.Name, w.ref()) }, "ended"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.says("wamid.1", "hello")
			w.accept()
			box := w.interaction().InboxID
			w.now += minute
			w.ok("ana", wire.CmdTransfer.Name, tt.give(w))
			if tt.then != nil {
				tt.then(w)
			}
			if tt.want != "" {
				w.refused("ana", wire.CmdTakeBack.Name, w.ref(), tt.want)
				return
			}
			stale := w.ref()
			stale.Epoch--
			w.refused("ana", wire.CmdTakeBack.Name, stale, "changedHands")
			w.ok("ana", wire.CmdTakeBack.Name, w.ref())
			it := w.interaction()
			if it.Owner != "ana" || it.State != desk.InteractionOpen || it.InboxID != box {
				t.Errorf("it is %+v", it)
			}
			if w.notices("ben", desk.NoticeTransfer) != 0 || w.notices("carl", desk.NoticeQueued) != 0 {
				t.Error("somebody still hears that it is theirs")
			}
			w.refused("ana", wire.CmdTakeBack.Name, w.ref(), "notTakenBack")
			w.rebuildsTheSame()
		})
	}
}

func TestTakeBack_isForWhoHadIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.ok("ana", wire.CmdTransfer.Name, w.hands("ben", "", ""))
	w.refused("ben", wire.CmdTakeBack.Name, w.ref(), "notOwner")
	w.ok("olga", wire.CmdTakeBack.Name, w.ref())
	if it := w.interaction(); it.Owner != "ana" {
		t.Errorf("a supervisor gave it to %s", it.Owner)
	}
}

func TestTakers_sayWhatATransferWouldSay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sales()
	w.says("wamid.1", "hello")
	w.accept()
	w.person("dora", desk.RoleAdmin)
	w.person("eve", desk.RoleAdmin)
	w.online("dora")
	w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "eve", Name: "Eve", Role: "admin", Active: true, Capacity: 2})
	w.ok("ben", wire.CmdPresence.Name, wire.SetPresence{State: "away"})
	before := w.m.dump()
	got, err := folding.Takers(t.Context(), w.m, orgID, "ana", w.interaction().ID, w.now)
	if err != nil {
		t.Fatal(err)
	}
	if w.m.dump() != before {
		t.Error("to ask changed something")
	}
	want := map[string]desk.CannotHold{"olga": desk.HoldOffline, "ben": desk.HoldAway, "carl": desk.HoldNotMember, "dora": "", "eve": desk.HoldNoChannel}
	if len(got.People) != len(want) {
		t.Errorf("%+v", got)
	}
	for _, p := range got.People {
		if want[p.UserID] != desk.CannotHold(p.Why) {
			t.Errorf("%s: %q, want %q", p.UserID, p.Why, want[p.UserID])
		}
		body := w.hands(p.UserID, "", "")
		if p.Why == "" {
			w.ok("ana", wire.CmdTransfer.Name, body)
		} else if _, err := w.command("ana", wire.CmdTransfer.Name, body); err == nil {
			t.Errorf("%s got it all the same", p.UserID)
		}
	}
}
