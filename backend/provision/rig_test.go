package provision_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/integration"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/secrets"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/webhook"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

const (
	org   desk.OrgID = "org_test"
	waba             = sandbox.DefaultWABA
	app              = sandbox.DefaultAppID
	token            = sandbox.DefaultToken
	pin              = "731946"
	gb               = "+442079460958" // rented at the pretend carrier
)

// clock is moved by hand; the pretend world has the same one.
type clock struct{ ms atomic.Int64 }

func (c *clock) now() time.Time       { return time.UnixMilli(c.ms.Load()) }
func (c *clock) pass(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// device is a signed-in desktop with the key that codes are sealed to.
type device struct {
	id   desk.DeviceID
	pub  *[32]byte
	priv *[32]byte
}

func newDevice(t *testing.T, id desk.DeviceID) *device {
	t.Helper()
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{id, pub, priv}
}

// unsealed opens what was sealed to the device.
func (d *device) unsealed(t *testing.T, sealed []byte) []byte {
	t.Helper()
	plain, ok := box.OpenAnonymous(nil, sealed, d.pub, d.priv)
	if !ok {
		t.Fatal("not sealed to this device")
	}
	return plain
}

// unseal reads a code that was sealed to the device.
func (d *device) unseal(t *testing.T, sealed []byte) wire.SetupCode {
	t.Helper()
	var code wire.SetupCode
	if json.Unmarshal(d.unsealed(t, sealed), &code) != nil {
		t.Fatal("no code was sealed")
	}
	return code
}

// pushed is one push to one device.
type pushed struct {
	device desk.DeviceID
	name   string
	box    []byte
}

// rig is the service in the world that it is made for: the real store, ledger
// and fold, the real webhook handler, and the sandbox behind real HTTP.
type rig struct {
	t      *testing.T
	dir    string
	clock  *clock
	db     *store.DB
	ledger *ledger.Ledger
	keeper *secrets.Keeper
	world  *sandbox.Sandbox
	graph  *gateway
	vonage *gateway
	relay  *httptest.Server
	log    *lockedBuffer

	s       atomic.Pointer[provision.Service] // the one that webhooks reach
	links   atomic.Pointer[integration.Service]
	pushes  chan pushed
	devices map[desk.UserID]*device
	off     sync.Map // ids of people whose desktops are not connected
	maria   *desk.User
	ben     *desk.User
	bornAt  int64 // when the present service began, see reborn
}

// lockedBuffer keeps the log.
type lockedBuffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newRig(t *testing.T) *rig {
	t.Helper()
	return newRigIn(t, filepath.Dir(storetest.Empty(t)))
}

// newRigIn makes a rig on the database of a folder, or a new one there.
func newRigIn(t *testing.T, dir string) *rig {
	t.Helper()
	r := &rig{
		t: t, dir: dir, clock: &clock{}, log: &lockedBuffer{},
		pushes:  make(chan pushed, 1000), // more than any test makes: the service must never wait here
		devices: map[desk.UserID]*device{},
	}
	r.clock.ms.Store(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC).UnixMilli())
	r.openGround()
	r.openWorld()
	r.start(r.config())
	r.people()
	return r
}

