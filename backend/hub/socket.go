package hub

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/share"
	"github.com/parleydesk/parley/backend/wire"
)

// maxCalls is how many calls of one socket run at once; more wait in the
// socket's buffers, which is back-pressure enough.
const maxCalls = 4

// outQueue is how many answers may wait for the writer. A desktop that asks
// faster than it reads is closed with a code that lets it come back.
const outQueue = 256

// socket is one desktop's connection.
type socket struct {
	hub  *Hub
	feed *feed // of its organization
	conn *websocket.Conn
	id   Identity // only Session changes, under mu

	out   chan wire.Frame // capacity outQueue, see there
	nudge chan struct{}   // capacity 1: "look at the feed", carries no data
	calls chan struct{}   // capacity maxCalls: a slot per running call
	done  chan struct{}   // closed once, by drop

	here *here // set before the first call runs
	seat *seat // likewise

	ponged chan struct{} // capacity 1: "a pong came", carries no data
	// welcome says that the person was let in. For the reading goroutine only, which
	// the handler of pongs runs on.
	welcome bool

	// Guarded by the hub's mu: whether this is the session's one socket, and which
	// run of the app opened it.
	placed   bool
	instance string

	mu     sync.Mutex // guards below, and id.Session
	next   string     // the session's name once it has another token, "" = none is coming
	seal   []byte
	closed bool
	// gathered is what was said of who is where and is not written yet.
	gathered map[desk.ThreadID]*gathered
	code     int
	reason   string
}

// ServeHTTP takes a desktop's socket. It answers 403 to anything that looks
// like a web page and 401 without a good token and its proof.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") != "" {
		http.Error(w, "not for web pages", http.StatusForbidden)
		return
	}
	id, err := h.cfg.Door.Authenticate(desk.WithWork(r.Context(), desk.WorkSync), wire.ReadPresented(r.Method, r.Host, r.URL, r.Header))
	if err != nil {
		refuse(w, err)
		return
	}
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	h.serve(conn, id)
}

// refuse answers a handshake. A sign-in of an app from before sign-ins were bound
// to their computers is answered with what such an app takes as "update me".
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusServiceUnavailable
	switch code := desk.CodeOf(err); {
	case desk.SubcodeOf(err) == wire.SubUnbound:
		status = http.StatusUpgradeRequired
	case code == desk.CodeUnauthorized:
		status = http.StatusUnauthorized
	case code == desk.CodeTooMany:
		status = http.StatusTooManyRequests
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(wire.ErrorOf(err)) //nolint:errcheck,gosec // plain; the reader may be gone
}

func (h *Hub) serve(conn *websocket.Conn, id Identity) {
	s := &socket{
		hub: h, conn: conn, id: id,
		out: make(chan wire.Frame, outQueue), nudge: make(chan struct{}, 1),
		calls: make(chan struct{}, maxCalls), done: make(chan struct{}), ponged: make(chan struct{}, 1),
	}
	if !h.add(s) {
		s.close(wire.CloseRestarting, "restarting")
		s.finish()
		return
	}
	defer h.remove(s)
	leave, err := h.enter(id)
	if err != nil {
		s.close(wire.CloseShare, "too many connections")
		s.finish()
		return
	}
	defer leave()
	s.run()
}

// enter takes a socket's place in its device's and its person's share.
func (h *Hub) enter(id Identity) (leave func(), err error) {
	device, err := h.cfg.Shares.Enter(share.DeviceSockets, string(id.DeviceID))
	if err != nil {
		return nil, err
	}
	person, err := h.cfg.Shares.Enter(share.PersonSockets, string(id.UserID))
	if err != nil {
		device()
		return nil, err
	}
	return func() { device(); person() }, nil
}

