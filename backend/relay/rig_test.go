package relay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/event"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.Cleanup(func(code int) {
			_ = os.RemoveAll(template.dir)
			os.Exit(code)
		}),
		goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"),
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"))
}

const (
	appID    = sandbox.DefaultAppID
	secret   = sandbox.DefaultAppSecret
	password = "correct horse battery"
)

// team is a team's relay, with the sandbox playing Meta and the carrier from
// outside.
type team struct {
	t     *testing.T
	dir   string
	relay *relay.Relay
	world *sandbox.Sandbox
	meta  *httptest.Server
	tune  func(*config.Config) // of the next start; may be nil
	still bool                 // no time passes from the next start on
	again func()               // after a restart; may be nil

	consumers []event.Consumer // of the next start
	providers []relay.Provider // beside Meta, of the next start
	log       slog.Handler     // of the next start; nil = nothing is logged
}

// template is a data directory of a relay that started once: a copy of it starts
// in a fifth of the time that the migrations of an empty one take.
var template struct {
	once sync.Once
	dir  string
}

func newTeam(t *testing.T) *team {
	t.Helper()
	template.once.Do(func() {
		dir, err := os.MkdirTemp("", "parley-relay-template-") //nolint:usetesting // it outlives this test
		if err != nil {
			t.Fatal(err)
		}
		template.dir = dir
		first := &team{t: t, dir: dir, world: sandbox.New(sandbox.Config{})}
		first.meta = httptest.NewServer(first.world.Handler())
		first.start()
		first.world.Stop()
		first.stop()
		first.meta.Close()
	})
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(template.dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "keys", "master.key"), 0o600); err != nil { // a relay refuses one that others may read
		t.Fatal(err)
	}
	return newTeamIn(t, dir)
}

// newTeamIn starts the team's relay in a directory.
func newTeamIn(t *testing.T, dir string) *team {
	t.Helper()
	tm := &team{t: t, dir: dir}
	// A relay on a busy machine now and then answers too late: what it gets again comes soon.
	tm.world = sandbox.New(sandbox.Config{Seed: 7, RetryMax: 2 * time.Second, Pace: sandbox.Pace{
		First: -1, Sent: time.Millisecond, Delivered: time.Millisecond, Read: 5 * time.Millisecond, Review: -1,
	}, Carrier: sandbox.Carrier{DelayMs: -1}})
	tm.meta = httptest.NewServer(asMetaSays(t, tm.world.Handler()))
	tm.start()
	t.Cleanup(func() {
		pending := tm.world.Pending()
		tm.world.Stop()
		tm.stop()
		tm.meta.Close()
		if t.Failed() {
			tm.tellEnd(pending)
		}
	})
	return tm
}

// tellEnd says how the record ended and what the pretend Meta still had to tell, for who
// looks for what a desktop waited for in vain.
func (tm *team) tellEnd(pending int) {
	tm.t.Helper()
	db := tm.database()
	defer func() { _ = db.Close() }()
	ctx := context.Background()
	orgs, err := db.Orgs(ctx)
	if err != nil {
		tm.t.Error(err)
	}
	for _, org := range orgs {
		head, err := db.Head(ctx, org)
		if err != nil {
			tm.t.Error(err)
			return
		}
		err = db.EntriesAfter(ctx, org, max(head-20, 0), 20, func(e desk.Entry, _ []byte, quarantined string) error {
			tm.t.Logf("record: #%d %s %s %s", e.Seq, time.UnixMilli(e.At).Format("15:04:05.000"), e.Kind, quarantined)
			return nil
		})
		if err != nil {
			tm.t.Error(err)
		}
	}
	tm.t.Logf("webhooks not answered: %d", pending)
	done := tm.world.Delivered()
	for _, d := range done[max(len(done)-5, 0):] {
		tm.t.Logf("webhook: %s %s, %d after %d", time.UnixMilli(d.AnsweredAt).Format("15:04:05.000"), d.Kind, d.Status, d.Attempts)
	}
}

