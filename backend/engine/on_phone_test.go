package engine_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/words"
)

func (w *world) numberOne() desk.Number {
	return desk.Number{ID: "num1", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: w.phoneID, Phone: "+15550783881", Name: "Support"}
}

// staysOnPhone connects the number as one that stays in use on a phone.
func (w *world) staysOnPhone() {
	w.t.Helper()
	w.must(desk.EntryNumberPut, desk.NumberEntry{Number: w.numberOne(), StaysOnPhone: true})
}

func (w *world) synced(what desk.PhoneSync, said *desk.Said) {
	w.t.Helper()
	w.must(desk.EntryNumberSynced, desk.NumberSynced{NumberID: "num1", What: what, Said: said})
}

// toAsk counts the jobs that ask phones.
func (w *world) toAsk() (n int) {
	for _, j := range w.m.jobs {
		if j.Kind == desk.JobPhoneSync {
			n++
		}
	}
	return n
}

func TestOnPhone_isAskedForNamesAndThenForHistoryOnceEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryNumberPut, w.numberOne())
	if n := w.numberRow("num1"); n.OnPhone.Since != 0 || w.toAsk() != 0 {
		t.Fatalf("a number on no phone: %+v, %d", n.OnPhone, w.toAsk())
	}
	for range 2 { // the set-up may be repeated
		w.staysOnPhone()
		if n := w.numberRow("num1"); n.OnPhone.Since == 0 || n.OnPhone.Wants() != desk.SyncContacts || w.toAsk() != 1 {
			t.Fatalf("connected: %+v, %d", n.OnPhone, w.toAsk())
		}
	}
	w.synced(desk.SyncContacts, nil)
	if n := w.numberRow("num1"); n.OnPhone.Wants() != desk.SyncHistory || w.toAsk() != 1 {
		t.Fatalf("asked for names: %+v, %d", n.OnPhone, w.toAsk())
	}
	w.synced(desk.SyncHistory, nil)
	w.staysOnPhone()
	w.must(desk.EntryNumberPut, w.numberOne())
	if n := w.numberRow("num1"); n.OnPhone.Wants() != "" || n.OnPhone.Since == 0 || n.History.Said != nil || w.toAsk() != 0 {
		t.Errorf("asked for both: %+v, %d", n.OnPhone, w.toAsk())
	}
	w.must(desk.EntryNumberGone, map[string]string{"id": "num1"})
	w.staysOnPhone() // connected anew, perhaps with another phone
	if n := w.numberRow("num1"); n.OnPhone.Wants() != desk.SyncContacts || w.toAsk() != 1 {
		t.Errorf("connected anew: %+v, %d", n.OnPhone, w.toAsk())
	}
	w.sameAgain()
}

func TestOnPhone_whatIsNotGivenIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staysOnPhone()
	late := desk.SaidOf(desk.Refuse(desk.CodeConflict, "onPhone", desk.Params{desk.ParamContext: "late"}))
	w.synced(desk.SyncContacts, late)
	w.synced(desk.SyncHistory, late)
	n := w.numberRow("num1")
	if !n.OnPhone.Said.Equal(late) || !n.History.Said.Equal(late) || n.History.At == 0 || w.toAsk() != 0 {
		t.Errorf("got %+v, %+v", n.OnPhone, n.History)
	}
	if words.Of(n.History.Said.Err()) == "" {
		t.Error("there are no words for it")
	}
	w.must(desk.EntryNumberGone, map[string]string{"id": "num1"})
	w.must(desk.EntryNumberSynced, desk.NumberSynced{NumberID: "num1", What: ""}) // its job ends, and nothing else happens
	w.sameAgain()
}

const savedOnPhone = `{"metadata":{"display_phone_number":"15550783881","phone_number_id":%q},"state_sync":[{"type":"contact","action":"add",
	"contact":{"full_name":"Frieda vom Hafen","phone_number":"4915550140017"},"metadata":{"timestamp":"1739321024"}}]}`

// The names come before the old messages: whoever is not known yet is known by their name
// then, and nobody sees them before.
func TestOnPhone_namesWaitForTheirConversations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.waba("smb_app_state_sync", fmt.Sprintf(savedOnPhone, w.phoneID))
	if n := len(every[desk.Contact](w.m, desk.RowContact, nil)); n != 0 {
		t.Fatalf("%d customers of a number that is on no phone", n)
	}
	w.staysOnPhone()
	for range 2 {
		w.waba("smb_app_state_sync", fmt.Sprintf(savedOnPhone, w.phoneID))
	}
	if len(every[desk.Thread](w.m, desk.RowThread, nil)) != 0 {
		t.Error("a name opens a conversation")
	}
	w.delivered([]event{chunk("history", 100, old("15550783881", "wamid.1", 0, text1))})
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"history","value":{
		"metadata":{"display_phone_number":"15550783881","phone_number_id":%q},"history":[{"metadata":{"phase":0,"chunk_order":1,"progress":100},
		"threads":[{"id":"4915550140017","messages":[{"from":"4915550140017","id":"wamid.9","timestamp":"%d",%s}]}]}]}}]}]}`, w.phoneID, w.now/1000, text1))
	named := every(w.m, desk.RowContact, func(c *desk.Contact) bool { return c.SavedName == "Frieda vom Hafen" })
	if len(named) != 1 {
		t.Fatalf("%d customers have the name", len(named))
	}
	threads := every(w.m, desk.RowThread, func(th *desk.Thread) bool { return th.ContactID == named[0].ID })
	if len(threads) != 1 || threads[0].Open {
		t.Errorf("their conversation: %s", asJSON(threads))
	}
	if err := nothingFollows(w); err != nil {
		t.Error(err)
	}
	w.sameAgain()
}

// Taken back on its phone, a number is disconnected, and the others of its account go on.
func TestOnPhone_takenBackIsOfThatNumberAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staysOnPhone()
	w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "222", Phone: "+15550000222", Name: "Two"})
	before := w.numberRow("num2").State
	removed := `{"phone_number":"15550783881","event":"PARTNER_REMOVED"}`
	w.waba("account_update", removed)
	w.is("num1", desk.NumberDisconnected, "standing/unpaired")
	if n := w.numberRow("num2"); n.State != before {
		t.Errorf("the other number is %s", n.State)
	}
	if n := w.notices("olga", desk.NoticeAccount); n != 1 {
		t.Errorf("%d notices", n)
	}
	w.waba("account_update", removed)
	if n := w.notices("olga", desk.NoticeAccount); n != 1 {
		t.Errorf("%d notices after the same again", n)
	}
	w.waba("account_update", `{"phone_number":"15550783881","event":"ACCOUNT_RECONNECTED"}`)
	if n := w.numberRow("num1"); n.News.Trouble != "" {
		t.Errorf("it came again: %+v", n.News)
	}
	// Of one that is on no phone it is about the account, as it was before.
	w.waba("account_update", `{"phone_number":"15550000222","event":"PARTNER_REMOVED"}`)
	w.is("num2", desk.NumberDisconnected, "account/disconnected")
	w.sameAgain()
}