// run reads until the socket ends, and waits for the writer and the running calls
// before it returns.
func (s *socket) run() {
	ctx, cancel := context.WithCancel(desk.WithWork(context.Background(), desk.WorkSync))
	var wg sync.WaitGroup
	defer wg.Wait()
	defer s.drop()
	defer cancel()
	s.conn.SetReadLimit(wire.MaxClientFrame)
	dead := wire.DeadMillis * time.Millisecond
	alive := func(string) error {
		return s.conn.SetReadDeadline(time.Now().Add(dead))
	}
	s.conn.SetPongHandler(func(data string) error {
		s.told(wire.TimeOfPong(data))
		select {
		case s.ponged <- struct{}{}:
		default:
		}
		return alive("")
	})
	if alive("") != nil {
		return
	}
	hello, err := s.readHello()
	if err != nil {
		s.close(wire.CloseBadFrame, "no hello")
		s.finish()
		return
	}
	w, welcome, err := s.hub.greet(ctx, s, hello)
	if err == nil {
		err = s.hub.takePlace(ctx, s, hello.Instance)
	}
	if err != nil {
		s.closeFor(err)
		s.finish()
		return
	}
	s.here = &here{presence: s.hub.presence, who: person{s.id.Org, s.id.UserID}}
	s.here.set(hello.Away)
	defer s.here.end()
	s.seat = s.hub.together.sit(s.id.Org, s.id.UserID)
	defer s.seat.leave()
	s.gather(s.hub.together.all(s.id.Org))
	s.welcome = true
	s.told(hello.Now)
	wg.Go(func() { w.write(ctx, welcome); s.drop() })
	s.read(ctx, &wg, alive)
}

// told passes on what the desktop's clock shows, of a person who was let in.
func (s *socket) told(now int64) {
	if now > 0 && s.welcome {
		s.hub.cfg.Time.Desktop(string(s.id.UserID), string(s.id.DeviceID), time.UnixMilli(now))
	}
}

// errTooLong is a frame beyond wire.MaxClientFrame.
var errTooLong = errors.New("the frame is too long")

// readFrame reads one message. The socket's own limit counts bytes as they
// come, compressed; what they unpack to is counted here, so that a small frame
// cannot take the relay's memory.
func (s *socket) readFrame() ([]byte, error) {
	_, r, err := s.conn.NextReader()
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(r, wire.MaxClientFrame+1))
	if err == nil && len(b) > wire.MaxClientFrame {
		err = errTooLong
	}
	return b, err
}

func (s *socket) readHello() (*wire.Hello, error) {
	b, err := s.readFrame()
	if err != nil {
		return nil, err
	}
	f, err := wire.Decode(b)
	if err != nil {
		return nil, err
	}
	if f.Hello == nil {
		return nil, errors.New("the first frame is not hello")
	}
	return f.Hello, nil
}

// read takes commands in order and starts calls beside each other.
func (s *socket) read(ctx context.Context, wg *sync.WaitGroup, alive func(string) error) {
	for order := 0; ; order++ {
		b, err := s.readFrame()
		if errors.Is(err, errTooLong) {
			s.close(wire.CloseBadFrame, "frame too long")
			return
		}
		if err != nil || alive("") != nil {
			return
		}
		if s.hub.cfg.Shares.Take(share.Sent, string(s.id.UserID), len(b)) != nil {
			s.close(wire.CloseShare, "too many bytes")
			return
		}
		f, err := wire.Decode(b)
		if err != nil {
			s.close(wire.CloseBadFrame, "unreadable frame")
			return
		}
		if err := s.judge(ctx); err != nil {
			s.closeFor(err)
			return
		}
		refusal := s.hub.refused(s.id.UserID, f)
		switch {
		case refusal != nil:
			s.send(*refusal)
			s.rest()
		case f.Command != nil:
			s.send(wire.Frame{Kind: wire.FrameResult, Result: s.hub.command(ctx, s.id, f.Command)})
		case f.Call != nil:
			select {
			case s.calls <- struct{}{}:
			case <-s.done:
				return
			}
			wg.Go(func() {
				defer func() { <-s.calls }()
				s.send(wire.Frame{Kind: wire.FrameAnswer, Answer: s.hub.call(ctx, s, order, f.Call)})
			})
		default:
			s.close(wire.CloseBadFrame, "frame out of place")
			return
		}
	}
}

