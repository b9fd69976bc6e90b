package hub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	org   = desk.OrgID("org_1")
	alex  = desk.UserID("usr_alex") // owner
	ana   = desk.UserID("usr_ana")
	bruno = desk.UserID("usr_bruno")
	phone = "106540352242922"
	app   = desk.AppID("920184455017263")
	line  = desk.NumberID("num_1")
)

// door lets everybody in whose token is their user id, and knows the revoked.
type door struct {
	mu      sync.Mutex
	revoked map[desk.DeviceID]bool
}

func (d *door) Authenticate(_ context.Context, token string) (hub.Identity, error) {
	user, device, ok := strings.Cut(token, "@")
	if !ok {
		return hub.Identity{}, desk.Errorf(desk.CodeUnauthorized, "", "who")
	}
	return hub.Identity{UserID: desk.UserID(user), DeviceID: desk.DeviceID(device)}, nil
}

func (d *door) Revoked(id desk.DeviceID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.revoked[id]
}

func (d *door) revoke(id desk.DeviceID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.revoked[id] = true
}

// rig is a hub over the real store, ledger and engine.
type rig struct {
	t      *testing.T
	db     *store.DB
	ledger *ledger.Ledger
	hub    *hub.Hub
	door   *door
	url    string
	said   int
}

func newRig(t *testing.T) *rig {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "parley.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, db: db, door: &door{revoked: map[desk.DeviceID]bool{}}}
	r.ledger = ledger.New(ledger.Config{
		Begin: func(ctx context.Context) (ledger.Tx, error) { return db.Begin(ctx) },
		Fold: func(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
			return engine.Fold(ctx, tx.(engine.State), e)
		},
		OnCommit: func([]ledger.Committed) {
			if r.hub != nil {
				r.hub.Nudge()
			}
		},
	})
	r.hub = hub.New(hub.Config{
		Org: org, Rows: db, Feed: db, Door: r.door, Recorder: r.ledger, Version: "test", Grace: 50 * time.Millisecond,
	})
	if err := r.ledger.Start(ctx); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(r.hub)
	r.url = "ws" + strings.TrimPrefix(srv.URL, "http")
	t.Cleanup(func() {
		r.hub.Stop()
		srv.Close()
		r.ledger.Stop()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	r.seed()
	return r
}

func (r *rig) seed() {
	r.put(desk.EntryOrgPut, desk.Organization{ID: org, Name: "Test"})
	for id, role := range map[desk.UserID]desk.Role{alex: desk.RoleOwner, ana: desk.RoleAgent, bruno: desk.RoleAgent} {
		r.put(desk.EntryUserPut, desk.User{
			ID: id, Name: string(id), Role: role, Active: true, WhatsApp: true, Capacity: 5,
			Presence: desk.Presence{State: desk.PresenceOffline, Chosen: desk.PresenceOnline},
		})
	}
	r.put(desk.EntryNumberPut, desk.Number{
		ID: line, Provider: "meta", AppID: app, PhoneID: phone, Phone: "+493023125014", Name: "Line", State: desk.NumberReady,
	})
	r.as(alex, wire.CmdPutInbox, wire.PutInbox{
		Name: "Support", Mode: string(desk.ModeManual), NumberID: string(line), ReassignSeconds: 30,
		Members: []string{string(ana), string(bruno)},
	}, nil)
}

func (r *rig) submit(d desk.Draft) desk.Outcome {
	r.t.Helper()
	d.Org = org
	out, err := r.ledger.Submit(context.Background(), desk.Submission{Drafts: []desk.Draft{d}})
	if err != nil {
		r.t.Fatal(err)
	}
	if out[0].Quarantined {
		r.t.Fatalf("%s was quarantined", d.Kind)
	}
	return out[0]
}

func (r *rig) put(kind desk.EntryKind, v any) {
	r.t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		r.t.Fatal(err)
	}
	r.submit(desk.Draft{Kind: kind, Payload: b})
}

// as records a command and fails the test when it is refused.
func (r *rig) as(user desk.UserID, name string, body, out any) {
	r.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	payload, err := json.Marshal(desk.CommandEntry{UserID: user, ClientID: desk.NewID("cmd"), Name: name, Body: raw})
	if err != nil {
		r.t.Fatal(err)
	}
	var res wire.Result
	if err := json.Unmarshal(r.submit(desk.Draft{Kind: desk.EntryCommand, Payload: payload}).Answer, &res); err != nil {
		r.t.Fatal(err)
	}
	if res.Error != nil {
		r.t.Fatalf("%s: %+v", name, res.Error)
	}
	if out != nil {
		if err := json.Unmarshal(res.Body, out); err != nil {
			r.t.Fatal(err)
		}
	}
}

// write lets a customer write, through Meta's own payload.
func (r *rig) write(from, text string) {
	r.t.Helper()
	r.said++
	body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"493023125014","phone_number_id":%q},
		"contacts":[{"profile":{"name":"Customer %s"},"wa_id":%q}],
		"messages":[{"from":%q,"id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":%q}}]}}]}]}`,
		phone, from, from, from, r.said, time.Now().Unix(), text)
	items, err := meta.Split([]byte(body))
	if err != nil {
		r.t.Fatal(err)
	}
	payload, err := json.Marshal(desk.MetaEntry{AppID: app, NumberID: line, PhoneID: phone, Field: "messages", Time: items[0].Time, Item: items[0].Payload})
	if err != nil {
		r.t.Fatal(err)
	}
	r.submit(desk.Draft{Kind: desk.EntryMetaMessage, Payload: payload, Key: items[0].Key})
}

// waiting gives the one interaction in the queue.
func (r *rig) waiting() wire.InteractionRef {
	r.t.Helper()
	inboxes, err := r.db.Inboxes(context.Background(), org)
	if err != nil {
		r.t.Fatal(err)
	}
	list, err := r.db.WaitingIn(context.Background(), org, inboxes[0].ID)
	if err != nil || len(list) == 0 {
		r.t.Fatalf("nothing waits: %v, %v", list, err)
	}
	return wire.InteractionRef{InteractionID: string(list[0].ID), Epoch: list[0].Epoch}
}

// desktop is a client that applies frames to a map of rows.
type desktop struct {
	t      *testing.T
	conn   *websocket.Conn
	cursor wire.Cursor
	rows   map[string]json.RawMessage // kind/id
	pages  int
	next   string // of the last page
}

func (r *rig) dial(user desk.UserID, device string, hello wire.Hello) *desktop {
	r.t.Helper()
	d := r.tryDial(user, device)
	d.hello(hello)
	return d
}

func (r *rig) tryDial(user desk.UserID, device string) *desktop {
	r.t.Helper()
	head := http.Header{"Authorization": {"Bearer " + string(user) + "@" + device}}
	conn, resp, err := websocket.DefaultDialer.Dial(r.url, head)
	if err != nil {
		r.t.Fatal(err)
	}
	resp.Body.Close()
	r.t.Cleanup(func() { conn.Close() })
	return &desktop{t: r.t, conn: conn, rows: map[string]json.RawMessage{}}
}

func (d *desktop) send(f wire.Frame) {
	d.t.Helper()
	b, err := wire.Encode(f)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.conn.WriteMessage(websocket.TextMessage, b); err != nil {
		d.t.Fatal(err)
	}
}

// read gives the next frame, or the close code.
func (d *desktop) read() (wire.Frame, int) {
	d.t.Helper()
	if err := d.conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		d.t.Fatal(err)
	}
	_, b, err := d.conn.ReadMessage()
	if c, ok := err.(*websocket.CloseError); ok {
		return wire.Frame{}, c.Code
	}
	if err != nil {
		d.t.Fatalf("read: %v", err)
	}
	if len(b) > wire.MaxFrame {
		d.t.Fatalf("a frame of %d bytes", len(b))
	}
	f, err := wire.Decode(b)
	if err != nil {
		d.t.Fatal(err)
	}
	return f, 0
}

func (d *desktop) hello(h wire.Hello) {
	d.t.Helper()
	h.Version = wire.Version
	d.send(wire.Frame{Kind: wire.FrameHello, Hello: &h})
	f, code := d.read()
	if f.Welcome == nil {
		d.t.Fatalf("hello was answered with %+v, close %d", f, code)
	}
	d.cursor = f.Welcome.Cursor
	if f.Welcome.Resume {
		return
	}
	for {
		f, _ := d.read()
		if f.Page == nil {
			d.t.Fatalf("got %s inside a snapshot", f.Kind)
		}
		d.apply(f.Page.Items)
		d.pages++
		if d.next = f.Page.Next; d.next == "" {
			return
		}
	}
}

func (d *desktop) apply(items []wire.Change) {
	for _, c := range items {
		if !c.Gone {
			d.rows[c.Kind+"/"+c.ID] = c.Body
			continue
		}
		delete(d.rows, c.Kind+"/"+c.ID)
		if c.Kind == "thread" {
			d.leave(c.ID)
		}
	}
}

func (d *desktop) leave(thread string) {
	for k, body := range d.rows {
		var row struct {
			ThreadID string `json:"threadId"`
		}
		if json.Unmarshal(body, &row) == nil && row.ThreadID == thread {
			delete(d.rows, k)
		}
	}
}

// until follows changes until ok, checking that no range is skipped.
func (d *desktop) until(what string, ok func() bool) {
	d.t.Helper()
	for !ok() {
		f, code := d.read()
		if f.Changes == nil {
			d.t.Fatalf("waiting for %s: got %s, close %d", what, f.Kind, code)
		}
		if f.Changes.From != d.cursor.Seq || f.Changes.To < f.Changes.From {
			d.t.Fatalf("changes (%d, %d] after %d", f.Changes.From, f.Changes.To, d.cursor.Seq)
		}
		d.cursor.Seq = f.Changes.To
		d.apply(f.Changes.Items)
	}
}

// catchUp follows changes up to a sequence.
func (d *desktop) catchUp(seq int64) {
	d.t.Helper()
	d.until(fmt.Sprintf("sequence %d", seq), func() bool { return d.cursor.Seq >= seq })
}

func (d *desktop) count(kind string) int {
	n := 0
	for k := range d.rows {
		if strings.HasPrefix(k, kind+"/") {
			n++
		}
	}
	return n
}

func (r *rig) head() int64 {
	r.t.Helper()
	h, err := r.db.Head(context.Background(), org)
	if err != nil {
		r.t.Fatal(err)
	}
	return h
}
