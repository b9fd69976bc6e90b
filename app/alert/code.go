package alert

import (
	"context"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
)

// ActionCopy is the button of a notification that copies the code.
const ActionCopy = "copy"

// Front says whether the person has Parley's window in front of them.
func (a *Alerts) Front(isFront bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.isFront = isFront
}

// Code tells of a verification code, at once: it lives for minutes, and whoever waits for
// it in Meta's window does not see Parley's. The code itself is in no text of it, because
// systems keep and show notifications to others. isRead is false for an SMS in which no
// code was found for sure: there is nothing to copy then. It never blocks.
func (a *Alerts) Code(setupID string, isRead bool) {
	kind, note := "sms", shell.Note{Title: sentence("code.unread", nil), Body: sentence("code.unreadText", nil), Setup: setupID}
	if isRead {
		kind = "code"
		note.Title, note.Body = sentence("code.came", nil), sentence("code.cameText", nil)
		note.Actions = []shell.Action{{ID: ActionCopy, Title: sentence("code.copy", nil)}}
	}
	a.wg.Go(func() { a.tell(note, kind) })
}

// tell shows a note about a set-up inside the window, for when the person comes back, and
// by the system with a sound while they are elsewhere.
func (a *Alerts) tell(note shell.Note, kind string) {
	a.mu.Lock()
	isFront := a.isFront
	a.mu.Unlock()
	alert := bridge.Alert{Title: note.Title, Body: note.Body, SetupID: note.Setup, Kind: kind}
	s := a.cfg.Settings()
	if !isFront && s.Notifications {
		note.ID = desk.NewID("ntf")
		alert.Problem = a.shown(a.cfg.System.Notify(note))
	}
	a.cfg.Inside(alert)
	if !isFront && !s.Muted && s.Volume > 0 {
		a.sound(context.Background(), s.Volume)
	}
}
