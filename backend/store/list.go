package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// statement is a declared list in SQL: as a whole, with a limit, and how many
// rows it has. A list of one parameter that a column must be is there for many
// values at once too: their rows (many) and their ids (ids), both to be ended by
// in, and how many rows each value has (tally). Of a list among another's, one
// gives the rows that hang on one of that.
type statement struct{ all, first, count, many, ids, tally, one string }

var statements = func() map[*desk.Query]statement {
	m := make(map[*desk.Query]statement, len(desk.Queries))
	for _, q := range desk.Queries {
		m[q] = statementOf(q)
	}
	return m
}()

func statementOf(q *desk.Query) statement {
	var b strings.Builder
	b.WriteString(whereOf(q))
	params := 1
	for _, c := range q.Where {
		params = max(params, c.Param+2)
	}
	if q.Behind > 0 {
		writeBehind(&b, q, params)
		params += q.Behind
	}
	if q.Told != nil {
		b.WriteString(" AND id IN (SELECT " + q.Told.ID + " FROM " + q.Told.Table + " WHERE org = " + placeholder(1) +
			" AND " + q.Told.Key + " = " + placeholder(2) + ")")
		params++
	}
	one := ""
	if q.Among != nil {
		one = "SELECT doc" + b.String() + " AND " + isNamed(q.Among.Column, " = "+placeholder(params+1))
		b.WriteString(" AND " + isNamed(q.Among.Column, " IN (SELECT id"+whereOf(q.Among.Of)+")"))
	}
	all := "SELECT doc" + b.String() + orderOf(q)
	s := statement{all: all, first: all + " LIMIT " + placeholder(params+1), count: "SELECT COUNT(*)" + b.String(), one: one}
	if column := valued(q); column != "" && params == 2 {
		rest := fixedOf(q)
		s.many = "SELECT doc" + rest + " AND " + column + " IN "
		s.ids = "SELECT " + column + ", id" + rest + " AND " + column + " IN "
		s.tally = "SELECT " + column + ", COUNT(*)" + rest + " AND " + column + " <> '' GROUP BY " + column
	}
	return s
}

// whereOf writes which rows the list's conditions are met by; fixedOf leaves those
// out that have a parameter.
func whereOf(q *desk.Query) string { return conditionsOf(q, true) }
func fixedOf(q *desk.Query) string { return conditionsOf(q, false) }

func conditionsOf(q *desk.Query, withParams bool) string {
	var b strings.Builder
	b.WriteString(" FROM " + q.Kind.Table + " WHERE ")
	and := ""
	if !withParams || !byThread(q) { // a thread is of one organization
		b.WriteString("org = " + placeholder(1))
		and = " AND "
	}
	for _, c := range q.Where {
		if c.Param >= 0 && !withParams {
			continue
		}
		b.WriteString(and)
		writeCondition(&b, c)
		and = " AND "
	}
	return b.String()
}

// byThread says whether the list's rows are found by their thread's number.
func byThread(q *desk.Query) bool {
	return len(q.Where) > 0 && q.Where[0].Column.Thread || q.Among != nil && q.Among.Column.Thread
}

// isNamed says that a column names what an id is said to be: as it stands there,
// or by its number.
func isNamed(c desk.Column, id string) string {
	if !c.Thread {
		return c.Name + id
	}
	op := " = "
	if strings.HasPrefix(id, " IN ") {
		op = " IN "
	}
	return columnName(c) + op + "(SELECT k.num FROM thread_key k WHERE k.org = " + placeholder(1) + " AND k.id" + id + ")"
}

// valued gives the column that the list's first parameter is the value of.
func valued(q *desk.Query) string {
	for _, c := range q.Where {
		if c.Param == 0 && c.Op == desk.OpIs && c.Column.Text != nil {
			return c.Column.Name
		}
	}
	return ""
}

