package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// optIns has the relay keep opt-ins from here on, as this build's policy does.
func (w *world) optIns() {
	w.t.Helper()
	w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
}

// customer is the contact of the world's thread, as it is now.
func (w *world) customer() *desk.Contact {
	w.t.Helper()
	c, err := one[desk.Contact](w.m, desk.RowContact, string(w.thread().ContactID))
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return c
}

// consent is an opt-in of an hour ago.
func (w *world) consent(purposes ...string) wire.NewOptIn {
	return wire.NewOptIn{Method: "website", Purposes: purposes, At: w.now - hour, Proof: "Order form, 7 May"}
}

func (w *world) addsOptIn(by desk.UserID, o wire.NewOptIn) string {
	w.t.Helper()
	var made wire.IDResult
	if err := json.Unmarshal(w.ok(by, wire.CmdAddOptIn.Name, wire.AddOptIn{ContactID: string(w.thread().ContactID), OptIn: o}), &made); err != nil || made.ID == "" {
		w.t.Fatalf("made %+v, %v", made, err)
	}
	return made.ID
}

func (w *world) withdraws(by desk.UserID, id string) {
	w.t.Helper()
	w.ok(by, wire.CmdWithdrawOptIn.Name, wire.WithdrawOptIn{ContactID: string(w.thread().ContactID), OptInID: id})
}

func TestOptIn_isKeptWithWhoHowAndWhen(t *testing.T) {
	t.Parallel()
	w := talking(t)
	in := w.consent("authentication", "marketing")
	id := w.addsOptIn("ana", in)
	got := w.customer().OptIns
	want := desk.OptIn{
		ID: id, Method: desk.OptInWebsite, Purposes: []desk.Purpose{desk.PurposeMarketing, desk.PurposeAuthentication},
		At: in.At, Proof: in.Proof, By: "ana", RecordedAt: w.now,
	}
	if len(got) != 1 || fmt.Sprint(got[0]) != fmt.Sprint(want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	w.now += minute
	w.withdraws("ana", id)
	want.WithdrawnAt, want.WithdrawnBy = w.now, "ana"
	w.now += minute
	w.withdraws("olga", id) // again changes nothing
	if got = w.customer().OptIns; len(got) != 1 || fmt.Sprint(got[0]) != fmt.Sprint(want) {
		t.Errorf("withdrawn: %+v, want %+v", got, want)
	}
	w.sameAgain()
}

// The same consent is kept once; what it did not cover yet is kept beside it, and
// one that was withdrawn does not come back.
func TestOptIn_theSameConsentIsKeptOnce(t *testing.T) {
	t.Parallel()
	w := talking(t)
	first := w.addsOptIn("ana", w.consent("marketing"))
	w.withdraws("ana", first)
	if again := w.addsOptIn("ana", w.consent("marketing")); again != first || len(w.customer().OptIns) != 1 || w.customer().Agreed(desk.PurposeMarketing) {
		t.Fatalf("it is %s and stands: %+v", again, w.customer().OptIns)
	}
	more := w.addsOptIn("ana", w.consent("marketing", "utility"))
	if list := w.customer().OptIns; more == first || len(list) != 2 || fmt.Sprint(list[1].Purposes) != "[utility]" {
		t.Errorf("beside it stands %+v", list)
	}
	other := w.consent("marketing")
	other.At++
	if w.addsOptIn("ana", other) == first || !w.customer().Agreed(desk.PurposeMarketing) {
		t.Error("another time is another consent")
	}
	w.sameAgain()
}

func TestOptIn_isRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*wire.NewOptIn)
		want   string
	}{
		"no method":           {func(o *wire.NewOptIn) { o.Method = "" }, "method"},
		"a method unheard of": {func(o *wire.NewOptIn) { o.Method = "telepathy" }, "method"},
		"no purpose":          {func(o *wire.NewOptIn) { o.Purposes = nil }, "purposes"},
		"a purpose unheard of": {
			func(o *wire.NewOptIn) { o.Purposes = append(o.Purposes, "spam") }, "purposes",
		},
		"no time":              {func(o *wire.NewOptIn) { o.At = 0 }, "at"},
		"before WhatsApp":      {func(o *wire.NewOptIn) { o.At = 1_230_000_000_000 }, "at"},
		"tomorrow":             {func(o *wire.NewOptIn) { o.At += 26 * hour }, "at"},
		"control characters":   {func(o *wire.NewOptIn) { o.Proof = "a\x00b" }, "proof"},
		"a proof that is long": {func(o *wire.NewOptIn) { o.Proof = strings.Repeat("x", 1025) }, "field"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			in := w.consent("marketing")
			c.change(&in)
			said := w.saidNo(wire.CmdAddOptIn.Name, wire.AddOptIn{ContactID: string(w.thread().ContactID), OptIn: in})
			if said.Code != string(desk.CodeInvalid) || said.Params["context"] != c.want || len(w.customer().OptIns) != 0 {
				t.Errorf("refused as %+v, kept %+v", said, w.customer().OptIns)
			}
		})
	}
}