// start opens the relay on the same directory as before.
func (tm *team) start() {
	tm.t.Helper()
	if err := tm.tryStart(); err != nil {
		tm.t.Fatal(err)
	}
}

func (tm *team) tryStart() error {
	tm.t.Helper()
	cfg, err := config.Defaults(tm.dir)
	if err != nil {
		tm.t.Fatal(err)
	}
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	cfg.Meta.BaseURL, cfg.Vonage.BaseURL, cfg.Twilio.BaseURL = tm.meta.URL+"/graph", tm.meta.URL+"/vonage", tm.meta.URL+"/twilio"
	cfg.Meta.DialogURL, cfg.Meta.ScriptURL = tm.meta.URL+"/facebook", tm.meta.URL+"/facebook/sdk.js"
	cfg.Limits.Requests = 10_000
	if tm.tune != nil {
		tm.tune(&cfg)
	}
	opts := relay.Options{Config: cfg, Version: "test", Log: slog.New(tm.logged()), Consumers: tm.consumers, Providers: tm.providers}
	if tm.still {
		now := time.Now()
		opts.Clock, opts.Steady = func() time.Time { return now }, clock.Steady{Now: func() time.Duration { return time.Hour }}
	}
	started, err := relay.New(context.Background(), opts)
	if err != nil {
		return err
	}
	tm.relay = started
	tm.world.SetTargets(sandbox.Targets{
		Meta:   tm.relay.PublicURL() + "/webhooks/meta/" + appID,
		Vonage: tm.relay.PublicURL() + "/webhooks/vonage/sms",
		Graph:  tm.meta.URL + "/graph",
	})
	return nil
}

func (tm *team) logged() slog.Handler {
	if tm.log == nil {
		return slog.DiscardHandler
	}
	return tm.log
}

// database opens the database of a relay that has stopped.
func (tm *team) database() *store.DB {
	tm.t.Helper()
	db, err := datadir.Open(context.Background(), tm.dir, store.Options{})
	if err != nil {
		tm.t.Fatal(err)
	}
	return db
}

func (tm *team) stop() {
	tm.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := tm.relay.Close(ctx); err != nil {
		tm.t.Error(err)
	}
}

// setup makes a call of the wizard as a supervisor without a socket.
func (tm *team) setup(name string, body, out any) error {
	tm.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		tm.t.Fatal(err)
	}
	boss := &desk.User{ID: "usr_boss", Role: desk.RoleOwner, Active: true}
	got, err := tm.relay.SetupCalls()[name](context.Background(), provision.Caller{Org: tm.relay.Org(), User: boss, DeviceID: "dev_boss"}, raw)
	if err != nil || out == nil {
		return err
	}
	if raw, err = json.Marshal(got); err != nil {
		tm.t.Fatal(err)
	}
	return json.Unmarshal(raw, out)
}

// connectApp stores the Meta app and gives its verify token.
func (tm *team) connectApp() string {
	tm.t.Helper()
	var access wire.AppAccess
	if err := tm.setup(wire.CallAppPut.Name, wire.AppPut{ID: appID, Name: "App", Secret: secret}, &access); err != nil {
		tm.t.Fatal(err)
	}
	return access.VerifyToken
}

// number puts a number into the record as provision does at its end.
func (tm *team) number(phoneID string, app desk.AppID) desk.NumberID {
	tm.t.Helper()
	id := desk.NumberID("num_" + phoneID)
	err := tm.relay.Record(context.Background(), desk.EntryNumberPut, desk.Number{
		ID: id, Provider: "meta", AppID: app, PhoneID: phoneID, Phone: "+15550783881", Name: "Line " + phoneID, State: desk.NumberReady,
	})
	if err != nil {
		tm.t.Fatal(err)
	}
	return id
}

// hook posts a signed webhook and gives the status.
func (tm *team) hook(body []byte, signature string) int {
	tm.t.Helper()
	req, err := http.NewRequest(http.MethodPost, tm.relay.PublicURL()+"/webhooks/meta/"+appID, bytes.NewReader(body))
	if err != nil {
		tm.t.Fatal(err)
	}
	if signature != "" {
		req.Header.Set("X-Hub-Signature-256", signature)
	}
	return tm.do(req)
}

