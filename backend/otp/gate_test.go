package otp_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
)

var (
	start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	maria = otp.Holder{User: "u_maria", Device: "d_1"}
	paul  = otp.Holder{User: "u_paul", Device: "d_2"}
)

// bench is a gate with a clock in hand and one lease, Maria's, since start.
type bench struct {
	t    *testing.T
	gate *otp.Gate
	now  time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, now: start}
	b.gate = otp.NewGate(func() time.Time { return b.now })
	if err := b.gate.Open(lease(maria, start)); err != nil {
		t.Fatal(err)
	}
	return b
}

func lease(h otp.Holder, since time.Time) otp.Lease {
	return otp.Lease{NumberE164: "+12025550123", NumberID: "n_1", Holder: h, Since: since, Until: since.Add(time.Hour)}
}

// offer lets an SMS come in, sent at after start and received at once.
func (b *bench) offer(text string, at time.Duration) otp.Caught {
	b.t.Helper()
	b.now = start.Add(at)
	c, _ := b.gate.Offer(otp.SMS{To: "12025550123", From: "WhatsApp", Text: text, SentAt: b.now.Truncate(time.Second), ReceivedAt: b.now})
	return c
}

func (b *bench) shown(h otp.Holder) string {
	b.t.Helper()
	v, ok := b.gate.Current("n_1", h)
	if !ok {
		return "nothing"
	}
	return v.Code.Reveal()
}

func TestGate_showsTheCodeToTheHolderOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.offer("WhatsApp code 123-830", 5*time.Second)
	if c.Outcome != otp.OutcomeCode || !c.Shown() || c.Holder != maria || c.NumberID != "n_1" || c.Redacted != "WhatsApp code •••" {
		t.Fatalf("got %+v", c)
	}
	if !c.Expires.Equal(start.Add(5*time.Second + otp.CodeLife)) {
		t.Errorf("expires %v", c.Expires)
	}
	v, ok := b.gate.Current("n_1", maria)
	if !ok || v.Code.Reveal() != "123830" || v.Text.Reveal() != "WhatsApp code 123-830" || string(v.From) != "WhatsApp" {
		t.Errorf("holder sees %v %v", v, ok)
	}
	v.Wipe()
	if v.Code.Reveal() != "" || v.Text.Reveal() != "" || b.shown(maria) != "123830" {
		t.Error("wiping the copy must clear the copy and nothing else")
	}
	for _, other := range []otp.Holder{paul, {User: maria.User, Device: "d_9"}, {}} {
		if got := b.shown(other); got != "nothing" {
			t.Errorf("%+v sees %q", other, got)
		}
	}
	if _, ok := b.gate.Current("n_2", maria); ok {
		t.Error("shown for another number")
	}
}

func TestGate_offerOutcomes(t *testing.T) {
	t.Parallel()
	const code = "WhatsApp code 123-830"
	for name, c := range map[string]struct {
		sms   otp.SMS
		now   time.Duration
		want  otp.Outcome
		gated bool
	}{
		"with plus":                {otp.SMS{To: "+12025550123", Text: code}, time.Minute, otp.OutcomeCode, true},
		"no stamps":                {otp.SMS{To: "12025550123", Text: code}, time.Minute, otp.OutcomeCode, true},
		"another number":           {otp.SMS{To: "12025550124", Text: code}, time.Minute, otp.OutcomeNotGated, false},
		"a customer's text":        {otp.SMS{To: "12025550123", Text: "Are you open today?"}, time.Minute, otp.OutcomeOther, false},
		"a parcel":                 {otp.SMS{To: "12025550123", Text: "Parcel 123456 is here"}, time.Minute, otp.OutcomeOther, false},
		"unknown wording":          {otp.SMS{To: "12025550123", Text: "WhatsApp verificering 12345"}, time.Minute, otp.OutcomeUnread, true},
		"15 s before the lease":    {otp.SMS{To: "12025550123", Text: code, SentAt: start.Add(-15 * time.Second)}, time.Minute, otp.OutcomeCode, true},
		"16 s before the lease":    {otp.SMS{To: "12025550123", Text: code, SentAt: start.Add(-16 * time.Second)}, time.Minute, otp.OutcomeTooOld, true},
		"yesterday's, sent again":  {otp.SMS{To: "12025550123", Text: code, SentAt: start.Add(-24 * time.Hour)}, time.Minute, otp.OutcomeTooOld, true},
		"arrived after its life":   {otp.SMS{To: "12025550123", Text: code, SentAt: start.Add(time.Minute)}, 11 * time.Minute, otp.OutcomeExpired, true},
		"arrived in its last hour": {otp.SMS{To: "12025550123", Text: code, SentAt: start.Add(time.Minute)}, 10 * time.Minute, otp.OutcomeCode, true},
		"after the lease":          {otp.SMS{To: "12025550123", Text: code}, time.Hour, otp.OutcomeNotGated, false},
	} {
		b := newBench(t)
		b.now = start.Add(c.now)
		got, gated := b.gate.Offer(c.sms)
		if got.Outcome != c.want || gated != c.gated {
			t.Errorf("%s: got %s, %v; want %s", name, got.Outcome, gated, c.want)
		}
		if strings.Contains(got.Redacted, "123-830") {
			t.Errorf("%s: not redacted", name)
		}
		if _, visible := b.gate.Current("n_1", maria); visible != got.Shown() {
			t.Errorf("%s: visible %v, shown %v", name, visible, got.Shown())
		}
	}
}

