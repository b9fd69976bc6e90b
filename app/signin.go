package app

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// SignIn signs a person in.
func (a account) SignIn(email, password string) error {
	a.act.Lock()
	defer a.act.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	base, err := a.base(ctx)
	if err != nil {
		return err
	}
	return a.enter(ctx, base, func(c *link.Client, dev wire.Device) (link.SignedIn, error) {
		return c.SignIn(ctx, wire.SignIn{Email: email, Password: password, Device: dev})
	})
}

// Claim uses a one-time code, or a link that holds relay and code.
func (a account) Claim(code, name, email, password string) error {
	a.act.Lock()
	defer a.act.Unlock()
	code = strings.TrimSpace(code)
	if base, secret, ok := strings.Cut(code, "#"); ok {
		if err := a.refuseSignedIn(); err != nil {
			return err
		}
		address, err := relayAddress(base)
		if err != nil {
			return err
		}
		if address != a.settings.get().Session.RelayURL {
			if err := a.connect(address); err != nil {
				return err
			}
		}
		code = secret
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	base, err := a.base(ctx)
	if err != nil {
		return err
	}
	return a.enter(ctx, base, func(c *link.Client, dev wire.Device) (link.SignedIn, error) {
		return c.Claim(ctx, wire.Claim{Code: code, Name: name, Email: email, Password: password, Device: dev})
	})
}

// base gives the chosen relay's address; this computer's is started if need be.
func (a *App) base(ctx context.Context) (string, error) {
	s := a.settings.get().Session
	if s.ThisComputer {
		d, err := a.openChild(ctx, s.Practice)
		return d.URL, err
	}
	if s.RelayURL == "" {
		return "", desk.Errorf(desk.CodeInvalid, "noRelay", "Choose a relay first.")
	}
	return s.RelayURL, nil
}

// enter takes a session from the relay and begins to work under it. Called
// with act held.
func (a *App) enter(ctx context.Context, base string, ask func(*link.Client, wire.Device) (link.SignedIn, error)) error {
	host, err := os.Hostname()
	if err != nil {
		host = "desktop"
	}
	old := a.settings.get().Session
	c, err := a.client(base)
	if err != nil {
		return err
	}
	defer c.Close()
	got, err := ask(c, wire.Device{ID: old.DeviceID, Name: host + " (" + a.at.profile + ")", Platform: runtime.GOOS})
	if err != nil {
		return err
	}
	a.hangUp()
	if err := a.takeOver(ctx, old.LastUserID, got.UserID); err != nil {
		return err
	}
	if err := a.vault.put(got.Credential()); err != nil {
		return err
	}
	if err := a.settings.change(func(k *kept) {
		k.Session.UserID, k.Session.UserName, k.Session.Role, k.Session.DeviceID = got.UserID, got.Name, got.Role, got.DeviceID
		k.Session.LastUserID = got.UserID
		if old.LastUserID != got.UserID {
			k.ClosedAt = 0
		}
	}); err != nil {
		return err
	}
	a.mu.Lock()
	a.relay.Fresh = false
	a.mu.Unlock()
	return a.dial(base, got.Credential())
}

// takeOver empties what was somebody else's. The outbox keeps what each person
// left for them. Who left what is older than that is the one in the settings;
// when those were lost, the copy may know, and if it does not, it is set aside:
// it may be another person's.
func (a *App) takeOver(ctx context.Context, before, now string) error {
	isUnknown := before == "" // signed out, or never told
	if before == now || isUnknown && a.copy.Owner() == now {
		return a.copy.Outbox().Own(ctx, now)
	}
	if isUnknown {
		path, err := a.copy.Outbox().SetAside(ctx)
		if err != nil {
			return err
		}
		if path != "" {
			a.repaired("It is not known who wrote what waited to be sent on this computer, so it was neither sent nor shown. It is kept as %s.", path)
		}
	}
	if err := a.copy.Outbox().Own(ctx, now); err != nil {
		return err
	}
	return a.wipe(ctx)
}

// wipe empties everything that a person could see here, except for what they
// have not sent: the outbox keeps that for them.
func (a *App) wipe(ctx context.Context) error {
	a.alerts.Reset()
	a.news.Clear()
	if err := a.copy.Reset(ctx); err != nil {
		return err
	}
	return a.media.Clear()
}

// SignOut forgets the session and wipes the local copy. Drafts and the files
// beside them are kept for the same person's next time here. From a relay at which
// nobody is signed in, it goes back to the first question.
func (a account) SignOut(force bool) (int, error) {
	a.act.Lock()
	defer a.act.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if !force {
		if n, err := a.queued(ctx); n > 0 || err != nil {
			return n, err
		}
	}
	wasIn := a.settings.get().Session.UserID != ""
	if err := a.leave(ctx); err != nil {
		return 0, err
	}
	if !wasIn {
		return 0, a.welcome(ctx)
	}
	a.setPhase(bridge.PhaseSignIn, nil)
	return 0, nil
}

// leave signs out, here and if possible at the relay. Called with act held.
func (a *App) leave(ctx context.Context) error {
	if s := a.settings.get().Session; s.DeviceID != "" && s.UserID != "" {
		tell, cancel := context.WithTimeout(ctx, askDeadline)
		if err := (line{a}).Call(tell, wire.CallRevokeDevice.Name, wire.DeviceRef{DeviceID: s.DeviceID}, nil); err != nil {
			a.log.Info("the relay was not told of the sign-out", "err", err)
		}
		cancel()
	}
	a.hangUp()
	if err := errors.Join(a.copy.Outbox().DiscardAll(ctx), a.copy.Outbox().Own(ctx, replica.Nobody)); err != nil {
		return err
	}
	if err := a.wipe(ctx); err != nil {
		return err
	}
	if err := a.vault.forget(); err != nil {
		return err
	}
	a.mu.Lock()
	a.missed, a.counted, a.skew, a.endsAt = bridge.Missed{}, true, 0, 0
	a.mu.Unlock()
	return a.settings.change(func(k *kept) {
		k.Session.UserID, k.Session.UserName, k.Session.Role, k.Session.LastUserID = "", "", "", ""
		k.ClosedAt = 0
	})
}

// welcome goes back to the first question. Called with act held.
func (a *App) welcome(ctx context.Context) error {
	a.dismiss(ctx)
	if err := a.settings.change(func(k *kept) { k.Session, k.ClosedAt = session{}, 0 }); err != nil {
		return err
	}
	a.mu.Lock()
	a.relay, a.refused = wire.RelayState{}, session{}
	a.mu.Unlock()
	a.setPhase(bridge.PhaseWelcome, nil)
	return nil
}

func (a *App) setPhase(phase string, problem *wire.Error) {
	a.mu.Lock()
	a.phase, a.problem = phase, problem
	a.mu.Unlock()
	a.changedState()
}

// LeavePractice goes from practice to the first question, for real use. What
// was practised stays in its own folder.
func (a account) LeavePractice() error {
	a.act.Lock()
	defer a.act.Unlock()
	if !a.settings.get().Session.Practice {
		return desk.Errorf(desk.CodeInvalid, "notPractice", "This is not practice.")
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if err := a.leave(ctx); err != nil {
		return err
	}
	return a.welcome(ctx)
}

// DismissMissed forgets the line about what was missed.
func (a account) DismissMissed() {
	a.mu.Lock()
	a.missed = bridge.Missed{}
	a.mu.Unlock()
	a.changedState()
}

// DismissRepairs forgets the lines about what was damaged.
func (a account) DismissRepairs() {
	a.mu.Lock()
	a.repairs = nil
	a.mu.Unlock()
	a.changedState()
}

// SwitchUser signs a seeded practice person in by e-mail.
func (a account) SwitchUser(email string) error {
	a.act.Lock()
	defer a.act.Unlock()
	if !a.settings.get().Session.Practice {
		return desk.Errorf(desk.CodeForbidden, "notPractice", "People are switched in practice only.")
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if n, err := a.queued(ctx); n > 0 || err != nil {
		if err == nil {
			err = desk.Errorf(desk.CodeConflict, "queued", "Replies of this person have not gone yet. Wait for them, or discard them.")
		}
		return err
	}
	return a.practise(ctx, email)
}
