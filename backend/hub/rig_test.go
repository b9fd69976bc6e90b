package hub_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

func TestMain(m *testing.M) {
	desktest.Cases(50)
	goleak.VerifyTestMain(m)
}

const (
	org   = spinetest.Org
	alex  = desk.UserID("usr_alex") // owner
	ana   = desk.UserID("usr_ana")
	bruno = desk.UserID("usr_bruno")
)

// door lets everybody in whose token is their user id, and knows the revoked. It
// asks for no proof: that is account's.
type door struct {
	mu      sync.Mutex
	revoked map[desk.DeviceID]bool
}

func (d *door) Authenticate(_ context.Context, p wire.Presented) (hub.Identity, error) {
	user, device, ok := strings.Cut(p.Token, "@")
	if !ok {
		return hub.Identity{}, desk.Refuse(desk.CodeUnauthorized, "")
	}
	return hub.Identity{Org: org, UserID: desk.UserID(user), DeviceID: desk.DeviceID(device)}, nil
}

func (d *door) Judge(_ context.Context, id hub.Identity) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.revoked[id.DeviceID] {
		return desk.Refuse(desk.CodeUnauthorized, "")
	}
	return nil
}

func (d *door) CopyRefused(context.Context, hub.Identity) error { return nil }

func (d *door) revoke(id desk.DeviceID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.revoked[id] = true
}

// rig is a hub over the real spine.
type rig struct {
	*spinetest.Spine
	t    *testing.T
	hub  *hub.Hub
	door *door
	url  string
	// quiet keeps commits from the hub: what it hears of is the test's then.
	quiet atomic.Bool
}

// newRig is a rig whose people are not away however slowly they come back.
func newRig(t *testing.T) *rig {
	t.Helper()
	return newRigWithGrace(t, time.Minute)
}

func newRigWithGrace(t *testing.T, grace time.Duration) *rig {
	t.Helper()
	return newRigOf(t, func(c *hub.Config) { c.Grace = grace })
}

func newRigOf(t *testing.T, change func(*hub.Config)) *rig {
	t.Helper()
	r := &rig{t: t, door: &door{revoked: map[desk.DeviceID]bool{}}}
	var running atomic.Pointer[hub.Hub]
	r.Spine = spinetest.Open(t, func() {
		if h := running.Load(); h != nil && !r.quiet.Load() {
			h.Nudge()
		}
	})
	cfg := hub.Config{Rows: r.DB, Feed: r.DB, Door: r.door, Recorder: r.Ledger, Drafts: r.DB, Whole: engine.New(meta.Reader{}).Whole, Version: "test", Grace: time.Minute}
	change(&cfg)
	r.hub = hub.New(cfg)
	running.Store(r.hub)
	srv := httptest.NewServer(r.hub)
	r.url = "ws" + strings.TrimPrefix(srv.URL, "http")
	t.Cleanup(func() {
		r.hub.Stop()
		srv.Close()
	})
	r.Person(alex, desk.RoleOwner)
	r.Person(ana, desk.RoleAgent)
	r.Person(bruno, desk.RoleAgent)
	r.Inbox(alex, ana, bruno)
	return r
}

func (r *rig) head() int64 {
	r.t.Helper()
	h, err := r.DB.Head(context.Background(), org)
	if err != nil {
		r.t.Fatal(err)
	}
	return h
}

// dial opens a socket and says hello.
func (r *rig) dial(user desk.UserID, device string, hello wire.Hello) *wiretest.Desktop {
	r.t.Helper()
	d := r.tryDial(user, device)
	d.Hello(hello)
	return d
}

func (r *rig) tryDial(user desk.UserID, device string) *wiretest.Desktop {
	r.t.Helper()
	return wiretest.DialWith(r.t, r.url, http.Header{"Authorization": {"Bearer " + string(user) + "@" + device}})
}
