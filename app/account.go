package app

import (
	"context"
	"net/netip"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
)

// account is what the app does with relays, sign-in and profiles. It is
// bridge.Account.
type account struct{ *App }

// State tells where the app stands.
func (a account) State() bridge.AppState {
	k := a.settings.get().Session
	queued, err := a.queued(context.Background())
	if err != nil {
		a.log.Error("read outbox", "err", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	s := bridge.AppState{
		Phase: a.phase, Profile: a.at.profile, Practice: k.Practice, ThisComputer: k.ThisComputer,
		RelayURL: k.RelayURL, RelayName: k.RelayName, Fresh: a.relay.Fresh,
		UserID: k.UserID, UserName: k.UserName, Role: k.Role, DeviceID: k.DeviceID,
		Keychain: a.vault.isNative(), Version: Version, ClockSkew: a.skew.Milliseconds(), SignInEnds: a.endsAt,
		Link: a.status, Missed: a.missed, Repairs: append([]string{}, a.repairs...), Problem: a.problem, CanReceive: canReceive(k),
	}
	if a.phase == bridge.PhaseBlocked && a.refused.RelayURL != "" {
		s.RelayURL, s.RelayName = a.refused.RelayURL, ""
	}
	s.Link.Queued = queued
	return s
}

// canReceive says what this computer can and cannot receive.
func canReceive(s session) string {
	switch {
	case s.Practice:
		return "This is practice: Meta, the carrier and the customers are played on this computer, and nobody outside is reached."
	case s.ThisComputer:
		return "Parley's relay runs on this computer. While it is stopped nothing is received, and Meta's webhooks reach it only if it has a public https address."
	case s.RelayURL != "":
		return "Your team's relay receives for you, also while this computer is off."
	default:
		return "With a relay on this computer, messages come in only while Parley or its relay runs and has a public https address. A team's relay receives all the time."
	}
}

func (a *App) queued(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, askDeadline)
	defer cancel()
	q, err := a.copy.Outbox().Queued(ctx)
	return len(q), err
}

// StartPractice starts the sandbox on this computer and signs its owner in.
func (a account) StartPractice() error {
	a.act.Lock()
	defer a.act.Unlock()
	if s := a.settings.get().Session; s.UserID != "" && !s.Practice {
		return desk.Errorf(desk.CodeConflict, "signedIn", "This profile is in real use. Sign out first, or start Parley with another --profile for practice.")
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	return a.practise(ctx, practice.Owner)
}

// practise signs a seeded person in. Called with act held.
func (a *App) practise(ctx context.Context, email string) error {
	d, err := a.openChild(ctx, true)
	if err != nil {
		return err
	}
	if err := a.choose(ctx, session{RelayURL: d.URL, ThisComputer: true, Practice: true}); err != nil {
		return err
	}
	return a.enter(ctx, d.URL, func(c *link.Client, dev wire.Device) (link.SignedIn, error) {
		return c.SignIn(ctx, wire.SignIn{Email: email, Password: d.Password, Device: dev})
	})
}

// StartHere starts a relay for real use on this computer and gives its
// one-time code for the first owner, "" when it has one.
func (a account) StartHere() (string, error) {
	a.act.Lock()
	defer a.act.Unlock()
	if err := a.refuseSignedIn(); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	d, err := a.openChild(ctx, false)
	if err != nil {
		return "", err
	}
	if err := a.choose(ctx, session{RelayURL: d.URL, ThisComputer: true}); err != nil {
		return "", err
	}
	a.mu.Lock()
	c, fresh := a.child, a.relay.Fresh
	a.mu.Unlock()
	if !fresh {
		return "", nil
	}
	return c.OwnerCode(ctx)
}

func (a *App) refuseSignedIn() error {
	if a.settings.get().Session.UserID != "" {
		return desk.Errorf(desk.CodeConflict, "signedIn", "Somebody is signed in. Sign out first.")
	}
	return nil
}

// Connect points the app at a team's relay.
func (a account) Connect(address string) error {
	a.act.Lock()
	defer a.act.Unlock()
	if err := a.refuseSignedIn(); err != nil {
		return err
	}
	return a.connect(address)
}

func (a *App) connect(address string) error {
	base, err := relayAddress(address)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	a.dismiss(ctx)
	return a.choose(ctx, session{RelayURL: base})
}

// Retry tries what stopped the app again, at once, and says how it ended: the
// connection of the session there is, else the relay that could not be chosen.
func (a account) Retry() error {
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if c, err := a.current(); err == nil {
		return c.Try(ctx)
	}
	a.act.Lock()
	defer a.act.Unlock()
	if c, err := a.current(); err == nil { // made while this waited
		return c.Try(ctx)
	}
	a.mu.Lock()
	refused := a.refused
	a.mu.Unlock()
	switch s := a.settings.get().Session; {
	case refused.RelayURL != "":
		return a.recall(ctx, refused)
	case s.UserID != "":
		return a.resumeAs(ctx, s)
	case s.RelayURL == "" && !s.ThisComputer:
		return desk.Errorf(desk.CodeInvalid, "noRelay", "Choose a relay first.")
	default:
		return a.recall(ctx, s)
	}
}

// relayAddress reads what a person typed or pasted. Passwords and messages
// only travel encrypted, except within this computer.
func relayAddress(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return "", desk.Errorf(desk.CodeInvalid, "address", "This is no address of a relay. It looks like https://relay.example.org.")
	}
	switch {
	case u.Scheme == "https":
	case u.Scheme == "http" && isLoopback(u.Hostname()):
	default:
		return "", desk.Errorf(desk.CodeInvalid, "insecure", "A relay is reached by https only, so that nobody reads along. Ask your administrator for its https address.")
	}
	path := strings.TrimRight(strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/join"), "/")
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}).String(), nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// choose asks a relay who it is and makes it the profile's. Called with act
// held.
func (a *App) choose(ctx context.Context, s session) error {
	st, err := a.ask(ctx, s.RelayURL)
	if err != nil {
		if isBlocking(err) {
			a.mu.Lock()
			a.refused = s
			a.mu.Unlock()
			a.setPhase(bridge.PhaseBlocked, wire.ErrorOf(err))
		}
		return err
	}
	old := a.settings.get().Session
	s.RelayName = st.Name
	s.DeviceID, s.LastUserID = old.DeviceID, old.LastUserID // the relay knows this installation by it
	if s.ThisComputer == old.ThisComputer && s.Practice == old.Practice && (s.ThisComputer || s.RelayURL == old.RelayURL) {
		s.UserID, s.UserName, s.Role = old.UserID, old.UserName, old.Role
	}
	if err := a.settings.change(func(k *kept) { k.Session = s }); err != nil {
		return err
	}
	a.mu.Lock()
	a.relay, a.problem, a.phase, a.refused = st, nil, bridge.PhaseSignIn, session{}
	a.mu.Unlock()
	a.changedState()
	return nil
}

// ask asks a relay who it is.
func (a *App) ask(ctx context.Context, base string) (wire.RelayState, error) {
	c, err := a.client(base)
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
		return desk.Errorf(desk.CodeInvalid, link.SubTooOld, "This app is too old for the relay (version %s). Install the newest Parley.", st.Version)
	case st.MaxVersion < wire.MinVersion:
		return desk.Errorf(desk.CodeInvalid, link.SubTooNew, "The relay (version %s) is too old for this app. Ask your administrator to update it.", st.Version)
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
