package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/parleydesk/parley/backend/desk"
)

// keyLife is how long a key that may be forgotten is kept: a little longer than
// Meta repeats a webhook.
const keyLife = 8 * 24 * 60 * 60 * 1000

// Tx is one write transaction. It satisfies the ledger's Tx and the engine's
// State. It is used by one goroutine, and must end with Commit or Rollback;
// until then nobody else can write.
//
// Getters see what the transaction has changed. Rows and entries are written at
// Commit; statements that account or provision run through exec are written at
// once. Neither kind reads the other's tables.
type Tx struct {
	reader
	db   *DB
	w    *writer
	over *overlay
	done bool

	emptied    bool     // the state was wiped
	rebuilding bool     // no feed is written: see BeginRebuilding
	sessionsOf []person // whose sessions may have changed
}

// Begin waits for the writer's turn and opens a transaction. ctx bounds the
// waiting only: once begun, a transaction is not cut short by its caller.
func (db *DB) Begin(ctx context.Context) (*Tx, error) {
	if err := db.w.take(ctx); err != nil {
		return nil, err
	}
	if db.closed.Load() {
		db.w.give()
		return nil, errClosed
	}
	if broken := db.broken.Load(); broken != nil {
		db.w.give()
		return nil, desk.Wrap("begin a write", *broken)
	}
	if err := db.engine.Begin(ctx); err != nil {
		db.failing.Store(true)
		db.w.give()
		return nil, db.noticed(desk.Wrap("begin a write", err))
	}
	over := db.w.spare
	if db.w.spare = nil; over == nil {
		over = newOverlay()
	}
	return &Tx{reader: reader{q: db.w, cache: db.w.cache, over: over, orgs: db.orgs, ids: db.ids}, db: db, w: db.w, over: over}, nil
}

// OpenTx is Begin for who writes in the words of desk.
func (db *DB) OpenTx(ctx context.Context) (desk.Tx, error) {
	tx, err := db.Begin(ctx)
	if err != nil {
		return nil, err // a nil *Tx in an interface would not be nil
	}
	return tx, nil
}

