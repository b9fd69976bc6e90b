package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// texting is a world whose customers write SMS to num2, which no inbox has.
func texting(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.must(desk.EntryNumberPut, desk.Number{
		ID: "num2", Provider: "pigeon", Channel: desk.SMS, AppID: "app1", PhoneID: "roof", Phone: "+15550783882", Name: "Texts",
	})
	return w
}

// boxOf reads which inbox a command made.
func boxOf(t *testing.T, answer json.RawMessage) desk.InboxID {
	t.Helper()
	var r wire.IDResult
	if err := json.Unmarshal(answer, &r); err != nil {
		t.Fatal(err)
	}
	return desk.InboxID(r.ID)
}

func smsInbox(channel, number string) wire.PutInbox {
	return wire.PutInbox{Name: "SMS", Channel: channel, Mode: string(desk.ModeRoundRobin), NumberID: number, ReassignSeconds: 30, Members: []string{"ana"}}
}

// An inbox is for one channel for ever, and gets numbers of that one only, by whichever
// way.
func TestInbox_isForOneChannel(t *testing.T) {
	t.Parallel()
	w := texting(t)
	w.refused("olga", wire.CmdPutInbox.Name, smsInbox("fax", ""), "inboxType")
	w.refused("olga", wire.CmdPutInbox.Name, smsInbox("whatsapp", "num2"), "inbox")
	box := boxOf(t, w.ok("olga", wire.CmdPutInbox.Name, smsInbox("sms", "")))
	change := smsInbox("whatsapp", "")
	change.ID = string(box)
	w.refused("olga", wire.CmdPutInbox.Name, change, "inboxType")
	change.Channel = "" // as it is
	w.ok("olga", wire.CmdPutInbox.Name, change)
	w.must(desk.EntryNumberPut, desk.NumberEntry{InboxID: box, Number: desk.Number{ID: "num3", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "3", Name: "Three"}})
	if n := w.numberRow("num3"); n.PlanID != "" || n.State != desk.NumberReady {
		t.Errorf("a WhatsApp number is mapped to an inbox for SMS: %+v", n)
	}
	change.NumberID = "num2"
	w.ok("olga", wire.CmdPutInbox.Name, change)
	if n := w.numberRow("num2"); n.PlanID == "" {
		t.Errorf("its own number is not mapped: %+v", n)
	}
	// One that is made with its number is for the number's channel.
	w.must(desk.EntryNumberPut, desk.Number{ID: "num4", Provider: "pigeon", Channel: desk.SMS, AppID: "app1", PhoneID: "4", Name: "Four"})
	last := smsInbox("", "num4")
	last.Name = "Last"
	id := boxOf(t, w.ok("olga", wire.CmdPutInbox.Name, last))
	if b, err := desk.Get[*desk.Inbox](t.Context(), w.m, orgID, desk.RowInbox, id); err != nil || b.Channel != desk.SMS {
		t.Errorf("made with a number of SMS: %+v, %v", b, err)
	}
}

// An SMS to a number that no inbox has waits where supervisors see it, they hear of it,
// and one of them hands it to somebody.
func TestSMS_unrouted_isSeenAndAssigned(t *testing.T) {
	t.Parallel()
	w := texting(t)
	w.feather(desk.ItemMessage, `{"id":"c1","from":"16505551234","text":"coo"}`)
	it := w.interaction()
	if it.InboxID != "" || it.State != desk.InteractionWaiting {
		t.Fatalf("it is %+v", it)
	}
	if w.notices("olga", desk.NoticeEscalation) == 0 {
		t.Error("nobody hears of it")
	}
	w.ok("olga", wire.CmdTransfer.Name, wire.Transfer{InteractionID: string(it.ID), To: "ana", Epoch: it.Epoch})
	if it := w.interaction(); it.Owner != "ana" || it.State != desk.InteractionOpen {
		t.Errorf("assigned: %+v", it)
	}
}

// SMS carries texts only, and needs no template: not to begin, nor to go on after an end.
func TestSMS_textsOnlyAndNoTemplates(t *testing.T) {
	t.Parallel()
	w := pigeons(t)
	first := wire.StartThread{NumberID: "num2", Phone: "+16505551234", Name: "Jo"}
	w.refused("ana", wire.CmdStartThread.Name, first, "empty")
	first.Text = strings.Repeat("x", 1601)
	w.refused("ana", wire.CmdStartThread.Name, first, "tooLong")
	first.Text = "good morning"
	id := w.start("ana", first)
	w.deliver(id, "p1")
	if m := w.bird("p1"); m.Kind != desk.KindText || m.Text != "good morning" || m.Template != nil {
		t.Errorf("it began with %+v", m)
	}
	for _, c := range map[string]wire.SendContent{
		"a place": {Kind: "location", Location: &wire.Location{Latitude: 1}}, "a reaction": {Kind: "reaction", Emoji: "👍", ReplyTo: id},
		"a quote": {Kind: "text", Text: "this", ReplyTo: id},
	} {
		s := w.text("x")
		s.Content = c
		w.refused("ana", wire.CmdSend.Name, s, "textOnly")
	}
	w.refused("ana", wire.CmdSend.Name, w.text(strings.Repeat("x", 1601)), "tooLong")
	it := w.interaction()
	w.ok("ana", wire.CmdClose.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch})
	again := w.text("one more thing")
	again.InteractionID, again.Epoch = "", 0
	w.ok("ana", wire.CmdSend.Name, again)
	if now := w.interaction(); now.ID == it.ID || now.State != desk.InteractionOpen || now.Owner != "ana" || !now.BusinessStarted {
		t.Errorf("after the end: %+v", now)
	}
}

// The network cuts a long SMS into parts with ids of their own. The receipt of a part
// that we do not know is that of our message, which it names; on WhatsApp, where there
// are no parts, it is another system's.
func TestSMS_receiptsOfItsOtherParts(t *testing.T) {
	t.Parallel()
	w := pigeons(t)
	w.feather(desk.ItemMessage, `{"id":"c1","from":"16505551234","text":"coo"}`)
	w.accept()
	id := w.send("ana", w.text("a long one"))
	w.deliver(id, "p1")
	w.feather(desk.ItemStatus, `{"id":"p2","reached":"delivered","ours":"`+id+`"}`)
	if m := w.bird("p1"); m.Status != desk.StatusDelivered {
		t.Errorf("its second part arrived: %s", m.Status)
	}
	w.feather(desk.ItemStatus, `{"id":"p3","reached":"failed","ours":"`+id+`"}`)
	if m := w.bird("p1"); m.Problem == nil || m.ProviderID != "p1" {
		t.Errorf("its third part failed: %+v", m)
	}
	w.feather(desk.ItemStatus, `{"id":"p4","reached":"delivered","ours":"msg_unknown"}`)
	if list := w.unhandled(); len(list) != 1 {
		t.Errorf("of another system: %+v", list)
	}
}