func writeCondition(b *strings.Builder, c desk.Condition) {
	if c.Column.Thread {
		b.WriteString(isNamed(c.Column, " "+string(c.Op)+" "+placeholder(c.Param+2)))
		return
	}
	b.WriteString(c.Column.Name + " " + string(c.Op) + " ")
	switch {
	case c.Param >= 0:
		b.WriteString(placeholder(c.Param + 2))
	case c.Column.Text != nil: // a word of ours: only so does SQLite see which index is for it
		b.WriteString("'" + strings.ReplaceAll(c.Text, "'", "''") + "'")
	default:
		b.WriteString(strconv.FormatInt(c.Int, 10))
	}
}

// writeBehind compares the terms of the list's order with a place in it, as a row:
// (a, b) < ($2, $3).
func writeBehind(b *strings.Builder, q *desk.Query, params int) {
	columns, values := make([]string, q.Behind), make([]string, q.Behind)
	for i, t := range q.Order[:q.Behind] {
		columns[i], values[i] = t.Column.Name, placeholder(params+i+1)
	}
	op := desk.OpAbove
	if q.Order[0].Down {
		op = desk.OpBelow
	}
	b.WriteString(" AND (" + strings.Join(columns, ", ") + ") " + string(op) + " (" + strings.Join(values, ", ") + ")")
}

// orderOf writes the order. An engine that knows nothing of how many rows there are
// takes the index that gives it, if there is one, however many it has to read.
func orderOf(q *desk.Query) string {
	var b strings.Builder
	b.WriteString(" ORDER BY ")
	for i, t := range q.Order {
		if i > 0 {
			b.WriteString(", ")
		}
		switch {
		case t.Column.Thread:
			b.WriteString("(SELECT k.id FROM thread_key k WHERE k.num = " + columnName(t.Column) + ")")
		case q.Few:
			b.WriteString(t.Column.Name + " || ''") // no index has this
		default:
			b.WriteString(t.Column.Name)
		}
		if t.Down {
			b.WriteString(" DESC")
		}
	}
	return b.String()
}

// Row gives one row by its name.
func (g reader) Row(ctx context.Context, org desk.OrgID, ref desk.Ref) (desk.Row, error) {
	spec := specOf[ref.Kind]
	if spec == nil {
		return nil, notFound(ref.Kind)
	}
	r, err := g.row(ctx, spec, org, ref.ID)
	if err != nil {
		return nil, err
	}
	return g.own(r), nil
}

// own gives the caller a row to keep: rows of the cache are copied, rows that
// were just decoded are nobody else's.
func (g reader) own(r desk.Row) desk.Row {
	if g.over == nil {
		return r
	}
	return r.Clone()
}

// List gives the rows of a declared list, with the transaction's own changes
// worked in.
func (g reader) List(ctx context.Context, org desk.OrgID, l desk.List) ([]desk.Row, error) {
	spec := specOf[l.Kind.Kind]
	if g.over == nil {
		return g.listed(ctx, spec, org, l)
	}
	if l.Told != nil && l.Told.Has == nil {
		return nil, desk.Broken("list", "%s is a list of committed rows", l.Name)
	}
	if l.Among != nil {
		return g.listAmong(ctx, spec, org, l)
	}
	if spec.Resident {
		return g.listResident(ctx, spec, org, l)
	}
	changed, removed := g.changed(org, spec.Kind), g.removed(org, spec.Kind)
	read := l
	if l.Limit > 0 { // so many of the rows may have to give way
		read.Limit = l.Limit + len(changed) + len(removed)
	}
	list, err := g.listed(ctx, spec, org, read)
	if err != nil {
		return nil, err
	}
	for i, r := range changed {
		if l.Has(r) {
			changed[i] = r.Clone()
		}
	}
	return l.Over(list, changed, removed), nil
}

// listResident is List in a transaction for a kind that is held in memory, by id.
func (g reader) listResident(ctx context.Context, spec *rowSpec, org desk.OrgID, l desk.List) ([]desk.Row, error) {
	all, err := g.residents(ctx, spec, org)
	if err != nil {
		return nil, err
	}
	all = g.worked(org, spec.Kind, all)
	var out []desk.Row
	if len(l.Where) == 0 {
		out = make([]desk.Row, 0, len(all)) // folds ask for everybody
	}
	for _, r := range all {
		if l.Has(r) {
			out = append(out, r)
		}
	}
	if len(l.Order) > 1 || l.Order[0].Down {
		slices.SortFunc(out, l.Compare)
	}
	if l.Limit > 0 && len(out) > l.Limit {
		out = out[:l.Limit]
	}
	return copies(out), nil
}

