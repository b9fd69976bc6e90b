package store

import (
	"context"
	"database/sql"
	"math"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// querier runs a query whose text is a constant.
type querier interface {
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// reader has the getters that DB and Tx share. In DB cache and over are nil: it
// reads what is committed. In Tx it sees the transaction's own changes first,
// then the cache, then the database.
type reader struct {
	q     querier
	cache *cache
	over  *overlay
	orgs  *orgNumbers
	ids   *idKeys
}

// row gives one row by its id. The row is shared: clone before it leaves.
func (g reader) row(ctx context.Context, spec *rowSpec, org desk.OrgID, id string) (desk.Row, error) {
	if g.over == nil {
		return g.stored(ctx, spec, spec.selectOne, org, id)
	}
	k := refKey{org, spec.Kind, id}
	if r, ok := g.over.rows[k]; ok {
		if r == nil {
			return nil, notFound(spec.Kind)
		}
		return r, nil
	}
	if spec.Resident {
		list, err := g.residents(ctx, spec, org)
		if err != nil {
			return nil, err
		}
		if i, found := slices.BinarySearchFunc(list, id, compareID); found {
			return list[i], nil
		}
		return nil, notFound(spec.Kind)
	}
	if r, ok := g.cache.rows.get(k); ok {
		return r, nil
	}
	r, err := g.stored(ctx, spec, spec.selectOne, org, id)
	if err == nil {
		g.cache.put(org, spec, r)
	}
	return r, err
}

// residents gives all committed rows of a resident kind, sorted by id.
func (g reader) residents(ctx context.Context, spec *rowSpec, org desk.OrgID) ([]desk.Row, error) {
	k := orgKind{org, spec.Kind}
	if list, loaded := g.cache.resident[k]; loaded {
		return list, nil
	}
	rows, err := g.q.query(ctx, spec.selectAll, org)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	list := []desk.Row{}
	for rows.Next() {
		var id string
		var doc []byte
		if err := rows.Scan(&id, &doc); err != nil {
			return nil, readError(ctx, "read "+string(spec.Kind), err)
		}
		r, err := spec.decode(doc)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, readError(ctx, "read "+string(spec.Kind), err)
	}
	g.cache.resident[k] = list
	return list, nil
}

// stored gives the first row of a query for documents.
func (g reader) stored(ctx context.Context, spec *rowSpec, query string, args ...any) (desk.Row, error) {
	list, err := g.storedAll(ctx, spec, query, args...)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound(spec.Kind)
	}
	return list[0], nil
}

// storedAll gives the rows of a query for documents.
func (g reader) storedAll(ctx context.Context, spec *rowSpec, query string, args ...any) ([]desk.Row, error) {
	rows, err := g.q.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []desk.Row
	var doc sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&doc); err != nil {
			return nil, readError(ctx, "read "+string(spec.Kind), err)
		}
		r, err := spec.decode(doc)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, readError(ctx, "read "+string(spec.Kind), rows.Err())
}

// get gives the caller's own copy of one row.
func get[T desk.Row](ctx context.Context, g reader, org desk.OrgID, kind desk.Kind, id string) (T, error) {
	r, err := g.row(ctx, specOf[kind], org, id)
	if err != nil {
		var none T
		return none, err
	}
	return as[T](g.own(r)), nil
}

// named gives the row that a lookup names, asking the transaction, then the
// cache, then the list that has it first.
func named[T desk.Row](ctx context.Context, g reader, org desk.OrgID, name desk.Lookup, l desk.List) (T, error) {
	var none T
	kind := l.Kind.Kind
	read := func() (desk.Row, error) {
		rows, err := g.listed(ctx, specOf[kind], org, l.First(1))
		if err == nil && len(rows) == 0 {
			err = notFound(kind)
		}
		if err != nil {
			return nil, err
		}
		return rows[0], nil
	}
	if g.over == nil {
		r, err := read()
		if err != nil {
			return none, err
		}
		return as[T](r), nil
	}
	k := lookupKey{org, name}
	id, ok := g.over.lookups.set[k]
	if !ok {
		id, ok = g.cache.lookups.get(k)
	}
	if ok && id != noRow {
		return get[T](ctx, g, org, kind, id)
	}
	if ok || g.over.absent[k] {
		return none, notFound(kind)
	}
	r, err := read()
	if err != nil {
		return none, err
	}
	g.cache.lookups.put(k, r.RowKey().ID)
	return get[T](ctx, g, org, kind, r.RowKey().ID)
}

