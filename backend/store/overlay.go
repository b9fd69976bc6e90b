package store

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// overlay is what one write transaction has changed and not yet written. Every
// change notes how to take it back, so a savepoint is a position in that list
// and costs nothing; the database sees one write per row and batch, however
// often the row changed.
type overlay struct {
	rows    map[refKey]desk.Row        // nil value = removed
	order   map[desk.Kind][]refKey     // in the order of the first change
	lookups pending[lookupKey, string] // noRow = names nothing any more
	tallies map[tally]map[desk.UserID]int
	handled []handledKey // new ones, perhaps known already
	emptied []threadKey  // threads that were removed: nobody has handled them

	heads   map[desk.OrgID]head
	entries []pendingEntry
	entryAt map[orgSeq]int // position in entries
	keys    []pendingKey
	keyAt   map[orgKey]int
	intakes []pendingIntake

	// What Expect found out about committed state.
	stored map[orgKey]*desk.Outcome // nil value = the key is free
	absent map[lookupKey]bool

	feed     []feedLine
	endings  []endingAt
	erasures []pendingErasure
	events   []pendingEvents
	timers   pending[dueKey, *desk.Timer] // nil = taken away
	jobs     pending[dueKey, *desk.Job]   // nil = taken away

	undo  []undo
	marks []mark // the open savepoints
}

// mark is a savepoint: how long what takes changes back was then, and the feed,
// which only grows.
type mark struct {
	undo, lookups, timers, jobs, feed int
}

type (
	orgSeq struct {
		org desk.OrgID
		seq int64
	}
	orgKey struct {
		org desk.OrgID
		key string
	}
	// dueKey names a timer or a job.
	dueKey struct {
		org           desk.OrgID
		kind, subject string
	}
	// handledKey says that the person has owned an interaction of the thread.
	handledKey struct {
		org    desk.OrgID
		user   desk.UserID
		thread desk.ThreadID
	}
	pendingErasure struct {
		org             desk.OrgID
		seq, by, intake int64
		left            []byte
	}
	threadKey struct {
		org    desk.OrgID
		thread desk.ThreadID
	}
	feedLine struct {
		org desk.OrgID
		desk.Change
	}
	pendingEntry struct {
		desk.Entry
		payloadHash [32]byte
		reason      string
	}
	pendingKey struct {
		orgKey
		seq, expiresAt int64
		answer         []byte
	}
	pendingIntake struct {
		desk.Intake
		id, at int64
	}
)

func newOverlay() *overlay {
	return &overlay{
		rows: map[refKey]desk.Row{}, order: map[desk.Kind][]refKey{}, lookups: newPending[lookupKey, string](),
		tallies: map[tally]map[desk.UserID]int{}, heads: map[desk.OrgID]head{},
		entryAt: map[orgSeq]int{}, keyAt: map[orgKey]int{},
		stored: map[orgKey]*desk.Outcome{}, absent: map[lookupKey]bool{},
		timers: newPending[dueKey, *desk.Timer](), jobs: newPending[dueKey, *desk.Job](),
	}
}

// mostKept bounds the overlay that is used again: a batch is smaller.
const mostKept = 4096

// reset empties the overlay for the next transaction, which uses its room again;
// false when it has become too large for that.
func (o *overlay) reset() bool {
	if len(o.rows)+len(o.lookups.set)+len(o.entries)+len(o.feed) > mostKept {
		return false
	}
	for kind, keys := range o.order {
		clear(keys)
		o.order[kind] = keys[:0]
	}
	clear(o.rows)
	o.lookups.reset()
	clear(o.tallies)
	clear(o.heads)
	clear(o.entryAt)
	clear(o.keyAt)
	clear(o.stored)
	clear(o.absent)
	o.handled, o.emptied = nil, nil
	o.entries, o.keys, o.intakes = emptied(o.entries), emptied(o.keys), emptied(o.intakes)
	o.feed, o.endings, o.erasures, o.events = emptied(o.feed), nil, nil, nil
	o.timers.reset()
	o.jobs.reset()
	o.undo, o.marks = emptied(o.undo), o.marks[:0]
	return true
}

// emptied gives the room of a list, with nothing left in it.
func emptied[T any](list []T) []T {
	clear(list[:cap(list)])
	return list[:0]
}

