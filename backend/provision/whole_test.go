package provision_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

func TestSetup_wholeWay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	box := r.inbox("Support")

	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+44 20 7946 0958"})
	if st.Step != wire.StepNumber || !st.Mine || st.HolderName != "Maria" || !st.CarrierOwned || st.Phone != gb || st.Display != "+44 20 7946 0958" {
		t.Errorf("begun: %+v", st)
	}
	st = r.connected(gb)
	if st.Step != wire.StepConnect || st.WabaID != waba || st.AppID != app {
		t.Errorf("connected: %+v", st)
	}
	st, code := r.asked(st)
	if st.Step != wire.StepVerify || st.CodeMethod != "SMS" || st.ResendAt != st.CodeAskedAt+60_000 {
		t.Errorf("asked: %+v", st)
	}
	if want, _, err := r.world.Code(st.PhoneID); err != nil || code.Code != want || code.SetupID != st.ID ||
		!strings.Contains(code.SMS, want[:3]+"-"+want[3:]) || code.ExpiresAt-code.ReceivedAt != 600_000 || code.Sender == "" {
		t.Errorf("caught: not what was sent, %v", err)
	}
	again := must[wire.SealedCode](r, r.maria, wire.CallSetupCode.Name, wire.SetupRef{SetupID: st.ID})
	if !again.Found || r.devices[r.maria.ID].unseal(t, again.Box) != code {
		t.Error("asked for again, the code is another")
	}
	list := must[wire.Setups](r, r.ben, wire.CallSetups.Name, struct{}{})
	if len(list.Setups) != 1 || list.Setups[0].Mine || list.Setups[0].HolderName != "Maria" || list.Setups[0].CodeCameAt == 0 {
		t.Errorf("what Ben sees: %+v", list)
	}
	st = must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID})
	if st.Step != wire.StepSettings || st.VerifiedAt == 0 || st.Said != nil {
		t.Errorf("verified: %+v", st)
	}
	st = r.save(st, "WhatsApp_Support_UK", box)
	if st.Step != wire.StepSummary || st.Profile.Vertical != "RETAIL" {
		t.Errorf("saved: %+v", st)
	}
	st = must[wire.Setup](r, r.maria, wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: st.ID, PIN: pin})
	all := []string{"register", "subscribe", "profile", "templates", "activate"}
	if st.Step != wire.StepDone || st.Said != nil || !cmp.Equal(st.FinishDone, all) {
		t.Fatalf("finished: %+v", st)
	}
	r.wantActive(st, "WhatsApp_Support_UK", box)
	if list := must[wire.Setups](r, r.ben, wire.CallSetups.Name, struct{}{}); len(list.Setups) != 0 {
		t.Errorf("still listed: %+v", list)
	}
	if once := must[wire.Setup](r, r.maria, wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: st.ID, PIN: pin}); once.NumberID != st.NumberID {
		t.Errorf("finished twice: %+v", once)
	}
	_, err := call[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	r.refused("begun again", err, desk.CodeConflict, "numberUsed")
}

// wantActive checks the number, here and in the pretend world.
func (r *rig) wantActive(st wire.Setup, name string, box desk.InboxID) {
	r.t.Helper()
	n, err := desk.Get[*desk.Number](r.t.Context(), r.db, org, desk.RowNumber, st.NumberID)
	if err != nil {
		r.t.Fatal(err)
	}
	want := desk.NumberActive
	if box == "" {
		want = desk.NumberReady
	}
	leads, err := desk.MappingOf(r.t.Context(), r.db, org)
	if err != nil {
		r.t.Fatal(err)
	}
	if n.State != want || leads.Inboxes[n.ID] != box || n.Name != name || n.AppID != app || n.WabaID != waba || string(n.Phone) != st.Phone ||
		n.PhoneID != st.PhoneID || n.Profile.About != "Outdoor gear" || len(n.DataSource) != 1 {
		r.t.Errorf("number: %+v", n)
	}
	templates, err := desk.Find[*desk.Template](r.t.Context(), r.db, org, desk.Templates.With())
	if err != nil || len(templates) == 0 || templates[0].Body == "" || templates[0].ID == "" {
		r.t.Errorf("%d templates, %v", len(templates), err)
	}
	var lines []sandbox.Line
	for _, l := range r.world.Snapshot().Numbers {
		if "+"+l.Digits == st.Phone {
			lines = append(lines, l)
		}
	}
	if len(lines) != 1 || !lines[0].Registered {
		r.t.Errorf("at Meta: %+v", lines)
	}
}

