package sandbox_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

// A number moves to another account as Meta documents it: two-step verification must be
// off, the number stays where it is until it is registered in the other account, and it
// is gone from there then.
func TestNumber_movesToAnotherAccount(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	second := r.s.AddAccount("Second")
	move := func() (int, obj) {
		return r.graph("POST", "/"+second+"/phone_numbers", obj{"cc": "49", "phone_number": "3023125014", "migrate_phone_number": true})
	}
	if s, b := r.graph("POST", "/"+second+"/phone_numbers", obj{"cc": "49", "phone_number": "3023125014", "verified_name": "Harbour"}); s == 200 || code(b) != 2388012 {
		t.Errorf("added without saying that it moves: %d %v", s, b)
	}
	if s, b := move(); s == 200 || code(b) != 2388103 {
		t.Errorf("with two-step verification: %d %v", s, b)
	}
	if err := r.s.DoInWindow(sandbox.InWindow{PhoneNumberID: sandbox.DefaultNumber, Act: sandbox.WindowNoPIN}); err != nil {
		t.Fatal(err)
	}
	if s, b := r.graph("POST", "/"+second+"/phone_numbers", obj{"cc": "49", "phone_number": "3099999999", "migrate_phone_number": true}); s == 200 || code(b) != 2388103 {
		t.Errorf("a number that is nowhere: %d %v", s, b)
	}
	s, b := move()
	if s != 200 {
		t.Fatalf("move: %v", b)
	}
	id := as[string](b["id"])
	if s, b := move(); s == 200 || code(b) != 2388012 {
		t.Errorf("twice: %d %v", s, b)
	}
	if n := r.number(sandbox.DefaultNumber); n["status"] != "CONNECTED" {
		t.Errorf("before it is registered it works where it was: %v", n)
	}
	r.askCode(id)
	c, _, err := r.s.Code(id)
	if err != nil {
		t.Fatal(err)
	}
	if s, b := r.graph("POST", "/"+id+"/verify_code", obj{"code": c}); s != 200 {
		t.Fatalf("verify: %v", b)
	}
	if s, b := r.graph("POST", "/"+id+"/register", obj{"messaging_product": "whatsapp", "pin": "481592"}); s != 200 {
		t.Fatalf("register: %v", b)
	}
	if n := r.number(id); n["status"] != "CONNECTED" || n["is_pin_enabled"] != true {
		t.Errorf("moved: %v", n)
	}
	if s, _ := r.graph("GET", "/"+sandbox.DefaultNumber, nil); s == 200 {
		t.Error("it is still in the account that it came from")
	}
}
