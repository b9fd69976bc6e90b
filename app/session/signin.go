package session

import (
	"cmp"
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

// SignIn signs a person in. When the password opens several organizations, the
// state lists them, and SignInTo goes on.
func (sv *Service) SignIn(email, password string) error { return sv.SignInTo(email, password, "") }

// SignInTo signs a person in to one of their organizations; "" = the only one.
func (sv *Service) SignInTo(email, password, org string) error {
	sv.act.Lock()
	defer sv.act.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	base, err := sv.base(ctx)
	if err != nil {
		return err
	}
	return sv.enter(ctx, base, email, func(c *link.Client, dev wire.Device) (link.SignedIn, error) {
		return c.SignIn(ctx, wire.SignIn{Email: email, Password: password, Device: dev, Org: org})
	})
}

// Claim uses a one-time code, or a link that holds relay and code.
func (sv *Service) Claim(code, name, email, password string) error {
	sv.act.Lock()
	defer sv.act.Unlock()
	code = strings.TrimSpace(code)
	if base, secret, ok := strings.Cut(code, "#"); ok {
		if err := sv.refuseSignedIn(); err != nil {
			return err
		}
		address, err := Address(base)
		if err != nil {
			return err
		}
		if address != sv.cfg.Memory.Session().RelayURL {
			if err := sv.connect(address); err != nil {
				return err
			}
		}
		code = secret
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	base, err := sv.base(ctx)
	if err != nil {
		return err
	}
	return sv.enter(ctx, base, email, func(c *link.Client, dev wire.Device) (link.SignedIn, error) {
		return c.Claim(ctx, wire.Claim{Code: code, Name: name, Email: email, Password: password, Device: dev})
	})
}

// base gives the chosen relay's address; this computer's is started if need be.
func (sv *Service) base(ctx context.Context) (string, error) {
	s := sv.cfg.Memory.Session()
	if s.ThisComputer {
		d, err := sv.openChild(ctx, s.Practice)
		return d.URL, err
	}
	if s.RelayURL == "" {
		return "", desk.Refuse(desk.CodeInvalid, "noRelay")
	}
	return s.RelayURL, nil
}

// enter takes a session from the relay and begins to work under it. Called
// with act held.
func (sv *Service) enter(ctx context.Context, base, email string, ask func(*link.Client, wire.Device) (link.SignedIn, error)) error {
	host, err := os.Hostname()
	if err != nil {
		host = "desktop"
	}
	old := sv.cfg.Memory.Session()
	c, err := sv.client(base)
	if err != nil {
		return err
	}
	defer c.Close()
	got, err := ask(c, wire.Device{ID: old.DeviceID, Name: host + " (" + sv.cfg.Profile + ")", Platform: runtime.GOOS})
	if err != nil {
		return err
	}
	sv.mu.Lock()
	sv.offered = got.Memberships
	sv.mu.Unlock()
	if got.Token == "" {
		sv.changedState()
		return nil
	}
	sv.hangUp()
	if err := sv.takeOver(ctx, old.LastUserID, got.UserID); err != nil {
		return err
	}
	mine, err := sv.placeOf(ctx, old, email, got)
	if err != nil {
		return err
	}
	if err := sv.cfg.Tokens.Put(got.Credential()); err != nil {
		return err
	}
	if err := sv.cfg.Memory.ChangeSession(func(p *Place, closed *int64) {
		p.UserID, p.UserName, p.Role, p.DeviceID = got.UserID, got.Name, got.Role, got.DeviceID
		p.LastUserID, p.Org, p.OrgName, p.Email = got.UserID, got.Org, got.OrgName, cmp.Or(email, mine.Email)
		p.Others = othersOf(mine, got.Session)
		if old.LastUserID != got.UserID {
			*closed = 0
		}
	}); err != nil {
		return err
	}
	sv.mu.Lock()
	sv.relay.Fresh = false
	sv.mu.Unlock()
	return sv.dial(base, got.Credential())
}

// takeOver empties what was somebody else's. The outbox keeps what each person
// left for them. Who left what is older than that is the one in the settings;
// when those were lost, the copy may know, and if it does not, it is set aside:
// it may be another person's.
func (sv *Service) takeOver(ctx context.Context, before, now string) error {
	isUnknown := before == "" // signed out, or never told
	if before == now || isUnknown && sv.cfg.Copy.Owner() == now {
		return sv.cfg.Copy.Outbox().Own(ctx, now)
	}
	if isUnknown {
		path, err := sv.cfg.Copy.Outbox().SetAside(ctx)
		if err != nil {
			return err
		}
		if path != "" {
			sv.repaired(Repaired("owner", desk.Params{"path": path}))
		}
	}
	if err := sv.cfg.Copy.Outbox().Own(ctx, now); err != nil {
		return err
	}
	return sv.wipe(ctx)
}

// wipe empties everything that a person could see here, except for what they
// have not sent: the outbox keeps that for them.
func (sv *Service) wipe(ctx context.Context) error {
	sv.cfg.Parts.Silence()
	if err := sv.cfg.Copy.Reset(ctx); err != nil {
		return err
	}
	return sv.cfg.Parts.DropFiles()
}

// SignOut forgets the session and wipes the local copy. Drafts and the files
// beside them are kept for the same person's next time here. From a relay at which
// nobody is signed in, it goes back to the first question.
func (sv *Service) SignOut(force bool) (int, error) {
	sv.act.Lock()
	defer sv.act.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if !force {
		if n, err := sv.queued(ctx); n > 0 || err != nil {
			return n, err
		}
	}
	wasIn := sv.cfg.Memory.Session().UserID != ""
	if err := sv.leave(ctx); err != nil {
		return 0, err
	}
	if !wasIn {
		return 0, sv.welcome(ctx)
	}
	sv.setPhase(bridge.PhaseSignIn, nil)
	return 0, nil
}

// leave signs out, here and if possible at the relay. Called with act held.
func (sv *Service) leave(ctx context.Context) error {
	if s := sv.cfg.Memory.Session(); s.DeviceID != "" && s.UserID != "" {
		tell, cancel := context.WithTimeout(ctx, askDeadline)
		if err := sv.Call(tell, wire.CallRevokeDevice.Name, wire.DeviceRef{DeviceID: s.DeviceID}, nil); err != nil {
			sv.cfg.Log.Info("the relay was not told of the sign-out", "err", err)
		}
		cancel()
	}
	sv.leaveOthers(ctx)
	sv.hangUp()
	if err := errors.Join(sv.cfg.Copy.Outbox().DiscardAll(ctx), sv.cfg.Copy.Outbox().Own(ctx, replica.Nobody)); err != nil {
		return err
	}
	if err := sv.wipe(ctx); err != nil {
		return err
	}
	if err := sv.cfg.Tokens.Forget(); err != nil {
		return err
	}
	sv.mu.Lock()
	sv.missed, sv.counted, sv.skew, sv.endsAt, sv.offered = bridge.Missed{}, true, 0, 0, nil
	sv.mu.Unlock()
	return sv.cfg.Memory.ChangeSession(func(p *Place, closed *int64) {
		p.UserID, p.UserName, p.Role, p.LastUserID = "", "", "", ""
		p.Org, p.OrgName, p.Email, p.Others = "", "", "", nil
		*closed = 0
	})
}

// welcome goes back to the first question. Called with act held.
func (sv *Service) welcome(ctx context.Context) error {
	sv.dismiss(ctx)
	if err := sv.cfg.Memory.ChangeSession(func(p *Place, closed *int64) { *p, *closed = Place{}, 0 }); err != nil {
		return err
	}
	sv.mu.Lock()
	sv.relay, sv.refused = wire.RelayState{}, Place{}
	sv.mu.Unlock()
	sv.setPhase(bridge.PhaseWelcome, nil)
	return nil
}

func (sv *Service) setPhase(phase string, problem *wire.Failure) {
	sv.mu.Lock()
	sv.phase, sv.problem = phase, problem
	sv.mu.Unlock()
	sv.changedState()
}

// LeavePractice goes from practice to the first question, for real use. What
// was practised stays in its own folder.
func (sv *Service) LeavePractice() error {
	sv.act.Lock()
	defer sv.act.Unlock()
	if !sv.cfg.Memory.Session().Practice {
		return desk.Refuse(desk.CodeInvalid, "notPractice")
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if err := sv.leave(ctx); err != nil {
		return err
	}
	return sv.welcome(ctx)
}

// DismissMissed forgets the line about what was missed.
func (sv *Service) DismissMissed() {
	sv.mu.Lock()
	sv.missed = bridge.Missed{}
	sv.mu.Unlock()
	sv.changedState()
}

// DismissRepairs forgets the lines about what was damaged.
func (sv *Service) DismissRepairs() {
	sv.mu.Lock()
	sv.repairs = nil
	sv.mu.Unlock()
	sv.changedState()
}

// SwitchUser signs a seeded practice person in by e-mail.
func (sv *Service) SwitchUser(email string) error {
	sv.act.Lock()
	defer sv.act.Unlock()
	if !sv.cfg.Memory.Session().Practice {
		return desk.Refuse(desk.CodeForbidden, "notPractice", desk.Params{"context": "people"})
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if n, err := sv.queued(ctx); n > 0 || err != nil {
		if err == nil {
			err = desk.Refuse(desk.CodeConflict, "queued")
		}
		return err
	}
	return sv.practise(ctx, email)
}
