package provision_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// tokenInfo answers debug_token in Meta's place.
func tokenInfo(change func(map[string]any)) func(*http.Request) (int, string) {
	return func(q *http.Request) (int, string) {
		if !strings.HasSuffix(q.URL.Path, "debug_token") {
			return 0, ""
		}
		data := map[string]any{
			"app_id": app, "is_valid": true, "expires_at": 0, "type": "SYSTEM_USER",
			"scopes":          []string{"whatsapp_business_management", "whatsapp_business_messaging"},
			"granular_scopes": []any{map[string]any{"scope": "whatsapp_business_management", "target_ids": []string{waba}}},
		}
		change(data)
		b, _ := json.Marshal(map[string]any{"data": data})
		return http.StatusOK, string(b)
	}
}

func TestWabaVerify_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	verify := func(in wire.WabaVerify) (wire.WabaVerified, error) {
		return call[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, in)
	}
	good := wire.WabaVerify{AppID: app, WabaID: waba, Token: token}
	_, err := verify(good)
	r.refused("no app", err, desk.CodeInvalid, "noApp")
	must[wire.AppAccess](r, r.maria, wire.CallAppPut.Name, wire.AppPut{ID: app, Name: "Practice", Secret: "secret-of-the-app"})
	for what, c := range map[string]struct {
		in  wire.WabaVerify
		sub string
	}{
		"id with letters": {wire.WabaVerify{AppID: app, WabaID: "me", Token: token}, "wabaId"},
		"path for an id":  {wire.WabaVerify{AppID: app, WabaID: "1/../2", Token: token}, "wabaId"},
		"broken token":    {wire.WabaVerify{AppID: app, WabaID: waba, Token: "EAA\nB"}, "token"},
		"no token yet":    {wire.WabaVerify{AppID: app, WabaID: waba}, "noToken"},
	} {
		_, err := verify(c.in)
		r.refused(what, err, desk.CodeInvalid, c.sub)
	}
	now := r.clock.now()
	for what, c := range map[string]struct {
		answer func(*http.Request) (int, string)
		words  string
	}{
		"not valid":      {tokenInfo(func(d map[string]any) { d["is_valid"] = false }), "does not accept this token"},
		"expired":        {tokenInfo(func(d map[string]any) { d["expires_at"] = now.Unix() - 1 }), "has expired"},
		"of another app": {tokenInfo(func(d map[string]any) { d["app_id"] = "123456" }), "another app"},
		"one scope":      {tokenInfo(func(d map[string]any) { d["scopes"] = []string{"whatsapp_business_management"} }), "whatsapp_business_messaging"},
		"other account": {tokenInfo(func(d map[string]any) {
			d["granular_scopes"] = []any{map[string]any{"scope": "whatsapp_business_management", "target_ids": []string{"999"}}}
		}), "can't reach"},
		"dead":      {fails("debug_token", 190), "does not accept this token"},
		"no access": {fails("GET /v23.0/"+waba, 200), "not allowed"},
		"not there": {fails("GET /v23.0/"+waba, 33), "no longer knows"},
	} {
		r.graph.set(c.answer)
		got, err := verify(good)
		if err != nil || !strings.Contains(troubleOf(got.Said), c.words) {
			t.Errorf("%s: %q, %v", what, troubleOf(got.Said), err)
		}
		if _, err := r.links.Load().Token(t.Context(), org, waba); desk.SubcodeOf(err) != "noToken" {
			t.Errorf("%s: the token was kept: %v", what, err)
		}
	}
	r.graph.set(fails("debug_token", 4))
	_, err = verify(good)
	r.refused("too many calls", err, desk.CodeTooMany, "meta")
	if _, err := desk.Get[*desk.Waba](t.Context(), r.db, org, desk.RowWaba, waba); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("an account that was never proven is kept: %v", err)
	}
}

// Marks of direction that came along with what was pasted are taken out of every field.
func TestLinks_pastedWithMarks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	marked := func(text string) string { return " \u200e" + text + "\u202c\u200b" }
	must[wire.CarrierState](r, r.maria, wire.CallCarrierLink.Name, wire.CarrierLink{
		Provider: "vonage", APIKey: marked(sandbox.DefaultVonageKey), APISecret: marked(sandbox.DefaultVonageSecret),
		SignatureSecret: marked(sandbox.DefaultSignatureSecret), SignatureMethod: "sha256",
	})
	got := must[wire.AppAccess](r, r.maria, wire.CallAppPut.Name, wire.AppPut{ID: marked(app), Name: marked("Practice"), Secret: marked(sandbox.DefaultAppSecret)})
	if got.ID != app || got.Name != "Practice" {
		t.Errorf("the app is %q, called %q", got.ID, got.Name)
	}
	in := wire.WabaVerify{AppID: marked(app), WabaID: marked(waba), Token: marked(token)}
	if v := must[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, in); v.WabaID != waba || v.Said != nil {
		t.Errorf("the account is %q: %s", v.WabaID, troubleOf(v.Said))
	}
	st := r.verified(gb)
	saved := must[wire.Setup](r, r.maria, wire.CallSetupSave.Name, wire.SetupSave{
		SetupID: st.ID, Step: wire.StepSettings, Name: marked("Sales"), DataSource: []wire.KV{{Key: marked("region"), Value: marked("emea")}},
		Profile: wire.Profile{Email: marked("a@b.example"), Websites: []string{marked("https://b.example")}},
	})
	if saved.Name != "Sales" || saved.DataSource[0] != (wire.KV{Key: "region", Value: "emea"}) || saved.Profile.Email != "a@b.example" || saved.Profile.Websites[0] != "https://b.example" {
		t.Errorf("saved %+v", saved)
	}
}

