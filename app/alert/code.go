package alert

import (
	"context"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
)

// Buttons of notifications about a set-up.
const (
	ActionCopy     = "copy"     // the code
	ActionHandOver = "handOver" // the set-up to who asks
	ActionKeep     = "keep"
)

// Front says whether the person has Parley's window in front of them. The page says so
// again while they do something there: a window in front of an empty chair sees nothing.
func (a *Alerts) Front(isFront bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.isFront = isFront
	if isFront {
		a.seen()
	}
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

// Asked tells the holder of a set-up that somebody asks for it, at once: in a minute they
// may take it. by is "" for somebody without a name. It never blocks.
func (a *Alerts) Asked(setupID, by string) {
	if by = clip(by); by == "" {
		by = sentence("asked.somebody", nil)
	}
	note := shell.Note{
		Title: sentence("asked.title", desk.Params{"name": by}), Body: sentence("asked.text", nil), Setup: setupID,
		Actions: []shell.Action{{ID: ActionHandOver, Title: sentence("asked.handOver", nil)}, {ID: ActionKeep, Title: sentence("asked.keep", nil)}},
	}
	a.wg.Go(func() { a.tell(note, "asked") })
}

// tell shows a note about a set-up inside the window, for when the person comes back, and
// by the system with a sound while they are elsewhere.
func (a *Alerts) tell(note shell.Note, kind string) {
	a.mu.Lock()
	isFront := a.isFront && !a.isAway
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
