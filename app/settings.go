package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
)

// kept is what settings.json of a profile holds.
type kept struct {
	Settings bridge.Settings `json:"settings"`
	Window   shell.Place     `json:"window"`
	Session  session.Place   `json:"session"`
	ClosedAt int64           `json:"closedAt"` // Unix ms, when the app was last seen running; 0 = never
}

// settingsFile is a profile's settings.json. Methods may be called concurrently.
type settingsFile struct {
	path string

	aside string // where an unreadable file was set aside at this start

	mu   sync.Mutex // guards kept and the file
	kept kept
}

// openSettings reads the file. One that cannot be read is set aside: switches
// can be set again, but an app that does not start cannot be used.
func openSettings(path string, log *slog.Logger) (*settingsFile, error) {
	f := &settingsFile{path: path, kept: kept{Settings: bridge.Settings{
		Theme: "auto", Volume: 70, Notifications: true, KeepReceiving: keepAsk, EnterSends: true,
	}}}
	b, err := os.ReadFile(path) //nolint:gosec // our own file
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	read := f.kept
	if json.Unmarshal(b, &read) != nil || !isSane(read.Session) {
		log.Warn("settings are unreadable and start anew")
		f.aside = path + ".broken"
		if err := os.Rename(path, f.aside); err != nil {
			return nil, fmt.Errorf("set broken settings aside: %w", err)
		}
		return f, nil
	}
	read.Settings, read.ClosedAt = sane(read.Settings), max(read.ClosedAt, 0)
	const largest = 1 << 15 // pixels: no desk has more
	if w := read.Window; max(w.Width, -w.Width, w.Height, -w.Height, w.X, -w.X, w.Y, -w.Y) > largest {
		read.Window = shell.Place{}
	}
	f.kept = read
	return f, nil
}

// isSane says whether a session can be gone on with: an address that is none
// would keep the app from both connecting and asking for another.
func isSane(s session.Place) bool {
	if s.ThisComputer || s.RelayURL == "" {
		return s.ThisComputer || s.UserID == ""
	}
	_, err := session.Address(s.RelayURL)
	return err == nil
}

// What KeepReceiving can be.
const (
	keepAsk  = "ask"
	keepOn   = "keep"
	keepStop = "stop"
)

// sane puts what is out of range back to the default.
func sane(s bridge.Settings) bridge.Settings {
	if s.Theme != "light" && s.Theme != "dark" {
		s.Theme = "auto"
	}
	if s.KeepReceiving != keepOn && s.KeepReceiving != keepStop {
		s.KeepReceiving = keepAsk
	}
	if !slices.Contains(bridge.UndoSteps, s.UndoSeconds) {
		s.UndoSeconds = 0
	}
	s.Volume = min(max(s.Volume, 0), 100)
	return s
}

// get gives everything that is kept.
func (f *settingsFile) get() kept {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kept
}

// Session is session.Memory's.
func (f *settingsFile) Session() session.Place { return f.get().Session }

// ClosedAt is session.Memory's.
func (f *settingsFile) ClosedAt() int64 { return f.get().ClosedAt }

// ChangeSession is session.Memory's.
func (f *settingsFile) ChangeSession(edit func(p *session.Place, closed *int64)) error {
	return f.change(func(k *kept) { edit(&k.Session, &k.ClosedAt) })
}

// change edits what is kept and writes it: whole or not at all.
func (f *settingsFile) change(edit func(*kept)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	next := f.kept
	edit(&next)
	if reflect.DeepEqual(next, f.kept) {
		return nil
	}
	b, err := json.MarshalIndent(next, "", "  ")
	if err != nil {
		return desk.Wrap("encode settings", err)
	}
	if err := replaceFile(f.path, b); err != nil {
		return &desk.Error{
			Code: desk.CodeInternal, Subcode: "disk", Op: "write settings", Err: err,
			Params: desk.Params{"context": "settings"},
		}
	}
	f.kept = next
	return nil
}

// replaceFile writes a file beside the old one and puts it in its place.
func replaceFile(path string, b []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // it is gone when all went well
	_, err = tmp.Write(b)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
