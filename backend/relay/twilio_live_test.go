package relay_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/wire"
)

// TestTwilio_liveNumber_othersSMSArriveSigned: while a number is set up whose SMS go to
// another system, that one gets every SMS but the code, signed by the account for its own
// address: Twilio's signature is over the address that it called, which was ours. After
// the set-up Twilio has the old address again, to the letter.
func TestTwilio_liveNumber_othersSMSArriveSigned(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	type came struct {
		uri, signature, kind string
		body                 []byte
	}
	got := make(chan came, 16)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- came{r.RequestURI, r.Header.Get(twilio.SignatureHeader), r.Header.Get("Content-Type"), body}
		_, _ = io.WriteString(w, "<Response/>")
	}))
	t.Cleanup(other.Close)
	old := other.URL + "/sms?key=1#rc=2"
	if err := s.world.SetTwilioNumber(sandbox.DefaultTwilioNumber, old, ""); err != nil {
		t.Fatal(err)
	}
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber}))
	if now := s.world.TwilioSMSURL(sandbox.DefaultTwilioNumber); now != s.public+"/webhooks/twilio/sms" || !set.CarrierOwned {
		t.Fatalf("its SMS go to %s: %+v", now, set)
	}
	if err := s.world.SendSMS(sandbox.DefaultTwilioNumber, "+4915112345678", "see you at six"); err != nil {
		t.Fatal(err)
	}
	c := <-got
	r := channel.Request{
		Method: http.MethodPost, Address: other.URL + c.uri, Body: c.body,
		Header: http.Header{"Content-Type": {c.kind}, twilio.SignatureHeader: {c.signature}}.Get,
	}
	if c.uri != "/sms?key=1" || !twilio.Verify(r, sandbox.DefaultTwilioToken) {
		t.Errorf("%s is called with a signature that is not its own", c.uri)
	}
	said[struct{}](t, s.boss.Call(wire.CallSetupDrop.Name, wire.SetupRef{SetupID: set.ID}))
	// It is put back in its own time, and tried until Twilio takes it.
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for rev := uint64(0); s.world.TwilioSMSURL(sandbox.DefaultTwilioNumber) != old; {
		if rev = s.world.Wait(ctx, rev); ctx.Err() != nil {
			t.Fatalf("after the set-up its SMS go to %s", s.world.TwilioSMSURL(sandbox.DefaultTwilioNumber))
		}
	}
}
