package relay_test

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// switchboard is where the calls to a number went before: a system of somebody else, which
// believes what Twilio signed for its own address.
type switchboard struct {
	url  string
	took chan string // the callers that came, "forged" for what was not signed
}

func newSwitchboard(t *testing.T) *switchboard {
	t.Helper()
	b := &switchboard{took: make(chan string, 16)}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		in := channel.Request{Method: r.Method, Address: b.url, Body: body, Header: r.Header.Get}
		if twilio.Verify(in, sandbox.DefaultTwilioToken) {
			b.took <- form.Get("From")
		} else {
			b.took <- "forged"
		}
		_, _ = io.WriteString(w, "<Response><Hangup/></Response>")
	}))
	t.Cleanup(srv.Close)
	b.url = srv.URL + "/calls?key=1"
	return b
}

// sound gives what the call said that is shown.
func (s *atTwilio) sound(d *wiretest.Desktop, id string) []byte {
	s.t.Helper()
	var all []byte
	for more := true; more; {
		part := said[wire.SealedSound](s.t, d.Call(wire.CallSetupRecording.Name, wire.SetupRecording{SetupID: id, From: len(all)}))
		plain, ok := box.OpenAnonymous(nil, part.Box, s.keys[0], s.keys[1])
		if !ok {
			s.t.Fatal("the sound is not sealed to this device")
		}
		all, more = append(all, plain...), part.More
	}
	return all
}

// until waits for something in the pretend world.
func (s *atTwilio) untilWorld(what string, is func() bool) {
	s.t.Helper()
	ctx := s.t.Context()
	for rev := uint64(0); !is(); {
		if rev = s.world.Wait(ctx, rev); ctx.Err() != nil {
			s.t.Fatalf("never: %s", what)
		}
	}
}

// TestVoice_codeIsHeardAndTheNumberGivenBack: WhatsApp calls the number, the code is read
// from what was understood, and the calls go where they went before, to the letter.
func TestVoice_codeIsHeardAndTheNumberGivenBack(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	before := newSwitchboard(t)
	if err := s.world.SetTwilioVoice(sandbox.DefaultTwilioNumber, before.url, ""); err != nil {
		t.Fatal(err)
	}
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber}))
	if !set.CarrierCalls || set.Listens || s.world.TwilioVoiceURL(sandbox.DefaultTwilioNumber) != before.url {
		t.Fatalf("begun: %+v", set)
	}
	set = said[wire.Setup](t, s.boss.Call(wire.CallSetupListen.Name, wire.SetupRef{SetupID: set.ID}))
	if !set.Listens || s.world.TwilioVoiceURL(sandbox.DefaultTwilioNumber) != s.public+"/webhooks/twilio/voice" {
		t.Fatalf("listening: %v, calls go to %s", set.Listens, s.world.TwilioVoiceURL(sandbox.DefaultTwilioNumber))
	}
	if err := s.world.CallNumber(sandbox.DefaultTwilioNumber, "+16505434800", sandbox.SpokenBy("048216")); err != nil {
		t.Fatal(err)
	}
	code := s.caught(s.boss, s.keys)
	if code.Code != "048216" || !code.Call || code.Recording != "" || !strings.Contains(code.SMS, "0 4 8 2 1 6") {
		t.Errorf("caught %+v", code)
	}
	s.untilWorld("its calls go where they went", func() bool { return s.world.TwilioVoiceURL(sandbox.DefaultTwilioNumber) == before.url })
	if got := said[wire.Setup](t, s.boss.Call(wire.CallSetupRenew.Name, wire.SetupRef{SetupID: set.ID})); got.Listens || got.CodeCameAt == 0 {
		t.Errorf("still listening: %v, came at %d", got.Listens, got.CodeCameAt)
	}
	if keeps := s.world.TwilioKeeps(); len(keeps) != 0 || len(before.took) != 0 {
		t.Errorf("Twilio keeps %v, the switchboard had %d calls", keeps, len(before.took))
	}
	said[struct{}](t, s.boss.Call(wire.CallSetupLeave.Name, wire.SetupRef{SetupID: set.ID}))
}

// TestVoice_peopleReachWhomTheyCall: while a code is awaited, a person who calls is heard
// for a moment and sent on to where the number's calls went, signed for that address.
// Nothing of it is shown, and nothing recorded.
func TestVoice_peopleReachWhomTheyCall(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	before := newSwitchboard(t)
	if err := s.world.SetTwilioVoice(sandbox.DefaultTwilioNumber, before.url, ""); err != nil {
		t.Fatal(err)
	}
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber}))
	said[wire.Setup](t, s.boss.Call(wire.CallSetupListen.Name, wire.SetupRef{SetupID: set.ID}))
	for _, says := range []string{"Hello, is anybody there?", ""} {
		if err := s.world.CallNumber(sandbox.DefaultTwilioNumber, "+4915112345678", says); err != nil {
			t.Fatal(err)
		}
		if got := <-before.took; got != "+4915112345678" {
			t.Errorf("%q: the switchboard had %s", says, got)
		}
	}
	if got := said[wire.Setup](t, s.boss.Call(wire.CallSetupRenew.Name, wire.SetupRef{SetupID: set.ID})); !got.Listens || got.CodeCameAt != 0 {
		t.Errorf("listening: %v, came at %d", got.Listens, got.CodeCameAt)
	}
	if keeps := s.world.TwilioKeeps(); len(keeps) != 0 {
		t.Errorf("recorded: %v", keeps)
	}
}

