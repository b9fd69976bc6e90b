package app

import (
	"context"
	"log/slog"

	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
)

// What the session's token is kept under, and the one that it is about to have.
const (
	tokenName = "session"
	nextName  = "session.next"
)

// tokens keeps the session's token in a vault that is opened beside the start:
// a keychain may take seconds, or ask the person, and the window must not wait
// for it.
type tokens struct {
	ready chan struct{} // closed when vault and err are there
	vault vault.Vault
	err   error
}

// openTokens begins to open the vault; given is a vault that is open already.
func openTokens(at layout, given vault.Vault, log *slog.Logger) *tokens {
	t := &tokens{ready: make(chan struct{})}
	if given != nil {
		t.vault = given
		close(t.ready)
		return t
	}
	go func() {
		defer close(t.ready)
		t.vault, t.err = vault.Open(context.Background(), at.dir(), vault.Options{Profile: at.profile, Log: log})
	}()
	return t
}

func (t *tokens) wait() (vault.Vault, error) {
	<-t.ready // Open bounds its own time
	return t.vault, t.err
}

// put keeps the token. What was staged for the one before means nothing now.
func (t *tokens) put(token desk.Secret) error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	if err := v.Set(tokenName, token); err != nil {
		return err
	}
	return v.Delete(nextName)
}

// stage keeps the token that the session is about to have beside the one that it
// has: until the relay has answered, either may be the good one.
func (t *tokens) stage(next desk.Secret) error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	return v.Set(nextName, next)
}

// unstage forgets the staged token: the relay did not take it.
func (t *tokens) unstage() error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	return v.Delete(nextName)
}

// get gives the token, "" when there is none.
func (t *tokens) get() (desk.Secret, error) { return t.named(tokenName) }

// staged gives the token that the session may have by now, "" when there is none.
func (t *tokens) staged() (desk.Secret, error) { return t.named(nextName) }

func (t *tokens) named(name string) (desk.Secret, error) {
	v, err := t.wait()
	if err != nil {
		return "", err
	}
	token, err := v.Get(name)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return "", nil
	}
	return token, err
}

// forget drops the token.
func (t *tokens) forget() error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	if err := v.Delete(nextName); err != nil {
		return err
	}
	return v.Delete(tokenName)
}

// isNative says whether the system's keychain guards the token; while that is
// not known, no alarm is raised.
func (t *tokens) isNative() bool {
	select {
	case <-t.ready:
		return t.err == nil && t.vault.Kind() == vault.KindKeychain
	default:
		return true
	}
}
