package engine

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// shortcutText is a shortcut in any script: letters, digits, _ and -.
var shortcutText = regexp.MustCompile(`^[\p{L}\p{M}\p{N}_-]+$`)

// cmdPutCannedReply keeps a canned reply, for the person or for everybody.
func (w *work) cmdPutCannedReply(r request, c wire.PutCannedReply) (*wire.IDResult, error) {
	if c.Shared && !r.by.Role.Supervisor() {
		return nil, refuse(desk.CodeForbidden, "role")
	}
	out := &desk.CannedReply{ID: desk.CannedReplyID(c.ID), UserID: r.by.ID, Shared: c.Shared, At: w.e.At}
	var err error
	if out.Shortcut, err = cannedShortcut(c.Shortcut); err != nil {
		return nil, err
	}
	if out.Title, err = cleanName(c.Title, "cannedTitle"); err != nil {
		return nil, err
	}
	if out.Text, err = cannedText(c.Text); err != nil {
		return nil, err
	}
	for _, id := range c.Inboxes {
		if !slices.Contains(out.Inboxes, desk.InboxID(id)) {
			out.Inboxes = append(out.Inboxes, desk.InboxID(id))
		}
	}
	if err := w.mayKeepCanned(out); err != nil {
		return nil, err
	}
	if out.ID == "" {
		out.ID = desk.CannedReplyID(w.id("can"))
	}
	w.put(out)
	return &wire.IDResult{ID: string(out.ID)}, nil
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

func cannedText(s string) (string, error) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	switch {
	case !utf8.ValidString(s):
		return "", refuse(desk.CodeInvalid, "notText")
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

// mayKeepCanned refuses a shortcut that is taken in its list, and one too many.
func (w *work) mayKeepCanned(c *desk.CannedReply) error {
	among := desk.CannedRepliesOf.With(string(c.UserID))
	if c.Shared {
		among = desk.CannedRepliesShared.With()
	}
	others, err := list[desk.CannedReply](w, among)
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

// cmdDeleteCannedReply deletes one. Putting the same again undoes it.
func (w *work) cmdDeleteCannedReply(_ request, c wire.CannedReplyRef) (*wire.None, error) {
	out, err := named(get[desk.CannedReply](w, desk.RowCannedReply, c.ID))(wire.AskCannedReply)
	if err != nil {
		return nil, err
	}
	w.remove(out)
	return nil, nil
}
