package signup_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/signup"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	otherOrg   desk.OrgID = "org_other"
	hostedPage            = "https://business.facebook.com/messaging/whatsapp/onboard/?app_id=" + app
	business              = "506914307656634"
)

// hostedApp configures the app's hosted page for an organization.
func (r *rig) hostedApp(of desk.OrgID, token string) {
	r.t.Helper()
	body, _ := json.Marshal(wire.AppPut{ID: app, Name: "Shop app", Secret: sandbox.DefaultAppSecret, HostedURL: hostedPage, SystemToken: token}) //nolint:gosec // opens nothing but the sandbox
	if _, err := r.links.Calls()[wire.CallAppPut.Name](r.t.Context(), of, r.maria, body); err != nil {
		r.t.Fatal(err)
	}
}

// other is an admin of the other organization, which uses the same app.
func (r *rig) other() signup.Caller {
	r.t.Helper()
	u := &desk.User{ID: "usr_olga", Name: "olga", Email: "olga@example.com", Role: desk.RoleOwner, Active: true}
	for kind, payload := range map[desk.EntryKind]any{desk.EntryUserPut: u} {
		if out, err := desk.Record(r.t.Context(), r.ledger, otherOrg, kind, payload); err != nil || out.Quarantined {
			r.t.Fatalf("put: %v %+v", err, out)
		}
	}
	r.hostedApp(otherOrg, sandbox.DefaultToken)
	return signup.Caller{Org: otherOrg, User: u, DeviceID: "dev_olga"}
}

func (r *rig) beginHosted(c signup.Caller) wire.SignUp {
	r.t.Helper()
	return must[wire.SignUp](r, c, wire.CallSignUpBegin.Name, wire.SignUpBegin{AppID: app, Way: wire.WayCloud, Hosted: true})
}

func (r *rig) stateOf(c signup.Caller, id string) wire.SignUp {
	r.t.Helper()
	return must[wire.SignUp](r, c, wire.CallSignUpState.Name, wire.SignUpRef{SignUpID: id})
}

// led opens the address, which leads to Meta's hosted page.
func (r *rig) led(url string) {
	r.t.Helper()
	status, _, at := r.browser().get(url)
	if status != http.StatusSeeOther || at.Header.Get("Location") != hostedPage {
		r.t.Fatalf("led: %d to %q", status, at.Header.Get("Location"))
	}
}

// grants has Meta tell that an account was granted, to every organization with the app.
func (r *rig) grants(account, of string) {
	r.t.Helper()
	g := channel.Grant{App: app, Account: account, Business: of, At: r.now().UnixMilli()}
	if err := r.s.AccountGranted(r.t.Context(), []desk.OrgID{org, otherOrg}, g); err != nil {
		r.t.Fatal(err)
	}
}

// finishes ends a walk on the hosted page: at Meta, and by the webhook that tells of it.
func (r *rig) finishes(account, of string) {
	r.t.Helper()
	r.allow(sandbox.Wish{Account: account, Hosted: true, Business: of})
	r.grants(account, of)
}

func confirm(r *rig, c signup.Caller, id, named string) (wire.SignUp, error) {
	return call[wire.SignUp](r, c, wire.CallSignUpConfirm.Name, wire.SignUpConfirm{SignUpID: id, Mine: true, BusinessID: named})
}

func saidContext(t *testing.T, f *wire.Failure) string {
	t.Helper()
	if f == nil {
		return ""
	}
	context, _ := f.Params[desk.ParamContext].(string)
	return f.Subcode + "/" + context
}

