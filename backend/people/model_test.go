package people_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/wire"
)

// model is what must be true of sign-in, without its database: who has what power now,
// and which codes and sessions came from whom.
type model struct {
	*rig
	rt    *rapid.T
	n     int
	users []*member
	codes []*code
	seats []*seat
}

type member struct {
	id       desk.UserID
	email    string
	password string
	role     desk.Role
	active   bool
}

type code struct {
	id    string
	text  string
	reset bool
	maker *member
	on    *member // of a reset
	role  desk.Role
	dead  bool // used, or its maker or its person lost power since
}

type seat struct {
	token string
	who   *member
	dead  bool
}

// TestRule6_powerEndsWithItsGiver plays invitations, resets, claims, sign-ins,
// changes of role, off and on, passwords and restarts in any order, and looks
// after each whether every code and every session is as good as it should be.
func TestRule6_powerEndsWithItsGiver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{rig: newRig(t), rt: rt}
		m.start()
		rt.Repeat(map[string]func(*rapid.T){
			"invite": m.invite, "reset": m.reset, "claim": m.claim, "signIn": m.signInAgain,
			"role": m.changeRole, "switch": m.switchOver, "password": m.changeOwnPassword, "signOut": m.signOut, "signOutAll": m.signOutAll, "copy": m.copyRefused, "takeBack": m.takeBack,
			"restart": func(*rapid.T) { m.restart() },
			"":        m.holds,
		})
		m.rebuilds()
	})
}

// rebuilds folds the whole record into an emptied state and wants everything as it
// was: people and rights, and the codes, devices and credentials beside them,
// which an ending in the record must not end again for who came later.
func (m *model) rebuilds() {
	before := m.everything()
	m.g.ledger.Stop()
	ctx := m.t.Context()
	m.must(m.g.WipeState(ctx, org))
	begin := func(ctx context.Context) (ledger.Tx, error) { return m.g.Begin(ctx) }
	m.must(ledger.Rebuild(ctx, org, m.g.DB, begin, fold))
	if after := m.everything(); after != before {
		m.rt.Fatalf("after a rebuild\n%s\nand before\n%s", after, before)
	}
	m.restart()
	m.holds(nil)
}

// everything is all rows, and what stands beside them.
func (m *model) everything() string {
	ctx := m.t.Context()
	var b bytes.Buffer
	m.must(m.g.DumpRows(ctx, org, &b))
	invites, err := m.g.InvitesOf(ctx, org)
	m.must(err)
	fmt.Fprintf(&b, "codes %+v\n", invites)
	users, err := desk.Find[*desk.User](ctx, m.g, org, desk.Users.With())
	m.must(err)
	for _, u := range users {
		sessions, err := m.g.SessionsOf(ctx, org, u.ID)
		m.must(err)
		cred, err := m.g.CredentialOf(ctx, org, u.ID)
		m.must(err)
		fmt.Fprintf(&b, "%s: devices %+v\n credential %+v\n", u.ID, sessions, cred)
	}
	return b.String()
}

func (m *model) start() {
	sess := m.owner()
	o := &member{id: desk.UserID(sess.UserID), email: "maria@example.com", password: good, role: desk.RoleOwner, active: true}
	m.users = append(m.users, o)
	m.seats = append(m.seats, &seat{token: sess.Token, who: o})
	for _, role := range []desk.Role{desk.RoleAdmin, desk.RoleAdmin, desk.RoleAgent} {
		name := fmt.Sprint("p", len(m.users))
		u := m.person(name, role)
		m.users = append(m.users, &member{id: u.ID, email: name + "@example.com", password: good, role: role, active: true})
	}
}

func (m *model) someone(t *rapid.T, what string) *member {
	return rapid.SampledFrom(m.users).Draw(t, what)
}

func (m *model) now(u *member) *desk.User {
	return &desk.User{ID: u.id, Role: u.role, Active: u.active}
}

func (m *model) agrees(what string, err error, want bool) {
	if (err == nil) != want {
		m.rt.Fatalf("%s: got %v, want success %v", what, err, want)
	}
}

func (m *model) invite(t *rapid.T) {
	by, role := m.someone(t, "by"), rapid.SampledFrom([]desk.Role{desk.RoleOwner, desk.RoleAdmin, desk.RoleAgent}).Draw(t, "role")
	inv, err := m.s.Invite(m.t.Context(), org, m.user(string(by.id)), wire.Invite{Role: string(role)})
	m.agrees("invite", err, desk.MayGive(m.now(by), role) == nil)
	if err == nil {
		m.codes = append(m.codes, &code{id: inv.ID, text: inv.Code, maker: by, role: role})
	}
}

func (m *model) reset(t *rapid.T) {
	by, on := m.someone(t, "by"), m.someone(t, "on")
	inv, err := m.s.ResetPassword(m.t.Context(), org, m.user(string(by.id)), on.id)
	m.agrees("reset", err, desk.May(m.now(by), desk.ActReset, m.now(on)) == nil)
	if err == nil {
		m.kill(func(c *code) bool { return c.reset && c.on == on })
		m.codes = append(m.codes, &code{text: inv.Code, reset: true, maker: by, on: on})
	}
}

func (m *model) kill(which func(*code) bool) {
	for _, c := range m.codes {
		c.dead = c.dead || which(c)
	}
}

