package twilio

import (
	"strconv"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Subcodes of this package's errors, whose sentences their contexts choose.
const (
	subTwilio  = "twilio"        // Twilio's answer, or none
	subInvalid = "twilioInvalid" // refused here, before any call
)

// longestTitle bounds what Twilio calls an error, in bytes.
const longestTitle = 300

// codeSuspended is Twilio's code of an account that is not in use.
const codeSuspended = 10001

// Explanation is what one of Twilio's codes means.
type Explanation struct {
	Code   int
	Known  bool // false: Twilio has more codes than we know
	Retry  channel.Retry
	Wait   time.Duration // of RetryWait
	Reason channel.Reason
	Says   string // which of the sentences "twilio" of the i18n files tells it
}

// Explain says what a code means, of a call as well as of a failed status. One that we
// do not know is not retried and has a neutral sentence.
func Explain(code int) Explanation {
	x, known := explanations[code]
	if !known {
		return Explanation{Code: code, Retry: channel.RetryNever}
	}
	x.Code, x.Known = code, true
	return x
}

// Params are what the sentence of the code needs.
func (x Explanation) Params() desk.Params {
	p := desk.Params{"code": strconv.Itoa(x.Code)}
	if x.Says != "" {
		p[desk.ParamContext] = x.Says
	}
	return p
}

// Said names the sentence of the code; for a code that we do not know it has Twilio's
// title.
func (x Explanation) Said(title string) *desk.Said {
	p := x.Params()
	if !x.Known && title != "" {
		p[desk.ParamContext], p["title"] = "titled", desk.Clip(title, longestTitle)
	}
	return &desk.Said{Code: x.kind(), Subcode: subTwilio, Params: p}
}

// kind is the code of ours for one of Twilio's that certainly did nothing.
func (x Explanation) kind() desk.Code {
	switch x.Retry {
	case channel.RetryBackoff:
		return desk.CodeUnavailable
	case channel.RetryWait, channel.RetryPair:
		return desk.CodeTooMany
	case channel.RetryNever, channel.RetryFix:
		return desk.CodeInvalid
	}
	return desk.CodeInvalid
}

// Rows that several codes, or none, share.
var (
	deadToken    = Explanation{Retry: channel.RetryFix, Reason: channel.ReasonDeadToken, Says: "deadToken"}
	noPermission = Explanation{Retry: channel.RetryFix, Says: "noPermission"}
	notFound     = Explanation{Retry: channel.RetryNever, Says: "notFound"}
	tooFast      = Explanation{Retry: channel.RetryBackoff, Says: "tooFast"}
	conflict     = Explanation{Retry: channel.RetryNever, Says: "conflict"}
	suspended    = Explanation{Retry: channel.RetryFix, Says: "suspended"}
	badRecipient = Explanation{Retry: channel.RetryNever, Says: "badRecipient"}
	badSender    = Explanation{Retry: channel.RetryFix, Says: "badSender"}
	badContent   = Explanation{Retry: channel.RetryNever, Says: "badContent"}
	badTemplate  = Explanation{Retry: channel.RetryNever, Says: "badTemplate"}
	temporary    = Explanation{Retry: channel.RetryBackoff, Says: "temporary"}
	lostFile     = Explanation{Retry: channel.RetryNever, Says: "lostFile"}
	unreachable  = Explanation{Retry: channel.RetryNever, Says: "handsetOff"}
	notWhatsApp  = Explanation{Retry: channel.RetryNever, Says: "notWhatsApp"}
	blocked      = Explanation{Retry: channel.RetryNever, Says: "blocked"}
)

// explanations is Twilio's error dictionary in our words, as far as it concerns a desk.
// A row of a code that comes in a status is never tried again by itself: the message
// was taken, and a second one would be another message.
var explanations = map[int]Explanation{
	// the account
	codeSuspended: suspended,
	20003:         deadToken,
	20404:         notFound,
	20429:         tooFast,
	30002:         suspended,

	// a message, refused at once
	21211: badRecipient,
	21408: {Retry: channel.RetryFix, Says: "region"},
	21601: badSender,
	21606: badSender,
	21608: {Retry: channel.RetryFix, Says: "trial"},
	21610: {Retry: channel.RetryNever, Says: "unsubscribed"},
	21612: badRecipient,
	21614: badRecipient,

	// an SMS, on its way
	30001: temporary,
	30003: unreachable,
	30005: {Retry: channel.RetryNever, Says: "noHandset"},
	30006: {Retry: channel.RetryNever, Says: "landline"},
	30007: {Retry: channel.RetryNever, Says: "filtered"},
	30034: {Retry: channel.RetryFix, Says: "unregistered"},

	// WhatsApp
	63001: {Retry: channel.RetryFix, Says: "channelSignIn"},
	63003: notWhatsApp,
	63005: badContent,
	63012: temporary,
	63013: {Retry: channel.RetryNever, Says: "policy"},
	63014: blocked,
	63016: {Retry: channel.RetryNever, Says: "windowClosed"},
	63018: tooFast,
	63019: lostFile,
	63020: {Retry: channel.RetryFix, Says: "invitation"},
	63021: badContent,
	63022: {Retry: channel.RetryFix, Says: "certificate"},
	63023: temporary,
	63024: badRecipient,
	63025: {Retry: channel.RetryNever, Says: "fileTwice"},
	63027: {Retry: channel.RetryNever, Says: "noTemplate"},
	63028: badTemplate,
	63029: badTemplate,
	63030: badTemplate,
	63032: {Retry: channel.RetryNever, Says: "experiment"},
	63033: blocked,
	63037: temporary,
	63049: {Retry: channel.RetryWait, Wait: 24 * time.Hour, Says: "marketingHeld"},
	63051: {Retry: channel.RetryFix, Says: "locked"},
}
