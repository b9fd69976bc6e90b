package ledger

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Tx is what the ledger appends with.
type Tx = desk.Tx

// Expecter is a Tx that likes to hear beforehand what will be claimed and folded
// in it, so that it can look things up together. What was not announced works
// just the same.
type Expecter interface {
	Expect(ctx context.Context, proposals []desk.Proposal) error
}

// Doorkeeper is a Tx that can change who may sign in. What f did is taken back
// when it gives an error.
type Doorkeeper interface {
	Door(ctx context.Context, f func(context.Context, desk.DoorTx) error) error
}

// Listener hears of each commit, on the writer's goroutine: it must only wake
// somebody who then reads.
type Listener interface{ Nudge() }

// Follower is a Listener that hears of which organizations a commit was, in place
// of being nudged.
type Follower interface{ Follow(orgs []desk.OrgID) }

// Picky is a Listener that hears only of the commits that it wants to hear of.
type Picky interface{ Wants(c desk.Commit) bool }

// Config is what a ledger needs. Begin and Fold are required.
type Config struct {
	// Begin opens a transaction; it may wait for its turn.
	Begin func(ctx context.Context) (Tx, error)
	// Fold says what an entry changes. It reads through tx and nothing else, and
	// must not submit. A panic counts as a failed fold.
	Fold func(ctx context.Context, tx Tx, e desk.Entry) (desk.Batch, error)
	// Clock stamps entries; nil = time.Now.
	Clock func() time.Time
	// MaxBatch bounds the proposals of one transaction, 0 = 256.
	MaxBatch int
	// MaxHold bounds how long a transaction is filled before it is committed, by
	// Clock, 0 = 50 ms. A single piece is not broken off (see pieceOf).
	MaxHold time.Duration
	// MaxQueue bounds the submissions that wait, 0 = 4096. Beyond it Submit waits.
	MaxQueue int
	// OnFatal hears that the disk cannot be trusted any more. The ledger refuses
	// everything from then on, and the process should end. Called once.
	OnFatal func(error)
	// OnDamage hears each time that what was submitted needed a damaged part of
	// the storage. It was refused; the ledger goes on with what does not need it,
	// because a new start would find the same.
	OnDamage func(error)
	// Logger hears of storage failures and quarantined entries; nil = nowhere.
	Logger *slog.Logger
	// Metrics counts; nil = counted nowhere.
	Metrics *Metrics
}

// Ledger is the writer and its queue. Its methods may be called concurrently.
type Ledger struct {
	cfg Config

	slots chan struct{} // one per submission that waits: back-pressure
	wake  chan struct{} // one slot: "look at the queue" is all it says
	quit  chan struct{} // closed by Stop: nobody waits for a slot any more
	done  chan struct{} // closed when the writer has ended

	mu      sync.Mutex // guards queue, started, stopped
	queue   []*request
	started bool
	stopped bool

	broken atomic.Bool // the disk failed
	told   atomic.Pointer[[]Listener]
}

// request is a submission that waits for its answer.
type request struct {
	sub   desk.Submission
	state atomic.Int32
	// answer has room for one, so that the writer never waits for a caller.
	answer chan answer

	// Only the writer uses what follows.
	body     body // the raw body, once kept
	outcomes []desk.Outcome
}

// left gives the proposals that are not kept yet.
func (r *request) left() []desk.Proposal { return r.sub.Proposals[len(r.outcomes):] }

// pieceOf is how many proposals of a long submission are kept at once. What has no
// more is kept whole; between two pieces of a longer one others have their turn.
const pieceOf = 64

// doorMost is how many proposals a submission has at most that also changes who may sign
// in. It is kept whole, however long, since its Door judges all of it.
const doorMost = 512

// next is what is kept of it at once.
func (r *request) next() []desk.Proposal {
	left := r.left()
	if r.sub.Door != nil {
		return left
	}
	return left[:min(len(left), pieceOf)]
}

// piece is what one transaction takes of a submission.
type piece struct {
	*request
	proposals []desk.Proposal
	kept      []desk.Outcome
	// refused is why sign-in data was not changed: nothing of the piece is kept then.
	refused error
}

type answer struct {
	outcomes []desk.Outcome
	err      error
}

// A request is waiting until either the writer takes it or its caller gives up;
// whoever changes the state first decides.
const (
	requestWaiting int32 = iota
	requestTaken
	requestGivenUp
)

const (
	defaultMaxBatch = 256
	defaultMaxHold  = 50 * time.Millisecond
	defaultMaxQueue = 4096
)

// New makes a ledger. It takes submissions after Start.
func New(cfg Config) *Ledger {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.MaxBatch <= 0 {
		cfg.MaxBatch = defaultMaxBatch
	}
	if cfg.MaxHold <= 0 {
		cfg.MaxHold = defaultMaxHold
	}
	if cfg.MaxQueue <= 0 {
		cfg.MaxQueue = defaultMaxQueue
	}
	if cfg.OnFatal == nil {
		cfg.OnFatal = func(error) {}
	}
	if cfg.OnDamage == nil {
		cfg.OnDamage = func(error) {}
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Metrics == nil {
		cfg.Metrics = NewMetrics(nil)
	}
	return &Ledger{
		cfg: cfg, slots: make(chan struct{}, cfg.MaxQueue), wake: make(chan struct{}, 1),
		quit: make(chan struct{}), done: make(chan struct{}),
	}
}

// Tell has listeners hear of every commit from now on. The last call counts.
func (l *Ledger) Tell(listeners ...Listener) { l.told.Store(&listeners) }

// Start begins to write. The writer has a context of its own: ctx may end, Stop
// ends the writer. Starting twice does nothing; a stopped ledger stays stopped.
func (l *Ledger) Start(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return errStopping
	}
	if !l.started {
		l.started = true
		go l.run(context.WithoutCancel(ctx))
	}
	return nil
}

