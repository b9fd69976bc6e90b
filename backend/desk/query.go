package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Query is a list of rows of one kind: which of them, in which order. It is the
// only description of that list. The store makes SQL of it, and whoever holds
// rows that are not written yet (a transaction, a fold) asks Has and Compare.
type Query struct {
	Name  string // for tests and reports
	Kind  *RowKind
	Where []Condition
	Order []Term // "id" is last in each, so that the order is certain
	// Behind is of how many of the Order's terms a place in the list consists,
	// which are the last parameters then: the list has what comes behind it. 0 =
	// it is not read from a place.
	Behind int
	// Among and Told, if set, say more of which rows.
	Among *Among
	Told  *Told
	// Few says that hardly ever more than one row belongs to it, which are better
	// found by their index and then sorted than read in their order.
	Few bool
}

// Condition compares a column with a parameter, or with a value that is always
// the same. Texts are compared byte by byte.
type Condition struct {
	Column Column
	Op     Op
	Param  int // which parameter, from 0; -1 = the value below
	Text   string
	Int    int64
}

// Among says that a column of each row names a row of another list. Its parameters
// are the first ones of the list that asks.
type Among struct {
	Column Column
	Of     *Query
}

// Told says that a table of the store beside the rows knows, by the list's first
// parameter, which rows belong to it.
type Told struct {
	Table, Key, ID string // its column of the parameter, and that of the rows' ids
	// Has says whether a row is meant by the parameter. nil = a row does not know,
	// and only committed rows can be listed.
	Has func(r Row, param string) bool
}

// Op is how a condition compares.
type Op string

// The operators, as SQL writes them.
const (
	OpIs    Op = "="
	OpNot   Op = "<>"
	OpAbove Op = ">"
	OpFrom  Op = ">="
	OpBelow Op = "<"
	OpUpTo  Op = "<="
)

// Term is a column that a list is sorted by.
type Term struct {
	Column Column
	Down   bool // largest first
}

// List is a query with its parameters, and how many rows of it are wanted.
type List struct {
	*Query
	Args  []any // strings and int64s
	Limit int   // 0 = all
}

// With gives the list for parameters: strings and int64s, one for each condition
// that has none of its own, in their order, and then the place.
func (q *Query) With(args ...any) List { return List{Query: q, Args: args} }

// First gives the first rows of the list only.
func (l List) First(n int) List {
	l.Limit = n
	return l
}

// Has says whether the row belongs to the list, but for what Among says: that is
// for who can read the other list.
func (l List) Has(r Row) bool {
	if l.Told != nil && !l.Told.Has(r, l.Args[0].(string)) { //nolint:errcheck // a wrong parameter is a bug
		return false
	}
	for i := range l.Where {
		if c := &l.Where[i]; !c.holds(r, l.Args) {
			return false
		}
	}
	return l.Behind == 0 || l.isBehind(r, l.Args[len(l.Args)-l.Behind:])
}

// Parents gives the list among whose rows the list's rows are; only with Among.
func (l List) Parents() List {
	params := 0
	for _, c := range l.Among.Of.Where {
		params = max(params, c.Param+1)
	}
	return l.Among.Of.With(l.Args[:params]...)
}

// isBehind says whether the row comes later in the list than a place.
func (q *Query) isBehind(r Row, place []any) bool {
	for i, t := range q.Order[:q.Behind] {
		var c int
		if t.Column.Text != nil {
			c = cmp.Compare(t.Column.Text(r), place[i].(string)) //nolint:errcheck // a wrong parameter is a bug
		} else {
			c = cmp.Compare(t.Column.Int(r), place[i].(int64)) //nolint:errcheck // a wrong parameter is a bug
		}
		if c != 0 {
			return t.Down == (c < 0)
		}
	}
	return false
}

func (c *Condition) holds(r Row, args []any) bool {
	if c.Column.Text != nil {
		want := c.Text
		if c.Param >= 0 {
			want = args[c.Param].(string) //nolint:errcheck // a wrong parameter is a bug
		}
		return c.Op.holds(cmp.Compare(c.Column.Text(r), want))
	}
	want := c.Int
	if c.Param >= 0 {
		want = args[c.Param].(int64) //nolint:errcheck // a wrong parameter is a bug
	}
	return c.Op.holds(cmp.Compare(c.Column.Int(r), want))
}

func (o Op) holds(compared int) bool {
	switch o {
	case OpIs:
		return compared == 0
	case OpNot:
		return compared != 0
	case OpAbove:
		return compared > 0
	case OpUpTo:
		return compared <= 0
	case OpBelow:
		return compared < 0
	default:
		return compared >= 0
	}
}

// Compare orders two rows as the list does.
func (q *Query) Compare(a, b Row) int {
	for _, t := range q.Order {
		var c int
		if t.Column.Text != nil {
			c = cmp.Compare(t.Column.Text(a), t.Column.Text(b))
		} else {
			c = cmp.Compare(t.Column.Int(a), t.Column.Int(b))
		}
		switch {
		case c == 0:
		case t.Down:
			return -c
		default:
			return c
		}
	}
	return 0
}

