package ledgertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
)

// Memory is a storage for tests that want a ledger without a database. It keeps
// the ledger's contract and only contacts, unhandled rows, timers and jobs of the
// state. The zero value is not usable: NewMemory.
type Memory struct {
	mu        sync.Mutex // held by the open transaction
	committed memState

	knobs sync.Mutex // guards the failures below
	begin func() error
	end   func() error
}

// NewMemory makes an empty storage.
func NewMemory() *Memory { return &Memory{committed: newMemState()} }

// FailBegin makes every Begin from now on give what f gives; nil f = succeed.
func (m *Memory) FailBegin(f func() error) {
	m.knobs.Lock()
	defer m.knobs.Unlock()
	m.begin = f
}

// FailCommit makes every Commit from now on give what f gives and keep nothing.
func (m *Memory) FailCommit(f func() error) {
	m.knobs.Lock()
	defer m.knobs.Unlock()
	m.end = f
}

func (m *Memory) failure(commit bool) error {
	m.knobs.Lock()
	f := m.begin
	if commit {
		f = m.end
	}
	m.knobs.Unlock()
	if f == nil {
		return nil
	}
	return f()
}

// Fault is a failure of the storage, as the ledger knows them.
type Fault struct {
	Broken bool // what was written cannot be trusted
	Spoilt bool // what was to be read is damaged
}

// Error says that a test made this.
func (f Fault) Error() string { return "planned failure of the storage" }

// Fatal says whether the disk is broken.
func (f Fault) Fatal() bool { return f.Broken }

// Damaged says whether a part of the storage is damaged.
func (f Fault) Damaged() bool { return f.Spoilt }

type memKey struct {
	org desk.OrgID
	key string
}

type memEntry struct {
	desk.Entry
	reason string
}

type memState struct {
	entries map[desk.OrgID][]memEntry
	keys    map[memKey]desk.Outcome
	intakes []desk.Intake
	rows    map[memKey]string // JSON by kind/id
	feed    map[desk.OrgID][]desk.Change
	due     map[memKey]string // timers and jobs, JSON
}

func newMemState() memState {
	return memState{
		entries: map[desk.OrgID][]memEntry{}, keys: map[memKey]desk.Outcome{},
		rows: map[memKey]string{}, feed: map[desk.OrgID][]desk.Change{}, due: map[memKey]string{},
	}
}

// clone copies the maps; slices are cut so that appending never writes into the
// original's.
func (s memState) clone() memState {
	c := memState{
		entries: make(map[desk.OrgID][]memEntry, len(s.entries)), keys: maps.Clone(s.keys), intakes: s.intakes,
		rows: maps.Clone(s.rows), feed: make(map[desk.OrgID][]desk.Change, len(s.feed)), due: maps.Clone(s.due),
	}
	for org, list := range s.entries {
		c.entries[org] = slices.Clone(list)
	}
	for org, list := range s.feed {
		c.feed[org] = slices.Clone(list)
	}
	return c
}

// Begin implements Backend.
func (m *Memory) Begin(context.Context) (ledger.Tx, error) {
	if err := m.failure(false); err != nil {
		return nil, err
	}
	m.mu.Lock()
	return &memTx{m: m, now: m.committed.clone()}, nil
}

// EntriesAfter implements ledger.Entries.
func (m *Memory) EntriesAfter(_ context.Context, org desk.OrgID, seq int64, limit int, each func(desk.Entry, []byte, string) error) error {
	list := m.committed.entries[org] // called by a rebuild, whose transaction holds mu, or by a test alone
	for _, e := range list[min(int(seq), len(list)):min(int(seq)+limit, len(list))] {
		if e.Kind == desk.EntryCommand && e.Key != "" {
			e.Answer = m.committed.keys[memKey{org, e.Key}].Answer
		}
		if err := each(e.Entry, ledger.PayloadHash(e.Payload), e.reason); err != nil {
			return err
		}
	}
	return nil
}

// Wipe implements Backend.
func (m *Memory) Wipe(_ context.Context, org desk.OrgID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	mine := func(k memKey, _ string) bool { return k.org == org }
	maps.DeleteFunc(m.committed.rows, mine)
	maps.DeleteFunc(m.committed.due, mine)
	return nil
}

// Dump implements Backend.
func (m *Memory) Dump(_ context.Context, org desk.OrgID) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var lines []string
	for _, part := range []map[memKey]string{m.committed.rows, m.committed.due} {
		for k, v := range part {
			if k.org == org {
				lines = append(lines, k.key+" "+v)
			}
		}
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n"), nil
}

// FeedLines implements Backend.
func (m *Memory) FeedLines(_ context.Context, org desk.OrgID) ([]desk.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.committed.feed[org]), nil
}

// memTx works on a copy of everything; its savepoints are copies too.
type memTx struct {
	m     *Memory
	now   memState
	saved []memState
	ended bool
}

