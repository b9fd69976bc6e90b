package hub

import (
	"context"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	feedBatch   = 500       // feed lines looked at for one round of frames
	frameBudget = 200 << 10 // bytes of items in one frame; the rest of MaxFrame is envelope
)

// writer owns the write side of a socket: it follows the feed from cursor and sends
// answers between two rounds.
type writer struct {
	s      *socket
	viewer view.Viewer
	user   *desk.User
	cursor wire.Cursor
	snap   *snapshot                       // nil = none is being sent
	told   map[desk.ThreadID][]wire.Looker // who else is where, as the desktop knows it
}

// greet checks a hello and says what follows: the changes since the cursor, or
// a snapshot.
func (h *Hub) greet(ctx context.Context, s *socket, hello *wire.Hello) (*writer, wire.Welcome, error) {
	if hello.Version < wire.MinVersion {
		return nil, wire.Welcome{}, closing{wire.CloseTooOld, "app too old"}
	}
	if hello.Version > wire.Version {
		return nil, wire.Welcome{}, closing{wire.CloseTooNew, "relay too old"}
	}
	s.setSealKey(hello.SealKey)
	user, viewer, err := h.viewer(ctx, s.identity())
	if err != nil {
		return nil, wire.Welcome{}, err
	}
	if !user.Active {
		return nil, wire.Welcome{}, closing{wire.CloseSuspended, "switched off"}
	}
	w := &writer{s: s, viewer: viewer, user: user}
	welcome, err := w.place(ctx, hello)
	if err != nil {
		return nil, wire.Welcome{}, err
	}
	welcome.Now, welcome.RelayVer = h.cfg.Clock().UnixMilli(), h.cfg.Version
	welcome.UserID, welcome.Practice, welcome.EndsAt = string(user.ID), h.cfg.Practice, s.id.EndsAt
	return w, welcome, nil
}

// place decides where the desktop goes on from.
func (w *writer) place(ctx context.Context, hello *wire.Hello) (wire.Welcome, error) {
	feed, org := w.s.hub.cfg.Feed, w.viewer.OrgID
	life, err := feed.Life(ctx)
	if err != nil {
		return wire.Welcome{}, desk.Wrap("read life", err)
	}
	head, err := feed.Head(ctx, org)
	if err != nil {
		return wire.Welcome{}, desk.Wrap("read head", err)
	}
	floor, err := feed.FeedFloor(ctx, org)
	if err != nil {
		return wire.Welcome{}, desk.Wrap("read floor", err)
	}
	c := hello.Cursor
	good := c.Life == life && c.Generation == w.user.Generation && c.Seq >= floor && c.Seq <= head
	switch {
	case good && hello.SnapshotAt == "":
		w.cursor = c
		return wire.Welcome{Resume: true, Cursor: c}, nil
	case good:
		w.cursor, w.snap = c, &snapshot{page: hello.SnapshotAt}
		return wire.Welcome{Continued: true, Cursor: c}, nil
	default:
		w.cursor = wire.Cursor{Life: life, Generation: w.user.Generation, Seq: head}
		w.snap = &snapshot{}
		return wire.Welcome{Cursor: w.cursor}, nil
	}
}

// write runs until the socket ends. It is the only goroutine that writes.
func (w *writer) write(ctx context.Context, welcome wire.Welcome) {
	defer w.s.finish()
	ping := time.NewTicker(wire.HeartbeatMillis * time.Millisecond)
	defer ping.Stop()
	if err := w.frame(ctx, wire.Frame{Kind: wire.FrameWelcome, Welcome: &welcome}); err != nil {
		return
	}
	for {
		// Before anything is read for somebody: each commit wakes this loop, so an
		// ended session closes its socket although nothing is sent.
		err := w.s.judge(ctx)
		more := false
		if err == nil {
			more, err = w.forward(ctx)
		}
		if err == nil && !more { // so the rights are those of the feed's end
			err = w.together(ctx)
		}
		if err != nil {
			w.s.closeFor(err)
			return
		}
		if more {
			w.s.wake() // answers get their turn between two rounds
		}
		select {
		case <-w.s.done:
			return
		case f := <-w.s.out:
			err = w.answers(ctx, f)
		case <-w.s.nudge:
		case <-ping.C:
			err = w.s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeDeadline))
		}
		if err != nil {
			return
		}
	}
}

// answers writes a frame and whatever else waits behind it.
func (w *writer) answers(ctx context.Context, f wire.Frame) error {
	for {
		if err := w.frame(ctx, f); err != nil {
			return err
		}
		select {
		case f = <-w.s.out:
		default:
			return nil
		}
	}
}