// Over lays rows that are not written yet over those of the list that were read:
// a row that has changed counts as it is now, and removed are the ids of those
// that are no more. Rows of other kinds and those that do not belong are left out.
// It is how a transaction and a fold see the list.
func (l List) Over(read, changed []Row, removed []string) []Row {
	if len(changed)+len(removed) == 0 {
		return read
	}
	now := make(map[string]bool, len(changed)+len(removed))
	for _, id := range removed {
		now[id] = true
	}
	for _, r := range changed {
		now[r.RowKey().ID] = true
	}
	out := slices.DeleteFunc(read, func(r Row) bool { return now[r.RowKey().ID] })
	for _, r := range changed {
		if l.Has(r) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, l.Compare)
	return l.cut(out)
}

func (l List) cut(rows []Row) []Row {
	if l.Limit > 0 && len(rows) > l.Limit {
		return rows[:l.Limit]
	}
	return rows
}

// Rows reads rows: committed ones, or as a transaction or a fold sees them. Rows
// that come back are the caller's own; what is not there is CodeNotFound.
type Rows interface {
	RowByName
	List(ctx context.Context, org OrgID, l List) ([]Row, error)
}

// RowByName is the part of Rows that reads one row.
type RowByName interface {
	Row(ctx context.Context, org OrgID, ref Ref) (Row, error)
}

// Get reads one row as what it is.
func Get[T Row, ID ~string](ctx context.Context, from RowByName, org OrgID, kind Kind, id ID) (T, error) {
	r, err := from.Row(ctx, org, Ref{kind, string(id)})
	if err != nil {
		var none T
		return none, err
	}
	return typed[T](r), nil
}

// Find reads a list of rows as what they are.
func Find[T Row](ctx context.Context, from Rows, org OrgID, l List) ([]T, error) {
	rows, err := from.List(ctx, org, l)
	if err != nil {
		return nil, err
	}
	return As[T](rows), nil
}

// As gives rows of one kind their type.
func As[T Row](rows []Row) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = typed[T](r)
	}
	return out
}

// query declares a list: name, kind, what it is sorted by ("-" in front of what
// goes down; the id is last by itself), and which rows belong to it.
func query(name string, kind Kind, order []string, where ...Condition) *Query {
	q := &Query{Name: name, Kind: Declared(kind)}
	params := 0
	for _, c := range where {
		c.Column = q.column(c.Column.Name)
		if c.Param >= 0 {
			c.Param = params
			params++
		}
		q.Where = append(q.Where, c)
	}
	down := false
	for _, o := range order {
		down = o[0] == '-'
		if down {
			o = o[1:]
		}
		q.Order = append(q.Order, Term{q.column(o), down})
	}
	q.Order = append(q.Order, Term{q.column("id"), down})
	return q
}

// paged has a list be read from a place in its order: so many of its terms, which
// all go the same way.
func paged(terms int, q *Query) *Query {
	for _, t := range q.Order[:terms] {
		if t.Down != q.Order[0].Down {
			panic(fmt.Sprintf("desk: the order of %s goes up and down", q.Name))
		}
	}
	q.Behind = terms
	return q
}

func few(q *Query) *Query {
	q.Few = true
	return q
}

func (q *Query) column(name string) Column {
	if name == "id" {
		return Column{Name: name, Text: func(r Row) string { return r.RowKey().ID }}
	}
	for _, c := range q.Kind.Columns {
		if c.Name == name {
			return c
		}
	}
	panic(fmt.Sprintf("desk: %s asks for the column %s of %s, which it has not", q.Name, name, q.Kind.Kind))
}

func by(columns ...string) []string { return columns }

func given(column string, op Op) Condition { return Condition{Column: Column{Name: column}, Op: op} }

func always[S ~string](column string, op Op, value S) Condition {
	return Condition{Column: Column{Name: column}, Op: op, Param: -1, Text: string(value)}
}

func notZero(column string) Condition {
	return Condition{Column: Column{Name: column}, Op: OpNot, Param: -1}
}

func isZero(column string) Condition {
	return Condition{Column: Column{Name: column}, Op: OpIs, Param: -1}
}

// among asks that the column name a row of another list.
func among(column string, of *Query, q *Query) *Query {
	q.Among = &Among{q.column(column), of}
	return q
}

// told has a table of the store say which rows belong to the list. It takes no
// other parameter.
func told(by Told, q *Query) *Query {
	q.Told = &by
	return q
}

// TextKey gives a number that is made of a text (FNV-1a, 63 bits), 0 for none. An
// index of such numbers is a fraction of one of long texts. Two texts may have the
// same: whoever looks for one by its number compares the text too.
func TextKey(text string) int64 {
	if text == "" {
		return 0
	}
	const basis, prime = 14695981039346656037, 1099511628211
	h := uint64(basis)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * prime
	}
	return max(int64(h>>1), 1) //nolint:gosec // 63 bits
}