// judge says whether the socket may go on: it looks at the session again, for
// every frame in and out.
func (s *socket) judge(ctx context.Context) error {
	s.mu.Lock()
	id, next := s.id, s.next
	s.mu.Unlock()
	err := s.hub.cfg.Door.Judge(ctx, id)
	if desk.CodeOf(err) == desk.CodeUnauthorized && next != "" {
		id.Session = next
		if err = s.hub.cfg.Door.Judge(ctx, id); err == nil {
			s.mu.Lock()
			s.id.Session, s.next = next, ""
			s.mu.Unlock()
		}
	}
	switch code := desk.CodeOf(err); {
	case desk.SubcodeOf(err) == wire.SubEnded:
		return closing{wire.CloseEnded, "over"}
	case code == desk.CodeUnauthorized:
		return closing{wire.CloseRevoked, "signed out"}
	case code == desk.CodeForbidden:
		return closing{wire.CloseSuspended, "switched off"}
	default:
		return err
	}
}

// adopt lets the socket go on under the session's next name.
func (s *socket) adopt(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = session
}

func (s *socket) identity() Identity {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}

// refusedRest is how long a socket is not read after a refusal: whoever asks
// again at once would otherwise have the relay refuse as fast as it can.
const refusedRest = 250 * time.Millisecond

func (s *socket) rest() {
	t := time.NewTimer(refusedRest)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.done:
	}
}

// wake tells the writer that the feed may have grown. It never blocks.
func (s *socket) wake() {
	select {
	case s.nudge <- struct{}{}:
	default:
	}
}

// send queues an answer or a push; a desktop that lets outQueue of them pile
// up is too slow and is closed.
func (s *socket) send(f wire.Frame) {
	select {
	case s.out <- f:
	case <-s.done:
	default:
		s.close(wire.CloseSlow, "too slow")
	}
}

// close asks the writer to say why and end. The first reason wins.
func (s *socket) close(code int, reason string) {
	s.mu.Lock()
	if s.code == 0 {
		s.code, s.reason = code, reason
	}
	s.mu.Unlock()
	s.drop()
}

// closeFor closes with the code that an error of ours stands for.
func (s *socket) closeFor(err error) {
	var c closing
	if errors.As(err, &c) {
		s.close(c.code, c.reason)
		return
	}
	if !errors.Is(err, context.Canceled) { // the desktop went away in the middle of a read
		s.hub.cfg.Log.Error("serve desktop", "device_id", s.id.DeviceID, "err", err)
	}
	s.close(wire.CloseError, "relay error")
}

// drop ends the socket: the writer sends the close frame if there is a reason.
func (s *socket) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.done)
		// Wakes the reader; the writer still has its own deadline for the close frame.
		s.conn.SetReadDeadline(time.Now().Add(time.Second)) //nolint:errcheck,gosec // the socket ends anyway
	}
}

// finish sends the close frame, if there is a reason, and closes the conn.
func (s *socket) finish() {
	s.mu.Lock()
	code, reason := s.code, s.reason
	s.mu.Unlock()
	if code != 0 {
		msg := websocket.FormatCloseMessage(code, reason)
		s.conn.WriteControl(websocket.CloseMessage, msg, time.Now().Add(time.Second)) //nolint:errcheck,gosec // best effort: the peer may be gone
	}
	s.conn.Close() //nolint:errcheck,gosec // nothing can be done about it
}

func (s *socket) sealKey() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seal
}

func (s *socket) setSealKey(k []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seal = k
}

// closing is an error that ends the socket with a code of its own.
type closing struct {
	code   int
	reason string
}

func (c closing) Error() string { return c.reason }