// WriteTx runs f in a transaction of its own, in turn with the ledger's: it
// commits when f returns nil and rolls back when it does not. f must not wait
// for anything that itself needs the writer (ledger.Submit, WriteTx, a send):
// that would wait for ever.
func (db *DB) WriteTx(ctx context.Context, f func(*Tx) error) error {
	tx, err := db.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing; after a panic it frees the writer
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// exec runs a statement on the transaction's connection at once. For the files
// of account, provision and the secrets.
func (t *Tx) exec(ctx context.Context, query string, args ...any) error {
	return t.w.exec(ctx, query, args...)
}

// Savepoint marks a point to which RollbackTo returns. Savepoints nest.
func (t *Tx) Savepoint(context.Context) error {
	t.over.savepoint()
	return nil
}

// RollbackTo takes back everything since the last open savepoint, which stays
// open. It covers the ledger's and the state's writes, not exec's.
func (t *Tx) RollbackTo(context.Context) error {
	if len(t.over.marks) == 0 {
		return errNoSavepoint
	}
	t.over.rollbackTo()
	return nil
}

// Release closes the last open savepoint and keeps what was done since.
func (t *Tx) Release(context.Context) error {
	if len(t.over.marks) == 0 {
		return errNoSavepoint
	}
	t.over.release()
	return nil
}

var errNoSavepoint = &desk.Error{Code: desk.CodeInternal, Op: "savepoint", Err: errors.New("none is open")}

// Commit writes everything and makes it durable. When it fails, nothing may be
// assumed: what was to be written may or may not be there after a restart, so
// the cache is thrown away and the caller's own retry meets the unique keys.
func (t *Tx) Commit() error {
	if t.done {
		return &desk.Error{Code: desk.CodeInternal, Op: "commit", Err: errors.New("the transaction has ended")}
	}
	ctx := context.Background()
	err := t.flush(ctx)
	if err == nil {
		err = t.db.engine.Commit(ctx)
	}
	if t.db.failing.Store(err != nil); err != nil {
		err = t.db.noticed(desk.Wrap("commit", err)) // before the turn is given: nobody may write after it
		_ = t.Rollback()
		return err
	}
	t.merge()
	t.sessionsChanged()
	t.db.engine.Committed()
	t.end()
	return nil
}

// Rollback ends the transaction and leaves nothing of it. After Commit or
// another Rollback it does nothing.
func (t *Tx) Rollback() error {
	if t.done {
		return nil
	}
	err := t.db.engine.Rollback(context.Background())
	t.w.forget()
	t.w.keepOrgs(false)
	t.end()
	return err
}

func (t *Tx) end() {
	t.done = true
	if t.over.reset() {
		t.w.spare = t.over
	}
	t.w.give()
}

// merge makes the transaction's rows the committed ones.
func (t *Tx) merge() {
	t.w.keepOrgs(true)
	c := t.w.cache
	for _, spec := range specs {
		for _, k := range t.over.order[spec.Kind] {
			r := t.over.rows[k]
			if r == nil {
				c.drop(k, spec)
				if spec.Kind == desk.RowInteraction {
					c.queues.removed(k.org, desk.InteractionID(k.id))
				}
				continue
			}
			if now, ok := r.(*desk.Interaction); ok && len(c.queues) > 0 {
				old, _ := c.committed(k, spec).(*desk.Interaction)
				c.queues.changed(k.org, old, now)
			}
			c.put(k.org, spec, r)
		}
	}
	if len(t.over.order[desk.RowNumber]) > 0 || t.emptied {
		t.db.numbers.forget()
	}
	for k, id := range t.over.lookups.set {
		c.lookups.put(k, id)
	}
	for k, delta := range t.over.tallies {
		if have := c.tallies[k]; have != nil {
			addTally(have, delta)
		}
	}
	for org, h := range t.over.heads {
		c.heads[org] = h
	}
	if n := len(t.over.intakes); n > 0 {
		c.lastIntake = max(c.lastIntake, t.over.intakes[n-1].id)
	}
}

func addTally(have, delta map[desk.UserID]int) {
	for user, n := range delta {
		if have[user] += n; have[user] == 0 {
			delete(have, user)
		}
	}
}

// PutIntake keeps a raw body, which is not to change until the transaction has
// ended, and gives its id. It does not ask whether it has
// it: a body in which everything is known is not brought here.
func (t *Tx) PutIntake(ctx context.Context, in desk.Intake, at int64) (int64, error) {
	id, err := t.nextIntake(ctx)
	if err != nil {
		return 0, err
	}
	t.over.intakes = append(t.over.intakes, pendingIntake{Intake: in, id: id, at: at})
	if t.over.marked() {
		t.over.onUndo(func() { t.over.intakes = t.over.intakes[:len(t.over.intakes)-1] })
	}
	return id, nil
}

// intakeBlock is how many ids of raw bodies are taken at once. What is left of a
// block at a restart is never used.
const intakeBlock = 1000

const metaIntake = "intake"

// nextIntake gives an id that no raw body has had: one that was erased leaves its
// id to nobody, or an entry would name another's body.
func (t *Tx) nextIntake(ctx context.Context) (int64, error) {
	c := t.w.cache
	if n := len(t.over.intakes); n > 0 {
		c.lastIntake = max(c.lastIntake, t.over.intakes[n-1].id)
	}
	if c.lastIntake == c.mostIntake {
		if err := t.takeIntakes(ctx); err != nil {
			return 0, err
		}
	}
	return c.lastIntake + 1, nil
}

// takeIntakes takes the next block of ids. It is written at once; should the
// transaction be rolled back, so is this, and the cache is forgotten.
func (t *Tx) takeIntakes(ctx context.Context) error {
	last, err := t.int64(ctx, sqlIntakesTaken, metaIntake)
	if isNoRows(err) { // by a build that knew no blocks
		last, err = t.int64(ctx, sqlLastIntake)
	}
	if err != nil {
		return err
	}
	if err := t.exec(ctx, sqlSetMeta, metaIntake, strconv.FormatInt(last+intakeBlock, 10)); err != nil {
		return err
	}
	c := t.w.cache
	if c.mostIntake != last { // a start: what the former one had left is gone
		c.lastIntake = last
	}
	c.mostIntake = last + intakeBlock
	return nil
}

// ClaimKey takes a key for the entry seq. A key that is taken already gives what
// the first entry came to, and fresh is false. With expires the key may be
// forgotten after eight days.
func (t *Tx) ClaimKey(ctx context.Context, org desk.OrgID, key string, expires bool, seq, at int64) (first desk.Outcome, fresh bool, err error) {
	k := orgKey{org, key}
	if i, ok := t.over.keyAt[k]; ok {
		p := t.over.keys[i]
		first = desk.Outcome{Seq: p.seq, Duplicate: true, Answer: json.RawMessage(bytes.Clone(p.answer))}
		if e, ok := t.over.entryAt[orgSeq{org, p.seq}]; ok {
			first.Quarantined = t.over.entries[e].reason != ""
		}
		return first, false, nil
	}
	first, found, err := t.claimed(ctx, k)
	if err != nil || found {
		return first, false, err
	}
	p := pendingKey{orgKey: k, seq: seq}
	if expires {
		p.expiresAt = at + keyLife
	}
	t.over.keyAt[k] = len(t.over.keys)
	t.over.keys = append(t.over.keys, p)
	if t.over.marked() {
		t.over.onUndo(func() {
			delete(t.over.keyAt, k)
			t.over.keys = t.over.keys[:len(t.over.keys)-1]
		})
	}
	return desk.Outcome{}, true, nil
}

// SetAnswer keeps what the fold answered, for whoever sends the same key again.
func (t *Tx) SetAnswer(ctx context.Context, org desk.OrgID, key string, answer []byte) error {
	i, ok := t.over.keyAt[orgKey{org, key}]
	if !ok {
		delete(t.over.stored, orgKey{org, key})
		return t.exec(ctx, sqlSetAnswer, org, key, answer)
	}
	before := t.over.keys[i].answer
	t.over.keys[i].answer = bytes.Clone(answer)
	t.over.onUndo(func() { t.over.keys[i].answer = before })
	return nil
}

// Head gives the last entry's sequence, hash (to be looked at only) and time:
// zeroes when there is none.
func (t *Tx) Head(ctx context.Context, org desk.OrgID) (seq int64, hash []byte, at int64, err error) {
	h, ok := t.over.heads[org]
	if !ok {
		if h, err = t.storedHead(ctx, org); err != nil {
			return 0, nil, 0, err
		}
	}
	return h.seq, h.hash, h.at, nil
}

func (t *Tx) storedHead(ctx context.Context, org desk.OrgID) (head, error) {
	if h, ok := t.w.cache.heads[org]; ok {
		return h, nil
	}
	h, err := t.readHead(ctx, org)
	if err == nil {
		t.w.cache.heads[org] = h
	}
	return h, err
}

// PutEntry appends an entry and moves the head. The ledger has numbered and
// hashed it, and changes neither hash nor payload afterwards.
func (t *Tx) PutEntry(ctx context.Context, e desk.Entry) error {
	seq, _, _, err := t.Head(ctx, e.Org)
	if err != nil {
		return err
	}
	if e.Seq != seq+1 {
		return desk.Broken("gap", "entry %d cannot follow entry %d", e.Seq, seq)
	}
	k := orgSeq{e.Org, e.Seq}
	if t.over.marked() {
		t.over.onUndo(t.over.withoutEntry(k))
	}
	t.over.entryAt[k] = len(t.over.entries)
	t.over.entries = append(t.over.entries, pendingEntry{Entry: e, payloadHash: sha256.Sum256(e.Payload)})
	t.over.heads[e.Org] = head{e.Seq, e.Hash, e.At}
	return nil
}

// withoutEntry takes back the entry that is put next.
func (o *overlay) withoutEntry(k orgSeq) func() {
	before, known := o.heads[k.org]
	return func() {
		delete(o.entryAt, k)
		o.entries = o.entries[:len(o.entries)-1]
		if known {
			o.heads[k.org] = before
		} else {
			delete(o.heads, k.org)
		}
	}
}
