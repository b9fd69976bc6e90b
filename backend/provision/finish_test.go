package provision_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func (r *rig) finish(st wire.Setup, pin string) (wire.Setup, error) {
	return call[wire.Setup](r, r.maria, wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: st.ID, PIN: pin})
}

func TestFinish_refusals(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	_, err := r.finish(st, pin)
	r.refused("not verified", err, desk.CodeConflict, "notVerified")
	st, _ = r.asked(st)
	st = must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID})
	_, err = r.finish(st, pin)
	r.refused("no name", err, desk.CodeInvalid, "missing")
	st = r.save(st, "Support", "")
	for _, bad := range []string{"12345", "1234567", "12345a", "12 456", "１２３４５６"} {
		_, err = r.finish(st, bad)
		r.refused("pin of form "+bad, err, desk.CodeInvalid, "pin")
	}
	r.graph.set(nil)
	_, err = r.finish(st, "")
	r.refused("no pin", err, desk.CodeInvalid, "pin")
	if r.graph.count("/register") != 0 {
		t.Error("registered without a pin")
	}
	_, err = call[wire.Setup](r, r.ben, wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: st.ID, PIN: pin})
	r.refused("another person", err, desk.CodeConflict, "leaseLost")
}

// Whatever Meta says, it is asked once per click, and what it wants waited for
// is not asked again before.
func TestFinish_troubleAtMeta(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.save(r.verified(gb), "Support", r.inbox("Support"))
	for _, c := range []struct {
		ending, step, words string
		code                int
		wait                time.Duration
	}{
		{"/register", "register", "two-step PIN is wrong", 133005, 0},
		{"/register", "register", "72 hours", 133016, 72 * time.Hour},
		{"/register", "register", "Wait a few minutes", 133009, 5 * time.Minute},
		{"/register", "register", "token has expired", 190, 0},
		{"POST /v23.0/" + waba + "/subscribed_apps", "subscribe", "not allowed", 200, 0},
		{"POST /v23.0/" + st.PhoneID + "/whatsapp_business_profile", "profile", "did not accept", 100, 0},
		{"GET /v23.0/" + waba + "/message_templates", "templates", "temporary problem", 131000, 0},
	} {
		if c.step == "subscribe" { // the seeded account is subscribed: as if it were not
			r.graph.set(func(q *http.Request) (int, string) {
				if strings.HasSuffix(q.URL.Path, "subscribed_apps") && q.Method == http.MethodGet {
					return http.StatusOK, `{"data":[]}`
				}
				return fails(c.ending, c.code)(q)
			})
		} else {
			r.graph.set(fails(c.ending, c.code))
		}
		got, err := r.finish(st, pin)
		if err != nil || got.Step != wire.StepFinish || got.FinishStep != c.step || got.ProblemCode != c.code || !strings.Contains(troubleOf(got.Said), c.words) {
			t.Errorf("%s %d: at %s %q, %v", c.ending, c.code, got.FinishStep, troubleOf(got.Said), err)
		}
		if n := r.graph.count(c.ending); n != 1 {
			t.Errorf("%s %d: asked %d times", c.ending, c.code, n)
		}
		r.revive(c.code)
		if c.wait > 0 {
			_, err = r.finish(st, pin)
			r.refused("too early", err, desk.CodeTooMany, "metaWait")
			if n := r.graph.count(c.ending); n != 1 {
				t.Errorf("%s %d: asked %d times", c.ending, c.code, n)
			}
			r.clock.pass(c.wait)
			must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
		}
	}
	r.graph.set(nil)
	got, err := r.finish(st, "") // registered before: nobody is asked for the pin again
	if err != nil || got.Step != wire.StepDone || got.Said != nil || r.graph.count("/register") != 0 {
		t.Errorf("at last: %+v, %v", got, err)
	}
}

func TestFinish_withoutInbox_isReadyNotMapped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st, err := r.finish(r.save(r.verified(gb), "Support", ""), pin)
	if err != nil || st.Step != wire.StepDone {
		t.Fatalf("%+v, %v", st, err)
	}
	r.wantActive(st, "Support", "")
}

