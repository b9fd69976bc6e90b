package people_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// New codes take the place of the earlier ones, with what was arranged and without a
// licence more than before, though none is free.
func TestReinvite_makesNewCodesAndKeepsWhatWasArranged(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	i.bought(3) // Maria, Ana and Ben
	rows := []wire.PersonRow{
		{Name: "Ana", Email: "ana@example.com", Capacity: 9, Places: i.in(40), Presence: "away", Reason: "Training"},
		{Name: "Ben", Email: "ben@example.com"},
	}
	first := i.list(false, rows...)
	old := []wire.Invitation{*first.Fates[0].Invitation, *first.Fates[1].Invitation}
	again, err := i.s.Reinvite(t.Context(), org, i.by, []string{old[0].ID, old[1].ID, old[0].ID})
	i.must(err)
	if len(again.Invitations) != 2 {
		t.Fatalf("%d new codes of 2 invitations", len(again.Invitations))
	}
	open, err := i.s.Invitations(t.Context(), org, i.by)
	i.must(err)
	if len(open.Invitations) != 2 {
		t.Errorf("%d invitations are open, want 2", len(open.Invitations))
	}
	codes := map[string]string{}
	for _, inv := range again.Invitations {
		codes[inv.Email] = inv.Code
	}
	claim := func(code string) (wire.Session, error) {
		return i.s.Claim(t.Context(), wire.Claim{Code: code, Name: "Ana", Email: "ana@example.com", Password: good})
	}
	_, err = claim(old[0].Code)
	i.wants("the earlier code", err, desk.CodeUnauthorized, "code")
	s, err := claim(codes["ana@example.com"])
	i.must(err)
	if u := i.user(s.UserID); u.Capacity != 9 || i.at(u.ID) != 40 || u.Presence.Chosen != desk.PresenceAway || u.Presence.Reason != "Training" {
		t.Errorf("Ana came as %+v at level %d", u, i.at(u.ID))
	}
}

// All get a new code or none does, and nobody gets one for who may not be invited by them.
func TestReinvite_isRefused(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	ctx := t.Context()
	ana, err := i.s.Invite(ctx, org, i.by, wire.Invite{Name: "Ana", Email: "ana@example.com", Role: "owner"})
	i.must(err)
	ben, err := i.s.Invite(ctx, org, i.by, wire.Invite{Name: "Ben", Email: "ben@example.com", Role: "admin"})
	i.must(err)
	head := i.head()
	_, err = i.s.Reinvite(ctx, org, i.by, []string{ana.ID, "inv_none"})
	i.wants("one that is not open", err, desk.CodeNotFound, "notYours")
	_, err = i.s.Reinvite(ctx, org, i.by, make([]string, wire.MaxPeople+1))
	i.wants("too many", err, desk.CodeInvalid, "tooManyPeople")
	if i.head() != head {
		t.Error("a refused question was recorded")
	}
	s, err := i.s.Claim(ctx, wire.Claim{Code: ben.Code, Name: "Ben", Email: "ben@example.com", Password: good})
	i.must(err)
	admin := i.user(s.UserID)
	head = i.head()
	_, err = i.s.Reinvite(ctx, org, admin, []string{ana.ID})
	i.wants("an owner's code by an admin", err, desk.CodeForbidden, "ownersOnly")
	agent := *admin
	agent.Role = desk.RoleAgent
	_, err = i.s.Reinvite(ctx, org, &agent, []string{ana.ID})
	i.wants("by an agent", err, desk.CodeForbidden, "supervisors")
	if i.head() != head {
		t.Error("a refused question was recorded")
	}
	if _, err := i.s.Claim(ctx, wire.Claim{Code: ana.Code, Name: "Ana", Email: "ana@example.com", Password: good}); err != nil {
		t.Errorf("the code of before does not work after refusals: %v", err)
	}
}