func (tm *team) signed(body []byte) int { return tm.hook(body, meta.Sign(secret, body)) }

func (tm *team) do(req *http.Request) int {
	tm.t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tm.t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		tm.t.Fatal(err)
	}
	return resp.StatusCode
}

func (tm *team) head() int64 {
	tm.t.Helper()
	h, err := tm.relay.Store().Head(context.Background(), tm.relay.Org())
	if err != nil {
		tm.t.Fatal(err)
	}
	return h
}

// kept counts the entries, without what comes by itself whatever a test does: the doctor
// looks at a number as soon as there is one, and of an old message something is due.
func (tm *team) kept() (n int64) {
	tm.t.Helper()
	err := tm.relay.Store().EntriesAfter(context.Background(), tm.relay.Org(), 0, int(tm.head()), func(e desk.Entry, _ []byte, _ string) error {
		if e.Kind != desk.EntryCheckup && e.Kind != desk.EntryNumberSeen && e.Kind != desk.EntryTimer {
			n++
		}
		return nil
	})
	if err != nil {
		tm.t.Fatal(err)
	}
	return n
}

// unhandled lists what was not understood.
func (tm *team) unhandled() []*desk.Unhandled {
	tm.t.Helper()
	list, err := tm.relay.Store().UnhandledList(context.Background(), tm.relay.Org(), 100)
	if err != nil {
		tm.t.Fatal(err)
	}
	return list
}

// post makes one of the small JSON requests; the answer is decoded into out. A
// sign-in that says nothing else is bound to the key of all tests.
func (tm *team) post(path string, in, out any) *wire.Failure {
	tm.t.Helper()
	switch asks := in.(type) {
	case wire.SignIn:
		if asks.Device.Key == nil {
			asks.Device.Key = wiretest.PublicKey()
		}
		in = asks
	case wire.Claim:
		if asks.Device.Key == nil {
			asks.Device.Key = wiretest.PublicKey()
		}
		in = asks
	}
	b, err := json.Marshal(in)
	if err != nil {
		tm.t.Fatal(err)
	}
	resp, err := http.Post(tm.relay.PublicURL()+path, "application/json", bytes.NewReader(b))
	if err != nil {
		tm.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
			tm.t.Fatal(err)
		}
		return nil
	}
	var e struct {
		Error wire.Failure `json:"error"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		tm.t.Fatal(err)
	}
	return &e.Error
}

// join uses a one-time code.
func (tm *team) join(code, name string) wire.Session {
	tm.t.Helper()
	var s wire.Session
	err := tm.post(wire.PathClaim, wire.Claim{
		Code: code, Name: name, Email: strings.ToLower(name) + "@example.com", Password: password,
		Device: wire.Device{Name: name + "'s desk", Platform: "test"},
	}, &s)
	if err != nil {
		tm.t.Fatalf("join %s: %+v", name, err)
	}
	return s
}

// owner claims the relay.
func (tm *team) owner() wire.Session {
	tm.t.Helper()
	code, err := tm.relay.OwnerCode(context.Background())
	if err != nil || code == "" {
		tm.t.Fatalf("owner code %q, %v", code, err)
	}
	return tm.join(code, "Olga")
}

// desk opens a socket as a session.
func (tm *team) desk(s wire.Session, hello wire.Hello) *wiretest.Desktop {
	tm.t.Helper()
	d := wiretest.Dial(tm.t, "ws"+strings.TrimPrefix(tm.relay.PublicURL(), "http")+wire.PathSync, s.Token)
	d.Hello(hello)
	return d
}

// said fails the test on a refusal and decodes the answer.
func said[T any](t *testing.T, res *wire.Result) T {
	t.Helper()
	var v T
	if res.Error != nil {
		t.Fatalf("%s: %+v", res.ID, res.Error)
	}
	if len(res.Body) > 0 {
		if err := json.Unmarshal(res.Body, &v); err != nil {
			t.Fatal(err)
		}
	}
	return v
}
