package vonage

import (
	"strconv"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Subcodes of what became of an SMS, whose sentences their contexts choose.
const (
	subSMS        = "vonage"        // the carrier's answer, or none
	subSMSInvalid = "vonageInvalid" // refused here, before any call
)

// meaning is what one of the carrier's codes means. They count from 0 twice: those of
// answers to a send, and those of receipts.
type meaning struct {
	says   string // which sentence tells it
	retry  channel.Retry
	reason channel.Reason
}

// answers are the codes of a send ("Troubleshooting SMS"). With none of them an SMS left.
var answers = map[int]meaning{
	1:  {says: "throttled", retry: channel.RetryBackoff},
	2:  {says: "parameters"},
	3:  {says: "parameters"},
	4:  {says: "deadKey", retry: channel.RetryFix, reason: channel.ReasonDeadToken},
	5:  {says: "internal", retry: channel.RetryBackoff},
	6:  {says: "noRoute"},
	7:  {says: "barred"},
	8:  {says: "suspended", retry: channel.RetryFix},
	9:  {says: "credit", retry: channel.RetryFix},
	10: {says: "throttled", retry: channel.RetryBackoff},
	11: {says: "notEnabled", retry: channel.RetryFix},
	12: {says: "tooLong"},
	14: {says: "signature", retry: channel.RetryFix},
	15: {says: "sender", retry: channel.RetryFix},
	22: {says: "noRoute"},
	23: {says: "callback", retry: channel.RetryFix},
	29: {says: "demo", retry: channel.RetryFix},
	32: {says: "signature", retry: channel.RetryFix},
	33: {says: "noHandset"},
}

// receipts are the codes of delivery receipts ("DLR error codes").
var receipts = map[int]meaning{
	2: {says: "handsetOff"}, 3: {says: "noHandset"}, 4: {says: "blocked"}, 5: {says: "ported"}, 6: {says: "filtered"},
	7: {says: "handsetOff"}, 8: {says: "network"}, 9: {says: "unsubscribed"}, 10: {says: "content"}, 11: {says: "noRoute"},
	12: {says: "network"}, 13: {says: "ageLimit"}, 14: {says: "filtered"}, 15: {says: "customerCredit"},
}

// said names the sentence of a code, or a neutral one with the carrier's word.
func (m meaning) said(kind desk.Code, code int, title string) *desk.Said {
	p := desk.Params{"code": strconv.Itoa(code)}
	switch {
	case m.says != "":
		p[desk.ParamContext] = m.says
	case title != "":
		p[desk.ParamContext], p["title"] = "titled", desk.Clip(title, longestTitle)
	}
	return &desk.Said{Code: kind, Subcode: subSMS, Params: p}
}

// longestTitle bounds what the carrier calls an error, in bytes.
const longestTitle = 300

// explainReceipt says why an SMS did not arrive.
func explainReceipt(code int, title string) *desk.Said {
	return receipts[code].said(desk.CodeInvalid, code, title)
}

// SendError is why an SMS was not sent, or is not known to be. Error holds nothing of the
// carrier's words, which may quote a number.
type SendError struct {
	Source  channel.Source
	Unknown bool   // it may have left
	Code    int    // the carrier's; 0 = it gave none
	Title   string // the carrier's words, for an admin
	Why     string // of channel.FromHere: which sentence says what is wrong
	Err     error  // the transport's error, without the address
}

// Error gives the operator's line.
func (e *SendError) Error() string {
	out := "vonage send sms: " + string(e.Source)
	if e.Code != 0 {
		out += " error " + strconv.Itoa(e.Code)
	}
	if e.Unknown {
		out += ", may have been done"
	}
	if e.Err != nil {
		out += ": " + e.Err.Error()
	}
	return out
}

// Unwrap gives the error for people, and the transport's, if any.
func (e *SendError) Unwrap() []error {
	said := e.said()
	out := []error{&desk.Error{Code: said.Code, Subcode: said.Subcode, Params: said.Params, Op: "send sms"}}
	if e.Err != nil {
		out = append(out, e.Err)
	}
	return out
}

func (e *SendError) said() *desk.Said {
	switch {
	case e.Source == channel.FromHere:
		return &desk.Said{Code: desk.CodeInvalid, Subcode: subSMSInvalid, Params: desk.Params{desk.ParamContext: e.Why}}
	case e.Unknown:
		return &desk.Said{Code: desk.CodeInternal, Subcode: subSMS, Params: desk.Params{desk.ParamContext: "unconfirmed"}}
	case e.Source == channel.FromTheWay:
		return &desk.Said{Code: desk.CodeUnavailable, Subcode: subSMS, Params: desk.Params{desk.ParamContext: "unreachable"}}
	}
	kind := desk.CodeInvalid
	if answers[e.Code].retry == channel.RetryBackoff {
		kind = desk.CodeUnavailable
	}
	return answers[e.Code].said(kind, e.Code, e.Title)
}

// Failure says in neutral words what the error means.
func (e *SendError) Failure() channel.Failure {
	f := channel.Failure{
		Provider: Provider, Source: e.Source, Unknown: e.Unknown, Code: e.Code, Title: e.Title, Said: e.said(), Retry: channel.RetryNever,
	}
	switch {
	case e.Source == channel.FromTheWay:
		f.Retry = channel.RetryBackoff
	case e.Source == channel.FromProvider && answers[e.Code].retry != "":
		f.Retry, f.Reason = answers[e.Code].retry, answers[e.Code].reason
	}
	f.Full = f.Said
	return f
}
