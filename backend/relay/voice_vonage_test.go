package relay_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// toVonage asks the pretend Vonage as its customer, and gives the answer.
func (s *onSMS) toVonage(method, path, kind, body string) string {
	s.t.Helper()
	req, err := http.NewRequest(method, s.meta.URL+"/vonage"+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.SetBasicAuth(sandbox.DefaultVonageKey, sandbox.DefaultVonageSecret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	if resp.StatusCode > 299 {
		s.t.Fatalf("%s: %d %s", path, resp.StatusCode, raw)
	}
	return string(raw)
}

// calls has the number's calls go to an application of somebody else, and tells who called.
func (s *onSMS) calls() (before string, took chan string) {
	s.t.Helper()
	took = make(chan string, 16)
	pbx := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		took <- r.URL.Query().Get("from")
		_, _ = io.WriteString(w, "[]")
	}))
	s.t.Cleanup(pbx.Close)
	made := s.toVonage(http.MethodPost, "/v2/applications", "application/json",
		`{"name":"The shop","capabilities":{"voice":{"webhooks":{"answer_url":{"address":"`+pbx.URL+`/answer","http_method":"GET"}}}}}`)
	_, id, _ := strings.Cut(made, `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	form := url.Values{"country": {"GB"}, "msisdn": {liveNumber[1:]}, "moHttpUrl": {s.e.URL}, "app_id": {id}}
	s.toVonage(http.MethodPost, "/number/update", "application/x-www-form-urlencoded", form.Encode())
	return s.numberAtCarrier(), took
}

func (s *onSMS) listens(set wire.Setup) {
	s.t.Helper()
	if got := said[wire.Setup](s.t, s.boss.Call(wire.CallSetupListen.Name, wire.SetupRef{SetupID: set.ID})); !got.Listens {
		s.t.Fatalf("it does not listen: %+v", got)
	}
}

// TestVoice_atVonage: WhatsApp calls a number that is rented at Vonage. The code is read
// from what was understood; people reach whom they call meanwhile; what was understood only
// the second time, or not at all, is shown to the holder. A relay that was stopped while it
// listened gives the number back as it was, and nothing of ours stays at Vonage.
func TestVoice_atVonage(t *testing.T) {
	t.Parallel()
	s := newOnSMS(t)
	before, took := s.calls()
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: liveNumber}))
	if !set.CarrierCalls || !strings.Contains(fmt.Sprint(s.world.VonageApps()), "[The shop]") {
		t.Fatalf("begun: %+v, %q", set, s.world.VonageApps())
	}
	s.listens(set)
	if err := s.world.CallNumber(liveNumber, "+4915112345678", "Hello, is anybody there?"); err != nil {
		t.Fatal(err)
	}
	if from := <-took; from != "4915112345678" {
		t.Errorf("the shop had a call from %q", from)
	}
	own := func(what string) {
		t.Helper()
		s.untilWorld(what, func() bool { return fmt.Sprint(s.world.VonageApps()) == "[The shop]" })
	}
	const garbled = "won to owe for"
	for _, call := range []struct {
		sandbox.Ears
		code, text string
	}{
		{sandbox.Ears{Live: sandbox.HearsGarbled, Later: sandbox.HearsNothing}, "", garbled},
		{sandbox.Ears{Live: sandbox.HearsGarbled}, "120458", garbled},
		{sandbox.Ears{}, "120458", "1 2 0 4 5 8"},
	} {
		s.boss.Pushed = nil
		if err := s.world.SetEars(call.Ears); err != nil {
			t.Fatal(err)
		}
		s.listens(set)
		if err := s.world.CallNumber(liveNumber, "+16505434800", sandbox.SpokenBy("120458")); err != nil {
			t.Fatal(err)
		}
		code := s.caught(s.boss, s.keys)
		if code.Code != call.code || !code.Call || code.Recording != "" || !strings.Contains(code.SMS, call.text) {
			t.Errorf("%+v: caught %+v", call, code)
		}
		if call.code != "" {
			own("our application is deleted after the code")
		}
	}
	s.listens(set)
	s.stop() // while it listens
	if len(s.world.VonageApps()) != 2 {
		t.Errorf("at Vonage are %q", s.world.VonageApps())
	}
	s.start()
	s.again()
	s.boss = s.desk(s.own, wire.Hello{SealKey: s.keys[0][:]})
	said[struct{}](t, s.boss.Call(wire.CallSetupDrop.Name, wire.SetupRef{SetupID: set.ID}))
	s.carrierHas("after the set-up", func(now string) bool { return now == before })
	own("our application is deleted after the set-up")
	if from := <-took; from != "16505434800" || len(took) != 0 { // of which nothing was understood: it may be for the shop
		t.Errorf("the shop had a call from %q, and %d more", from, len(took))
	}
}

// What is not signed by the account gets no answer, and says nothing to anybody.
func TestVoice_onlyVonageIsHeard(t *testing.T) {
	t.Parallel()
	s := newOnSMS(t)
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: liveNumber}))
	s.listens(set)
	body := `{"uuid":"aaaaaaaa-bbbb-cccc-dddd-0123456789ab","speech":{"results":[{"text":"your code is 1 2 3 4 5 6"}]}}`
	for name, token := range map[string]string{"none": "", "no token": "Bearer x", "another algorithm": "Bearer eyJhbGciOiJub25lIn0.e30."} {
		req, err := http.NewRequest(http.MethodPost, s.relay.PublicURL()+"/webhooks/vonage/voice?stage=heard&to="+liveNumber[1:], strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", token)
		if status := s.do(req); status != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, status)
		}
	}
	if r := said[wire.SealedCode](t, s.boss.Call(wire.CallSetupCode.Name, wire.SetupRef{SetupID: set.ID})); r.Found {
		t.Error("a stranger's words are shown")
	}
}