// frame writes one frame, unless the session was ended meanwhile.
func (w *writer) frame(ctx context.Context, f wire.Frame) error {
	return w.judged(ctx, func() error {
		b, err := w.s.hub.encode(f)
		if err != nil {
			return err
		}
		return w.s.conn.WriteMessage(websocket.TextMessage, b)
	})
}

// judged writes unless the session was ended meanwhile.
func (w *writer) judged(ctx context.Context, write func() error) error {
	if err := w.s.judge(ctx); err != nil {
		w.s.closeFor(err)
		return err
	}
	if err := w.s.conn.SetWriteDeadline(time.Now().Add(writeDeadline)); err != nil {
		return err
	}
	return write()
}

// encode writes a frame. What is too large for one is answered or sent without
// its content, and is no reason to end a connection: it would come again.
func (h *Hub) encode(f wire.Frame) ([]byte, error) {
	b, err := wire.Encode(f)
	if desk.SubcodeOf(err) != wire.SubFrameTooLarge {
		return b, err
	}
	h.cfg.Log.Error("frame too large", "kind", f.Kind)
	return wire.Encode(withoutContent(f))
}

// withoutContent gives a frame that covers the same and holds nothing large.
func withoutContent(f wire.Frame) wire.Frame {
	tooLarge := func(r wire.Result) *wire.Result {
		return &wire.Result{ID: r.ID, Seq: r.Seq, Error: wire.ErrorOf(errTooLarge())}
	}
	switch {
	case f.Page != nil:
		p := *f.Page
		p.Items = stubs(p.Items)
		f.Page = &p
	case f.Changes != nil:
		c := *f.Changes
		c.Items = stubs(c.Items)
		f.Changes = &c
	case f.Result != nil:
		f.Result = tooLarge(*f.Result)
	case f.Answer != nil:
		f.Answer = tooLarge(*f.Answer)
	case f.Push != nil:
		f.Push = &wire.Push{Name: f.Push.Name, Body: []byte("{}")}
	}
	return f
}

// stubs keeps of each row only that there is one.
func stubs(items []wire.Change) []wire.Change {
	out := make([]wire.Change, len(items))
	for i, c := range items {
		out[i] = wire.Change{Kind: c.Kind, ID: c.ID, Gone: c.Gone, Stub: !c.Gone}
	}
	return out
}

func errTooLarge() error {
	return desk.Refuse(desk.CodeInvalid, "tooLarge", desk.Params{"context": "answer"})
}

// forward sends the next round: pages of a snapshot first, then changes. more
// says that another round is due at once.
func (w *writer) forward(ctx context.Context) (more bool, err error) {
	if w.snap != nil {
		return true, w.snapshot(ctx)
	}
	return w.changes(ctx)
}

func (w *writer) changes(ctx context.Context) (more bool, err error) {
	r, err := w.s.feed.round(ctx, w.cursor.Seq)
	if err != nil || r == nil {
		return false, err
	}
	if err := w.refresh(ctx, r); err != nil {
		return false, err
	}
	frames, err := r.frames(ctx, w.viewer)
	if err != nil {
		return false, err
	}
	for _, f := range frames {
		if err := w.judged(ctx, func() error { return w.s.conn.WritePreparedMessage(f) }); err != nil {
			return false, err
		}
	}
	w.cursor.Seq = r.to
	// The round may have been read before a commit of which this socket is not told
	// any more: whether something follows is asked again.
	return true, nil
}

// refresh reads the viewer's rights again when they may have changed.
func (w *writer) refresh(ctx context.Context, r *round) error {
	if !r.touches(w.user.ID) {
		return nil
	}
	user, viewer, err := w.s.hub.viewer(ctx, w.s.identity())
	if err != nil {
		return err
	}
	if !user.Active {
		return closing{wire.CloseSuspended, "switched off"}
	}
	if user.Generation != w.cursor.Generation {
		return closing{wire.CloseRebuild, "rights changed"}
	}
	w.user, w.viewer = user, viewer
	return nil
}

// chunk cuts items into parts of at most frameBudget bytes; at least one part.
func chunk(items []view.Projected) [][]wire.Change {
	parts := [][]wire.Change{{}}
	size := 0
	for _, p := range items {
		c := p.Change()
		n := len(c.Body) + len(c.ID) + 64
		last := len(parts) - 1
		if size+n > frameBudget && len(parts[last]) > 0 {
			parts, size, last = append(parts, []wire.Change{}), 0, last+1
		}
		parts[last] = append(parts[last], c)
		size += n
	}
	return parts
}
