package people_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
)

func TestFirstOwner_isMadeOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	if fresh, err := r.s.Fresh(ctx, org); !fresh || err != nil {
		t.Errorf("fresh %v, %v", fresh, err)
	}
	old, err := r.s.FirstOwner(ctx, org)
	r.must(err)
	sess := r.owner() // asks again: a restart before anybody came
	_, err = r.s.Claim(ctx, wire.Claim{Code: old, Name: "Eve", Email: "eve@example.com", Password: good})
	r.wants("an earlier owner code", err, desk.CodeUnauthorized, "code")
	if code, err := r.s.FirstOwner(ctx, org); code != "" || err != nil {
		t.Errorf("a second owner code: %v", err)
	}
	if fresh, err := r.s.Fresh(ctx, org); fresh || err != nil {
		t.Errorf("fresh %v, %v", fresh, err)
	}
	u := r.user(sess.UserID)
	if u.Role != desk.RoleOwner || u.Email != "maria@example.com" || !u.Active || sess.Role != "owner" {
		t.Errorf("got %+v", u)
	}
	id, err := r.s.Authenticate(ctx, sess.Token)
	if err != nil || string(id.UserID) != sess.UserID || string(id.DeviceID) != sess.DeviceID {
		t.Errorf("got %+v, %v", id, err)
	}
}

func TestClaim_invitation(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	maria := r.user(r.owner().UserID)
	inv, err := r.s.Invite(ctx, org, maria, wire.Invite{Name: "Ben", Email: "ben@example.com", Role: "agent"})
	r.must(err)
	if !strings.HasPrefix(inv.Link, "https://relay.example/join#") || inv.Code == "" {
		t.Errorf("link %q", inv.Link)
	}
	anybody, err := r.s.Invite(ctx, org, maria, wire.Invite{Name: "Ben", Role: "agent"})
	r.must(err)
	list, err := r.s.Invitations(ctx, org, maria)
	if err != nil || len(list.Invitations) != 2 || list.Invitations[0].Code != "" || list.Invitations[0].Link != "" {
		t.Errorf("the list shows codes, or not the invitation: %v", err)
	}
	for what, c := range map[string]struct {
		claim wire.Claim
		code  desk.Code
		sub   string
	}{
		"no code":        {wire.Claim{Name: "Ben", Email: "ben@example.com", Password: good}, desk.CodeUnauthorized, "code"},
		"wrong code":     {wire.Claim{Code: "AAAA-BBBB", Name: "Ben", Email: "ben@example.com", Password: good}, desk.CodeUnauthorized, "code"},
		"no name":        {wire.Claim{Code: inv.Code, Name: " ", Email: "ben@example.com", Password: good}, desk.CodeInvalid, "name"},
		"bad address":    {wire.Claim{Code: inv.Code, Name: "Ben", Email: "ben", Password: good}, desk.CodeInvalid, "email"},
		"taken address":  {wire.Claim{Code: anybody.Code, Name: "Ben", Email: "MARIA@example.com", Password: good}, desk.CodeConflict, "emailTaken"},
		"other address":  {wire.Claim{Code: inv.Code, Name: "Ben", Email: "eve@example.com", Password: good}, desk.CodeForbidden, "otherEmail"},
		"short password": {wire.Claim{Code: inv.Code, Name: "Ben", Email: "ben@example.com", Password: "short"}, desk.CodeInvalid, "passwordShort"},
		"long password":  {wire.Claim{Code: inv.Code, Name: "Ben", Email: "ben@example.com", Password: strings.Repeat("x", 129)}, desk.CodeInvalid, "passwordLong"},
		"own address":    {wire.Claim{Code: inv.Code, Name: "Ben", Email: "ben@example.com", Password: "Ben@Example.com"}, desk.CodeInvalid, "passwordCommon"},
		"common one":     {wire.Claim{Code: inv.Code, Name: "Ben", Email: "ben@example.com", Password: "Password123"}, desk.CodeInvalid, "passwordCommon"},
	} {
		_, err := r.s.Claim(ctx, c.claim)
		r.wants(what, err, c.code, c.sub)
	}
	sloppy := " " + strings.ToLower(inv.Link[strings.Index(inv.Link, "#")+1:]) + " "
	sess, err := r.s.Claim(ctx, wire.Claim{Code: sloppy, Name: "Ben", Email: "ben@example.com", Password: good})
	r.must(err)
	if r.user(sess.UserID).Role != desk.RoleAgent {
		t.Error("not the role of the invitation")
	}
	_, err = r.s.Claim(ctx, wire.Claim{Code: inv.Link, Name: "Ben", Email: "ben2@example.com", Password: good})
	r.wants("used code", err, desk.CodeUnauthorized, "code")
}