// A stamp from the future must not let a code live longer than ten minutes.
func TestGate_futureStampIsNotBelieved(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c, _ := b.gate.Offer(otp.SMS{To: "12025550123", Text: "WhatsApp code 123-830", SentAt: start.Add(time.Hour), ReceivedAt: start.Add(time.Hour)})
	if !c.Expires.Equal(start.Add(otp.CodeLife)) {
		t.Errorf("expires %v", c.Expires)
	}
}

func TestGate_newerReplacesOlder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.offer("WhatsApp code 111-111", 10*time.Second)
	b.offer("WhatsApp code 222-222", 20*time.Second)
	if got := b.shown(maria); got != "222222" {
		t.Fatalf("shown %q", got)
	}
	late, _ := b.gate.Offer(otp.SMS{To: "12025550123", Text: "WhatsApp code 333-333", SentAt: start.Add(15 * time.Second), ReceivedAt: b.now})
	if late.Outcome != otp.OutcomeSuperseded || b.shown(maria) != "222222" {
		t.Errorf("an older code that came late: %s, shown %q", late.Outcome, b.shown(maria))
	}
	if c := b.offer("WhatsApp news without anything", 30*time.Second); c.Outcome != otp.OutcomeSuperseded || b.shown(maria) != "222222" {
		t.Errorf("a text without code: %s hides the code", c.Outcome)
	}
	same := b.offer("WhatsApp code 444-444", 20*time.Second)
	if same.Outcome != otp.OutcomeCode || b.shown(maria) != "444444" {
		t.Errorf("same second, arrived later: %s", same.Outcome)
	}
	listed := func(code string, at time.Duration) otp.Outcome {
		c, _ := b.gate.Offer(otp.SMS{To: "12025550123", Text: "WhatsApp code " + code, SentAt: start.Add(at), ReceivedAt: b.now, Listed: true})
		return c.Outcome
	}
	b.now = start.Add(30 * time.Second)
	// A list has its newest first, which may be here already.
	if got := listed("555-555", 20*time.Second); got != otp.OutcomeSuperseded || b.shown(maria) != "444444" {
		t.Errorf("same second, from a list: %s, shown %q", got, b.shown(maria))
	}
	if got := listed("666-666", 21*time.Second); got != otp.OutcomeCode || b.shown(maria) != "666666" {
		t.Errorf("a newer one from a list: %s, shown %q", got, b.shown(maria))
	}
}

func TestGate_codeAfterUnreadTextIsShown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.offer("WhatsApp hello", 30*time.Second)
	if v, ok := b.gate.Current("n_1", maria); !ok || !v.Code.IsZero() || v.Text.Reveal() != "WhatsApp hello" {
		t.Fatalf("got %v %v", v, ok)
	}
	if c := b.offer("WhatsApp code 123-830", 20*time.Second); c.Outcome != otp.OutcomeCode {
		t.Errorf("got %s", c.Outcome)
	}
}

