package link_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

func TestMain(m *testing.M) {
	desktest.Cases(25)
	goleak.VerifyTestMain(m)
}

// What bridge asks for is what this package gives.
var (
	_ bridge.Relay = (*link.Link)(nil)
	_ bridge.Codes = (*link.Codes)(nil)
	_ link.Replica = (*replica.Replica)(nil)
	_ link.Outbox  = (*replica.Outbox)(nil)
	_ link.Files   = (*replica.Attachments)(nil)
)

// patience is how long a test waits for what must come.
const patience = 15 * time.Second

// relay is a pretend relay: the test says each frame.
type relay struct {
	t     *testing.T
	srv   *httptest.Server
	conns chan *desktop // every desktop that dials

	mu     sync.Mutex // guards below
	status int        // of handshakes, 0 = take them
	dials  int
	upload func(w http.ResponseWriter, body []byte)
}

// desktop is the relay's end of one connection.
type desktop struct {
	t      *testing.T
	ws     *websocket.Conn
	header http.Header
}

var publicKey = ed25519.PublicKey(wiretest.PublicKey())

// giveNonce is what each relay answers before a request with a token.
func giveNonce(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"nonce":"once"}`) }

func newRelay(t *testing.T) *relay {
	t.Helper()
	r := &relay{t: t, conns: make(chan *desktop, 100)}
	mux := http.NewServeMux()
	mux.HandleFunc(wire.PathSync, r.sync)
	mux.HandleFunc("GET "+wire.PathNonce, giveNonce)
	mux.HandleFunc("POST "+wire.PathMedia, func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if p := wire.ReadPresented(req.Method, req.Host, req.URL, req.Header); err != nil || p.Token != "token" || !p.ProvenFor(publicKey) {
			http.Error(w, "", http.StatusUnauthorized)
			return
		}
		r.mu.Lock()
		f := r.upload
		r.mu.Unlock()
		f(w, body)
	})
	r.srv = httptest.NewServer(mux)
	t.Cleanup(r.srv.Close)
	return r
}

func (r *relay) sync(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	r.dials++
	status := r.status
	r.mu.Unlock()
	if status != 0 {
		http.Error(w, "", status)
		return
	}
	up := websocket.Upgrader{EnableCompression: true}
	ws, err := up.Upgrade(w, req, nil)
	if err != nil {
		return
	}
	r.conns <- &desktop{r.t, ws, req.Header}
}

func (r *relay) refuse(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *relay) onUpload(f func(w http.ResponseWriter, body []byte)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.upload = f
}

// accept waits for the next desktop and its hello.
func (r *relay) accept() (*desktop, *wire.Hello) {
	r.t.Helper()
	select {
	case d := <-r.conns:
		r.t.Cleanup(func() { _ = d.ws.Close() })
		return d, d.read().Hello
	case <-time.After(patience):
		r.t.Fatal("no desktop came")
		return nil, nil
	}
}

// welcome accepts the next desktop and resumes or, without a cursor, sends an
// empty snapshot at sequence 10.
func (r *relay) welcome() *desktop {
	r.t.Helper()
	d, hello := r.accept()
	if hello.Cursor.Seq > 0 {
		d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Resume: true, Cursor: hello.Cursor, UserID: "u", Now: now().UnixMilli()}})
		return d
	}
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Cursor: at10, UserID: "u", Now: now().UnixMilli()}})
	d.send(wire.Frame{Kind: wire.FramePage, Page: &wire.Page{Items: []wire.Change{}}})
	return d
}

var at10 = wire.Cursor{Life: "life", Generation: 1, Seq: 10}

func (d *desktop) read() wire.Frame {
	d.t.Helper()
	if err := d.ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		d.t.Fatal(err)
	}
	_, b, err := d.ws.ReadMessage()
	if err != nil {
		d.t.Fatalf("relay reads: %v", err)
	}
	f, err := wire.Decode(b)
	if err != nil {
		d.t.Fatalf("relay decodes: %v", err)
	}
	return f
}

func (d *desktop) send(f wire.Frame) {
	d.t.Helper()
	b, err := wire.Encode(f)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.ws.WriteMessage(websocket.TextMessage, b); err != nil {
		d.t.Fatalf("relay writes: %v", err)
	}
}

func (d *desktop) result(id string, res wire.Result) {
	d.t.Helper()
	res.ID = id
	d.send(wire.Frame{Kind: wire.FrameResult, Result: &res})
}

func (d *desktop) changes(from, to int64, items ...wire.Change) {
	d.t.Helper()
	d.send(wire.Frame{Kind: wire.FrameChanges, Changes: &wire.Changes{From: from, To: to, Head: to, Items: items}})
}

func (d *desktop) close(code int) {
	d.t.Helper()
	msg := websocket.FormatCloseMessage(code, "")
	if err := d.ws.WriteControl(websocket.CloseMessage, msg, time.Now().Add(patience)); err != nil {
		d.t.Fatal(err)
	}
}

// cut ends the connection without a word, as a lost network does.
func (d *desktop) cut() { _ = d.ws.NetConn().Close() }

// app is a link with a real copy and outbox.
type app struct {
	*link.Link
	t       *testing.T
	replica *replica.Replica
	states  chan link.State
	pushes  chan string
	codes   chan string
	ahead   atomic.Int64 // nanoseconds by which its clock has gone on since now
}

func now() time.Time { return time.UnixMilli(1_700_000_000_000) }

func newApp(t *testing.T, url string) *app {
	t.Helper()
	r, err := replica.Open(t.Context(), t.TempDir(), replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := link.NewClient(link.ClientConfig{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	a := &app{
		t: t, replica: r, states: make(chan link.State, 1000),
		pushes: make(chan string, 100), codes: make(chan string, 100),
	}
	a.Link, err = link.New(link.Config{
		Client: c, Session: func() link.Credential { return link.Credential{Token: "token", Key: wiretest.Key} }, DeviceID: "dev", Version: "1.2.3",
		Replica: r, Outbox: r.Outbox(), Files: r.Attachments(),
		Clock:   func() time.Time { return now().Add(time.Duration(a.ahead.Load())) },
		OnState: func(s link.State) { a.states <- s },
		OnPush:  func(name string, _ json.RawMessage) { a.pushes <- name },
		OnCode:  func(id string, _ bool) { a.codes <- id },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		a.Stop()
		c.Close()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// start starts the link against a pretend relay.
func start(t *testing.T, r *relay) *app {
	t.Helper()
	a := newApp(t, r.srv.URL)
	if err := a.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	return a
}

// until waits for a state.
func (a *app) until(want string) link.State {
	a.t.Helper()
	for {
		select {
		case s := <-a.states:
			if s.State == want {
				return s
			}
		case <-time.After(patience):
			a.t.Fatalf("never %s, is %+v", want, a.State())
		}
	}
}

// reaches waits until the copy is at a sequence.
func (a *app) reaches(seq int64) {
	a.t.Helper()
	a.eventually("sequence "+strconv.FormatInt(seq, 10), func() bool { return a.replica.Cursor().Seq >= seq })
}

func (a *app) eventually(what string, ok func() bool) {
	a.t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			a.t.Fatalf("never: %s", what)
		}
	}
}

func (a *app) queue(q wire.Queued) {
	a.t.Helper()
	if err := a.replica.Outbox().Put(a.t.Context(), q); err != nil {
		a.t.Fatal(err)
	}
}

func (a *app) queued() []wire.Queued {
	a.t.Helper()
	list, err := a.replica.Outbox().Queued(context.Background())
	if err != nil {
		a.t.Fatal(err)
	}
	return list
}

func reply(clientID, thread, text string) wire.Queued {
	return wire.Queued{
		ClientID: clientID, ThreadID: thread, Name: wire.CmdSend.Name,
		Send: &wire.Send{ThreadID: thread, Content: wire.SendContent{Kind: "text", Text: text}},
	}
}

func row(kind desk.Kind, id string, v any) wire.Change {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return wire.Change{Kind: string(kind), ID: id, Body: b}
}