// resend is how long one has to wait for another code.
const resend = 61 * time.Second

// The code, and what else nobody may read, is in no file and no log line.
func TestSetup_codeIsNowhere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.world.SetCarrier(sandbox.Carrier{DelayMs: 1, Parts: 3, Backwards: true}); err != nil {
		t.Fatal(err)
	}
	r.link()
	st, code := r.asked(r.connected(gb))
	codes := []string{code.Code}
	_, err := call[wire.Setup](r, r.ben, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID, Code: code.Code})
	r.refused("verified by another", err, desk.CodeConflict, "leaseLost")
	wrong := "000000"
	if code.Code == wrong {
		wrong = "111111"
	}
	must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID, Code: wrong})
	r.clock.pass(resend)
	st, code = r.asked(st)
	codes = append(codes, code.Code)
	st = must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID})
	st = r.save(st, "Support", "")
	r.graph.set(fails("GET /v23.0/"+waba+"/message_templates", 131000))
	must[wire.Setup](r, r.maria, wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: st.ID, PIN: pin})
	r.graph.set(nil)
	st = must[wire.Setup](r, r.maria, wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: st.ID})
	if st.Step != wire.StepDone {
		t.Fatalf("not done: %+v", st)
	}
	if n := len(r.texts()); n != 2 {
		t.Errorf("%d SMS in the record, want 2, redacted", n)
	}
	r.scan(codes, wrong)
}

// scan looks for codes and secrets in every file and in the log.
func (r *rig) scan(codes []string, wrong string) {
	t := r.t
	t.Helper()
	canaries := []*regexp.Regexp{regexp.MustCompile(regexp.QuoteMeta(token)), regexp.MustCompile(pin), regexp.MustCompile(sandbox.DefaultAppSecret),
		regexp.MustCompile(sandbox.DefaultVonageSecret), regexp.MustCompile(sandbox.DefaultSignatureSecret)}
	for _, c := range append(codes, wrong) {
		canaries = append(canaries, spellings(c))
	}
	look := func(files map[string][]byte) (hits []string) {
		for name, raw := range files {
			for _, c := range canaries {
				if c.Match(raw) {
					hits = append(hits, name)
				}
			}
		}
		return hits
	}
	// The scan finds what it looks for.
	for _, c := range codes {
		for _, plant := range []string{"x " + c + ".", c[:3] + "-" + c[3:], strings.Join(strings.Split(c, ""), " "), "v.whatsapp.com/" + c} {
			if len(look(map[string][]byte{"planted": []byte(plant)})) == 0 {
				t.Errorf("the scan is blind to %q", plant)
			}
		}
	}
	files := r.files()
	if hits := look(files); len(hits) > 0 || len(files) < 2 {
		t.Errorf("with the database open: found in %v of %d files", hits, len(files))
	}
	if hits := look(map[string][]byte{"log": []byte(r.log.String())}); len(hits) > 0 {
		t.Error("found in the log")
	}
	r.closeGround()
	if hits := look(r.files()); len(hits) > 0 {
		t.Errorf("after closing: found in %v", hits)
	}
}

// spellings matches a code however its digits are set apart, but not inside a
// longer number.
func spellings(code string) *regexp.Regexp {
	return regexp.MustCompile(`(^|[^0-9A-Za-z_.])` + strings.Join(strings.Split(code, ""), `[^0-9A-Za-z]{0,3}`) + `($|[^0-9A-Za-z_])`)
}