// The two-step PIN was set elsewhere: Meta refuses ours, and takes the right one.
func TestFinish_pinOfBefore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.save(r.verified(gb), "Support", "")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.graph.URL+"/v23.0/"+st.PhoneID, strings.NewReader(`{"pin":"`+pin+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	got, err := r.finish(st, "111111")
	if err != nil || got.ProblemCode != 133005 || got.FinishStep != "register" || strings.Contains(troubleOf(got.Said), "111111") {
		t.Errorf("wrong one: %+v, %v", got, err)
	}
	if got, err = r.finish(st, pin); err != nil || got.Step != wire.StepDone {
		t.Errorf("right one: %+v, %v", got, err)
	}
}

// only gives the one number there is.
func (r *rig) only() *desk.Number {
	r.t.Helper()
	list, err := desk.Find[*desk.Number](r.t.Context(), r.db, org, desk.Numbers.With())
	if err != nil || len(list) != 1 {
		r.t.Fatalf("%d numbers, %v", len(list), err)
	}
	return list[0]
}

// A number that the account has already, verified and registered, needs no code
// and no PIN, and keeps its profile.
func TestConnect_registeredNumberIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	const seeded = "+493023125014"
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: seeded})
	r.graph.set(nil)
	st = must[wire.Setup](r, r.maria, wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: st.ID, WabaID: waba})
	if st.Step != wire.StepSettings || st.PhoneID != sandbox.DefaultNumber || st.Profile.About == "" || st.DisplayName != "Harbour & Pine" {
		t.Errorf("connected: %+v", st)
	}
	st = must[wire.Setup](r, r.maria, wire.CallSetupSave.Name, wire.SetupSave{SetupID: st.ID, Step: wire.StepSummary, Name: "Berlin", Profile: st.Profile})
	st, err := r.finish(st, "")
	if err != nil || st.Step != wire.StepDone || r.graph.count("/register") != 0 || r.graph.count("POST /v23.0/"+waba+"/phone_numbers") != 0 {
		t.Errorf("finished: %+v, %v", st, err)
	}
	if n := r.only(); n.State != desk.NumberReady || n.Profile.Vertical != "RETAIL" {
		t.Errorf("number: %+v", n)
	}
}

func TestConnect_refusals(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	connect := func(name string) (wire.Setup, error) {
		return call[wire.Setup](r, r.maria, wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: st.ID, WabaID: waba, DisplayName: name})
	}
	_, err := connect("Harbour")
	r.refused("no account", err, desk.CodeInvalid, "noWaba")
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
	r.refused("code before connecting", err, desk.CodeConflict, "notConnected")
	r.link()
	_, err = connect("H")
	r.refused("short name", err, desk.CodeInvalid, "displayName")
	_, err = connect(strings.Repeat("x", 76))
	r.refused("long name", err, desk.CodeInvalid, "tooLong")
	_, err = connect("\u200ehttps://shop.example")
	r.refused("web address", err, desk.CodeInvalid, "displayName")
	r.graph.set(fails("POST /v23.0/"+waba+"/phone_numbers", 2388012))
	_, err = connect("Harbour")
	r.refused("in another account", err, desk.CodeConflict, "otherAccount")
	r.graph.set(fails("POST /v23.0/"+waba+"/phone_numbers", 2388009))
	if got, err := connect("Harbour"); err != nil || got.ProblemCode != 2388009 || !strings.Contains(troubleOf(got.Said), "display name") || got.Step != wire.StepNumber {
		t.Errorf("name refused: %+v, %v", got, err)
	}
	r.graph.set(nil)
	if got, err := connect("Harbour"); err != nil || got.Said != nil || got.Step != wire.StepConnect {
		t.Errorf("at last: %+v, %v", got, err)
	}
	if got, err := connect("Harbour"); err != nil || got.Step != wire.StepConnect || r.graph.count("POST /v23.0/"+waba+"/phone_numbers") != 1 {
		t.Errorf("connected twice: %+v, %v", got, err)
	}
}

