package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// Apply writes what folding the entry seq changed. Rows are copied, unless they are
// given: the caller keeps its own.
func (t *Tx) Apply(ctx context.Context, org desk.OrgID, seq int64, b desk.Batch) error {
	for _, r := range b.Rows {
		if !b.Given {
			r = r.Clone()
		}
		if err := t.putRow(ctx, org, r); err != nil {
			return err
		}
	}
	for _, ref := range b.Removed {
		if err := t.removeRow(ctx, org, ref); err != nil {
			return err
		}
	}
	t.putFeed(org, seq, b.Feed)
	for _, e := range b.Endings {
		t.putEnding(org, seq, e)
	}
	for _, e := range b.Erasures {
		if err := t.erase(ctx, org, seq, e); err != nil {
			return err
		}
	}
	for _, timer := range b.Untimers {
		t.over.timers.put(dueKey{org, string(timer.Kind), timer.Subject}, nil, t.over.marked())
	}
	for _, timer := range b.Timers {
		t.over.timers.put(dueKey{org, string(timer.Kind), timer.Subject}, &timer, t.over.marked())
	}
	for _, job := range b.Unjobs {
		t.over.jobs.put(dueKey{org, string(job.Kind), job.Subject}, nil, t.over.marked())
	}
	for _, job := range b.Jobs {
		t.over.jobs.put(dueKey{org, string(job.Kind), job.Subject}, &job, t.over.marked())
	}
	return t.putEvents(ctx, org, seq, b.Events)
}

func (t *Tx) putFeed(org desk.OrgID, seq int64, refs []desk.Ref) {
	if t.rebuilding || len(refs) == 0 {
		return
	}
	for _, ref := range refs {
		t.over.feed = append(t.over.feed, feedLine{org, desk.Change{Seq: seq, Kind: ref.Kind, ID: ref.ID}})
	}
}

// putRow takes a row over.
func (t *Tx) putRow(ctx context.Context, org desk.OrgID, r desk.Row) error {
	key := r.RowKey()
	spec := specOf[key.Kind]
	if spec == nil || key.ID == "" || org == "" {
		return desk.Broken("row", "a row of kind %q cannot be stored without a known kind, an id and an organization", key.Kind)
	}
	if n, ok := r.(*desk.Number); ok && !t.rebuilding {
		if err := t.checkNumber(ctx, org, n); err != nil {
			return err
		}
	}
	var old desk.Row
	if spec.Counts != nil {
		var err error
		if old, err = t.row(ctx, spec, org, key.ID); err != nil && desk.CodeOf(err) != desk.CodeNotFound {
			return err
		}
	}
	t.over.putRow(org, spec, r, old)
	return nil
}

// checkNumber refuses a business number that somebody holds already. It is the
// one place that looks across organizations, and it tells nothing about the
// other one. The unique index stands behind it.
func (t *Tx) checkNumber(ctx context.Context, org desk.OrgID, n *desk.Number) error {
	if !holdsNumber(n) {
		return nil
	}
	taken := desk.Refuse(desk.CodeConflict, "numberTaken")
	for k, r := range t.over.rows {
		other, ok := r.(*desk.Number)
		if ok && holdsNumber(other) && other.Provider == n.Provider && other.PhoneID == n.PhoneID &&
			(k.org != org || other.ID != n.ID) {
			return taken
		}
	}
	rows, err := t.q.query(ctx, sqlNumberHolders, n.Provider, n.PhoneID)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var holder refKey
		holder.kind = desk.RowNumber
		var number int64
		if err := rows.Scan(&number, &holder.id); err != nil {
			return storageError("read number holders", err)
		}
		holder.org = t.w.orgNamed(number)
		_, changed := t.over.rows[holder]
		if !changed && (holder.org != org || holder.id != string(n.ID)) {
			return taken
		}
	}
	return storageError("read number holders", rows.Err())
}

func holdsNumber(n *desk.Number) bool { return n.PhoneID != "" && n.State != desk.NumberGone }

// Quarantine marks an entry whose fold failed, and shows it to the admins.
func (t *Tx) Quarantine(ctx context.Context, org desk.OrgID, seq int64, reason string) error {
	e, err := t.Entry(ctx, org, seq)
	if err != nil {
		return err
	}
	if i, ok := t.over.entryAt[orgSeq{org, seq}]; ok {
		before := t.over.entries[i].reason
		t.over.entries[i].reason = reason
		t.over.onUndo(func() { t.over.entries[i].reason = before })
	} else {
		clear(t.over.stored)
		if err := t.exec(ctx, sqlSetQuarantined, place{org, seq}, reason); err != nil {
			return err
		}
	}
	u := &desk.Unhandled{
		ID:  desk.UnhandledID(t.ids.of(org).ID("unh", org, seq, 0)),
		Seq: seq, Kind: string(e.Kind), Reason: reason, At: e.At,
	}
	if u.Provider, u.Account, err = t.source(ctx, e.Intake); err != nil {
		return err
	}
	if e.Intake != 0 { // it holds an item of a webhook
		var m struct {
			Field string `json:"field"`
		}
		if json.Unmarshal(e.Payload, &m) == nil {
			u.Field = m.Field
		}
	}
	return t.Apply(ctx, org, seq, desk.Batch{Rows: []desk.Row{u}, Feed: []desk.Ref{u.RowKey()}})
}

