package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

// A timer stands in the index at the time at which it has to be looked at, which is
// no later than it is due. Most timers are postponed many times before they are ever
// due, by each message of a customer: that leaves the index as it is. When a timer is
// looked at and is not due yet, it is put where it belongs.
const (
	sqlPostponed = `SELECT 1 FROM timer WHERE look_at <= $1 AND look_at < due_at LIMIT 1`
	sqlSettle    = `UPDATE timer SET look_at = due_at WHERE (org, kind, subject) IN
(SELECT org, kind, subject FROM timer WHERE look_at <= $1 AND look_at < due_at LIMIT $2)`
	sqlDueTimers = `SELECT org, kind, subject, due_at FROM timer WHERE look_at <= $1 AND due_at <= $1
ORDER BY look_at, org, kind, subject LIMIT $2`
	sqlNextTimer = `SELECT COALESCE(MIN(look_at), 0) FROM timer`
	sqlDropTimer = `DELETE FROM timer WHERE org = $1 AND kind = $2 AND subject = $3`
)

var (
	timerColumns  = []string{"org", "kind", "subject", "due_at", "look_at"}
	timerKey      = []string{"org", "kind", "subject"}
	bulkTimer     = newBulk("timer", timerColumns, timerKey, []string{"due_at", "look_at"})
	bulkPostponed = newBulk("timer", timerColumns, timerKey, []string{"due_at"})
)

// settleBatch is how many timers one transaction puts where they belong.
const settleBatch = 500

// DueTimers gives the timers due at now, the longest due first. They stay due
// until a fold takes them away.
func (db *DB) DueTimers(ctx context.Context, now int64, limit int) ([]desk.OrgTimer, error) {
	if err := db.settleTimers(ctx, now); err != nil {
		return nil, err
	}
	return collect(ctx, db.q, func(rows *sql.Rows) (t desk.OrgTimer, err error) {
		var org int64
		err = rows.Scan(&org, &t.Kind, &t.Subject, &t.DueAt)
		t.Org = db.orgs.named(org)
		return t, err
	}, sqlDueTimers, now, limit)
}

// NextTimer gives when timers have to be looked at next, 0 when there is none: no
// later than the next one is due.
func (db *DB) NextTimer(ctx context.Context) (int64, error) { return db.int64(ctx, sqlNextTimer) }

// settleTimers puts the timers that have to be looked at, and were postponed, where
// they belong in the index.
func (db *DB) settleTimers(ctx context.Context, now int64) error {
	for {
		some, err := collect(ctx, db.q, func(rows *sql.Rows) (n int64, err error) { return n, rows.Scan(&n) }, sqlPostponed, now)
		if err != nil || len(some) == 0 {
			return err
		}
		err = db.WriteTx(ctx, func(tx *Tx) error {
			tx.w.cache.looks = newLooks(tx.w.rows) // they are later now
			return tx.exec(ctx, sqlSettle, now, settleBatch)
		})
		if err != nil {
			return err
		}
	}
}

// looks are the times at which timers have to be looked at, as far as the writer
// knows them.
type looks = *generations[dueKey, int64]

func newLooks(limit int) looks { return newGenerations[dueKey, int64](limit) }

// flushTimers writes the timers: what postpones one first, by itself, since a
// statement that sets a column moves its index entry even to where it is.
func (t *Tx) flushTimers(ctx context.Context, b *batch) {
	known := t.w.cache.looks
	var set []dueKey
	for _, k := range t.over.timers.order {
		v := t.over.timers.set[k]
		if v == nil {
			known.drop(k)
			b.exec(ctx, t.w, sqlDropTimer, k.org, k.kind, k.subject)
			continue
		}
		if look, is := known.get(k); !is || look > v.DueAt {
			set = append(set, k)
			continue
		}
		t.addTimer(ctx, b, k, v.DueAt)
	}
	b.write(ctx, t.w, bulkPostponed)
	for _, k := range set {
		due := t.over.timers.set[k].DueAt
		known.put(k, due)
		t.addTimer(ctx, b, k, due)
	}
	b.write(ctx, t.w, bulkTimer)
}

func (t *Tx) addTimer(ctx context.Context, b *batch, k dueKey, due int64) {
	x := &t.w.boxes
	at := x.number(due)
	b.add(b.org(ctx, t.w, k.org), x.text(k.kind), x.text(k.subject), at, at)
}
