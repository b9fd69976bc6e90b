package link_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

const (
	org   = spinetest.Org
	owner = desk.UserID("usr_owner")
	ana   = desk.UserID("usr_ana")
	bruno = desk.UserID("usr_bruno")
)

// rig is the real hub over the real spine.
type rig struct {
	*spinetest.Spine
	t   *testing.T
	srv *httptest.Server

	mu  sync.Mutex // guards below
	hub *hub.Hub
}

// Authenticate lets everybody in whose token is their user id.
func (r *rig) Authenticate(_ context.Context, p wire.Presented) (hub.Identity, error) {
	return hub.Identity{Org: org, UserID: desk.UserID(p.Token), DeviceID: desk.DeviceID("dev_" + p.Token)}, nil
}

// Judge lets everybody go on.
func (r *rig) Judge(context.Context, hub.Identity) error { return nil }

// CopyRefused hears of nothing.
func (r *rig) CopyRefused(context.Context, hub.Identity) error { return nil }

func (r *rig) now() *hub.Hub {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hub
}

// restart stops the hub and starts another, as a relay that is restarted.
func (r *rig) restart() {
	if h := r.now(); h != nil {
		h.Stop()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hub = hub.New(hub.Config{Rows: r.DB, Feed: r.DB, Door: r, Recorder: r.Ledger, Whole: engine.New(meta.Reader{}).Whole, Version: "test"})
}

func newReal(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t}
	r.Spine = spinetest.Open(t, func() {
		if h := r.now(); h != nil {
			h.Nudge()
		}
	})
	r.restart()
	mux := http.NewServeMux()
	mux.HandleFunc(wire.PathNonce, giveNonce)
	mux.HandleFunc(wire.PathSync, func(w http.ResponseWriter, req *http.Request) { r.now().ServeHTTP(w, req) })
	r.srv = httptest.NewServer(mux)
	t.Cleanup(func() {
		r.now().Stop()
		r.srv.Close()
	})
	r.Person(owner, desk.RoleOwner)
	r.Person(ana, desk.RoleAgent)
	r.Person(bruno, desk.RoleAgent)
	return r
}

// desktopOf starts a person's desktop against the real hub.
func (r *rig) desktopOf(user desk.UserID) *app {
	r.t.Helper()
	copied, err := replica.Open(r.t.Context(), r.t.TempDir(), replica.Options{})
	if err != nil {
		r.t.Fatal(err)
	}
	c := client(r.t, r.srv.URL, nil)
	a := &app{t: r.t, replica: copied, states: make(chan link.State, 10_000)}
	a.Link, err = link.New(link.Config{
		Client: c, Session: func() link.Credential { return link.Credential{Token: desk.Secret(user), Key: wiretest.Key} }, DeviceID: "dev_" + string(user), Version: "1",
		Replica: copied, Outbox: copied.Outbox(), Files: copied.Attachments(),
		OnState: func(s link.State) { a.states <- s },
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if err := a.Start(context.Background()); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		a.Stop()
		c.Close()
		if err := copied.Close(); err != nil {
			r.t.Error(err)
		}
	})
	a.until(link.StateLive)
	return a
}

// thread gives the one thread that a desktop holds, or none.
func (a *app) thread() (t wire.Thread, ok bool) {
	a.t.Helper()
	items, _, _, err := a.replica.ChangesSince(context.Background(), 0, 1000)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, c := range items {
		if c.Kind == string(desk.RowThread) {
			if err := c.Into(&t); err != nil {
				a.t.Fatal(err)
			}
			return t, true
		}
	}
	return t, false
}

func (a *app) says(thread string) string {
	a.t.Helper()
	page, _, err := a.replica.Messages(context.Background(), thread, 0, 0, 1000)
	if err != nil {
		a.t.Fatal(err)
	}
	var all []string
	for _, m := range page {
		all = append(all, m.Text)
	}
	return strings.Join(all, " | ")
}

