package hub

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	// lookFor and typeFor are how long it counts that somebody has a conversation in view,
	// or writes there, after their desktop said so last. It says it again sooner.
	lookFor = 50 * time.Second
	typeFor = 8 * time.Second
	// togetherRest is the least pause between two times that an organization's desktops
	// are told; togetherEach is added for each of them. What changes meanwhile and changes
	// back is told to nobody.
	togetherRest = 300 * time.Millisecond
	togetherEach = 500 * time.Microsecond
)

// together knows which conversations are in view on whose desktops. It is in memory only:
// a socket that ends takes its part with it.
type together struct {
	// tell passes on what changed and says how long the organization rests then. It is
	// called with mu held, so that it comes in order.
	tell func(desk.OrgID, []*gathered) (rest time.Duration)

	mu      sync.Mutex // guards below, and the seats
	orgs    map[desk.OrgID]*gathering
	stopped bool
}

// gathering is what is in view in one organization.
type gathering struct {
	seats   map[desk.ThreadID]map[*seat]bool
	told    map[desk.ThreadID][]wire.Looker // as it was told last
	changed map[desk.ThreadID]bool          // since then
	rest    *time.Timer                     // nil = it does not rest
}

// seat is one socket's part: at most one conversation.
type seat struct {
	all    *together
	org    desk.OrgID
	user   desk.UserID
	thread desk.ThreadID // "" = none
	typing bool
	over   *time.Timer // ends the looking; nil = none is looked at
	still  *time.Timer // ends the typing; nil = there is none
	turn   int         // counts what was said, so that a timer of before ends nothing
	order  int         // of what was said last
	gone   bool        // the socket has ended
}

// gathered is who has a conversation in view, for all sockets that it is told to. What
// decides who may know is read once for them.
type gathered struct {
	thread desk.ThreadID
	people []wire.Looker

	mu      sync.Mutex // guards below; held while it is read
	subject *view.Subject
}

func newTogether(tell func(desk.OrgID, []*gathered) time.Duration) *together {
	return &together{tell: tell, orgs: map[desk.OrgID]*gathering{}}
}

// sit gives a new socket its seat.
func (t *together) sit(org desk.OrgID, user desk.UserID) *seat {
	return &seat{all: t, org: org, user: user}
}

// all gives what is in view now, as it was told last.
func (t *together) all(org desk.OrgID) []*gathered {
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.orgs[org]
	if g == nil {
		return nil
	}
	list := make([]*gathered, 0, len(g.told))
	for id, people := range g.told {
		list = append(list, &gathered{thread: id, people: people})
	}
	return list
}

// stop ends the timers: the sockets have ended before.
func (t *together) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	for _, g := range t.orgs {
		if g.rest != nil {
			g.rest.Stop()
		}
	}
}

// look says what the desktop shows from now on, "" = nothing. order is which of the socket's
// calls says so: they run beside each other, and a late one does not undo a later one.
func (s *seat) look(order int, thread desk.ThreadID, isTyping bool) {
	t := s.all
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.gone || order < s.order {
		return
	}
	s.order = order
	s.show(thread, isTyping)
}

// leave ends the seat for good. A call that is still on its way does not bring it back.
func (s *seat) leave() {
	t := s.all
	t.mu.Lock()
	defer t.mu.Unlock()
	s.gone = true
	s.show("", false)
}

// show puts the seat to a conversation and tells so. t.mu is held, here and below.
func (s *seat) show(thread desk.ThreadID, isTyping bool) {
	t := s.all
	g := t.orgs[s.org]
	if g == nil {
		if thread == "" {
			return
		}
		g = &gathering{
			seats: map[desk.ThreadID]map[*seat]bool{}, told: map[desk.ThreadID][]wire.Looker{},
			changed: map[desk.ThreadID]bool{},
		}
		t.orgs[s.org] = g
	}
	s.move(g, thread, isTyping && thread != "")
	s.time()
	t.flush(s.org, g)
}

// move takes the seat from its conversation to another.
func (s *seat) move(g *gathering, thread desk.ThreadID, isTyping bool) {
	if s.thread != "" {
		g.changed[s.thread] = true
		if delete(g.seats[s.thread], s); len(g.seats[s.thread]) == 0 {
			delete(g.seats, s.thread)
		}
	}
	s.thread, s.typing = thread, isTyping
	if thread == "" {
		return
	}
	g.changed[thread] = true
	if g.seats[thread] == nil {
		g.seats[thread] = map[*seat]bool{}
	}
	g.seats[thread][s] = true
}

// time sets when it is over by itself.
func (s *seat) time() {
	for _, old := range []*time.Timer{s.over, s.still} {
		if old != nil {
			old.Stop()
		}
	}
	s.turn++
	s.over, s.still = nil, nil
	turn := s.turn
	if s.thread != "" {
		s.over = time.AfterFunc(lookFor, func() { s.lapse(turn, "") })
	}
	if s.typing {
		thread := s.thread
		s.still = time.AfterFunc(typeFor, func() { s.lapse(turn, thread) })
	}
}

