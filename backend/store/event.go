package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	sqlEventsAfter  = `SELECT seq, at, doc FROM event WHERE org = $1 AND seq > $2 ORDER BY seq LIMIT $3`
	sqlEventReaders = `SELECT name, seq, lost FROM event_reader WHERE org = $1 ORDER BY name`
	sqlEventReader  = `SELECT seq, lost FROM event_reader WHERE org = $1 AND name = $2`
	sqlReaderRead   = `UPDATE event_reader SET seq = $3, lost = 0 WHERE org = $1 AND name = $2 AND seq <= $3`
	sqlDropReader   = `DELETE FROM event_reader WHERE org = $1 AND name = $2`
	sqlHasReader    = `SELECT COUNT(*) FROM event_reader WHERE org = $1`
	sqlSlowest      = `SELECT COALESCE(MIN(seq), 9223372036854775807) FROM event_reader WHERE org = $1`
	sqlEventsBefore = `SELECT COALESCE(MAX(seq), 0) FROM event WHERE org = $1 AND at < $2`
	sqlReadersLose  = `UPDATE event_reader SET seq = $2, lost = lost +
(SELECT COUNT(*) FROM event e WHERE e.org = $1 AND e.seq > event_reader.seq AND e.seq <= $2) WHERE org = $1 AND seq < $2`
	sqlCountEvents = `SELECT COUNT(*) FROM event WHERE org = $1 AND seq <= $2`
	sqlTrimEvents  = `DELETE FROM event WHERE org = $1 AND seq IN (SELECT seq FROM event WHERE org = $1 AND seq <= $2 ORDER BY seq LIMIT $3)`
)

var (
	bulkEvent  = newBulk("event", []string{"org", "seq", "at", "doc"}, nil, nil)
	bulkReader = newBulk("event_reader", []string{"org", "name", "seq", "lost"}, []string{"org", "name"}, nil)
)

// pendingEvents are one entry's events.
type pendingEvents struct {
	org     desk.OrgID
	seq, at int64
	events  []desk.Event
}

// putEvents keeps what an entry said has happened, if somebody reads events. An
// entry that is folded once more, at a rebuild, has said it already.
func (t *Tx) putEvents(ctx context.Context, org desk.OrgID, seq int64, events []desk.Event) error {
	i, isNew := t.over.entryAt[orgSeq{org, seq}]
	if len(events) == 0 || !isNew {
		return nil
	}
	listens, err := t.hasEventReader(ctx, org)
	if err != nil || !listens {
		return err
	}
	t.over.events = append(t.over.events, pendingEvents{org, seq, t.over.entries[i].At, events})
	t.over.onUndo(func() { t.over.events = t.over.events[:len(t.over.events)-1] })
	return nil
}

func (t *Tx) hasEventReader(ctx context.Context, org desk.OrgID) (bool, error) {
	if listens, known := t.w.cache.listens[org]; known {
		return listens, nil
	}
	n, err := t.int64(ctx, sqlHasReader, string(org))
	if err == nil {
		t.w.cache.listens[org] = n > 0
	}
	return n > 0, err
}

func (t *Tx) flushEvents(ctx context.Context, b *batch) {
	for _, p := range t.over.events {
		doc, err := json.Marshal(p.events)
		if err != nil {
			b.err = desk.Wrap("encode events", err)
			return
		}
		b.add(string(p.org), p.seq, p.at, string(doc))
	}
	b.write(ctx, t.w, bulkEvent)
}

// AddEventReader lets a reader hear of what happens in an organization from now
// on. One that is known goes on where it was.
func (db *DB) AddEventReader(ctx context.Context, org desk.OrgID, name string) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		seq, _, _, err := tx.Head(ctx, org)
		if err != nil {
			return err
		}
		delete(tx.w.cache.listens, org)
		return bulkReader.write(ctx, tx.w, []any{string(org), name, seq, int64(0)})
	})
}

// DropEventReader forgets a reader. Without any, events are not kept.
func (db *DB) DropEventReader(ctx context.Context, org desk.OrgID, name string) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		delete(tx.w.cache.listens, org)
		return tx.exec(ctx, sqlDropReader, string(org), name)
	})
}

// EventReaders gives the readers of an organization's events, by name.
func (db *DB) EventReaders(ctx context.Context, org desk.OrgID) ([]desk.EventReader, error) {
	return collect(ctx, db.q, func(rows *sql.Rows) (r desk.EventReader, err error) {
		return r, rows.Scan(&r.Name, &r.Seq, &r.Lost)
	}, sqlEventReaders, string(org))
}

// EventsFor gives what a reader has not read yet, in order and from whole
// entries, at most limit of them. upTo is what to give to EventsRead when all of
// it is done with. lost counts the entries that were too old to be kept until
// they were read. Without more, upTo is where the reader is.
func (db *DB) EventsFor(ctx context.Context, org desk.OrgID, name string, limit int) (events []desk.Event, upTo, lost int64, err error) {
	places, err := collect(ctx, db.q, func(rows *sql.Rows) (p [2]int64, err error) {
		return p, rows.Scan(&p[0], &p[1])
	}, sqlEventReader, string(org), name)
	if err != nil {
		return nil, 0, 0, err
	}
	if len(places) == 0 {
		return nil, 0, 0, desk.Refuse(desk.CodeNotFound, "")
	}
	upTo, lost = places[0][0], places[0][1]
	entries, err := collect(ctx, db.q, scanEvents, sqlEventsAfter, string(org), upTo, max(limit, 1))
	for _, list := range entries {
		events = append(events, list...)
		upTo = list[0].Seq
	}
	return events, upTo, lost, err
}

// scanEvents reads one entry's events, at least one.
func scanEvents(rows *sql.Rows) ([]desk.Event, error) {
	var seq, at int64
	var doc []byte
	if err := rows.Scan(&seq, &at, &doc); err != nil {
		return nil, err
	}
	var list []desk.Event
	if err := json.Unmarshal(doc, &list); err != nil || len(list) == 0 {
		return nil, desk.Broken("event", "the events of entry %d cannot be read", seq)
	}
	for i := range list {
		list[i].Seq, list[i].N, list[i].At = seq, i+1, at
	}
	return list, nil
}

// EventsRead notes that a reader is done with everything up to upTo.
func (db *DB) EventsRead(ctx context.Context, org desk.OrgID, name string, upTo int64) error {
	return db.WriteTx(ctx, func(tx *Tx) error {
		return tx.exec(ctx, sqlReaderRead, string(org), name, upTo)
	})
}

// trimEvents removes what every reader has read, and what is from before the
// time: readers that had not come to that are told how much they lost.
func (db *DB) trimEvents(ctx context.Context, org desk.OrgID, before int64) error {
	old, err := db.int64(ctx, sqlEventsBefore, string(org), before)
	if err != nil {
		return err
	}
	slowest, err := db.int64(ctx, sqlSlowest, string(org))
	if err != nil {
		return err
	}
	if old > slowest {
		if err := db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlReadersLose, string(org), old) }); err != nil {
			return err
		}
	}
	for {
		left, err := db.int64(ctx, sqlCountEvents, string(org), max(old, slowest))
		if err != nil || left == 0 {
			return err
		}
		if err := db.WriteTx(ctx, func(tx *Tx) error {
			return tx.exec(ctx, sqlTrimEvents, string(org), max(old, slowest), keysAtOnce)
		}); err != nil {
			return err
		}
	}
}
