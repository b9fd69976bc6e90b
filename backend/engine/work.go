package engine

import (
	"context"
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// work is the unit of work of one fold: the rows read so far, those changed and
// in which order, and what else goes into the batch. Reading through it shows
// the fold's own changes.
type work struct {
	engine *Engine
	reader channel.Reader  // of the provider whose item the entry holds, nil = it holds none
	ctx    context.Context // of this one fold
	st     State
	e      desk.Entry
	key    desk.IDKey
	n      int // ids made so far
	spans  int // and those of ownership spans
	optIns int // and those of opt-ins
	plans  int // and of plans

	madeLabels int // and of labels

	rows heldRows
	// dirty rows and feed lines in the order of their first change, so that
	// the batch is the same at every rebuild
	dirty []desk.Ref
	room  [usualRows]desk.Ref // of dirty
	quiet map[desk.Ref]bool   // dirty, and of no interest to viewers
	moved []desk.Ref          // RowAssignment lines, each once
	moves map[desk.Ref]bool   // those
	let   []desk.Ref          // more such lines, each of one person

	timers   []desk.Timer
	untimers []desk.Timer
	jobs     []desk.Job
	unjobs   []desk.Job
	follow   []desk.Proposal
	endings  []desk.Ending
	erasures []desk.Erasure
	events   []desk.Event
	answer   any

	renamed  []renaming // by the item at hand
	routes   routes
	replayed *desk.Unhandled // at a replay, the line that it is about
	failed   bool            // at a replay, it is still not understood
	erased   bool            // of a command: what was written in it was erased since
	by       desk.UserID     // of a command: who gives it
}

func (g *Engine) newWork(ctx context.Context, st State, e desk.Entry, key desk.IDKey) *work {
	reader, _ := g.itemOf(e.Kind)
	w := &work{engine: g, reader: reader, ctx: ctx, st: st, e: e, key: key}
	w.dirty = w.room[:0]
	return w
}

// id makes the next id of this entry.
func (w *work) id(prefix string) string {
	w.n++
	return w.key.ID(prefix, w.e.Org, w.e.Seq, w.n)
}

// second is the entry's time as messages are ordered by: in whole seconds, as
// providers' stamps are.
func (w *work) second() int64 { return w.e.At - w.e.At%1000 }

// put notes that the row has changed and that viewers must hear of it.
func (w *work) put(rows ...desk.Row) {
	for _, r := range rows {
		delete(w.quiet, w.note(r))
	}
}

// putQuiet notes a change that no viewer would see.
func (w *work) putQuiet(r desk.Row) {
	h := w.rows.get(r.RowKey())
	loud := h != nil && h.dirty && !w.quiet[r.RowKey()]
	ref := w.note(r)
	if !loud {
		set(&w.quiet, ref, true)
	}
}

func (w *work) note(r desk.Row) desk.Ref {
	ref := r.RowKey()
	h := w.rows.get(ref)
	if h == nil {
		h = w.rows.add(ref)
	}
	h.row, h.gone = r, false
	if !h.dirty {
		h.dirty = true
		w.dirty = append(w.dirty, ref)
	}
	return ref
}

// assigned notes that who may see the thread has changed. Who could see it
// before, and so must be told to let it go, is worked out at the end: see leaves.
func (w *work) assigned(id desk.ThreadID) {
	ref := desk.Ref{Kind: desk.RowAssignment, ID: string(id)}
	if !w.moves[ref] {
		set(&w.moves, ref, true)
		w.moved = append(w.moved, ref)
	}
}

// lets notes that one person, who may not be sent what changes in the thread, gets its
// list row anew.
func (w *work) lets(l desk.Leave) { w.let = append(w.let, l.Ref()) }

func (w *work) setTimer(kind desk.TimerKind, subject string, due int64) {
	w.timers = append(drop(w.timers, kind, subject), desk.Timer{Kind: kind, Subject: subject, DueAt: due})
	w.untimers = drop(w.untimers, kind, subject)
}

func (w *work) stopTimer(kind desk.TimerKind, subject string) {
	w.timers = drop(w.timers, kind, subject)
	w.untimers = append(drop(w.untimers, kind, subject), desk.Timer{Kind: kind, Subject: subject})
}

func drop(list []desk.Timer, kind desk.TimerKind, subject string) []desk.Timer {
	out := list[:0]
	for _, t := range list {
		if t.Kind != kind || t.Subject != subject {
			out = append(out, t)
		}
	}
	return out
}

func (w *work) job(kind desk.JobKind, subject string, thread desk.ThreadID, due int64) {
	w.jobs = append(w.jobs, desk.Job{
		Kind: kind, Subject: subject, ThreadID: string(thread), Order: w.e.Seq, DueAt: due,
	})
}

func (w *work) unjob(kind desk.JobKind, subject string) {
	w.unjobs = append(w.unjobs, desk.Job{Kind: kind, Subject: subject})
}

// then has the ledger append and fold another entry right after this one.
func (w *work) then(kind desk.EntryKind, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return desk.Wrap("write follow-up entry", err)
	}
	w.follow = append(w.follow, desk.Proposal{Org: w.e.Org, Kind: kind, Payload: b})
	return nil
}

