package otp_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
)

// twoOf opens the gate for one number in two organizations, Maria's and Paul's.
func twoOf(t *testing.T, now *time.Time) *otp.Gate {
	t.Helper()
	gate := otp.NewGate(func() time.Time { return *now })
	for org, of := range map[desk.OrgID]otp.Holder{"org_a": maria, "org_b": paul} {
		l := lease(of, start)
		l.Org, l.NumberID = org, desk.NumberID("n_"+org)
		if err := gate.Open(l); err != nil {
			t.Fatalf("%s: %v", org, err)
		}
	}
	return gate
}

// An SMS opens the lease of the organization whose carrier brought it: another that
// sets up the same number, by a mistake or on purpose, sees nothing of the code,
// and neither's end ends the other.
func TestRule2_aCodeIsTheOrganizationsThatReceivedIt(t *testing.T) {
	t.Parallel()
	now := start
	gate := twoOf(t, &now)
	c, _ := gate.Offer(otp.SMS{Org: "org_a", To: "+12025550123", Text: "WhatsApp code 123-830"})
	if c.Outcome != otp.OutcomeCode || c.Holder != maria || c.NumberID != "n_org_a" {
		t.Fatalf("caught %+v", c)
	}
	if _, ok := gate.Current("n_org_b", paul); ok {
		t.Error("the other organization sees the code")
	}
	for _, stranger := range []otp.Holder{paul, {User: maria.User, Device: paul.Device}} {
		if _, ok := gate.Current("n_org_a", stranger); ok {
			t.Errorf("%+v sees the code", stranger)
		}
	}
	if c, gated := gate.Offer(otp.SMS{Org: "org_c", To: "+12025550123", Text: "WhatsApp code 444-444"}); gated || c.Outcome != otp.OutcomeNotGated || c.NumberID != "" {
		t.Errorf("an organization that sets nothing up catches %+v", c)
	}
	if !gate.Close("n_org_b", paul) || gate.Gated("org_b", "12025550123") || !gate.Gated("org_a", "12025550123") {
		t.Error("one organization's end is not its own")
	}
	if v, ok := gate.Current("n_org_a", maria); !ok || v.Code.Reveal() != "123830" {
		t.Error("the code went with the other organization's lease")
	}
	now = start.Add(2 * time.Hour)
	if got := gate.Expire(); !slices.Equal(got, []otp.Expired{{NumberID: "n_org_a", Holder: maria, Lease: true}}) {
		t.Errorf("what ended: %+v", got)
	}
}

// Who never asks what ended does not let the list of it grow for ever.
func TestRule3_whatEndedIsBounded(t *testing.T) {
	t.Parallel()
	now := start
	gate := otp.NewGate(func() time.Time { return now })
	for range 2500 {
		if err := gate.Open(lease(maria, now)); err != nil {
			t.Fatal(err)
		}
		now = now.Add(2 * time.Hour)
	}
	if n := len(gate.Expire()); n != 1000 {
		t.Errorf("%d ends are kept, want 1000", n)
	}
	if n := len(gate.Expire()); n != 0 {
		t.Errorf("%d ends are told twice", n)
	}
}

// A lease without one of its parts catches nothing, and is refused rather than
// opened for nobody.
func TestGate_refusesAnIncompleteLease(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*otp.Lease){
		"no number": func(l *otp.Lease) { l.NumberE164 = " + " }, "no id": func(l *otp.Lease) { l.NumberID = "" },
		"nobody": func(l *otp.Lease) { l.Holder.User = "" }, "no start": func(l *otp.Lease) { l.Since = time.Time{} },
		"over already": func(l *otp.Lease) { l.Until = start },
	} {
		gate := otp.NewGate(func() time.Time { return start })
		l := lease(maria, start)
		spoil(&l)
		if err := gate.Open(l); desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "gate" {
			t.Errorf("%s: %v", name, err)
		}
		if gate.Gated("", "12025550123") {
			t.Errorf("%s: the number is gated", name)
		}
	}
}

// A text beyond any SMS is not looked through: it is kept short on the screen, with
// whole characters, and no code of it is stored.
func TestGate_longTextsAreCutAndRedacted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	long := "WhatsApp code 123-830 " + strings.Repeat("語", otp.MaxText)
	c := b.offer(long, time.Second)
	if strings.Contains(c.Redacted, "123-830") || c.Reason != otp.ReasonTooLong {
		t.Errorf("%s; the code is in what is stored: %v", c.Reason, strings.Contains(c.Redacted, "123-830"))
	}
	v, ok := b.gate.Current("n_1", maria)
	if text := v.Text.Reveal(); !ok || len(text) > otp.MaxText || !strings.HasPrefix(text, "WhatsApp code 123-830") || strings.ContainsRune(text, '\ufffd') {
		t.Errorf("shown: %v, %d bytes", ok, len(text))
	}
	if r := otp.ExtractVoice(strings.Repeat("one ", otp.MaxText)); r.Code != "" || r.Reason != otp.ReasonTooLong {
		t.Errorf("a transcript without end: %s", r.Reason)
	}
}

// What is said twice or thrice at once is read so, and what is no single digit
// spoils a reading instead of being left out of it.
func TestExtractVoice_repeatsAndLargerNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"double four zero two double one":                 "440211",
		"triple four two one nine":                        "444219",
		"double":                                          "",
		"four zero two seven one":                         "",
		"four zero two dash seven one nine":               "402719",
		"dash four zero two seven one nine":               "402719",
		"4 0 2 7 1 9":                                     "402719",
		"402 719":                                         "402719",
		"402719, again 402719":                            "402719",
		"4th zero two seven one nine":                     "",
		"four zero two seven one nineteen":                "",
		"four zero two seven one nine four zero two":      "",
		"four zero two seven one nine. one two":           "",
		"cuatro zero two seven one nine":                  "",
		"your code is four zero two seven one nine. Bye.": "402719",
	} {
		if got := otp.ExtractVoice(text); got.Code != want {
			t.Errorf("%q gives %q (%s), want %q", text, got.Code, got.Reason, want)
		}
	}
}

// What was redacted once stays as it is: stored texts are read and written again.
func TestRedactMessage_twiceIsOnce(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"Your", "Uber", "code", "is", "PayPal", "verification", "4829", "48-29", "٤٨٢٩", "482 913", "order", "+49 171", "•••", ":", "\n", "4️⃣8️⃣2️⃣9️⃣", "\u200e", "G-48291"})
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 1, 10).Draw(rt, "pieces"), rapid.SampledFrom([]string{" ", ""}).Draw(rt, "between"))
		once := otp.RedactMessage(text)
		if twice := otp.RedactMessage(once); twice != once {
			rt.Fatalf("%q becomes %q, and that %q", text, once, twice)
		}
		if all := otp.Redact(text); otp.Redact(all) != all {
			rt.Fatalf("%q becomes %q, and that %q", text, all, otp.Redact(all))
		}
	})
}