func (t *memTx) Savepoint(context.Context) error {
	t.saved = append(t.saved, t.now.clone())
	return nil
}

func (t *memTx) RollbackTo(context.Context) error {
	if len(t.saved) == 0 {
		return errors.New("no savepoint")
	}
	t.now = t.saved[len(t.saved)-1].clone()
	return nil
}

func (t *memTx) Release(context.Context) error {
	if len(t.saved) == 0 {
		return errors.New("no savepoint")
	}
	t.saved = t.saved[:len(t.saved)-1]
	return nil
}

func (t *memTx) Commit() error {
	if t.ended {
		return errors.New("the transaction has ended")
	}
	err := t.m.failure(true)
	if err == nil {
		t.m.committed = t.now
	}
	t.ended = true
	t.m.mu.Unlock()
	return err
}

func (t *memTx) Rollback() error {
	if !t.ended {
		t.ended = true
		t.m.mu.Unlock()
	}
	return nil
}

func (t *memTx) PutIntake(_ context.Context, in desk.Intake, _ int64) (int64, error) {
	t.now.intakes = append(slices.Clip(t.now.intakes), in)
	return int64(len(t.now.intakes)), nil
}

func (t *memTx) ClaimKey(_ context.Context, org desk.OrgID, key string, _ bool, seq, _ int64) (desk.Outcome, bool, error) {
	k := memKey{org, key}
	if first, ok := t.now.keys[k]; ok {
		first.Duplicate = true
		first.Quarantined = t.now.entries[org][first.Seq-1].reason != ""
		return first, false, nil
	}
	t.now.keys[k] = desk.Outcome{Seq: seq}
	return desk.Outcome{}, true, nil
}

func (t *memTx) SetAnswer(_ context.Context, org desk.OrgID, key string, answer []byte) error {
	first := t.now.keys[memKey{org, key}]
	first.Answer = bytes.Clone(answer)
	t.now.keys[memKey{org, key}] = first
	return nil
}

func (t *memTx) Head(_ context.Context, org desk.OrgID) (int64, []byte, int64, error) {
	list := t.now.entries[org]
	if len(list) == 0 {
		return 0, nil, 0, nil
	}
	last := list[len(list)-1]
	return last.Seq, last.Hash, last.At, nil
}

func (t *memTx) PutEntry(_ context.Context, e desk.Entry) error {
	if e.Seq != int64(len(t.now.entries[e.Org])+1) {
		return errors.New("an entry after a gap")
	}
	e.Payload = bytes.Clone(e.Payload)
	t.now.entries[e.Org] = append(t.now.entries[e.Org], memEntry{Entry: e})
	return nil
}

func (t *memTx) Quarantine(ctx context.Context, org desk.OrgID, seq int64, reason string) error {
	e := &t.now.entries[org][seq-1]
	e.reason = reason
	u := &desk.Unhandled{ID: desk.UnhandledID(desk.DeriveID("unh", org, seq, 0)), Seq: seq, Kind: string(e.Kind), Reason: reason, At: e.At}
	return t.Apply(ctx, org, seq, desk.Batch{Rows: []desk.Row{u}, Feed: []desk.Ref{u.RowKey()}})
}

func (t *memTx) Apply(_ context.Context, org desk.OrgID, seq int64, b desk.Batch) error {
	put := func(into map[memKey]string, key string, v any) error {
		doc, err := json.Marshal(v)
		into[memKey{org, key}] = string(doc)
		return err
	}
	var errs []error
	for _, r := range b.Rows {
		errs = append(errs, put(t.now.rows, string(r.RowKey().Kind)+"/"+r.RowKey().ID, r))
	}
	for _, ref := range b.Feed {
		t.now.feed[org] = append(t.now.feed[org], desk.Change{Seq: seq, Kind: ref.Kind, ID: ref.ID})
	}
	for _, v := range b.Untimers {
		delete(t.now.due, memKey{org, "timer/" + string(v.Kind) + "/" + v.Subject})
	}
	for _, v := range b.Timers {
		errs = append(errs, put(t.now.due, "timer/"+string(v.Kind)+"/"+v.Subject, v))
	}
	for _, v := range b.Unjobs {
		delete(t.now.due, memKey{org, "job/" + string(v.Kind) + "/" + v.Subject})
	}
	for _, v := range b.Jobs {
		errs = append(errs, put(t.now.due, "job/"+string(v.Kind)+"/"+v.Subject, v))
	}
	return errors.Join(errs...)
}

// Row gives a contact as the transaction sees it.
func (t *memTx) Row(_ context.Context, org desk.OrgID, ref desk.Ref) (desk.Row, error) {
	doc, ok := t.now.rows[memKey{org, string(desk.RowContact) + "/" + ref.ID}]
	if !ok {
		return nil, desk.Refuse(desk.CodeNotFound, "")
	}
	c := new(desk.Contact)
	return c, json.Unmarshal([]byte(doc), c)
}
