package session_test

import (
	"slices"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/backend/desk"
)

func named(list []bridge.Organization) (names []string) {
	for _, o := range list {
		name := o.Name
		if o.Current {
			name += " (here)"
		}
		if o.SignedIn {
			name += " (in)"
		}
		names = append(names, name)
	}
	return names
}

func TestSignIn_asksWhichOfSeveral(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop, clinic), newComputer(t)
	r := c.start()
	r.must(r.Connect(o.srv.URL))
	r.must(r.SignIn(mail, password))
	s := r.State()
	if s.UserID != "" || s.Phase != bridge.PhaseSignIn || !slices.Equal(named(s.Organizations), []string{"Shop", "Clinic"}) {
		t.Fatalf("before the choice: %q, %s, %v", s.UserID, s.Phase, named(s.Organizations))
	}
	r.must(r.SignInTo(mail, password, clinic.Org))
	if s = r.live(); s.UserID != "usr_org_clinic" || !slices.Equal(named(s.Organizations), []string{"Clinic (here) (in)", "Shop"}) {
		t.Errorf("after it: %q, %v", s.UserID, named(s.Organizations))
	}
}

// Each organization has its own sign-in and its own outbox; what was written in
// one is never sent, nor shown, in the other.
func TestSwitchOrganization_thereAndBack(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop, clinic), newComputer(t)
	r := c.start()
	r.in(o)
	shopToken := r.token()
	r.must(r.copy.Outbox().SaveDraft(t.Context(), "thr_1", "for the shop"))
	r.queue("cmd_1")
	if got, err := r.SwitchOrganization(clinic.Org, "", false); err != nil || got.Queued != 1 || r.State().UserID != "usr_org_shop" {
		t.Errorf("with a reply that has not gone: %+v, %v", got, err)
	}
	if got, err := r.SwitchOrganization(clinic.Org, "", true); err != nil || !got.Password || r.token() != shopToken {
		t.Errorf("where nobody has signed in yet: %+v, %v", got, err)
	}
	_, err := r.SwitchOrganization(clinic.Org, "wrong", true)
	r.wants("a wrong password", err, desk.CodeUnauthorized, "credentials")
	if s := r.State(); s.UserID != "usr_org_shop" || r.token() != shopToken {
		t.Errorf("a wrong password leads to %q", s.UserID)
	}
	_, err = r.SwitchOrganization(clinic.Org, password, true)
	r.must(err)
	s := r.live()
	if s.UserID != "usr_org_clinic" || s.Link.Queued != 0 || !slices.Equal(named(s.Organizations), []string{"Clinic (here) (in)", "Shop (in)"}) {
		t.Errorf("in the clinic: %q, %d queued, %v", s.UserID, s.Link.Queued, named(s.Organizations))
	}
	if drafts, err := r.copy.Outbox().Drafts(t.Context()); err != nil || len(drafts) != 0 || r.token() == shopToken {
		t.Errorf("the clinic finds %v, %v", drafts, err)
	}
	r.end()
	r = c.start()
	r.live()
	_, err = r.SwitchOrganization(shop.Org, "", false)
	r.must(err)
	if s = r.live(); s.UserID != "usr_org_shop" || s.DeviceID != "dev_org_shop" || r.token() != shopToken || s.Link.Queued != 1 {
		t.Errorf("back in the shop: %q on %q, %d queued", s.UserID, s.DeviceID, s.Link.Queued)
	}
	if drafts, err := r.copy.Outbox().Drafts(t.Context()); err != nil || drafts["thr_1"] != "for the shop" {
		t.Errorf("the shop finds %v, %v", drafts, err)
	}
	if q, err := r.copy.Outbox().Queued(t.Context()); err != nil || len(q) != 1 || q[0].State != "stopped" {
		t.Errorf("the reply is to wait for the person: %+v, %v", q, err)
	}
	_, err = r.SwitchOrganization("org_other", "", true)
	r.wants("an organization that is not theirs", err, desk.CodeNotFound, "organization")
}

// Signing out leaves no sign-in of any organization behind, here or at the relay.
func TestSignOut_endsTheOthersToo(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop, clinic), newComputer(t)
	r := c.start()
	r.in(o)
	_, err := r.SwitchOrganization(clinic.Org, password, true)
	r.must(err)
	r.live()
	parked := r.held(session.TokenName + ".usr_org_shop")
	if parked == "" {
		t.Fatal("the shop's sign-in was not kept")
	}
	_, err = r.SignOut(true)
	r.must(err)
	o.mu.Lock()
	gone := slices.Clone(o.gone)
	o.mu.Unlock()
	if r.held(session.TokenName+".usr_org_shop") != "" || !slices.Contains(gone, parked) || len(r.State().Organizations) != 0 {
		t.Errorf("the shop's sign-in is left; ended at the relay: %d, listed: %v", len(gone), r.State().Organizations)
	}
}

// A relay that cannot be reached keeps nobody signed in.
func TestSignOut_withoutTheRelay(t *testing.T) {
	t.Parallel()
	o, c := newOffice(t, shop, clinic), newComputer(t)
	r := c.start()
	r.in(o)
	_, err := r.SwitchOrganization(clinic.Org, password, true)
	r.must(err)
	r.live()
	o.revoke(1001) // the connections go, and then the relay
	o.srv.Close()
	_, err = r.SignOut(true)
	r.must(err)
	if s := r.State(); s.UserID != "" || r.held(session.TokenName) != "" || r.held(session.TokenName+".usr_org_shop") != "" {
		t.Errorf("as %q, tokens are left", s.UserID)
	}
}
