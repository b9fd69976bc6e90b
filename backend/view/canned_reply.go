package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// CannedReply projects a canned reply to whose it is, a shared one to everybody.
func (v Viewer) CannedReply(c *desk.CannedReply) Projected {
	if !c.IsFor(v.UserID) || c.DeletedAt != 0 {
		return Gone(desk.RowCannedReply, string(c.ID))
	}
	files := make([]wire.CannedFile, 0, len(c.Files))
	for _, f := range c.Files {
		files = append(files, wire.CannedFile{MediaID: string(f.ID), FileName: f.FileName, MIME: f.MIME, Size: f.Size})
	}
	return project(desk.RowCannedReply, string(c.ID), wire.CannedReply{
		ID: string(c.ID), UserID: string(c.UserID), Shared: c.Shared, Shortcut: c.Shortcut, Title: c.Title, Text: c.Text,
		Inboxes: list(names(c.Inboxes)), At: c.At, Files: files,
	})
}
