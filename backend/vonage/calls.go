package vonage

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// What a webhook about a call is about stands in the query of the address that the carrier
// is told: its body does not always say, nor which number was called. The carrier signs the
// body, and nobody else can make one that is signed.
const (
	stageName  = "stage"
	calledName = "to"
	stageEvent = "event"
	stageAgain = "again"
)

// callForm are the carrier's ids of calls.
var callForm = regexp.MustCompile(`^[0-9A-Za-z-]{8,64}$`)

// callBody is what is read of a webhook about a call.
type callBody struct {
	UUID   string `json:"uuid"`
	Talk   string `json:"conversation_uuid"`
	From   string `json:"from"`
	To     string `json:"to"`
	Speech struct {
		Results []struct {
			Text string `json:"text"`
		} `json:"results"`
	} `json:"speech"`
}

// ReadCall reads a webhook about a call: a signed POST.
func (Webhooks) ReadCall(r channel.Request) (channel.CallDelivery, error) {
	var body callBody
	if r.Method != http.MethodPost || len(r.Body) > MaxBody || json.Unmarshal(r.Body, &body) != nil {
		return channel.CallDelivery{}, unread(SubMalformed, errors.New("the webhook is about no call"))
	}
	query, err := url.ParseQuery(r.RawQuery)
	if err != nil {
		return channel.CallDelivery{}, unread(SubMalformed, errors.New("the webhook's address cannot be read"))
	}
	d := channel.CallDelivery{Says: callOf(body, query)}
	d.Prove = func(keys channel.CarrierKeys, now func() time.Time) error {
		_, err := TokenVerifier{Secrets: keys.Secrets, APIKey: keys.Account, Now: now}.Verify(r.Header("Authorization"), r.Body)
		return err
	}
	if d.Says.Stage != channel.CallTold && (!callForm.MatchString(d.Says.CallID) || !isDigits(string(d.Says.To))) {
		return d, unread(SubNotUnderstood, errors.New("the webhook is about no call"))
	}
	return d, nil
}

func callOf(body callBody, query url.Values) channel.CallSays {
	says := channel.CallSays{
		Provider: Provider, Stage: channel.CallRings, CallID: first(body.UUID, body.Talk), Talk: body.Talk, From: digits(body.From), To: digits(body.To),
	}
	if to := query.Get(calledName); to != "" {
		says.To = digits(to)
	}
	switch query.Get(stageName) {
	case "":
		return says
	case string(channel.CallHeard):
		says.Stage = channel.CallHeard
	case stageAgain:
		says.Stage, says.Last = channel.CallRecorded, true
	default:
		says.Stage = channel.CallTold
		return says
	}
	if len(body.Speech.Results) > 0 { // the first is the likeliest
		says.Heard = body.Speech.Results[0].Text
	}
	return says
}

func digits(number string) desk.PhoneNumber {
	return desk.PhoneNumber(strings.TrimPrefix(strings.TrimSpace(number), "+"))
}

// Seconds of how a call is heard. The robot speaks at once and repeats the code: nobody
// greets it, and a pause between two digits ends nothing.
const (
	waitForSpeech = 8
	pauseInSpeech = 3
	mostSpeech    = 30
)

// digitHints help the recognition of digits that are read out one by one.
var digitHints = []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "verification code", "WhatsApp"}

// action is one of an NCCO, the carrier's list of what is to be done with a call.
type action struct {
	Action   string            `json:"action"`
	Type     []string          `json:"type,omitempty"`
	Speech   *speech           `json:"speech,omitempty"`
	Endpoint []endpoint        `json:"endpoint,omitempty"`
	From     string            `json:"from,omitempty"`
	Payload  map[string]string `json:"payload,omitempty"`
	URL      []string          `json:"eventUrl,omitempty"`
	Method   string            `json:"eventMethod,omitempty"`
}

type speech struct {
	Language     string   `json:"language"`
	Context      []string `json:"context"`
	StartTimeout int      `json:"startTimeout"`
	EndOnSilence int      `json:"endOnSilence"`
	MaxDuration  int      `json:"maxDuration"`
}

type endpoint struct {
	Type   string `json:"type"`
	Number string `json:"number,omitempty"`
	URI    string `json:"uri,omitempty"`
}

// AnswerCall gives the NCCO that does what is to be done with a call. ours is the address of
// this relay for calls. The carrier documents no way to delete what it records of a call:
// what might be the robot is listened to a second time in place of that, since it repeats
// the code.
func (Webhooks) AnswerCall(a channel.CallAnswer, ours string) (contentType, text string) {
	list := []action{}
	switch a.Act {
	case channel.CallListen:
		list = append(list, listenFor(ours, string(channel.CallHeard), a.Call))
	case channel.CallRecord:
		list = append(list, listenFor(ours, stageAgain, a.Call))
	case channel.CallForward:
		list = append(list, forward(a))
	case channel.CallEnd: // with nothing to be done it ends
	}
	raw, err := json.Marshal(list)
	if err != nil { // texts and numbers only
		return jsonType, "[]"
	}
	return jsonType, string(raw)
}

const jsonType = "application/json"

func listenFor(ours, stage string, call channel.CallSays) action {
	query := url.Values{stageName: {stage}, calledName: {string(call.To)}}
	return action{
		Action: "input", Type: []string{"speech"}, URL: []string{ours + "?" + query.Encode()}, Method: http.MethodPost,
		Speech: &speech{"en-US", digitHints, waitForSpeech, pauseInSpeech, mostSpeech},
	}
}

// forward sends a call to where it went before. An application's answer to a notification
// takes the place of what else was to be done, so that it goes on there.
func forward(a channel.CallAnswer) action {
	if number, isPhone := strings.CutPrefix(a.To, "tel:+"); isPhone {
		return action{Action: "connect", From: string(a.Call.To), Endpoint: []endpoint{{Type: "phone", Number: number}}}
	}
	if strings.HasPrefix(a.To, "sip:") {
		return action{Action: "connect", From: string(a.Call.To), Endpoint: []endpoint{{Type: "sip", URI: a.To}}}
	}
	return action{Action: "notify", URL: []string{a.To}, Method: first(a.Method, http.MethodPost), Payload: map[string]string{
		"from": string(a.Call.From), "to": string(a.Call.To), "uuid": a.Call.CallID, "conversation_uuid": a.Call.Talk,
	}}
}
