package session_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

var (
	shop   = wire.Membership{Org: "org_shop", Name: "Shop"}
	clinic = wire.Membership{Org: "org_clinic", Name: "Clinic"}
)

func TestSignIn_goesOnAtTheNextStart(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	r := c.start()
	if s := r.State(); s.Phase != bridge.PhaseWelcome {
		t.Fatalf("a new profile begins at %s", s.Phase)
	}
	r.wants("signing in nowhere", r.SignIn(mail, password), desk.CodeInvalid, "noRelay")
	r.must(r.Connect(o.srv.URL))
	if s := r.State(); s.Phase != bridge.PhaseSignIn || s.RelayName != "Flowers" {
		t.Errorf("a relay was chosen: %s at %q", s.Phase, s.RelayName)
	}
	r.wants("a wrong password", r.SignIn(mail, "wrong"), desk.CodeUnauthorized, "credentials")
	if s := r.State(); s.UserID != "" || r.held(session.TokenName) != "" {
		t.Errorf("a wrong password leaves %q and a token %q", s.UserID, r.held(session.TokenName))
	}
	r.must(r.SignIn(mail, password))
	if s := r.live(); s.UserID != "usr_org_shop" || s.RelayName != "Shop" || s.ClockSkew != 3_600_000 || !r.RelayNow().Equal(now.Add(3_600_000_000_000)) {
		t.Errorf("signed in: %+v", s)
	}
	r.wants("another relay while signed in", r.Connect(o.srv.URL), desk.CodeConflict, "signedIn")
	r.end()
	again := c.start()
	if s := again.live(); s.UserID != "usr_org_shop" || s.DeviceID != "dev_org_shop" {
		t.Errorf("at the next start: %+v", s)
	}
	if o.n != 1 {
		t.Errorf("%d sessions were opened, want the first to go on", o.n)
	}
}

func TestSignOut_leavesNothingOfWhoeverWasIn(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	r := c.start()
	r.in(o)
	r.must(r.copy.Outbox().SaveDraft(t.Context(), "thr_1", "half a sentence"))
	r.queue("cmd_1")
	if n, err := r.SignOut(false); n != 1 || err != nil || r.State().UserID == "" {
		t.Errorf("with a reply that has not gone: %d, %v, as %q", n, err, r.State().UserID)
	}
	n, err := r.SignOut(true)
	r.must(err)
	s := r.State()
	if n != 0 || s.Phase != bridge.PhaseSignIn || s.UserID != "" || s.Role != "" || s.Link.Queued != 0 {
		t.Errorf("signed out: %d, %+v", n, s)
	}
	if got := r.held(session.TokenName); got != "" {
		t.Errorf("the token %q is still held", got)
	}
	if p := c.mem.Session(); p.LastUserID != "" || p.Email != "" || p.Org != "" || p.DeviceID != "dev_org_shop" {
		t.Errorf("the settings keep %+v, want the computer's device id only", p)
	}
	if !o.asked(wire.CallRevokeDevice.Name) || !c.told("silence") || !c.told("drop files") {
		t.Errorf("the relay, the alerts and the files were told: %v", c.heard)
	}
	if drafts, err := r.copy.Outbox().Drafts(t.Context()); err != nil || len(drafts) != 0 {
		t.Errorf("whoever comes next finds %v, %v", drafts, err)
	}
	r.must(r.SignIn(mail, password))
	r.live()
	if drafts, err := r.copy.Outbox().Drafts(t.Context()); err != nil || drafts["thr_1"] != "half a sentence" {
		t.Errorf("the same person finds %v, %v", drafts, err)
	}
	_, err = r.SignOut(true)
	r.must(err)
	_, err = r.SignOut(true)
	r.must(err)
	if s := r.State(); s.Phase != bridge.PhaseWelcome || s.RelayURL != "" {
		t.Errorf("leaving a relay where nobody is in: %+v", s)
	}
}

// What somebody may not see any more goes; what they wrote stays theirs.
func TestRevoked_emptiesTheCopyAndKeepsWhatWasWritten(t *testing.T) {
	t.Parallel()
	for code, sub := range map[int]string{wire.CloseRevoked: link.SubSignedOut, wire.CloseCopied: link.SubCopied, wire.CloseEnded: link.SubEnded} {
		o, c := newOffice(t, shop), newComputer(t)
		r := c.start()
		r.in(o)
		r.queue("cmd_1")
		o.revoke(code)
		s := r.until("the end of the session", func(s bridge.AppState) bool { return s.Phase == bridge.PhaseBlocked && s.UserID == "" })
		if s.Problem == nil || s.Problem.Subcode != sub || s.Link.Queued != 1 {
			t.Errorf("%d: %+v with %d replies, want %s and one", code, s.Problem, s.Link.Queued, sub)
		}
		if r.held(session.TokenName) != "" || !c.told("drop files") || !c.told("silence") {
			t.Errorf("%d: token %q, parts %v", code, r.held(session.TokenName), c.heard)
		}
		if p := c.mem.Session(); p.LastUserID != "usr_org_shop" {
			t.Errorf("%d: the outbox is said to be %q's", code, p.LastUserID)
		}
	}
}

