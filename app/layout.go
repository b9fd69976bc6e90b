package app

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/parleydesk/parley/backend/desk"
)

// layout says where things lie on the disk:
//
//	<root>/profiles/<name>/   lock, settings.json, replica, outbox, vault, media
//	<root>/relay/             the relay of this computer, shared by all profiles
//	<root>/practice-relay/    the same for practice
type layout struct {
	root    string
	profile string
}

// newLayout checks the profile's name: it becomes a folder.
func newLayout(root, profile string) (layout, error) {
	if root == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return layout{}, fmt.Errorf("find the folder for settings (say --data DIR): %w", err)
		}
		root = filepath.Join(dir, "Parley")
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return layout{}, fmt.Errorf("find %s: %w", root, err)
	}
	if !isProfileName(profile) {
		return layout{}, errProfile()
	}
	return layout{root, profile}, nil
}

func errProfile() error { return desk.Refuse(desk.CodeInvalid, "profile") }

func isProfileName(name string) bool {
	for i, r := range name {
		isPlain := r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		if !isPlain && (i == 0 || r != '-' && r != '_') {
			return false
		}
	}
	return name != "" && len(name) <= 32
}

func (l layout) dir() string      { return filepath.Join(l.root, "profiles", l.profile) }
func (l layout) log() string      { return filepath.Join(l.dir(), "parley.log") }
func (l layout) settings() string { return filepath.Join(l.dir(), settingsName) }
func (l layout) media() string    { return filepath.Join(l.dir(), "media") }

// opened is where files lie that other programs show.
func (l layout) opened() string { return filepath.Join(l.dir(), "opened") }

// relayDir is the folder of this computer's relay.
func (l layout) relayDir(practice bool) string {
	if practice {
		return filepath.Join(l.root, "practice-relay")
	}
	return filepath.Join(l.root, "relay")
}

const (
	settingsName = "settings.json"
	lockName     = "lock"
)

// errAlreadyOpen says that this profile's window is open already.
var errAlreadyOpen = errors.New("this profile is open already")

// instanceID names profile and folder in letters that every system takes.
func (l layout) instanceID() string {
	sum := sha256.Sum256([]byte(l.dir()))
	return "parleydesk_" + hex.EncodeToString(sum[:8])
}

// make makes the profile's folder.
func (l layout) make() error {
	err := os.MkdirAll(l.dir(), 0o700)
	if err == nil {
		return nil
	}
	return &desk.Error{
		Code: desk.CodeInvalid, Subcode: "folder", Op: "make the profile's folder", Err: err,
		Params: desk.Params{"path": l.root},
	}
}

// take locks the profile for this process, before anything of it is opened.
func (l layout) take() (*flock.Flock, error) {
	if err := l.make(); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(l.dir(), lockName))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the profile: %w", err)
	}
	if !ok {
		return nil, errAlreadyOpen
	}
	return lock, nil
}

// isLastHere says whether no other open profile uses the same relay of this
// computer.
func (l layout) isLastHere(practice bool) bool {
	names, err := os.ReadDir(filepath.Join(l.root, "profiles"))
	if err != nil {
		return true
	}
	for _, n := range names {
		other := layout{l.root, n.Name()}
		if n.Name() == l.profile || !n.IsDir() || !other.isOpen() {
			continue
		}
		f, err := openSettings(other.settings(), silent)
		if err == nil && f.kept.Session.ThisComputer && f.kept.Session.Practice == practice {
			return false
		}
	}
	return true
}

// isOpen says whether another process has the profile's lock.
func (l layout) isOpen() bool {
	lock := flock.New(filepath.Join(l.dir(), lockName), flock.SetFlag(os.O_RDWR))
	ok, err := lock.TryLock()
	if ok {
		lock.Unlock() //nolint:errcheck,gosec // it was free, and is again
	}
	return err == nil && !ok
}
