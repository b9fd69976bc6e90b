package provision_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func (r *rig) create(in wire.SetupCreate) (wire.SetupCreated, error) {
	return call[wire.SetupCreated](r, r.maria, wire.CallSetupCreate.Name, in)
}

// why lists what a form was refused for, as "field: subcode_context".
func why(got wire.SetupCreated) (out []string) {
	for _, r := range got.Reasons {
		one := r.Field + ": " + r.Said.Subcode
		if c, ok := r.Said.Params["context"].(string); ok {
			one += "_" + c
		}
		out = append(out, one)
	}
	return out
}

// ana may handle conversations, zoe may not.
func (r *rig) agents() (ana, zoe desk.UserID) {
	r.t.Helper()
	r.put(desk.EntryUserPut, &desk.User{ID: "usr_ana", Name: "Ana", Email: "ana@example.com", Role: desk.RoleAgent, Active: true, WhatsApp: true, Capacity: 5})
	r.put(desk.EntryUserPut, &desk.User{ID: "usr_zoe", Name: "Zoe", Email: "zoe@example.com", Role: desk.RoleAgent, Active: true})
	return "usr_ana", "usr_zoe"
}

// atMeta is a number that is in the account already, verified and not signed in.
func (r *rig) atMeta() (phoneID string) {
	r.t.Helper()
	st := r.verified(gb)
	must[wire.None](r, r.maria, wire.CallSetupDrop.Name, wire.SetupRef{SetupID: st.ID})
	return st.PhoneID
}