func TestHosted_fromMetasPageToALinkedAccount(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, sandbox.DefaultToken)
	maria := caller(r.maria)
	su := r.beginHosted(maria)
	if !su.Hosted || su.Stage != wire.StageWaiting || !strings.Contains(su.URL, "state=") {
		t.Fatalf("begun: %+v", su)
	}
	r.led(su.URL)
	if got := r.stateOf(maria, su.ID); got.Stage != wire.StageOpened {
		t.Fatalf("opened: %+v", got)
	}
	if _, text, _ := r.browser().get(su.URL); !strings.Contains(text, "used already") {
		t.Error("the address opens twice")
	}
	r.finishes(sandbox.DefaultWABA, business)
	r.grants(sandbox.DefaultWABA, business) // Meta tells of it twice
	got := r.stateOf(maria, su.ID)
	if got.Stage != wire.StageConfirm || got.BusinessID != business || len(got.Accounts) != 1 || got.Accounts[0].Name != "Harbour & Pine" {
		t.Fatalf("came: %+v", got)
	}
	if _, err := call[wire.SignUp](r, maria, wire.CallSignUpChoose.Name, wire.SignUpChoose{SignUpID: su.ID, WabaID: sandbox.DefaultWABA}); desk.SubcodeOf(err) != "signUp" {
		t.Errorf("chosen before it was confirmed: %v", err)
	}
	for range 2 { // the answer may get lost
		got, err := confirm(r, maria, su.ID, " "+business+" ")
		if err != nil || got.Stage != wire.StageAccounts {
			t.Fatalf("confirmed: %+v, %v", got, err)
		}
	}
	got = must[wire.SignUp](r, maria, wire.CallSignUpChoose.Name, wire.SignUpChoose{SignUpID: su.ID, WabaID: sandbox.DefaultWABA})
	token, err := r.links.Token(t.Context(), org, sandbox.DefaultWABA)
	if got.Stage != wire.StageLinked || err != nil || !strings.HasPrefix(token.Reveal(), "EAAPRACTICEgrant") {
		t.Fatalf("linked: %+v, %v", got, err)
	}
	r.holdsNoSecret(stateOf(t, su.URL), token.Reveal(), sandbox.DefaultToken)
}

// Nothing comes back from the page, so whose account comes is told by nothing but this: who
// is on it, who was, and what the person says.
func TestHosted_twoOrganizationsNeverGetEachOthersAccount(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, sandbox.DefaultToken)
	maria, olga := caller(r.maria), r.other()
	theirs := r.world.AddAccount("Olga's Flowers")

	first := r.beginHosted(maria)
	_, err := call[wire.SignUp](r, olga, wire.CallSignUpBegin.Name, wire.SignUpBegin{AppID: app, Way: wire.WayCloud, Hosted: true})
	refused(t, "two at once", err, "conflict/hosted/busy")
	r.led(first.URL)

	// Maria leaves, and finishes at Meta while Olga is on the page.
	r.pass(5 * time.Minute)
	must[wire.None](r, maria, wire.CallSignUpCancel.Name, wire.SignUpRef{SignUpID: first.ID})
	second := r.beginHosted(olga)
	r.led(second.URL)
	r.finishes(sandbox.DefaultWABA, business)
	got := r.stateOf(olga, second.ID)
	if got.Stage != wire.StageConfirm || got.BusinessID != "" || got.WabaID != "" || len(got.Accounts) != 0 {
		t.Fatalf("olga is shown an account that may be Maria's: %+v", got)
	}
	raw, _ := json.Marshal(got)
	if strings.Contains(string(raw), business) || strings.Contains(string(raw), sandbox.DefaultWABA) || strings.Contains(string(raw), "Harbour") {
		t.Errorf("it names Maria's: %s", raw)
	}
	for _, guess := range []string{"", "942647313864044", theirs} {
		_, err := confirm(r, olga, second.ID, guess)
		refused(t, "guessed "+guess, err, "invalid/hosted/otherBusiness")
	}
	if got, err := call[wire.SignUp](r, olga, wire.CallSignUpConfirm.Name, wire.SignUpConfirm{SignUpID: second.ID}); err != nil || saidContext(t, got.Said) != "hosted/notMine" || got.Stage != wire.StageOpened {
		t.Fatalf("it is not hers: %+v, %v", got, err)
	}
	if left, _ := r.keeper.Get(t.Context(), otherOrg, "signup/"+second.ID+"/token"); left != "" {
		t.Error("the token of Maria's account stays with Olga's sign-up")
	}

	// Her own comes next. Maria could still finish, so she names its business.
	third := r.beginHosted(olga)
	r.led(third.URL)
	r.finishes(theirs, "942647313864044")
	if got := r.stateOf(olga, third.ID); got.Stage != wire.StageConfirm || got.BusinessID != "" {
		t.Fatalf("her own: %+v", got)
	}
	got2, err := confirm(r, olga, third.ID, "942647313864044")
	if err != nil || got2.Stage != wire.StageAccounts || len(got2.Accounts) != 1 || got2.Accounts[0].ID != theirs {
		t.Fatalf("named: %+v, %v", got2, err)
	}
	// A day later nobody finishes late any more.
	r.pass(25 * time.Hour)
	r.s.Sweep(t.Context())
	fourth := r.beginHosted(maria)
	r.led(fourth.URL)
	r.finishes(sandbox.DefaultWABA, business)
	if got := r.stateOf(maria, fourth.ID); got.BusinessID != business || len(got.Accounts) != 1 {
		t.Errorf("a day later: %+v", got)
	}
}

