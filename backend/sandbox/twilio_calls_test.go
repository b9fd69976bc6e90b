package sandbox_test

import (
	"encoding/binary"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

// asked is what the pretend Twilio asked an address.
type asked struct {
	path string
	form url.Values
}

// callee is whose number is called: it answers each path with a document.
func callee(t *testing.T, s *sandbox.Sandbox, answers map[string]string) chan asked {
	t.Helper()
	got := make(chan asked, 32)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		checkHook(t, hook{method: r.Method, raw: body})
		got <- asked{r.URL.Path, form}
		_, _ = io.WriteString(w, strings.ReplaceAll(answers[r.URL.Path], "{me}", "http://"+r.Host))
	}))
	t.Cleanup(srv.Close)
	if err := s.SetTwilioVoice(sandbox.DefaultTwilioNumber, srv.URL+"/rings", ""); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTwilioCalls_doWhatTheyAreTold(t *testing.T) {
	t.Parallel()
	s := sandbox.New(sandbox.Config{Seed: 3})
	got := callee(t, s, map[string]string{
		"/rings":  `<Response><Gather input="speech" actionOnEmptyResult="true" action="{me}/heard" method="POST"/></Response>`,
		"/heard":  `<Response><Record action="{me}/done" method="POST" transcribe="true" transcribeCallback="{me}/text"/></Response>`,
		"/done":   `<Response><Redirect method="POST">{me}/pbx</Redirect></Response>`,
		"/pbx":    `<Response><Hangup/></Response>`,
		"/text":   `<Response/>`,
		"/silent": `<Response><Record action="{me}/done"/><Redirect>{me}/pbx</Redirect></Response>`,
	})
	if err := s.SetEars(sandbox.Ears{Live: sandbox.HearsGarbled}); err != nil {
		t.Fatal(err)
	}
	if err := s.CallNumber(sandbox.DefaultTwilioNumber, "+16505434800", sandbox.SpokenBy("120458")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/rings", "/heard", "/done", "/pbx", "/text"} {
		a := <-got
		if a.path != want || a.form.Get("CallSid") == "" || a.form.Get("AccountSid") != sandbox.DefaultTwilioAccount {
			t.Errorf("asked %s with %v, want %s", a.path, a.form, want)
		}
		switch a.path {
		case "/heard":
			if h := a.form.Get("SpeechResult"); h == "" || strings.ContainsAny(h, "1") {
				t.Errorf("heard %q", h)
			}
		case "/text":
			if a.form.Get("TranscriptionText") != sandbox.SpokenBy("120458") || a.form.Get("TranscriptionStatus") != "completed" {
				t.Errorf("written down: %v", a.form)
			}
		}
	}
	if keeps := s.TwilioKeeps(); len(keeps) != 2 || !strings.HasPrefix(keeps[0], "RE") || !strings.HasPrefix(keeps[1], "TR") {
		t.Errorf("keeps %v", keeps)
	}
}

func TestTwilioCalls_recordingIsBeepsAndCanBeDeleted(t *testing.T) {
	t.Parallel()
	s := sandbox.New(sandbox.Config{Seed: 3})
	got := callee(t, s, map[string]string{"/rings": `<Response><Record action="{me}/done" method="POST"/></Response>`, "/done": `<Response/>`})
	if err := s.CallNumber(sandbox.DefaultTwilioNumber, "+16505434800", "120458"); err != nil {
		t.Fatal(err)
	}
	<-got
	id := (<-got).form.Get("RecordingSid")
	api := httptest.NewServer(s.Twilio())
	t.Cleanup(api.Close)
	do := func(method, file string) (int, []byte) {
		req, err := http.NewRequest(method, api.URL+"/2010-04-01/Accounts/"+sandbox.DefaultTwilioAccount+"/Recordings/"+file, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.SetBasicAuth(sandbox.DefaultTwilioAccount, sandbox.DefaultTwilioToken)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, body
	}
	status, sound := do(http.MethodGet, id+".wav")
	if status != http.StatusOK || string(sound[:4]) != "RIFF" || string(sound[8:16]) != "WAVEfmt " || int(binary.LittleEndian.Uint32(sound[40:])) != len(sound)-44 {
		t.Errorf("%d, %d bytes", status, len(sound))
	}
	if status, _ := do(http.MethodDelete, id+".json"); status != http.StatusNoContent {
		t.Errorf("delete: %d", status)
	}
	for _, again := range []struct{ method, file string }{{http.MethodDelete, id + ".json"}, {http.MethodGet, id + ".wav"}, {http.MethodGet, id}} {
		if status, _ := do(again.method, again.file); status != http.StatusNotFound {
			t.Errorf("%s %s: %d", again.method, again.file, status)
		}
	}
	if err := s.SetEars(sandbox.Ears{Live: "well"}); err == nil {
		t.Error("unknown ears")
	}
	if s.CallNumber("", "x", "") == nil || s.SetTwilioVoice("+1", "", "") == nil {
		t.Error("a call to nobody")
	}
}
