package provision_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// neighbour is another organization of the same relay, which links the same account.
const neighbour desk.OrgID = "org_neighbour"

// nina sets numbers up there.
var nina = &desk.User{ID: "usr_nina", Name: "Nina", Email: "nina@example.com", Role: desk.RoleOwner, Active: true}

// putIn records an entry of an organization; false = its fold refused it.
func (r *rig) putIn(o desk.OrgID, kind desk.EntryKind, payload any) bool {
	r.t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		r.t.Error(err)
		return false
	}
	out, err := r.ledger.Submit(r.t.Context(), desk.Submission{Proposals: []desk.Proposal{{Org: o, Kind: kind, Payload: raw}}})
	if err != nil {
		r.t.Error(err)
		return false
	}
	return !out[0].Quarantined
}

// next is a call of the neighbour's.
func next[Out any](r *rig, name string, in any) (Out, error) {
	r.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		r.t.Fatal(err)
	}
	return callAs[Out](r, provision.Caller{Org: neighbour, User: nina}, name, body)
}

func mustNext[Out any](r *rig, name string, in any) Out {
	r.t.Helper()
	out, err := next[Out](r, name, in)
	if err != nil {
		r.t.Fatalf("%s of the neighbour: %v", name, err)
	}
	return out
}

// withNeighbour links the account of the first organization in the second too.
func (r *rig) withNeighbour() {
	r.t.Helper()
	r.link()
	if !r.putIn(neighbour, desk.EntryUserPut, nina) {
		r.t.Fatal("no neighbour")
	}
	mustNext[wire.AppAccess](r, wire.CallAppPut.Name, wire.AppPut{ID: app, Name: "Practice", Secret: sandbox.DefaultAppSecret})
	if v := mustNext[wire.WabaVerified](r, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: waba, Token: token}); v.Said != nil {
		r.t.Fatal(troubleOf(v.Said))
	}
}

// A number belongs to the organization that is the first to have it: the other one is
// told so before anything changes at Meta, is offered it no more, and gets it when it
// was let go.
func TestClaim_isTheFirstOnes_untilLetGo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.withNeighbour()
	st, err := r.finish(r.save(r.verified(gb), "Support", r.inbox("Support")), pin)
	if err != nil {
		t.Fatal(err)
	}
	offered := func() (n wire.WabaNumber) {
		t.Helper()
		for _, each := range mustNext[wire.WabaNumbers](r, wire.CallWabaNumbers.Name, wire.WabaRef{WabaID: waba}).Numbers {
			if each.PhoneID == st.PhoneID {
				n = each
			}
		}
		return n
	}
	if n := offered(); !n.Elsewhere || n.Used != "" || n.SetUpBy != "" {
		t.Errorf("the neighbour is offered %+v, want it elsewhere and nothing else told", n)
	}
	for _, n := range must[wire.WabaNumbers](r, r.maria, wire.CallWabaNumbers.Name, wire.WabaRef{WabaID: waba}).Numbers {
		if n.Elsewhere {
			t.Errorf("to its owner it is elsewhere: %+v", n)
		}
	}
	theirs := mustNext[wire.Setup](r, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	r.graph.set(nil)
	connect := wire.SetupConnect{SetupID: theirs.ID, WabaID: waba, DisplayName: "Next door"}
	_, err = next[wire.Setup](r, wire.CallSetupConnect.Name, connect)
	r.refused("connected next door", err, desk.CodeConflict, "numberElsewhere")
	if want := "in use elsewhere"; err == nil || !strings.Contains(words.Of(err), want) {
		t.Errorf("told %q, want %q in it", words.Of(err), want)
	}
	if n := r.graph.changes(); n != 0 {
		t.Errorf("%d changes at Meta for what is not theirs", n)
	}

	r.put(desk.EntryNumberGone, map[string]string{"id": st.NumberID})
	if n := offered(); n.Elsewhere {
		t.Error("it is still held after it was deleted")
	}
	if got := mustNext[wire.Setup](r, wire.CallSetupConnect.Name, connect); got.PhoneID != st.PhoneID || got.VerifiedAt == 0 {
		t.Errorf("connected after it was let go: %+v", got)
	}
	// The first one cannot take it back unnoticed while it is set up there.
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	r.refused("begun again by the first", err, desk.CodeConflict, "numberElsewhere")
}

// Of two organizations that begin at once, one gets the set-up; of two that put the
// number at once, one gets it.
func TestClaim_underARace_oneGetsIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.withNeighbour()
	var errs [2]error
	both(func() {
		_, errs[0] = call[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	},
		func() { _, errs[1] = next[wire.Setup](r, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb}) })
	lost := errs[0]
	if lost == nil {
		lost = errs[1]
	}
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("began: %v and %v, want one of them", errs[0], errs[1])
	}
	r.refused("the slower one", lost, desk.CodeConflict, "numberElsewhere")

	for i := range 20 {
		n := desk.Number{Provider: "meta", AppID: app, WabaID: waba, PhoneID: "77000" + string(rune('a'+i)), Phone: gb, State: desk.NumberReady}
		mine, theirs := n, n
		mine.ID, mine.Name = desk.NumberID("num_mine"+n.PhoneID), "Mine "+n.PhoneID
		theirs.ID, theirs.Name = desk.NumberID("num_theirs"+n.PhoneID), "Theirs "+n.PhoneID
		var got [2]bool
		both(func() { got[0] = r.putIn(org, desk.EntryNumberPut, mine) }, func() { got[1] = r.putIn(neighbour, desk.EntryNumberPut, theirs) })
		if got[0] == got[1] {
			t.Fatalf("%s: taken by the first %t, by the second %t", n.PhoneID, got[0], got[1])
		}
	}
}

// Somebody else's claim between connecting and finishing: nothing is registered.
func TestClaim_lostBeforeFinishing_changesNothingAtMeta(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.withNeighbour()
	st := r.save(r.verified(gb), "Support", "")
	if !r.putIn(neighbour, desk.EntryNumberPut, desk.Number{
		ID: "num_theirs", Provider: "meta", AppID: app, WabaID: waba, PhoneID: st.PhoneID, Phone: gb, Name: "Theirs", State: desk.NumberReady,
	}) {
		t.Fatal("not theirs")
	}
	r.graph.set(nil)
	_, err := r.finish(st, pin)
	r.refused("finished", err, desk.CodeConflict, "numberElsewhere")
	if n := r.graph.changes(); n != 0 {
		t.Errorf("%d changes at Meta for what is another one's", n)
	}
}

// both does two things at once and waits for them.
func both(a, b func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for _, f := range []func(){a, b} {
		wg.Go(func() { <-start; f() })
	}
	close(start)
	wg.Wait()
}