// Marks that turn the direction of text are not kept in a proof.
func TestOptIn_proofIsWhatCanBeSeen(t *testing.T) {
	t.Parallel()
	w := talking(t)
	in := w.consent("marketing")
	in.Proof = " \u202eform 7\u202c "
	w.addsOptIn("ana", in)
	if got := w.customer().OptIns[0].Proof; got != "form 7" {
		t.Errorf("kept %q", got)
	}
}

func TestOptIn_onlyByWhoTalksWithThem(t *testing.T) {
	t.Parallel()
	w := talking(t)
	add := wire.AddOptIn{ContactID: string(w.thread().ContactID), OptIn: w.consent("marketing")}
	w.refused("ben", wire.CmdAddOptIn.Name, add, "notYours")
	id := w.addsOptIn("ana", add.OptIn)
	w.refused("ben", wire.CmdWithdrawOptIn.Name, wire.WithdrawOptIn{ContactID: add.ContactID, OptInID: id}, "notYours")
	w.withdraws("olga", id)
	w.refused("olga", wire.CmdWithdrawOptIn.Name, wire.WithdrawOptIn{ContactID: add.ContactID, OptInID: "opt_none"}, "optIn")
}

func TestOptIn_thereIsAMost(t *testing.T) {
	t.Parallel()
	w := talking(t)
	for i := range desk.MostOptIns {
		o := w.consent("marketing")
		o.At -= int64(i)
		w.addsOptIn("ana", o)
	}
	o := w.consent("marketing")
	o.At--
	w.addsOptIn("ana", o) // known
	o.At -= hour
	w.refused("ana", wire.CmdAddOptIn.Name, wire.AddOptIn{ContactID: string(w.thread().ContactID), OptIn: o}, "optIn")
	if n := len(w.customer().OptIns); n != desk.MostOptIns {
		t.Errorf("%d are kept", n)
	}
}

// preference is Meta's word that the customer stopped or resumed marketing.
func (w *world) preference(value string) {
	w.t.Helper()
	w.n++
	w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","time":%[1]d,"changes":[{"field":"user_preferences","value":{"messaging_product":"whatsapp",
		"metadata":{"display_phone_number":"15550783881","phone_number_id":%[2]q},"contacts":[{"wa_id":%[3]q}],
		"user_preferences":[{"wa_id":%[3]q,"detail":"x","category":"marketing_messages","value":%[4]q,"timestamp":%[1]d}]}}]}]}`,
		w.now/1000, w.phoneID, string(w.customer().WaID), value))
}

func TestOptIn_aStopAtTheProviderIsKeptUntilTheyResume(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.optIns()
	w.addsOptIn("ana", w.consent("marketing"))
	w.now += minute
	w.preference("stop")
	c := w.customer()
	if !c.Stopped() || !c.Agreed(desk.PurposeMarketing) || len(c.Stops) != 1 || c.Stops[0].Refused {
		t.Fatalf("stopped: %+v", c.Stops)
	}
	w.now += minute
	w.preference("stop") // told twice
	w.says("wamid.2", "I have a question")
	if c = w.customer(); !c.Stopped() || len(c.Stops) != 1 {
		t.Fatalf("writing lifts it: %+v", c.Stops)
	}
	w.now += minute
	w.preference("resume")
	if c = w.customer(); c.Stopped() || c.Stops[0].ResumedAt == 0 {
		t.Errorf("resumed: %+v", c.Stops)
	}
	w.now += minute
	w.preference("stop")
	if c = w.customer(); !c.Stopped() || len(c.Stops) != 2 {
		t.Errorf("stopped again: %+v", c.Stops)
	}
	w.now += hour
	o := w.consent("marketing")
	o.At = w.now
	w.addsOptIn("ana", o)
	if w.customer().Stopped() {
		t.Error("they agreed again since")
	}
	w.sameAgain()
}

// A record from before opt-ins folds as it did: its stops are not kept.
func TestOptIn_noStopsBeforeThePolicy(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.preference("stop")
	if c := w.customer(); len(c.Stops) != 0 {
		t.Errorf("kept %+v", c.Stops)
	}
}

// A stranger who stops marketing is somebody to remember.
func TestOptIn_aStopOfSomebodyUnknown(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.optIns()
	w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","time":%d,"changes":[{"field":"user_preferences","value":{"messaging_product":"whatsapp",
		"metadata":{"display_phone_number":"15550783881","phone_number_id":%q},"contacts":[{"wa_id":"34600000009"}],
		"user_preferences":[{"wa_id":"34600000009","category":"marketing_messages","value":"stop","timestamp":%[1]d},
		{"wa_id":"34600000008","category":"other","value":"stop","timestamp":%[1]d}]}}]}]}`, w.now/1000, w.phoneID))
	var found int
	for _, c := range every[desk.Contact](w.m, desk.RowContact, nil) {
		if c.WaID == "34600000009" && c.Stopped() {
			found++
		}
		if c.WaID == "34600000008" {
			t.Error("another category made a customer")
		}
	}
	if found != 1 {
		t.Errorf("%d of them stopped", found)
	}
	w.sameAgain()
}