func TestWabaVerify_keepsTheGoodToken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	w, err := desk.Get[*desk.Waba](t.Context(), r.db, org, desk.RowWaba, waba)
	if err != nil || w.Name == "" || w.VerifiedAt == 0 || w.AppID != app || !slices.Contains(w.Scopes, "whatsapp_business_messaging") {
		t.Errorf("account %+v, %v", w, err)
	}
	got, err := call[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: waba, Token: "EAAanotherTOKEN"})
	if err != nil || got.Said == nil {
		t.Errorf("a bad one: %+v, %v", got, err)
	}
	if stored, err := r.links.Load().Token(t.Context(), org, waba); err != nil || stored.Reveal() != token {
		t.Errorf("a bad one took its place, %v", err)
	}
	if w, err = desk.Get[*desk.Waba](t.Context(), r.db, org, desk.RowWaba, waba); err != nil || w.Said != nil {
		t.Errorf("the good one's account shows the bad one's problem: %+v, %v", w, err)
	}
	r.graph.set(fails("debug_token", 190))
	if got, err = call[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: waba}); err != nil || got.Said == nil {
		t.Errorf("the stored one died: %+v, %v", got, err)
	}
	if w, err = desk.Get[*desk.Waba](t.Context(), r.db, org, desk.RowWaba, waba); err != nil || w.Said == nil || w.Name == "" {
		t.Errorf("the account does not show it: %+v, %v", w, err)
	}
	r.graph.set(nil)
	must[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: waba})
	if w, err = desk.Get[*desk.Waba](t.Context(), r.db, org, desk.RowWaba, waba); err != nil || w.Said != nil {
		t.Errorf("proven again: %+v, %v", w, err)
	}
}

