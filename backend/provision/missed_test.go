package provision_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// lister is a carrier that keeps a list of the SMS that came.
type lister struct {
	*barge
	list   []channel.SMS
	asked  []time.Time // since when
	noList error
}

func (l *lister) ReceivedSMS(_ context.Context, n channel.CarrierNumber, since time.Time) ([]channel.SMS, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, since)
	if n.E164 != gb {
		return nil, desk.Refuse(desk.CodeNotFound, "number")
	}
	return l.list, l.noList
}

func (l *lister) has(at time.Time, id, body string) channel.SMS {
	l.mu.Lock()
	defer l.mu.Unlock()
	sms := text(id, gb, body)
	sms.Provider, sms.Timestamp = "barge", at.UnixMilli()
	l.list = append([]channel.SMS{sms}, l.list...) // newest first
	return sms
}

func (l *lister) fail() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.noList = desk.Refuse(desk.CodeUnavailable, "carrier", desk.Params{desk.ParamContext: "unreachable"})
}

func (l *lister) questions() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.asked)
}

// listing is a set-up of Maria's at a carrier that keeps a list.
func listing(t *testing.T) (*rig, *lister, wire.Setup) {
	t.Helper()
	r := newRig(t)
	number := rented(gb)
	number.SMSURL = "http://127.0.0.1:1/before" // refused at once: nothing leaves this computer
	number.SMSElse = true                       // so that nothing but the code is looked for: see catchup_test.go
	l := &lister{barge: &barge{numbers: []channel.CarrierNumber{number}}}
	r.listingAgain(l)
	return r, l, must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
}

// listingAgain restarts the service with the carrier.
func (r *rig) listingAgain(l *lister) {
	r.t.Helper()
	cfg := r.config()
	cfg.Accounts = linkedAt{Accounts: cfg.Accounts, carriers: []channel.LinkedCarrier{{Carrier: l, Name: "barge", SMSURL: bargeURL}}}
	r.start(cfg)
}

func (r *rig) askDue() {
	r.t.Helper()
	if err := r.s.Load().AskDue(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// A code whose webhook did not come is read from the carrier's list after some seconds, is
// shown to the holder alone, and recorded as one that came by webhook: without its digits.
func TestMissed_codeIsReadFromTheList(t *testing.T) {
	t.Parallel()
	r, l, st := listing(t)
	l.has(r.clock.now(), "1", "WhatsApp code 123-456")
	l.has(r.clock.now(), "2", "see you at six")
	r.clock.pass(7 * time.Second)
	r.askDue()
	if n := l.questions(); n != 0 {
		t.Fatalf("asked %d times while the webhook may still come", n)
	}
	r.clock.pass(time.Second)
	r.askDue()
	p := r.nextPush()
	if code := r.devices[r.maria.ID].unseal(t, p.box); code.Code != "123456" || code.SetupID != st.ID || len(r.pushes) != 0 {
		t.Errorf("shown: %q of %s, and %d more", code.Code, code.SetupID, len(r.pushes))
	}
	if got := r.texts(); len(got) != 1 || strings.Contains(got[0], "123") {
		t.Errorf("recorded: %q", got)
	}
	r.clock.pass(5 * time.Minute)
	r.askDue()
	if n := l.questions(); n != 1 {
		t.Errorf("asked %d times, though the code is there", n)
	}
}

// Of two codes of the same second, which is as fine as a list tells, the list's first is the
// newer one.
func TestMissed_newestOfASecondIsShown(t *testing.T) {
	t.Parallel()
	r, l, _ := listing(t)
	l.has(r.clock.now(), "1", "WhatsApp code 111-111")
	l.has(r.clock.now(), "2", "WhatsApp code 222-222")
	r.clock.pass(8 * time.Second)
	r.askDue()
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code != "222222" || len(r.pushes) != 0 {
		t.Errorf("shown %q, and %d more", code.Code, len(r.pushes))
	}
}

// The webhook that comes after the list, and the list that is read after the webhook, bring
// nothing new: one record, one arrival.
func TestMissed_listAndWebhookAreOne(t *testing.T) {
	t.Parallel()
	r, l, st := listing(t)
	first := l.has(r.clock.now(), "1", "WhatsApp code 123-456")
	r.clock.pass(8 * time.Second)
	r.askDue()
	r.nextPush()
	came := must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID}).CodeCameAt
	r.clock.pass(time.Second)
	first.Timestamp = 0 // the webhook has no stamp
	if err := r.take(first); err != nil {
		t.Fatal(err)
	}
	// After a restart nothing is known: the code is read again, and has come no later.
	r.listingAgain(l)
	r.clock.pass(time.Second)
	r.askDue()
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code != "123456" {
		t.Errorf("after the restart: %q", code.Code)
	}
	if got := must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID}); got.CodeCameAt != came || got.CodeShownAt != came {
		t.Errorf("came at %d and was shown at %d, want %d", got.CodeCameAt, got.CodeShownAt, came)
	}
	if err := r.take(first); err != nil {
		t.Fatal(err)
	}
	if got := r.texts(); len(got) != 1 {
		t.Errorf("recorded %d times", len(got))
	}
}