// TestRule6_aCodeIsJudgedWhenItIsUsed: a code that lies in the database (an older
// version kept it, or an ending missed it) is good only if its maker is switched
// on and could make it today.
func TestRule6_aCodeIsJudgedWhenItIsUsed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.owner()
	on := r.person("target", desk.RoleAgent)
	roles := []desk.Role{desk.RoleOwner, desk.RoleAdmin, desk.RoleAgent}
	for n, by := range roles {
		for _, active := range []bool{true, false} {
			for _, gives := range roles {
				for _, kind := range []desk.InviteKind{desk.InviteJoin, desk.InviteReset} {
					id := fmt.Sprintf("%d%t%s%s", n, active, gives, kind)
					maker := r.person("maker"+id, by)
					r.change(maker.ID, func(u *desk.User) { u.Active = active })
					inv := desk.Invite{
						ID: "inv_" + id, Org: org, Kind: kind, CodeHash: people.HashCode(id), Role: gives, CreatedBy: maker.ID,
						ExpiresAt: r.clock.now().Add(time.Hour).UnixMilli(), Seq: 1 << 40,
					}
					may := desk.MayGive(r.user(string(maker.ID)), gives)
					if kind == desk.InviteReset {
						inv.UserID = on.ID
						may = desk.May(r.user(string(maker.ID)), desk.ActReset, on)
					}
					r.must(r.g.WriteTx(t.Context(), func(tx *store.Tx) error {
						return tx.Door(t.Context(), func(ctx context.Context, d desk.DoorTx) error { return d.PutInvite(ctx, inv) })
					}))
					_, err := r.s.Claim(t.Context(), wire.Claim{Code: id, Name: "N", Email: "n" + id + "@example.com", Password: good})
					if (err == nil) != (may == nil) {
						t.Errorf("%s by %s (active %v), gives %s: %v, the table says %v", kind, by, active, gives, err, may)
					}
				}
			}
		}
	}
}

func TestClaim_endsWithTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	code, err := r.s.FirstOwner(t.Context(), org)
	r.must(err)
	r.clock.pass(7 * 24 * time.Hour)
	_, err = r.s.Claim(t.Context(), wire.Claim{Code: code, Name: "Maria", Email: "maria@example.com", Password: good})
	r.wants("expired", err, desk.CodeUnauthorized, "code")
}

// Guards against a relay that nobody can enter any more: a claim that was cut
// short used to leave an owner without a password and no way to make another.
func TestClaim_cutShort_canBeRepeated(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	code, err := r.s.FirstOwner(ctx, org)
	r.must(err)
	claim := wire.Claim{Code: code, Name: "Maria", Email: "maria@example.com", Password: good}
	r.g.set(func(g *ground) { g.failRecord = desk.Refuse(desk.CodeUnavailable, "") })
	_, err = r.s.Claim(ctx, claim)
	r.wants("record fails", err, desk.CodeUnavailable, "")
	r.g.set(func(g *ground) { g.failRecord = nil })
	_, err = r.signIn("maria@example.com", good, "here", "")
	r.wants("sign-in to nobody", err, desk.CodeUnauthorized, "password")
	if fresh, err := r.s.Fresh(ctx, org); !fresh || err != nil {
		t.Errorf("fresh %v, %v", fresh, err)
	}
	sess, err := r.s.Claim(ctx, claim) // the same code again
	r.must(err)
	users, err := desk.Find[*desk.User](ctx, r.g, org, desk.Users.With())
	if err != nil || len(users) != 1 || string(users[0].ID) != sess.UserID {
		t.Errorf("%d people, %v", len(users), err)
	}
}

func TestClaim_twoAtOnce_oneGetsIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	code, err := r.s.FirstOwner(t.Context(), org)
	r.must(err)
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, email := range []string{"a@example.com", "b@example.com"} {
		wg.Go(func() {
			_, errs[i] = r.s.Claim(t.Context(), wire.Claim{Code: code, Name: "A", Email: email, Password: good})
		})
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("got %v and %v", errs[0], errs[1])
	}
	if users, err := desk.Find[*desk.User](t.Context(), r.g, org, desk.Users.With()); err != nil || len(users) != 1 {
		t.Errorf("%d people, %v", len(users), err)
	}
}

func TestManage_rolesDecide(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx := t.Context()
	owner := r.user(r.owner().UserID)
	admin, agent := r.person("admin", desk.RoleAdmin), r.person("agent", desk.RoleAgent)
	for what, c := range map[string]struct {
		err error
		sub string
	}{
		"agent invites":       {second(r.s.Invite(ctx, org, agent, wire.Invite{Role: "agent"})), "supervisors"},
		"admin makes owner":   {second(r.s.Invite(ctx, org, admin, wire.Invite{Role: "owner"})), "ownersOnly"},
		"agent lists":         {second(r.s.Invitations(ctx, org, agent)), "supervisors"},
		"agent uninvites":     {r.s.Uninvite(ctx, org, agent, "x"), "supervisors"},
		"agent resets":        {second(r.s.ResetPassword(ctx, org, agent, owner.ID)), "supervisors"},
		"admin resets owner":  {second(r.s.ResetPassword(ctx, org, admin, owner.ID)), "ownersOnly"},
		"agent lists devices": {second(r.s.Devices(ctx, org, agent, owner.ID, "")), "supervisors"},
	} {
		r.wants(what, c.err, desk.CodeForbidden, c.sub)
	}
	r.wants("no such role", second(r.s.Invite(ctx, org, owner, wire.Invite{Role: "king"})), desk.CodeInvalid, "badRole")
	if _, err := r.s.Invite(ctx, org, owner, wire.Invite{Role: "owner"}); err != nil {
		t.Errorf("owner makes owner: %v", err)
	}
	inv, err := r.s.Invite(ctx, org, admin, wire.Invite{Role: "admin"})
	r.must(err)
	r.must(r.s.Uninvite(ctx, org, admin, inv.ID))
	_, err = r.s.Claim(ctx, wire.Claim{Code: inv.Code, Name: "Ben", Email: "ben@example.com", Password: good})
	r.wants("taken back", err, desk.CodeUnauthorized, "code")
}

func second[T any](_ T, err error) error { return err }
