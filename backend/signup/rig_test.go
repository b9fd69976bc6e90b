package signup_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/integration"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/secrets"
	"github.com/parleydesk/parley/backend/signup"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

const (
	org desk.OrgID = "org_test"
	app            = sandbox.DefaultAppID
)

// rig is the service in the world that it is made for: the real store, ledger, fold,
// links and client, with the sandbox's Meta behind real HTTP, and a browser.
type rig struct {
	t      *testing.T
	dir    string
	ms     atomic.Int64 // the clock of everybody
	db     *store.DB
	ledger *ledger.Ledger
	keeper *secrets.Keeper
	world  *sandbox.Sandbox
	graph  *httptest.Server
	pages  *httptest.Server
	links  *integration.Service
	s      *signup.Service
	log    *lockedBuffer
	maria  *desk.User
	ben    *desk.User

	mu     sync.Mutex // guards what follows
	before func(r *http.Request) (status int, body string)
	paths  []string
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

func (r *rig) now() time.Time       { return time.UnixMilli(r.ms.Load()) }
func (r *rig) pass(d time.Duration) { r.ms.Add(d.Milliseconds()) }

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, dir: filepath.Dir(storetest.Empty(t)), log: &lockedBuffer{}}
	r.ms.Store(time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC).UnixMilli())
	var err error
	if r.db, err = store.Open(t.Context(), filepath.Join(r.dir, "parley.db"), store.Options{}); err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.ledger = ledger.New(ledger.Config{Begin: r.db.OpenTx, Fold: engine.New(meta.Reader{}).FoldTx, Clock: r.now, Logger: logger})
	if err := r.ledger.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.ledger.Stop()
		if err := r.db.Close(); err != nil {
			t.Error(err)
		}
	})
	if r.keeper, err = secrets.Open(t.Context(), filepath.Join(r.dir, "keys", "master.key"), r.db, r.now); err != nil {
		t.Fatal(err)
	}
	r.world = sandbox.New(sandbox.Config{Clock: r.now, Seed: 5, Pace: sandbox.Pace{First: -1, Review: -1}})
	r.graph = httptest.NewServer(http.HandlerFunc(r.meta))
	t.Cleanup(r.graph.Close)
	r.pages = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { r.s.Pages().ServeHTTP(w, req) }))
	t.Cleanup(r.pages.Close)
	r.start(logger)
	r.maria, r.ben = r.person("maria"), r.person("ben")
	r.app(sandbox.DefaultConfigID)
	return r
}

// meta is the sandbox's Graph API, unless before answers in its place.
func (r *rig) meta(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	r.paths = append(r.paths, req.Method+" "+req.URL.Path)
	before := r.before
	r.mu.Unlock()
	if before != nil {
		if status, body := before(req); status != 0 {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
			return
		}
	}
	r.world.Graph().ServeHTTP(w, req)
}

func (r *rig) instead(f func(r *http.Request) (status int, body string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = f
}

func (r *rig) asked(path string) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, each := range r.paths {
		if strings.HasSuffix(each, path) {
			n++
		}
	}
	return n
}

// start makes links and service anew, as a restart of the relay would.
func (r *rig) start(logger *slog.Logger) {
	client := func(token desk.Secret) *meta.Client {
		return &meta.Client{BaseURL: r.graph.URL, Version: "v23.0", Token: meta.StaticToken(token)}
	}
	r.links = integration.New(integration.Config{
		Rows: r.db, Secrets: r.keeper, Recorder: r.ledger, PublicURL: r.pages.URL, Clock: r.now,
		Providers: []integration.Provider{{
			Name: meta.Provider, Channel: desk.WhatsApp, IDs: meta.IDs, Scopes: meta.Scopes,
			Open: func(token desk.Secret) channel.Client { return client(token) },
			Exchange: func(ctx context.Context, e channel.Exchange) (desk.Secret, error) {
				return client("").ExchangeCode(ctx, e)
			},
			Hosted: meta.Window{}.IsHosted,
			Fetch: func(ctx context.Context, g channel.HostedGrant) (desk.Secret, error) {
				return client(g.System).FetchGranted(ctx, g)
			},
		}},
	})
	r.s = signup.New(signup.Config{
		Store: r.db, Secrets: r.keeper, Rows: r.db, Links: r.links, Clock: r.now, Log: logger,
		Window: meta.Window{ScriptURL: "https://connect.facebook.net/en_US/sdk.js", Version: "v23.0"},
		Base:   func() string { return r.pages.URL },
		Holds: func(_ context.Context, c signup.Caller, id desk.SetupID) error {
			if c.User.ID != "usr_maria" || id != "set_marias" {
				return desk.Refuse(desk.CodeConflict, "leaseLost")
			}
			return nil
		},
	})
}

func (r *rig) person(name string) *desk.User {
	r.t.Helper()
	u := &desk.User{ID: desk.UserID("usr_" + name), Name: name, Email: name + "@example.com", Role: desk.RoleOwner, Active: true}
	r.put(desk.EntryUserPut, u)
	return u
}

