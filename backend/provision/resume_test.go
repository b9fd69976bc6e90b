package provision_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/wire"
)

// deaths is how many effects lie between two at which a service dies. Without the race
// detector, which says nothing of deaths, it dies at each of them.
var deaths = map[bool]int{false: 1, true: 4}[desktest.Raced]

// mortal lets a service have some effects outside itself and then dies: from
// there on nothing that it does has an effect or an answer. With after set it
// dies between the last effect and its answer, else before the effect.
type mortal struct {
	after bool
	dead  chan struct{}

	mu   sync.Mutex // guards left
	left int
}

var errDead = desk.Refuse(desk.CodeUnavailable, "dead")

// effect does f unless the service is dead.
func (m *mortal) effect(f func() error) error {
	m.mu.Lock()
	m.left--
	left := m.left
	if left == 0 {
		close(m.dead)
	}
	m.mu.Unlock()
	switch {
	case left < 0, left == 0 && !m.after:
		return errDead
	case left == 0:
		_ = f()
		return errDead
	}
	return f()
}

func (m *mortal) isDead() bool {
	select {
	case <-m.dead:
		return true
	default:
		return false
	}
}

// mortalStore, mortalRecorder and mortalHTTP are the three ways out.
type mortalStore struct {
	provision.Store
	m *mortal
}

func (s mortalStore) CreateSetup(ctx context.Context, o desk.OrgID, id desk.SetupID, p desk.PhoneNumber, doc []byte, at int64) error {
	return s.m.effect(func() error { return s.Store.CreateSetup(ctx, o, id, p, doc, at) })
}

func (s mortalStore) ChangeSetup(
	ctx context.Context, o desk.OrgID, id desk.SetupID, at int64, f func([]byte) ([]byte, bool, error),
) error {
	return s.m.effect(func() error { return s.Store.ChangeSetup(ctx, o, id, at, f) })
}

func (s mortalStore) PutSMSHook(ctx context.Context, o desk.OrgID, carrier string, p desk.PhoneNumber, doc []byte) error {
	return s.m.effect(func() error { return s.Store.PutSMSHook(ctx, o, carrier, p, doc) })
}

type mortalRecorder struct {
	desk.Recorder
	m *mortal
}

func (r mortalRecorder) Submit(ctx context.Context, sub desk.Submission) (out []desk.Outcome, err error) {
	err = r.m.effect(func() error {
		out, err = r.Recorder.Submit(ctx, sub)
		return err
	})
	return out, err
}

type mortalHTTP struct{ m *mortal }

func (h mortalHTTP) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	err = h.m.effect(func() error {
		resp, err = http.DefaultTransport.RoundTrip(req)
		return err
	})
	if err != nil && resp != nil {
		_ = resp.Body.Close()
		resp = nil
	}
	return resp, err
}

// drive does what a person with the wizard open does, from wherever the set-up
// stands, until it is done or something fails.
func (r *rig) drive(m *mortal, phone, name string, box desk.InboxID) (wire.Setup, error) {
	st, err := call[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: phone})
	for tries := 0; err == nil && st.Step != wire.StepDone; tries++ {
		if tries > 50 {
			return st, fmt.Errorf("goes in circles at %s: %s", st.Step, troubleOf(st.Said))
		}
		if m.isDead() {
			return st, errDead
		}
		switch st.Step {
		case wire.StepNumber:
			st, err = call[wire.Setup](r, r.maria, wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: st.ID, WabaID: waba, DisplayName: name})
		case wire.StepConnect:
			st, err = call[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
		case wire.StepVerify:
			st, err = r.awaitCode(m, st)
		case wire.StepSettings:
			st, err = call[wire.Setup](r, r.maria, wire.CallSetupSave.Name, wire.SetupSave{
				SetupID: st.ID, Step: wire.StepSummary, Name: name, InboxID: string(box), Profile: wire.Profile{About: "Outdoor gear"},
				DataSource: []wire.KV{{Key: "region", Value: "emea"}},
			})
		default:
			st, err = call[wire.Setup](r, r.maria, wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: st.ID, PIN: pin})
		}
	}
	return st, err
}

