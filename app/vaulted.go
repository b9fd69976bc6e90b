package app

import (
	"context"
	"log/slog"

	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
)

// tokenName is what the session's token is kept under.
const tokenName = "session"

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

// put keeps the token.
func (t *tokens) put(token desk.Secret) error {
	v, err := t.wait()
	if err != nil {
		return err
	}
	return v.Set(tokenName, token)
}

// get gives the token, "" when there is none.
func (t *tokens) get() (desk.Secret, error) {
	v, err := t.wait()
	if err != nil {
		return "", err
	}
	token, err := v.Get(tokenName)
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
