package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// statement is a declared list in SQL: as a whole, with a limit, and how many
// rows it has.
type statement struct{ all, first, count string }

var statements = func() map[*desk.Query]statement {
	m := make(map[*desk.Query]statement, len(desk.Queries))
	for _, q := range desk.Queries {
		where, params := inSQL(q)
		all := "SELECT doc" + where + orderOf(q)
		m[q] = statement{all: all, first: all + " LIMIT " + placeholder(params+1), count: "SELECT COUNT(*)" + where}
	}
	return m
}()

// inSQL writes which rows the query is about, and says how many parameters it has.
func inSQL(q *desk.Query) (text string, params int) {
	var b strings.Builder
	b.WriteString(" FROM " + q.Kind.Table + " WHERE org = $1")
	params = 1
	for _, c := range q.Where {
		b.WriteString(" AND " + c.Column.Name + " " + string(c.Op) + " ")
		switch {
		case c.Param >= 0:
			params++
			b.WriteString(placeholder(params))
		case c.Column.Text != nil: // a word of ours: only so does SQLite see which index is for it
			b.WriteString("'" + strings.ReplaceAll(c.Text, "'", "''") + "'")
		default:
			b.WriteString(strconv.FormatInt(c.Int, 10))
		}
	}
	if q.Behind > 0 {
		writeBehind(&b, q, params)
		params += q.Behind
	}
	return b.String(), params
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

func orderOf(q *desk.Query) string {
	var b strings.Builder
	b.WriteString(" ORDER BY ")
	for i, t := range q.Order {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t.Column.Name)
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
	changed, removed := g.changed(org, spec.Kind), g.removed(org, spec.Kind)
	if spec.Resident {
		all, err := g.residents(ctx, spec, org)
		if err != nil {
			return nil, err
		}
		var own []desk.Row
		for _, r := range all {
			if l.Has(r) {
				own = append(own, r)
			}
		}
		slices.SortFunc(own, l.Compare)
		return copies(l.Over(own, changed, removed)), nil
	}
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
