package app

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/transcript"
)

// machine is the computer around the window. It is bridge.Machine and
// bridge.Clipboard.
type machine struct{ *App }

// Settings gives this computer's switches.
func (m machine) Settings() bridge.Settings { return m.settings.get().Settings }

// SaveSettings stores them.
func (m machine) SaveSettings(s bridge.Settings) error {
	return m.settings.change(func(k *kept) { k.Settings = sane(s) })
}

// Abilities tells what works on this computer.
func (m machine) Abilities() bridge.Abilities { return m.alerts.Abilities() }

// News gives what the page has to show that came after a number.
func (m machine) News(after int64) bridge.News { return m.news.After(after) }

// Marked gives the text of a question about its formatting.
func (m machine) Marked(number int64) string { return m.plain.Marked(number) }

// Plain takes the page's answer to it.
func (m machine) Plain(number int64, text string) { m.plain.Answer(number, text) }

// TestAlert sends an alert the whole way.
func (m machine) TestAlert() bridge.AlertTest { return m.alerts.Test() }

// TestedAlert gives the last one.
func (m machine) TestedAlert() bridge.AlertTest { return m.alerts.Tested() }

// SawAlert says that the person saw it.
func (m machine) SawAlert(id string) { m.alerts.Saw(id) }

// Viewing says which thread is in view.
func (m machine) Viewing(threadID string, focused bool) {
	m.alerts.Viewing(threadID, focused)
	m.media.Viewing(threadID)
}

// Front says whether the window is in front of the person. Whoever does something in it is
// there, also if the system never said that they came back.
func (m machine) Front(isFront bool) {
	if isFront {
		m.setAway(false)
	}
	m.alerts.Front(isFront)
}

// Copy puts text on the system clipboard.
func (m machine) Copy(text string) (string, error) {
	how, err := m.shell.Copy(text)
	m.alerts.Clipped(err)
	return how, err
}

// PastedPicture gives the picture on the clipboard in base64, "" if there is none.
func (m machine) PastedPicture() (string, error) {
	return base64.StdEncoding.EncodeToString(m.shell.Picture()), nil
}

// OpenLink opens an allowed link outside the app.
func (m machine) OpenLink(link string) error { return m.shell.OpenLink(link) }

// OpenMedia opens a received file as the type that its bytes have.
func (m machine) OpenMedia(mediaID string) error { return m.media.OpenOutside(mediaID) }

// SaveMedia asks where to and saves a received file.
func (m machine) SaveMedia(mediaID string) (string, error) { return m.media.Save(mediaID) }

// SaveMade asks where to and saves what the page made.
func (m machine) SaveMade(kind, name, content string) (string, error) {
	return m.media.SaveMade(kind, name, content)
}

// SaveTranscript draws a conversation as a PDF, asks where to and saves it.
func (m machine) SaveTranscript(name string, doc bridge.Transcript) (bridge.SavedTranscript, error) {
	body, lacks, err := transcript.PDF(doc, m.session.RelayNow())
	if err != nil {
		return bridge.SavedTranscript{}, err
	}
	path, err := m.media.SaveDrawn("pdf", name, body)
	return bridge.SavedTranscript{Path: path, Lacks: lacks}, err
}

// Quit closes the app; keep leaves the relay of this computer running.
func (m machine) Quit(keep, remember bool) {
	if remember {
		choice := keepStop
		if keep {
			choice = keepOn
		}
		if err := m.settings.change(func(k *kept) { k.Settings.KeepReceiving = choice }); err != nil {
			m.log.Warn("settings are not written", "err", err)
		}
	}
	m.decide(keep)
	m.shell.Quit()
}

// decide tells this computer's relay whether to go on, and lets the window
// close.
func (a *App) decide(keep bool) {
	c := a.session.Child()
	a.mu.Lock()
	a.mayClose = true
	a.mu.Unlock()
	if c == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeDeadline)
	defer cancel()
	err := c.Keep(ctx, keep)
	if err == nil && !keep && a.at.isLastHere(c.Practice()) {
		err = c.End(ctx) // at once: without a word it would wait for desktops to come back
	}
	if err != nil {
		a.log.Warn("relay of this computer was not told whether to go on", "err", err)
	}
}

// askAgain is how soon a second try to close counts as the answer.
const askAgain = 10 * time.Second

// BeforeClose says whether the window must stay, because the person has to be
// asked whether to keep receiving. Asked and not answered, it closes at a
// second try soon after: a page that hangs must not keep its window open.
func (a *App) BeforeClose() (prevent bool) {
	a.notePlace()
	k, c := a.settings.get(), a.session.Child()
	a.mu.Lock()
	decided, asked := a.mayClose, !a.askedAt.IsZero() && a.cfg.Clock().Sub(a.askedAt) < askAgain
	a.mu.Unlock()
	if decided || c == nil || !a.at.isLastHere(c.Practice()) {
		return false
	}
	switch {
	case c.Practice(): // nobody outside writes to it: nothing is missed
		a.decide(false)
	case k.Settings.KeepReceiving == keepOn:
		a.decide(true)
	case k.Settings.KeepReceiving == keepStop, asked:
		a.decide(false)
	default:
		a.mu.Lock()
		a.askedAt = a.cfg.Clock()
		a.mu.Unlock()
		a.pump.Say(bridge.EventClosing, 0)
		return true
	}
	return false
}

// notePlace remembers where the window is.
func (a *App) notePlace() {
	p := a.shell.Place()
	if !p.Known() {
		return
	}
	if err := a.settings.change(func(k *kept) {
		if p.Maximised { // the size to go back to is the one before
			k.Window.Maximised = true
			return
		}
		k.Window = p
	}); err != nil {
		a.log.Warn("settings are not written", "err", err)
	}
}
