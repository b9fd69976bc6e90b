package relay

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// watchEvery is how often a quiet relay looks whether it could write.
const watchEvery = 10 * time.Second

// health knows what is wrong with the relay now. It tries to write to the disk, reads
// the database once in the background, and has every alarm written to the log at once
// and to the record as soon as that can be written.
type health struct {
	db     *store.DB
	lock   *datadir.Held
	record func(ctx context.Context, kind desk.EntryKind, payload any) error
	log    *slog.Logger
	cancel context.CancelFunc
	wg     sync.WaitGroup
	read   sync.WaitGroup // the reading through at start
	look   chan struct{}  // one slot: something changed

	mu   sync.Mutex // guards below
	now  map[desk.Alarm]error
	owed []owed // not in the record yet, in order
}

// owed is an entry that waits until the record can be written.
type owed struct {
	kind    desk.EntryKind
	payload any
}

func newHealth(db *store.DB, lock *datadir.Held, record func(context.Context, desk.EntryKind, any) error, log *slog.Logger) *health {
	return &health{db: db, lock: lock, record: record, log: log, cancel: func() {}, look: make(chan struct{}, 1), now: map[desk.Alarm]error{}}
}

// start reads the database in the background and begins to watch the disk.
func (h *health) start() {
	ctx, cancel := context.WithCancel(context.Background())
	h.cancel = cancel
	h.read.Go(func() { h.readThrough(ctx) })
	h.wg.Go(func() { h.watch(ctx) })
}

func (h *health) stop() {
	h.cancel()
	h.read.Wait()
	h.wg.Wait()
}

// readThrough looks for damage. It runs once for each start.
func (h *health) readThrough(ctx context.Context) {
	err := h.db.QuickCheck(ctx)
	switch {
	case ctx.Err() != nil:
	case err == nil:
		h.log.Info("database was read through: it is whole")
	case desk.SubcodeOf(err) == store.SubcodeDamaged:
		h.raise(desk.AlarmDamaged, err, 0)
	default:
		h.log.Error("database could not be read through", "err", err)
	}
}

func (h *health) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		h.askDisk(ctx) //nolint:errcheck,gosec // the answer is in the alarms
		h.tell(ctx)
		h.keepLock()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-h.look:
		}
	}
}

// keepLock says when somebody has deleted the lock file, and makes it again.
func (h *health) keepLock() {
	gone, err := h.lock.Mend()
	switch {
	case err != nil:
		h.log.Warn("the lock file cannot be seen to", "err", err)
	case gone:
		h.log.Warn("the lock file was deleted while this relay works, and is made again: leave it alone")
	}
}

// askDisk raises or ends the alarms about writing, and gives what is wrong.
func (h *health) askDisk(ctx context.Context) error {
	err := h.db.Writable(ctx)
	if ctx.Err() != nil {
		return ctx.Err() // the caller's own
	}
	isFull := desk.SubcodeOf(err) == store.SubcodeFull
	for alarm, is := range map[desk.Alarm]bool{desk.AlarmFull: isFull, desk.AlarmWrite: err != nil && !isFull} {
		if is {
			h.raise(alarm, err, 0)
		} else {
			h.over(alarm)
		}
	}
	return err
}

// raise says, once, that something is wrong.
func (h *health) raise(a desk.Alarm, why error, count int64) {
	h.mu.Lock()
	_, known := h.now[a]
	h.now[a] = why
	if !known {
		h.owed = append(h.owed, owed{desk.EntryRelayAlarm, desk.AlarmEntry{Alarm: a, Count: count}})
	}
	h.mu.Unlock()
	if known {
		return
	}
	h.log.Error("alarm", "alarm", string(a), "err", why)
	select {
	case h.look <- struct{}{}:
	default:
	}
}

// owe puts an entry on the record as soon as that can be written.
func (h *health) owe(kind desk.EntryKind, payload any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.owed = append(h.owed, owed{kind, payload})
}

// over says that it is right again.
func (h *health) over(a desk.Alarm) {
	h.mu.Lock()
	_, was := h.now[a]
	delete(h.now, a)
	h.mu.Unlock()
	if was {
		h.log.Info("alarm is over", "alarm", string(a))
	}
}

// tell puts what is owed on the record; alarms come before the supervisors by it.
func (h *health) tell(ctx context.Context) {
	for {
		h.mu.Lock()
		if len(h.owed) == 0 || h.now[desk.AlarmFull] != nil || h.now[desk.AlarmWrite] != nil {
			h.mu.Unlock()
			return
		}
		next := h.owed[0]
		h.mu.Unlock()
		if err := h.record(ctx, next.kind, next.payload); err != nil {
			return // at the next look
		}
		h.mu.Lock()
		h.owed = h.owed[1:]
		h.mu.Unlock()
	}
}

// alarms lists what is wrong now, in a fixed order.
func (h *health) alarms() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := []string{}
	for _, a := range slices.Sorted(maps.Keys(h.now)) {
		out = append(out, string(a))
	}
	return out
}

// ready is the answer to a question for readiness: a write would succeed, and
// the database can be trusted. That entries were lost once does not make a relay
// unready: it would stay so for ever.
func (h *health) ready(ctx context.Context) error {
	if err := h.askDisk(ctx); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now[desk.AlarmDamaged]
}