func (r *rig) openGround() {
	r.t.Helper()
	var err error
	if r.db, err = store.Open(r.t.Context(), filepath.Join(r.dir, "parley.db"), store.Options{OnSessions: func(org desk.OrgID, user desk.UserID) {
		if s := r.s.Load(); s != nil {
			s.SessionsChanged(org, user)
		}
	}}); err != nil {
		r.t.Fatal(err)
	}
	r.ledger = ledger.New(ledger.Config{
		Begin: r.db.OpenTx,
		Fold:  engine.New(meta.Reader{}, vonage.Reader{}).FoldTx,
		Clock: r.clock.now, Logger: r.logger(),
	})
	if err := r.ledger.Start(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(r.closeGround)
	if r.keeper, err = secrets.Open(r.t.Context(), filepath.Join(r.dir, "keys", "master.key"), r.db, r.clock.now); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) closeGround() {
	r.ledger.Stop()
	if err := r.db.Close(); err != nil {
		r.t.Error(err)
	}
}

func (r *rig) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func (r *rig) openWorld() {
	r.t.Helper()
	r.world = sandbox.New(sandbox.Config{
		Clock: r.clock.now, Seed: 11, Empty: false, RetryBase: time.Millisecond, RetryMax: 20 * time.Millisecond,
		Pace:    sandbox.Pace{First: -1, Review: time.Millisecond},
		Carrier: sandbox.Carrier{DelayMs: 1},
	})
	r.graph, r.vonage = newGateway(r.t, r.world.Graph()), newGateway(r.t, r.world.Vonage())
	metrics := webhook.NewMetrics(nil)
	mux := http.NewServeMux()
	mux.Handle("/webhooks/vonage/sms", webhook.NewSMS(vonage.Webhooks{}, carriers{r}, taker{r}, r.clock.now, metrics, r.logger()))
	r.relay = httptest.NewServer(mux)
	r.t.Cleanup(r.relay.Close)
	r.world.SetTargets(sandbox.Targets{Vonage: r.relay.URL + "/webhooks/vonage/sms"})
	if err := r.world.Start(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(r.world.Stop)
}

// carriers and taker are what relay puts between webhook and provision.
type carriers struct{ r *rig }

func (c carriers) CarrierKeys(ctx context.Context, carrier string) ([]channel.CarrierKeys, error) {
	return c.r.links.Load().CarrierKeys(ctx, carrier)
}

type taker struct{ r *rig }

func (k taker) TakeSMS(ctx context.Context, proven []desk.OrgID, sms channel.SMS) error {
	return k.r.s.Load().TakeSMS(ctx, proven, sms)
}

func (k taker) TakeReceipt(ctx context.Context, proven []desk.OrgID, carrier string, it channel.Item) error {
	return k.r.s.Load().TakeReceipt(ctx, proven, carrier, it)
}

// linksOver makes the links of the organization anew. Calls to Meta and the carrier go
// through http, nil = the usual one.
func (r *rig) linksOver(recorder desk.Recorder, through *http.Client) *integration.Service {
	l := integration.New(integration.Config{
		Rows: r.db, Secrets: r.keeper, Recorder: recorder, PublicURL: r.relay.URL, Clock: r.clock.now,
		Carriers: []integration.Carrier{vonage.Carrier{BaseURL: r.vonage.URL, HTTP: through}},
		Providers: []integration.Provider{{
			Name: meta.Provider, Channel: desk.WhatsApp, IDs: meta.IDs, Scopes: meta.Scopes, Open: func(token desk.Secret) channel.Client {
				return &meta.Client{BaseURL: r.graph.URL, Version: "v23.0", Token: meta.StaticToken(token), HTTP: through}
			},
		}},
	})
	r.links.Store(l)
	return l
}

func (r *rig) config() provision.Config {
	return provision.Config{
		Store: r.db, Rows: r.db, Accounts: r.linksOver(r.ledger, nil), Recorder: r.ledger, Sealer: r.keeper,
		Clock: r.clock.now, Log: r.logger(), Desktops: desktops{r},
	}
}

// desktops are those of the rig's people: one each.
type desktops struct{ *rig }

func (r desktops) Push(_ desk.OrgID, d desk.DeviceID, name string, body view.Body) {
	var sealed wire.Sealed
	if err := json.Unmarshal(body.Raw(), &sealed); err != nil {
		r.t.Error(err)
	}
	r.pushes <- pushed{d, name, sealed.Box}
}

func (r desktops) SealKeys(_ desk.OrgID, u desk.UserID, _ int64) map[desk.DeviceID][]byte {
	if _, off := r.off.Load(u); off {
		return nil
	}
	if d := r.devices[u]; d != nil {
		return map[desk.DeviceID][]byte{d.id: d.pub[:]}
	}
	return nil
}

// start makes a new service, as a restart of the relay would.
func (r *rig) start(cfg provision.Config) {
	r.t.Helper()
	if old := r.s.Load(); old != nil {
		old.Stop()
	}
	s := provision.New(cfg)
	r.s.Store(s)
	if err := s.Start(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(s.Stop)
}

func (r *rig) people() {
	r.t.Helper()
	r.maria = &desk.User{ID: "usr_maria", Name: "Maria", Email: "maria@example.com", Role: desk.RoleOwner, Active: true, WhatsApp: true, Capacity: 2}
	r.ben = &desk.User{ID: "usr_ben", Name: "Ben", Email: "ben@example.com", Role: desk.RoleAdmin, Active: true}
	for _, u := range []*desk.User{r.maria, r.ben} {
		r.put(desk.EntryUserPut, u)
		r.devices[u.ID] = newDevice(r.t, desk.DeviceID("dev_"+string(u.ID)))
	}
}

func (r *rig) put(kind desk.EntryKind, payload any) {
	r.t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		r.t.Fatal(err)
	}
	out, err := r.ledger.Submit(r.t.Context(), desk.Submission{Proposals: []desk.Proposal{{Org: org, Kind: kind, Payload: raw}}})
	if err != nil || out[0].Quarantined {
		r.t.Fatalf("put %s: %v %+v", kind, err, out)
	}
}

// inbox makes an inbox of Maria by command, as a person would.
func (r *rig) inbox(name string) desk.InboxID {
	r.t.Helper()
	body, err := json.Marshal(wire.PutInbox{Name: name, Mode: "roundRobin", ReassignSeconds: 30, Members: []string{string(r.maria.ID)}})
	if err != nil {
		r.t.Fatal(err)
	}
	r.put(desk.EntryCommand, desk.CommandEntry{UserID: r.maria.ID, ClientID: desk.NewID("c"), Name: wire.CmdPutInbox.Name, Body: body})
	list, err := desk.Find[*desk.Inbox](r.t.Context(), r.db, org, desk.Inboxes.With())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, in := range list {
		if in.Name == name {
			return in.ID
		}
	}
	r.t.Fatalf("no inbox %s", name)
	return ""
}

// call makes a call as a person at their desktop.
func call[Out any](r *rig, who *desk.User, name string, in any) (Out, error) {
	r.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		r.t.Fatal(err)
	}
	c := provision.Caller{Org: org, User: who}
	if d := r.devices[who.ID]; d != nil {
		c.DeviceID, c.SealKey = d.id, d.pub[:]
	}
	return callAs[Out](r, c, name, body)
}

// calls gives what the wizard asks, of the links and of the numbers.
func (r *rig) calls() map[string]provision.CallFunc {
	calls := r.s.Load().Calls()
	for name, f := range r.links.Load().Calls() {
		calls[name] = func(ctx context.Context, c provision.Caller, body []byte) (any, error) {
			return f(ctx, c.Org, c.User, body)
		}
	}
	return calls
}

// callAs makes a call with an encoded body as a session.
func callAs[Out any](r *rig, c provision.Caller, name string, body []byte) (Out, error) {
	r.t.Helper()
	var out Out
	answer, err := r.calls()[name](r.t.Context(), c, body)
	if err != nil {
		return out, err
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		r.t.Fatal(err)
	}
	return out, nil
}

// must is call for what has to work.
func must[Out any](r *rig, who *desk.User, name string, in any) Out {
	r.t.Helper()
	out, err := call[Out](r, who, name, in)
	if err != nil {
		r.t.Fatalf("%s: %v", name, err)
	}
	return out
}

func (r *rig) refused(what string, err error, code desk.Code, sub string) {
	r.t.Helper()
	if desk.CodeOf(err) != code || desk.SubcodeOf(err) != sub {
		r.t.Errorf("%s: got %v; want %s/%s", what, err, code, sub)
	}
}

// troubleOf gives the words of what is wrong with a step, "" for nothing.
func troubleOf(said *wire.Failure) string {
	if said == nil {
		return ""
	}
	return words.Of(said.Err())
}
