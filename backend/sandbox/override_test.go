package sandbox_test

import (
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

func (r *rig) override(node, uri string, token string) (int, obj) {
	if node == waba {
		return r.graph("POST", "/"+waba+"/subscribed_apps", obj{"override_callback_uri": uri, "verify_token": token})
	}
	return r.graph("POST", "/"+node, obj{"webhook_configuration": obj{"override_callback_uri": uri, "verify_token": token}})
}

// last lets something happen and says where the webhook about it went.
func (r *rig) last(what string, do func()) string {
	r.t.Helper()
	before := len(r.got())
	do()
	r.until(what, func() bool { return len(r.got()) > before })
	r.drained()
	return r.got()[before].path
}

// A number's own address goes before the account's, and that before the app's.
func TestOverride_nearestWins(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	base := r.hookBase()
	write := func() { r.write("lena", "x") }
	set := func(node, uri string) {
		t.Helper()
		if status, b := r.override(node, uri, "secret word"); status != 200 {
			t.Fatalf("%s: %d %v", uri, status, b)
		}
	}
	set(waba, base+"/account/meta")
	if got := r.last("account", write); got != "/account/meta" {
		t.Errorf("with the account's: %s", got)
	}
	set(line, base+"/number/meta")
	if got := r.last("number", write); got != "/number/meta" {
		t.Errorf("with the number's: %s", got)
	}
	_, b := r.graph("GET", "/"+line+"?fields=webhook_configuration", nil)
	hooks := as[obj](b["webhook_configuration"])
	if hooks["phone_number"] != base+"/number/meta" || hooks["whatsapp_business_account"] != base+"/account/meta" {
		t.Errorf("webhook_configuration = %v", hooks)
	}
	if s, b := r.graph("POST", "/"+line, obj{"webhook_configuration": obj{"override_callback_uri": ""}}); s != 200 {
		t.Fatalf("remove: %v", b)
	}
	if got := r.last("account again", write); got != "/account/meta" {
		t.Errorf("with the number's removed: %s", got)
	}
}

// Statuses, history and echoes follow an override; what is about templates and
// the account always goes to the app's address.
func TestOverride_isForTheFieldsThatMetaNames(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if status, b := r.override(line, r.hookBase()+"/number/meta", "secret word"); status != 200 {
		t.Fatalf("%d %v", status, b)
	}
	tell := func(field string) func() {
		return func() {
			if err := r.s.Tell(line, field, obj{"metadata": obj{}, "x": 1}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range []string{
		"messages", "message_echoes", "calls", "consumer_profile", "messaging_handovers", "group_lifecycle_update",
		"smb_message_echoes", "smb_app_state_sync", "history", "account_settings_update",
	} {
		if got := r.last(f, tell(f)); got != "/number/meta" {
			t.Errorf("%s went to %s", f, got)
		}
	}
	for _, f := range []string{
		"account_update", "account_alerts", "account_review_update", "business_capability_update", "security",
		"phone_number_quality_update", "phone_number_name_update", "message_template_quality_update", "user_preferences",
	} {
		if got := r.last(f, tell(f)); got != "/webhooks/meta/practice" {
			t.Errorf("%s went to %s", f, got)
		}
	}
	review := func() {
		if err := r.s.Review("594425479261605", "APPROVED", ""); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.last("a template", review); got != "/webhooks/meta/practice" {
		t.Errorf("a template's status went to %s", got)
	}
	if w := r.last("a status", func() { r.send("+4915112345678", text("x")) }); w != "/number/meta" {
		t.Errorf("a status went to %s", w)
	}
}

func TestOverride_isChecked(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	long := r.hookBase() + "/" + strings.Repeat("x", 200)
	for _, node := range []string{waba, line} {
		if _, b := r.override(node, long, "secret word"); code(b) != 100 {
			t.Errorf("%s, too long: %v", node, b)
		}
		if _, b := r.override(node, r.hookBase()+"/over", "wrong"); code(b) != 2200 {
			t.Errorf("%s, wrong word: %v", node, b)
		}
	}
	if _, b := r.graph("POST", "/"+line, obj{}); code(b) != 100 {
		t.Errorf("nothing to change: %v", b)
	}
	if _, b := r.graph("POST", "/"+line, obj{"pin": "12"}); code(b) != 100 {
		t.Errorf("a short PIN: %v", b)
	}
	if got := r.last("a message", func() { r.write("lena", "x") }); got != "/webhooks/meta/practice" {
		t.Errorf("a refused address is used: %s", got)
	}
}

// A webhook that waited for its answer goes where it was meant to go, also when
// the address is changed meanwhile; it is not sent to both.
func TestOverride_changedMeanwhile(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if status, b := r.override(line, r.hookBase()+"/first", "secret word"); status != 200 {
		t.Fatalf("%d %v", status, b)
	}
	if err := r.s.SetFaults(sandbox.Faults{WebhooksStopped: true}); err != nil {
		t.Fatal(err)
	}
	r.write("lena", "one")
	if status, b := r.override(line, r.hookBase()+"/second", "secret word"); status != 200 {
		t.Fatalf("%d %v", status, b)
	}
	r.write("lena", "two")
	if err := r.s.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	r.drained()
	got := r.got()
	if len(got) != 2 || got[0].path != "/first" || got[1].path != "/second" {
		t.Errorf("webhooks = %v", got)
	}
}

func TestNumber_newNameComesWithTheNextRegister(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	read := func() (name, pending any) {
		_, b := r.graph("GET", "/"+line+"?fields=verified_name,new_display_name,new_name_status", nil)
		return b["verified_name"], b["new_display_name"]
	}
	if s, b := r.graph("POST", "/"+line+"?new_display_name=Harbour+Repairs", nil); s != 200 {
		t.Fatalf("%v", b)
	}
	if name, pending := read(); name != "Harbour & Pine" || pending != "Harbour Repairs" {
		t.Errorf("before the register: %v %v", name, pending)
	}
	if s, b := r.graph("POST", "/"+line+"/register", obj{"messaging_product": "whatsapp", "pin": "246810"}); s != 200 {
		t.Fatalf("%v", b)
	}
	if name, pending := read(); name != "Harbour Repairs" || pending != nil {
		t.Errorf("after the register: %v %v", name, pending)
	}
}
