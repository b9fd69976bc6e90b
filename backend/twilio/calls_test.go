package twilio_test

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/twilio"
)

const (
	aCall      = "CA0123456789abcdef0123456789abcdef"
	aRecording = "RE0123456789abcdef0123456789abcdef"
	aText      = "TR0123456789abcdef0123456789abcdef"
	voiceHook  = "https://parley.example/webhooks/twilio/voice"
)

// callHook is a webhook about a call, signed by the account's token.
func callHook(query, body string) channel.Request {
	r := channel.Request{Method: http.MethodPost, Address: voiceHook + query, Body: []byte(body)}
	_, r.RawQuery, _ = strings.Cut(query, "?")
	sig := twilio.Sign("t0ken-of-the-account", r.Address, formOf(body))
	r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, twilio.SignatureHeader: {sig}}.Get
	return r
}

func formOf(body string) map[string]string {
	out := map[string]string{}
	for pair := range strings.SplitSeq(body, "&") {
		name, value, _ := strings.Cut(pair, "=")
		out[name] = strings.NewReplacer("%2B", "+", "+", " ").Replace(value)
	}
	return out
}

const calling = "CallSid=" + aCall + "&AccountSid=AC1&From=%2B16505434800&To=%2B4930123456"

func TestReadCall_eachStage(t *testing.T) {
	t.Parallel()
	whose := channel.CallSays{Provider: "twilio", CallID: aCall, From: "16505434800", To: "4930123456"}
	for name, tt := range map[string]struct {
		query, more string
		want        channel.CallSays
	}{
		"it rings":                  {"", "", channel.CallSays{Stage: channel.CallRings}},
		"a stage that there is not": {"?stage=later", "&SpeechResult=123456", channel.CallSays{Stage: channel.CallRings}},
		"it was heard":              {"?stage=heard", "&SpeechResult=one two&Confidence=0.9", channel.CallSays{Stage: channel.CallHeard, Heard: "one two"}},
		"nothing was heard":         {"?stage=heard", "", channel.CallSays{Stage: channel.CallHeard}},
		"it was recorded":           {"?stage=recorded", "&RecordingSid=" + aRecording, channel.CallSays{Stage: channel.CallRecorded, Recording: aRecording}},
		"a recording by another id": {"?stage=recorded", "&RecordingSid=RE1/../x", channel.CallSays{Stage: channel.CallRecorded}},
		"it was written down": {
			"?stage=transcribed", "&TranscriptionStatus=completed&TranscriptionText=one two&TranscriptionSid=" + aText + "&RecordingSid=" + aRecording,
			channel.CallSays{Stage: channel.CallTranscribed, Heard: "one two", Recording: aRecording, Notes: aText},
		},
		"it could not be": {
			"?stage=transcribed", "&TranscriptionStatus=failed&TranscriptionText=junk&TranscriptionSid=" + aText,
			channel.CallSays{Stage: channel.CallTranscribed, Notes: aText},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := tt.want
			want.Provider, want.CallID, want.From, want.To = whose.Provider, whose.CallID, whose.From, whose.To
			d, err := twilio.SMSWebhooks{}.ReadCall(callHook(tt.query, strings.ReplaceAll(calling+tt.more, " ", "+")))
			if err != nil || d.Says != want {
				t.Fatalf("got %+v %q, %v", d.Says, d.Says.Heard, err)
			}
			keys := channel.CarrierKeys{Org: "org_1", Account: "AC1", Secrets: []desk.Secret{"t0ken-of-the-account"}}
			if err := d.Prove(keys, time.Now); err != nil {
				t.Errorf("not proven: %v", err)
			}
			keys.Secrets = []desk.Secret{"another"}
			if d.Prove(keys, time.Now) == nil {
				t.Error("proven by another token")
			}
			keys.Secrets = nil
			if d.Prove(keys, time.Now) == nil {
				t.Error("proven by no token")
			}
		})
	}
}

func TestReadCall_whatIsNoCall(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":              "",
		"an SMS":             "MessageSid=SM1&AccountSid=AC1&To=%2B4930123456",
		"an id of no call":   "CallSid=CA1&AccountSid=AC1&To=%2B4930123456",
		"to nobody":          "CallSid=" + aCall + "&AccountSid=AC1",
		"a name given twice": calling + "&To=%2B1",
		"no form":            "%zz",
	} {
		if d, err := (twilio.SMSWebhooks{}).ReadCall(callHook("?stage=heard", body)); err == nil {
			t.Errorf("%s: %+v", name, d.Says)
		}
	}
}

// attrs are a document's verbs with their attributes and texts.
func attrs(t *testing.T, text string) map[string]string {
	t.Helper()
	out := map[string]string{}
	dec := xml.NewDecoder(strings.NewReader(text))
	verb := ""
	for {
		tok, err := dec.Token()
		if err != nil {
			return out
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			verb = tok.Name.Local
			out[verb] = ""
			for _, a := range tok.Attr {
				out[verb+"."+a.Name.Local] = a.Value
			}
		case xml.CharData:
			out[verb] += strings.TrimSpace(string(tok))
		}
	}
}