func TestHosted_whatHasExpiredMayStillBeFinishedLate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, sandbox.DefaultToken)
	olga := r.other()
	r.led(r.beginHosted(caller(r.maria)).URL)
	r.pass(31 * time.Minute) // over, and perhaps not swept yet
	for _, swept := range []bool{false, true} {
		if swept {
			r.s.Sweep(t.Context())
			r.s.Sweep(t.Context())
		}
		su := r.beginHosted(olga)
		r.led(su.URL)
		r.finishes(sandbox.DefaultWABA, business)
		if got := r.stateOf(olga, su.ID); got.Stage != wire.StageConfirm || got.BusinessID != "" {
			t.Errorf("swept %v: %+v", swept, got)
		}
		must[wire.None](r, olga, wire.CallSignUpCancel.Name, wire.SignUpRef{SignUpID: su.ID})
	}
	r.pass(25 * time.Hour)
	r.s.Sweep(t.Context())
	if left, err := r.db.AllSignUps(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("%d traces stay, %v", len(left), err)
	}
}

func TestHosted_aLinkedAccountIsNotGivenToAnotherOrganization(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, sandbox.DefaultToken)
	olga := r.other()
	if out, err := desk.Record(t.Context(), r.ledger, org, desk.EntryWabaPut, desk.Waba{ID: sandbox.DefaultWABA, AppID: app}); err != nil || out.Quarantined {
		t.Fatal(err)
	}
	su := r.beginHosted(olga)
	r.led(su.URL)
	r.finishes(sandbox.DefaultWABA, business)
	if got := r.stateOf(olga, su.ID); saidContext(t, got.Said) != "hosted/elsewhere" || got.BusinessID != "" || r.asked("/system_user_access_tokens") != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestHosted_aRefusedTokenIsAskedForAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, "")
	maria := caller(r.maria)
	su := r.beginHosted(maria)
	r.led(su.URL)
	r.finishes(sandbox.DefaultWABA, business)
	for range 3 {
		if got := r.stateOf(maria, su.ID); got.Stage != wire.StageGranted || saidContext(t, got.Said) != "hosted/noToken" {
			t.Fatalf("without a token: %+v", got)
		}
	}
	r.hostedApp(org, "EAA-of-somebody-else")
	r.pass(31 * time.Second)
	for range 3 {
		if got := r.stateOf(maria, su.ID); saidContext(t, got.Said) != "hosted/fetch" {
			t.Fatalf("with a wrong token: %+v", got)
		}
	}
	if n := r.asked("/system_user_access_tokens"); n != 1 {
		t.Errorf("asked %d times within half a minute", n)
	}
	r.hostedApp(org, sandbox.DefaultToken)
	r.pass(31 * time.Second)
	r.start(nil) // the relay was restarted meanwhile
	if got := r.stateOf(maria, su.ID); got.Stage != wire.StageConfirm || got.Said != nil {
		t.Errorf("with the right token: %+v", got)
	}
}

func TestHosted_silenceIsSaidAndNotTheEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, sandbox.DefaultToken)
	maria := caller(r.maria)
	su := r.beginHosted(maria)
	r.led(su.URL)
	r.pass(9 * time.Minute)
	if got := r.stateOf(maria, su.ID); got.Said != nil {
		t.Errorf("after nine minutes: %+v", got.Said)
	}
	r.pass(2 * time.Minute)
	if got := r.stateOf(maria, su.ID); saidContext(t, got.Said) != "hosted/quiet" {
		t.Errorf("after eleven minutes: %+v", got.Said)
	}
	r.finishes(sandbox.DefaultWABA, business)
	if got := r.stateOf(maria, su.ID); got.Stage != wire.StageConfirm || got.Said != nil {
		t.Errorf("then: %+v", got)
	}
}