// Being switched off is no end of a session: it may be switched on again.
func TestSuspended_keepsTheSession(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	r := c.start()
	r.in(o)
	o.revoke(wire.CloseSuspended)
	s := r.until("the refusal", func(s bridge.AppState) bool { return s.Phase == bridge.PhaseBlocked })
	if s.UserID == "" || r.held(session.TokenName) == "" || s.Problem == nil || s.Problem.Subcode != link.SubSuspended {
		t.Errorf("%+v, %+v", s, s.Problem)
	}
}

func TestConnect_refusesARelayThatSpeaksAnotherProtocol(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	o.minVer = wire.Version + 1
	r := c.start()
	r.wants("a relay too new", r.Connect(o.srv.URL), desk.CodeInvalid, link.SubTooOld)
	if s := r.State(); s.Phase != bridge.PhaseBlocked || s.RelayURL != o.srv.URL || c.mem.Session().RelayURL != "" {
		t.Errorf("%s at %q, settings %q", s.Phase, s.RelayURL, c.mem.Session().RelayURL)
	}
	o.mu.Lock()
	o.minVer = wire.MinVersion
	o.mu.Unlock()
	r.must(r.Retry())
	if s := r.State(); s.Phase != bridge.PhaseSignIn || c.mem.Session().RelayURL != o.srv.URL {
		t.Errorf("after its update: %s at %q", s.Phase, c.mem.Session().RelayURL)
	}
}

// A keychain that was emptied, or that cannot be read, asks for the password
// again; nothing that waits in the outbox is lost by it.
func TestResume_withoutTheTokenAsksForThePassword(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(c *computer){
		"the token is gone":        func(c *computer) { _ = c.vault.Delete(session.TokenName) },
		"the token has no key":     func(c *computer) { _ = c.vault.Set(session.TokenName, "token-of-an-older-version") },
		"the keychain is not here": func(c *computer) { c.vault = broken{c.vault} },
	} {
		o, c := newOffice(t, shop), newComputer(t)
		r := c.start()
		r.in(o)
		r.queue("cmd_1")
		r.end()
		lose(c)
		again := c.start()
		s := again.until("the question", func(s bridge.AppState) bool { return s.Phase == bridge.PhaseSignIn && s.RelayName != "" })
		if s.UserID != "usr_org_shop" || c.told("drop files") {
			t.Errorf("%s: as %q, files dropped: %v", name, s.UserID, c.told("drop files"))
		}
		if name == "the keychain is not here" {
			continue
		}
		again.must(again.SignIn(mail, password))
		if s := again.live(); s.Link.Queued != 1 || c.told("drop files") {
			t.Errorf("%s: %d replies are left, files dropped: %v", name, s.Link.Queued, c.told("drop files"))
		}
	}
}

// broken is a keychain that answers nothing.
type broken struct{ vault.Vault }

func (broken) Get(string) (desk.Secret, error) {
	return "", desk.Refuse(desk.CodeUnavailable, "keychain")
}
func (broken) Set(string, desk.Secret) error { return desk.Refuse(desk.CodeUnavailable, "keychain") }
func (broken) Delete(string) error           { return desk.Refuse(desk.CodeUnavailable, "keychain") }

// A session that cannot be kept is none: at the next start it would be gone, and
// the person would not know why.
func TestSignIn_thatCannotBeKeptIsRefused(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	c.vault = broken{c.vault}
	r := c.start()
	r.must(r.Connect(o.srv.URL))
	r.wants("without a keychain", r.SignIn(mail, password), desk.CodeUnavailable, "keychain")
	if s := r.State(); s.UserID != "" || s.Phase != bridge.PhaseSignIn {
		t.Errorf("signed in as %q, %s", s.UserID, s.Phase)
	}
	c.vault = &vault.Memory{}
	r.end()
	r = c.start()
	c.mem.mu.Lock()
	c.mem.full = true
	c.mem.mu.Unlock()
	r.wants("on a full disk", r.SignIn(mail, password), desk.CodeUnavailable, "disk")
	if s := r.State(); s.UserID != "" || s.Link.State != bridge.LinkOffline {
		t.Errorf("signed in as %q, %s", s.UserID, s.Link.State)
	}
}

func TestTokens_keepTokenAndKeyTogether(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	r := c.start()
	r.in(o)
	who, err := r.tokens.Get()
	if err != nil || !who.IsComplete() || !o.isGood(who.Token) {
		t.Fatalf("%v, complete %v", err, who.IsComplete())
	}
	tokens := session.OpenTokens(t.TempDir(), "p", &vault.Memory{}, slog.New(slog.DiscardHandler))
	if got, err := tokens.Get(); err != nil || got.IsComplete() || got.Token != "" {
		t.Errorf("an empty vault gives %v, %v", got.IsComplete(), err)
	}
	r.must(tokens.Stage(who))
	r.must(tokens.Put(who))
	if got, err := tokens.Staged(); err != nil || got.Token != "" {
		t.Errorf("a new session leaves what was staged for the one before: %v", err)
	}
	r.must(tokens.Stage(who))
	r.must(tokens.Forget())
	for _, get := range []func() (link.Credential, error){tokens.Get, tokens.Staged} {
		if got, err := get(); err != nil || got.Token != "" {
			t.Errorf("a token outlives Forget, %v", err)
		}
	}
	if strings.Contains(session.Sealed(who).String(), who.Token.Reveal()) {
		t.Error("a sealed session prints its token")
	}
}
