package hub_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// turnstile is a door that holds up the next judgement, and with it the writing
// goroutine of whoever is judged.
type turnstile struct {
	*door
	isShut     atomic.Bool
	in, opened chan struct{}
}

func (d *turnstile) Judge(ctx context.Context, id hub.Identity) error {
	if d.isShut.CompareAndSwap(true, false) {
		close(d.in)
		<-d.opened
	}
	return d.door.Judge(ctx, id)
}

// A desktop that does not take what is for it is closed with a code that lets it
// come back, once so much waits as the relay keeps for one; the others notice
// nothing, and nobody who pushes waits.
func TestRule3_aSlowDesktopIsClosedAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	gate := &turnstile{in: make(chan struct{}), opened: make(chan struct{})}
	r := newRigOf(t, func(c *hub.Config) {
		if d, ok := c.Door.(*door); ok {
			gate.door = d
		}
		c.Door = gate
	})
	slow := r.dial(ana, "dev_slow", wire.Hello{})
	slow.CatchUp(r.head())
	gate.isShut.Store(true)
	r.hub.Nudge()
	<-gate.in
	quick := r.dial(bruno, "dev_quick", wire.Hello{})
	body, err := view.Own(map[string]string{"box": "sealed"})
	if err != nil {
		t.Fatal(err)
	}
	for range hub.OutQueue {
		r.hub.Push(org, "dev_slow", wire.PushCode, body)
	}
	if n := r.hub.Connected(); n != 2 {
		t.Errorf("%d are connected while the queue is just full", n)
	}
	r.hub.Push(org, "dev_slow", wire.PushCode, body)
	r.hub.PushAll(org, wire.PushSandbox, body)
	if got := pulse(quick); len(got) != 1 {
		t.Errorf("the other desktop is pushed %q", got)
	}
	close(gate.opened)
	if code := slow.Closed(); code != wire.CloseSlow || !wire.Reconnectable(code) {
		t.Errorf("closed with %d, want %d", code, wire.CloseSlow)
	}
	if n := len(slow.Pushed); n > hub.OutQueue {
		t.Errorf("%d of %d frames were kept for it", n, hub.OutQueue)
	}
	r.dial(ana, "dev_slow", wire.Hello{}).CatchUp(r.head())
}

// stern is a door that lets nobody in.
type stern struct {
	*door
	says error
}

func (d stern) Authenticate(context.Context, wire.Presented) (hub.Identity, error) {
	return hub.Identity{}, d.says
}

// A handshake that is refused says why in a way that every desktop takes right:
// one that is told 401 forgets its sign-in, one that is told 503 comes back.
func TestHandshake_eachRefusalHasItsStatus(t *testing.T) {
	t.Parallel()
	for status, says := range map[int]error{
		http.StatusUnauthorized:       desk.Refuse(desk.CodeUnauthorized, "signedOut"),
		http.StatusUpgradeRequired:    desk.Refuse(desk.CodeUnauthorized, wire.SubUnbound),
		http.StatusTooManyRequests:    desk.Refuse(desk.CodeTooMany, "requests"),
		http.StatusServiceUnavailable: &desk.Error{Code: desk.CodeUnavailable, Err: errors.New("wal is locked")},
	} {
		r := newRigOf(t, func(c *hub.Config) { c.Door = stern{says: says} })
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http"+strings.TrimPrefix(r.url, "ws"), http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var got wire.Failure
		if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
			t.Errorf("%v: the answer is no failure: %v", says, err)
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
		if res.StatusCode != status || got.Code != string(desk.CodeOf(says)) || got.Subcode != desk.SubcodeOf(says) {
			t.Errorf("%v: answered %d %+v, want %d", says, res.StatusCode, got, status)
		}
		if strings.Contains(got.Message, "wal") || len(got.Params) != 0 {
			t.Errorf("the cause left the relay: %+v", got)
		}
	}
}