func TestRealHub_aThreadGoesThroughTwoDesktops(t *testing.T) {
	t.Parallel()
	r := newReal(t)
	boss, agent, other := r.desktopOf(owner), r.desktopOf(ana), r.desktopOf(bruno)
	ctx := t.Context()
	var inbox wire.IDResult
	if err := boss.Command(ctx, wire.CmdPutInbox.Name, wire.PutInbox{
		Name: "Support", Mode: string(desk.ModeManual), NumberID: string(spinetest.Line), ReassignSeconds: 30, Members: []string{string(ana), string(bruno)},
	}, &inbox); err != nil || inbox.ID == "" {
		t.Fatalf("put inbox: %+v, %v", inbox, err)
	}
	r.Customer("4917600000001", "hello there")
	r.Customer("4917600000001", "anybody?")
	// Waiting: the boss reads all of it, the agent its first line only.
	boss.eventually("the boss reads it", func() bool {
		th, ok := boss.thread()
		return ok && boss.says(th.ID) == "hello there | anybody?"
	})
	agent.eventually("the agent sees that it waits", func() bool { th, ok := agent.thread(); return ok && th.Access == wire.AccessSummary })
	th, _ := agent.thread()
	if got := agent.says(th.ID); got != "" {
		t.Errorf("the agent reads %q before taking it", got)
	}
	if err := agent.Command(ctx, wire.CmdTake.Name, wire.InteractionRef{InteractionID: th.InteractionID, Epoch: th.Epoch}, nil); err != nil {
		t.Fatalf("take: %v", err)
	}
	agent.eventually("enter brings the messages", func() bool {
		th, _ = agent.thread()
		return th.Access == wire.AccessFull && agent.says(th.ID) == "hello there | anybody?"
	})
	if u, err := agent.replica.Unread(ctx); err != nil || u[th.ID] != 2 {
		t.Errorf("unread %v, %v", u, err)
	}
	// Offline: the reply waits, the relay comes back, it goes once.
	r.now().Stop()
	agent.until(link.StateOffline)
	agent.queue(wire.Queued{ClientID: "cmd_1", ThreadID: th.ID, Name: wire.CmdSend.Name, Send: &wire.Send{
		ThreadID: th.ID, InteractionID: th.InteractionID, Epoch: th.Epoch, Content: wire.SendContent{Kind: "text", Text: "hi, how can I help?"},
	}})
	r.restart()
	for _, a := range []*app{boss, agent, other} {
		a.Poke()
	}
	want := "hello there | anybody? | hi, how can I help?"
	boss.eventually("the boss sees the reply", func() bool { return boss.says(th.ID) == want })
	agent.eventually("the outbox is empty", func() bool { return len(agent.queued()) == 0 && agent.says(th.ID) == want })
	hits, err := boss.replica.Search(ctx, "how can", "", wire.SearchFilter{}, 5)
	if err != nil || len(hits) != 1 || hits[0].ClientID != "cmd_1" {
		t.Errorf("search finds %v, %v", hits, err)
	}
	// Handing it over: the thread leaves but for what ana handled.
	th, _ = agent.thread()
	boss.eventually("bruno is back and takes it over", func() bool {
		err := boss.Command(ctx, wire.CmdTransfer.Name, wire.Transfer{InteractionID: th.InteractionID, Epoch: th.Epoch, To: string(bruno)}, nil)
		return err == nil
	})
	other.eventually("enter brings bruno all of it", func() bool { return other.says(th.ID) == want })
	agent.eventually("leave", func() bool { th, ok := agent.thread(); return !ok || th.Access == wire.AccessHandled })
	if u, err := agent.replica.Unread(ctx); err != nil || len(u) != 0 {
		t.Errorf("unread %v after leave, %v", u, err)
	}
	// A reply under the old assignment is refused and stops.
	agent.queue(wire.Queued{ClientID: "cmd_2", ThreadID: th.ID, Name: wire.CmdSend.Name, Send: &wire.Send{
		ThreadID: th.ID, InteractionID: th.InteractionID, Epoch: th.Epoch, Content: wire.SendContent{Kind: "text", Text: "too late"},
	}})
	agent.eventually("stopped", func() bool { q := agent.queued(); return len(q) == 1 && q[0].State == wire.QueuedStopped })
	if q := agent.queued()[0]; q.Reason == "" || q.Said == nil {
		t.Errorf("stopped without a reason: %+v", q)
	}
}

// A desktop that was away for long comes back to many threads, cut into pages
// and frames, and holds what the relay holds.
func TestRealHub_aLongSnapshotAndManyChangesArriveWhole(t *testing.T) {
	t.Parallel()
	r := newReal(t)
	boss := r.desktopOf(owner)
	long := strings.Repeat("lorem ipsum ", 300)
	for i := range 24 {
		for range 3 {
			r.Customer(fmt.Sprintf("49176000000%02d", i), fmt.Sprintf("%d %s", i, long))
		}
	}
	head, err := r.DB.Head(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	fresh := r.desktopOf(owner)
	for _, a := range []*app{boss, fresh} {
		a.reaches(head)
		hits, err := a.replica.Search(t.Context(), "lorem", "", wire.SearchFilter{}, 1000)
		if err != nil || len(hits) != 72 {
			t.Errorf("%d messages of 72, %v", len(hits), err)
		}
	}
}