// TestVoice_unclearCallIsListenedTo: what was not understood is recorded, given to the
// holder alone, and deleted at Twilio when the number is verified or nobody sets it up.
func TestVoice_unclearCallIsListenedTo(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	if err := s.world.SetEars(sandbox.Ears{Live: sandbox.HearsGarbled, Later: sandbox.HearsNothing}); err != nil {
		t.Fatal(err)
	}
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber}))
	said[wire.Setup](t, s.boss.Call(wire.CallSetupListen.Name, wire.SetupRef{SetupID: set.ID}))
	if err := s.world.CallNumber(sandbox.DefaultTwilioNumber, "+16505434800", sandbox.SpokenBy("120458")); err != nil {
		t.Fatal(err)
	}
	code := s.caught(s.boss, s.keys)
	if code.Code != "" || !code.Call || code.Recording == "" {
		t.Fatalf("caught %+v", code)
	}
	if got := s.sound(s.boss, set.ID); len(got) < 40_000 || string(got[:4]) != "RIFF" {
		t.Errorf("a sound of %d bytes", len(got))
	}
	if r := s.agent.Call(wire.CallSetupRecording.Name, wire.SetupRecording{SetupID: set.ID}); r.Error == nil {
		t.Error("somebody else can listen")
	}
	if r := s.boss.Call(wire.CallSetupRecording.Name, wire.SetupRecording{SetupID: set.ID, From: 1 << 30}); r.Error == nil || r.Error.Code != "invalid" {
		t.Errorf("behind its end: %+v", r.Error)
	}
	said[struct{}](t, s.boss.Call(wire.CallSetupLeave.Name, wire.SetupRef{SetupID: set.ID}))
	s.untilWorld("Twilio keeps nothing", func() bool { return len(s.world.TwilioKeeps()) == 0 })
}

// TestVoice_onlyTwilioIsHeard: what is not signed gets no answer, says nothing to anybody,
// and a number that was never set up is hung up on.
func TestVoice_onlyTwilioIsHeard(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber}))
	said[wire.Setup](t, s.boss.Call(wire.CallSetupListen.Name, wire.SetupRef{SetupID: set.ID}))
	address := s.public + "/webhooks/twilio/voice?stage=heard"
	form := map[string]string{
		"CallSid": "CA0123456789abcdef0123456789abcdef", "AccountSid": account, "From": "+16505434800", "To": sandbox.DefaultTwilioNumber,
		"SpeechResult": "your code is 1 2 3 4 5 6",
	}
	post := func(change func(form map[string]string), signedFor, token string) (int, string) {
		f := url.Values{}
		own := map[string]string{}
		for k, v := range form {
			own[k] = v
		}
		change(own)
		for k, v := range own {
			f.Set(k, v)
		}
		req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(f.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set(twilio.SignatureHeader, twilio.Sign(token, signedFor, own))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body)
	}
	same := func(map[string]string) {}
	for name, got := range map[string]func() (int, string){
		"another token": func() (int, string) { return post(same, address, "wrong") },
		"another address": func() (int, string) {
			return post(same, s.public+"/webhooks/twilio/voice?stage=rings", sandbox.DefaultTwilioToken)
		},
		"the host inside": func() (int, string) {
			return post(same, s.relay.PublicURL()+"/webhooks/twilio/voice?stage=heard", sandbox.DefaultTwilioToken)
		},
		"another account's": func() (int, string) {
			return post(func(f map[string]string) { f["AccountSid"] = "AC00000000000000000000000000000000" }, address, sandbox.DefaultTwilioToken)
		},
	} {
		if status, body := got(); status != http.StatusUnauthorized || strings.Contains(body, "Response") {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	for name, change := range map[string]func(map[string]string){
		"no call":   func(f map[string]string) { delete(f, "CallSid") },
		"odd call":  func(f map[string]string) { f["CallSid"] = "CA1; DROP" },
		"no number": func(f map[string]string) { delete(f, "To") },
	} {
		if status, _ := post(change, address, sandbox.DefaultTwilioToken); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
	}
	if r := said[wire.SealedCode](t, s.boss.Call(wire.CallSetupCode.Name, wire.SetupRef{SetupID: set.ID})); r.Found {
		t.Error("a stranger's words are shown")
	}
	status, body := post(func(f map[string]string) { f["To"] = "+12025550123" }, address, sandbox.DefaultTwilioToken)
	var doc struct{ Hangup *struct{} }
	if err := xml.Unmarshal([]byte(body), &doc); status != http.StatusOK || err != nil || doc.Hangup == nil {
		t.Errorf("another number: %d %s", status, body)
	}
}
