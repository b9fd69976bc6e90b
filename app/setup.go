package app

import (
	"github.com/parleydesk/parley/app/alert"
	"github.com/parleydesk/parley/app/shell"
)

// Code is session.Parts'.
func (r parts) Code(setupID string, isRead bool) { r.alerts.Code(setupID, isRead) }

// clickedSetup does what a person chose in a notification about a set-up. To copy, they
// stay in the window where they are going to paste.
func (a *App) clickedSetup(c shell.Click) {
	if c.Action == alert.ActionCopy {
		_, err := a.services.setup.CopyCode(c.Setup)
		if err == nil {
			return
		}
		a.log.Info("code not copied from a notification", "err", err)
	}
	a.shell.Front()
	a.news.OpenSetup(c.Setup)
}