// What is not for a sign-up changes none.
func TestHosted_onlyWhatMayBeItsOwnIsTaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before func(r *rig, su wire.SignUp)
		grant  channel.Grant
		orgs   []desk.OrgID
	}{
		"before the page was opened":   {nil, channel.Grant{App: app}, []desk.OrgID{org}},
		"another app's":                {(*rig).openIt, channel.Grant{App: "1"}, []desk.OrgID{org}},
		"proven to somebody else":      {(*rig).openIt, channel.Grant{App: app}, []desk.OrgID{otherOrg}},
		"told again, from long before": {(*rig).openIt, channel.Grant{App: app, At: 1}, []desk.OrgID{org}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.hostedApp(org, sandbox.DefaultToken)
			su := r.beginHosted(caller(r.maria))
			if c.before != nil {
				c.before(r, su)
			}
			want := r.state(su.ID).Stage
			c.grant.Account, c.grant.Business = sandbox.DefaultWABA, business
			if err := r.s.AccountGranted(t.Context(), c.orgs, c.grant); err != nil {
				t.Fatal(err)
			}
			if got := r.state(su.ID); got.Stage != want {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func (r *rig) openIt(su wire.SignUp) { r.led(su.URL) }

func TestHosted_tooManyWrongBusinessesEndIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, sandbox.DefaultToken)
	maria := caller(r.maria)
	su := r.beginHosted(maria)
	r.led(su.URL)
	r.finishes(sandbox.DefaultWABA, business)
	r.state(su.ID)
	for range 4 {
		_, err := confirm(r, maria, su.ID, "1")
		refused(t, "another business", err, "invalid/hosted/otherBusiness")
	}
	got, err := confirm(r, maria, su.ID, "2")
	if err != nil || saidContext(t, got.Said) != "hosted/tries" || got.BusinessID != "" {
		t.Fatalf("the fifth: %+v, %v", got, err)
	}
	if _, err := confirm(r, maria, su.ID, business); desk.CodeOf(err) != desk.CodeConflict {
		t.Errorf("the right one after that: %v", err)
	}
	if _, text, _ := r.browser().get(su.URL); strings.Contains(text, "facebook.com") {
		t.Error("its page still leads to Meta")
	}
}

// The page of a hosted sign-up takes no code and no event of Meta's window.
func TestHosted_itsPageTakesNothingOfTheWindow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, sandbox.DefaultToken)
	su := r.beginHosted(caller(r.maria))
	b := r.browser()
	b.get(su.URL)
	allowed := r.allow(sandbox.Wish{})
	for path, body := range map[string]any{"code": map[string]string{"code": allowed.Code}, "event": finish(allowed), "page": map[string]string{"what": "closed"}} {
		if got := b.tell(path, body); got.View != "gone" {
			t.Errorf("%s: %+v", path, got)
		}
	}
	if got := r.state(su.ID); got.Stage != wire.StageOpened || r.asked("/oauth/access_token") != 0 {
		t.Errorf("got %+v", got)
	}
}

// Whoever begins anew, for whatever number, does not stand in their own way; a colleague does.
func TestHosted_onePersonIsOnThePageOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, sandbox.DefaultToken)
	first := r.beginHosted(caller(r.maria))
	again := must[wire.SignUp](r, caller(r.maria), wire.CallSignUpBegin.Name, wire.SignUpBegin{AppID: app, SetupID: "set_marias", Way: wire.WayCloud, Hosted: true})
	if all := must[wire.SignUps](r, caller(r.maria), wire.CallSignUps.Name, wire.None{}).SignUps; len(all) != 1 || all[0].ID != again.ID || all[0].ID == first.ID {
		t.Errorf("there are %+v", all)
	}
	_, err := call[wire.SignUp](r, caller(r.ben), wire.CallSignUpBegin.Name, wire.SignUpBegin{AppID: app, Way: wire.WayCloud, Hosted: true})
	refused(t, "a colleague", err, "conflict/hosted/busy")
}

// An account that was linked on the page can be granted there again, by a colleague too.
func TestHosted_theSameAccountMayComeAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hostedApp(org, sandbox.DefaultToken)
	for _, who := range []*desk.User{r.maria, r.ben} {
		c := caller(who)
		su := r.beginHosted(c)
		r.led(su.URL)
		r.finishes(sandbox.DefaultWABA, business)
		if got := r.stateOf(c, su.ID); got.Stage != wire.StageConfirm || got.BusinessID != business {
			t.Fatalf("%s: %+v", who.Name, got)
		}
		got, err := confirm(r, c, su.ID, business)
		if err != nil || got.Accounts[0].Linked != (who == r.ben) {
			t.Fatalf("%s: %+v, %v", who.Name, got, err)
		}
		must[wire.SignUp](r, c, wire.CallSignUpChoose.Name, wire.SignUpChoose{SignUpID: su.ID, WabaID: sandbox.DefaultWABA})
		r.pass(5 * time.Minute)
	}
}

func TestHosted_needsAnAppWithAPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := call[wire.SignUp](r, caller(r.maria), wire.CallSignUpBegin.Name, wire.SignUpBegin{AppID: app, Way: wire.WayCloud, Hosted: true})
	refused(t, "no page", err, "invalid/hosted/none")
}
