package store

import (
	"context"
	"strconv"
	"strings"
)

// bulkSizes are how many rows one statement writes. A batch is cut into the
// largest that fit: a statement for sixteen rows costs little more than the
// sixteen bindings, and only a handful of statements is ever prepared.
var bulkSizes = [...]int{32, 8, 1}

// bulk writes many rows of one table, replacing those that exist.
type bulk struct {
	width int
	sql   [len(bulkSizes)]string
}

// newBulk makes the statements. set lists the columns that an existing row with
// the same key takes over; with none, an existing row stays as it is. Without a
// key, an existing row is an error.
func newBulk(table string, columns, key, set []string) *bulk {
	return newBulkWith(table, columns, onConflict(key, set))
}

// newBulkWith is newBulk with what is done when a row exists.
func newBulkWith(table string, columns []string, tail string) *bulk {
	b := &bulk{width: len(columns)}
	for i, n := range bulkSizes {
		var s strings.Builder
		s.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
		for row := range n {
			if row > 0 {
				s.WriteString(", ")
			}
			s.WriteByte('(')
			for col := range columns {
				if col > 0 {
					s.WriteString(", ")
				}
				s.WriteString(placeholder(row*len(columns) + col + 1))
			}
			s.WriteByte(')')
		}
		b.sql[i] = s.String() + tail
	}
	return b
}

func onConflict(key, set []string) string {
	if len(key) == 0 {
		return ""
	}
	tail := " ON CONFLICT (" + strings.Join(key, ", ") + ") DO "
	if len(set) == 0 {
		return tail + "NOTHING"
	}
	taken := make([]string, len(set))
	for i, c := range set {
		taken[i] = c + " = excluded." + c
	}
	return tail + "UPDATE SET " + strings.Join(taken, ", ")
}

// write stores the rows in args, which holds width values per row.
func (b *bulk) write(ctx context.Context, w *writer, args []any) error {
	for i, n := range bulkSizes {
		for step := n * b.width; len(args) >= step; args = args[step:] {
			if err := w.exec(ctx, b.sql[i], args[:step]...); err != nil {
				return err
			}
		}
	}
	return nil
}

// placeholder gives the n-th parameter of a statement that is put together.
func placeholder(n int) string { return "$" + strconv.Itoa(n) }