// worked gives committed rows of a kind, by id, with the transaction's changes.
func (g reader) worked(org desk.OrgID, kind desk.Kind, rows []desk.Row) []desk.Row {
	if len(g.over.order[kind]) == 0 {
		return rows
	}
	rows = slices.Clone(rows)
	for _, k := range g.over.order[kind] {
		switch r := g.over.rows[k]; {
		case k.org != org:
		case r == nil:
			rows = deleteSorted(rows, k.id)
		default:
			rows = insertSorted(rows, r)
		}
	}
	return rows
}

// listAmong is List in a transaction for a list whose rows are among another's, of
// which the transaction may have changed some too. Of both there are few.
func (g reader) listAmong(ctx context.Context, spec *rowSpec, org desk.OrgID, l desk.List) ([]desk.Row, error) {
	limit := l.Limit
	l.Limit = 0
	of := l.Parents()
	parents, err := g.List(ctx, org, of)
	if err != nil {
		return nil, err
	}
	there := make(map[string]bool, len(parents))
	for _, r := range parents {
		there[r.RowKey().ID] = true
	}
	rows, err := g.listed(ctx, spec, org, l)
	if err != nil {
		return nil, err
	}
	for _, p := range g.changed(org, of.Kind.Kind) { // perhaps it was not there before
		more, err := g.storedAll(ctx, spec, statements[l.Query].one, append(argsOf(org, l), p.RowKey().ID)...)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	rows = l.Over(rows, copies(g.changed(org, spec.Kind)), g.removed(org, spec.Kind))
	rows = slices.DeleteFunc(rows, func(r desk.Row) bool { return !there[l.Among.Column.Text(r)] })
	slices.SortStableFunc(rows, l.Compare)
	rows = slices.CompactFunc(rows, func(a, b desk.Row) bool { return a.RowKey() == b.RowKey() })
	if limit > 0 && len(rows) > limit {
		rows = rows[:limit]
	}
	return rows, nil
}

// listed gives the committed rows of a list.
func (g reader) listed(ctx context.Context, spec *rowSpec, org desk.OrgID, l desk.List) ([]desk.Row, error) {
	s, args := statements[l.Query], argsOf(org, l)
	if l.Limit == 0 {
		return g.storedAll(ctx, spec, s.all, args...)
	}
	return g.storedAll(ctx, spec, s.first, append(args, l.Limit)...)
}

// argsOf gives the parameters of a list's statement.
func argsOf(org desk.OrgID, l desk.List) []any {
	args := append(make([]any, 0, len(l.Args)+2), org)
	for _, a := range l.Args {
		if text, ok := a.(string); ok {
			a = plain(text)
		}
		args = append(args, a)
	}
	return args
}

// changed gives the rows of a kind that the transaction has changed, in the
// order of their first change. They are shared: see own.
func (g reader) changed(org desk.OrgID, kind desk.Kind) []desk.Row {
	keys := g.over.order[kind]
	if len(keys) == 0 {
		return nil
	}
	out := make([]desk.Row, 0, len(keys))
	for _, k := range keys {
		if r := g.over.rows[k]; k.org == org && r != nil {
			out = append(out, r)
		}
	}
	return out
}

func copies(rows []desk.Row) []desk.Row {
	for i, r := range rows {
		rows[i] = r.Clone()
	}
	return rows
}

// list gives the rows of a declared list as what they are.
func list[T desk.Row](ctx context.Context, g reader, org desk.OrgID, l desk.List) ([]T, error) {
	return desk.Find[T](ctx, g, org, l)
}

// first gives the first row of a declared list, or CodeNotFound.
func first[T desk.Row](ctx context.Context, g reader, org desk.OrgID, l desk.List) (T, error) {
	var none T
	rows, err := g.List(ctx, org, l.First(1))
	if err != nil {
		return none, err
	}
	if len(rows) == 0 {
		return none, notFound(l.Kind.Kind)
	}
	return as[T](rows[0]), nil
}
