package relay_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// TestTwilio_codeOfTheTimeWhenTheRelayWasDown: an SMS comes while the relay is down, and
// Twilio gives its webhook up. The relay that starts again reads it from Twilio's list,
// and shows it to the holder, as if it had been there.
func TestTwilio_codeOfTheTimeWhenTheRelayWasDown(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber}))
	s.stop()
	if err := s.world.SendSMS(sandbox.DefaultTwilioNumber, "WhatsApp", "WhatsApp code 604-119"); err != nil {
		t.Fatal(err)
	}
	s.start() // at another address: no webhook that is tried again finds it
	boss := s.desk(s.own, wire.Hello{SealKey: s.keys[0][:]})
	if code := s.reads(boss, set.ID, s.keys); code.Code != "604119" || code.Sender != "WhatsApp" {
		t.Errorf("caught %q from %q", code.Code, code.Sender)
	}
	now := func() wire.Setup {
		return said[wire.Setup](t, boss.Call(wire.CallSetupRenew.Name, wire.SetupRef{SetupID: set.ID}))
	}
	got := now()
	if got.CodeCameAt == 0 { // it was asked for before it was noted: then it is pushed too
		s.caught(boss, s.keys)
		got = now()
	}
	if got.CodeCameAt == 0 || got.CodeExpiresAt <= got.CodeCameAt {
		t.Errorf("came at %d, is over at %d", got.CodeCameAt, got.CodeExpiresAt)
	}
	said[struct{}](t, boss.Call(wire.CallSetupLeave.Name, wire.SetupRef{SetupID: set.ID}))
}

// reads gives a set-up's code: the one that is there, or that comes.
func (tm *team) reads(d *wiretest.Desktop, id string, keys [2]*[32]byte) wire.SetupCode {
	tm.t.Helper()
	sealed := said[wire.SealedCode](tm.t, d.Call(wire.CallSetupCode.Name, wire.SetupRef{SetupID: id}))
	if !sealed.Found {
		return tm.caught(d, keys)
	}
	var code wire.SetupCode
	plain, ok := box.OpenAnonymous(nil, sealed.Box, keys[0], keys[1])
	if !ok || json.Unmarshal(plain, &code) != nil {
		tm.t.Fatal("the code is not sealed to this device")
	}
	return code
}

// TestTwilio_smsOfTheTimeWhenTheRelayWasDown: what customers wrote to an SMS channel, and
// to a number that is set up, while the relay was down is read from Twilio's list: the
// first becomes messages, with the time when it came, the second goes on to where it went
// before, signed, each once, however often the relay starts.
func TestTwilio_smsOfTheTimeWhenTheRelayWasDown(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	got := make(chan string, 16)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		in := channel.Request{Method: r.Method, Address: "http://" + r.Host + r.RequestURI, Body: body, Header: r.Header.Get}
		got <- fmt.Sprint(form.Get("Body"), twilio.Verify(in, sandbox.DefaultTwilioToken))
	}))
	t.Cleanup(other.Close)
	if err := s.world.SetTwilioNumber(sandbox.DefaultTwilioNumber, other.URL+"/sms", ""); err != nil {
		t.Fatal(err)
	}
	again := func() { s.boss = s.desk(s.own, wire.Hello{SealKey: s.keys[0][:]}) }
	texts := func(text string) {
		t.Helper()
		if err := s.world.SendSMS(sandbox.DefaultTwilioNumber, "+4915112345678", text); err != nil {
			t.Fatal(err)
		}
	}
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber}))
	<-time.After(time.Until(time.Now().Truncate(time.Second).Add(time.Second))) // Twilio's stamps count whole seconds
	s.stop()
	texts("for the shop")
	s.start()
	again()
	if what := <-got; what != "for the shoptrue" {
		t.Errorf("passed on: %s", what)
	}
	said[struct{}](t, s.boss.Call(wire.CallSetupDrop.Name, wire.SetupRef{SetupID: set.ID}))
	said[wire.IDResult](t, s.boss.Call(wire.CallSMSAdd.Name, wire.SMSAdd{Carrier: twilio.Provider, Phone: sandbox.DefaultTwilioNumber, Name: "SMS_Twilio"}))
	for i := range 2 {
		s.stop()
		if i == 0 {
			texts("is anybody there?")
		}
		s.start()
		again()
		s.boss.Until("what came", func() bool {
			threads := wiretest.All[wire.Thread](s.boss, "thread")
			return len(threads) == 1 && threads[0].Preview == "is anybody there?"
		})
	}
	if len(got) != 0 {
		t.Errorf("the shop got %d more", len(got))
	}
}