// Another organization of the same relay has the number: that is said, without
// whose it is.
func TestFinish_numberOfAnotherOrganization(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.save(r.verified(gb), "Support", "")
	const theirs desk.OrgID = "org_other"
	out, err := r.ledger.Submit(t.Context(), desk.Submission{Proposals: []desk.Proposal{{
		Org: theirs, Kind: desk.EntryNumberPut, Payload: []byte(`{"id":"num_theirs","provider":"meta","phoneId":"` + st.PhoneID + `","name":"Secret name"}`),
	}}})
	if err != nil || out[0].Quarantined {
		t.Fatalf("%v %+v", err, out)
	}
	_, err = r.finish(st, pin)
	r.refused("taken", err, desk.CodeConflict, "numberElsewhere")
	if said := words.Of(err); strings.Contains(said, "Secret") || strings.Contains(said, "organization") {
		t.Error("tells whose it is")
	}
}

// What another organization only sets up is refused in the same words: nothing
// tells that there is another one on this relay.
func TestStart_numberThatAnotherOrganizationSetsUp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	if err := r.db.CreateSetup(t.Context(), "org_other", "set_theirs", gb, []byte("{}"), r.clock.ms.Load()); err != nil {
		t.Fatal(err)
	}
	_, err := call[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	r.refused("set up there", err, desk.CodeConflict, "numberElsewhere")
	if of := words.Of(err); strings.Contains(of, "set up") || strings.Contains(of, "organization") {
		t.Errorf("tells what is done with it: %q", of)
	}
}