// undo is how one change is taken back: by f, or, without one, by giving a row what
// it was before, which is by far the most frequent.
type undo struct {
	f       func()
	row     refKey
	before  desk.Row
	pending bool // it had been changed before
}

func (u *undo) do(o *overlay) {
	switch {
	case u.f != nil:
		u.f()
	case u.pending:
		o.rows[u.row] = u.before
	default:
		delete(o.rows, u.row)
		o.order[u.row.kind] = o.order[u.row.kind][:len(o.order[u.row.kind])-1]
	}
}

// onUndo notes how to take a change back, if a savepoint is open.
func (o *overlay) onUndo(f func()) {
	if o.marked() {
		o.undo = append(o.undo, undo{f: f})
	}
}

// marked says whether a savepoint is open. Whoever would make a function for onUndo
// on the way of every entry asks first: making one costs memory.
func (o *overlay) marked() bool { return len(o.marks) > 0 }

func (o *overlay) savepoint() {
	o.marks = append(o.marks, mark{
		undo: len(o.undo), lookups: len(o.lookups.past), timers: len(o.timers.past), jobs: len(o.jobs.past), feed: len(o.feed),
	})
}

func (o *overlay) rollbackTo() {
	to := o.marks[len(o.marks)-1]
	for i := len(o.undo) - 1; i >= to.undo; i-- {
		o.undo[i].do(o)
	}
	o.undo = o.undo[:to.undo]
	o.lookups.back(to.lookups)
	o.timers.back(to.timers)
	o.jobs.back(to.jobs)
	o.feed = o.feed[:to.feed]
}

func (o *overlay) release() {
	if o.marks = o.marks[:len(o.marks)-1]; o.marked() {
		return
	}
	o.undo = o.undo[:0]
	o.lookups.past, o.timers.past, o.jobs.past = o.lookups.past[:0], o.timers.past[:0], o.jobs.past[:0]
}

// putRow takes a row over; old is what it replaces, nil for a new one.
func (o *overlay) putRow(org desk.OrgID, spec *rowSpec, r, old desk.Row) {
	k := refKey{org, spec.Kind, r.RowKey().ID}
	o.setRow(k, r)
	if spec.Lookups != nil {
		for _, l := range spec.Lookups(r) {
			o.lookups.put(lookupKey{org, l}, k.id, o.marked())
		}
	}
	o.count(org, spec.Kind, old, -1)
	o.count(org, spec.Kind, r, +1)
	o.putHandlers(org, r, old)
}

// setRow notes what a row is from now on; nil = it is no more.
func (o *overlay) setRow(k refKey, r desk.Row) {
	before, pending := o.rows[k]
	o.rows[k] = r
	if !pending {
		o.order[k.kind] = append(o.order[k.kind], k)
	}
	if o.marked() {
		o.undo = append(o.undo, undo{row: k, before: before, pending: pending})
	}
}

// putHandlers notes whoever has come to own an interaction; nobody ever stops
// having owned it.
func (o *overlay) putHandlers(org desk.OrgID, r, old desk.Row) {
	now, is := r.(*desk.Interaction)
	if !is {
		return
	}
	var known []desk.UserID
	if before, was := old.(*desk.Interaction); was && before.ThreadID == now.ThreadID {
		known = before.Handlers
	}
	for _, user := range now.Handlers {
		if slices.Contains(known, user) {
			continue
		}
		o.handled = append(o.handled, handledKey{org, user, now.ThreadID})
		o.onUndo(func() { o.handled = o.handled[:len(o.handled)-1] })
	}
}

// count adds a row's part in its person's tally.
func (o *overlay) count(org desk.OrgID, kind desk.Kind, r desk.Row, by int) {
	counts := specOf[kind].Counts
	if r == nil || counts == nil {
		return
	}
	user, open := counts(r)
	if !open || user == "" {
		return
	}
	o.countIn(tally{org: org, what: kind}, user, by)
	if it, is := r.(*desk.Interaction); is && it.InboxID != "" {
		o.countIn(tally{org, kind, it.InboxID}, user, by)
	}
}

func (o *overlay) countIn(k tally, user desk.UserID, by int) {
	if o.tallies[k] == nil {
		o.tallies[k] = map[desk.UserID]int{}
	}
	o.tallies[k][user] += by
	o.onUndo(func() { o.tallies[k][user] -= by })
}
