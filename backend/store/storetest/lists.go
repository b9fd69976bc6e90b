package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
)

// testDeclaredLists: every declared list, with any parameters, is what going
// through all rows by its conditions and its order gives: byte order, however ids
// are written. So the read side has it, and a transaction with its own changes.
func testDeclaredLists(t *testing.T, open Engine) {
	db := fresh(t, open)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		seed := rapid.Uint64().Draw(rt, "seed")
		w := &world{
			t: rt, ctx: context.Background(), org: desk.OrgID(fmt.Sprintf("org_l%d", run)),
			rand: rand.New(rand.NewPCG(seed, 1)), rows: map[desk.Ref]desk.Row{}, //nolint:gosec // a test's
		}
		must0(rt, db.WriteTx(w.ctx, func(tx Tx) error { return w.change(tx) }))
		w.lookAtLists("the read side", db)
		must0(rt, db.WriteTx(w.ctx, func(tx Tx) error {
			err := w.change(tx)
			w.lookAtLists("a transaction", tx)
			return err
		}))
		w.lookAtLists("the read side afterwards", db)
	})
	if err := db.WriteTx(t.Context(), func(tx Tx) error {
		_, err := tx.List(t.Context(), org, desk.ThreadsHandled.With("u1"))
		code(t, "a list that only committed rows have", err, desk.CodeInternal)
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func must0(rt *rapid.T, err error) {
	if err != nil {
		rt.Fatalf("%v", err)
	}
}

// world is an organization's rows as the database and the test know them.
type world struct {
	t    *rapid.T
	ctx  context.Context // of one run
	org  desk.OrgID
	rand *rand.Rand
	rows map[desk.Ref]desk.Row
}

// change puts some rows of every kind and removes some.
func (w *world) change(tx Tx) error {
	var b desk.Batch
	for _, k := range desk.Kinds {
		for range 5 {
			b.Rows = append(b.Rows, w.row(k))
		}
	}
	if err := tx.Apply(w.ctx, w.org, 1, b); err != nil {
		return err
	}
	for _, r := range b.Rows {
		w.rows[r.RowKey()] = r
	}
	b = desk.Batch{}
	for _, ref := range w.refs() {
		if w.rand.IntN(6) == 0 {
			b.Removed = append(b.Removed, ref)
			delete(w.rows, ref)
		}
	}
	return tx.Apply(w.ctx, w.org, 1, b)
}

// refs gives the names of all rows in an order that is the same in each run.
func (w *world) refs() (refs []desk.Ref) {
	for ref := range w.rows {
		refs = append(refs, ref)
	}
	slices.SortFunc(refs, func(a, b desk.Ref) int {
		return slices.Compare([]string{string(a.Kind), a.ID}, []string{string(b.Kind), b.ID})
	})
	return refs
}

// row gives a row with few different values in it, so that lists have something.
func (w *world) row(k *desk.RowKind) desk.Row {
	r := k.New()
	desktest.Vary(w.rand, r)
	switch r := r.(type) {
	case *desk.Organization:
		r.ID = w.org
	case *desk.Number: // of one phone there is one number in the world
		r.PhoneID = string(w.org) + string(r.ID)
	case *desk.Contact: // an alias names one contact
		r.Aliases = []string{aliasOf(string(r.ID))}
	}
	return r
}

func aliasOf(id string) string { return "wa:" + id }

// lookAtLists compares every declared list with what it should be.
func (w *world) lookAtLists(who string, from desk.Rows) {
	for _, q := range desk.Queries {
		if q == desk.ThreadsHandled { // no row knows it: testHandled
			continue
		}
		for range 3 {
			l := q.With(w.args(q)...).First(w.rand.IntN(4))
			got, err := from.List(w.ctx, w.org, l)
			must0(w.t, err)
			if g, want := keys(got), keys(w.naive(l)); !slices.Equal(g, want) {
				w.t.Fatalf("%s of %s with %q, at most %d:\n got %q\nwant %q", q.Name, who, l.Args, l.Limit, g, want)
			}
		}
	}
}

// args gives parameters: mostly those of a row that there is.
func (w *world) args(q *desk.Query) []any {
	like := w.row(q.Kind)
	if of := w.ofKind(q.Kind.Kind); len(of) > 0 && w.rand.IntN(4) > 0 {
		like = of[w.rand.IntN(len(of))]
	}
	if q.Told != nil {
		return []any{aliasOf(like.RowKey().ID)}
	}
	return desktest.ArgsLike(q, like)
}

func (w *world) ofKind(kind desk.Kind) (rows []desk.Row) {
	for _, ref := range w.refs() {
		if ref.Kind == kind {
			rows = append(rows, w.rows[ref])
		}
	}
	return rows
}

// naive goes through all rows of the kind.
func (w *world) naive(l desk.List) (rows []desk.Row) {
	for _, r := range w.ofKind(l.Kind.Kind) {
		if !l.Has(r) || l.Among != nil && !slices.Contains(keys(w.naive(l.Parents())), l.Among.Column.Text(r)) {
			continue
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, l.Compare)
	if l.Limit > 0 && len(rows) > l.Limit {
		rows = rows[:l.Limit]
	}
	return rows
}
