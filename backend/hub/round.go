package hub

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// round is a stretch (from, to] of an organization's feed, read once for all
// sockets that stand at from. Each is sent what its viewer may see of it; those
// with the same sight get the same frames, made once.
type round struct {
	hub      *Hub
	org      desk.OrgID
	from, to int64
	head     int64 // of the organization when it was read
	changes  []desk.Change
	rows     *readings

	mu    sync.Mutex     // guards below
	shown map[any]*shown // by view.Sight, and for nobody's sight by nothing
}

// nothing is the sight of whoever sees nothing of a round: their frames say
// which stretch they cover, and are the same for all.
type nothing struct{}

// shown is a round's frames for one sight.
type shown struct {
	mu     sync.Mutex // guards below; held while they are made
	made   bool
	frames []*websocket.PreparedMessage
}

// frames gives what the viewer is sent of the round.
func (r *round) frames(ctx context.Context, v view.Viewer) ([]*websocket.PreparedMessage, error) {
	own, err := r.owns(ctx, v)
	if err != nil {
		return nil, err
	}
	return r.of(v.Sight(own)).frame(func() (frames []*websocket.PreparedMessage, share bool, err error) {
		p := r.hub.projector(v)
		p.rows, p.since = r.rows, r.from
		for _, c := range r.changes {
			if err := p.change(ctx, c); err != nil {
				return nil, false, projectError(c, err)
			}
		}
		if len(p.out) == 0 {
			frames, err = r.of(nothing{}).frame(func() ([]*websocket.PreparedMessage, bool, error) {
				frames, err := r.encode(nil)
				return frames, true, err
			})
			return frames, true, err
		}
		frames, err = r.encode(p.out)
		// Whatever owns has overlooked is at least given to nobody else.
		return frames, own || !slices.ContainsFunc(p.out, view.Projected.Own), err
	})
}

func (r *round) of(sight any) *shown {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.shown[sight]
	if s == nil {
		s = &shown{}
		r.shown[sight] = s
	}
	return s
}

// frame gives the frames, made now unless that was done: once for all if they
// may be shared.
func (s *shown) frame(encode func() (frames []*websocket.PreparedMessage, share bool, err error)) ([]*websocket.PreparedMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made {
		return s.frames, nil
	}
	frames, share, err := encode()
	if err == nil && share { // after an error the next one tries: it may be only that somebody left
		s.frames, s.made = frames, true
	}
	return frames, err
}

// encode makes the frames that cover (from, to]. What does not fit into one goes
// ahead in frames that cover nothing yet: their rows are whole, and a desktop
// that is cut off gets them again.
func (r *round) encode(items []view.Projected) ([]*websocket.PreparedMessage, error) {
	chunks := chunk(items)
	frames := make([]*websocket.PreparedMessage, 0, len(chunks))
	for i, part := range chunks {
		c := &wire.Changes{
			From: r.from, To: r.from, More: true, Head: r.head,
			Now: r.hub.cfg.Clock().UnixMilli(), Items: part,
		}
		if i == len(chunks)-1 {
			c.To, c.More = r.to, r.head > r.to
		}
		b, err := r.hub.encode(wire.Frame{Kind: wire.FrameChanges, Changes: c})
		if err != nil {
			return nil, err
		}
		f, err := websocket.NewPreparedMessage(websocket.TextMessage, b)
		if err != nil {
			return nil, err
		}
		frames = append(frames, f)
	}
	return frames, nil
}

// owns says whether a supervisor, who else is sent what all supervisors are, is
// sent something of the round alone. Agents are sent theirs in any case.
func (r *round) owns(ctx context.Context, v view.Viewer) (bool, error) {
	if !v.Role.Supervisor() {
		return false, nil
	}
	for _, c := range r.changes {
		own, err := r.ownOf(ctx, v.UserID, c)
		if own || err != nil && desk.CodeOf(err) != desk.CodeNotFound {
			return own, err
		}
	}
	return false, nil
}

func (r *round) ownOf(ctx context.Context, user desk.UserID, c desk.Change) (bool, error) {
	kind := desk.Declared(c.Kind)
	switch {
	case c.Kind == desk.RowAssignment: // brings the thread, and with it how far they have read
		_, err := desk.Get[*desk.ReadMark](ctx, r.hub.cfg.Rows, r.org, desk.RowReadMark, desk.ReadMarkID(user, desk.ThreadID(c.ID)))
		return err == nil, err
	case c.Kind == desk.RowReadMark: // named by whose it is
		owner, _, _ := strings.Cut(c.ID, "/")
		return desk.UserID(owner) == user, nil
	case kind == nil || kind.Person == nil:
		return false, nil
	}
	row, err := r.rows.row(ctx, r.hub.cfg.Rows, r.org, desk.Ref{Kind: c.Kind, ID: c.ID})
	return err == nil && kind.Person(row) == user, err
}

// touches says whether the round may have changed a person's rights.
func (r *round) touches(user desk.UserID) bool {
	for _, c := range r.changes {
		if c.Kind == desk.RowInbox || c.Kind == desk.RowUser && c.ID == string(user) {
			return true
		}
	}
	return false
}

// readings are rows that were read once, for one frame or for all viewers of a
// round. Who gets one only reads it.
type readings struct {
	mu       sync.Mutex // guards below; held while something is read, so that it is read once
	rows     map[desk.Ref]desk.Row
	subjects map[desk.ThreadID]*view.Subject
	whys     map[desk.DecisionID]wire.Decision
	mapping  *desk.Mapping // nil = not read
}

func newReadings() *readings {
	return &readings{
		rows: map[desk.Ref]desk.Row{}, subjects: map[desk.ThreadID]*view.Subject{}, whys: map[desk.DecisionID]wire.Decision{},
	}
}

// mapped gives where the numbers lead. It is read for rows of numbers and inboxes
// only, since 200 numbers and plans take 1.4 ms (BenchmarkMapping).
func (g *readings) mapped(ctx context.Context, rows Rows, org desk.OrgID) (desk.Mapping, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.mapping == nil {
		m, err := desk.MappingOf(ctx, rows, org)
		if err != nil {
			return desk.Mapping{}, err
		}
		g.mapping = &m
	}
	return *g.mapping, nil
}

// row reads a row; one that is not there is looked for once.
func (g *readings) row(ctx context.Context, rows Rows, org desk.OrgID, ref desk.Ref) (desk.Row, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r, known := g.rows[ref]
	if !known {
		var err error
		if r, err = rows.Row(ctx, org, ref); err != nil && desk.CodeOf(err) != desk.CodeNotFound {
			return nil, err
		}
		g.rows[ref] = r
	}
	if r == nil {
		return nil, desk.Refuse(desk.CodeNotFound, "")
	}
	return r, nil
}