// lapse ends what was not said again; only the typing when thread is named.
func (s *seat) lapse(turn int, thread desk.ThreadID) {
	t := s.all
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.orgs[s.org]
	if s.turn != turn || g == nil {
		return
	}
	s.move(g, thread, false)
	t.flush(s.org, g)
}

// flush tells what changed, unless the organization rests: then it is told later.
func (t *together) flush(org desk.OrgID, g *gathering) {
	if g.rest != nil || t.stopped {
		return
	}
	var list []*gathered
	for id := range g.changed {
		people := g.people(id)
		if slices.Equal(people, g.told[id]) {
			continue
		}
		if g.told[id] = people; len(people) == 0 {
			delete(g.told, id)
		}
		list = append(list, &gathered{thread: id, people: people})
	}
	clear(g.changed)
	if len(list) == 0 {
		if len(g.seats) == 0 {
			delete(t.orgs, org)
		}
		return
	}
	g.rest = time.AfterFunc(t.tell(org, list), func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		g.rest = nil
		t.flush(org, g)
	})
}

// people gives who has a conversation in view, each person once whatever the number of
// their desktops. One more than can be told, since nobody is told of themselves.
func (g *gathering) people(id desk.ThreadID) []wire.Looker {
	typing := map[desk.UserID]bool{}
	for s := range g.seats[id] {
		typing[s.user] = typing[s.user] || s.typing
	}
	var out []wire.Looker
	for _, user := range slices.Sorted(maps.Keys(typing)) {
		out = append(out, wire.Looker{UserID: string(user), Typing: typing[user]})
	}
	first := func(l wire.Looker) int {
		if l.Typing {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b wire.Looker) int { return cmp.Compare(first(a), first(b)) })
	return out[:min(len(out), wire.MaxLookers+1)]
}

// tellTogether leaves it with each socket of the organization, whose writer judges
// whether its person may know.
func (h *Hub) tellTogether(org desk.OrgID, list []*gathered) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	f := h.feeds[org]
	if f == nil {
		return togetherRest
	}
	for s := range f.socks {
		s.gather(list)
	}
	return togetherRest + time.Duration(len(f.socks))*togetherEach
}

// gather keeps the newest of each conversation until the writer has time.
func (s *socket) gather(list []*gathered) {
	if len(list) == 0 {
		return
	}
	s.mu.Lock()
	if s.gathered == nil {
		s.gathered = map[desk.ThreadID]*gathered{}
	}
	for _, g := range list {
		s.gathered[g.thread] = g
	}
	s.mu.Unlock()
	s.wake()
}

func (s *socket) takeGathered() map[desk.ThreadID]*gathered {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.gathered
	s.gathered = nil
	return list
}

// look is what the desktop says. Who was there before is told it anew: they may have
// come to see the conversation only now.
func (s *socket) look(order int, thread desk.ThreadID, isTyping bool) {
	s.seat.look(order, thread, isTyping)
	for _, g := range s.hub.together.all(s.id.Org) {
		if g.thread == thread {
			s.gather([]*gathered{g})
		}
	}
}

// together writes what changed for those who may see the conversation. Who knew of
// somebody there and may see it no more hears that nobody is.
func (w *writer) together(ctx context.Context) error {
	for id, g := range w.s.takeGathered() {
		people, err := w.others(ctx, g)
		if err != nil {
			return err
		}
		if slices.Equal(people, w.told[id]) {
			continue
		}
		if w.told == nil {
			w.told = map[desk.ThreadID][]wire.Looker{}
		}
		if w.told[id] = people; len(people) == 0 {
			delete(w.told, id)
		}
		body, err := w.viewer.Together(id, people)
		if err != nil {
			return err
		}
		f := wire.Frame{Kind: wire.FramePush, Push: &wire.Push{Name: wire.PushTogether, Body: body.Raw()}}
		if err := w.frame(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// others gives whom of the people the viewer may know of.
func (w *writer) others(ctx context.Context, g *gathered) ([]wire.Looker, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.subject == nil {
		s, err := w.s.hub.projector(w.viewer).subject(ctx, g.thread)
		if desk.CodeOf(err) == desk.CodeNotFound {
			return nil, nil
		}
		if err != nil { // it may be only that this desktop leaves: the next one reads it
			return nil, err
		}
		g.subject = s
	}
	return w.viewer.Others(*g.subject, g.people), nil
}

// inView notes what the desktop that asks shows.
func inView(_ context.Context, c Caller, in wire.InView) (view.Body, error) {
	c.Look(desk.ThreadID(in.ThreadID), in.Typing)
	return view.Body{}, nil
}