func TestSave_checksEveryField(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.verified(gb)
	box := r.inbox("Support")
	taken := r.inbox("Taken")
	r.put(desk.EntryNumberPut, desk.NumberEntry{Number: desk.Number{ID: "num_x", Provider: "meta", PhoneID: "1", Name: "Sales", Phone: "+4930123456"}, InboxID: taken})
	must[wire.Setup](r, r.ben, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+14155550148"})
	good := func() wire.SetupSave {
		return wire.SetupSave{SetupID: st.ID, Step: wire.StepProfile, Name: "WhatsApp_Support_DACH", InboxID: string(box)}
	}
	for what, c := range map[string]struct {
		change func(*wire.SetupSave)
		code   desk.Code
		sub    string
	}{
		"no name":           {func(s *wire.SetupSave) { s.Name = " " }, desk.CodeInvalid, "missing"},
		"long name":         {func(s *wire.SetupSave) { s.Name = strings.Repeat("ä", 121) }, desk.CodeInvalid, "tooLong"},
		"name with a break": {func(s *wire.SetupSave) { s.Name = "a\nb" }, desk.CodeInvalid, "characters"},
		"name taken":        {func(s *wire.SetupSave) { s.Name = "SALES" }, desk.CodeConflict, "nameUsed"},
		"name with marks":   {func(s *wire.SetupSave) { s.Name = "\u200eSales\u202c" }, desk.CodeConflict, "nameUsed"},
		"step of nowhere":   {func(s *wire.SetupSave) { s.Step = wire.StepDone }, desk.CodeInvalid, "step"},
		"long description":  {func(s *wire.SetupSave) { s.Description = strings.Repeat("x", 501) }, desk.CodeInvalid, "tooLong"},
		"service name":      {func(s *wire.SetupSave) { s.ServiceName = "a\x00b" }, desk.CodeInvalid, "characters"},
		"pair without key":  {func(s *wire.SetupSave) { s.DataSource = []wire.KV{{Value: "x"}} }, desk.CodeInvalid, "dataSource"},
		"pair with blanks":  {func(s *wire.SetupSave) { s.DataSource = []wire.KV{{Key: "a b"}} }, desk.CodeInvalid, "dataSource"},
		"pair twice":        {func(s *wire.SetupSave) { s.DataSource = []wire.KV{{Key: "a"}, {Key: "a"}} }, desk.CodeInvalid, "dataSource"},
		"too many pairs":    {func(s *wire.SetupSave) { s.DataSource = make([]wire.KV, 21) }, desk.CodeInvalid, "dataSource"},
		"long about":        {func(s *wire.SetupSave) { s.Profile.About = strings.Repeat("x", 140) }, desk.CodeInvalid, "tooLong"},
		"long address":      {func(s *wire.SetupSave) { s.Profile.Address = strings.Repeat("x", 257) }, desk.CodeInvalid, "tooLong"},
		"long text":         {func(s *wire.SetupSave) { s.Profile.Description = strings.Repeat("x", 513) }, desk.CodeInvalid, "tooLong"},
		"no address":        {func(s *wire.SetupSave) { s.Profile.Email = "hello" }, desk.CodeInvalid, "email"},
		"category":          {func(s *wire.SetupSave) { s.Profile.Vertical = "CIRCUS" }, desk.CodeInvalid, "vertical"},
		"website":           {func(s *wire.SetupSave) { s.Profile.Websites = []string{"javascript:alert(1)"} }, desk.CodeInvalid, "website"},
		"three websites":    {func(s *wire.SetupSave) { s.Profile.Websites = []string{"https://a", "https://b", "https://c"} }, desk.CodeInvalid, "website"},
		"no inbox":          {func(s *wire.SetupSave) { s.InboxID = "inb_none" }, desk.CodeInvalid, "inbox"},
		"inbox taken":       {func(s *wire.SetupSave) { s.InboxID = string(taken) }, desk.CodeConflict, "inboxMapped"},
	} {
		in := good()
		c.change(&in)
		_, err := call[wire.Setup](r, r.maria, wire.CallSetupSave.Name, in)
		r.refused(what, err, c.code, c.sub)
	}
	if got := must[wire.Setup](r, r.maria, wire.CallSetupSave.Name, good()); got.Step != wire.StepProfile || got.Name != "WhatsApp_Support_DACH" {
		t.Errorf("good: %+v", got)
	}
	early := must[wire.Setup](r, r.ben, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+14155550148"})
	if got := must[wire.Setup](r, r.ben, wire.CallSetupSave.Name, wire.SetupSave{SetupID: early.ID, Step: wire.StepSummary, Name: "Early"}); got.Step != wire.StepNumber {
		t.Errorf("saved before verifying: at %s", got.Step)
	}
}

// berlin connects the number that the pretend Meta has ready, and gives its id.
func (r *rig) berlin() desk.NumberID {
	r.t.Helper()
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+493023125014"})
	st = must[wire.Setup](r, r.maria, wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: st.ID, WabaID: waba})
	st = must[wire.Setup](r, r.maria, wire.CallSetupSave.Name, wire.SetupSave{SetupID: st.ID, Step: wire.StepSummary, Name: "Berlin", Profile: st.Profile})
	st, err := r.finish(st, "")
	if err != nil || st.Step != wire.StepDone || r.only().ID != desk.NumberID(st.NumberID) {
		r.t.Fatalf("finished: %+v, %v", st, err)
	}
	return desk.NumberID(st.NumberID)
}

// Rule 2: nobody who lacks the database's key can compute the id of a number; one
// that was connected before there was a key keeps its id, and its threads.
func TestRule2_aNumbersIDNeedsTheKey(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256([]byte("number\x00" + string(org) + "\x00" + sandbox.DefaultNumber))
	old := desk.NumberID("num_" + hex.EncodeToString(sum[:10]))
	gone := struct {
		ID desk.NumberID `json:"id"`
	}{}
	ids := map[desk.NumberID]bool{}
	for range 2 {
		r := newRigIn(t, t.TempDir()) // no copy, which would have the same key
		r.link()
		id := r.berlin()
		if id == old || ids[id] {
			t.Errorf("the id %s can be computed, or is the same in two databases", id)
		}
		ids[id] = true
		gone.ID = id
		r.put(desk.EntryNumberGone, gone)
		if again := r.berlin(); again != id {
			t.Errorf("connected again as %s, was %s", again, id)
		}
	}
	r := newRig(t)
	r.link()
	r.put(desk.EntryNumberPut, desk.Number{ID: old, Provider: "meta", AppID: app, WabaID: waba, PhoneID: sandbox.DefaultNumber, Phone: "+493023125014", Name: "Berlin"})
	gone.ID = old
	r.put(desk.EntryNumberGone, gone)
	if again := r.berlin(); again != old {
		t.Errorf("an older one is connected again as %s, was %s", again, old)
	}
}
