// Package hub tells: it holds the desktops' sockets, brings each up to date
// with what its person may see, and takes their commands and calls.
//
// It is for the last step on the relay's side of the sync protocol: read rows,
// have them projected (view), write frames (wire). It decides nothing about
// conversations; commands go to the ledger as they are. It can write nothing
// that has not passed view.
//
// One goroutine per socket reads, one writes. The writer pulls from the feed
// when nudged, so nothing is queued for a slow desktop: it is simply behind. An
// organization's sockets that stand at the same place share what is read, and
// those with the same sight the frames that are made of it (feeds.go, round.go).
package hub

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/share"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Identity is who a socket or request belongs to.
type Identity struct {
	Org      desk.OrgID
	UserID   desk.UserID
	DeviceID desk.DeviceID
	Session  string // names the sign-in among all of the device
	Seq      int64  // the entry that opened the session
	EndsAt   int64  // when it ends by itself, Unix ms
}

// Door authenticates the people behind sockets and requests.
type Door interface {
	// Authenticate says whose a request is, by its token and proof;
	// CodeUnauthorized for anything but a good one.
	Authenticate(ctx context.Context, p wire.Presented) (Identity, error)
	// Judge says whether the identity is still good: CodeUnauthorized when its
	// session has ended, CodeForbidden when its person is switched off. Asked for
	// every frame, so it must be quick.
	Judge(ctx context.Context, id Identity) error
	// CopyRefused hears that a second use of the identity's session, beside the
	// first, was refused.
	CopyRefused(ctx context.Context, id Identity) error
}

// Time is what is known of the time.
type Time interface {
	// Wait waits until the time is sure, and says whether it is.
	Wait(patience time.Duration) bool
	// Desktop hears what the clock of a person's desktop shows.
	Desktop(user, device string, now time.Time)
}

// sureTime is never in doubt.
type sureTime struct{}

func (sureTime) Wait(time.Duration) bool           { return true }
func (sureTime) Desktop(string, string, time.Time) {}

// Caller is who makes a call.
type Caller struct {
	User     *desk.User
	Viewer   view.Viewer
	DeviceID desk.DeviceID
	Session  Identity
	SealKey  []byte
	// Adopt says that the socket's session is about to get another name: from
	// then on the socket is good under either.
	Adopt func(session string)
	// Reach says whether the person is away from the desktop that asks.
	Reach func(isAway bool)
	// Look says which conversation the desktop shows, and whether the person writes there.
	Look func(thread desk.ThreadID, isTyping bool)
}

// CallFunc answers a call. It may run beside others of the same socket.
type CallFunc func(ctx context.Context, c Caller, body []byte) (view.Body, error)

// Handle has a function answer a call whose body it takes.
func Handle[B, A any](c wire.Request[B, A], f func(context.Context, Caller, B) (view.Body, error)) wire.Handler[CallFunc] {
	return wire.Handler[CallFunc]{Name: c.Name, Do: func(ctx context.Context, caller Caller, body []byte) (view.Body, error) {
		in, err := ReadBody[B](body)
		if err != nil {
			return view.Body{}, err
		}
		return f(ctx, caller, in)
	}}
}

// Config is what a hub needs.
type Config struct {
	Rows     Rows
	Feed     Feed
	Door     Door
	Recorder desk.Recorder
	Drafts   Drafts
	// Check says what is wrong with a command before it means anything (its name
	// or body); such a command is answered and not recorded. nil = nothing ever is.
	Check func(name string, version int, body []byte) error
	Calls map[string]CallFunc // beside the hub's own
	// Whole reads the content of a message out of the entry that it came in;
	// CodeNotFound when there is none. nil = nothing more is given than the rows.
	Whole    func(context.Context, desk.Entry) (*desk.Message, error)
	Shares   *share.Book // nil = nobody's use is bounded
	Clock    func() time.Time
	Time     Time // nil = the time is always sure, and nobody asks desktops for it
	Version  string
	Practice bool
	Grace    time.Duration // absence after which a person counts as gone; 0 = defaultGrace
	Log      *slog.Logger
}

const (
	defaultGrace   = 20 * time.Second
	submitDeadline = 15 * time.Second
	// timePatience is how long a command that is judged by the window waits for the
	// time to be sure; then the desktop keeps it and sends it again.
	timePatience  = 3 * time.Second
	callDeadline  = 70 * time.Second
	writeDeadline = 10 * time.Second
	stopDeadline  = 5 * time.Second
)

