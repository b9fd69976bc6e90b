package app

import (
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

const elsewhere = desk.OrgID("org_zelsewhere")

// belongsElsewhere makes a second organization of which Ana is the owner, with a
// password of her own there.
func (r practiceRelay) belongsElsewhere(t *testing.T, password string) {
	t.Helper()
	code, err := r.People().Found(t.Context(), desk.Organization{ID: elsewhere, Name: "Elsewhere", Practice: true, Policy: desk.DefaultPolicy()}, practice.Ana)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.People().Claim(t.Context(), wire.Claim{
		Code: code, Name: "Ana Elsewhere", Email: practice.Ana, Password: password, Device: wire.Device{Key: wiretest.PublicKey()},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// count is how many rows of a kind the local copy holds.
func (d *desktop) count(kind desk.Kind) int {
	d.t.Helper()
	n, rev := 0, int64(0)
	for more := true; more; {
		var items []wire.Change
		var err error
		if items, rev, more, err = d.copy.ChangesSince(d.t.Context(), rev, 500); err != nil {
			d.t.Fatal(err)
		}
		for _, c := range items {
			if c.Kind == string(kind) && !c.Gone {
				n++
			}
		}
	}
	return n
}

func names(list []bridge.Organization) string {
	var out []string
	for _, o := range list {
		mark := ""
		if o.Current {
			mark = "*"
		}
		out = append(out, o.Name+mark)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// Somebody of two organizations is asked which, and goes from one to the other:
// what is shown, unsent or kept of one is not there in the other, and is there again
// when they are back.
func TestOrganizations_areChosenAndSwitched(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	d := newDesktop(t, nil).join(r.PublicURL(), practice.Ana, r.password)
	if s := d.services.session.State(); len(s.Organizations) != 0 {
		t.Errorf("with one organization there is a choice of %v", s.Organizations)
	}
	session := d.services.session
	if n, err := session.SignOut(false); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	r.belongsElsewhere(t, r.password)
	if err := session.SignIn(practice.Ana, "not the password at all"); err == nil || len(session.State().Organizations) != 0 {
		t.Errorf("a wrong password: %v, told of %v", err, session.State().Organizations)
	}
	if err := session.SignIn(practice.Ana, r.password); err != nil {
		t.Fatal(err)
	}
	s := session.State()
	if s.Phase != bridge.PhaseSignIn || s.UserID != "" || !strings.HasPrefix(names(s.Organizations), "Elsewhere, ") {
		t.Fatalf("in phase %s, offered %v", s.Phase, s.Organizations)
	}
	home := string(r.Org())
	if err := session.SignInTo(practice.Ana, r.password, home); err != nil {
		t.Fatal(err)
	}
	d.live()
	first := session.State()
	waitFor(t, "the numbers of home", func() bool { return d.count(desk.RowNumber) > 0 })
	d.leaveUnsent("thr_1", "written at home", "home.txt")
	left := d.unsent()

	if got, err := session.SwitchOrganization(string(elsewhere), "", false); err != nil || !got.Password {
		t.Fatalf("the first time the password is asked: %+v, %v", got, err)
	}
	if _, err := session.SwitchOrganization(string(elsewhere), "not the password at all", false); err == nil || session.State().UserID != first.UserID {
		t.Errorf("with a wrong password: %v", err)
	}
	if got, err := session.SwitchOrganization(string(elsewhere), r.password, false); err != nil || got != (bridge.Switched{}) {
		t.Fatalf("%+v, %v", got, err)
	}
	d.live()
	there := session.State()
	if there.RelayName != "Elsewhere" {
		t.Errorf("elsewhere the window says %q", there.RelayName)
	}
	if there.UserName != "Ana Elsewhere" || there.Role != "owner" || there.UserID == first.UserID || !strings.Contains(names(there.Organizations), "Elsewhere*") {
		t.Errorf("elsewhere: %s as %s of %v", there.UserName, there.Role, there.Organizations)
	}
	if got := d.unsent(); len(got) != 0 {
		t.Errorf("elsewhere they find %v", got)
	}
	for _, kind := range []desk.Kind{desk.RowThread, desk.RowNumber, desk.RowContact} {
		if n := d.count(kind); n != 0 {
			t.Errorf("elsewhere the copy holds %d rows of %s of home", n, kind)
		}
	}

	for range 2 { // there and back without a password
		if got, err := session.SwitchOrganization(home, "", false); err != nil || got != (bridge.Switched{}) {
			t.Fatalf("back: %+v, %v", got, err)
		}
		d.live()
		if got := d.unsent(); !slices.Equal(got, left) {
			t.Errorf("back at home they find %v, left %v", got, left)
		}
		if now := session.State(); now.UserID != first.UserID || now.DeviceID != first.DeviceID {
			t.Errorf("back as %s on %s", now.UserID, now.DeviceID)
		}
		if got, err := session.SwitchOrganization(string(elsewhere), "", false); err != nil || got != (bridge.Switched{}) {
			t.Fatalf("there again: %+v, %v", got, err)
		}
		d.live()
	}

	if n, err := session.SignOut(false); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	for _, user := range []struct {
		org desk.OrgID
		id  string
	}{{r.Org(), first.UserID}, {elsewhere, there.UserID}} {
		list, err := r.Store().SessionsOf(t.Context(), user.org, desk.UserID(user.id))
		if err != nil || len(list) == 0 {
			t.Fatal(len(list), err)
		}
		for _, each := range list {
			if each.DeviceKey != "" && each.Platform != "" && each.RevokedAt == 0 {
				t.Errorf("a sign-in of %s goes on after signing out", user.org)
			}
		}
	}
}