// The carrier is asked later each time, for no more than ten minutes back, and not when
// nobody waits.
func TestMissed_questionsAreFewAndBounded(t *testing.T) {
	t.Parallel()
	r, l, st := listing(t)
	l.fail()
	began := r.clock.now()
	for range 30 * 60 / 5 {
		r.clock.pass(5 * time.Second)
		must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
		r.askDue()
	}
	if n := l.questions(); n < 15 || n > 20 {
		t.Errorf("asked %d times in half an hour", n)
	}
	l.mu.Lock()
	first, last := l.asked[0], l.asked[len(l.asked)-1]
	l.mu.Unlock()
	if want := began.Add(-15 * time.Second); !first.Equal(want) {
		t.Errorf("asked since %s, want %s", first, want)
	}
	if back := r.clock.now().Sub(last); back > 13*time.Minute {
		t.Errorf("asked for %s back", back)
	}
	before := l.questions()
	must[struct{}](r, r.maria, wire.CallSetupLeave.Name, wire.SetupRef{SetupID: st.ID})
	r.clock.pass(time.Hour)
	r.askDue()
	if n := l.questions(); n != before {
		t.Error("asked though nobody waits")
	}
}

// What a list shows of other people, of the time before the lease, or that is no code that
// can be read, is recorded and shown as if its webhook had come, and still passed on when
// it does.
func TestMissed_quarantineIsThatOfTheWebhook(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		age         time.Duration
		body        string
		shown, kept bool
	}{
		"before the lease": {time.Minute, "WhatsApp code 123-456", false, true},
		"no code in it":    {0, "WhatsApp Business account is being registered", true, true},
		"somebody's":       {0, "see you at six", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, l, _ := listing(t)
			sms := l.has(r.clock.now().Add(-tc.age), "1", tc.body)
			r.clock.pass(8 * time.Second)
			r.askDue()
			if (len(r.pushes) > 0) != tc.shown || (len(r.texts()) > 0) != tc.kept {
				t.Errorf("shown %d times, recorded %q", len(r.pushes), r.texts())
			}
			sms.Raws = []*channel.Raw{{Method: "POST", Body: []byte(tc.body)}}
			if err := r.take(sms); err != nil {
				t.Fatal(err)
			}
			if n := len(r.texts()); n > 1 {
				t.Errorf("recorded %d times", n)
			}
			if passed, err := r.db.OnwardKnown(t.Context(), sms.Key()); err != nil || !passed {
				t.Errorf("its webhook was not passed on: %v", err)
			}
		})
	}
}

// When a code went to the holder's desktop is noted once, and when it ends stays known.
func TestShown_isStampedWhenADesktopHasIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	r.off.Store(r.maria.ID, true) // no desktop is connected
	if err := r.world.SendSMS(gb, "WhatsApp", "WhatsApp code 111-222"); err != nil {
		t.Fatal(err)
	}
	ref := wire.SetupRef{SetupID: st.ID}
	now := func() wire.Setup { return must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, ref) }
	for now().CodeCameAt == 0 {
		r.world.Wait(t.Context(), 0)
	}
	if got := now(); got.CodeShownAt != 0 || got.CodeExpiresAt != got.CodeCameAt+600_000 {
		t.Errorf("shown at %d, over at %d", got.CodeShownAt, got.CodeExpiresAt)
	}
	r.clock.pass(3 * time.Second)
	if sealed := must[wire.SealedCode](r, r.maria, wire.CallSetupCode.Name, ref); !sealed.Found {
		t.Fatal("no code")
	}
	shown := r.clock.now().UnixMilli()
	r.clock.pass(3 * time.Second)
	must[wire.SealedCode](r, r.maria, wire.CallSetupCode.Name, ref)
	if got := now(); got.CodeShownAt != shown {
		t.Errorf("shown at %d, want %d", got.CodeShownAt, shown)
	}
	r.clock.pass(11 * time.Minute)
	if got := now(); got.CodeExpiresAt == 0 || got.CodeExpiresAt > r.clock.now().UnixMilli() {
		t.Errorf("over at %d", got.CodeExpiresAt)
	}
	r.clock.pass(time.Minute)
	if got := must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"}); got.CodeShownAt != 0 || got.CodeExpiresAt != 0 {
		t.Errorf("asked for again, it was shown at %d and is over at %d", got.CodeShownAt, got.CodeExpiresAt)
	}
}
