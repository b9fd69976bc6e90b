package provision_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// working is a number that works, in an inbox.
func (r *rig) working() (wire.Setup, desk.InboxID) {
	r.t.Helper()
	r.link()
	box := r.inbox("Support")
	st, err := r.finish(r.save(r.verified(gb), "Support", box), pin)
	if err != nil {
		r.t.Fatal(err)
	}
	return st, box
}

// A number moves to another account and is the same number here, with its inbox; until it
// is registered there it works where it was, and the move can be thrown away.
func TestMove_keepsTheNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before, box := r.working()
	second := r.world.AddAccount("Second")
	to := wire.NumberMove{NumberID: before.NumberID, WabaID: second}
	_, err := call[wire.Setup](r, r.maria, wire.CallMove.Name, to)
	r.refused("to an account that is not linked", err, desk.CodeInvalid, "noWaba")
	must[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: second, Token: token})
	_, err = call[wire.Setup](r, r.maria, wire.CallMove.Name, wire.NumberMove{NumberID: before.NumberID, WabaID: waba})
	r.refused("to where it is", err, desk.CodeInvalid, "moveTo")

	blocked := ""
	for _, each := range must[wire.MoveChecked](r, r.maria, wire.CallMoveCheck.Name, to).Checks {
		if each.Said != nil {
			blocked += each.Name
		}
	}
	if blocked != wire.MoveNoPIN {
		t.Errorf("in the way: %q", blocked)
	}
	r.graph.set(nil)
	_, err = call[wire.Setup](r, r.maria, wire.CallMove.Name, to)
	r.refused("with two-step verification", err, desk.CodeConflict, "move")
	if n := r.graph.changes(); n != 0 {
		t.Errorf("%d changes at Meta", n)
	}
	r.inWindow(before.PhoneID, sandbox.WindowNoPIN, "")

	st := must[wire.Setup](r, r.maria, wire.CallMove.Name, to)
	// Its own name is not taken, and its inbox not another number's.
	if st.Said != nil || st.PhoneID == before.PhoneID || st.WabaID != second || st.Name != "Support" || st.NumberID != before.NumberID || st.InboxID != string(box) {
		t.Fatalf("began: %+v, %s", st, troubleOf(st.Said))
	}
	if n := r.only(); n.PhoneID != before.PhoneID || n.WabaID != waba {
		t.Errorf("while it moves: %+v", n)
	}
	again := must[wire.Setup](r, r.maria, wire.CallMove.Name, to) // after a crash
	if again.ID != st.ID || again.PhoneID != st.PhoneID {
		t.Errorf("once more: %+v", again)
	}
	st, _ = r.asked(st)
	st = must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID})
	if st, err = r.finish(st, "481592"); err != nil || st.Step != wire.StepDone || st.NumberID != before.NumberID {
		t.Fatalf("%+v, %v", st, err)
	}
	n := r.only()
	m, err := desk.MappingOf(t.Context(), r.db, org)
	if err != nil || n.WabaID != desk.WabaID(second) || n.PhoneID != st.PhoneID || n.Name != "Support" || m.Inboxes[n.ID] != box {
		t.Errorf("moved: %+v to %s, %v", n, m.Inboxes[n.ID], err)
	}
}

// toSecond is a number that works, and the move of it to a second account that is linked.
func (r *rig) toSecond() (wire.Setup, wire.NumberMove) {
	r.t.Helper()
	st, _ := r.working()
	to := wire.NumberMove{NumberID: st.NumberID, WabaID: r.world.AddAccount("Second")}
	must[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: to.WabaID, Token: token})
	return st, to
}