// counts gives a tally: how many rows each person has, as the query says while nothing
// of it is held in memory.
func (g reader) counts(ctx context.Context, k tally, query string, args ...any) (map[desk.UserID]int, error) {
	if g.cache != nil {
		if have, loaded := g.cache.tallies[k]; loaded {
			return g.withPending(k, have), nil
		}
	}
	rows, err := g.q.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := map[desk.UserID]int{}
	for rows.Next() {
		var user desk.UserID
		var n int
		if err := rows.Scan(&user, &n); err != nil {
			return nil, readError(ctx, "count "+string(k.what), err)
		}
		out[user] = n
	}
	if err := rows.Err(); err != nil {
		return nil, readError(ctx, "count "+string(k.what), err)
	}
	if g.cache == nil {
		return out, nil
	}
	g.cache.tallies[k] = out
	return g.withPending(k, out), nil
}

func (g reader) withPending(k tally, have map[desk.UserID]int) map[desk.UserID]int {
	out := make(map[desk.UserID]int, len(have)+len(g.over.tallies[k]))
	for user, n := range have {
		out[user] = n
	}
	addTally(out, g.over.tallies[k])
	return out
}

// int64 gives the single number of a query, or sql.ErrNoRows.
func (g reader) int64(ctx context.Context, query string, args ...any) (int64, error) {
	rows, err := g.q.query(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return 0, readError(ctx, "read", err)
		}
		return 0, sql.ErrNoRows
	}
	var n int64
	err = rows.Scan(&n)
	return n, readError(ctx, "read", err)
}

func (g reader) readHead(ctx context.Context, org desk.OrgID) (head, error) {
	rows, err := g.q.query(ctx, sqlHead, org)
	if err != nil {
		return head{}, err
	}
	defer func() { _ = rows.Close() }()
	var h head
	if rows.Next() {
		if err := rows.Scan(&h.seq, &h.hash, &h.at); err != nil {
			return head{}, readError(ctx, "read head", err)
		}
	}
	return h, readError(ctx, "read head", rows.Err())
}

// Entry gives one entry of the ledger.
func (g reader) Entry(ctx context.Context, org desk.OrgID, seq int64) (desk.Entry, error) {
	if g.over != nil {
		if i, ok := g.over.entryAt[orgSeq{org, seq}]; ok {
			e := g.over.entries[i].Entry
			e.Payload, e.Hash = slices.Clone(e.Payload), slices.Clone(e.Hash)
			return e, nil
		}
	}
	rows, err := g.q.query(ctx, sqlEntry, place{org, seq})
	if err != nil {
		return desk.Entry{}, err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return desk.Entry{}, readError(ctx, "read entry", err)
		}
		return desk.Entry{}, notFound("entry")
	}
	e := desk.Entry{Org: org, Seq: seq}
	err = rows.Scan(&e.Kind, &e.Key, &e.At, &e.Intake, &e.Hash, &e.Payload, &e.Erased)
	return e, readError(ctx, "read entry", err)
}

// KeysBetween gives the numbers of the entries whose keys lie in [from, to), in
// order, at most limit.
func (g reader) KeysBetween(ctx context.Context, org desk.OrgID, from, to string, limit int) ([]int64, error) {
	var out []int64
	if g.over != nil {
		for _, k := range g.over.keys {
			if k.org == org && k.key >= from && k.key < to {
				out = append(out, k.seq)
			}
		}
	}
	rows, err := g.q.query(ctx, sqlKeysBetween, org, from, to, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return nil, readError(ctx, "read keys", err)
		}
		out = append(out, seq)
	}
	slices.Sort(out)
	return out[:min(limit, len(out))], readError(ctx, "read keys", rows.Err())
}

// newest turns the zero position of "from the newest" into one beyond all rows.
func newest(at int64) int64 {
	if at <= 0 {
		return math.MaxInt64
	}
	return at
}