// Meta's refusal of a message tells the same, before and after it was accepted.
func TestOptIn_aRefusedMessageTellsOfTheStop(t *testing.T) {
	t.Parallel()
	t.Run("at once", func(t *testing.T) {
		t.Parallel()
		w := talking(t)
		w.optIns()
		id := w.send("ana", w.text("Hello"))
		w.posting(id)
		w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id), Problem: &desk.Problem{Code: 131050, Title: "stopped"}})
		if c := w.customer(); !c.Stopped() || !c.Stops[0].Refused {
			t.Errorf("kept %+v", c.Stops)
		}
		w.sameAgain()
	})
	t.Run("afterwards", func(t *testing.T) {
		t.Parallel()
		w := talking(t)
		w.optIns()
		id := w.send("ana", w.text("Hello"))
		w.posting(id)
		w.must(desk.EntrySendAccepted, desk.SendEntry{MessageID: desk.MessageID(id), ProviderID: "wamid.out9"})
		w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
			"metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
			"statuses":[{"id":"wamid.out9","status":"failed","timestamp":"%d","recipient_id":%q,"errors":[{"code":131050,"title":"x"}]}]}}]}]}`,
			w.phoneID, w.now/1000, string(w.customer().WaID)))
		if c := w.customer(); !c.Stopped() || !c.Stops[0].Refused {
			t.Errorf("kept %+v", c.Stops)
		}
		w.sameAgain()
	})
}

// Two customers who turn out to be one keep what both agreed to, and who was
// recorded under the name that went is found under the other.
func TestOptIn_joinedCustomersKeepWhatBothAgreedTo(t *testing.T) {
	t.Parallel()
	w := talking(t) // known by number
	w.optIns()
	w.addsOptIn("ana", w.consent("marketing"))
	first := w.customer()
	w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
		"metadata":{"display_phone_number":"15550783881","phone_number_id":%[1]q},"contacts":[{"profile":{"name":"Sheena"},"user_id":"US.1"}],
		"messages":[{"from_user_id":"US.1","id":"wamid.b1","timestamp":"%[2]d","type":"text","text":{"body":"hi"}}]}}]}]}`, w.phoneID, w.now/1000))
	var second *desk.Contact
	for _, c := range every[desk.Contact](w.m, desk.RowContact, nil) {
		if c.UserID == "US.1" {
			second = c
		}
	}
	if second == nil || second.ID == first.ID {
		t.Fatal("there is no second customer")
	}
	o := w.consent("utility")
	w.ok("olga", wire.CmdAddOptIn.Name, wire.AddOptIn{ContactID: string(second.ID), OptIn: o})
	w.now += minute
	w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
		"metadata":{"display_phone_number":"15550783881","phone_number_id":%[1]q},"contacts":[{"profile":{"name":"Sheena"},"wa_id":%[3]q,"user_id":"US.1"}],
		"messages":[{"from":%[3]q,"from_user_id":"US.1","id":"wamid.b2","timestamp":"%[2]d","type":"text","text":{"body":"it is me"}}]}}]}]}`, w.phoneID, w.now/1000, customer))
	o.At += minute
	for _, c := range []*desk.Contact{first, second} { // one of the two has no keys any more
		w.ok("olga", wire.CmdAddOptIn.Name, wire.AddOptIn{ContactID: string(c.ID), OptIn: o})
	}
	var with, optIns int
	for _, c := range every[desk.Contact](w.m, desk.RowContact, nil) {
		if len(c.OptIns) > 0 {
			with, optIns = with+1, len(c.OptIns)
		}
	}
	if with != 1 || optIns != 3 {
		t.Errorf("%d customers have opt-ins, the last of them %d; want one with 3", with, optIns)
	}
	w.sameAgain()
}
