package engine

import (
	"errors"

	"github.com/parleydesk/parley/backend/wire"
)

// rowFate is what becomes of a row of a list.
type rowFate int

const (
	rowSame rowFate = iota
	rowAdded
	rowChanged
)

// rowsTaken counts what became of the rows of a list.
type rowsTaken struct {
	added, changed, same int
	refused              []wire.ContactLineFault
}

// importRows takes the rows of a list one by one. One that cannot be taken is refused by itself.
func importRows[T any](rows []T, take func(T) (rowFate, error)) (rowsTaken, error) {
	out := rowsTaken{refused: []wire.ContactLineFault{}}
	for i, row := range rows {
		fate, err := take(row)
		var no refusal
		switch {
		case errors.As(err, &no):
			out.refused = append(out.refused, wire.ContactLineFault{Row: i, Said: wire.ErrorOf(no.err)})
			continue
		case err != nil:
			return out, err
		}
		switch fate {
		case rowAdded:
			out.added++
		case rowChanged:
			out.changed++
		default:
			out.same++
		}
	}
	return out, nil
}
