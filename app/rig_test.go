package app

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/child"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
)

// practiceRelay is a relay with the sandbox on, in this process.
type practiceRelay struct {
	*relay.Relay
	password string
}

func startRelay(t *testing.T) practiceRelay {
	t.Helper()
	dir := t.TempDir()
	cfg, err := child.Settings(t.Context(), dir, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := relay.New(t.Context(), relay.Options{Config: cfg, Version: Version})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Errorf("close relay: %v", err)
		}
	})
	b, err := os.ReadFile(filepath.Join(dir, "practice-password")) //nolint:gosec // a test's own file
	if err != nil {
		t.Fatal(err)
	}
	return practiceRelay{r, string(b)}
}

// desktop is an app without a window, and what its page would hold.
type desktop struct {
	*App
	t     *testing.T
	fake  *shell.Fake
	vault *vault.Memory
	board *board
}

// newDesktop opens a profile; use is called with its configuration before.
func newDesktop(t *testing.T, use func(*Config)) *desktop {
	t.Helper()
	d := &desktop{t: t, fake: &shell.Fake{}, vault: &vault.Memory{}}
	cfg := Config{
		Root: t.TempDir(), Shell: d.fake, Vault: d.vault,
		Start:   func(string, bool) (<-chan struct{}, error) { panic("this test starts no relay") },
		InClear: func(string) bool { return true }, // the test started what answers
	}
	if use != nil {
		use(&cfg)
	}
	var err error
	if d.App, err = New(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		d.BeforeClose()
		if err := d.Close(); err != nil {
			t.Errorf("close app: %v", err)
		}
		for _, practice := range []bool{true, false} {
			dir := d.at.relayDir(practice)
			if _, err := os.Stat(dir); err != nil {
				continue
			}
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			if err := child.WaitGone(ctx, dir); err != nil {
				t.Error(err)
			}
			cancel()
		}
	})
	d.board = newBoard(d.services.sync)
	if err := d.fake.Attach(t.Context(), d.clicked); err != nil {
		t.Fatal(err)
	}
	d.Start()
	return d
}

// join signs a practice person in at a relay's address.
func (d *desktop) join(base, email, password string) *desktop {
	d.t.Helper()
	if err := d.services.session.Connect(base); err != nil {
		d.t.Fatal(err)
	}
	if err := d.services.session.SignIn(email, password); err != nil {
		d.t.Fatal(err)
	}
	d.live()
	return d
}

func (d *desktop) live() {
	d.t.Helper()
	waitFor(d.t, "the desktop is live", func() bool {
		s := d.services.session.State()
		return s.Phase == bridge.PhaseReady && s.Link.State == bridge.LinkLive
	})
}

// until waits for something to stand in the local copy.
func (d *desktop) until(what string, is func(b *board) bool) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	defer cancel()
	if err := d.board.until(ctx, is); err != nil {
		d.t.Fatalf("%s: %v", what, err)
	}
}

func (d *desktop) me() string { return d.services.session.State().UserID }

// offer waits for an offer to this person that is not in not.
func (d *desktop) offer(not ...string) wire.Offer {
	d.t.Helper()
	var got wire.Offer
	d.until("an offer comes", func(b *board) bool {
		for _, o := range b.offers {
			if o.State == string(desk.OfferOpen) && o.UserID == d.me() && !contains(not, o.ID) {
				got = o
				return true
			}
		}
		return false
	})
	return got
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// take accepts an offer and gives the thread.
func (d *desktop) take() string {
	d.t.Helper()
	o := d.offer()
	if err := do(d.services, wire.CmdAcceptOffer, wire.OfferRef{OfferID: o.ID}); err != nil {
		d.t.Fatal(err)
	}
	d.until("the thread is mine", func(b *board) bool {
		th := b.threads[o.ThreadID]
		return th.Owner == d.me() && th.Access == wire.AccessFull
	})
	return o.ThreadID
}

// say queues a reply.
func (d *desktop) say(thread, text string) wire.Queued {
	d.t.Helper()
	th := d.board.threads[thread]
	q, err := d.services.compose.Send(wire.Send{
		ThreadID: thread, InteractionID: th.InteractionID, Epoch: th.Epoch, SeenSeq: th.LastSeq,
		Content: wire.SendContent{Kind: string(desk.KindText), Text: text},
	}, nil, bridge.Hold{})
	if err != nil {
		d.t.Fatal(err)
	}
	return q
}

// read waits until the customer has read a reply.
func (d *desktop) read(q wire.Queued) {
	d.t.Helper()
	d.until("the customer reads it", func(b *board) bool { return b.sent(q.ClientID).Status == string(desk.StatusRead) })
}

// phone gives the texts that the business's replies left on all customers'
// phones, in the order in which they lie there.
func (d *desktop) phone(prefix string) []string {
	d.t.Helper()
	panel, err := d.services.sandbox.Panel()
	if err != nil {
		d.t.Fatal(err)
	}
	var texts []string
	for _, p := range panel.Phones {
		for _, c := range p.Threads {
			for _, m := range c.Messages {
				if !m.FromCustomer && strings.HasPrefix(m.Text, prefix) {
					texts = append(texts, m.Text)
				}
			}
		}
	}
	return texts
}

// customer gives the sandbox's customer of a thread and the number they wrote to.
func (d *desktop) customer(thread string) (customerID, numberID string) {
	d.t.Helper()
	page, err := d.services.sync.Messages(thread, 0, 0, 50)
	if err != nil || len(page.Messages) == 0 {
		d.t.Fatalf("messages of the thread: %d, %v", len(page.Messages), err)
	}
	panel, err := d.services.sandbox.Panel()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, p := range panel.Phones {
		for _, c := range p.Threads {
			for _, m := range c.Messages {
				if m.FromCustomer && m.Text == page.Messages[0].Text {
					return p.Customer.ID, c.PhoneNumberID
				}
			}
		}
	}
	d.t.Fatal("no customer wrote what stands in the thread")
	return "", ""
}

// cable is the way to a relay that can be cut.
type cable struct {
	*httptest.Server
	mu    sync.Mutex
	isCut bool
	conns map[net.Conn]bool
}

func newCable(t *testing.T, to string) *cable {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{conns: map[net.Conn]bool{}}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = nil
	c.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		c.mu.Lock()
		cut := c.isCut
		c.mu.Unlock()
		if cut {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				conn.Close() //nolint:errcheck,gosec // that is the cut
			}
			return
		}
		proxy.ServeHTTP(w, req)
	}))
	c.Config.ConnState = func(conn net.Conn, s http.ConnState) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.conns[conn] = true; s == http.StateClosed {
			delete(c.conns, conn)
		}
	}
	c.Start()
	t.Cleanup(func() {
		c.cut()
		c.Close()
	})
	return c
}

// cut ends what goes through and lets nothing new through.
func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = true
	for conn := range c.conns {
		conn.Close() //nolint:errcheck,gosec // that is the cut
	}
}

func (c *cable) mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = false
}

var _ io.Closer = (*App)(nil)