func (r *rig) numbers() []*desk.Number {
	r.t.Helper()
	list, err := desk.Find[*desk.Number](r.t.Context(), r.db, org, desk.Numbers.With())
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

func (r *rig) inboxes() []*desk.Inbox {
	r.t.Helper()
	list, err := desk.Find[*desk.Inbox](r.t.Context(), r.db, org, desk.Inboxes.With())
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

// kept says what is left of set-ups, numbers and inboxes.
func (r *rig) kept() string {
	r.t.Helper()
	setups := must[wire.Setups](r, r.maria, wire.CallSetups.Name, struct{}{}).Setups
	return fmt.Sprintf("%d set-ups, %d numbers, %d inboxes", len(setups), len(r.numbers()), len(r.inboxes()))
}

// One form, one number, one inbox with one agent in it.
func TestCreate_verifiedNumber_isActiveWithAnInboxOfTheAgents(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	ana, _ := r.agents()
	r.inbox("Harbour line") // the name is taken: the new one is told apart
	r.atMeta()
	got, err := r.create(wire.SetupCreate{WabaID: " \u200e" + waba + "\u202c", Phone: "whatsapp:" + gb, Name: "Harbour line", Active: true, AgentID: string(ana), PIN: pin})
	if err != nil || len(got.Reasons) != 0 || got.Setup == nil || got.Setup.Step != wire.StepDone {
		t.Fatalf("%+v, %v, %v", got, why(got), err)
	}
	n := r.only()
	m, err := desk.MappingOf(t.Context(), r.db, org)
	if err != nil {
		t.Fatal(err)
	}
	box, err := desk.Get[*desk.Inbox](t.Context(), r.db, org, desk.RowInbox, m.Inboxes[n.ID])
	if err != nil {
		t.Fatal(err)
	}
	if n.State != desk.NumberActive || n.Name != "Harbour line" || box.Name != "Harbour line 2" || !slices.Equal(box.Members, []desk.UserID{ana}) ||
		box.Mode != desk.ModeRoundRobin || box.ReassignSeconds == 0 || got.Setup.InboxID != string(box.ID) || got.Setup.Said != nil {
		t.Errorf("number %+v in %+v; shown in %q", n, box, got.Setup.InboxID)
	}
	again, err := r.create(wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Harbour line", Active: true, AgentID: string(ana), PIN: pin})
	if want := []string{"phone: numberUsed"}; err != nil || len(again.Reasons) == 0 || !slices.Contains(why(again), want[0]) || again.Setup != nil {
		t.Errorf("once more: %v, %v", why(again), err)
	}
	if len(r.inboxes()) != 2 {
		t.Errorf("%d inboxes", len(r.inboxes()))
	}
}

func TestCreate_inactive_makesNoInbox(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	ana, _ := r.agents()
	r.atMeta()
	got, err := r.create(wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Later", AgentID: string(ana), PIN: pin})
	if err != nil || got.Setup == nil || got.Setup.Step != wire.StepDone || got.Setup.InboxID != "" {
		t.Fatalf("%+v %v, %v", got.Setup, why(got), err)
	}
	if r.only().State != desk.NumberReady || len(r.inboxes()) != 0 {
		t.Errorf("%s, %d inboxes", r.only().State, len(r.inboxes()))
	}
}

// A number that is new at Meta stops at its code; what the form said is kept for the end.
func TestCreate_newNumber_goesOnAtItsCode(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	ana, _ := r.agents()
	got, err := r.create(wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Harbour line", Active: true, AgentID: string(ana), Method: "SMS"})
	if err != nil || got.Setup == nil || got.Setup.Step != wire.StepVerify || got.Setup.CodeMethod != "SMS" || got.Setup.Said != nil {
		t.Fatalf("%+v %v, %v", got.Setup, why(got), err)
	}
	r.nextPush()
	st := must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: got.Setup.ID})
	if st.VerifiedAt == 0 || st.Name != "Harbour line" || st.AgentID != string(ana) || st.DisplayName != "Harbour line" {
		t.Fatalf("after the code: %+v", st)
	}
	if st, err = r.finish(st, pin); err != nil || st.Step != wire.StepDone || st.InboxID == "" || r.only().State != desk.NumberActive {
		t.Errorf("%+v, %v", st, err)
	}
}

// All that is wrong is said together, nothing is asked of Meta but questions, and nothing
// is kept.
func TestCreate_saysAllThatIsWrong_andKeepsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	ana, zoe := r.agents()
	other := r.inbox("Taken")
	r.put(desk.EntryNumberPut, desk.NumberEntry{InboxID: other, Number: desk.Number{ID: "num_1", Provider: "meta", PhoneID: "1", Phone: "+34600000001", Name: "First", State: desk.NumberReady}})
	r.atMeta()
	before := r.kept()
	long := strings.Repeat("x", 4000)
	for name, tc := range map[string]struct {
		in   wire.SetupCreate
		want []string
	}{
		"an empty form": {wire.SetupCreate{}, []string{"phone: badNumber_empty", "name: missing", "account: noWaba"}},
		"everything wrong": {wire.SetupCreate{WabaID: "102", Phone: "030 12345", Name: "X", Active: true, PIN: "12a456", AgentID: string(zoe), Certificate: "?"},
			[]string{"assigned: notLicensed", "phone: badNumber_localDigits", "name: displayName", "pin: pin", "certificate: numberCertificate_form", "account: noWaba"}},
		"active for nobody":                           {wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Free", Active: true, PIN: pin}, []string{"assigned: assigned"}},
		"agent and inbox":                             {wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Free", Active: true, AgentID: string(ana), InboxID: string(other), PIN: pin}, []string{"assigned: assigned_both"}},
		"an inbox with a number":                      {wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Free", Active: true, InboxID: string(other), PIN: pin}, []string{"assigned: inboxMapped"}},
		"a name that is taken, and no PIN":            {wire.SetupCreate{WabaID: waba, Phone: gb, Name: " first\u200e "}, []string{"name: nameUsed", "pin: pin"}},
		"a web address for a name":                    {wire.SetupCreate{WabaID: waba, Phone: gb, Name: "www.shop.example", PIN: pin}, []string{"name: displayName_web"}},
		"a number that is connected":                  {wire.SetupCreate{WabaID: waba, Phone: "+34 600 000 001", Name: "Free"}, []string{"phone: numberUsed"}},
		"an endless name":                             {wire.SetupCreate{WabaID: waba, Phone: gb, Name: long, PIN: pin}, []string{"name: tooLong_field"}},
		"an endless number":                           {wire.SetupCreate{WabaID: waba, Phone: "+" + strings.Repeat("4", 4000), Name: "Free"}, []string{"phone: badNumber_tooLong"}},
		"no certificate at all":                       {wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Free", PIN: pin, Certificate: "not one"}, []string{"certificate: numberCertificate_form"}},
		"an endless certificate":                      {wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Free", PIN: pin, Certificate: strings.Repeat("A", 5000)}, []string{"certificate: numberCertificate_form"}},
		"another one's certificate":                   {wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Free", PIN: pin, Certificate: strings.Repeat("QUJD", 8)}, []string{"certificate: numberCertificate_other"}},
		"a certificate of a number that is not there": {wire.SetupCreate{WabaID: waba, Phone: "+44 20 7946 0999", Name: "Free", Certificate: strings.Repeat("QUJD", 8)}, []string{"certificate: numberCertificate_none"}},
	} {
		r.graph.set(nil)
		got, err := r.create(tc.in)
		if err != nil || got.Setup != nil || !slices.Equal(why(got), tc.want) {
			t.Errorf("%s: refused for %v, want %v; %v", name, why(got), tc.want, err)
		}
		for _, reason := range got.Reasons {
			if text := words.Of(reason.Said.Err()); !strings.HasSuffix(text, ".") || strings.Contains(text, "{{") {
				t.Errorf("%s: %s says %q", name, reason.Field, text)
			}
		}
		if n := r.graph.changes(); n != 0 {
			t.Errorf("%s: %d changes at Meta", name, n)
		}
		if after := r.kept(); after != before {
			t.Errorf("%s: %s is left, before %s", name, after, before)
		}
	}
	_, err := r.create(wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Free", Method: "letter"})
	r.refused("a way that is none", err, desk.CodeInvalid, "method")
	_, err = r.create(wire.SetupCreate{AgentID: "usr_nobody"})
	r.refused("a person who is not here", err, desk.CodeNotFound, "notYours")
	_, err = r.create(wire.SetupCreate{InboxID: "inb_none"})
	r.refused("an inbox that is not here", err, desk.CodeInvalid, "inbox")
}

// The certificate that Meta shows for the number is taken, with the line breaks of a page.
func TestCreate_certificateOfTheNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	phoneID := r.atMeta()
	sum := sha256.Sum256([]byte("certificate\x00" + phoneID + "\x00Harbour & Pine"))
	text := base64.StdEncoding.EncodeToString(sum[:])
	got, err := r.create(wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Free", PIN: pin, Certificate: "  " + text[:20] + "\n" + text[20:] + "\u200e "})
	if err != nil || got.Setup == nil || got.Setup.Step != wire.StepDone {
		t.Errorf("%v, %v", why(got), err)
	}
}

// What Meta says is a reason beside its field; what is trouble on the way is said as such,
// and the form can be sent again.
func TestCreate_troubleAtMeta(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	form := wire.SetupCreate{WabaID: waba, Phone: gb, Name: "Free", Method: "SMS"}
	r.graph.set(answers("GET /v23.0/"+waba, `{"id":"`+waba+`","name":"Shop","account_review_status":"REJECTED"}`))
	got, err := r.create(form)
	if err != nil || !slices.Equal(why(got), []string{"account: account_reviewRejected"}) {
		t.Errorf("a rejected account: %v, %v", why(got), err)
	}
	r.graph.set(fails("POST /v23.0/"+waba+"/phone_numbers", 2388009))
	got, err = r.create(form)
	if err != nil || len(got.Reasons) != 1 || got.Reasons[0].Field != wire.FieldPhone || r.kept() != "0 set-ups, 0 numbers, 0 inboxes" {
		t.Errorf("a refused name: %v, %v, %s", why(got), err, r.kept())
	}
	r.graph.set(fails("GET /v23.0/"+waba+"/phone_numbers", 131000))
	if got, err = r.create(form); err == nil || got.Setup != nil || r.kept() != "0 set-ups, 0 numbers, 0 inboxes" {
		t.Errorf("passing trouble: %v, %v", why(got), err)
	}
	r.graph.set(fails("/request_code", 136024)) // the number is there by then: the set-up stays, with what Meta says
	got, err = r.create(form)
	if err != nil || got.Setup == nil || got.Setup.Said == nil || got.Setup.PhoneID == "" {
		t.Fatalf("no code: %+v %v, %v", got.Setup, why(got), err)
	}
	r.graph.set(nil)
	r.clock.pass(resend)
	if got, err = r.create(form); err != nil || got.Setup == nil || got.Setup.Step != wire.StepVerify || got.Setup.Said != nil {
		t.Errorf("sent again: %+v %v, %v", got.Setup, why(got), err)
	}
	taken, err := call[wire.SetupCreated](r, r.ben, wire.CallSetupCreate.Name, form)
	if err != nil || !slices.Equal(why(taken), []string{"phone: leaseHeld_minutes"}) && !slices.Equal(why(taken), []string{"phone: leaseHeld_now"}) {
		t.Errorf("a colleague's: %v, %v", why(taken), err)
	}
}

// The relay dies at every effect of the form, before it and after it; the form sent again
// makes one number with one inbox.
func TestCreate_goesOnAfterDyingAnywhere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	ana, _ := r.agents()
	for _, after := range []bool{false, true} {
		for n := 1; ; n += deaths {
			phone := fmt.Sprintf("+44207946%d%03d", map[bool]int{false: 2, true: 3}[after], n)
			r.reborn(r.config())
			r.world.AddCarrierNumber("GB", phone, "SMS")
			st := r.verified(phone)
			must[wire.None](r, r.maria, wire.CallSetupDrop.Name, wire.SetupRef{SetupID: st.ID})
			name := fmt.Sprintf("Line %d %v", n, after)
			form := wire.SetupCreate{WabaID: waba, Phone: phone, Name: name, Active: true, AgentID: string(ana), PIN: pin}
			m := &mortal{after: after, left: n, dead: make(chan struct{})}
			cfg := r.config()
			cfg.Store, cfg.Recorder = mortalStore{cfg.Store, m}, mortalRecorder{cfg.Recorder, m}
			cfg.Accounts = r.linksOver(cfg.Recorder, &http.Client{Transport: mortalHTTP{m}})
			r.reborn(cfg)
			got, err := r.create(form)
			died := m.isDead()
			if !died && (err != nil || got.Setup == nil || got.Setup.Step != wire.StepDone) {
				t.Fatalf("effect %d (after %v): %v, %v", n, after, why(got), err)
			}
			if died {
				r.reborn(r.config())
				if got, err = r.create(form); err != nil || got.Setup == nil && !slices.Contains(why(got), "phone: numberUsed") {
					t.Fatalf("effect %d (after %v), second life: %v, %v", n, after, why(got), err)
				}
			}
			r.wantOneWithInbox(phone, name)
			r.clock.pass(time.Minute)
			if !died {
				if n < 10 {
					t.Errorf("only %d effects: the test misses most of the way", n)
				}
				break
			}
		}
	}
}

func (r *rig) wantOneWithInbox(phone, name string) {
	r.t.Helper()
	boxes := 0
	var id desk.InboxID
	for _, b := range r.inboxes() {
		if strings.HasPrefix(b.Name, name) && (b.Name == name || b.Name[len(name)] == ' ') {
			boxes++
			id = b.ID
		}
	}
	if boxes != 1 {
		r.t.Errorf("%s: %d inboxes", name, boxes)
	}
	r.wantOne(phone, name, id)
}
