package link

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// instance names this run of the app: the relay tells by it a desktop that dials
// again from a copy of its sign-in.
var instance = rand.Text()

// helloDeadline is how long dialling and the relay's welcome may take.
const helloDeadline = 20 * time.Second

// senders is how many queued commands go at once, of different threads: a
// large file does not hold up the replies of the others.
const senders = 3

// catchUpFrom is how many changes behind counts as catching up; fewer are the
// ordinary course of a busy desk.
const catchUpFrom = 20

// conn is a socket that carries whole frames. Read is called by one goroutine,
// Write by one at a time; Close may come at any time and ends both.
type conn interface {
	Read() ([]byte, error)
	Write(b []byte) error
	Close() error
}

// session is one connection after its welcome.
type session struct {
	link *Link
	conn conn
	done chan struct{} // closed when the connection is over

	write sync.Mutex // one writer at a time

	// Only the reader uses these.
	paging  bool            // a snapshot is on its way
	lost    bool            // a frame was passed over of which not even the range is known
	unknown map[string]bool // kinds of rows that were reported already

	away bool // what the hello said

	skipped chan wire.Skipped // capacity maxSkipped: beyond it they are counted only

	mu      sync.Mutex // guards below
	waiting map[string]chan *wire.Result
	over    bool
}

// errLost is a connection that ended before the answer came.
var errLost = errors.New("the connection ended before the answer")

// connect runs one connection from dial to end.
func (l *Link) connect(ctx context.Context) ending {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	opening, opened := context.WithTimeout(ctx, helloDeadline)
	defer opened()
	c, err := l.dial(opening)
	if err != nil {
		return endingOf(err)
	}
	// Ends a Read that waits, when the link stops or the hello takes too long.
	var once sync.Once
	shut := func() { once.Do(func() { c.Close() }) } //nolint:errcheck // the connection is over either way
	defer shut()
	defer context.AfterFunc(ctx, shut)()
	late := context.AfterFunc(opening, shut)
	s := &session{
		link: l, conn: c, done: make(chan struct{}), waiting: map[string]chan *wire.Result{},
		unknown: map[string]bool{}, skipped: make(chan wire.Skipped, maxSkipped),
	}
	welcome, err := s.hello(ctx)
	late()
	if err != nil {
		return endingOf(err)
	}
	return s.serve(ctx, welcome)
}

// hello says where the copy is and has the answer noted in it.
func (s *session) hello(ctx context.Context) (*wire.Welcome, error) {
	cursor, at := s.link.cfg.Replica.Resume()
	s.away = s.link.isAway()
	err := s.frame(wire.Frame{Kind: wire.FrameHello, Hello: &wire.Hello{
		Version: wire.Version, AppVersion: s.link.cfg.Version, DeviceID: s.link.cfg.DeviceID, Instance: instance,
		SealKey: s.link.codes.public(), Cursor: cursor, SnapshotAt: at, Now: s.link.cfg.Clock().UnixMilli(), Away: s.away,
	}})
	if err != nil {
		return nil, err
	}
	b, err := s.conn.Read()
	if err != nil {
		return nil, err
	}
	f, err := wire.Decode(b)
	if err != nil {
		return nil, err
	}
	if f.Welcome == nil {
		return nil, errProtocol("a frame before the welcome")
	}
	if err := s.link.cfg.Replica.Welcome(ctx, *f.Welcome); err != nil {
		return nil, err
	}
	return f.Welcome, nil
}

// serve reads until the connection ends, then ends the senders and waits for them.
func (s *session) serve(ctx context.Context, w *wire.Welcome) ending {
	l := s.link
	began := l.cfg.Clock()
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	defer s.end()
	s.begin(w, began)
	s.paging = !w.Resume
	for range senders {
		wg.Go(func() { s.drain(ctx) })
	}
	wg.Go(func() { s.report(ctx) })
	wg.Go(func() { s.reach(ctx) })
	for {
		f, err := s.read()
		if err == nil {
			err = s.take(ctx, f)
		}
		if err != nil {
			e := endingOf(err)
			e.lived = max(1, l.cfg.Clock().Sub(began))
			return e
		}
	}
}

func (s *session) begin(w *wire.Welcome, now time.Time) {
	l := s.link
	l.mu.Lock()
	l.session = s
	l.mu.Unlock()
	l.set(func(st *State) {
		*st = State{
			State: StateLive, LastEventAt: st.LastEventAt, Skew: w.Now - now.UnixMilli(),
			UserID: w.UserID, EndsAt: w.EndsAt, Practice: w.Practice, RelayVersion: w.RelayVer, Skipped: st.Skipped,
		}
		if !w.Resume {
			st.State = StateCatchingUp
		}
	})
}