func (r *rig) put(kind desk.EntryKind, payload any) {
	r.t.Helper()
	out, err := desk.Record(r.t.Context(), r.ledger, org, kind, payload)
	if err != nil || out.Quarantined {
		r.t.Fatalf("put %s: %v %+v", kind, err, out)
	}
}

func (r *rig) app(config string) {
	r.t.Helper()
	body, _ := json.Marshal(wire.AppPut{ID: app, Name: "Shop app", Secret: sandbox.DefaultAppSecret, ConfigID: config}) //nolint:gosec // opens nothing but the sandbox
	if _, err := r.links.Calls()[wire.CallAppPut.Name](r.t.Context(), org, r.maria, body); err != nil {
		r.t.Fatal(err)
	}
}

func caller(u *desk.User) signup.Caller {
	return signup.Caller{Org: org, User: u, DeviceID: desk.DeviceID("dev_" + string(u.ID))}
}

// call makes a call as a session.
func call[A any](r *rig, c signup.Caller, name string, in any) (A, error) {
	r.t.Helper()
	var none A
	body, err := json.Marshal(in)
	if err != nil {
		r.t.Fatal(err)
	}
	got, err := r.s.Calls()[name](r.t.Context(), c, body)
	if err != nil {
		return none, err
	}
	return got.(A), nil
}

// must is call, which has to succeed.
func must[A any](r *rig, c signup.Caller, name string, in any) A {
	r.t.Helper()
	got, err := call[A](r, c, name, in)
	if err != nil {
		r.t.Fatalf("%s: %v", name, err)
	}
	return got
}

func (r *rig) begin() wire.SignUp {
	r.t.Helper()
	return must[wire.SignUp](r, caller(r.maria), wire.CallSignUpBegin.Name, wire.SignUpBegin{AppID: app, Way: wire.WayCloud})
}

func (r *rig) state(id string) wire.SignUp {
	r.t.Helper()
	return must[wire.SignUp](r, caller(r.maria), wire.CallSignUpState.Name, wire.SignUpRef{SignUpID: id})
}

func refused(t *testing.T, what string, err error, want string) {
	t.Helper()
	var context string
	if e := desk.SaidOf(err); e != nil {
		context, _ = e.Params[desk.ParamContext].(string)
	}
	if got := string(desk.CodeOf(err)) + "/" + desk.SubcodeOf(err) + "/" + context; got != want {
		t.Errorf("%s: got %s (%v), want %s", what, got, err, want)
	}
}

// browser is somebody's browser, with cookies of its own.
type browser struct {
	r *rig
	*http.Client
}

func (r *rig) browser() *browser {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return &browser{r, &http.Client{Jar: jar, CheckRedirect: func(req *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(req.URL.String(), r.pages.URL) {
			return http.ErrUseLastResponse // Meta's own page
		}
		return nil
	}}}
}

// get opens an address, and gives the page with where it ended.
func (b *browser) get(address string) (status int, text string, at *http.Response) {
	b.r.t.Helper()
	resp, err := b.Get(address)
	if err != nil {
		b.r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		b.r.t.Fatal(err)
	}
	return resp.StatusCode, string(raw), resp
}

// shown is what the page's script is told to show.
type shown struct {
	View string `json:"view"`
	Said string `json:"said"`
}

// tell sends what the page's script sends.
func (b *browser) tell(path string, body any) shown {
	b.r.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		b.r.t.Fatal(err)
	}
	return b.post(path, "application/json", string(raw), "")
}

func (b *browser) post(path, kind, body, origin string) shown {
	b.r.t.Helper()
	req, err := http.NewRequestWithContext(b.r.t.Context(), http.MethodPost, b.r.pages.URL+wire.PathConnect+"/"+path, strings.NewReader(body))
	if err != nil {
		b.r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	if origin != "" {
		req.Header.Set("Origin", origin)
	}
	resp, err := b.Do(req)
	if err != nil {
		b.r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var out shown
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		b.r.t.Fatalf("%s: %d, %v", path, resp.StatusCode, err)
	}
	return out
}

// allow is what a person allows in Meta's window.
func (r *rig) allow(w sandbox.Wish) sandbox.Allowed {
	r.t.Helper()
	if w.AppID == "" {
		w.AppID, w.ConfigID = app, sandbox.DefaultConfigID
	}
	if w.Scopes == nil {
		w.Scopes = meta.Scopes
	}
	if w.Account == "" && w.Name == "" {
		w.Account = sandbox.DefaultWABA
	}
	got, err := r.world.Allow(w)
	if err != nil {
		r.t.Fatal(err)
	}
	return got
}

// finish is what Meta's window says at its end.
func finish(a sandbox.Allowed) map[string]any {
	return map[string]any{"type": "WA_EMBEDDED_SIGNUP", "event": "FINISH", "data": map[string]any{
		"waba_id": a.Account, "phone_number_id": a.Number, "business_id": a.Business,
	}}
}

func sentence(context string, params desk.Params) string {
	return words.Of(desk.Refuse(desk.CodeInvalid, "signUp", params, desk.Params{desk.ParamContext: context}))
}

func stateOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || u.Query().Get("state") == "" {
		t.Fatalf("no state in %q", address)
	}
	return u.Query().Get("state")
}
