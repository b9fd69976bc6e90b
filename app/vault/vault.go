// Package vault keeps the few secrets of the desktop, above all the session's
// token, between two starts.
//
// It is for secrets that a program must be able to read without asking the
// person. It is not for messages (replica) and not for verification codes,
// which are kept nowhere (link). It stands beside the flow: link asks app for
// the token, and app asks here.
//
// Secrets lie in a small file encrypted with age (X25519). Where the key to it
// lies is what Kind says:
//
//   - KindKeychain: in the keychain of the operating system, which opens it for
//     this person's own session only. A copy of the disk or of the home folder
//     is worth nothing without it.
//   - KindFile: in a second file beside the first, readable by this account
//     only (0600), because the system offers no keychain. This protects against
//     other accounts of the computer, against a search through files and
//     against a copy of the one file without the other. It does not protect
//     against somebody, or a program, that can read this account's files. The
//     app says so.
package vault

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"filippo.io/age"
	"github.com/zalando/go-keyring"

	"github.com/parleydesk/parley/backend/desk"
)

// Kind says what guards a vault's key.
type Kind string

// The kinds of vaults.
const (
	KindKeychain Kind = "keychain"
	KindFile     Kind = "file"
)

// Vault keeps secrets by name. All methods may be called concurrently.
type Vault interface {
	// Get gives a secret, or CodeNotFound.
	Get(name string) (desk.Secret, error)
	// Set keeps a secret and returns when it is on the disk.
	Set(name string, secret desk.Secret) error
	// Delete forgets a secret; one that is not here is no error.
	Delete(name string) error
	// Kind says what guards the key.
	Kind() Kind
}

// Keyring is an operating system's keychain. A key that is not in it is
// keyring.ErrNotFound.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
}

// Options are how Open finds its way; the zero value works.
type Options struct {
	Profile  string        // names the key in the keychain; default "default"
	Keyring  Keyring       // default: the operating system's
	Deadline time.Duration // how long the keychain may take; default defaultDeadline
	Log      *slog.Logger  // default: silent
}

// defaultDeadline is how long a keychain may take to answer at start. Without
// a desktop session some never do; with a locked one the system asks the
// person for a password meanwhile.
const defaultDeadline = 8 * time.Second

// service is what the key is filed under in the keychain.
const service = "Parley"

// Open opens the vault in dir: with the system's keychain, or, when that does
// not answer, with a key file. It never waits longer than the deadline.
func Open(ctx context.Context, dir string, opt Options) (Vault, error) {
	if opt.Profile == "" {
		opt.Profile = "default"
	}
	if opt.Keyring == nil {
		opt.Keyring = system{}
	}
	if opt.Deadline == 0 {
		opt.Deadline = defaultDeadline
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, errDisk("make vault folder", err)
	}
	key, err := keychainKey(ctx, opt)
	if err == nil {
		return openKeychain(dir, key, opt.Log)
	}
	opt.Log.InfoContext(ctx, "no keychain, using an encrypted file", "err", err)
	if key, err = fileKey(dir); err != nil {
		return nil, err
	}
	return openFile(dir, KindFile, key, opt.Log), nil
}

// keychainKey gets the key from the keychain, or puts a new one there and
// looks whether it stays.
func keychainKey(ctx context.Context, opt Options) (*age.X25519Identity, error) {
	type answer struct {
		key *age.X25519Identity
		err error
	}
	got := make(chan answer, 1) // room for an answer that comes too late
	ring, user := opt.Keyring, opt.Profile
	// A keychain call cannot be cancelled; one that hangs is left behind.
	go func() {
		key, err := getOrMake(ring, user)
		got <- answer{key, err}
	}()
	t := time.NewTimer(opt.Deadline)
	defer t.Stop()
	select {
	case a := <-got:
		return a.key, a.err
	case <-t.C:
		return nil, fmt.Errorf("ask keychain: no answer within %v", opt.Deadline)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func getOrMake(ring Keyring, user string) (*age.X25519Identity, error) {
	held, err := ring.Get(service, user)
	if err == nil {
		if key, err := age.ParseX25519Identity(held); err == nil {
			return key, nil
		}
	} else if err != keyring.ErrNotFound { //nolint:errorlint // documented as this very value
		return nil, fmt.Errorf("ask keychain: %w", err)
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	if err := ring.Set(service, user, key.String()); err != nil {
		return nil, fmt.Errorf("write to keychain: %w", err)
	}
	if held, err = ring.Get(service, user); err != nil || held != key.String() {
		return nil, fmt.Errorf("the keychain does not keep what it is given: %w", err)
	}
	return key, nil
}

// system is the operating system's keychain.
type system struct{}

func (system) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (system) Set(service, user, secret string) error   { return keyring.Set(service, user, secret) }

// Memory is a vault that forgets all when the program ends, for tests and for
// profiles that are not to be remembered. The zero value works.
type Memory struct {
	mu   sync.Mutex
	held map[string]desk.Secret
}

// Get gives a secret, or CodeNotFound.
func (m *Memory) Get(name string) (desk.Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.held[name]
	if !ok {
		return "", errNone()
	}
	return s, nil
}

// Set keeps a secret.
func (m *Memory) Set(name string, secret desk.Secret) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held == nil {
		m.held = map[string]desk.Secret{}
	}
	m.held[name] = secret
	return nil
}

// Delete forgets a secret.
func (m *Memory) Delete(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.held, name)
	return nil
}

// Kind says KindFile: no keychain is in play.
func (m *Memory) Kind() Kind { return KindFile }

func errNone() error {
	return desk.Refuse(desk.CodeNotFound, "secret")
}

func errDisk(op string, err error) error {
	return &desk.Error{
		Code: desk.CodeInternal, Subcode: "disk", Op: op, Err: err,
		Params: desk.Params{"context": "vault"},
	}
}
