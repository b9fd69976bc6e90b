package people_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/wire"
)

const theirs = desk.OrgID("org_theirs")

// found makes another organization with its owner.
func (r *rig) found(id desk.OrgID, name, email, password string) wire.Session {
	r.t.Helper()
	code, err := r.s.Found(r.t.Context(), desk.Organization{ID: id, Name: name, Policy: desk.DefaultPolicy()}, email)
	r.must(err)
	return r.claimed(code, email, password)
}

func (r *rig) claimed(code, email, password string) wire.Session {
	r.t.Helper()
	s, err := r.s.Claim(r.t.Context(), wire.Claim{Code: code, Name: "Ana", Email: email, Password: password})
	r.must(err)
	return s
}

func (r *rig) enter(email, password string, to desk.OrgID) (wire.Session, error) {
	r.t.Helper()
	return r.s.SignIn(r.t.Context(), wire.SignIn{Email: email, Password: password, Org: string(to)}, "192.0.2.9")
}

// One address is a person in two organizations. Which of them there are is told to
// whoever knows a password that opens both, and to nobody else.
func TestMembership_theChoiceComesAfterThePassword(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const email, other = "ana@example.com", "another long password"
	code, err := r.s.FirstOwner(t.Context(), org)
	r.must(err)
	here := r.claimed(code, email, good)
	if got, err := r.enter(email, good, ""); err != nil || got.Token == "" || got.UserID != here.UserID || got.Memberships != nil {
		t.Fatalf("the only organization: %+v, %v", got, err)
	}
	there := r.found(theirs, "Theirs", email, good)
	if there.Org != string(theirs) || there.OrgName != "Theirs" || there.UserID == here.UserID {
		t.Errorf("the owner came into %+v", there)
	}
	got, err := r.enter(email, good, "")
	if err != nil || got.Token != "" || got.UserID != "" || len(got.Memberships) != 2 || got.Memberships[1].Name != "Theirs" {
		t.Fatalf("asked which: %+v, %v", got, err)
	}
	for _, wrong := range []desk.OrgID{"", org, theirs, "org_none"} {
		got, err := r.enter(email, "wrong "+good, wrong)
		r.wants("a wrong password", err, desk.CodeUnauthorized, "password")
		if got.Memberships != nil {
			t.Errorf("a wrong password is told of %v", got.Memberships)
		}
	}
	for to, want := range map[desk.OrgID]string{org: here.UserID, theirs: there.UserID} {
		got, err := r.enter(email, good, to)
		if err != nil || got.Token == "" || got.UserID != want || got.Org != string(to) || len(got.Memberships) != 2 {
			t.Errorf("into %s: %+v, %v", to, got, err)
		}
		if id := r.identity(got.Token); id.Org != to || string(id.UserID) != want {
			t.Errorf("into %s: the token is %+v", to, id)
		}
	}
	_, err = r.enter(email, good, "org_none")
	r.wants("an organization that is not there", err, desk.CodeUnauthorized, "password")

	// Another password in one of them: each opens its own, and neither tells of the other.
	id := r.identity(there.Token)
	owner, err := desk.Get[*desk.User](t.Context(), r.g, theirs, desk.RowUser, id.UserID)
	r.must(err)
	_, err = r.s.ChangePassword(t.Context(), owner, id, wire.ChangePassword{Old: good, New: other}, func(string) {})
	r.must(err)
	for password, want := range map[string]string{good: here.UserID, other: there.UserID} {
		if got, err := r.enter(email, password, ""); err != nil || got.UserID != want || got.Memberships != nil {
			t.Errorf("with its own password: %+v, %v", got, err)
		}
	}
	_, err = r.enter(email, good, theirs)
	r.wants("the password of the other", err, desk.CodeUnauthorized, "password")
	if n := r.recipes(email); n != 1 {
		t.Errorf("%d calculations for two organizations: the time tells how many there are", n)
	}
}

// Whoever may reset a password in one organization comes into no other by it.
func TestMembership_aResetOpensOneOrganization(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const email = "ana@example.com"
	code, err := r.s.FirstOwner(t.Context(), org)
	r.must(err)
	r.claimed(code, email, good)
	boss := r.found(theirs, "Theirs", "boss@example.com", good)
	by, err := desk.Get[*desk.User](t.Context(), r.g, theirs, desk.RowUser, boss.UserID)
	r.must(err)
	inv, err := r.s.Invite(t.Context(), theirs, by, wire.Invite{Role: "agent", Email: email})
	if err != nil {
		t.Fatalf("an address that somebody has elsewhere: %v", err)
	}
	joined := r.claimed(inv.Code, email, good)
	reset, err := r.s.ResetPassword(t.Context(), theirs, by, desk.UserID(joined.UserID))
	r.must(err)
	taken, err := r.s.Claim(t.Context(), wire.Claim{Code: reset.Code, Password: "the boss knows this one"})
	if err != nil || taken.Org != string(theirs) {
		t.Fatalf("reset: %+v, %v", taken, err)
	}
	_, err = r.enter(email, "the boss knows this one", org)
	r.wants("the other organization", err, desk.CodeUnauthorized, "password")
	if got, err := r.enter(email, "the boss knows this one", ""); err != nil || got.Org != string(theirs) {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = r.s.ResetPassword(t.Context(), org, by, desk.UserID(joined.UserID))
	r.wants("a person of another organization", err, desk.CodeNotFound, "")
}

func (r *rig) recipes(email string) int {
	r.t.Helper()
	all, err := r.g.CredentialsByEmail(r.t.Context(), email)
	r.must(err)
	return people.Recipes(all)
}
