package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// A fold may ask for entries that follow at once, and their folds for more. A
// fold that never stops asking is a bug, and is quarantined at these limits.
const (
	maxFollowDepth = 8
	maxFollowers   = 256
)

// batch is one transaction being filled.
type batch struct {
	l   *Ledger
	tx  Tx
	now int64
	counts
	commit desk.Commit
}

// counts is what a batch has come to so far.
type counts struct {
	entries, duplicates, quarantined int
}

// write has a batch kept, answers everybody of whom all is kept, and puts the
// others back into the queue.
func (l *Ledger) write(ctx context.Context, pieces []*piece) {
	b := &batch{l: l, now: l.cfg.Clock().UnixMilli()}
	done, err := b.run(ctx, pieces)
	if err != nil {
		l.fail(pieces, err)
		return
	}
	m := l.cfg.Metrics
	m.batches.Inc()
	m.entries.Add(float64(b.entries))
	m.duplicates.Add(float64(b.duplicates))
	m.quarantined.Add(float64(b.quarantined))
	var begun []*request
	for _, p := range pieces[:done] {
		if p.refused != nil {
			p.answer <- answer{err: p.refused}
			continue
		}
		if p.outcomes = append(p.outcomes, p.kept...); len(p.left()) > 0 {
			begun = append(begun, p.request)
			continue
		}
		p.answer <- answer{outcomes: p.outcomes}
	}
	l.putBack(pieces[done:], begun)
	told := l.told.Load()
	if b.entries == 0 || told == nil {
		return
	}
	for _, listener := range *told {
		tell(listener, b.commit)
	}
}

func tell(listener Listener, c desk.Commit) {
	if follower, is := listener.(Follower); is {
		follower.Follow(c.Orgs)
		return
	}
	if picky, is := listener.(Picky); !is || picky.Wants(c) {
		listener.Nudge()
	}
}

// fail tells everybody in the batch that nothing was promised.
func (l *Ledger) fail(pieces []*piece, err error) {
	l.cfg.Metrics.failures.Inc()
	l.cfg.Logger.Error("append to the ledger", "submissions", len(pieces), "error", err)
	fatal, _ := storageFailed(err)
	if isDamage(err) {
		fatal = false
		l.cfg.OnDamage(err)
	}
	// Before anybody hears of the failure, so that nobody who tries again gets in.
	if fatal = fatal && !l.broken.Swap(true); fatal {
		l.cfg.OnFatal(err)
	}
	for _, p := range pieces {
		p.answer <- answer{err: &desk.Error{
			Code: desk.CodeUnavailable, Op: "append to the ledger", Err: err,
			Subcode: "relayDisk",
		}}
	}
}

var errBroken = errors.New("the disk failed earlier; the relay has to be started again")

// run keeps pieces until the time is up, and says how many: one at least.
func (b *batch) run(ctx context.Context, pieces []*piece) (done int, err error) {
	if b.l.broken.Load() {
		return 0, errBroken
	}
	tx, err := b.l.cfg.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	b.tx = tx
	began := b.l.cfg.Clock()
	if err := expect(ctx, tx, pieces); err != nil {
		return 0, err
	}
	for _, p := range pieces {
		if done > 0 && b.l.cfg.Clock().Sub(began) >= b.l.cfg.MaxHold {
			break
		}
		if err = b.pieceOrDoor(ctx, p); err != nil {
			return 0, err
		}
		done++
	}
	started := b.l.cfg.Clock()
	if err := tx.Commit(); err != nil {
		return 0, err
	}
	b.l.cfg.Metrics.commitSeconds.Observe(b.l.cfg.Clock().Sub(started).Seconds())
	return done, nil
}

// expect announces what the batch holds. One proposal is not worth it.
func expect(ctx context.Context, tx Tx, pieces []*piece) error {
	if _, ok := tx.(Expecter); !ok {
		return nil
	}
	var proposals []desk.Proposal
	for _, p := range pieces {
		proposals = append(proposals, p.proposals...)
	}
	return announce(ctx, tx, proposals)
}

