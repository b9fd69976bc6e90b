package store

import (
	"fmt"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// rowSpec is a kind of row with its statements.
type rowSpec struct {
	*desk.RowKind

	selectOne, selectMany, selectAll, selectDocs, remove, wipe, wipeAll string
}

// as gives a row its type. The tables and getters ask for the type that belongs
// to the kind; another one is a bug in this package.
func as[T desk.Row](r desk.Row) T {
	v, ok := r.(T)
	if !ok {
		panic(fmt.Sprintf("store: a row of kind %s is a %T", r.RowKey().Kind, r))
	}
	return v
}

// specs lists every kind of row in the order in which dumps, wipes and writes
// go through them.
var specs = prepared(desk.Kinds)

var specOf = func() map[desk.Kind]*rowSpec {
	m := make(map[desk.Kind]*rowSpec, len(specs))
	for _, s := range specs {
		m[s.Kind] = s
	}
	return m
}()

// plain gives a text as it may stand in a column: PostgreSQL takes no NUL there.
// What is looked for is made plain too.
func plain(text string) string {
	if !strings.Contains(text, nul) {
		return text
	}
	return strings.ReplaceAll(text, nul, "\uFFFD")
}

const nul = "\x00"

// values gives what goes into a row's columns, in their order.
func (s *rowSpec) values(r desk.Row) []any {
	out := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		if c.Text != nil {
			out[i] = plain(c.Text(r))
			continue
		}
		out[i] = c.Int(r)
	}
	return out
}

// changed says which of a row's columns differ from the committed row's: all of
// them when there is none or it is not known.
func (s *rowSpec) changed(values []any, old desk.Row) uint {
	if old == nil {
		return 1<<len(s.Columns) - 1
	}
	var mask uint
	for i, c := range s.Columns {
		if c.Value(old) != values[i] {
			mask |= 1 << i
		}
	}
	return mask
}

// prepared gives each kind its statements.
func prepared(kinds []*desk.RowKind) []*rowSpec {
	list := make([]*rowSpec, len(kinds))
	for i, k := range kinds {
		list[i] = &rowSpec{
			RowKind:    k,
			selectOne:  "SELECT doc FROM " + k.Table + " WHERE org = $1 AND id = $2",
			selectMany: "SELECT doc FROM " + k.Table + " WHERE org = $1 AND id IN ",
			selectAll:  "SELECT id, doc FROM " + k.Table + " WHERE org = $1 ORDER BY id",
			selectDocs: "SELECT doc FROM " + k.Table + " WHERE org = $1 ORDER BY id",
			remove:     "DELETE FROM " + k.Table + " WHERE org = $1 AND id = $2",
			wipe:       "DELETE FROM " + k.Table + " WHERE org = $1",
			wipeAll:    "DELETE FROM " + k.Table,
		}
	}
	return list
}
