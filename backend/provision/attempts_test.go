package provision_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Guards against a lock at Meta by asking: requests count over time, for whoever holds the
// set-up and across restarts, and the set-up says when the next one is safe.
func TestRequest_staysBelowMetasLimits(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	r.graph.set(func(*http.Request) (int, string) { return 0, "" })
	begun := r.clock.now()
	ask := func() (wire.Setup, error) {
		must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
		return call[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
	}
	for i := range 5 {
		got, err := ask()
		if err != nil || got.Said != nil {
			t.Fatalf("request %d: %+v, %v", i, got.Said, err)
		}
		if want := begun.Add(time.Hour).UnixMilli(); (i == 4) != (got.ResendAt == want) {
			t.Errorf("after request %d the next is at %d", i, got.ResendAt)
		}
		r.clock.pass(3 * time.Minute)
	}
	r.start(r.config())
	_, err := ask()
	r.refused("the sixth within an hour", err, desk.CodeTooMany, "codeRequests")
	if n := r.graph.count("request_code"); n != 5 {
		t.Errorf("Meta was asked %d times", n)
	}
	r.clock.pass(45 * time.Minute)
	if _, err = ask(); err != nil {
		t.Errorf("after the hour: %v", err)
	}
	r.clock.pass(time.Hour)
	for range 2 {
		if _, err = ask(); err != nil {
			t.Fatal(err)
		}
		r.clock.pass(3 * time.Minute)
	}
	r.clock.pass(2 * time.Hour)
	_, err = ask()
	r.refused("the ninth within twelve hours", err, desk.CodeTooMany, "codeRequests")
	r.clock.pass(9 * time.Hour)
	if _, err = ask(); err != nil {
		t.Errorf("after twelve hours: %v", err)
	}
}

// Guards against a lock at Meta by a set-up that is dropped and begun again, which to Meta
// is the same number.
func TestRequest_countsForTheNumberAfterItsSetUpIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	r.graph.set(func(*http.Request) (int, string) { return 0, "" })
	st, ask := r.connected(gb), func(st wire.Setup) (wire.Setup, error) {
		return call[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
	}
	begun := r.clock.now()
	for range 5 {
		if _, err := ask(st); err != nil {
			t.Fatal(err)
		}
		r.clock.pass(2 * time.Minute)
		must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
		must[wire.None](r, r.maria, wire.CallSetupDrop.Name, wire.SetupRef{SetupID: st.ID})
		_, err := call[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
		r.refused("a dropped one", err, desk.CodeNotFound, "setup")
		st = r.connected(gb)
	}
	if want := begun.Add(time.Hour).UnixMilli(); st.ResendAt != want {
		t.Errorf("the next may be asked for at %d, want %d", st.ResendAt, want)
	}
	_, err := ask(st)
	r.refused("the sixth within an hour", err, desk.CodeTooMany, "codeRequests")
	r.clock.pass(time.Hour)
	if _, err = ask(must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})); err != nil {
		t.Errorf("after the hour: %v", err)
	}
}

// A request that never reached Meta counts for nothing.
func TestRequest_whatNeverLeftIsNotCounted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	url := r.graph.URL
	r.graph.URL = "http://127.0.0.1:1" // nobody listens
	r.start(r.config())
	for range 7 {
		got := must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
		if got.Said == nil || got.ResendAt > r.clock.now().UnixMilli() {
			t.Fatalf("%+v", got)
		}
	}
	r.graph.URL = url
	r.start(r.config())
	if got := must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"}); got.Said != nil {
		t.Errorf("%+v", got.Said)
	}
}

// Wrong codes count over all requests: a new code begins no new ten.
func TestVerify_wrongCodesCountOverTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	begun := r.clock.now()
	try := func() (wire.Setup, error) {
		return call[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID, Code: "123456"})
	}
	for range 2 {
		r.graph.set(nil)
		must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
		r.graph.set(fails("verify_code", 136025))
		for range 5 {
			if got, err := try(); err != nil || got.ProblemCode != 136025 {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		r.clock.pass(time.Minute)
	}
	r.start(r.config())
	r.graph.set(nil)
	got := must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
	if want := begun.Add(12 * time.Hour).UnixMilli(); got.TryAt != want {
		t.Errorf("safe at %d, want %d", got.TryAt, want)
	}
	_, err := try()
	r.refused("the eleventh", err, desk.CodeTooMany, "wrongCodesWait")
	if n := r.graph.count("verify_code"); n != 0 {
		t.Errorf("%d went to Meta", n)
	}
	r.clock.pass(12 * time.Hour)
	must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
	must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
	if _, err = try(); err != nil {
		t.Errorf("after twelve hours: %v", err)
	}
}