func announce(ctx context.Context, tx Tx, proposals []desk.Proposal) error {
	e, ok := tx.(Expecter)
	if !ok || len(proposals) < 2 {
		return nil
	}
	return e.Expect(ctx, proposals)
}

// body is the raw body of a submission. It is kept with the first proposal in it
// that is new: a delivery of which everything is known leaves nothing behind.
type body struct {
	in *desk.Intake
	id int64 // 0 = not kept
}

func (b *batch) keep(ctx context.Context, from *body) (err error) {
	if from.in != nil && from.id == 0 {
		from.id, err = b.tx.PutIntake(ctx, *from.in, b.now)
	}
	return err
}

func (b *batch) piece(ctx context.Context, p *piece) ([]desk.Outcome, error) {
	if len(p.sub.Proposals) == 0 {
		return []desk.Outcome{}, b.keep(ctx, &p.body)
	}
	outcomes := make([]desk.Outcome, len(p.proposals))
	for i, d := range p.proposals {
		var err error
		if outcomes[i], err = b.proposal(ctx, d, &p.body); err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

// proposal appends one proposal of a caller's and folds it under a savepoint. Its
// error is the storage's; a fold's failure is in the outcome.
func (b *batch) proposal(ctx context.Context, d desk.Proposal, from *body) (desk.Outcome, error) {
	e, first, fresh, err := b.append(ctx, d, from)
	if err != nil {
		return desk.Outcome{}, err
	}
	if !fresh {
		b.duplicates++
		return first, nil
	}
	if err := b.tx.Savepoint(ctx); err != nil {
		return desk.Outcome{}, err
	}
	before := b.entries
	run := followers{left: maxFollowers}
	reply, foldErr := b.fold(ctx, e, &run, 0)
	if _, failed := storageFailed(foldErr); failed {
		return desk.Outcome{}, foldErr
	}
	out := desk.Outcome{Seq: e.Seq, Answer: reply}
	if foldErr != nil {
		b.entries = before
		out = desk.Outcome{Seq: e.Seq, Quarantined: true}
		if err := b.quarantine(ctx, e, foldErr); err != nil {
			return desk.Outcome{}, err
		}
	}
	return out, b.tx.Release(ctx)
}

func (b *batch) quarantine(ctx context.Context, e desk.Entry, cause error) error {
	if err := b.tx.RollbackTo(ctx); err != nil {
		return err
	}
	b.quarantined++
	b.l.cfg.Logger.Error("fold", "org", e.Org, "seq", e.Seq, "kind", e.Kind, "error", cause)
	return quarantine(ctx, b.tx, e, reasonOf(cause))
}

// quarantine marks the entry. A timer's entry also loses its timer: left
// standing it would come due again for ever, and fail again each time.
func quarantine(ctx context.Context, tx Tx, e desk.Entry, reason string) error {
	if err := tx.Quarantine(ctx, e.Org, e.Seq, reason); err != nil {
		return err
	}
	var t desk.Timer
	if e.Kind == desk.EntryTimer && json.Unmarshal(e.Payload, &t) == nil {
		return tx.Apply(ctx, e.Org, e.Seq, desk.Batch{Untimers: []desk.Timer{t}})
	}
	return nil
}

// reasonLimit bounds a stored reason.
const reasonLimit = 500

// reasonOf gives what is shown to the admins: the code of a sentence, as it is
// shown beneath one. A foreign error may quote what a customer wrote, so that
// nothing of it is stored.
func reasonOf(err error) string {
	said := desk.SaidOf(err)
	shown := string(said.Code)
	if said.Subcode != "" {
		shown += "/" + said.Subcode
	}
	if context, ok := said.Params[desk.ParamContext].(string); ok {
		shown += "/" + context
	}
	return desk.Shorten(shown, reasonLimit)
}

// append numbers a proposal whose key is new and adds it to the record.
func (b *batch) append(ctx context.Context, d desk.Proposal, from *body) (e desk.Entry, first desk.Outcome, fresh bool, err error) {
	seq, prev, at, err := b.tx.Head(ctx, d.Org)
	if err != nil {
		return e, first, false, err
	}
	e = desk.Entry{
		Org: d.Org, Seq: seq + 1, Kind: d.Kind, Key: d.Key,
		At: stampAfter(at, b.now), Payload: d.Payload,
	}
	if d.Key != "" {
		if first, fresh, err = b.tx.ClaimKey(ctx, d.Org, d.Key, d.Expires, e.Seq, e.At); err != nil || !fresh {
			return e, first, false, err
		}
	}
	if err := b.keep(ctx, from); err != nil {
		return e, first, false, err
	}
	e.Intake = from.id
	e.Hash = Hash(prev, e, PayloadHash(e.Payload))
	if err := b.tx.PutEntry(ctx, e); err != nil {
		return e, first, false, err
	}
	e.Read = d.Read
	b.entries++
	b.commit.Of(e.Org)
	return e, first, true, nil
}

// steadied is by how much a clock may go back without the stamps doing so.
const steadied = int64(time.Minute / time.Millisecond)

// stampAfter gives the stamp of the entry after one that was stamped last. A
// clock that is put right by a little does not turn stamps around. Order comes
// from the sequence: a stamp that lies further ahead was wrong, and the record
// does not follow it.
func stampAfter(last, now int64) int64 {
	if last > now && last-now <= steadied {
		return last
	}
	return now
}

// followers counts down how many entries one proposal may still pull after it.
type followers struct{ left int }

// fold applies what an entry changes and then, in order, appends and folds what
// it asks for. It gives the answer for the entry's key.
func (b *batch) fold(ctx context.Context, e desk.Entry, run *followers, depth int) (json.RawMessage, error) {
	result, err := guarded(ctx, b.l.cfg.Fold, b.tx, e)
	if err != nil {
		return nil, err
	}
	if err := b.tx.Apply(ctx, e.Org, e.Seq, result); err != nil {
		return nil, err
	}
	b.commit.Note(result)
	reply, err := b.answer(ctx, e, result.Answer)
	if err != nil {
		return nil, err
	}
	for _, d := range result.Follow {
		if run.left--; run.left < 0 || depth >= maxFollowDepth {
			return nil, desk.Refuse(desk.CodeInternal, "follow")
		}
		if d.Org != e.Org {
			return nil, desk.Refuse(desk.CodeInternal, "follow", desk.Params{"context": "organization"})
		}
		next, _, fresh, err := b.append(ctx, d, &body{})
		if err != nil {
			return nil, err
		}
		if !fresh {
			b.duplicates++
			continue
		}
		if _, err := b.fold(ctx, next, run, depth+1); err != nil {
			return nil, fmt.Errorf("follower %d: %w", next.Seq, err)
		}
	}
	return reply, nil
}

// answer encodes and keeps what a fold answered.
func (b *batch) answer(ctx context.Context, e desk.Entry, v any) (json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	reply, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	if e.Key == "" {
		return reply, nil
	}
	return reply, b.tx.SetAnswer(ctx, e.Org, e.Key, reply)
}

// guarded folds, and turns a panic into an error: one entry that nobody foresaw
// must not stop the record of everybody else.
func guarded(ctx context.Context, fold func(context.Context, Tx, desk.Entry) (desk.Batch, error), tx Tx, e desk.Entry) (b desk.Batch, err error) {
	defer func() {
		if p := recover(); p != nil {
			cause, _ := p.(error) // anything else may hold what a customer wrote
			err = &desk.Error{Code: desk.CodeInternal, Subcode: "panic", Err: cause}
		}
	}()
	return fold(ctx, tx, e)
}
