package sandbox_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

// A number is verified in Meta's window as through the API, and the API tells of it.
func TestDoInWindow_verifiesANumber(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	id := r.addNumber()
	do := func(act, code string) error {
		return r.s.DoInWindow(sandbox.InWindow{PhoneNumberID: id, Act: act, Code: code})
	}
	if err := do(sandbox.WindowVerify, "493021"); !errors.Is(err, sandbox.ErrRefused) || !strings.Contains(err.Error(), "Request a code first") {
		t.Errorf("without a code: %v", err)
	}
	if err := do(sandbox.WindowSMS, ""); err != nil {
		t.Fatal(err)
	}
	r.until("the SMS", func() bool { return len(r.got()) == 1 })
	right, _, err := r.s.Code(id)
	if err != nil {
		t.Fatal(err)
	}
	wrong := "000000"
	if right == wrong {
		wrong = "000001"
	}
	if err := do(sandbox.WindowVerify, wrong); !errors.Is(err, sandbox.ErrRefused) || !strings.Contains(err.Error(), "not correct") {
		t.Errorf("a wrong code: %v", err)
	}
	status, _ := r.request("POST", "/control/window", "", obj{"phoneNumberId": id, "act": "verify", "code": " " + right[:3] + "-" + right[3:]})
	if status != http.StatusOK || r.number(id)["code_verification_status"] != "VERIFIED" {
		t.Errorf("status %d, number %v", status, r.number(id))
	}
	if err := do(sandbox.WindowVoice, ""); !errors.Is(err, sandbox.ErrRefused) || !strings.Contains(err.Error(), "already verified") {
		t.Errorf("a call to a verified number: %v", err)
	}
	if err := do("look", ""); !errors.Is(err, sandbox.ErrInvalid) {
		t.Errorf("another act: %v", err)
	}
	if err := r.s.DoInWindow(sandbox.InWindow{PhoneNumberID: "none", Act: sandbox.WindowSMS}); !errors.Is(err, sandbox.ErrNotFound) {
		t.Errorf("no number: %v", err)
	}
}

// The PIN that somebody sets in Meta's window is the one that counts, and the business is
// told; so is that it was turned off.
func TestDoInWindow_changesThePIN(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	do := func(act, code string) error {
		return r.s.DoInWindow(sandbox.InWindow{PhoneNumberID: sandbox.DefaultNumber, Act: act, Code: code})
	}
	for _, bad := range []string{"", "12345", "12345a"} {
		if err := do(sandbox.WindowPIN, bad); !errors.Is(err, sandbox.ErrRefused) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	register := func(pin string) int {
		status, _ := r.graph("POST", "/"+sandbox.DefaultNumber+"/register", obj{"messaging_product": "whatsapp", "pin": pin})
		return status
	}
	if err := do(sandbox.WindowPIN, "777777"); err != nil {
		t.Fatal(err)
	}
	if register("246810") == http.StatusOK || register("777777") != http.StatusOK {
		t.Error("another PIN counts")
	}
	if err := do(sandbox.WindowNoPIN, ""); err != nil {
		t.Fatal(err)
	}
	if on, _ := r.number(sandbox.DefaultNumber)["is_pin_enabled"].(bool); on {
		t.Error("it is still on")
	}
	r.until("both are told", func() bool {
		told := ""
		for _, h := range r.got() {
			told += string(h.raw)
		}
		return strings.Contains(told, "PIN_CHANGED") && strings.Contains(told, "PIN_REQUEST_SUCCESS")
	})
}