// fit cuts a row to its bounds. Every row that a fold writes goes through here: what
// customers sent, what people asked for, what a provider answered. The rest of a long
// message stays in its entry.
func (w *work) fit(row desk.Row) {
	m, ok := row.(*desk.Message)
	if ok { // what stands beside the content says nothing of whether that was cut
		beside := desk.Message{Earlier: m.Earlier, Problem: m.Problem}
		desk.Fit(&beside)
		m.Earlier = beside.Earlier
	}
	if desk.Fit(row) && ok && w.engine.holdsContent(w.e.Kind) {
		m.MoreSeq = w.e.Seq
	}
}

func (w *work) batch() (desk.Batch, error) {
	b := desk.Batch{
		Given:  true, // nobody folds on with what this fold holds
		Timers: w.timers, Untimers: w.untimers, Jobs: w.jobs, Unjobs: w.unjobs,
		Follow: w.follow, Endings: w.endings, Erasures: w.erasures, Events: w.happened(), Answer: w.answer,
	}
	if n := len(w.dirty); n > 0 {
		b.Rows, b.Feed = make([]desk.Row, 0, n), make([]desk.Ref, 0, n+len(w.moved))
	}
	for _, ref := range w.dirty {
		h := w.rows.get(ref)
		if h.gone {
			b.Removed, b.Feed = append(b.Removed, ref), append(b.Feed, ref)
			continue
		}
		row := h.row
		if m, ok := row.(*desk.Message); ok {
			before, _ := h.base.(*desk.Message)
			holdings(m, before)
		}
		w.fit(row)
		b.Rows = append(b.Rows, row)
		if !w.quiet[ref] {
			b.Feed = append(b.Feed, ref)
		}
	}
	b.Feed = append(append(b.Feed, w.moved...), w.let...)
	for _, ref := range w.moved {
		leaves, err := w.leaves(desk.ThreadID(ref.ID))
		if err != nil {
			return desk.Batch{}, desk.Wrap("who could see the thread", err)
		}
		b.Feed = append(b.Feed, leaves...)
	}
	return b, nil
}

// leaves names who could see the thread before this fold only because it was
// theirs to take: the agents of an inbox, or one who was asked. They let it go
// unless they may still see it; nobody else hears of it. Whoever owned one of
// its interactions goes on seeing that one.
func (w *work) leaves(id desk.ThreadID) ([]desk.Ref, error) {
	t, err := orZero(stored[desk.Thread](w, desk.RowThread, string(id)))
	if err != nil {
		return nil, err
	}
	it, err := orZero(stored[desk.Interaction](w, desk.RowInteraction, string(t.InteractionID)))
	if err != nil {
		return nil, err
	}
	switch it.State {
	case desk.InteractionOffered:
		o, err := orZero(storedFirst[desk.Offer](w, desk.OffersOpenOf.With(string(it.ID))))
		if err != nil || o.ID == "" {
			return nil, err
		}
		return []desk.Ref{desk.Leave{Thread: id, User: o.UserID}.Ref()}, nil
	case desk.InteractionWaiting:
		box, err := orZero(stored[desk.Inbox](w, desk.RowInbox, string(it.InboxID)))
		if err != nil || box.ID == "" || !it.ForTaking(box.Mode) {
			return nil, err
		}
		return []desk.Ref{desk.Leave{Thread: id, Inbox: box.ID}.Ref()}, nil
	default:
		return nil, nil
	}
}

// remove removes a row.
func (w *work) remove(r desk.Row) {
	ref := w.note(r)
	delete(w.quiet, ref)
	w.rows.get(ref).gone = true
}
