// Package replica is this person's local copy: what the relay let them see, in
// SQLite with full-text search; and beside it the outbox: what they did and
// the relay does not have yet, with the files that belong to it.
//
// It is for reading without the network and for losing nothing that was
// written. It is not for rights (the relay has projected everything already)
// and not for the network (link fills it and empties the outbox).
//
// It stands between link and bridge: UI ◀ bridge ◀ replica ◀ link, and on the
// way out UI ▶ bridge ▶ outbox ▶ link.
//
// Two files, two promises. replica.db can be thrown away and is rebuilt from
// the relay: when it is damaged, it is deleted. outbox.db cannot be had again:
// every write is on the disk before it is answered, and a damaged file is set
// aside after everything readable was saved from it.
package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Options are what Open can be told; the zero value works.
type Options struct {
	Clock func() time.Time // default: the computer's
	// After is how the outbox waits for the end of a hold. Default: time.After.
	After func(time.Duration) <-chan time.Time
	Log   *slog.Logger // default: silent
	// OnOutbox is called after the outbox or a state in it changed. It must not block.
	OnOutbox func()
}

// place is where the copy stands in the relay's feed. It is stored in the
// transaction that stores the rows.
type place struct {
	Phase  string      `json:"phase"`
	Cursor wire.Cursor `json:"cursor"` // while paging: where changes go on after the last page
	Next   string      `json:"next"`   // while paging: the page to ask for
	UserID string      `json:"userId"` // whose copy it is
}

// Phases of a copy. They are stored.
const (
	phaseNone   = ""       // nothing here: a snapshot is needed
	phaseBegun  = "begun"  // a snapshot was promised, no page came yet
	phasePaging = "paging" // some pages are here; Next names the one to go on with
	phaseWhole  = "whole"  // the snapshot is here, changes follow
)

// Replica is the local copy. All methods may be called concurrently; reads
// wait neither for the network nor for a write.
type Replica struct {
	// immutable
	path   string
	opt    Options
	outbox *Outbox
	files  *Attachments

	// gate lets readers in together; Reset and heal take it alone, so that no
	// reader holds an old copy of a page while everything is wiped.
	gate sync.RWMutex
	w, r *sql.DB // guarded by gate; w has one connection

	write   sync.Mutex // one writer at a time; guards below
	place   place
	rev     int64
	fresh   map[string]bool // threads whose newest messages came within the range that is being received
	damaged atomic.Bool     // SQLite found the file broken: the next write rebuilds it

	boots bootstraps

	told     sync.Mutex // guards onChange
	onChange func(rev int64)
}

// Open opens, or makes, the copy and the outbox in dir. The caller holds the
// profile's lock: no second process has these files open.
func Open(ctx context.Context, dir string, opt Options) (*Replica, error) {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	if opt.After == nil {
		opt.After = time.After
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make %s: %w", dir, err)
	}
	r := &Replica{path: filepath.Join(dir, "replica.db"), opt: opt, fresh: map[string]bool{}}
	if err := r.openOrRebuild(ctx); err != nil {
		return nil, err
	}
	var err error
	if r.outbox, r.files, err = openOutbox(ctx, dir, r); err != nil {
		return nil, errors.Join(err, r.closeCopy())
	}
	return r, nil
}

// Outbox gives what waits for the relay.
func (r *Replica) Outbox() *Outbox { return r.outbox }

// Attachments gives the files that belong to unsent replies.
func (r *Replica) Attachments() *Attachments { return r.files }

// OnChange sets who is told after rows changed, with the revision that the
// copy is at now. It is called outside locks and must not block.
func (r *Replica) OnChange(f func(rev int64)) {
	r.told.Lock()
	defer r.told.Unlock()
	r.onChange = f
}

func (r *Replica) tell(rev int64) {
	r.told.Lock()
	f := r.onChange
	r.told.Unlock()
	if f != nil {
		f(rev)
	}
}

// Close closes both files. It is safe to call twice.
func (r *Replica) Close() error {
	r.write.Lock()
	defer r.write.Unlock()
	r.gate.Lock()
	defer r.gate.Unlock()
	return errors.Join(r.closeCopy(), r.outbox.close())
}

func (r *Replica) closeCopy() error {
	var errs []error
	for _, db := range []*sql.DB{r.r, r.w} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// openOrRebuild opens the copy; one that cannot be read, or of another layout,
// is deleted: the relay has it all.
func (r *Replica) openOrRebuild(ctx context.Context) error {
	err := r.openCopy(ctx)
	if err == nil || ctx.Err() != nil {
		return err
	}
	r.opt.Log.WarnContext(ctx, "local copy is unreadable and will be rebuilt", "err", err)
	_ = r.closeCopy() //nolint:errcheck // the file is deleted next
	if err := removeDatabase(r.path); err != nil {
		return err
	}
	return r.openCopy(ctx)
}

func (r *Replica) openCopy(ctx context.Context) error {
	var err error
	if r.w, err = openDB(r.path, writerDSN("NORMAL"), 1); err != nil {
		return err
	}
	if err := migrate(ctx, r.w, copyVersion, copySchema, nil); err != nil {
		return err
	}
	if r.r, err = openDB(r.path, readerDSN, readers); err != nil {
		return err
	}
	// What was gone before this start is gone from no screen: the UI begins anew.
	if _, err := r.w.ExecContext(ctx, `DELETE FROM rows WHERE gone = 1`); err != nil {
		return fmt.Errorf("forget gone rows: %w", err)
	}
	return r.load(ctx)
}

func (r *Replica) load(ctx context.Context) error {
	r.place = place{}
	var doc string
	err := r.w.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'place'`).Scan(&doc)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read place: %w", err)
	}
	if err == nil {
		if err := json.Unmarshal([]byte(doc), &r.place); err != nil {
			return fmt.Errorf("decode place: %w", err)
		}
	}
	var rev int64
	err = r.w.QueryRowContext(ctx, `SELECT max((SELECT coalesce(max(rev), 0) FROM rows),
		(SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE name = 'rev'))`).Scan(&rev)
	if err != nil {
		return fmt.Errorf("read revision: %w", err)
	}
	r.rev = max(r.rev, rev)
	return nil
}

// Resume gives what Hello needs: the cursor, and where an interrupted snapshot
// goes on. A zero cursor asks for a snapshot.
func (r *Replica) Resume() (cursor wire.Cursor, snapshotAt string) {
	r.write.Lock()
	defer r.write.Unlock()
	switch r.place.Phase {
	case phaseWhole:
		return r.place.Cursor, ""
	case phasePaging:
		return r.place.Cursor, r.place.Next
	default:
		return wire.Cursor{}, ""
	}
}

// Cursor gives how far the copy has come; zero while it is not whole.
func (r *Replica) Cursor() wire.Cursor {
	r.write.Lock()
	defer r.write.Unlock()
	if r.place.Phase != phaseWhole {
		return wire.Cursor{}
	}
	return r.place.Cursor
}

// Owner gives whose copy it is, "" while it is nobody's.
func (r *Replica) Owner() string {
	r.write.Lock()
	defer r.write.Unlock()
	return r.place.UserID
}

// Rev gives the revision that the copy is at.
func (r *Replica) Rev() int64 {
	r.write.Lock()
	defer r.write.Unlock()
	return r.rev
}

// errDisk tells the person that the copy cannot be written; the cause is for
// the log.
func errDisk(op string, err error) error {
	return &desk.Error{
		Code: desk.CodeInternal, Subcode: "disk", Op: op, Err: err,
		Params: desk.Params{"context": "folder"},
	}
}
