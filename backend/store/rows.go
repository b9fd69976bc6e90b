package store

import (
	"fmt"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// rowSpec is a kind of row with its statements.
type rowSpec struct {
	*desk.RowKind

	// thread gives the thread that stands in a row as a number, nil = none does.
	thread func(desk.Row) string

	selectOne, selectMany, selectAll, remove, wipe, wipeAll string
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

// values adds what goes into a row's columns to args, in their order, and says which
// of them differ from the committed row's: all when there is none or it is not
// known. w has the numbers of threads.
func (s *rowSpec) values(args []any, w *writer, org desk.OrgID, r, old desk.Row) (_ []any, changed uint) {
	for i, c := range s.Columns {
		if c.Int != nil {
			n := c.Int(r)
			if args = append(args, w.boxes.number(n)); old == nil || c.Int(old) != n {
				changed |= 1 << i
			}
			continue
		}
		text := plain(c.Text(r))
		if old == nil || plain(c.Text(old)) != text {
			changed |= 1 << i
		}
		if c.Thread {
			args = append(args, w.boxes.number(w.threads[threadKey{org, desk.ThreadID(text)}]))
		} else {
			args = append(args, w.boxes.text(text))
		}
	}
	return args, changed
}

// columnName gives a column's name in the table.
func columnName(c desk.Column) string {
	if c.Thread {
		return "thread"
	}
	return c.Name
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
			remove:     "DELETE FROM " + k.Table + " WHERE org = $1 AND id = $2",
			wipe:       "DELETE FROM " + k.Table + " WHERE org = $1",
			wipeAll:    "DELETE FROM " + k.Table,
		}
		for _, c := range k.Columns {
			if c.Thread {
				list[i].thread = c.Text
			}
		}
	}
	return list
}