func TestWabaNumbers_showsWhatIsUsed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	r.connected(gb)
	list := must[wire.WabaNumbers](r, r.maria, wire.CallWabaNumbers.Name, wire.WabaRef{WabaID: waba})
	got := map[string][5]any{}
	for _, n := range list.Numbers {
		got[n.Phone] = [5]any{n.Verified, n.Registered, n.Used, n.SetUp, n.SetUpBy}
	}
	want := map[string][5]any{"+493023125014": {true, true, "", false, ""}, gb: {false, false, gb, true, "Maria"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, err := call[wire.WabaNumbers](r, r.maria, wire.CallWabaNumbers.Name, wire.WabaRef{WabaID: "123"})
	r.refused("another account", err, desk.CodeInvalid, "noWaba")
	must[struct{}](r, r.maria, wire.CallTemplatesPull.Name, wire.WabaRef{WabaID: waba})
	if templates, err := desk.Find[*desk.Template](t.Context(), r.db, org, desk.Templates.With()); err != nil || len(templates) == 0 {
		t.Errorf("%d templates, %v", len(templates), err)
	}
}

func TestApp_secretsRotate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.links.Load()
	put := func(secret string) (wire.AppAccess, error) {
		return call[wire.AppAccess](r, r.maria, wire.CallAppPut.Name, wire.AppPut{ID: app, Name: "Practice", Secret: secret})
	}
	if none, err := s.AppKeys(t.Context(), meta.Provider, app); err != nil || len(none) != 0 {
		t.Errorf("unknown: %d, %v", len(none), err)
	}
	_, err := put("")
	r.refused("no secret", err, desk.CodeInvalid, "appSecret")
	_, err = put("two words")
	r.refused("blanks", err, desk.CodeInvalid, "appSecret")
	_, err = call[wire.AppAccess](r, r.maria, wire.CallAppPut.Name, wire.AppPut{ID: "../x", Name: "x", Secret: "12345678"})
	r.refused("id", err, desk.CodeInvalid, "appId")
	first, err := put("first-secret")
	if err != nil || first.WebhookURL != r.relay.URL+"/webhooks/meta/"+app || len(first.VerifyToken) != 32 {
		t.Fatalf("%+v, %v", first, err)
	}
	keys := func(want ...string) {
		t.Helper()
		all, err := s.AppKeys(t.Context(), meta.Provider, app)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d keys, %v", len(all), err)
		}
		if k := all[0]; !cmp.Equal(k.Secrets, want) || k.Org != org || k.VerifyToken != first.VerifyToken {
			t.Errorf("%d secrets, want %d, %v", len(k.Secrets), len(want), err)
		}
	}
	keys("first-secret")
	if again, err := put(""); err != nil || again.VerifyToken != first.VerifyToken {
		t.Errorf("the verify token changed, %v", err)
	}
	keys("first-secret")
	if _, err := put("second-secret"); err != nil {
		t.Fatal(err)
	}
	keys("second-secret", "first-secret")
	r.start(r.config())
	s = r.links.Load()
	keys("second-secret", "first-secret")
	r.clock.pass(7 * 24 * time.Hour)
	keys("second-secret")
	if err := s.HandshakeDone(t.Context(), org, app); err != nil {
		t.Fatal(err)
	}
	list := must[wire.AppAccessList](r, r.maria, wire.CallAppAccess.Name, struct{}{})
	if len(list.Apps) != 1 || list.Apps[0].HandshakeAt != r.clock.now().UnixMilli() || list.Apps[0].Name != "Practice" {
		t.Errorf("%+v", list)
	}
	if _, err := put("third-secret"); err != nil { // keeps what the handshake noted
		t.Fatal(err)
	}
	if a, err := desk.Get[*desk.App](t.Context(), r.db, org, desk.RowApp, app); err != nil || a.HandshakeAt == 0 {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestCarrier_linkAndNumbers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	good := wire.CarrierLink{
		Provider: "vonage", APIKey: sandbox.DefaultVonageKey, APISecret: sandbox.DefaultVonageSecret,
		SignatureSecret: "signature-one", SignatureMethod: "sha256",
	}
	for what, c := range map[string]struct {
		change func(*wire.CarrierLink)
		code   desk.Code
		sub    string
	}{
		"another carrier": {func(l *wire.CarrierLink) { l.Provider = "twilio" }, desk.CodeInvalid, "provider"},
		"method":          {func(l *wire.CarrierLink) { l.SignatureMethod = "crc" }, desk.CodeInvalid, "method"},
		"no secret":       {func(l *wire.CarrierLink) { l.APISecret = " " }, desk.CodeInvalid, "credentials"},
		"wrong secret":    {func(l *wire.CarrierLink) { l.APISecret = "wrong" }, desk.CodeUnauthorized, "credentials"},
	} {
		in := good
		c.change(&in)
		_, err := call[wire.CarrierState](r, r.maria, wire.CallCarrierLink.Name, in)
		r.refused(what, err, c.code, c.sub)
	}
	if st := must[wire.CarrierState](r, r.maria, wire.CallCarrierState.Name, struct{}{}); st.Linked || st.WebhookURL == "" {
		t.Errorf("before: %+v", st)
	}
	if none, err := r.links.Load().CarrierKeys(t.Context(), "vonage"); err != nil || len(none) != 0 {
		t.Errorf("keys before: %d, %v", len(none), err)
	}
	if st := must[wire.CarrierState](r, r.maria, wire.CallCarrierLink.Name, good); !st.Linked || !st.Signed {
		t.Errorf("linked: %+v", st)
	}
	good.SignatureSecret = "signature-two"
	must[wire.CarrierState](r, r.maria, wire.CallCarrierLink.Name, good)
	r.start(r.config())
	for _, want := range []int{2, 1} { // the old signature still counts for the carrier's retries
		all, err := r.links.Load().CarrierKeys(t.Context(), "vonage")
		if err != nil || len(all) != 1 || all[0].Org != org {
			t.Fatalf("%d keys, %v", len(all), err)
		}
		if k := all[0]; len(k.Secrets) != want || k.Secrets[0].Reveal() != "signature-two" || k.Method != "sha256" || k.Account != good.APIKey {
			t.Errorf("%d secrets, want %d, %v", len(k.Secrets), want, err)
		}
		r.clock.pass(25 * time.Hour)
	}
	must[wire.Setup](r, r.ben, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	list := must[wire.CarrierNumbers](r, r.maria, wire.CallCarrierNumbers.Name, struct{}{})
	got := map[string][3]any{}
	for _, n := range list.Numbers {
		got[n.Phone] = [3]any{n.Used, n.SetUp, n.SetUpBy}
	}
	none := [3]any{"", false, ""}
	if diff := cmp.Diff(map[string][3]any{gb: {gb, true, "Ben"}, "+14155550148": none, "+493023125077": none}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCheckNumber_saysWhatIsWrongOrWhoSetsItUp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	must[wire.Setup](r, r.ben, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	check := func(phone string) wire.CheckedNumber {
		return must[wire.CheckedNumber](r, r.maria, wire.CallCheckNumber.Name, wire.CheckNumber{Phone: phone})
	}
	if got := check("whatsapp:" + gb); !got.OK || got.Phone != gb || got.InUse != gb || !got.SetUp || got.SetUpBy != "Ben" || len(got.Notes) == 0 {
		t.Errorf("%+v", got)
	}
	if got := check("02079460958"); got.OK || got.Reason != "localDigits" {
		t.Errorf("%+v", got)
	}
	if got := check("442079460958"); got.OK || got.Reason != "missingPlus" || got.Phone != gb {
		t.Errorf("%+v", got)
	}
	_, err := call[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "02079460958"})
	r.refused("begun with local digits", err, desk.CodeInvalid, "badNumber")
}
