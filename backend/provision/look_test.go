package provision_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

const lookEvery = 5 * time.Second

// looked asks whether the number is verified.
func (r *rig) looked(id string) (wire.Setup, error) {
	r.t.Helper()
	return call[wire.Setup](r, r.maria, wire.CallSetupLook.Name, wire.SetupRef{SetupID: id})
}

// inWindow does something in Meta's own window.
func (r *rig) inWindow(phoneID, act, code string) {
	r.t.Helper()
	if err := r.world.DoInWindow(sandbox.InWindow{PhoneNumberID: phoneID, Act: act, Code: code}); err != nil {
		r.t.Fatal(err)
	}
}

// The code is asked for and pasted in Meta's window: Parley hears of neither, catches the
// SMS all the same, and goes on when Meta says that the number is verified.
func TestLook_pastedIntoMetasWindow_goesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	st, err := r.looked(st.ID)
	if err != nil || st.VerifiedAt != 0 || st.LookedAt != r.clock.now().UnixMilli() {
		t.Fatalf("before: %+v, %v", st, err)
	}
	r.inWindow(st.PhoneID, sandbox.WindowSMS, "")
	code := r.devices[r.maria.ID].unseal(t, r.nextPush().box)
	if code.Code == "" {
		t.Fatalf("caught %+v", code)
	}
	r.inWindow(st.PhoneID, sandbox.WindowVerify, code.Code[:3]+"-"+code.Code[3:])
	r.clock.pass(lookEvery)
	st, err = r.looked(st.ID)
	if err != nil || st.VerifiedAt != r.clock.now().UnixMilli() || st.Step != wire.StepSettings || st.CodeAskedAt != 0 {
		t.Fatalf("afterwards: %+v, %v", st, err)
	}
	r.graph.set(nil)
	r.clock.pass(lookEvery)
	if _, err = r.looked(st.ID); err != nil || r.graph.count("") != 0 {
		t.Errorf("once more: %d questions, %v", r.graph.count(""), err)
	}
	if got := must[wire.SealedCode](r, r.maria, wire.CallSetupCode.Name, wire.SetupRef{SetupID: st.ID}); got.Found {
		t.Error("the used code is still shown")
	}
}

// However many ask, and whatever restarts, Meta is asked once in a while.
func TestLook_asksMetaSeldom(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	r.graph.set(nil)
	for range 5 {
		if got, err := r.looked(st.ID); err != nil || got.VerifiedAt != 0 {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	r.start(r.config())
	if _, err := r.looked(st.ID); err != nil {
		t.Fatal(err)
	}
	if n := r.graph.count(st.PhoneID); n != 1 {
		t.Errorf("asked %d times at once, want 1", n)
	}
	r.clock.pass(lookEvery)
	if _, err := r.looked(st.ID); err != nil || r.graph.count(st.PhoneID) != 2 {
		t.Errorf("asked %d times afterwards, %v", r.graph.count(st.PhoneID), err)
	}
	r.clock.pass(-time.Hour) // the computer's clock was put right: the stamp lies ahead
	must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
	if _, err := r.looked(st.ID); err != nil || r.graph.count(st.PhoneID) != 3 {
		t.Errorf("asked %d times with a stamp ahead, %v", r.graph.count(st.PhoneID), err)
	}
}

// Trouble at Meta is told to who asked, leaves what the set-up says, and makes a pause.
func TestLook_troubleIsTheAskers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st, _ := r.asked(r.connected(gb))
	wrong := must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID, Code: "000000"})
	for _, c := range []struct {
		code int
		sub  string
		wait time.Duration
	}{{190, "meta", 30 * time.Second}, {80007, "meta", time.Hour}, {131000, "meta", 30 * time.Second}} {
		r.graph.set(fails("GET /v23.0/"+st.PhoneID, c.code))
		_, err := r.looked(st.ID)
		if desk.SubcodeOf(err) != c.sub || words.Of(err) == "" {
			t.Errorf("%d: %v", c.code, err)
		}
		r.clock.pass(c.wait - time.Second)
		must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
		_, err = r.looked(st.ID)
		r.refused("during the pause", err, desk.CodeTooMany, "metaWait")
		if n := r.graph.count(st.PhoneID); n != 1 {
			t.Errorf("%d: asked %d times", c.code, n)
		}
		r.clock.pass(time.Second)
		r.revive(c.code)
	}
	r.graph.set(nil)
	got, err := r.looked(st.ID)
	if err != nil || troubleOf(got.Said) != troubleOf(wrong.Said) || got.ProblemCode != 136025 {
		t.Errorf("the refused code is said no more: %+v, %v", got.Said, err)
	}
	r.clock.pass(lookEvery)
	r.graph.set(func(q *http.Request) (int, string) {
		if strings.HasSuffix(q.URL.Path, st.PhoneID) {
			panic(http.ErrAbortHandler)
		}
		return 0, ""
	})
	if _, err := r.looked(st.ID); err == nil {
		t.Error("no answer counts as one")
	}
}

func TestLook_isTheHoldersAndOfANumberThatMetaKnows(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	_, err := r.looked(st.ID)
	r.refused("before it is connected", err, desk.CodeConflict, "notConnected")
	r.graph.set(nil)
	_, err = call[wire.Setup](r, r.ben, wire.CallSetupLook.Name, wire.SetupRef{SetupID: st.ID})
	r.refused("a colleague", err, desk.CodeConflict, "leaseLost")
	_, err = r.looked("set_none")
	r.refused("none", err, desk.CodeNotFound, "setup")
	if n := r.graph.count(""); n != 0 {
		t.Errorf("asked %d times", n)
	}
}
