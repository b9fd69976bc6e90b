package store

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// noRow stands for the id of a row where a name names none any more.
const noRow = ""

// removeRow removes a row and the names under which it is found. One that is not there
// is fine.
func (t *Tx) removeRow(ctx context.Context, org desk.OrgID, ref desk.Ref) error {
	spec := specOf[ref.Kind]
	if spec == nil || ref.ID == noRow || org == "" {
		return desk.Broken("row", "a row of kind %q cannot be removed without a known kind, an id and an organization", ref.Kind)
	}
	old, err := t.row(ctx, spec, org, ref.ID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if spec.Lookups != nil {
		for _, l := range spec.Lookups(old) {
			if err := t.removeLookup(ctx, org, l, ref.ID); err != nil {
				return err
			}
		}
	}
	t.over.setRow(refKey{org, ref.Kind, ref.ID}, nil)
	t.over.count(org, ref.Kind, old, -1)
	if ref.Kind == desk.RowThread {
		t.over.emptyThread(threadKey{org, desk.ThreadID(ref.ID)})
	}
	return nil
}

// removeLookup removes a name under which a row is found. A customer's alias may belong
// to another contact by now.
func (t *Tx) removeLookup(ctx context.Context, org desk.OrgID, l desk.Lookup, id string) error {
	if l.By == desk.ByAlias {
		now, err := t.ContactByAlias(ctx, org, l.Key)
		if err != nil || string(now.ID) != id {
			return ignoreMissing(err)
		}
	}
	t.over.lookups.put(lookupKey{org, l}, noRow, t.over.marked())
	return nil
}

func ignoreMissing(err error) error {
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil
	}
	return err
}

// emptyThread forgets who has handled a thread.
func (o *overlay) emptyThread(k threadKey) {
	handled, emptied := o.handled, o.emptied
	o.handled = slices.DeleteFunc(slices.Clone(handled), func(h handledKey) bool { return h.org == k.org && h.thread == k.thread })
	o.emptied = append(slices.Clone(emptied), k)
	o.onUndo(func() { o.handled, o.emptied = handled, emptied })
}

// removed gives the ids of the rows of a kind that the transaction has removed.
func (g reader) removed(org desk.OrgID, kind desk.Kind) (ids []string) {
	for _, k := range g.over.order[kind] {
		if k.org == org && g.over.rows[k] == nil {
			ids = append(ids, k.id)
		}
	}
	return ids
}