func (m *model) claim(t *rapid.T) {
	if len(m.codes) == 0 {
		t.Skip("no code")
	}
	c := rapid.SampledFrom(m.codes).Draw(t, "code")
	m.n++
	claim := wire.Claim{Code: c.text, Name: "N", Email: fmt.Sprintf("n%d@example.com", m.n), Password: fmt.Sprintf("a fine password %d", m.n)}
	got, err := m.s.Claim(m.t.Context(), claim)
	stands := !c.dead
	if c.reset {
		stands = stands && c.on.active && desk.May(m.now(c.maker), desk.ActReset, m.now(c.on)) == nil
	} else {
		stands = stands && desk.MayGive(m.now(c.maker), c.role) == nil
	}
	m.agrees("claim", err, stands)
	if err != nil {
		return
	}
	c.dead = true
	who := c.on
	if c.reset {
		who.password = claim.Password
		m.endAll(who, "")
		m.kill(func(o *code) bool { return o.reset && o.on == who })
	} else {
		who = &member{id: desk.UserID(got.UserID), email: claim.Email, password: claim.Password, role: c.role, active: true}
		m.users = append(m.users, who)
	}
	m.seats = append(m.seats, &seat{token: got.Token, who: who})
}

func (m *model) endAll(who *member, keep string) {
	for _, s := range m.seats {
		s.dead = s.dead || s.who == who && s.token != keep
	}
}

func (m *model) signInAgain(t *rapid.T) {
	who := m.someone(t, "who")
	got, err := m.signIn(who.email, who.password, "here", "")
	m.agrees("sign in", err, who.active)
	if err == nil {
		m.seats = append(m.seats, &seat{token: got.Token, who: who})
	}
}

// loses is what follows from losing power.
func (m *model) loses(u *member) {
	m.endAll(u, "")
	m.kill(func(c *code) bool { return c.maker == u || c.on == u })
}

func (m *model) changeRole(t *rapid.T) {
	u := rapid.SampledFrom(m.users[1:]).Draw(t, "who")
	role := rapid.SampledFrom([]desk.Role{desk.RoleOwner, desk.RoleAdmin, desk.RoleAgent}).Draw(t, "role")
	m.change(u.id, func(now *desk.User) { now.Role = role })
	if role.Below(u.role) {
		m.loses(u)
	}
	u.role = role
}

func (m *model) switchOver(t *rapid.T) {
	u := rapid.SampledFrom(m.users[1:]).Draw(t, "who")
	u.active = !u.active
	m.change(u.id, func(now *desk.User) { now.Active = u.active })
	if !u.active {
		m.loses(u)
	}
}

func (m *model) changeOwnPassword(t *rapid.T) {
	s := rapid.SampledFrom(m.seats).Draw(t, "session")
	id, err := m.s.Authenticate(m.t.Context(), s.token)
	if err != nil {
		t.Skip("signed out")
	}
	m.n++
	after := fmt.Sprintf("a changed password %d", m.n)
	got, err := m.s.ChangePassword(m.t.Context(), m.user(string(id.UserID)), id, wire.ChangePassword{Old: s.who.password, New: after}, func(string) {})
	m.agrees("change password", err, true)
	s.who.password = after
	m.endAll(s.who, "")
	m.kill(func(c *code) bool { return c.reset && c.on == s.who })
	m.seats = append(m.seats, &seat{token: got.Token, who: s.who})
}

func (m *model) signOut(t *rapid.T) {
	by, s := m.someone(t, "by"), rapid.SampledFrom(m.seats).Draw(t, "session")
	id, err := m.s.Authenticate(m.t.Context(), s.token)
	if err != nil {
		t.Skip("signed out")
	}
	err = m.s.RevokeDevice(m.t.Context(), org, m.user(string(by.id)), id.DeviceID)
	m.agrees("sign out", err, desk.May(m.now(by), desk.ActSignOut, m.now(s.who)) == nil)
	s.dead = s.dead || err == nil
}

func (m *model) signOutAll(t *rapid.T) {
	by, of := m.someone(t, "by"), m.someone(t, "of")
	var keep *seat
	var current desk.DeviceID
	for _, s := range m.seats {
		if id, err := m.s.Authenticate(m.t.Context(), s.token); err == nil && s.who == by && of == by {
			keep, current = s, id.DeviceID
		}
	}
	err := m.s.SignOutAll(m.t.Context(), org, m.user(string(by.id)), of.id, current)
	may := desk.May(m.now(by), desk.ActSignOut, m.now(of)) == nil
	m.agrees("sign out all", err, may)
	for _, s := range m.seats {
		s.dead = s.dead || may && s.who == of && s != keep
	}
}

// copyRefused is a use of a token without the key of its device.
func (m *model) copyRefused(t *rapid.T) {
	s := rapid.SampledFrom(m.seats).Draw(t, "session")
	_, err := m.s.Service.Authenticate(m.t.Context(), wire.Presented{Token: s.token})
	m.agrees("a copy", err, false)
}

func (m *model) takeBack(t *rapid.T) {
	if len(m.codes) == 0 {
		t.Skip("no code")
	}
	by, c := m.someone(t, "by"), rapid.SampledFrom(m.codes).Draw(t, "code")
	if c.reset || c.dead {
		t.Skip("nothing to take back")
	}
	err := m.s.Uninvite(m.t.Context(), org, m.user(string(by.id)), c.id)
	may := desk.MayGive(m.now(by), c.role) == nil
	m.agrees("take back", err, may)
	c.dead = may
}

// holds is looked at after each step.
func (m *model) holds(*rapid.T) {
	ctx := context.Background()
	for _, s := range m.seats {
		id, err := m.s.Authenticate(ctx, s.token)
		m.agrees(fmt.Sprintf("session of %s (%s)", s.who.id, s.who.role), err, !s.dead && s.who.active)
		if err == nil {
			m.agrees("the same at a frame", m.s.Judge(ctx, id), true)
		}
	}
	owners := slices.IndexFunc(m.users, func(u *member) bool { return u.active && u.role == desk.RoleOwner })
	if owners < 0 {
		m.rt.Fatal("no owner is left")
	}
}
