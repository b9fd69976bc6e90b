package twilio

import (
	"cmp"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// The stages of a call stand in the query of the addresses that Twilio is told, which its
// signature covers.
const stageName = "stage"

var callForm = regexp.MustCompile(`^CA[0-9a-f]{32}$`)

// ReadCall reads a webhook about a call.
func (SMSWebhooks) ReadCall(r channel.Request) (channel.CallDelivery, error) {
	form, err := formOf(r)
	if err != nil {
		return channel.CallDelivery{}, unread(err)
	}
	d := channel.CallDelivery{Says: callOf(form, queryOf(r.Address))}
	d.Prove = func(keys channel.CarrierKeys, _ func() time.Time) error { return prove(r, form["AccountSid"], keys) }
	if !callForm.MatchString(d.Says.CallID) || d.Says.To == "" {
		return d, unread(errors.New("the webhook is about no call"))
	}
	return d, nil
}

func callOf(f map[string]string, query url.Values) channel.CallSays {
	says := channel.CallSays{
		Provider: Provider, Stage: channel.CallRings, CallID: f["CallSid"], From: desk.PhoneNumber(strings.TrimPrefix(f["From"], "+")),
		To: desk.PhoneNumber(phoneOf(f["To"]).Digits()),
	}
	switch stage := channel.CallStage(query.Get(stageName)); stage {
	case channel.CallRings, channel.CallTold: // as it is told without a stage; the other Twilio does not tell
	case channel.CallHeard:
		says.Stage, says.Heard = stage, f["SpeechResult"]
	case channel.CallRecorded:
		says.Stage, says.Recording = stage, idOf(recordingForm, f["RecordingSid"])
	case channel.CallTranscribed:
		says.Stage, says.Recording, says.Notes = stage, idOf(recordingForm, f["RecordingSid"]), idOf(transcriptForm, f["TranscriptionSid"])
		if strings.EqualFold(f["TranscriptionStatus"], "completed") {
			says.Heard = f["TranscriptionText"]
		}
	}
	return says
}

// idOf gives an id if it is one.
func idOf(form *regexp.Regexp, id string) string {
	if form.MatchString(id) {
		return id
	}
	return ""
}

// Seconds of how a call is heard. The robot speaks at once and repeats the code: nobody
// greets it, and a pause between two digits ends nothing.
const (
	waitForSpeech = "8"
	pauseInSpeech = "3"
	mostRecorded  = "30"
)

// digitHints help the recognition of digits that are read out one by one.
const digitHints = "zero, one, two, three, four, five, six, seven, eight, nine, verification code, WhatsApp"

type twiml struct {
	XMLName  xml.Name       `xml:"Response"`
	Gather   *twimlGather   `xml:"Gather,omitempty"`
	Record   *twimlRecord   `xml:"Record,omitempty"`
	Redirect *twimlRedirect `xml:"Redirect,omitempty"`
	Hangup   *struct{}      `xml:"Hangup,omitempty"`
}

type twimlGather struct {
	Input         string `xml:"input,attr"`
	Language      string `xml:"language,attr"`
	Hints         string `xml:"hints,attr"`
	Timeout       string `xml:"timeout,attr"`
	SpeechTimeout string `xml:"speechTimeout,attr"`
	Profanity     string `xml:"profanityFilter,attr"`
	OnEmpty       string `xml:"actionOnEmptyResult,attr"`
	Action        string `xml:"action,attr"`
	Method        string `xml:"method,attr"`
}

type twimlRecord struct {
	PlayBeep   string `xml:"playBeep,attr"`
	MaxLength  string `xml:"maxLength,attr"`
	Timeout    string `xml:"timeout,attr"`
	Trim       string `xml:"trim,attr"`
	FinishKey  string `xml:"finishOnKey,attr"`
	Transcribe string `xml:"transcribe,attr"`
	OnText     string `xml:"transcribeCallback,attr"`
	Action     string `xml:"action,attr"`
	Method     string `xml:"method,attr"`
}

type twimlRedirect struct {
	Method string `xml:"method,attr"`
	To     string `xml:",chardata"`
}

// AnswerCall gives the TwiML that does what is to be done with a call. ours is the address
// of this relay for calls.
func (SMSWebhooks) AnswerCall(a channel.CallAnswer, ours string) (contentType, text string) {
	t := twiml{}
	at := func(stage channel.CallStage) string { return ours + "?" + stageName + "=" + string(stage) }
	switch a.Act {
	case channel.CallListen:
		t.Gather = &twimlGather{
			Input: "speech", Language: "en-US", Hints: digitHints, Timeout: waitForSpeech, SpeechTimeout: pauseInSpeech,
			Profanity: "false", OnEmpty: "true", Action: at(channel.CallHeard), Method: http.MethodPost,
		}
	case channel.CallRecord:
		t.Record = &twimlRecord{
			PlayBeep: "false", MaxLength: mostRecorded, Timeout: pauseInSpeech, Trim: "do-not-trim", Transcribe: "true",
			OnText: at(channel.CallTranscribed), Action: at(channel.CallRecorded), Method: http.MethodPost,
		}
		if a.To != "" { // Twilio goes on here when there was nothing to record
			t.Redirect = &twimlRedirect{Method: cmp.Or(a.Method, http.MethodPost), To: a.To}
		}
	case channel.CallForward:
		t.Redirect = &twimlRedirect{Method: cmp.Or(a.Method, http.MethodPost), To: a.To}
	default:
		t.Hangup = &struct{}{}
	}
	raw, err := xml.Marshal(t)
	if err != nil { // texts only
		return twimlType, "<Response/>"
	}
	return twimlType, xml.Header + string(raw)
}

const twimlType = "text/xml; charset=utf-8"
