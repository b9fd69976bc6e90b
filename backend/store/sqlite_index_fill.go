package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
)

// reach is what the index of an organization covers: the messages with a
// sequence in [down, upto], as the feed told of them up to upto.
type reach struct {
	life       string
	upto, down int64
	top        int64 // upto when it was begun
}

// run fills the index until it is stopped.
func (x *sqliteFinder) run(ctx context.Context) {
	defer close(x.done)
	for ctx.Err() == nil {
		began := x.now()
		more, pause, err := x.step(ctx)
		took := x.now().Sub(began)
		if err != nil && ctx.Err() == nil {
			x.log.WarnContext(ctx, "fill search index", "err", err)
			more = false
		}
		if more {
			clock.Sleep(ctx, pause.after(took))
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-x.wake:
			clock.Sleep(ctx, indexDelay)
		}
	}
}

// CatchUp implements Finder.
func (x *sqliteFinder) CatchUp(ctx context.Context) error {
	ctx = desk.WithWork(ctx, desk.WorkSearch)
	for {
		more, _, err := x.step(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// pause is how long to rest after a step: so many times what it took, and so long at
// least.
type pause struct {
	times int
	least time.Duration
}

func (p pause) after(took time.Duration) time.Duration {
	return max(time.Duration(p.times)*took, p.least)
}

// step takes in what the feed has, or else a page of what was there before. more
// says that there is more to do, after a rest.
func (x *sqliteFinder) step(ctx context.Context) (more bool, rest pause, err error) {
	orgs, err := x.db.Orgs(ctx)
	if err != nil {
		return false, pause{}, err
	}
	for _, org := range orgs {
		did, behind, err := x.follow(ctx, org)
		if err != nil {
			return false, pause{}, desk.Wrap("follow the feed", err)
		}
		if did && behind > x.pace.Far {
			return true, pause{}, nil
		}
		if did {
			return true, pause{x.pace.Follow, x.pace.Gather}, nil
		}
		if did, err = x.fill(ctx, org); err != nil || did {
			return did, pause{times: x.pace.Fill}, desk.Wrap("fill", err)
		}
	}
	return false, pause{}, nil
}

// covers reads what the index covers. An index of another life of the feed, or
// one from which the feed has been trimmed away, is of no use. known says that
// there is one, whatever it is worth.
func (x *sqliteFinder) covers(ctx context.Context, org desk.OrgID) (r reach, known, good bool, err error) {
	if r.life, err = x.db.Life(ctx); err != nil {
		return r, false, false, err
	}
	if r.upto, err = x.db.Head(ctx, org); err != nil {
		return r, false, false, err
	}
	r.down, r.top = r.upto+1, r.upto
	floor, err := x.db.FeedFloor(ctx, org)
	if err != nil {
		return r, false, false, err
	}
	list, err := collect(ctx, x.read, func(rows *sql.Rows) (r reach, err error) {
		return r, rows.Scan(&r.life, &r.upto, &r.down, &r.top)
	}, idxState, string(org))
	if err != nil || len(list) == 0 {
		return r, false, false, err
	}
	if l := list[0]; l.life == r.life && l.upto >= floor && l.upto <= r.upto {
		return l, true, true, nil
	}
	return r, true, false, nil
}

// reach gives what the index covers, and begins anew when that is of no use.
func (x *sqliteFinder) reach(ctx context.Context, org desk.OrgID) (reach, error) {
	r, known, good, err := x.covers(ctx, org)
	if err != nil || good {
		return r, err
	}
	if known {
		if err := x.empty(ctx); err != nil {
			return reach{}, err
		}
	}
	return r, x.commit(ctx, org, r, nil)
}

// empty makes the tables anew: cheaper than taking every document out.
func (x *sqliteFinder) empty(ctx context.Context) error {
	x.forget()
	_, err := x.write.ExecContext(ctx, `DROP TABLE found; DROP TABLE word; DROP TABLE handlers; DROP TABLE state;`+idxTables)
	return storageError("empty search index", err)
}

// follow takes in what the feed tells next. behind is how far it is still away
// from the head.
func (x *sqliteFinder) follow(ctx context.Context, org desk.OrgID) (did bool, behind int64, err error) {
	r, err := x.reach(ctx, org)
	if err != nil {
		return false, 0, err
	}
	changes, to, err := x.db.FeedSince(ctx, org, r.upto, followBatch)
	if err != nil || to <= r.upto {
		return false, 0, err
	}
	b := &fillBatch{x: x, org: org, who: map[string]string{}}
	if err := b.changes(ctx, changes); err != nil {
		return false, 0, err
	}
	head, err := x.db.Head(ctx, org)
	if err != nil {
		return false, 0, err
	}
	r.upto = to
	return true, head - to, x.commit(ctx, org, r, b)
}

// fill takes in a page of the messages that were there before, newest first.
func (x *sqliteFinder) fill(ctx context.Context, org desk.OrgID) (bool, error) {
	r, err := x.reach(ctx, org)
	x.all.Store(r.top)
	x.left.Store(max(r.down-1, 0))
	if err != nil || r.down <= 0 {
		return false, err
	}
	list, next, err := x.db.textPage(ctx, org, 0, r.down, true)
	if err != nil {
		return false, err
	}
	before := x.Progress()
	r.down = next
	b := &fillBatch{x: x, org: org, texts: list, who: map[string]string{}}
	if err := x.commit(ctx, org, r, b); err != nil {
		return false, err
	}
	x.left.Store(max(r.down-1, 0))
	if now := x.Progress(); now/10 != before/10 || r.down == 0 {
		x.log.InfoContext(ctx, "search index is being filled", "percent", now)
	}
	return true, nil
}