func TestAnswerCall_isTwilioML(t *testing.T) {
	t.Parallel()
	const pbx = "https://pbx.example/a?b=1&c=<x>"
	for name, tt := range map[string]struct {
		answer channel.CallAnswer
		want   map[string]string
	}{
		"listen": {channel.CallAnswer{Act: channel.CallListen}, map[string]string{
			"Gather.input": "speech", "Gather.language": "en-US", "Gather.actionOnEmptyResult": "true", "Gather.profanityFilter": "false",
			"Gather.action": voiceHook + "?stage=heard", "Gather.method": "POST",
		}},
		"record": {channel.CallAnswer{Act: channel.CallRecord, To: pbx, Method: "GET"}, map[string]string{
			"Record.playBeep": "false", "Record.maxLength": "30", "Record.trim": "do-not-trim", "Record.transcribe": "true",
			"Record.action": voiceHook + "?stage=recorded", "Record.transcribeCallback": voiceHook + "?stage=transcribed",
			"Redirect": pbx, "Redirect.method": "GET",
		}},
		"forward": {channel.CallAnswer{Act: channel.CallForward, To: pbx}, map[string]string{"Redirect": pbx, "Redirect.method": "POST"}},
		"end":     {channel.CallAnswer{Act: channel.CallEnd}, map[string]string{"Hangup": ""}},
		"nothing": {channel.CallAnswer{}, map[string]string{"Hangup": ""}},
	} {
		kind, text := twilio.SMSWebhooks{}.AnswerCall(tt.answer, voiceHook)
		got := attrs(t, text)
		if !strings.HasPrefix(kind, "text/xml") || len(got) == 0 {
			t.Errorf("%s: %s of %s", name, text, kind)
		}
		if strings.Contains(text, "<Say") || strings.Contains(text, "<Play") {
			t.Errorf("%s: the robot is spoken to: %s", name, text)
		}
		for path, want := range tt.want {
			if value, there := got[path]; !there || value != want {
				t.Errorf("%s: %s is %q, want %q", name, path, value, want)
			}
		}
	}
	if _, text := (twilio.SMSWebhooks{}).AnswerCall(channel.CallAnswer{Act: channel.CallRecord}, voiceHook); strings.Contains(text, "Redirect") {
		t.Errorf("sent on to nowhere: %s", text)
	}
}

const aNumber = "PN0123456789abcdef0123456789abcdef"

func TestRedirectCalls_changesTheNumbersOwnAddress(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ more, refused string }{
		"its own":        {`"voice_url":"https://pbx.example/a","voice_method":"GET"`, ""},
		"an application": {`"voice_url":"https://pbx.example/a","voice_application_sid":"AP1"`, "voiceApplication"},
		"a trunk":        {`"voice_url":"","trunk_sid":"TK1"`, "voiceApplication"},
	} {
		s := newServer(t).
			on("GET {account}/IncomingPhoneNumbers.json", 200, `{"incoming_phone_numbers":[{"sid":"`+aNumber+`","phone_number":"+4930123456","capabilities":{"voice":true},`+tt.more+`}]}`).
			on("POST {account}/IncomingPhoneNumbers/"+aNumber+".json", 200, `{"sid":"`+aNumber+`"}`)
		where, err := s.client().WhereCalls(t.Context(), "+4930123456")
		if refused := reason(err); refused != tt.refused || refused == "" && where != "https://pbx.example/a" {
			t.Errorf("%s: they go to %q, %v", name, where, err)
		}
		err = s.client().RedirectCalls(t.Context(), "+4930123456", voiceHook)
		if reason(err) != tt.refused {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && s.last().form.Encode() != "VoiceUrl=https%3A%2F%2Fparley.example%2Fwebhooks%2Ftwilio%2Fvoice" {
			t.Errorf("%s: sent %s", name, s.last().form.Encode())
		}
	}
}

// reason names why something is refused here, "" = it is not.
func reason(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := channel.FailureOf(err); ok && f.Full != nil {
		if why, ok := f.Full.Params[desk.ParamContext].(string); ok {
			return why
		}
	}
	return err.Error()
}

func TestRecording_isFetchedAndForgotten(t *testing.T) {
	t.Parallel()
	s := newServer(t).
		on("GET {account}/Recordings/"+aRecording+".wav", 200, "RIFF....WAVE").
		on("DELETE {account}/Recordings/"+aRecording+".json", 204, "").
		on("DELETE {account}/Transcriptions/"+aText+".json", 404, `{"code":20404,"message":"not found","status":404}`)
	c := s.client()
	if sound, _, err := c.Recording(t.Context(), aRecording, 100); err != nil || string(sound) != "RIFF....WAVE" {
		t.Errorf("%q, %v", sound, err)
	}
	if _, _, err := c.Recording(t.Context(), aRecording, 5); err == nil {
		t.Error("more than was allowed is taken")
	}
	for _, id := range []string{aRecording, aText} {
		if err := c.Forget(t.Context(), id); err != nil {
			t.Errorf("forget %s: %v", id, err)
		}
	}
	for _, id := range []string{"", "RE1", "../Messages", aRecording + "/x", aCall} {
		if _, _, err := c.Recording(t.Context(), id, 100); reason(err) != "recording" {
			t.Errorf("fetch %q: %v", id, err)
		}
		if err := c.Forget(t.Context(), id); reason(err) != "recording" {
			t.Errorf("forget %q: %v", id, err)
		}
	}
	s = newServer(t).on("DELETE {account}/Recordings/"+aRecording+".json", 500, `{"code":20500,"message":"no","status":500}`)
	if err := s.client().Forget(t.Context(), aRecording); err == nil {
		t.Error("what failed is taken for done")
	}
}
