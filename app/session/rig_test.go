package session_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/httpd"
	"github.com/parleydesk/parley/backend/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	mail     = "ana@example.com"
	password = "correct horse"

	otherMail = "bruno@example.com" // of somebody who is in the first organization only
)

var now = time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)

// office is a pretend relay of one or more organizations: it opens sessions, takes
// their sockets and says what the test wants.
type office struct {
	t    *testing.T
	srv  *httptest.Server
	orgs []wire.Membership // the person's

	mu     sync.Mutex  // guards below
	pushes []wire.Push // for each desktop, once it has everything
	n      int
	valid  map[string]string // user id by the hash of a token that is good
	gone   []string          // tokens that were signed out
	calls  []string          // names of calls, in order
	minVer int
	change func(next string) *wire.Failure // answers a change of password; nil = breaks off
	socks  []*websocket.Conn
}

func newOffice(t *testing.T, orgs ...wire.Membership) *office {
	t.Helper()
	o := &office{t: t, orgs: orgs, valid: map[string]string{}, minVer: wire.MinVersion}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+wire.PathState, func(w http.ResponseWriter, _ *http.Request) {
		o.mu.Lock()
		defer o.mu.Unlock()
		say(w, wire.RelayState{Name: "Flowers", Version: "9", MinVersion: o.minVer, MaxVersion: max(o.minVer, wire.Version)})
	})
	mux.HandleFunc("GET "+wire.PathNonce, func(w http.ResponseWriter, _ *http.Request) { say(w, wire.Nonce{Nonce: "once"}) })
	mux.HandleFunc("POST "+wire.PathSignIn, o.signIn)
	mux.HandleFunc("POST "+wire.PathClaim, o.claim)
	mux.HandleFunc("POST "+wire.PathSignOut, o.signOut)
	mux.HandleFunc(wire.PathSync, o.sync)
	o.srv = httptest.NewServer(mux)
	t.Cleanup(func() {
		o.mu.Lock()
		for _, ws := range o.socks {
			_ = ws.Close()
		}
		o.mu.Unlock()
		o.srv.Close()
	})
	return o
}

func say(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (o *office) signIn(w http.ResponseWriter, req *http.Request) {
	var in wire.SignIn
	if err := json.NewDecoder(req.Body).Decode(&in); err != nil || !strings.EqualFold(in.Email, mail) && in.Email != otherMail || in.Password != password {
		httpd.WriteError(w, desk.Refuse(desk.CodeUnauthorized, "credentials"))
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	orgs, user := o.orgs, "usr_"
	if in.Email == otherMail {
		orgs, user = o.orgs[:1], "usr_bruno_"
	}
	out := wire.Session{Memberships: orgs}
	at := slices.IndexFunc(orgs, func(m wire.Membership) bool { return m.Org == in.Org })
	if len(orgs) == 1 {
		at, out.Memberships = 0, nil
	}
	if at >= 0 {
		o.open(&out, user, orgs[at])
	}
	say(w, out)
}

// open opens a session in an organization. Called with mu held.
func (o *office) open(out *wire.Session, user string, m wire.Membership) {
	o.n++
	out.Token, out.UserID, out.DeviceID, out.Name, out.Role = fmt.Sprint("token-", m.Org, "-", o.n), user+m.Org, "dev_"+m.Org, "Ana", "agent"
	out.Org, out.OrgName = m.Org, m.Name
	o.valid[hash(out.Token)] = out.UserID
}

// claim takes the code "reset", which sets Ana's password in the first organization.
func (o *office) claim(w http.ResponseWriter, req *http.Request) {
	var in wire.Claim
	if err := json.NewDecoder(req.Body).Decode(&in); err != nil || in.Code != "reset" {
		httpd.WriteError(w, desk.Refuse(desk.CodeNotFound, "code"))
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	var out wire.Session
	o.open(&out, "usr_", o.orgs[0])
	say(w, out)
}

func (o *office) signOut(_ http.ResponseWriter, req *http.Request) {
	token := bearer(req)
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.valid, hash(token))
	o.gone = append(o.gone, token)
}

func bearer(req *http.Request) string {
	return wire.ReadPresented(req.Method, req.Host, req.URL, req.Header).Token
}

func (o *office) sync(w http.ResponseWriter, req *http.Request) {
	o.mu.Lock()
	user := o.valid[hash(bearer(req))]
	o.mu.Unlock()
	if user == "" {
		httpd.WriteError(w, desk.Refuse(desk.CodeUnauthorized, ""))
		return
	}
	up := websocket.Upgrader{}
	ws, err := up.Upgrade(w, req, nil)
	if err != nil {
		return
	}
	o.mu.Lock()
	o.socks = append(o.socks, ws)
	o.mu.Unlock()
	o.serve(ws, user)
}

// serve welcomes a desktop with an empty snapshot and answers its calls.
func (o *office) serve(ws *websocket.Conn, user string) {
	send := func(f wire.Frame) {
		if b, err := wire.Encode(f); err == nil {
			_ = ws.WriteMessage(websocket.TextMessage, b)
		}
	}
	for {
		_, b, err := ws.ReadMessage()
		if err != nil {
			return
		}
		f, err := wire.Decode(b)
		switch {
		case err != nil:
			o.t.Errorf("the desktop sends %v", err)
			return
		case f.Hello != nil:
			at := wire.Cursor{Life: user, Generation: 1, Seq: 10}
			send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Cursor: at, UserID: user, Now: now.Add(time.Hour).UnixMilli()}})
			send(wire.Frame{Kind: wire.FramePage, Page: &wire.Page{Items: []wire.Change{}}})
			send(wire.Frame{Kind: wire.FrameChanges, Changes: &wire.Changes{From: 10, To: 10, Head: 10, Items: []wire.Change{}}})
			o.mu.Lock()
			pushes := o.pushes
			o.mu.Unlock()
			for _, p := range pushes {
				send(wire.Frame{Kind: wire.FramePush, Push: &p})
			}
		case f.Call != nil:
			res, ok := o.answer(f.Call, user)
			if !ok {
				_ = ws.NetConn().Close()
				return
			}
			send(wire.Frame{Kind: wire.FrameAnswer, Answer: &res})
		}
	}
}

