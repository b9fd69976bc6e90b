package provision_test

import (
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (r *rig) leaseCall(who *desk.User, name, id string) (wire.Setup, error) {
	r.t.Helper()
	return call[wire.Setup](r, who, name, wire.SetupRef{SetupID: id})
}

func (r *rig) seen(who *desk.User, id string) wire.Setup {
	r.t.Helper()
	for _, st := range must[wire.Setups](r, who, wire.CallSetups.Name, struct{}{}).Setups {
		if st.ID == id {
			return st
		}
	}
	r.t.Fatalf("%s sees no set-up %s", who.Name, id)
	return wire.Setup{}
}

// away takes a person's desktop off the net; the service looks again.
func (r *rig) away(who *desk.User) (back func()) {
	r.t.Helper()
	r.off.Store(who.ID, true)
	r.s.Load().LookWhoIsHere(r.t.Context())
	return func() {
		r.off.Delete(who.ID)
		r.s.Load().LookWhoIsHere(r.t.Context())
	}
}

// Ben asks, Maria hands over: the code that comes then is Ben's alone, the one from before
// is nobody's, and Maria sees who has it.
func TestLease_handedOverToWhoAsked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st, _ := r.asked(r.connected(gb))
	got, err := r.leaseCall(r.ben, wire.CallSetupAsk.Name, st.ID)
	if err != nil || got.Mine || got.HolderName != "Maria" || got.AskedAt == 0 || got.TakeOverAt != got.AskedAt+time.Minute.Milliseconds() {
		t.Fatalf("asked: %+v, %v", got, err)
	}
	if p := r.nextPush(); p.device != r.devices[r.maria.ID].id || p.name != wire.PushLease {
		t.Errorf("%s was pushed to %s", p.name, p.device)
	}
	if _, err = r.leaseCall(r.ben, wire.CallSetupAsk.Name, st.ID); err != nil || len(r.pushes) != 0 {
		t.Errorf("asking twice: %v, %d pushes", err, len(r.pushes))
	}
	if hers := r.seen(r.maria, st.ID); hers.AskedBy != "Ben" || hers.AskedAt != got.AskedAt || hers.TakeOverAt != 0 {
		t.Errorf("Maria sees %+v", hers)
	}
	r.start(r.config()) // the question survives a restart
	after := must[wire.Setup](r, r.maria, wire.CallSetupAnswer.Name, wire.SetupAnswer{SetupID: st.ID, HandOver: true})
	if after.Mine || after.HolderName != "Ben" {
		t.Errorf("after: %+v", after)
	}
	if p := r.nextPush(); p.device != r.devices[r.ben.ID].id || p.name != wire.PushLease {
		t.Errorf("%s was pushed to %s", p.name, p.device)
	}
	if found := must[wire.SealedCode](r, r.ben, wire.CallSetupCode.Name, wire.SetupRef{SetupID: st.ID}).Found; found {
		t.Error("Ben sees the code that came for Maria")
	}
	_, err = call[wire.SealedCode](r, r.maria, wire.CallSetupCode.Name, wire.SetupRef{SetupID: st.ID})
	r.refused("Maria asks for the code", err, desk.CodeConflict, "leaseLost")
	r.clock.pass(time.Minute)
	if err := r.world.SendSMS(gb, "WhatsApp", "WhatsApp code 111-222"); err != nil {
		t.Fatal(err)
	}
	p := r.nextPush()
	if p.device != r.devices[r.ben.ID].id || r.devices[r.ben.ID].unseal(t, p.box).Code != "111222" || len(r.pushes) != 0 {
		t.Errorf("the next code went to %s", p.device)
	}
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupAnswer.Name, wire.SetupAnswer{SetupID: st.ID})
	r.refused("an answer of who does not hold it", err, desk.CodeConflict, "leaseLost")
}

func TestLease_keptAndAskedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	carla := &desk.User{ID: "usr_carla", Name: "Carla", Email: "carla@example.com", Role: desk.RoleAdmin, Active: true}
	r.put(desk.EntryUserPut, carla)
	_, err := r.leaseCall(r.maria, wire.CallSetupAsk.Name, st.ID)
	r.refused("the holder asks", err, desk.CodeConflict, "leaseFree")
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupAnswer.Name, wire.SetupAnswer{SetupID: st.ID, HandOver: true})
	r.refused("an answer to nobody", err, desk.CodeConflict, "leaseNotAsked")
	_, err = r.leaseCall(r.ben, wire.CallSetupTakeOver.Name, st.ID)
	r.refused("taken without a question", err, desk.CodeConflict, "leaseAskFirst")
	_, err = r.leaseCall(r.ben, wire.CallSetupAsk.Name, "set_none")
	r.refused("none", err, desk.CodeNotFound, "setup")

	if _, err = r.leaseCall(r.ben, wire.CallSetupAsk.Name, st.ID); err != nil {
		t.Fatal(err)
	}
	_, err = r.leaseCall(carla, wire.CallSetupAsk.Name, st.ID)
	r.refused("a third one", err, desk.CodeConflict, "leaseAsked")
	must[wire.Setup](r, r.maria, wire.CallSetupAnswer.Name, wire.SetupAnswer{SetupID: st.ID})
	if his := r.seen(r.ben, st.ID); his.KeptAt == 0 || his.TakeOverAt != 0 || his.HolderName != "Maria" {
		t.Errorf("Ben sees %+v", his)
	}
	if hers := r.seen(r.maria, st.ID); hers.AskedAt != 0 || hers.AskedBy != "" {
		t.Errorf("Maria is still asked: %+v", hers)
	}
	r.clock.pass(59 * time.Second)
	_, err = r.leaseCall(r.ben, wire.CallSetupTakeOver.Name, st.ID)
	r.refused("taken after a no", err, desk.CodeConflict, "leaseAskFirst")
	_, err = r.leaseCall(r.ben, wire.CallSetupAsk.Name, st.ID)
	r.refused("asked again at once", err, desk.CodeTooMany, "leaseKept")
	r.clock.pass(time.Second)
	if _, err = r.leaseCall(r.ben, wire.CallSetupAsk.Name, st.ID); err != nil {
		t.Errorf("asked again after a minute: %v", err)
	}
}

