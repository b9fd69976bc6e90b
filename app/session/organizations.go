package session

import (
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Seat is a person's place in one of their organizations. Who has not signed in
// there on this computer has a name of it and no more.
type Seat struct {
	Org      string `json:"org"`
	OrgName  string `json:"orgName"`
	UserID   string `json:"userId"` // "" = not signed in
	UserName string `json:"userName"`
	Role     string `json:"role"`
	DeviceID string `json:"deviceId"`
}

func (p Place) isNowhere() bool {
	return p.RelayURL == "" && !p.ThisComputer && p.UserID == "" && p.LastUserID == "" && p.DeviceID == ""
}

// seat is the place's own organization.
func (p Place) seat() Seat {
	return Seat{Org: p.Org, OrgName: p.OrgName, UserID: p.UserID, UserName: p.UserName, Role: p.Role, DeviceID: p.DeviceID}
}

// othersOf lists the organizations beside the one that was entered: those that the
// password opens, and those in which the person was before on this computer.
func othersOf(old Place, got wire.Session) []Seat {
	others := slices.Clone(old.Others)
	if old.UserID != "" && old.Org != "" {
		others = append(others, old.seat())
	}
	for _, m := range got.Memberships {
		if !slices.ContainsFunc(others, func(s Seat) bool { return s.Org == m.Org }) {
			others = append(others, Seat{Org: m.Org, OrgName: m.Name})
		}
	}
	return slices.DeleteFunc(others, func(s Seat) bool { return s.Org == got.Org })
}

// isOf says whether whoever signs in now is the person whose place this is. A code
// that sets a password comes without an e-mail.
func (p Place) isOf(email, userID string) bool {
	return userID == p.LastUserID || email != "" && strings.EqualFold(strings.TrimSpace(email), p.Email)
}

// placeOf gives what the profile holds of whoever signs in now: their own place,
// with its sign-in kept when they enter another organization, or an empty one. The
// sign-ins of somebody else end: they must not open for whoever comes next.
func (sv *Service) placeOf(ctx context.Context, old Place, email string, got link.SignedIn) (Place, error) {
	switch {
	case !old.isOf(email, got.UserID):
		sv.leaveOthers(ctx)
		return Place{}, nil
	case old.Org == got.Org:
		return old, nil
	}
	return old, sv.parkCurrent(old)
}

// organizations lists what the person may choose or switch between.
func (sv *Service) organizations(p Place) []bridge.Organization {
	out := []bridge.Organization{}
	if p.UserID == "" {
		for _, m := range sv.offered {
			out = append(out, bridge.Organization{ID: m.Org, Name: m.Name})
		}
		return out
	}
	if len(p.Others) == 0 {
		return out
	}
	out = append(out, bridge.Organization{ID: p.Org, Name: p.OrgName, Current: true, SignedIn: true})
	for _, s := range p.Others {
		out = append(out, bridge.Organization{ID: s.Org, Name: s.OrgName, SignedIn: s.UserID != ""})
	}
	return out
}

// SwitchOrganization goes to another of the person's organizations. What has not
// gone stays in the outbox under who wrote it, stopped, until they are back: it is
// never sent from another. The local copy is made anew.
func (sv *Service) SwitchOrganization(org, password string, force bool) (bridge.Switched, error) {
	sv.act.Lock()
	defer sv.act.Unlock()
	old := sv.cfg.Memory.Session()
	at := slices.IndexFunc(old.Others, func(s Seat) bool { return s.Org == org })
	if old.UserID == "" || at < 0 {
		return bridge.Switched{}, desk.Refuse(desk.CodeNotFound, "organization")
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if !force {
		if n, err := sv.queued(ctx); n > 0 || err != nil {
			return bridge.Switched{Queued: n}, err
		}
	}
	to := old.Others[at]
	who, err := sv.parked(to)
	if err != nil {
		return bridge.Switched{}, err
	}
	base, err := sv.base(ctx)
	if err != nil {
		return bridge.Switched{}, err
	}
	switch {
	case who.IsComplete():
		return bridge.Switched{}, sv.take(ctx, base, old, to, who)
	case password == "":
		return bridge.Switched{Password: true}, nil
	}
	return bridge.Switched{}, sv.enter(ctx, base, old.Email, func(c *link.Client, dev wire.Device) (link.SignedIn, error) {
		dev.ID = to.DeviceID
		return c.SignIn(ctx, wire.SignIn{Email: old.Email, Password: password, Device: dev, Org: org})
	})
}

func (sv *Service) parked(s Seat) (link.Credential, error) {
	if s.UserID == "" {
		return link.Credential{}, nil
	}
	return sv.cfg.Tokens.Parked(s.UserID)
}

// take goes on under a sign-in that this computer has. Called with act held.
func (sv *Service) take(ctx context.Context, base string, old Place, to Seat, who link.Credential) error {
	sv.hangUp()
	if err := sv.takeOver(ctx, old.LastUserID, to.UserID); err != nil {
		return err
	}
	if err := sv.parkCurrent(old); err != nil {
		return err
	}
	if err := sv.cfg.Tokens.Put(who); err != nil {
		return err
	}
	if err := sv.cfg.Memory.ChangeSession(func(p *Place, closed *int64) {
		p.Others = othersOf(old, wire.Session{Org: to.Org})
		p.Org, p.OrgName, p.UserID, p.UserName, p.Role, p.DeviceID = to.Org, to.OrgName, to.UserID, to.UserName, to.Role, to.DeviceID
		p.LastUserID, *closed = to.UserID, 0
	}); err != nil {
		return err
	}
	return sv.dial(base, who)
}

// parkCurrent keeps the sign-in of the organization that is left, if there is one.
func (sv *Service) parkCurrent(old Place) error {
	if old.UserID == "" || old.Org == "" {
		return nil
	}
	who, err := sv.cfg.Tokens.Get()
	if err != nil || !who.IsComplete() {
		return err
	}
	return sv.cfg.Tokens.Park(old.UserID, who)
}

// leaveOthers ends the sign-ins of the other organizations, at the relay if it can
// be reached, and here in any case.
func (sv *Service) leaveOthers(ctx context.Context) {
	p := sv.cfg.Memory.Session()
	tell, cancel := context.WithTimeout(ctx, askDeadline)
	defer cancel()
	for _, s := range p.Others {
		who, err := sv.parked(s)
		if err == nil && who.IsComplete() {
			err = sv.signOutAt(tell, p, who)
		}
		if err != nil {
			sv.cfg.Log.Info("the relay was not told of the sign-out", "err", err)
		}
		if s.UserID == "" {
			continue
		}
		if err := sv.cfg.Tokens.Unpark(s.UserID); err != nil {
			sv.cfg.Log.Error("sign-in of another organization not forgotten", "err", err)
		}
	}
}

func (sv *Service) signOutAt(ctx context.Context, p Place, who link.Credential) error {
	c, err := sv.client(p.RelayURL)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.SignOut(ctx, who)
}
