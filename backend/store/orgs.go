package store

import (
	"context"
	"database/sql"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
)

// Organizations have numbers in the tables of the ledger and of the state: their
// ids are long and stand in every key. A number is given with the first write
// for an organization, stays inside this package, and is never given again.
//
// A statement on those tables is given the organization itself (a desk.OrgID),
// and one on the tables of account, set-up and secrets its id as a string. The
// first becomes a number where statements run, so nobody else handles numbers.

// place is where an entry stands: its organization and sequence.
type place struct {
	org desk.OrgID
	seq int64
}

// seqBits is how much of an entry's key its sequence takes.
const (
	seqBits = 40
	lastSeq = 1<<seqBits - 1
)

// orgNumbers knows the numbers of organizations that are committed. Nobody else
// gives numbers while the database is open.
type orgNumbers struct {
	mu     sync.RWMutex // guards what follows
	number map[desk.OrgID]int64
	org    map[int64]desk.OrgID
}

const (
	sqlOrgNumbers = `SELECT org, num FROM org_key`
	sqlAddOrg     = `INSERT INTO org_key (org) VALUES ($1)`
	sqlOrgNumber  = `SELECT num FROM org_key WHERE org = $1`
)

// load reads them all.
func (o *orgNumbers) load(ctx context.Context, q querier) error {
	type pair struct {
		org desk.OrgID
		num int64
	}
	list, err := collect(ctx, q, func(rows *sql.Rows) (p pair, err error) { return p, rows.Scan(&p.org, &p.num) }, sqlOrgNumbers)
	if err != nil {
		return err
	}
	known := make(map[desk.OrgID]int64, len(list))
	for _, p := range list {
		known[p.org] = p.num
	}
	o.add(known)
	return nil
}

func (o *orgNumbers) add(numbers map[desk.OrgID]int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.number == nil {
		o.number, o.org = map[desk.OrgID]int64{}, map[int64]desk.OrgID{}
	}
	for org, n := range numbers {
		o.number[org], o.org[n] = n, org
	}
}

// of gives an organization's number. One that has none has 0, which stands in no
// row.
func (o *orgNumbers) of(org desk.OrgID) int64 {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.number[org]
}

// named gives the organization of a number.
func (o *orgNumbers) named(n int64) desk.OrgID {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.org[n]
}

// bind puts numbers in the place of organizations, in args itself.
func bind(args []any, number func(desk.OrgID) (int64, error)) error {
	for i, a := range args {
		var err error
		switch v := a.(type) {
		case desk.OrgID:
			args[i], err = number(v)
		case place:
			var n int64
			n, err = number(v.org)
			args[i] = placeOf(n, v.seq)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// placeOf gives the key of an entry of an organization with that number.
func placeOf(org, seq int64) int64 { return org<<seqBits | min(max(seq, 0), lastSeq) }

// bindKnown is bind for reads.
func (o *orgNumbers) bindKnown(args []any) {
	_ = bind(args, func(org desk.OrgID) (int64, error) { return o.of(org), nil })
}

// number gives an organization's number to the running transaction, which gives
// it one if it has none yet. A rollback takes that back.
func (w *writer) number(ctx context.Context, org desk.OrgID) (int64, error) {
	if n := w.orgs.of(org); n != 0 {
		return n, nil
	}
	if n := w.newOrgs[org]; n != 0 {
		return n, nil
	}
	if err := w.exec(ctx, sqlAddOrg, string(org)); err != nil {
		return 0, err
	}
	n, err := reader{q: w}.int64(ctx, sqlOrgNumber, string(org))
	if err == nil {
		w.newOrgs[org] = n
	}
	return n, err
}

// orgNamed gives the organization of a number, as the running transaction knows
// it.
func (w *writer) orgNamed(n int64) desk.OrgID {
	for org, num := range w.newOrgs {
		if num == n {
			return org
		}
	}
	return w.orgs.named(n)
}

// keepOrgs has the numbers that the transaction gave stay, or go.
func (w *writer) keepOrgs(committed bool) {
	if committed {
		w.orgs.add(w.newOrgs)
	}
	clear(w.newOrgs)
}
