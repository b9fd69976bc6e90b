package doctor_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func TestExamine_aHealthyNumberPassesEveryCheck(t *testing.T) {
	t.Parallel()
	e := newRig(t, healthy()).examined()
	var names []desk.CheckName
	for _, c := range e.Checks {
		names = append(names, c.Name)
		if c.Verdict != desk.VerdictOK || c.Said != nil || len(c.Facts) == 0 {
			t.Errorf("%s: %s with %v, %v", c.Name, c.Verdict, c.Facts, c.Said)
		}
	}
	if !slices.Equal(names, desk.Checks) || e.NumberID != "num_1" || e.By != boss.ID || e.Cause != desk.CheckAsked {
		t.Errorf("%+v", e)
	}
}

// Each fault is named by its own check, with its own sentence; what cannot be told
// because of it is not named, and says what to put right first.
func TestExamine_eachFaultHasOneName(t *testing.T) {
	t.Parallel()
	ms := now.UnixMilli()
	for name, c := range map[string]struct {
		broken  func(*world)
		names   desk.CheckName
		verdict desk.Verdict
		says    string // subcode/context
		untold  int    // checks that could not be told
	}{
		"no token":             {func(w *world) { w.conn.NoToken = desk.Refuse(desk.CodeInvalid, "noToken") }, desk.CheckToken, desk.VerdictFailed, "noToken/", 6},
		"dead token":           {func(w *world) { w.fails[desk.CheckToken] = refused("meta", channel.ReasonDeadToken) }, desk.CheckToken, desk.VerdictFailed, "meta/", 6},
		"withdrawn token":      {func(w *world) { w.token.Valid = false }, desk.CheckToken, desk.VerdictFailed, "token/rejected", 6},
		"expired token":        {func(w *world) { w.token.Expires = ms - 1 }, desk.CheckToken, desk.VerdictFailed, "token/expired", 6},
		"another app's token":  {func(w *world) { w.token.AppID = "app_2" }, desk.CheckToken, desk.VerdictFailed, "token/otherApp", 6},
		"token ends soon":      {func(w *world) { w.token.Expires = ms + 3*day }, desk.CheckToken, desk.VerdictWarning, "checkup/tokenSoon", 0},
		"scope missing":        {func(w *world) { w.token.Scopes = []string{"wade"} }, desk.CheckScopes, desk.VerdictFailed, "token/lacks", 5},
		"account out of reach": {func(w *world) { w.token.Limited, w.token.WABAs = true, []string{"waba_2"} }, desk.CheckScopes, desk.VerdictFailed, "token/account", 5},
		"account refused":      {func(w *world) { w.fails[desk.CheckAccount] = refused("meta", "") }, desk.CheckAccount, desk.VerdictFailed, "meta/", 4},
		"account restricted": {func(w *world) {
			w.conn.Waba.Said = desk.SaidOf(desk.Refuse(desk.CodeConflict, "account", desk.Params{desk.ParamContext: "restricted"}))
		}, desk.CheckAccount, desk.VerdictFailed, "account/restricted", 4},
		"number gone":         {func(w *world) { w.numbers[0].ID = "ph_2" }, desk.CheckNumber, desk.VerdictFailed, "checkup/numberGone", 2},
		"name pending":        {func(w *world) { w.numbers[0].NameStatus = "PENDING_REVIEW" }, desk.CheckDisplayName, desk.VerdictWarning, "checkup/namePending", 0},
		"name declined":       {func(w *world) { w.numbers[0].NameStatus = "DECLINED" }, desk.CheckDisplayName, desk.VerdictFailed, "checkup/nameDeclined", 0},
		"name expired":        {func(w *world) { w.numbers[0].NameStatus = "EXPIRED" }, desk.CheckDisplayName, desk.VerdictWarning, "checkup/nameExpired", 0},
		"not registered":      {func(w *world) { w.numbers[0].Registered = false }, desk.CheckRegistered, desk.VerdictFailed, "checkup/notRegistered", 0},
		"no PIN":              {func(w *world) { w.numbers[0].PINEnabled = false }, desk.CheckRegistered, desk.VerdictWarning, "checkup/noPin", 0},
		"not subscribed":      {func(w *world) { w.apps[0].ID = "app_2" }, desk.CheckSubscribed, desk.VerdictFailed, "checkup/notSubscribed", 0},
		"messages not asked":  {func(w *world) { w.sub.Fields = []string{"account_update"} }, desk.CheckFields, desk.VerdictFailed, "checkup/fieldsNeeded", 0},
		"news not asked":      {func(w *world) { w.sub.Fields = []string{"messages"} }, desk.CheckFields, desk.VerdictWarning, "checkup/fieldsUseful", 0},
		"no public address":   {func(w *world) { w.conn.Address = "" }, desk.CheckCallback, desk.VerdictFailed, "checkup/noPublic", 0},
		"no callback":         {func(w *world) { w.sub = channel.Subscription{} }, desk.CheckCallback, desk.VerdictFailed, "checkup/noCallback", 1},
		"other callback":      {func(w *world) { w.sub.Address = "https://else.example/hook" }, desk.CheckCallback, desk.VerdictFailed, "checkup/otherCallback", 0},
		"override of number":  {func(w *world) { w.numbers[0].Callbacks.Number = "https://else.example/hook" }, desk.CheckCallback, desk.VerdictFailed, "checkup/otherCallback", 0},
		"override of account": {func(w *world) { w.apps[0].Override = "https://else.example/hook" }, desk.CheckCallback, desk.VerdictFailed, "checkup/otherCallback", 0},
		"news go elsewhere":   {func(w *world) { w.apps[0].Override, w.sub.Address = address, "https://else.example/hook" }, desk.CheckCallback, desk.VerdictWarning, "checkup/newsElsewhere", 0},
		"nobody answers": {func(w *world) {
			w.reach = desk.Refuse(desk.CodeUnavailable, "checkupReach", desk.Params{desk.ParamContext: "silent"})
		}, desk.CheckCallback, desk.VerdictFailed, "checkupReach/silent", 0},
		"no way back": {func(w *world) {
			w.reach, w.last = desk.Refuse(desk.CodeUnavailable, "checkupReach", desk.Params{desk.ParamContext: "silent"}), ms-60_000
		}, desk.CheckCallback, desk.VerdictWarning, "checkup/noWayBack", 0},
		"another answers": {func(w *world) {
			w.reach, w.last = desk.Refuse(desk.CodeInvalid, "checkupReach", desk.Params{desk.ParamContext: "other"}), ms-60_000
		}, desk.CheckCallback, desk.VerdictFailed, "checkupReach/other", 0},
		"other verify token": {func(w *world) { w.conn.App.RefusedAt = ms }, desk.CheckVerifyToken, desk.VerdictFailed, "checkup/otherVerifyToken", 0},
		"no handshake":       {func(w *world) { w.conn.App.HandshakeAt = 0 }, desk.CheckVerifyToken, desk.VerdictFailed, "checkup/noHandshake", 0},
		"wrong secret":       {func(w *world) { w.fails[desk.CheckSecret] = refused("meta", channel.ReasonWrongSecret) }, desk.CheckSecret, desk.VerdictFailed, "checkup/wrongSecret", 2},
		"no secret":          {func(w *world) { w.conn.AsApp = nil }, desk.CheckSecret, desk.VerdictFailed, "appSecret/none", 2},
		"nothing came in":    {func(w *world) { w.row.InboundAt = 0 }, desk.CheckInbound, desk.VerdictWarning, "checkup/noInbound", 0},
		"nothing delivered":  {func(w *world) { w.row.DeliveredAt = 0 }, desk.CheckOutbound, desk.VerdictWarning, "checkup/noOutbound", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := healthy()
			c.broken(w)
			var named []desk.CheckName
			untold := 0
			for _, check := range newRig(t, w).examined().Checks {
				if check.Said != nil && words.Of(check.Said.Err()) == "" {
					t.Errorf("%s: %v has no sentence", check.Name, check.Said)
				}
				if check.Verdict.Named() {
					named = append(named, check.Name)
				}
				if check.Verdict == desk.VerdictUnknown {
					untold++
					if s := check.Said; s == nil || s.Params["check"] != "check_"+string(c.names) {
						t.Errorf("%s waits for %+v", check.Name, s)
					}
				}
				if check.Name == c.names {
					context, _ := check.Said.Params[desk.ParamContext].(string)
					if check.Verdict != c.verdict || check.Said.Subcode+"/"+context != c.says {
						t.Errorf("%s: %s, %+v", check.Name, check.Verdict, check.Said)
					}
				}
			}
			if !slices.Equal(named, []desk.CheckName{c.names}) || untold != c.untold {
				t.Errorf("named %v, could not tell %d; want %s and %d", named, untold, c.names, c.untold)
			}
		})
	}
}

