package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/wire"
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
func (m machine) Abilities() bridge.Abilities { return m.alerts.able() }

// News gives what the page has to show that came after a number.
func (m machine) News(after int64) bridge.News { return m.news.after(after) }

// TestAlert plays the sound and shows a notification.
func (m machine) TestAlert() bridge.Abilities { return m.alerts.test() }

// Viewing says which thread is in view.
func (m machine) Viewing(threadID string, focused bool) {
	m.alerts.viewing(threadID, focused)
	m.mu.Lock()
	m.viewed = threadID
	m.mu.Unlock()
}

// Copy puts text on the system clipboard.
func (m machine) Copy(text string) (string, error) {
	how, err := m.shell.Copy(text)
	m.alerts.clipped(err)
	return how, err
}

// OpenLink opens an allowed link outside the app.
func (m machine) OpenLink(link string) error { return m.shell.OpenLink(link) }

// OpenMedia opens a received file as the type that its bytes have. What would
// run, and what could not be measured, is only saved.
func (m machine) OpenMedia(mediaID string) error {
	f, media, is, err := m.file(mediaID)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // read only
	if !is.Opens() {
		return desk.Errorf(desk.CodeInvalid, "unsafe", "Parley does not open this kind of file by itself. Save it, and open it yourself if you trust who sent it.")
	}
	dir, err := os.MkdirTemp(m.opened(), "")
	if err != nil {
		return errNoRoom(err)
	}
	path := filepath.Join(dir, filetype.SaveName(media.FileName, is))
	if err := m.copyOut(path, f); err != nil {
		return err
	}
	return m.shell.OpenFile(path)
}

// SaveMedia asks where to and saves a received file.
func (m machine) SaveMedia(mediaID string) (string, error) {
	f, media, is, err := m.file(mediaID)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // read only
	path, err := m.shell.AskSave(filetype.SaveName(media.FileName, is))
	if err != nil || path == "" {
		return "", err
	}
	return path, m.copyOut(path, f)
}

// copyOut writes a received file where other programs find it, marked as one
// that came from outside before it holds anything. Where the disk keeps no such
// marks, the file is written all the same.
func (a *App) copyOut(path string, f io.Reader) error {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) //nolint:gosec // where the person, or this app, wants it
	if err != nil {
		return errNoRoom(err)
	}
	if err := shell.MarkOutside(path, a.cfg.Clock()); err != nil {
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err // without the customer's name for the file
		}
		a.log.Warn("a saved file is not marked as coming from outside", "err", err)
	}
	_, err = io.Copy(out, f)
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return errNoRoom(err)
	}
	return nil
}

// opened is where files lie that other programs show; it is emptied at start.
func (a *App) opened() string { return filepath.Join(a.at.dir(), "opened") }

func (a *App) emptyOpened() error {
	if err := os.RemoveAll(a.opened()); err != nil {
		return err
	}
	return os.MkdirAll(a.opened(), 0o700)
}

// file gives a received file by its media id alone: of a message that was
// shown, or that is in the thread in view.
func (a *App) file(mediaID string) (*os.File, wire.Media, filetype.Facts, error) {
	ctx, cancel := context.WithTimeout(context.Background(), mediaDeadline)
	defer cancel()
	message, ok := a.media.messageOf(mediaID)
	if !ok {
		var err error
		if message, err = a.inView(ctx, mediaID); err != nil {
			return nil, wire.Media{}, filetype.Facts{}, err
		}
	}
	f, media, err := a.media.open(ctx, message, mediaID)
	if err != nil {
		return nil, wire.Media{}, filetype.Facts{}, err
	}
	is, err := measure(f)
	if err != nil {
		f.Close() //nolint:errcheck,gosec // read only
		return nil, wire.Media{}, filetype.Facts{}, err
	}
	return f, media, is, nil
}

// inView looks for a file's message in the thread in view, page by page.
func (a *App) inView(ctx context.Context, mediaID string) (string, error) {
	const page = 200
	a.mu.Lock()
	thread := a.viewed
	a.mu.Unlock()
	var at, seq int64
	for more := thread != ""; more; {
		var list []wire.Message
		var err error
		if list, more, err = a.copy.Messages(ctx, thread, at, seq, page); err != nil {
			return "", err
		}
		for _, m := range list {
			if m.Media != nil && m.Media.ID == mediaID {
				return m.ID, nil
			}
		}
		if len(list) > 0 {
			at, seq = list[0].At, list[0].Seq
		}
	}
	return "", desk.Errorf(desk.CodeNotFound, "media", "This file is not in the open chat any more. Open the chat again.")
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
	a.mu.Lock()
	c := a.child
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
	k := a.settings.get()
	a.mu.Lock()
	c, decided, asked := a.child, a.mayClose, !a.askedAt.IsZero() && a.cfg.Clock().Sub(a.askedAt) < askAgain
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
