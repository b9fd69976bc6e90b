package provision_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// A number moves to another account and is the same number here, with its inbox; until it
// is registered there it works where it was, and the move can be thrown away.
func TestMove_keepsTheNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	box := r.inbox("Support")
	before, err := r.finish(r.save(r.verified(gb), "Support", box), pin)
	if err != nil {
		t.Fatal(err)
	}
	second := r.world.AddAccount("Second")
	to := wire.NumberMove{NumberID: before.NumberID, WabaID: second}
	_, err = call[wire.Setup](r, r.maria, wire.CallMove.Name, to)
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
	if st.Said != nil || st.PhoneID == before.PhoneID || st.WabaID != second || st.Name != "Support" {
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

// A move that is given up before the end leaves the number as it is, and can be begun anew.
func TestMove_givenUp_leavesTheNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	before, err := r.finish(r.save(r.verified(gb), "Support", ""), pin)
	if err != nil {
		t.Fatal(err)
	}
	to := wire.NumberMove{NumberID: before.NumberID, WabaID: r.world.AddAccount("Second")}
	must[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: to.WabaID, Token: token})
	r.inWindow(before.PhoneID, sandbox.WindowNoPIN, "")
	r.graph.set(fails("/phone_numbers", 2388103))
	_, err = call[wire.Setup](r, r.maria, wire.CallMove.Name, to)
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