func TestLease_takenOverWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	if _, err := r.leaseCall(r.ben, wire.CallSetupAsk.Name, st.ID); err != nil {
		t.Fatal(err)
	}
	r.nextPush()
	r.clock.pass(59 * time.Second)
	must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID}) // her wizard is open, and nobody sits there
	_, err := r.leaseCall(r.ben, wire.CallSetupTakeOver.Name, st.ID)
	r.refused("a second too early", err, desk.CodeTooMany, "leaseWait")
	r.clock.pass(time.Second)
	got, err := r.leaseCall(r.ben, wire.CallSetupTakeOver.Name, st.ID)
	if err != nil || !got.Mine || got.LeaseSince != r.clock.now().UnixMilli() {
		t.Fatalf("taken: %+v, %v", got, err)
	}
	if p := r.nextPush(); p.device != r.devices[r.maria.ID].id || p.name != wire.PushLease {
		t.Errorf("%s was pushed to %s", p.name, p.device)
	}
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupSave.Name, wire.SetupSave{SetupID: st.ID})
	r.refused("the former holder goes on", err, desk.CodeConflict, "leaseLost")
	if hers := r.seen(r.maria, st.ID); hers.Mine || hers.HolderName != "Ben" {
		t.Errorf("Maria sees %+v", hers)
	}
}

// A holder whose desktops are all gone is not asked: the set-up can be taken after a short
// while, and ends by itself after a minute, also when the relay was started anew meanwhile.
func TestLease_endsWhenTheHolderIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	other := must[wire.Setup](r, r.ben, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+442079460999"})
	back := r.away(r.maria)
	r.clock.pass(14 * time.Second)
	_, err := r.leaseCall(r.ben, wire.CallSetupTakeOver.Name, st.ID)
	r.refused("while they may come back", err, desk.CodeConflict, "leaseAskFirst")
	back()
	r.clock.pass(time.Minute)
	if his := r.seen(r.ben, st.ID); his.HolderGone || his.HolderName != "Maria" {
		t.Errorf("she came back: %+v", his)
	}

	back = r.away(r.maria)
	r.clock.pass(15 * time.Second)
	if his := r.seen(r.ben, st.ID); !his.HolderGone || his.TakeOverAt != r.clock.now().UnixMilli() {
		t.Errorf("gone: %+v", his)
	}
	r.start(r.config())
	r.s.Load().LookWhoIsHere(t.Context())
	if his := r.seen(r.ben, st.ID); his.HolderGone || his.HolderName != "Maria" {
		t.Errorf("after a restart she has her time again: %+v", his)
	}
	r.clock.pass(59 * time.Second)
	r.s.Load().LookWhoIsHere(t.Context())
	if his := r.seen(r.ben, st.ID); his.HolderName != "Maria" {
		t.Errorf("ended too early: %+v", his)
	}
	r.clock.pass(time.Second)
	r.s.Load().LookWhoIsHere(t.Context())
	if his := r.seen(r.ben, st.ID); his.Holder != "" {
		t.Errorf("not ended: %+v", his)
	}
	if own := r.seen(r.ben, other.ID); !own.Mine || own.LeaseSince != other.LeaseSince {
		t.Errorf("the other number's: %+v", own)
	}
	back()
	if taken := must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID}); !taken.Mine {
		t.Errorf("she goes on: %+v", taken)
	}
}

// At once, when the holder is gone.
func TestLease_takenOverFromWhoIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	r.away(r.maria)
	r.clock.pass(15 * time.Second)
	got, err := r.leaseCall(r.ben, wire.CallSetupTakeOver.Name, st.ID)
	if err != nil || !got.Mine {
		t.Fatalf("%+v, %v", got, err)
	}
	r.clock.pass(10 * time.Minute)
	r.s.Load().LookWhoIsHere(t.Context()) // Maria's absence is not Ben's
	r.clock.pass(-5 * time.Minute)
	if own := r.seen(r.ben, st.ID); !own.Mine {
		t.Errorf("Ben's lease ended: %+v", own)
	}
}