// awaitCode verifies what has come, or asks again and waits for it.
func (r *rig) awaitCode(m *mortal, st wire.Setup) (wire.Setup, error) {
	next, err := call[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID})
	if sub := desk.SubcodeOf(err); sub != "noCode" && sub != "codeExpired" {
		return next, err
	}
	if r.askedBefore(st) { // by a service that died since: what it asked for may never come
		r.clock.pass(resend)
		st, err = call[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
		if err != nil || st.Step != wire.StepVerify { // Meta may say that the code was right after all
			return st, err
		}
	}
	select {
	case <-r.pushes:
		return st, nil
	case <-m.dead:
		return st, errDead
	case <-time.After(patience):
		return st, errors.New("no code came")
	}
}

// askedBefore says whether the request was another service's: it is then in the
// document, but this rig's life began after it.
func (r *rig) askedBefore(st wire.Setup) bool { return st.CodeAskedAt < r.bornAt }

// The service dies at every effect in turn, before it and after it, and a new
// one takes the set-up to its end: with one number at Meta and one here.
func TestSetup_goesOnAfterDyingAnywhere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	for _, after := range []bool{false, true} {
		for n := 1; ; n += deaths {
			phone := fmt.Sprintf("+4420794600%02d", n)
			if after {
				phone = fmt.Sprintf("+4420794601%02d", n)
			}
			r.world.AddCarrierNumber("GB", phone, "SMS", "VOICE")
			name := fmt.Sprintf("Number %d %v", n, after)
			box := r.inbox(name)
			m := &mortal{after: after, left: n, dead: make(chan struct{})}
			cfg := r.config()
			cfg.Store, cfg.Recorder = mortalStore{cfg.Store, m}, mortalRecorder{cfg.Recorder, m}
			cfg.Accounts = r.linksOver(cfg.Recorder, &http.Client{Transport: mortalHTTP{m}})
			r.reborn(cfg)
			_, err := r.drive(m, phone, name, box)
			died := m.isDead()
			if !died && err != nil {
				t.Fatalf("effect %d (after %v): %v", n, after, err)
			}
			if died {
				r.reborn(r.config())
				var st wire.Setup
				if st, err = r.drive(&mortal{dead: make(chan struct{})}, phone, name, box); err != nil && desk.SubcodeOf(err) != "numberUsed" {
					t.Fatalf("effect %d (after %v), second life at %s: %v", n, after, st.Step, err)
				}
			}
			r.wantOne(phone, name, box)
			if !died {
				if n < 25 {
					t.Errorf("only %d effects: the test misses most of the way", n)
				}
				t.Logf("died at %d effects (after %v)", n-1, after)
				break
			}
		}
	}
}

// reborn starts another service; pushes of the one before are forgotten.
func (r *rig) reborn(cfg provision.Config) {
	r.t.Helper()
	r.clock.pass(time.Second)
	r.start(cfg)
	r.bornAt = r.clock.now().UnixMilli()
	for len(r.pushes) > 0 {
		<-r.pushes
	}
}

// wantOne checks that the number is active once, here and at Meta.
func (r *rig) wantOne(phone, name string, box desk.InboxID) {
	r.t.Helper()
	numbers, err := desk.Find[*desk.Number](r.t.Context(), r.db, org, desk.Numbers.With())
	if err != nil {
		r.t.Fatal(err)
	}
	leads, err := desk.MappingOf(r.t.Context(), r.db, org)
	if err != nil {
		r.t.Fatal(err)
	}
	found := 0
	for _, n := range numbers {
		if string(n.Phone) != phone {
			continue
		}
		found++
		if n.State != desk.NumberActive || leads.Inboxes[n.ID] != box || n.Name != name {
			r.t.Errorf("%s: %+v", name, n)
		}
	}
	atMeta := 0
	for _, l := range r.world.Snapshot().Numbers {
		if "+"+l.Digits == phone && l.ID != "" && l.Registered && l.Verified {
			atMeta++
		}
	}
	if found != 1 || atMeta != 1 {
		r.t.Errorf("%s: %d here, %d at Meta", name, found, atMeta)
	}
	if list := must[wire.Setups](r, r.maria, wire.CallSetups.Name, struct{}{}); len(list.Setups) != 0 {
		r.t.Errorf("%s: still being set up: %+v", name, list.Setups)
	}
}