// A move that is given up before the end leaves the number as it is, and can be begun anew.
func TestMove_givenUp_leavesTheNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before, to := r.toSecond()
	r.inWindow(before.PhoneID, sandbox.WindowNoPIN, "")
	r.graph.set(fails("/phone_numbers", 2388103))
	_, err := call[wire.Setup](r, r.maria, wire.CallMove.Name, to)
	st := must[wire.Setups](r, r.maria, wire.CallSetups.Name, struct{}{}).Setups
	if err != nil || len(st) != 1 || st[0].Said == nil || st[0].PhoneID != "" {
		t.Errorf("what Meta refuses is shown with the set-up: %+v, %v", st, err)
	}
	r.graph.set(nil)
	must[wire.None](r, r.maria, wire.CallSetupDrop.Name, wire.SetupRef{SetupID: st[0].ID})
	begun := must[wire.Setup](r, r.maria, wire.CallMove.Name, to)
	must[wire.None](r, r.maria, wire.CallSetupDrop.Name, wire.SetupRef{SetupID: begun.ID})
	if n := r.only(); n.PhoneID != before.PhoneID || n.WabaID != waba || n.Deleted {
		t.Errorf("given up: %+v", n)
	}
	if anew := must[wire.Setup](r, r.maria, wire.CallMove.Name, to); anew.PhoneID != begun.PhoneID || anew.ID == begun.ID {
		t.Errorf("begun anew: %+v", anew)
	}
}

// The relay dies at every effect of the beginning, and of the end, of a move, before it
// and after it; the same call once more goes on, and it stays one number with its inbox.
func TestMove_goesOnAfterDyingAnywhere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first, box := r.working()
	other := r.world.AddAccount("Second")
	must[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: other, Token: token})
	// twice does something with a relay that dies at its nth effect, and once more with one
	// that lives.
	twice := func(n int, after bool, do func() (wire.Setup, error)) (st wire.Setup, died bool) {
		m := &mortal{after: after, left: n, dead: make(chan struct{})}
		cfg := r.config()
		cfg.Store, cfg.Recorder = mortalStore{cfg.Store, m}, mortalRecorder{cfg.Recorder, m}
		cfg.Accounts = r.linksOver(cfg.Recorder, &http.Client{Transport: mortalHTTP{m}})
		r.reborn(cfg)
		st, err := do()
		if died = m.isDead(); died {
			r.reborn(r.config())
			st, err = do()
		}
		if err != nil || st.Said != nil {
			t.Fatalf("effect %d (after %v): %v, %s", n, after, err, troubleOf(st.Said))
		}
		r.reborn(r.config())
		return st, died
	}
	for _, after := range []bool{false, true} {
		beginning, ending := true, true
		for n := 1; beginning || ending; n += deaths {
			now := r.only()
			to := wire.NumberMove{NumberID: string(now.ID), WabaID: other}
			if now.WabaID == desk.WabaID(other) {
				to.WabaID = waba
			}
			r.reborn(r.config())
			r.inWindow(now.PhoneID, sandbox.WindowNoPIN, "")
			r.clock.pass(2 * time.Hour)
			st, died := twice(n, after, func() (wire.Setup, error) { return call[wire.Setup](r, r.maria, wire.CallMove.Name, to) })
			beginning = died
			if at := r.only(); at.PhoneID != now.PhoneID {
				t.Fatalf("effect %d (after %v): the number is at %s before the end", n, after, at.PhoneID)
			}
			st, _ = r.asked(st)
			st = must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID})
			st, ending = twice(n, after, func() (wire.Setup, error) { return r.finish(st, pin) })
			m, err := desk.MappingOf(t.Context(), r.db, org)
			if at := r.only(); err != nil || st.Step != wire.StepDone || string(at.ID) != first.NumberID || string(at.WabaID) != to.WabaID || m.Inboxes[at.ID] != box {
				t.Fatalf("effect %d (after %v): %s, %+v to %s, %v", n, after, st.Step, at, m.Inboxes[at.ID], err)
			}
			if !beginning && !ending && n < 5 {
				t.Errorf("only %d effects: the test misses most of the way", n)
			}
		}
	}
}

// A number whose account was unlinked can't be asked about: that is said of this account.
func TestMove_outOfAnAccountThatIsNotLinked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, to := r.toSecond()
	must[wire.None](r, r.maria, wire.CallWabaUnlink.Name, wire.WabaRef{WabaID: waba})
	_, err := call[wire.MoveChecked](r, r.maria, wire.CallMoveCheck.Name, to)
	r.refused("out of an account that is not linked", err, desk.CodeConflict, "moveFrom")
}
