package session

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"log/slog"
	"strings"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
)

// What the session is kept under in the vault, and what it is about to be.
const (
	TokenName = "session"
	nextName  = "session.next"
)

// Tokens keeps the session's token and the key that it is bound to, in a vault
// that is opened beside the start: a keychain may take seconds, or ask the
// person, and the window must not wait for it.
type Tokens struct {
	ready chan struct{} // closed when vault and err are there
	vault vault.Vault
	err   error
}

// OpenTokens begins to open the vault; given is a vault that is open already.
func OpenTokens(dir, profile string, given vault.Vault, log *slog.Logger) *Tokens {
	t := &Tokens{ready: make(chan struct{})}
	if given != nil {
		t.vault = given
		close(t.ready)
		return t
	}
	go func() {
		defer close(t.ready)
		t.vault, t.err = vault.Open(context.Background(), dir, vault.Options{Profile: profile, Log: log})
	}()
	return t
}

func (t *Tokens) wait() (vault.Vault, error) {
	<-t.ready // Open bounds its own time
	return t.vault, t.err
}

// Sealed is a credential as one secret, so that token and key are kept or lost
// together.
func Sealed(c link.Credential) desk.Secret {
	return c.Token + "." + desk.Secret(base64.RawURLEncoding.EncodeToString(c.Key.Seed()))
}

// unsealed reads it; one that a version without keys kept has a token only.
func unsealed(s desk.Secret) link.Credential {
	token, key, _ := strings.Cut(s.Reveal(), ".")
	c := link.Credential{Token: desk.Secret(token)}
	if seed, err := base64.RawURLEncoding.DecodeString(key); err == nil && len(seed) == ed25519.SeedSize {
		c.Key = ed25519.NewKeyFromSeed(seed)
	}
	return c
}

// Put keeps the session. What was staged for the one before means nothing now.
func (t *Tokens) Put(c link.Credential) error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	if err := v.Set(TokenName, Sealed(c)); err != nil {
		return err
	}
	return v.Delete(nextName)
}

// Stage keeps the token that the session is about to have beside the one that it
// has: until the relay has answered, either may be the good one.
func (t *Tokens) Stage(next link.Credential) error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	return v.Set(nextName, Sealed(next))
}

// Unstage forgets the staged token: the relay did not take it.
func (t *Tokens) Unstage() error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	return v.Delete(nextName)
}

// parked is under what a sign-in of another organization lies.
func parked(userID string) string { return TokenName + "." + userID }

// Park keeps the sign-in of an organization while another one is open.
func (t *Tokens) Park(userID string, c link.Credential) error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	return v.Set(parked(userID), Sealed(c))
}

// Parked gives it back, the zero value when there is none.
func (t *Tokens) Parked(userID string) (link.Credential, error) { return t.named(parked(userID)) }

// Unpark forgets it.
func (t *Tokens) Unpark(userID string) error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	return v.Delete(parked(userID))
}

// Get gives the session, the zero value when there is none.
func (t *Tokens) Get() (link.Credential, error) { return t.named(TokenName) }

// Staged gives what the session may be by now, the zero value when there is none.
func (t *Tokens) Staged() (link.Credential, error) { return t.named(nextName) }

func (t *Tokens) named(name string) (link.Credential, error) {
	v, err := t.wait()
	if err != nil {
		return link.Credential{}, err
	}
	held, err := v.Get(name)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return link.Credential{}, nil
	}
	return unsealed(held), err
}

// Forget drops the session.
func (t *Tokens) Forget() error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	if err := v.Delete(nextName); err != nil {
		return err
	}
	return v.Delete(TokenName)
}

// isNative says whether the system's keychain guards the token; while that is
// not known, no alarm is raised.
func (t *Tokens) isNative() bool {
	select {
	case <-t.ready:
		return t.err == nil && t.vault.Kind() == vault.KindKeychain
	default:
		return true
	}
}
