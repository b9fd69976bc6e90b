package desk_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
)

// someRows gives rows of a kind, each id once.
func someRows(r *rand.Rand, k *desk.RowKind, n int) (rows []desk.Row) {
	seen := map[string]bool{}
	for range n {
		row := k.New()
		desktest.Vary(r, row)
		if id := row.RowKey().ID; !seen[id] {
			seen[id] = true
			rows = append(rows, row)
		}
	}
	return rows
}

// eachList calls f for every declared list that rows alone decide on.
func eachList(t *testing.T, f func(rt *rapid.T, r *rand.Rand, q *desk.Query)) {
	t.Helper()
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1)) //nolint:gosec // a test's
		for _, q := range desk.Queries {
			if q.Told == nil && q.Among == nil {
				f(rt, r, q)
			}
		}
	})
}

func rowIDs(rows []desk.Row) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.RowKey().ID
	}
	return ids
}

// those gives the rows of a list the plain way.
func those(l desk.List, rows []desk.Row) (out []desk.Row) {
	for _, r := range rows {
		if l.Has(r) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, l.Compare)
	return out
}

// The order of a list is certain: of two rows one comes first, whichever is asked
// about first, and no three go round in a circle.
func TestQuery_orderIsCertain(t *testing.T) {
	t.Parallel()
	eachList(t, func(rt *rapid.T, r *rand.Rand, q *desk.Query) {
		rows := someRows(r, q.Kind, 6)
		for _, a := range rows {
			for _, b := range rows {
				ab, ba := q.Compare(a, b), q.Compare(b, a)
				if (ab < 0) != (ba > 0) || (ab == 0) != (a.RowKey() == b.RowKey()) {
					rt.Fatalf("%s: %v and %v compare as %d and %d", q.Name, a.RowKey(), b.RowKey(), ab, ba)
				}
				for _, c := range rows {
					if ab < 0 && q.Compare(b, c) < 0 && q.Compare(a, c) >= 0 {
						rt.Fatalf("%s: %v, %v and %v go round", q.Name, a.RowKey(), b.RowKey(), c.RowKey())
					}
				}
			}
		}
	})
}

// What a transaction sees of a list is what somebody sees who reads it afterwards,
// whatever came, changed and went, with a limit and without.
func TestList_overIsTheListOfWhatThereWillBe(t *testing.T) {
	t.Parallel()
	eachList(t, func(rt *rapid.T, r *rand.Rand, q *desk.Query) {
		before, changed := someRows(r, q.Kind, 8), someRows(r, q.Kind, 4)
		like := append(slices.Clone(before), changed...)[r.IntN(len(before)+len(changed))]
		l := q.With(desktest.ArgsLike(q, like)...)
		var removed []string
		after := map[string]desk.Row{}
		for _, row := range before {
			if id := row.RowKey().ID; r.IntN(4) == 0 {
				removed = append(removed, id)
				changed = slices.DeleteFunc(changed, func(c desk.Row) bool { return c.RowKey().ID == id })
			} else {
				after[id] = row
			}
		}
		for _, row := range changed {
			after[row.RowKey().ID] = row
		}
		var rows []desk.Row
		for _, row := range after {
			rows = append(rows, row)
		}
		want := those(l, rows)
		if got := l.Over(those(l, before), changed, removed); !slices.Equal(rowIDs(got), rowIDs(want)) {
			rt.Fatalf("%s %q:\n got %q\nwant %q", q.Name, l.Args, rowIDs(got), rowIDs(want))
		}
		limited := l.First(2)
		read := those(l, before)
		read = read[:min(len(read), 2+len(changed)+len(removed))] // so many may have to give way
		if got := limited.Over(read, changed, removed); !slices.Equal(rowIDs(got)[:min(2, len(got))], rowIDs(want)[:min(2, len(want))]) {
			rt.Fatalf("%s %q, at most 2:\n got %q\nwant %q", q.Name, l.Args, rowIDs(got), rowIDs(want))
		}
	})
}

// A list that is read from a place has what comes behind it in its order, and
// nothing else: so pages put together have nothing twice and leave nothing out.
func TestList_fromAPlaceHasWhatComesBehindIt(t *testing.T) {
	t.Parallel()
	paged := 0
	for _, q := range desk.Queries {
		if q.Behind == 0 {
			continue
		}
		paged++
		rapid.Check(t, func(rt *rapid.T) {
			r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1)) //nolint:gosec // a test's
			rows := someRows(r, q.Kind, 12)
			// From each row's place on, the list has what comes behind that row.
			for _, at := range rows {
				l := q.With(desktest.ArgsLike(q, at)...)
				for _, row := range rows {
					whole := desk.List{Query: &desk.Query{Kind: q.Kind, Where: q.Where, Order: q.Order}, Args: l.Args}
					behind := false
					for _, term := range q.Order[:q.Behind] {
						if c := (&desk.Query{Order: []desk.Term{term}}).Compare(at, row); c != 0 {
							behind = c < 0
							break
						}
					}
					if got, want := l.Has(row), whole.Has(row) && behind; got != want {
						rt.Fatalf("%s: behind %v there is %v: %t, want %t", q.Name, at.RowKey(), row.RowKey(), got, want)
					}
				}
			}
		})
	}
	if paged == 0 {
		t.Error("no list is read in pages: is this test still looking?")
	}
}
