package provision_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func TestLease_isShownKeptAndEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ref := func(st wire.Setup) wire.SetupRef { return wire.SetupRef{SetupID: st.ID} }
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	since := st.LeaseSince
	if st.LeaseUntil-since != (10 * time.Minute).Milliseconds() {
		t.Errorf("lease of %d ms", st.LeaseUntil-since)
	}
	r.clock.pass(4*time.Minute + time.Second)
	_, err := call[wire.Setup](r, r.ben, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	r.refused("begun by another", err, desk.CodeConflict, "leaseHeld")
	if got := words.Of(err); got != "Maria has been setting up this number for 4 minutes. Wait until they are done, or ask them to leave the set-up." {
		t.Errorf("says %q", got)
	}
	for name, in := range map[string]any{
		wire.CallSetupRenew.Name: ref(st), wire.CallSetupDrop.Name: ref(st),
	} {
		_, err := call[wire.Setup](r, r.ben, name, in)
		r.refused(name+" by another", err, desk.CodeConflict, "leaseHeld")
	}
	for name, in := range map[string]any{
		wire.CallSetupCode.Name: ref(st), wire.CallSetupSave.Name: wire.SetupSave{SetupID: st.ID},
		wire.CallSetupVerify.Name: wire.SetupVerify{SetupID: st.ID, Code: "123456"}, wire.CallSetupRequest.Name: wire.SetupRequest{SetupID: st.ID, Method: "SMS"},
	} {
		_, err := call[wire.Setup](r, r.ben, name, in)
		r.refused(name+" by another", err, desk.CodeConflict, "leaseLost")
	}
	must[struct{}](r, r.ben, wire.CallSetupLeave.Name, ref(st)) // leaving what one does not hold does nothing

	r.clock.pass(9 * time.Minute)
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupSave.Name, wire.SetupSave{SetupID: st.ID})
	r.refused("after thirteen minutes of silence", err, desk.CodeConflict, "leaseLost")
	if list := must[wire.Setups](r, r.ben, wire.CallSetups.Name, struct{}{}); list.Setups[0].Holder != "" || list.Setups[0].HolderName != "" {
		t.Errorf("an ended lease is shown: %+v", list.Setups[0])
	}
	taken := must[wire.Setup](r, r.ben, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	if taken.ID != st.ID || !taken.Mine || taken.LeaseSince == since {
		t.Errorf("taken up: %+v", taken)
	}
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, ref(st))
	r.refused("renewed by the former holder", err, desk.CodeConflict, "leaseHeld")

	r.clock.pass(9 * time.Minute)
	renewed := must[wire.Setup](r, r.ben, wire.CallSetupRenew.Name, ref(st))
	if renewed.LeaseSince != taken.LeaseSince || renewed.LeaseUntil != taken.LeaseUntil+(9*time.Minute).Milliseconds() {
		t.Errorf("renewed: %+v", renewed)
	}
	must[struct{}](r, r.ben, wire.CallSetupLeave.Name, ref(st))
	must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	must[struct{}](r, r.maria, wire.CallSetupDrop.Name, ref(st))
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, ref(st))
	r.refused("thrown away", err, desk.CodeNotFound, "setup")
	if fresh := must[wire.Setup](r, r.ben, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb}); fresh.ID == st.ID {
		t.Error("the thrown away one is back")
	}
}

func TestLease_twoAtOnce_oneGetsIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, who := range []*desk.User{r.maria, r.ben} {
		wg.Go(func() { _, errs[i] = call[wire.Setup](r, who, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb}) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("got %v and %v", errs[0], errs[1])
	}
}

// An SMS from before somebody took the set-up up is not theirs to see.
func TestLease_nextHolderSeesNoEarlierCode(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st, _ := r.asked(r.connected(gb))
	r.clock.pass(time.Minute)
	must[struct{}](r, r.maria, wire.CallSetupLeave.Name, wire.SetupRef{SetupID: st.ID})
	st = must[wire.Setup](r, r.ben, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	if got := must[wire.SealedCode](r, r.ben, wire.CallSetupCode.Name, wire.SetupRef{SetupID: st.ID}); got.Found || st.CodeCameAt != 0 {
		t.Error("Ben sees what came for Maria")
	}
	_, err := call[wire.SealedCode](r, r.maria, wire.CallSetupCode.Name, wire.SetupRef{SetupID: st.ID})
	r.refused("Maria, who left", err, desk.CodeConflict, "leaseLost")
}

func TestLease_survivesARestart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	r.clock.pass(time.Minute)
	r.start(r.config())
	if err := r.world.SendSMS(gb, "WhatsApp", "WhatsApp code 123-456"); err != nil { // asked for in Meta's own window
		t.Fatal(err)
	}
	p := r.nextPush()
	if code := r.devices[r.maria.ID].unseal(t, p.box); code.Code != "123456" || p.name != wire.PushCode || p.device != "dev_usr_maria" {
		t.Errorf("pushed %q to %s", p.name, p.device)
	}
	if got := must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID}); got.CodeCameAt == 0 {
		t.Errorf("arrival not noted: %+v", got)
	}
}

func TestCalls_onlySupervisors(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	agent := &desk.User{ID: "usr_ana", Role: desk.RoleAgent, Active: true}
	off := &desk.User{ID: "usr_off", Role: desk.RoleOwner}
	calls := r.calls()
	if len(calls) < 20 {
		t.Errorf("%d calls", len(calls))
	}
	for name, f := range calls {
		for _, who := range []*desk.User{agent, off, nil} {
			if _, err := f(t.Context(), provision.Caller{User: who}, []byte(`{}`)); desk.CodeOf(err) != desk.CodeForbidden {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if _, err := f(t.Context(), provision.Caller{User: r.maria}, []byte(`{"pin":"123456`)); desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "badBody" {
			t.Errorf("%s with a broken body: got %v", name, err)
		}
	}
}

func TestService_startsAndStopsTwice(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.s.Load()
	for range 2 {
		if err := s.Start(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
	s.Stop()
	s.Stop()
}
