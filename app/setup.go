package app

import (
	"github.com/parleydesk/parley/app/alert"
	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/wire"
)

// Code is session.Parts'.
func (r parts) Code(setupID string, isRead bool) { r.alerts.Code(setupID, isRead) }

// Asked is session.Parts'.
func (r parts) Asked(setupID, by string) { r.alerts.Asked(setupID, by) }

// clickedSetup does what a person chose in a notification about a set-up. To copy, they
// stay in the window where they are going to paste.
func (a *App) clickedSetup(c shell.Click) {
	var err error
	switch c.Action {
	case alert.ActionCopy:
		_, err = a.services.setup.CopyCode(c.Setup)
	case alert.ActionHandOver, alert.ActionKeep:
		err = do(a.services, wire.CallSetupAnswer, wire.SetupAnswer{SetupID: c.Setup, HandOver: c.Action == alert.ActionHandOver})
		a.pump.Say(bridge.EventLease, 0)
	}
	if err == nil && c.Action != "" {
		return
	}
	if err != nil { // the screen says what can be done
		a.log.Info("button of a notification did nothing", "action", c.Action, "err", err)
	}
	a.shell.Front()
	a.news.OpenSetup(c.Setup)
}