// A provider that does not answer is nobody's fault here: nothing is named.
func TestExamine_silenceOfTheProviderNamesNothing(t *testing.T) {
	t.Parallel()
	w := healthy()
	for _, name := range []desk.CheckName{desk.CheckToken, desk.CheckSecret} {
		w.fails[name] = silent()
	}
	for _, c := range newRig(t, w).examined().Checks {
		if c.Verdict.Named() {
			t.Errorf("%s: %s, %+v", c.Name, c.Verdict, c.Said)
		}
	}
}

// What a provider cannot be asked does not apply; what the record knows always does.
func TestExamine_whatAProviderCannotTellDoesNotApply(t *testing.T) {
	t.Parallel()
	w := healthy()
	w.conn.Checks = []desk.CheckName{desk.CheckNumber, desk.CheckRegistered}
	for _, c := range newRig(t, w).examined().Checks {
		want := desk.VerdictNone
		if slices.Contains([]desk.CheckName{desk.CheckNumber, desk.CheckRegistered, desk.CheckInbound, desk.CheckOutbound}, c.Name) {
			want = desk.VerdictOK
		}
		if c.Verdict != want {
			t.Errorf("%s: %s, want %s", c.Name, c.Verdict, want)
		}
	}
}

// What somebody at the provider wrote is shown as plain, short text.
func TestExamine_wordsOfTheProviderAreFitted(t *testing.T) {
	t.Parallel()
	w := healthy()
	w.account.Name = "\u202eevil\x00" + strings.Repeat("x", 10_000)
	for _, c := range newRig(t, w).examined().Checks {
		for _, f := range c.Facts {
			if len(f.Text) > 400 || strings.ContainsAny(f.Text, "\u202e\x00") {
				t.Errorf("%s: %d bytes, %q", f.Name, len(f.Text), f.Text[:min(len(f.Text), 40)])
			}
		}
	}
}

