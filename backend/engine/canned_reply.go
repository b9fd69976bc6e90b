package engine

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// shortcutText is a shortcut in any script: letters, digits, _ and -.
var shortcutText = regexp.MustCompile(`^[\p{L}\p{M}\p{N}_-]+$`)

// cmdPutCannedReply keeps a canned reply, for the person or for everybody. Of one that was
// deleted it is the undo, unless a form that was opened before says what it changed.
func (w *work) cmdPutCannedReply(r request, c wire.PutCannedReply) (*wire.IDResult, error) {
	before, err := orZero(get[desk.CannedReply](w, desk.RowCannedReply, c.ID))
	if err != nil {
		return nil, desk.Wrap("read canned reply", err)
	}
	if before.DeletedAt != 0 && w.e.At-before.DeletedAt >= desk.CannedLife {
		return nil, refuse(desk.CodeConflict, "cannedDeleted", desk.Params{"context": "over"})
	}
	if c, err = cannedEdit(before, c); err != nil {
		return nil, err
	}
	if c.Shared && !r.by.Role.Supervisor() {
		return nil, refuse(desk.CodeForbidden, "role")
	}
	out := &desk.CannedReply{ID: before.ID, UserID: r.by.ID, Shared: c.Shared, At: w.e.At}
	if err := w.cannedWords(out, c); err != nil {
		return nil, err
	}
	if out.ID == "" {
		out.ID = desk.CannedReplyID(w.id("can"))
	}
	if err := w.mayKeepCanned(out); err != nil {
		return nil, err
	}
	gone, err := w.clearCanned()
	if err != nil {
		return nil, err
	}
	if err := w.keepCannedFiles(r.by, out, before, c.Files); err != nil {
		return nil, err
	}
	if err := w.mayKeepBytes(out, before, gone); err != nil {
		return nil, err
	}
	w.put(out)
	return &wire.IDResult{ID: string(out.ID)}, nil
}

// cannedWords takes what is written, and for which inboxes.
func (w *work) cannedWords(out *desk.CannedReply, c wire.PutCannedReply) (err error) {
	if out.Shortcut, err = cannedShortcut(c.Shortcut); err != nil {
		return err
	}
	if out.Title, err = cleanName(c.Title, "cannedTitle"); err != nil {
		return err
	}
	if out.Text, err = cannedText(c.Text, len(c.Files) > 0); err != nil {
		return err
	}
	for _, id := range c.Inboxes {
		if !slices.Contains(out.Inboxes, desk.InboxID(id)) {
			out.Inboxes = append(out.Inboxes, desk.InboxID(id))
		}
	}
	return nil
}

func cannedShortcut(s string) (string, error) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "/")
	switch {
	case !utf8.ValidString(s), !shortcutText.MatchString(s):
		return "", refuse(desk.CodeInvalid, "cannedShortcut")
	case utf8.RuneCountInString(s) > desk.LongestShortcut:
		return "", refuse(desk.CodeInvalid, "longName", desk.Params{"field": "shortcut", "most": desk.LongestShortcut})
	}
	return s, nil
}

// cannedText is the text of one; only with files it may have none.
func cannedText(s string, files bool) (string, error) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	switch {
	case !utf8.ValidString(s):
		return "", refuse(desk.CodeInvalid, "notText")
	case desk.Blank(s) && files:
		return "", nil
	case desk.Blank(s):
		return "", refuse(desk.CodeInvalid, "cannedEmpty")
	case utf8.RuneCountInString(s) > desk.LongestCanned:
		return "", refuse(desk.CodeInvalid, "longName", desk.Params{"field": "text", "most": desk.LongestCanned})
	}
	if unknown := desk.UnknownPlaceholder(s); unknown != "" {
		return "", refuse(desk.CodeInvalid, "cannedPlaceholder", desk.Params{"name": unknown, "known": strings.Join(desk.CannedPlaceholders, ", ")})
	}
	return s, nil
}

// cannedListed is the list that one is in.
func cannedListed(c *desk.CannedReply) desk.List {
	if c.Shared {
		return desk.CannedRepliesShared.With()
	}
	return desk.CannedRepliesOf.With(string(c.UserID))
}

// mayKeepCanned refuses a shortcut that is taken in its list, and one too many.
func (w *work) mayKeepCanned(c *desk.CannedReply) error {
	others, err := list[desk.CannedReply](w, cannedListed(c))
	if err != nil {
		return desk.Wrap("read canned replies", err)
	}
	others = slices.DeleteFunc(others, func(o *desk.CannedReply) bool { return o.ID == c.ID })
	switch {
	case slices.ContainsFunc(others, func(o *desk.CannedReply) bool { return strings.EqualFold(o.Shortcut, c.Shortcut) }):
		return refuse(desk.CodeConflict, "cannedShortcut", desk.Params{"context": "taken", "name": c.Shortcut})
	case len(others) >= desk.MostCannedReplies:
		return refuse(desk.CodeConflict, "cannedFull", desk.Params{"most": desk.MostCannedReplies})
	}
	return nil
}

// cmdDeleteCannedReply deletes one. Putting the same again undoes it: the row stays for a
// while, out of every list.
func (w *work) cmdDeleteCannedReply(_ request, c wire.CannedReplyRef) (*wire.None, error) {
	out, err := named(get[desk.CannedReply](w, desk.RowCannedReply, c.ID))(wire.AskCannedReply)
	if err != nil {
		return nil, err
	}
	if out.DeletedAt != 0 {
		return nil, refusal{wire.AskCannedReply.Refusal()}
	}
	out.DeletedAt = w.e.At
	w.put(out)
	_, err = w.clearCanned()
	return nil, err
}

// clearCanned removes those deleted ones whose time is over, and the oldest where one list has
// too many, and gives the others. Every command that keeps or deletes one does so.
func (w *work) clearCanned() ([]*desk.CannedReply, error) {
	gone, err := list[desk.CannedReply](w, desk.CannedRepliesOf.With(string(desk.CannedDeleted)))
	if err != nil {
		return nil, desk.Wrap("read deleted canned replies", err)
	}
	slices.SortFunc(gone, func(a, b *desk.CannedReply) int {
		return cmp.Or(cmp.Compare(b.DeletedAt, a.DeletedAt), cmp.Compare(b.ID, a.ID))
	})
	var left []*desk.CannedReply
	for _, each := range gone {
		newer := 0
		for _, other := range left {
			if each.IsBeside(other) {
				newer++
			}
		}
		if w.e.At-each.DeletedAt < desk.CannedLife && newer < desk.MostCannedDeleted {
			left = append(left, each)
			continue
		}
		if err := w.letCannedFilesGo(each.Files); err != nil {
			return nil, err
		}
		w.remove(each)
	}
	return left, nil
}
