package engine

import (
	"cmp"
	"context"
	"reflect"
	"strings"
	"unicode"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cannedImport is the list that an import goes into, by the shortcuts, and how many more a
// part before this one would have added.
type cannedImport struct {
	by     *desk.User
	shared bool
	ahead  int
	all    map[string]*desk.CannedReply
}

// cmdImportCanned makes and changes the canned replies of a list, each row by itself.
func (w *work) cmdImportCanned(r request, c wire.ImportCanned) (*wire.CannedImported, error) {
	c.Ahead = 0 // they are in the list by now
	if _, err := w.clearCanned(); err != nil {
		return nil, err
	}
	return w.importCannedRows(r.by, c)
}

func (w *work) importCannedRows(by *desk.User, c wire.ImportCanned) (*wire.CannedImported, error) {
	all, err := list[desk.CannedReply](w, cannedListed(&desk.CannedReply{UserID: by.ID, Shared: c.Shared}))
	if err != nil {
		return nil, desk.Wrap("read canned replies", err)
	}
	into := cannedImport{by: by, shared: c.Shared, ahead: c.Ahead, all: map[string]*desk.CannedReply{}}
	for _, each := range all {
		into.all[folded(each.Shortcut)] = each
	}
	n, err := importRows(c.Rows, func(row wire.CannedLine) (rowFate, error) { return w.importCanned(into, row) })
	if err != nil {
		return nil, err
	}
	return &wire.CannedImported{Added: n.added, Changed: n.changed, Same: n.same, Refused: n.refused}, nil
}

// folded makes words that strings.EqualFold calls equal the same.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

// CheckCanned says what would become of the rows of a list, and changes nothing.
func (g *Engine) CheckCanned(ctx context.Context, st State, org desk.OrgID, by desk.UserID, c wire.ImportCanned, at int64) (wire.CannedImported, error) {
	w := g.newWork(ctx, st, desk.Entry{Org: org, At: at}, desk.IDKey{})
	none := wire.CannedImported{Refused: []wire.ContactLineFault{}}
	user, err := w.user(by)
	if err != nil {
		return none, desk.Wrap("read user", err)
	}
	out, err := w.importCannedRows(user, c)
	if err != nil {
		return none, err
	}
	return *out, nil
}

// importCanned takes one row: it changes the reply of that shortcut, or makes it. Its files
// stay as they are. A shared one that is as it was may be in anybody's table.
func (w *work) importCanned(into cannedImport, row wire.CannedLine) (rowFate, error) {
	shortcut, err := cannedShortcut(row.Shortcut)
	if err != nil {
		return rowSame, err
	}
	now, fate := into.all[folded(shortcut)], rowChanged
	if now == nil {
		now, fate = &desk.CannedReply{UserID: into.by.ID, Shared: into.shared}, rowAdded
	}
	next, err := w.cannedOfRow(now, shortcut, row)
	switch {
	case err != nil || reflect.DeepEqual(now, next):
		return rowSame, err
	case into.shared && !into.by.Role.Supervisor():
		return rowSame, refuse(desk.CodeForbidden, "role")
	case fate == rowAdded && len(into.all)+into.ahead >= desk.MostCannedReplies:
		return rowSame, refuse(desk.CodeConflict, "cannedFull", desk.Params{"most": desk.MostCannedReplies})
	}
	next.ID, next.UserID, next.At = cmp.Or(now.ID, desk.CannedReplyID(w.id("can"))), into.by.ID, w.e.At
	w.put(next)
	into.all[folded(shortcut)] = next
	return fate, nil
}

// cannedOfRow is what a row makes of a reply.
func (w *work) cannedOfRow(now *desk.CannedReply, shortcut string, row wire.CannedLine) (next *desk.CannedReply, err error) {
	next = new(desk.CannedReply)
	*next = *now
	next.Shortcut = cmp.Or(now.Shortcut, shortcut)
	if next.Title, err = cleanName(cmp.Or(strings.TrimSpace(row.Title), now.Title, shortcut), "cannedTitle"); err != nil {
		return nil, err
	}
	if next.Text, err = cannedText(row.Text, len(now.Files) > 0); err != nil {
		return nil, err
	}
	if len(row.Inboxes) > 0 {
		next.Inboxes, err = w.inboxesCalled(row.Inboxes)
	}
	return next, err
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
