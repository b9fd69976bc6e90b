package desktest

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// Rows are rows to read, in no order, of one organization whichever is asked
// about. Lists that a table of the store or another list leads to it cannot give.
type Rows []desk.Row

// Row gives one row by its name, or CodeNotFound.
func (rows Rows) Row(_ context.Context, _ desk.OrgID, ref desk.Ref) (desk.Row, error) {
	for _, r := range rows {
		if r.RowKey() == ref {
			return r.Clone(), nil
		}
	}
	return nil, desk.Refuse(desk.CodeNotFound, "")
}

// List gives the rows of a declared list.
func (rows Rows) List(_ context.Context, _ desk.OrgID, l desk.List) ([]desk.Row, error) {
	var out []desk.Row
	for _, r := range rows {
		if r.RowKey().Kind == l.Kind.Kind && l.Has(r) {
			out = append(out, r.Clone())
		}
	}
	slices.SortFunc(out, l.Compare)
	if l.Limit > 0 && len(out) > l.Limit {
		out = out[:l.Limit]
	}
	return out, nil
}
