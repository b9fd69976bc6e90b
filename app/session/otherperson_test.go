package session_test

import (
	"slices"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// inBoth signs Ana in at both organizations; the clinic is open.
func (r *run) inBoth(o *office) {
	r.c.t.Helper()
	r.in(o)
	_, err := r.SwitchOrganization(clinic.Org, password, true)
	r.must(err)
	r.live()
	if r.held(session.TokenName+".usr_org_shop") == "" {
		r.c.t.Fatal("the shop's sign-in was not kept")
	}
}

// Whoever signs in where somebody else's session ended finds none of that person's
// other organizations, and their sign-ins there open for nobody.
func TestRule6_signInsOfOneDoNotPassToTheNext(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(o *office, r *run) *run{
		"a session that was ended": func(o *office, r *run) *run {
			o.revoke(wire.CloseRevoked)
			r.until("the end of the session", func(s bridge.AppState) bool { return s.Phase == bridge.PhaseBlocked && s.UserID == "" })
			return r
		},
		"a token that was lost": func(_ *office, r *run) *run {
			r.end()
			_ = r.c.vault.Delete(session.TokenName)
			again := r.c.start()
			again.until("the question", func(s bridge.AppState) bool { return s.Phase == bridge.PhaseSignIn && s.RelayName != "" })
			return again
		},
	} {
		o, c := newOffice(t, shop, clinic), newComputer(t)
		r := c.start()
		r.inBoth(o)
		parked := desk.Secret(r.held(session.TokenName + ".usr_org_shop"))
		r = end(o, r)
		r.must(r.SignIn(otherMail, password))
		if s := r.live(); s.UserID != "usr_bruno_org_shop" || len(s.Organizations) != 0 {
			t.Errorf("%s: %q may switch between %v", name, s.UserID, named(s.Organizations))
		}
		if r.held(session.TokenName+".usr_org_shop") != "" || r.held(session.TokenName+".usr_org_clinic") != "" || o.isGood(parked) {
			t.Errorf("%s: a sign-in of the first person is left, good at the relay: %v", name, o.isGood(parked))
		}
		_, err := r.SwitchOrganization(clinic.Org, "", true)
		r.wants(name, err, desk.CodeNotFound, "organization")
	}
}

// The same person keeps their other organizations when they have to sign in again.
func TestSignIn_againKeepsTheOtherOrganizations(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop, clinic), newComputer(t)
	r := c.start()
	r.inBoth(o)
	r.end()
	_ = c.vault.Delete(session.TokenName)
	r = c.start()
	r.until("the question", func(s bridge.AppState) bool { return s.Phase == bridge.PhaseSignIn && s.RelayName != "" })
	r.must(r.SignInTo("ANA@example.com", password, clinic.Org))
	if s := r.live(); !slices.Equal(named(s.Organizations), []string{"Clinic (here) (in)", "Shop (in)"}) {
		t.Errorf("they may switch between %v", named(s.Organizations))
	}
	_, err := r.SwitchOrganization(shop.Org, "", true)
	r.must(err)
	if s := r.live(); s.UserID != "usr_org_shop" {
		t.Errorf("in the shop as %q", s.UserID)
	}
}

// Signing in once more at the same organization leaves no second sign-in of it.
func TestSignIn_twiceKeepsOneSignIn(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	r := c.start()
	r.in(o)
	r.must(r.SignIn(mail, password))
	r.live()
	_, err := r.SignOut(true)
	r.must(err)
	for _, name := range []string{session.TokenName, session.TokenName + ".usr_org_shop"} {
		if got := r.held(name); got != "" {
			t.Errorf("after the sign-out %s is still held", name)
		}
	}
}

// A code that sets a password comes without an e-mail: the one from before stays,
// without which the person could enter no other organization.
func TestClaim_ofAPasswordKeepsWhoThePersonIs(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop, clinic), newComputer(t)
	r := c.start()
	r.in(o)
	r.wants("a code that nobody made", r.Claim("wrong", "", "", "better horse"), desk.CodeNotFound, "code")
	if s := r.State(); s.UserID != "usr_org_shop" || len(s.Organizations) != 2 {
		t.Errorf("a wrong code leaves %q with %v", s.UserID, named(s.Organizations))
	}
	r.must(r.Claim(" reset ", "", "", "better horse"))
	r.live()
	if got := c.mem.Session().Email; got != mail {
		t.Errorf("the e-mail is %q", got)
	}
	_, err := r.SwitchOrganization(clinic.Org, password, true)
	r.must(err)
	if s := r.live(); s.UserID != "usr_org_clinic" {
		t.Errorf("in the clinic as %q", s.UserID)
	}
}

// A link names its relay, which is asked who it is before it hears the code.
func TestClaim_aLinkLeadsToItsRelay(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	r := c.start()
	r.wants("a code without a relay", r.Claim("reset", "", "", password), desk.CodeInvalid, "noRelay")
	r.wants("a link in clear", r.Claim("http://relay.example/join#reset", "", "", password), desk.CodeInvalid, "insecure")
	r.wants("no address", r.Claim("#reset", "", "", password), desk.CodeInvalid, "address")
	if s := r.State(); s.Phase != bridge.PhaseWelcome || s.RelayURL != "" {
		t.Errorf("refused links lead to %s at %q", s.Phase, s.RelayURL)
	}
	r.must(r.Claim(o.srv.URL+"/join#reset", "", "", password))
	if s := r.live(); s.UserID != "usr_org_shop" || s.RelayURL != o.srv.URL {
		t.Errorf("the link leads to %q at %q", s.UserID, s.RelayURL)
	}
	r.wants("a link while signed in", r.Claim(o.srv.URL+"/join#reset", "", "", password), desk.CodeConflict, "signedIn")
}

// A relay that was moved to a newer protocol says so at the link, and the code is
// not spent.
func TestClaim_aLinkOfARelayThatSpeaksAnotherProtocol(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	o.minVer = wire.Version + 1
	r := c.start()
	if err := r.Claim(o.srv.URL+"/join#reset", "", "", password); err == nil {
		t.Error("a code went to a relay that cannot be spoken to")
	}
	if s := r.State(); s.Phase != bridge.PhaseBlocked || o.n != 0 || c.mem.Session().RelayURL != "" {
		t.Errorf("%s, %d sessions, at %q", s.Phase, o.n, c.mem.Session().RelayURL)
	}
}
