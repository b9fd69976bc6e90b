package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// CannedReply projects a canned reply to whose it is, a shared one to everybody.
func (v Viewer) CannedReply(c *desk.CannedReply) Projected {
	if !c.Shared && c.UserID != v.UserID {
		return Gone(desk.RowCannedReply, string(c.ID))
	}
	return project(desk.RowCannedReply, string(c.ID), wire.CannedReply{
		ID: string(c.ID), UserID: string(c.UserID), Shared: c.Shared, Shortcut: c.Shortcut, Title: c.Title, Text: c.Text,
		Inboxes: list(names(c.Inboxes)), At: c.At,
	})
}
