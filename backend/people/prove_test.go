package people_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// presented is a request as the relay reads it, whatever the proxy before it has
// made of the host.
func presented(token, nonce, host, arrivesAs string) wire.Presented {
	req := httptest.NewRequest(http.MethodGet, "https://"+host+wire.PathMedia+"/x", http.NoBody)
	wiretest.SignWith(req, token, nonce, wiretest.Key)
	req.Host = arrivesAs
	return wire.ReadPresented(req.Method, req.Host, req.URL, req.Header)
}

// newTickingRig counts the process's time by hand, apart from its clock.
func newTickingRig(t *testing.T) (*rig, *clock) {
	t.Helper()
	r := newRig(t)
	ticks := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	r.ticks = ticks.now
	r.restart()
	return r, ticks
}

// TestRule6_noncesHaveATimeOfTheRelaysOwn: a nonce that is late, or of before a
// restart, is answered with "try again", which is no sign of a copy; the computer
// that made the proof may have any time.
func TestRule6_noncesHaveATimeOfTheRelaysOwn(t *testing.T) {
	t.Parallel()
	r, ticks := newTickingRig(t)
	sess := r.owner()
	present := func(nonce string) error {
		_, err := r.s.Service.Authenticate(t.Context(), presented(sess.Token, nonce, "relay.example", "relay.example"))
		return err
	}
	nonce := r.s.Nonce().Nonce
	r.clock.pass(-20 * 365 * 24 * time.Hour) // the calendar has no say
	ticks.pass(time.Minute)
	r.must(present(nonce))
	ticks.pass(time.Minute - time.Second)
	r.wants("used before, within its time", present(nonce), desk.CodeUnauthorized, "signIn")
	late := r.s.Nonce().Nonce
	ticks.pass(2 * time.Minute)
	r.wants("late", present(late), desk.CodeUnavailable, "nonce")
	r.wants("used before, and late", present(nonce), desk.CodeUnavailable, "nonce")
	before := r.s.Nonce().Nonce
	r.restart()
	r.wants("of before a restart", present(before), desk.CodeUnavailable, "nonce")
	for _, made := range []string{"", "x", before[:len(before)-1], before + "AAAA", late[:40] + before[40:]} {
		r.wants("made up: "+made, present(made), desk.CodeUnavailable, "nonce")
	}
	r.must(present(r.s.Nonce().Nonce))
}

// TestRule6_aProofIsForOneRelay: a proof names the relay that it was made for. A
// proxy may put a name of its own into the request: then the names that the
// operator gave decide.
func TestRule6_aProofIsForOneRelay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sess := r.owner()
	for _, c := range []struct {
		names            []string
		madeFor, arrives string
		want             bool
	}{
		{nil, "relay.example", "relay.example:443", true},
		{nil, "RELAY.example.:8443", "relay.example", true},
		{nil, "evil.example", "relay.example", false},
		{nil, "relay.example", "10.0.0.7:8080", false},
		{[]string{"relay.example"}, "relay.example", "10.0.0.7:8080", true},
		{[]string{"relay.example"}, "evil.example", "10.0.0.7:8080", false},
		{[]string{"relay.example"}, "10.0.0.7", "10.0.0.7:8080", true},
		{nil, "[::1]:80", "[::1]", true},
	} {
		r.names = c.names
		r.restart()
		_, err := r.s.Service.Authenticate(t.Context(), presented(sess.Token, r.s.Nonce().Nonce, c.madeFor, c.arrives))
		if (err == nil) != c.want {
			t.Errorf("made for %s, arrives as %s at %v: %v", c.madeFor, c.arrives, c.names, err)
		}
	}
}

// TestRule6_proofsAreRememberedWithinBounds: one device cannot fill the memory
// with proofs, is told when it asks too often, and goes on after their time.
func TestRule6_proofsAreRememberedWithinBounds(t *testing.T) {
	t.Parallel()
	r, ticks := newTickingRig(t)
	sess := r.owner()
	var err error
	passed := 0
	for ; err == nil && passed <= 2*people.MaxProofs; passed++ {
		_, err = r.s.Authenticate(t.Context(), sess.Token)
	}
	r.wants("too many", err, desk.CodeTooMany, "proofs")
	if passed != people.MaxProofs+1 {
		t.Errorf("refused at %d", passed)
	}
	ticks.pass(2 * time.Minute)
	_, err = r.s.Authenticate(t.Context(), sess.Token)
	r.must(err)
}
