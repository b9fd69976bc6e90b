package session_test

import (
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const staged = "session.next"

func TestChangePassword_takesTheNewTokenWithIt(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	o.change = func(string) *wire.Failure { return nil }
	r := c.start()
	r.in(o)
	before := r.token()
	r.must(r.ChangePassword(t.Context(), password, "better horse"))
	if after := r.token(); after == before || !o.isGood(after) || o.isGood(before) || r.held(staged) != "" {
		t.Errorf("the new token is good: %v, the old one: %v, staged: %v", o.isGood(after), o.isGood(before), r.held(staged) != "")
	}
	r.end()
	c.start().live()
}

func TestChangePassword_thatIsRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop), newComputer(t)
	o.change = func(string) *wire.Failure { return wire.ErrorOf(desk.Refuse(desk.CodeForbidden, "credentials")) }
	r := c.start()
	r.in(o)
	before := r.token()
	r.wants("a wrong password", r.ChangePassword(t.Context(), "wrong", "better horse"), desk.CodeForbidden, "credentials")
	if r.token() != before || !o.isGood(before) || r.held(staged) != "" {
		t.Errorf("the old token is held: %v, staged: %v", r.token() == before, r.held(staged) != "")
	}
}

// The relay has done it and its answer is lost, now or with the power: the token
// that was staged is found to be the good one, and nobody has to sign in.
func TestChangePassword_whoseAnswerIsLostLocksNobodyOut(t *testing.T) {
	t.Parallel()
	for _, restarts := range []bool{false, true} {
		o, c := newOffice(t, shop), newComputer(t)
		r := c.start()
		r.in(o)
		before := r.token()
		if err := r.ChangePassword(t.Context(), password, "better horse"); desk.CodeOf(err) != desk.CodeUnavailable {
			t.Errorf("a lost answer: %v", err)
		}
		if restarts {
			r.end()
			r = c.start()
		}
		s := r.until("the staged token", func(s bridge.AppState) bool {
			return s.Phase == bridge.PhaseReady && s.Link.State == bridge.LinkLive && r.held(session.TokenName) != before.Reveal()
		})
		if s.UserID != "usr_org_shop" || !o.isGood(r.token()) || r.held(staged) != "" || c.told("silence") {
			t.Errorf("restart %v: as %q, good %v, staged %v, wiped %v", restarts, s.UserID, o.isGood(r.token()), r.held(staged) != "", c.told("silence"))
		}
	}
}