func (o *office) answer(c *wire.Call, user string) (wire.Result, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls = append(o.calls, c.Name)
	res := wire.Result{ID: c.ID, Body: json.RawMessage(`{}`)}
	if c.Name != wire.CallChangePass.Name {
		return res, true
	}
	var in wire.ChangePassword
	if err := json.Unmarshal(c.Body, &in); err != nil {
		o.t.Errorf("change of password: %v", err)
	}
	if o.change == nil { // done, and the answer is lost
		o.replace(user, in.Next)
		return res, false
	}
	if res.Error = o.change(in.Next); res.Error == nil {
		o.replace(user, in.Next)
	}
	return res, true
}

// replace makes a token, of which only the hash is known, the user's only one.
func (o *office) replace(user, next string) {
	for h, of := range o.valid {
		if of == user {
			delete(o.valid, h)
		}
	}
	o.valid[next] = user
}

// revoke ends all sessions of somebody and their sockets.
func (o *office) revoke(code int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.valid)
	for _, ws := range o.socks {
		_ = ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Minute))
	}
}

func (o *office) isGood(token desk.Secret) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.valid[hash(token.Reveal())] != ""
}

func (o *office) asked(name string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Contains(o.calls, name)
}

// memory keeps a place without a disk; a full one keeps nothing more.
type memory struct {
	mu     sync.Mutex // guards below
	place  session.Place
	closed int64
	full   bool
}

func (m *memory) Session() session.Place {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.place
	p.Others = slices.Clone(p.Others)
	return p
}

func (m *memory) ClosedAt() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.closed
}

func (m *memory) ChangeSession(edit func(p *session.Place, closed *int64)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.full {
		return desk.Refuse(desk.CodeUnavailable, "disk")
	}
	edit(&m.place, &m.closed)
	return nil
}

// computer is what a profile's session stands on; it outlives the app's runs.
type computer struct {
	t     *testing.T
	mem   *memory
	vault vault.Vault
	dir   string

	mu      sync.Mutex // guards below
	heard   []string   // what the parts were told
	changed chan struct{}
}

func newComputer(t *testing.T) *computer {
	t.Helper()
	return &computer{t: t, mem: &memory{}, vault: &vault.Memory{}, dir: t.TempDir(), changed: make(chan struct{}, 1)}
}

