package engine

import (
	"cmp"
	"context"
	"reflect"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdImportCanned makes and changes the canned replies of a list, each row by itself.
func (w *work) cmdImportCanned(r request, c wire.ImportCanned) (*wire.CannedImported, error) {
	if c.Shared && !r.by.Role.Supervisor() {
		return nil, refuse(desk.CodeForbidden, "role")
	}
	if _, err := w.clearCanned(); err != nil {
		return nil, err
	}
	n, err := importRows(c.Rows, func(row wire.CannedLine) (rowFate, error) { return w.importCanned(r.by, c.Shared, row) })
	if err != nil {
		return nil, err
	}
	return &wire.CannedImported{Added: n.added, Changed: n.changed, Same: n.same, Refused: n.refused}, nil
}

// CheckCanned says what would become of the rows of a list, and changes nothing.
func (g *Engine) CheckCanned(ctx context.Context, st State, org desk.OrgID, by desk.UserID, c wire.ImportCanned, at int64) (wire.CannedImported, error) {
	w := g.newWork(ctx, st, desk.Entry{Org: org, At: at}, desk.IDKey{})
	none := wire.CannedImported{Refused: []wire.ContactLineFault{}}
	user, err := w.user(by)
	if err != nil {
		return none, desk.Wrap("read user", err)
	}
	out, err := w.cmdImportCanned(request{by: user}, c)
	if err != nil {
		return none, err
	}
	return *out, nil
}

// importCanned takes one row: it changes the reply of that shortcut, or makes it. Its files
// stay as they are.
func (w *work) importCanned(by *desk.User, shared bool, row wire.CannedLine) (rowFate, error) {
	shortcut, err := cannedShortcut(row.Shortcut)
	if err != nil {
		return rowSame, err
	}
	among := cannedListed(&desk.CannedReply{UserID: by.ID, Shared: shared})
	all, err := list[desk.CannedReply](w, among)
	if err != nil {
		return rowSame, desk.Wrap("read canned replies", err)
	}
	now, fate := &desk.CannedReply{UserID: by.ID, Shared: shared}, rowAdded
	for _, each := range all {
		if strings.EqualFold(each.Shortcut, shortcut) {
			now, fate = each, rowChanged
		}
	}
	next := new(desk.CannedReply)
	*next = *now
	next.Shortcut = cmp.Or(now.Shortcut, shortcut)
	if next.Title, err = cleanName(cmp.Or(strings.TrimSpace(row.Title), now.Title, shortcut), "cannedTitle"); err != nil {
		return rowSame, err
	}
	if next.Text, err = cannedText(row.Text, len(now.Files) > 0); err != nil {
		return rowSame, err
	}
	if len(row.Inboxes) > 0 {
		if next.Inboxes, err = w.inboxesCalled(row.Inboxes); err != nil {
			return rowSame, err
		}
	}
	if reflect.DeepEqual(now, next) {
		return rowSame, nil
	}
	if err := w.mayKeepCanned(next); err != nil {
		return rowSame, err
	}
	next.ID, next.UserID, next.At = cmp.Or(now.ID, desk.CannedReplyID(w.id("can"))), by.ID, w.e.At
	w.put(next)
	return fate, nil
}

// inboxesCalled finds inboxes by their names.
func (w *work) inboxesCalled(list []string) ([]desk.InboxID, error) {
	boxes, err := w.inboxes()
	if err != nil {
		return nil, desk.Wrap("read inboxes", err)
	}
	var out []desk.InboxID
	for _, name := range list {
		var id desk.InboxID
		for _, box := range boxes {
			if strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(box.Name)) {
				id = box.ID
			}
		}
		if id == "" {
			return nil, refuse(desk.CodeInvalid, "cannedInbox", desk.Params{"name": desk.PlainLine(name)})
		}
		out = append(out, id)
	}
	return out, nil
}