// source tells where the raw body of an entry came from.
func (t *Tx) source(ctx context.Context, intake int64) (provider, account string, err error) {
	if intake == 0 {
		return "", "", nil
	}
	for i := range t.over.intakes {
		if p := &t.over.intakes[i]; p.id == intake {
			return p.Provider, p.Account, nil
		}
	}
	rows, err := t.q.query(ctx, sqlIntakeSource, intake)
	if err != nil {
		return "", "", err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return "", "", storageError("read intake", err)
		}
		return "", "", desk.Broken("intake", "entry refers to raw body %d, which is not there", intake)
	}
	err = rows.Scan(&provider, &account)
	return provider, account, storageError("read intake", err)
}

// flush writes everything that is pending, each table in one go.
func (t *Tx) flush(ctx context.Context) error {
	b := &t.w.batch
	b.begin()
	t.flushLedger(ctx, b)
	t.flushFeed(ctx, b)
	t.flushRows(ctx, b)
	t.flushDue(ctx, b)
	t.flushEndings(ctx, b)
	t.flushErasures(ctx, b)
	t.flushEvents(ctx, b)
	return b.err
}

// flushLedger writes raw bodies, entries, keys and heads.
func (t *Tx) flushLedger(ctx context.Context, b *batch) {
	o, x := t.over, &t.w.boxes
	for i := range o.intakes {
		p := &o.intakes[i]
		b.add(x.number(p.id), b.org(ctx, t.w, p.Org), x.text(p.Provider), x.text(p.Account), x.number(p.at), p.Body)
	}
	b.write(ctx, t.w, bulkIntake)
	for i := range o.entries {
		e := &o.entries[i]
		b.add(b.place(ctx, t.w, e.Org, e.Seq), x.text(string(e.Kind)), x.text(e.Key), x.number(e.At), x.number(e.Intake),
			e.Hash, e.payloadHash[:], x.text(e.reason), e.Payload)
	}
	b.write(ctx, t.w, bulkEntry)
	for i := range o.keys {
		k := &o.keys[i]
		b.add(b.org(ctx, t.w, k.org), x.text(k.key), x.number(k.seq), x.number(k.expiresAt), k.answer)
	}
	b.write(ctx, t.w, bulkKey)
	for org, h := range o.heads {
		b.add(b.org(ctx, t.w, org), x.number(h.seq), h.hash, x.number(h.at), int64(0))
	}
	b.write(ctx, t.w, bulkHead)
}

// flushFeed writes the lines of each entry as one row.
func (t *Tx) flushFeed(ctx context.Context, b *batch) {
	slices.SortStableFunc(t.over.feed, func(x, y feedLine) int { return cmp.Or(cmp.Compare(x.org, y.org), cmp.Compare(x.Seq, y.Seq)) })
	for lines := t.over.feed; len(lines) > 0; {
		first, n := lines[0], 1
		for n < len(lines) && lines[n].Seq == first.Seq && lines[n].org == first.org {
			n++
		}
		t.w.text = feedText(t.w.text[:0], lines[:n])
		b.add(b.place(ctx, t.w, first.org, first.Seq), string(t.w.text))
		lines = lines[n:]
	}
	b.write(ctx, t.w, bulkFeed)
}

func (t *Tx) flushRows(ctx context.Context, b *batch) {
	// Numbers may swap what the unique index guards: take all away, then put.
	for _, k := range t.over.order[desk.RowNumber] {
		b.exec(ctx, t.w, specOf[desk.RowNumber].remove, k.org, k.id)
	}
	for _, spec := range specs {
		if len(t.over.order[spec.Kind]) > 0 {
			t.flushKind(ctx, b, spec)
		}
	}
	for _, k := range t.over.lookups.order {
		if k.By != desk.ByAlias {
			continue // the others stand in their rows
		}
		if id := t.over.lookups.set[k]; id != noRow {
			b.add(k.org, plain(k.Key), id)
			continue
		}
		b.exec(ctx, t.w, sqlDropAlias, k.org, plain(k.Key))
	}
	b.write(ctx, t.w, bulkAlias)
	for _, k := range t.over.emptied {
		b.exec(ctx, t.w, sqlDropHandled, k.org, string(k.thread))
	}
	for _, k := range t.over.handled {
		b.add(k.org, string(k.user), string(k.thread))
	}
	b.write(ctx, t.w, bulkHandled)
}