func (c *computer) note(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = append(c.heard, what)
}

// Begin is session.Parts'.
func (c *computer) Begin(user string) { c.note("begin " + user) }

// Live is session.Parts'.
func (c *computer) Live(user string) { c.note("live " + user) }

// Silence is session.Parts'.
func (c *computer) Code(string, bool) { c.note("code") }

func (c *computer) Asked(string, string) { c.note("asked") }

func (c *computer) Silence() { c.note("silence") }

// DropFiles is session.Parts'.
func (c *computer) DropFiles() error { c.note("drop files"); return nil }

// Say is session.Page's.
func (c *computer) Say(string, int64) {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// forget begins anew with what the parts were told.
func (c *computer) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = nil
}

func (c *computer) told(what string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.heard, what)
}

// run is the app from a start to its end.
type run struct {
	*session.Service
	c      *computer
	copy   *replica.Replica
	tokens *session.Tokens
	end    func()
}

func (c *computer) start() *run {
	c.t.Helper()
	copied, err := replica.Open(c.t.Context(), c.dir, replica.Options{Clock: func() time.Time { return now }})
	if err != nil {
		c.t.Fatal(err)
	}
	r := &run{c: c, copy: copied, tokens: session.OpenTokens(c.dir, "default", c.vault, slog.New(slog.DiscardHandler))}
	r.Service = session.New(session.Config{
		Profile: "default", Version: "1", Memory: c.mem, Tokens: r.tokens, Copy: copied, Parts: c, Page: c,
		Start:    func(string, bool) (<-chan struct{}, error) { panic("this test starts no relay") },
		RelayDir: func(bool) string { return c.dir + "/relay" }, IsLastHere: func(bool) bool { return true },
		InClear: func(string) bool { return true }, // the test started what answers
		Clock:   func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
	})
	r.end = sync.OnceFunc(func() {
		r.Stop()
		if err := copied.Close(); err != nil {
			c.t.Error(err)
		}
	})
	c.t.Cleanup(r.end)
	r.Start()
	return r
}

// until waits for a state; each change of it is told.
func (r *run) until(what string, is func(s bridge.AppState) bool) bridge.AppState {
	r.c.t.Helper()
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	for {
		s := r.State()
		if is(s) {
			return s
		}
		select {
		case <-r.c.changed:
		case <-deadline.C:
			r.c.t.Fatalf("waiting for %s: %s, %s, %+v", what, s.Phase, s.Link.State, s.Problem)
		}
	}
}

func (r *run) live() bridge.AppState {
	r.c.t.Helper()
	return r.until("the connection", func(s bridge.AppState) bool { return s.Phase == bridge.PhaseReady && s.Link.State == bridge.LinkLive })
}

func (r *run) must(err error) {
	r.c.t.Helper()
	if err != nil {
		r.c.t.Fatal(err)
	}
}

func (r *run) wants(what string, err error, code desk.Code, sub string) {
	r.c.t.Helper()
	if desk.CodeOf(err) != code || desk.SubcodeOf(err) != sub {
		r.c.t.Errorf("%s: got %v; want %s/%s", what, err, code, sub)
	}
}

// in signs Ana in at an office of one organization, or the first of several.
func (r *run) in(o *office) {
	r.c.t.Helper()
	r.must(r.Connect(o.srv.URL))
	r.must(r.SignInTo(mail, password, o.orgs[0].Org))
	r.live()
	r.c.forget()
}

// queue leaves a reply that has not gone. Its thread is not held, so it waits.
func (r *run) queue(id string) {
	r.c.t.Helper()
	r.must(r.copy.Outbox().Put(r.c.t.Context(), wire.Queued{
		ClientID: id, ThreadID: "thr_1", Name: wire.CmdSend.Name,
		Send: &wire.Send{ThreadID: "thr_1", Content: wire.SendContent{Kind: "text", Text: "a reply"}},
	}))
}

func (r *run) token() desk.Secret {
	r.c.t.Helper()
	who, err := r.tokens.Get()
	r.must(err)
	return who.Token
}

func (r *run) held(name string) string {
	s, err := r.c.vault.Get(name)
	if err != nil {
		return ""
	}
	token, _, _ := strings.Cut(s.Reveal(), ".")
	return token
}