// Stop refuses new submissions, writes what waits, and returns when that is
// done. Stopping twice does nothing more.
func (l *Ledger) Stop() {
	l.mu.Lock()
	first := !l.stopped
	l.stopped = true
	running := l.started
	l.mu.Unlock()
	if first {
		close(l.quit)
	}
	if running {
		<-l.done
	}
}

var errStopping = &desk.Error{
	Code: desk.CodeUnavailable, Op: "append to the ledger",
	Subcode: "stopping",
}

// Submit has a submission kept and folded, and returns after the commit with one
// outcome per proposal. A submission of more than pieceOf proposals is kept in pieces
// (unless it has a Door), with others in between, and answered when all of it is kept. When ctx ends
// while the submission still waits, it is withdrawn; once it is part of a batch
// the answer is waited for, because only that says whether it was kept.
// CodeUnavailable means that nothing was promised and the same submission may be
// sent again: the keys of its proposals tell what was kept. CodeInvalid means that
// it never can be.
func (l *Ledger) Submit(ctx context.Context, sub desk.Submission) ([]desk.Outcome, error) {
	if err := l.check(sub); err != nil {
		return nil, err
	}
	r := &request{sub: sub, answer: make(chan answer, 1), body: body{in: sub.Intake}}
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, gaveUp(ctx)
	case <-l.quit:
		return nil, errStopping
	}
	if !l.enqueue(r) {
		<-l.slots
		return nil, errStopping
	}
	select {
	case a := <-r.answer:
		return a.outcomes, a.err
	case <-ctx.Done():
		if r.state.CompareAndSwap(requestWaiting, requestGivenUp) {
			return nil, gaveUp(ctx)
		}
		a := <-r.answer
		return a.outcomes, a.err
	}
}

func gaveUp(ctx context.Context) error {
	return &desk.Error{Code: desk.CodeUnavailable, Op: "append to the ledger", Subcode: "relayBusy", Err: ctx.Err()}
}

func (l *Ledger) enqueue(r *request) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.started || l.stopped {
		return false
	}
	l.queue = append(l.queue, r)
	select {
	case l.wake <- struct{}{}:
	default:
	}
	return true
}

// check refuses what no try could store.
func (l *Ledger) check(sub desk.Submission) error {
	if l.broken.Load() {
		return errStopping
	}
	if sub.Intake == nil && len(sub.Proposals) == 0 {
		return desk.Refuse(desk.CodeInvalid, "submission")
	}
	if sub.Door != nil && len(sub.Proposals) > doorMost {
		return desk.Refuse(desk.CodeInternal, "door", desk.Params{"context": "length"})
	}
	for _, d := range sub.Proposals {
		if d.Org == "" || d.Kind == "" {
			return desk.Refuse(desk.CodeInvalid, "submission", desk.Params{"context": "entry"})
		}
	}
	return nil
}

// run is the writer.
func (l *Ledger) run(ctx context.Context) {
	defer close(l.done)
	for {
		if batch := l.take(); len(batch) > 0 {
			l.write(ctx, batch)
			continue
		}
		select {
		case <-l.wake:
		case <-l.quit:
			// Nobody enters the queue after stopped is set, so an empty queue is final.
			for batch := l.take(); len(batch) > 0; batch = l.take() {
				l.write(ctx, batch)
			}
			return
		}
	}
}

// take removes the next batch from the queue: submissions in order, whole unless
// they are long, until the limit is reached.
func (l *Ledger) take() []*piece {
	l.mu.Lock()
	defer l.mu.Unlock()
	var batch []*piece
	proposals, n := 0, 0
	for _, r := range l.queue {
		next := r.next()
		if len(batch) > 0 && proposals+len(next) > l.cfg.MaxBatch {
			break
		}
		n++
		if !l.begin(r) {
			continue
		}
		batch = append(batch, &piece{request: r, proposals: next})
		proposals += max(1, len(next))
		if proposals >= l.cfg.MaxBatch {
			break
		}
	}
	clear(l.queue[:n])
	l.queue = l.queue[n:]
	l.cfg.Metrics.waiting.Set(float64(len(l.queue)))
	return batch
}

// begin takes a request out of the waiting ones; false when its caller gave up.
// One that was put back has begun already.
func (l *Ledger) begin(r *request) bool {
	if r.state.Load() == requestTaken {
		return true
	}
	<-l.slots
	return r.state.CompareAndSwap(requestWaiting, requestTaken)
}

// putBack returns to the queue what a transaction did not come to, first, and
// behind everybody else those of which it kept a piece.
func (l *Ledger) putBack(untouched []*piece, begun []*request) {
	if len(untouched)+len(begun) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := make([]*request, 0, len(untouched)+len(l.queue)+len(begun))
	for _, p := range untouched {
		queue = append(queue, p.request)
	}
	l.queue = append(append(queue, l.queue...), begun...)
}

// fault is what a failure of the storage looks like from here.
type fault interface {
	error
	Fatal() bool
}

// isDamage tells a damaged part of the storage from a disk that failed.
func isDamage(err error) bool {
	var f interface{ Damaged() bool }
	return errors.As(err, &f) && f.Damaged()
}

// storageFailed tells failures of the storage from everything else.
func storageFailed(err error) (fatal, failed bool) {
	if err == nil {
		return false, false
	}
	var f fault
	if errors.As(err, &f) {
		return f.Fatal(), true
	}
	return false, false
}