// Hub serves the desktops, each with what its person may see of their own organization.
type Hub struct {
	cfg      Config
	upgrader websocket.Upgrader
	presence *presence
	together *together
	own      map[string]CallFunc // the calls that the hub answers itself
	searches oneEach
	wg       sync.WaitGroup // sockets being served

	mu      sync.Mutex // guards below
	socks   map[*socket]bool
	feeds   map[desk.OrgID]*feed // of the organizations that have a socket
	stopped bool
}

// New makes a hub. It serves until Stop.
func New(cfg Config) *Hub {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Grace == 0 {
		cfg.Grace = defaultGrace
	}
	if cfg.Time == nil {
		cfg.Time = sureTime{}
	}
	if cfg.Check == nil {
		cfg.Check = func(string, int, []byte) error { return nil }
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	h := &Hub{
		cfg: cfg, socks: map[*socket]bool{}, feeds: map[desk.OrgID]*feed{},
		upgrader: websocket.Upgrader{
			HandshakeTimeout: writeDeadline, EnableCompression: true,
			// A desktop is no browser: a handshake with an Origin header comes from a
			// web page. ServeHTTP has refused it already.
			CheckOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") == "" },
		},
	}
	h.own = h.ownCalls()
	h.presence = newPresence(cfg.Grace, h.reportPresence)
	h.together = newTogether(h.tellTogether)
	return h
}

// Follow says that the feeds of some organizations have grown. It never blocks.
func (h *Hub) Follow(orgs []desk.OrgID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, org := range orgs {
		if f := h.feeds[org]; f != nil {
			f.nudge()
		}
	}
}

// Nudge says that any feed may have grown. It never blocks.
func (h *Hub) Nudge() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, f := range h.feeds {
		f.nudge()
	}
}

// Push sends something that is not stored to every socket of an organization's device.
func (h *Hub) Push(org desk.OrgID, device desk.DeviceID, name string, body view.Body) {
	f := wire.Frame{Kind: wire.FramePush, Push: &wire.Push{Name: name, Body: body.Raw()}}
	h.each(func(s *socket) {
		if s.id.Org == org && s.id.DeviceID == device {
			s.send(f)
		}
	})
}

// PushAll sends something that is not stored to every socket of an organization.
func (h *Hub) PushAll(org desk.OrgID, name string, body view.Body) {
	f := wire.Frame{Kind: wire.FramePush, Push: &wire.Push{Name: name, Body: body.Raw()}}
	h.each(func(s *socket) {
		if s.id.Org == org {
			s.send(f)
		}
	})
}

// SealKeys gives the public keys of a person's connected devices whose sessions
// were open at the entry seq.
func (h *Hub) SealKeys(org desk.OrgID, user desk.UserID, seq int64) map[desk.DeviceID][]byte {
	keys := map[desk.DeviceID][]byte{}
	h.each(func(s *socket) {
		if s.id.Org == org && s.id.UserID == user && s.id.Seq <= seq && len(s.sealKey()) > 0 {
			keys[s.id.DeviceID] = s.sealKey()
		}
	})
	return keys
}

// Connected counts the open sockets.
func (h *Hub) Connected() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.socks)
}

// Stop tells every desktop to come back in a moment and waits for the sockets
// to end. It is safe to call twice.
func (h *Hub) Stop() {
	h.mu.Lock()
	h.stopped = true
	h.mu.Unlock()
	h.each(func(s *socket) { s.close(wire.CloseRestarting, "restarting") })
	done := make(chan struct{})
	go func() { h.wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(stopDeadline):
		h.each(func(s *socket) { s.drop() })
		<-done
	}
	h.presence.stop()
	h.together.stop()
}

func (h *Hub) each(f func(*socket)) {
	h.mu.Lock()
	list := make([]*socket, 0, len(h.socks))
	for s := range h.socks {
		list = append(list, s)
	}
	h.mu.Unlock()
	for _, s := range list {
		f(s)
	}
}

// add registers a socket; false once the hub is stopping.
func (h *Hub) add(s *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		return false
	}
	h.socks[s] = true
	s.feed = h.feeds[s.id.Org]
	if s.feed == nil {
		s.feed = &feed{hub: h, org: s.id.Org, socks: map[*socket]bool{}, rounds: map[int64]*round{}, seen: -1}
		h.feeds[s.id.Org] = s.feed
	}
	s.feed.socks[s] = true
	h.wg.Add(1)
	return true
}

func (h *Hub) remove(s *socket) {
	h.mu.Lock()
	delete(h.socks, s)
	if delete(s.feed.socks, s); len(s.feed.socks) == 0 {
		delete(h.feeds, s.id.Org)
	}
	h.mu.Unlock()
	h.wg.Done()
}
