package replica

import (
	"context"
	"errors"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Subcodes of CodeConflict with which Apply, ApplyPage and Welcome refuse what
// does not follow on what is here. The link closes and says hello again.
const (
	SubGap    = "gap"    // changes are missing before this range
	SubResume = "resume" // the relay goes on from elsewhere, or for somebody else; the copy was emptied
)

// Welcome notes how the relay goes on. For a snapshot that starts anew the
// copy is emptied at once: what it holds may be more than this person may see
// now. SubResume says that the relay's answer does not fit; say hello again.
func (r *Replica) Welcome(ctx context.Context, w wire.Welcome) error {
	_, err := r.commit(ctx, "welcome", func(b *batch) error {
		same := b.place.UserID == w.UserID && b.place.Cursor == w.Cursor
		switch {
		case w.Resume && b.place.Phase == phaseWhole && same,
			w.Continued && b.place.Phase == phasePaging && same:
			return nil
		case w.Resume || w.Continued:
			b.place = place{}
			b.refuse = desk.Refuse(desk.CodeConflict, SubResume)
		default:
			b.place = place{Phase: phaseBegun, Cursor: w.Cursor, UserID: w.UserID}
		}
		return b.wipe(ctx)
	})
	return err
}

// ApplyPage stores one page of a snapshot and where the next one begins.
func (r *Replica) ApplyPage(ctx context.Context, p wire.Page) (rev int64, err error) {
	return r.commit(ctx, "store page", func(b *batch) error {
		if b.place.Phase != phaseBegun && b.place.Phase != phasePaging {
			return desk.Refuse(desk.CodeConflict, SubGap, desk.Params{"context": "page"})
		}
		b.isSnapshot = true
		for _, c := range p.Items {
			if err := b.put(ctx, c); err != nil {
				return err
			}
		}
		b.place.Phase, b.place.Next = phasePaging, p.Next
		if p.Next == "" {
			b.place.Phase = phaseWhole
		}
		return nil
	})
}

// Apply stores changes and the cursor in one transaction. SubGap says that
// something is missing before them; nothing is stored then.
func (r *Replica) Apply(ctx context.Context, c wire.Changes) (rev int64, err error) {
	return r.commit(ctx, "store changes", func(b *batch) error {
		switch {
		case b.place.Phase != phaseWhole || c.From > b.place.Cursor.Seq:
			return desk.Refuse(desk.CodeConflict, SubGap)
		case c.To < c.From:
			return desk.Refuse(desk.CodeInvalid, "badRange")
		}
		for _, item := range c.Items {
			if err := b.put(ctx, item); err != nil {
				return err
			}
		}
		b.place.Cursor.Seq = max(b.place.Cursor.Seq, c.To)
		b.rangeDone = c.To > c.From
		return nil
	})
}

// Forget drops the cursor: the next hello asks for a snapshot, and its welcome
// empties the copy. Used when rights changed or gaps come again and again.
func (r *Replica) Forget(ctx context.Context) error {
	_, err := r.commit(ctx, "forget cursor", func(b *batch) error {
		b.place = place{}
		return nil
	})
	return err
}

// Keep stores messages that the relay gave beyond what it syncs: hits of a
// search. They are found and read, but a thread is not paged through them,
// because what lies between is not here. What is here already is newer and
// stays; threads that the person has lost meanwhile are not brought back.
func (r *Replica) Keep(ctx context.Context, items []wire.Change) error {
	_, err := r.commit(ctx, "keep rows", func(b *batch) error { return b.keep(ctx, items) })
	return err
}

// KeepOlder stores an answer to thread.older: the messages right before
// (at, seq), without a hole, so that the thread can be paged through them
// offline too. more is the answer's.
func (r *Replica) KeepOlder(ctx context.Context, req wire.OlderRequest, page wire.OlderPage) error {
	_, err := r.commit(ctx, "keep older rows", func(b *batch) error {
		if err := b.keep(ctx, page.Items); err != nil {
			return err
		}
		floor, ok, err := b.floor(ctx, req.ThreadID)
		if err != nil || !ok {
			return err
		}
		asked := position{req.At, req.Seq}
		if asked != (position{}) && asked.before(floor) {
			return nil // begins below a hole
		}
		for _, c := range page.Items {
			row, err := rowOf(c)
			if err != nil {
				return err
			}
			if p := (position{row.at, row.seq}); row.kind == desk.RowMessage && row.thread == req.ThreadID && p.before(floor) {
				floor = p
			}
		}
		if !page.More {
			floor = position{} // the thread's first message is here
		}
		return b.setFloor(ctx, req.ThreadID, floor)
	})
	return err
}

// Reset empties the copy for good: sign-out. Nothing that it held stays
// readable in its files. The outbox has its own Clear.
func (r *Replica) Reset(ctx context.Context) error {
	_, err := r.commit(ctx, "reset", func(b *batch) error {
		b.place = place{}
		return b.wipe(ctx)
	})
	if err != nil {
		return err
	}
	r.write.Lock()
	defer r.write.Unlock()
	r.gate.Lock()
	defer r.gate.Unlock()
	// The write-ahead log still has the old pages: copy it back and truncate it.
	var busy, log, moved int
	if err := r.w.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved); err != nil {
		return errDisk("truncate log", err)
	}
	if busy != 0 {
		return errDisk("truncate log", errors.New("the log is in use"))
	}
	return nil
}

// commit runs f in one transaction, then makes its place and revision ours and
// tells who listens. A damaged file is rebuilt first.
func (r *Replica) commit(ctx context.Context, op string, f func(*batch) error) (int64, error) {
	rev, changed, err := r.locked(ctx, op, f)
	if changed {
		r.tell(rev)
	}
	return rev, err
}

func (r *Replica) locked(ctx context.Context, op string, f func(*batch) error) (rev int64, changed bool, err error) {
	r.write.Lock()
	defer r.write.Unlock()
	if r.damaged.Load() {
		if err := r.heal(ctx); err != nil {
			return r.rev, false, errDisk("rebuild local copy", err)
		}
	}
	b := &batch{place: r.place, rev: r.rev, fresh: r.fresh, touched: map[string]bool{}}
	if err := b.run(ctx, r.w, f); err != nil {
		r.note(err)
		clear(r.fresh)
		if desk.CodeOf(err) != desk.CodeInternal || ctx.Err() != nil {
			return r.rev, false, desk.Wrap(op, err)
		}
		return r.rev, false, errDisk(op, err)
	}
	if b.rangeDone || b.isSnapshot || b.place.Phase != phaseWhole {
		clear(r.fresh)
	}
	changed = b.rev != r.rev
	r.place, r.rev = b.place, b.rev
	return r.rev, changed, b.refuse
}

// note remembers that SQLite called the file damaged, or that it holds what
// was never written.
func (r *Replica) note(err error) {
	if isDamage(err) || errors.Is(err, errDoc) {
		r.damaged.Store(true)
	}
}

// heal throws a damaged copy away while the app runs. Revisions go on, so that
// the screen's own stays valid. Called with write held.
func (r *Replica) heal(ctx context.Context) error {
	r.gate.Lock()
	defer r.gate.Unlock()
	r.opt.Log.WarnContext(ctx, "local copy is damaged and is rebuilt")
	_ = r.closeCopy() //nolint:errcheck // the file is deleted next
	if err := removeDatabase(r.path); err != nil {
		return err
	}
	if err := r.openCopy(ctx); err != nil {
		return err
	}
	clear(r.fresh)
	r.damaged.Store(false)
	return nil
}
