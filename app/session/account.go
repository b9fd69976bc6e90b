package session

import (
	"cmp"
	"context"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
)

// State tells where the app stands.
func (sv *Service) State() bridge.AppState {
	k := sv.cfg.Memory.Session()
	queued, err := sv.queued(context.Background())
	if err != nil {
		sv.cfg.Log.Error("read outbox", "err", err)
	}
	sv.mu.Lock()
	defer sv.mu.Unlock()
	s := bridge.AppState{
		Phase: sv.phase, Profile: sv.cfg.Profile, Practice: k.Practice, ThisComputer: k.ThisComputer,
		RelayURL: k.RelayURL, RelayName: cmp.Or(k.OrgName, k.RelayName), Fresh: sv.relay.Fresh,
		UserID: k.UserID, UserName: k.UserName, Role: k.Role, DeviceID: k.DeviceID,
		Keychain: sv.cfg.Tokens.isNative(), Version: sv.cfg.Version, ClockSkew: sv.skew.Milliseconds(), SignInEnds: sv.endsAt,
		Link: sv.status, Missed: sv.missed, Repairs: append([]wire.Failure{}, sv.repairs...), Problem: sv.problem, Receives: receives(k),
		Organizations: sv.organizations(k),
	}
	if sv.phase == bridge.PhaseBlocked && sv.refused.RelayURL != "" {
		s.RelayURL, s.RelayName = sv.refused.RelayURL, ""
	}
	s.Link.Queued = queued
	return s
}

// receives says what this computer can and cannot receive.
func receives(s Place) string {
	switch {
	case s.Practice:
		return bridge.ReceivesPractice
	case s.ThisComputer:
		return bridge.ReceivesHere
	case s.RelayURL != "":
		return bridge.ReceivesTeam
	}
	return bridge.ReceivesUndecided
}

func (sv *Service) queued(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, askDeadline)
	defer cancel()
	q, err := sv.cfg.Copy.Outbox().Queued(ctx)
	return len(q), err
}

// StartPractice starts the sandbox on this computer and signs its owner in.
func (sv *Service) StartPractice() error {
	sv.act.Lock()
	defer sv.act.Unlock()
	if s := sv.cfg.Memory.Session(); s.UserID != "" && !s.Practice {
		return desk.Refuse(desk.CodeConflict, "signedIn", desk.Params{"context": "real"})
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	return sv.practise(ctx, practice.Owner)
}

// practise signs a seeded person in. Called with act held.
func (sv *Service) practise(ctx context.Context, email string) error {
	d, err := sv.openChild(ctx, true)
	if err != nil {
		return err
	}
	if err := sv.choose(ctx, Place{RelayURL: d.URL, ThisComputer: true, Practice: true}); err != nil {
		return err
	}
	return sv.enter(ctx, d.URL, email, func(c *link.Client, dev wire.Device) (link.SignedIn, error) {
		return c.SignIn(ctx, wire.SignIn{Email: email, Password: d.Password, Device: dev})
	})
}

// StartHere starts a relay for real use on this computer and gives its
// one-time code for the first owner, "" when it has one.
func (sv *Service) StartHere() (string, error) {
	sv.act.Lock()
	defer sv.act.Unlock()
	if err := sv.refuseSignedIn(); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	d, err := sv.openChild(ctx, false)
	if err != nil {
		return "", err
	}
	if err := sv.choose(ctx, Place{RelayURL: d.URL, ThisComputer: true}); err != nil {
		return "", err
	}
	sv.mu.Lock()
	c, fresh := sv.child, sv.relay.Fresh
	sv.mu.Unlock()
	if !fresh {
		return "", nil
	}
	return c.OwnerCode(ctx)
}

func (sv *Service) refuseSignedIn() error {
	if sv.cfg.Memory.Session().UserID != "" {
		return desk.Refuse(desk.CodeConflict, "signedIn")
	}
	return nil
}

// Connect points the app at a team's relay.
func (sv *Service) Connect(address string) error {
	sv.act.Lock()
	defer sv.act.Unlock()
	if err := sv.refuseSignedIn(); err != nil {
		return err
	}
	return sv.connect(address)
}

func (sv *Service) connect(address string) error {
	base, err := Address(address)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	sv.dismiss(ctx)
	return sv.choose(ctx, Place{RelayURL: base})
}

// Retry tries what stopped the app again, at once, and says how it ended: the
// connection of the session there is, else the relay that could not be chosen.
func (sv *Service) Retry() error {
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if c, err := sv.current(); err == nil {
		return c.Try(ctx)
	}
	sv.act.Lock()
	defer sv.act.Unlock()
	if c, err := sv.current(); err == nil { // made while this waited
		return c.Try(ctx)
	}
	sv.mu.Lock()
	refused := sv.refused
	sv.mu.Unlock()
	switch s := sv.cfg.Memory.Session(); {
	case refused.RelayURL != "":
		return sv.recall(ctx, refused)
	case s.UserID != "":
		return sv.resumeAs(ctx, s)
	case s.RelayURL == "" && !s.ThisComputer:
		return desk.Refuse(desk.CodeInvalid, "noRelay")
	default:
		return sv.recall(ctx, s)
	}
}

// choose asks a relay who it is and makes it the profile's. Called with act
// held.
func (sv *Service) choose(ctx context.Context, s Place) error {
	st, err := sv.ask(ctx, s.RelayURL)
	if err != nil {
		if isBlocking(err) {
			sv.mu.Lock()
			sv.refused = s
			sv.mu.Unlock()
			sv.setPhase(bridge.PhaseBlocked, wire.ErrorOf(err))
		}
		return err
	}
	old := sv.cfg.Memory.Session()
	s.RelayName = st.Name
	s.DeviceID, s.LastUserID = old.DeviceID, old.LastUserID // the relay knows this installation by it
	if s.ThisComputer == old.ThisComputer && s.Practice == old.Practice && (s.ThisComputer || s.RelayURL == old.RelayURL) {
		s.UserID, s.UserName, s.Role = old.UserID, old.UserName, old.Role
		s.Org, s.OrgName, s.Email, s.Others = old.Org, old.OrgName, old.Email, old.Others
	}
	if err := sv.cfg.Memory.ChangeSession(func(p *Place, closed *int64) { *p = s }); err != nil {
		return err
	}
	sv.mu.Lock()
	sv.relay, sv.problem, sv.phase, sv.refused = st, nil, bridge.PhaseSignIn, Place{}
	sv.mu.Unlock()
	sv.changedState()
	return nil
}

// ask asks a relay who it is.
func (sv *Service) ask(ctx context.Context, base string) (wire.RelayState, error) {
	c, err := sv.client(base)
	if err != nil {
		return wire.RelayState{}, err
	}
	defer c.Close()
	st, err := c.State(ctx)
	if err == nil {
		err = fits(st)
	}
	return st, err
}

// fits says whether app and relay speak a common protocol.
func fits(st wire.RelayState) error {
	switch {
	case wire.Version < st.MinVersion:
		return desk.Refuse(desk.CodeInvalid, link.SubTooOld, desk.Params{"context": "version", "version": st.Version})
	case st.MaxVersion < wire.MinVersion:
		return desk.Refuse(desk.CodeInvalid, link.SubTooNew, desk.Params{"context": "version", "version": st.Version})
	}
	return nil
}

// isBlocking says whether an error has a screen of its own.
func isBlocking(err error) bool {
	switch desk.SubcodeOf(err) {
	case link.SubCertificate, link.SubTooOld, link.SubTooNew, link.SubSignedOut, link.SubCopied, link.SubSuspended:
		return true
	}
	return false
}
