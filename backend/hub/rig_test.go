package hub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
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

func (r *rig) head() int64 {
	r.t.Helper()
	h, err := r.db.Head(context.Background(), org)
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
	return wiretest.Dial(r.t, r.url, string(user)+"@"+device)
}