// group is rows of one kind of which the same columns changed.
type group struct {
	changed uint
	args    []any
}

// flushKind writes the rows of one kind, those together of which the same
// columns changed.
func (t *Tx) flushKind(ctx context.Context, b *batch, spec *rowSpec) {
	if b.err == nil {
		b.err = t.numberThreads(ctx, spec)
	}
	docs, err := t.documents(spec)
	if b.err = errors.Join(b.err, err); b.err != nil {
		return
	}
	groups := t.w.groups[:0]
	for _, k := range t.over.order[spec.Kind] {
		r := t.over.rows[k]
		if r == nil {
			b.exec(ctx, t.w, spec.remove, k.org, k.id)
			continue
		}
		row := append(b.row[:0], b.org(ctx, t.w, k.org), t.w.boxes.text(k.id))
		row, changed := spec.values(row, t.w, k.org, r, t.w.cache.committed(k, spec))
		b.row, docs = append(row, docs[0]), docs[1:]
		groups = grouped(groups, changed, b.row)
	}
	t.w.groups = groups
	for i := range groups {
		b.writeAll(ctx, t.w, t.w.upsert(spec, groups[i].changed), groups[i].args)
		clear(groups[i].args)
	}
}

// grouped adds a row to the group of its changes. The room of groups that were
// written before is used again.
func grouped(groups []group, changed uint, row []any) []group {
	for i := range groups {
		if groups[i].changed == changed {
			groups[i].args = append(groups[i].args, row...)
			return groups
		}
	}
	if len(groups) < cap(groups) {
		groups = groups[:len(groups)+1]
	} else {
		groups = append(groups, group{})
	}
	last := &groups[len(groups)-1]
	last.changed, last.args = changed, append(last.args[:0], row...)
	return groups
}

// documents gives the documents of the changed rows of a kind, in their order, as
// parts of one text.
func (t *Tx) documents(spec *rowSpec) ([]string, error) {
	b := &t.w.docs
	b.Reset()
	ends := make([]int, 0, len(t.over.order[spec.Kind]))
	for _, k := range t.over.order[spec.Kind] {
		r := t.over.rows[k]
		if r == nil {
			continue
		}
		if err := encodeTo(b, r); err != nil {
			return nil, err
		}
		t.w.encoded++
		ends = append(ends, b.Len())
	}
	all, from := b.String(), 0
	docs := make([]string, len(ends))
	for i, end := range ends {
		docs[i], from = all[from:end], end
	}
	return docs, nil
}

func (t *Tx) flushDue(ctx context.Context, b *batch) {
	t.flushTimers(ctx, b)
	x := &t.w.boxes
	for _, k := range t.over.jobs.order {
		if v := t.over.jobs.set[k]; v != nil {
			b.add(b.org(ctx, t.w, k.org), x.text(k.kind), x.text(k.subject), x.text(v.ThreadID),
				x.number(v.Order), x.number(v.DueAt), x.number(int64(v.Attempts)))
			continue
		}
		b.exec(ctx, t.w, sqlDropJob, k.org, k.kind, k.subject)
	}
	b.write(ctx, t.w, bulkJob)
}

// batch collects the values of one table's rows and remembers the first error. Its
// room is used again.
type batch struct {
	args []any
	row  []any // one row's
	err  error

	orgs   desk.OrgID // the last that was asked for
	number any        // and its number
}

func (b *batch) begin() { b.err, b.orgs, b.number = nil, "", nil }

// org gives an organization's number, boxed once for all that follow each other.
func (b *batch) org(ctx context.Context, w *writer, org desk.OrgID) any {
	if b.number != nil && b.orgs == org {
		return b.number
	}
	n, err := w.number(ctx, org)
	if err != nil && b.err == nil {
		b.err = err
	}
	b.orgs, b.number = org, n
	return b.number
}

// place gives where an entry stands.
func (b *batch) place(ctx context.Context, w *writer, org desk.OrgID, seq int64) any {
	n, _ := b.org(ctx, w, org).(int64) // nothing else is put there
	return w.boxes.number(placeOf(n, seq))
}

func (b *batch) add(values ...any) { b.args = append(b.args, values...) }

func (b *batch) write(ctx context.Context, w *writer, to *bulk) {
	b.writeAll(ctx, w, to, b.args)
	clear(b.args)
	b.args = b.args[:0]
}

func (b *batch) writeAll(ctx context.Context, w *writer, to *bulk, args []any) {
	if b.err == nil && len(args) > 0 {
		if err := to.write(ctx, w, args); err != nil {
			b.err = fmt.Errorf("write batch: %w", err)
		}
	}
}

func (b *batch) exec(ctx context.Context, w *writer, query string, args ...any) {
	if b.err == nil {
		b.err = w.exec(ctx, query, args...)
	}
}