func TestCalls_progressWhileItRuns(t *testing.T) {
	t.Parallel()
	w := healthy()
	w.hold = make(chan struct{})
	r := newRig(t, w)
	p, err := r.ask(wire.CallCheckupRun.Name, boss, "num_1")
	if err != nil || !p.Running || p.Since != now.UnixMilli() || p.Checks == nil {
		t.Fatalf("%+v, %v", p, err)
	}
	if p, err = r.ask(wire.CallCheckupRun.Name, boss, "num_1"); err != nil || !p.Running { // it goes on
		t.Fatalf("%+v, %v", p, err)
	}
	close(w.hold)
	<-r.kept
	r.Stop()
	if p, err = r.ask(wire.CallCheckupState.Name, boss, "num_1"); err != nil || p.Running || len(p.Checks) != 0 {
		t.Errorf("afterwards: %+v, %v", p, err)
	}
	if len(r.entries) != 1 {
		t.Errorf("%d entries of one examination", len(r.entries))
	}
}

// Who asks while the last examination is only being recorded gets one of their own: its
// checks were made before they mended what they now want to see well.
func TestCalls_whatIsAskedWhileARecordIsKept_isExaminedAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, healthy())
	var once sync.Once
	r.keeping = func() {
		once.Do(func() {
			if p, err := r.ask(wire.CallCheckupRun.Name, boss, "num_1"); err != nil || !p.Running {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
	r.examined()
	<-r.kept
	r.Stop()
	if len(r.entries) != 2 || r.entries[1].Cause != desk.CheckAsked || r.entries[1].By != boss.ID {
		t.Errorf("recorded: %+v", r.entries)
	}
}

func TestCalls_areForSupervisorsAndTheirNumbers(t *testing.T) {
	t.Parallel()
	r := newRig(t, healthy())
	for _, name := range []string{wire.CallCheckupRun.Name, wire.CallCheckupState.Name} {
		if _, err := r.ask(name, &desk.User{ID: "usr_ana", Role: desk.RoleAgent, Active: true}, "num_1"); desk.CodeOf(err) != desk.CodeForbidden {
			t.Errorf("%s as an agent: %v", name, err)
		}
		for _, id := range []string{"num_2", "num_gone", ""} {
			if _, err := r.ask(name, boss, id); desk.CodeOf(err) != desk.CodeNotFound || desk.SubcodeOf(err) != "notYours" {
				t.Errorf("%s of %q: %v", name, id, err)
			}
		}
	}
}

// Half an examination is not recorded: it would say that checks were not made.
func TestStop_endsAnExaminationWithoutARecord(t *testing.T) {
	t.Parallel()
	w := healthy()
	w.hold = make(chan struct{})
	r := newRig(t, w)
	if _, err := r.ask(wire.CallCheckupRun.Name, boss, "num_1"); err != nil {
		t.Fatal(err)
	}
	r.Stop()
	r.Stop()
	if len(r.entries) != 0 {
		t.Errorf("recorded: %+v", r.entries)
	}
	if p, err := r.ask(wire.CallCheckupRun.Name, boss, "num_1"); err != nil || p.Running {
		t.Errorf("after the end: %+v, %v", p, err)
	}
}
