package engine_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// is wants the number in a state, because of a sentence: subcode, or subcode/context.
func (w *world) is(id desk.NumberID, state desk.NumberState, why string) {
	w.t.Helper()
	n := w.numberRow(id)
	got := ""
	if n.Why != nil {
		got = fmt.Sprintf("%s/%v", n.Why.Subcode, n.Why.Params[desk.ParamContext])
	}
	if n.State != state || got != why {
		w.t.Fatalf("the number is %s because of %q, want %s because of %q", n.State, got, state, why)
	}
}

// waba has the provider tell of the account.
func (w *world) waba(field, value string) {
	w.t.Helper()
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","time":%d,"changes":[{"field":%q,"value":%s}]}]}`, w.now/1000, field, value))
}

// Whatever the state is judged by may change, and the state follows in the same fold.
func TestNumberState_followsWhatItIsJudgedBy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := string(w.leadsTo("num1"))
	w.is("num1", desk.NumberActive, "")

	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: box, Name: "Support", Mode: "roundRobin", Members: []string{"ana"}})
	w.is("num1", desk.NumberActive, "")
	w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "ana", Name: "Ana", Role: "agent", Active: true, Capacity: 2})
	w.is("num1", desk.NumberReady, "standing/nobody") // without the channel she can handle nothing
	w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "ana", Name: "Ana", Role: "agent", Active: true, WhatsApp: true, Capacity: 2})
	w.is("num1", desk.NumberActive, "")
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: box, Name: "Support", Mode: "roundRobin", Members: []string{}})
	w.is("num1", desk.NumberReady, "standing/nobody")
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.is("num1", desk.NumberReady, "standing/unmapped")
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: box, Name: "Support", Mode: "roundRobin", Members: []string{"ben"}, NumberID: "num1"})
	w.is("num1", desk.NumberActive, "")

	w.waba("account_update", `{"event":"ACCOUNT_VIOLATION","violation_info":{"violation_type":"SPAM"}}`)
	w.is("num1", desk.NumberActive, "account/violation") // a warning
	w.waba("account_update", `{"event":"ACCOUNT_RESTRICTION","restriction_info":[]}`)
	w.is("num1", desk.NumberRestricted, "account/restricted")
	w.waba("account_update", `{"event":"PARTNER_REMOVED"}`)
	w.is("num1", desk.NumberDisconnected, "account/disconnected")
	w.waba("account_update", `{"event":"PARTNER_ADDED"}`)
	w.is("num1", desk.NumberActive, "")
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba1", AppID: "app1", Name: "Account", Said: desk.SaidOf(desk.Refuse(desk.CodeInvalid, "token", desk.Params{"context": "died"}))})
	w.is("num1", desk.NumberDisconnected, "token/died")
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba1", AppID: "app1", Name: "Account"})
	w.is("num1", desk.NumberActive, "")

	w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", News: desk.NumberNews{Trouble: desk.TroubleBanned}})
	w.is("num1", desk.NumberDisconnected, "standing/banned")
	w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1"})
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1"})
	w.is("num1", desk.NumberInactive, "standing/off")
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: box})
	w.ok("olga", wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: "num1"})
	w.is("num1", desk.NumberGone, "")
	w.sameAgain()
}

// What another number hangs on says nothing of this one.
func TestNumberState_goesByItsOwnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba2", AppID: "app1"})
	w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba2", PhoneID: "2", Name: "Two"})
	w.waba("account_update", `{"event":"ACCOUNT_DELETED"}`)
	w.is("num1", desk.NumberDisconnected, "account/deleted")
	w.is("num2", desk.NumberReady, "standing/unmapped")
}

// While a number is off, what customers begin waits for nobody and nothing is begun from
// it; what is going on can be finished. On again, what waited comes to its inbox.
func TestSwitchNumber_off(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.optIns()
	w.says("wamid.1", "Is it open?")
	owner := w.accept()
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1"})
	w.send(owner, w.text("Yes, until six."))
	w.ok(owner, wire.CmdClose.Name, w.ref())

	w.refused(owner, wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)}, "numberOff")
	w.refused(owner, wire.CmdStartThread.Name, w.hello("+16505550999"), "numberOff")
	w.now += minute
	w.says("wamid.2", "And tomorrow?")
	it := w.interaction()
	if it.State != desk.InteractionWaiting || it.InboxID != "" || it.PlanID != "" {
		t.Fatalf("begun while the number is off: %+v", it)
	}
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1", Active: true})
	if it = w.interaction(); it.State != desk.InteractionOffered || it.InboxID != w.leadsTo("num1") {
		t.Errorf("after it was switched on again: %+v", it)
	}
	w.sameAgain()
}

// A mapping while the number is off sets nothing going; switching it on does.
func TestSwitchNumber_mappedWhileOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := string(w.leadsTo("num1"))
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1"})
	w.says("wamid.1", "Hello?")
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: box})
	if it := w.interaction(); it.InboxID != "" || it.State != desk.InteractionWaiting {
		t.Errorf("mapped while it is off: %+v", it)
	}
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1", Active: true})
	if it := w.interaction(); string(it.InboxID) != box || it.State != desk.InteractionOffered {
		t.Errorf("switched on: %+v", it)
	}
}

func TestSwitchNumber_refusedWhileNobodyIsAssigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := string(w.leadsTo("num1"))
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1"})
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: box, Name: "Support", Mode: "roundRobin", Members: []string{}})
	w.refused("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1", Active: true}, "nobodyAssigned")
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.refused("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1", Active: true}, "nobodyAssigned")
	w.refused("ana", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1"}, "supervisors")
	w.refused("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num9"}, "notYours")
}

// A set-up that is done once more keeps what was chosen, and what was heard of the number
// but for its trouble.
func TestNumberPut_keepsTheSwitchAndTheNews(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	news := desk.NumberNews{Limit: 2000, Throughput: "STANDARD", Trouble: desk.TroubleDisconnected}
	w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", News: news})
	w.ok("olga", wire.CmdSwitchNumber.Name, wire.SwitchNumber{NumberID: "num1"})
	w.must(desk.EntryNumberPut, desk.Number{ID: "num1", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: w.phoneID, Name: "Support"})
	news.Trouble = ""
	if n := w.numberRow("num1"); !n.Off || n.News != news || n.State != desk.NumberInactive {
		t.Errorf("%+v", n)
	}
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	for range 2 { // the second one changes nothing by which it is judged
		w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "2", Name: "Two", State: desk.NumberReady})
		w.is("num2", desk.NumberReady, "standing/unmapped")
	}
}