func TestGate_expires(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.offer("WhatsApp code 123-830", 0)
	b.now = start.Add(otp.CodeLife - time.Second)
	if got := b.gate.Expire(); len(got) != 0 || b.shown(maria) != "123830" {
		t.Fatalf("too early: %v, %q", got, b.shown(maria))
	}
	b.now = start.Add(otp.CodeLife)
	if b.shown(maria) != "nothing" {
		t.Error("shown after ten minutes")
	}
	// Current has forgotten it already; the news must not be lost with it.
	if got := b.gate.Expire(); len(got) != 1 || got[0] != (otp.Expired{NumberID: "n_1", Holder: maria}) {
		t.Errorf("got %+v", got)
	}
	b.now = start.Add(time.Hour)
	if got := b.gate.Expire(); len(got) != 1 || !got[0].Lease || b.gate.Gated("", "+12025550123") {
		t.Errorf("lease: got %+v", got)
	}
}

func TestGate_aLeaseHasOneHolderUntilItEnds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.gate.Open(lease(paul, start)); desk.CodeOf(err) != desk.CodeConflict {
		t.Errorf("a second holder: %v", err)
	}
	b.offer("WhatsApp code 123-830", time.Minute)
	elsewhere := otp.Holder{User: maria.User, Device: "d_7"}
	if err := b.gate.Open(lease(elsewhere, b.now)); err != nil || b.shown(elsewhere) != "123830" || b.shown(maria) != "nothing" {
		t.Errorf("her other desktop: %v, sees %q, the first %q", err, b.shown(elsewhere), b.shown(maria))
	}
	if b.gate.Renew("n_1", paul, start.Add(9*time.Hour)) || b.gate.Close("n_1", paul) {
		t.Error("somebody else moved the lease")
	}
	if !b.gate.Renew("n_1", elsewhere, start.Add(2*time.Hour)) {
		t.Error("not renewed")
	}
	b.now = start.Add(90 * time.Minute)
	if !b.gate.Gated("", "12025550123") {
		t.Error("renewed lease ended early")
	}
	if !b.gate.Close("n_1", elsewhere) || b.gate.Gated("", "12025550123") || b.gate.Close("n_1", elsewhere) {
		t.Error("close")
	}
	if err := b.gate.Open(lease(paul, b.now)); err != nil || b.shown(paul) != "nothing" {
		t.Errorf("the next holder: %v, sees %q", err, b.shown(paul))
	}
	if err := b.gate.Open(otp.Lease{NumberE164: "+1"}); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("incomplete: %v", err)
	}
}

func TestCode_masksItselfEverywhere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.offer("WhatsApp code 123-830", 0)
	v, _ := b.gate.Current("n_1", maria)
	result := otp.Extract("WhatsApp code 123-830")
	var out strings.Builder
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("m", "code", v.Code, "text", v.Text, "caught", c, "result", result)
	slog.New(slog.NewTextHandler(&out, nil)).Info("m", "code", v.Code, "text", v.Text, "view", v, "result", result)
	for _, x := range []any{v, v.Code, v.Text, &v.Code, c, result, []otp.Code{v.Code}, struct{ c otp.Code }{v.Code}, b.gate} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb, x)
		}
		raw, err := json.Marshal(x)
		if err != nil {
			t.Errorf("%T: %v", x, err)
		}
		out.Write(raw)
	}
	for _, leak := range []string{"123830", "123-830", fmt.Sprintf("%x", "123830"), "[49 50 51", "0x31, 0x32"} {
		if i := strings.Index(out.String(), leak); i >= 0 {
			t.Errorf("%q leaks: …%s", leak, out.String()[max(0, i-80):i+len(leak)])
		}
	}
}

func TestGate_concurrentUse(t *testing.T) {
	t.Parallel()
	gate := otp.NewGate(func() time.Time { return start })
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			h := otp.Holder{User: desk.UserID(fmt.Sprint("u", i))}
			for range 200 {
				l := lease(h, start)
				if gate.Open(l) == nil {
					gate.Offer(otp.SMS{To: "12025550123", Text: "WhatsApp code 123-830"})
					if v, ok := gate.Current("n_1", h); ok && v.Code.Reveal() != "123830" {
						t.Error("half a code")
					}
					gate.Close("n_1", h)
				}
				gate.Expire()
			}
		})
	}
	wg.Wait()
}