// end lets go of everybody who waits for an answer.
func (s *session) end() {
	s.link.mu.Lock()
	s.link.session = nil
	s.link.announce()
	s.link.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	close(s.done)
}

// take handles one frame of the relay.
func (s *session) take(ctx context.Context, f wire.Frame) error {
	switch {
	case f.Page != nil:
		return s.page(ctx, f.Page)
	case f.Changes != nil:
		return s.changes(ctx, f.Changes)
	case f.Result != nil:
		s.answered(f.Result)
	case f.Answer != nil:
		s.answered(f.Answer)
	case f.Push != nil:
		s.link.pushed(f.Push)
	case f.Kind != "": // out of place; "" was passed over and reported already
		s.skip(wire.Skipped{Kind: string(f.Kind), Why: wire.WhyUnknownKind})
	}
	return nil
}

func (s *session) page(ctx context.Context, p *wire.Page) error {
	p.Items = s.fitting(p.Items, 0)
	s.paging = p.Next != ""
	if _, err := s.link.cfg.Replica.ApplyPage(ctx, *p); err != nil {
		return err
	}
	s.link.set(func(st *State) {
		st.LastEventAt, st.Behind = s.link.cfg.Clock().UnixMilli(), int64(p.Left)
		if st.State = StateCatchingUp; p.Next == "" {
			st.State, st.Behind = StateLive, 0
		}
	})
	return nil
}

func (s *session) changes(ctx context.Context, c *wire.Changes) error {
	if c.To < c.From {
		s.skip(wire.Skipped{Kind: string(wire.FrameChanges), Seq: c.To, Why: wire.WhyUnreadable})
		return nil
	}
	c.Items = s.fitting(c.Items, c.To)
	if err := s.bridgeLoss(ctx, c); err != nil {
		return err
	}
	if _, err := s.link.cfg.Replica.Apply(ctx, *c); err != nil {
		return err
	}
	now := s.link.cfg.Clock().UnixMilli()
	s.link.set(func(st *State) {
		st.LastEventAt = now
		if skew := c.Now - now; c.Now > 0 && (skew-st.Skew > 2000 || st.Skew-skew > 2000) {
			st.Skew = skew // one of the clocks was set
		}
		st.State, st.Behind = StateLive, 0
		if behind := c.Head - c.To; c.More && behind > catchUpFrom {
			st.State, st.Behind = StateCatchingUp, behind
		}
	})
	return nil
}

// ask sends a frame and waits for the answer with its id.
func (s *session) ask(ctx context.Context, id string, f wire.Frame) (*wire.Result, error) {
	got := make(chan *wire.Result, 1) // room for the answer of somebody who has left
	s.mu.Lock()
	if s.over {
		s.mu.Unlock()
		return nil, errLost
	}
	s.waiting[id] = got
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.waiting, id)
		s.mu.Unlock()
	}()
	if err := s.frame(f); err != nil {
		return nil, err
	}
	select {
	case res := <-got:
		return res, nil
	case <-s.done:
		return nil, errLost
	case <-ctx.Done():
		return nil, &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "timeout", Err: ctx.Err(),
		}
	}
}

func (s *session) answered(res *wire.Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if got := s.waiting[res.ID]; got != nil {
		delete(s.waiting, res.ID)
		got <- res
	}
}

// frame writes one frame. A socket that cannot be written to is over; the
// reader finds out why.
func (s *session) frame(f wire.Frame) error {
	b, err := wire.Encode(f)
	if err != nil {
		return err
	}
	if len(b) > wire.MaxClientFrame {
		return desk.Refuse(desk.CodeInvalid, "tooLong", desk.Params{"context": "frame"})
	}
	s.write.Lock()
	defer s.write.Unlock()
	if err := s.conn.Write(b); err != nil {
		s.conn.Close() //nolint:errcheck // it is over
		return fmt.Errorf("%w: %w", errLost, err)
	}
	return nil
}

// read gives the next frame. One that cannot be read is reported and comes back
// with what it covers and what of it could be read, or as the zero frame.
func (s *session) read() (wire.Frame, error) {
	b, err := s.conn.Read()
	if err != nil {
		return wire.Frame{}, err
	}
	f, err := wire.Decode(b)
	if err == nil {
		return f, nil
	}
	if f, ok := wire.Salvage(b); ok {
		s.skip(wire.Skipped{Kind: string(f.Kind), Why: wire.WhyUnreadable})
		return f, nil
	}
	kind := wire.KindOf(b)
	s.skip(wire.Skipped{Kind: string(kind), Why: wire.WhyUnreadable})
	s.lost = s.lost || kind == "" || kind == wire.FramePage || kind == wire.FrameChanges
	return wire.Frame{}, nil
}
