package meta

import (
	"strconv"
	"time"

	"github.com/parleydesk/parley/backend/channel"
)

// Scope says how much stands still because of an error.
type Scope string

// The scopes, from one message to everything.
const (
	ScopeMessage  Scope = "message"
	ScopeContact  Scope = "contact"
	ScopeTemplate Scope = "template"
	ScopeNumber   Scope = "number"
	ScopeAccount  Scope = "account" // stop all calls for it
)

// Explanation is what one of Meta's codes means.
type Explanation struct {
	Code  int
	Known bool // false: Meta has more codes than we know
	Retry channel.Retry
	Wait  time.Duration // of RetryWait
	Scope Scope
	Text  string // for a person: what happened and what to do
}

// Explain says what a code means, of a call as well as of a failed status. A
// code that we do not know is not retried and has a neutral text.
func Explain(code int) Explanation {
	if e, ok := explanations[code]; ok {
		e.Code, e.Known = code, true
		return e
	}
	for _, r := range codeRanges {
		if code >= r.from && code <= r.to {
			e := r.is
			e.Code, e.Known = code, true
			return e
		}
	}
	return Explanation{
		Code: code, Retry: channel.RetryNever, Scope: ScopeMessage,
		Text: "WhatsApp refused with error " + strconv.Itoa(code) + ". Look it up in Meta's list of error codes.",
	}
}

// explainTitled is Explain; for an unknown code the text keeps Meta's title.
func explainTitled(code int, title string) Explanation {
	e := Explain(code)
	if !e.Known && title != "" {
		e.Text = "WhatsApp refused: " + title + " (error " + strconv.Itoa(code) + ")."
	}
	return e
}

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// Rows that several codes share.
var (
	deadToken = Explanation{Retry: channel.RetryFix, Scope: ScopeAccount, Text: "The access token has expired or was withdrawn. " +
		"Nothing can be sent until an admin connects the account again with a new token."}
	noPermission = Explanation{Retry: channel.RetryFix, Scope: ScopeAccount, Text: "The access token is not allowed to do this. " +
		"An admin should check its permissions and that its user has access to this WhatsApp account."}
	badRequest = Explanation{Retry: channel.RetryNever, Scope: ScopeMessage, Text: "WhatsApp did not accept what was sent as valid. " +
		"Change the content; if it looks right, report it as a fault of Parley."}
	hiccup = Explanation{Retry: channel.RetryBackoff, Scope: ScopeMessage, Text: "WhatsApp had a passing trouble of its own. " +
		"Try again in a moment."}
	notRegistered = Explanation{Retry: channel.RetryFix, Scope: ScopeNumber, Text: "This number is not registered with the Cloud API. " +
		"An admin should finish its set-up under Channels."}
	restricted = Explanation{Retry: channel.RetryFix, Scope: ScopeAccount, Text: "Meta has restricted this WhatsApp account. " +
		"An admin should open Meta's Business Support to see why and to ask for a review."}
	badTemplate = Explanation{Retry: channel.RetryNever, Scope: ScopeTemplate, Text: "What was filled in does not fit the template. " +
		"Check the number, form and length of its variables."}
	badTemplateForm = Explanation{Retry: channel.RetryNever, Scope: ScopeTemplate, Text: "Meta does not accept this template's text. " +
		"Change its header, body, footer or variables and submit it again."}
	cannotMigrate = Explanation{Retry: channel.RetryFix, Scope: ScopeNumber, Text: "This number is tied to another WhatsApp account " +
		"and cannot be moved as it is. An admin should free it there first."}
	wrongFile = Explanation{Retry: channel.RetryFix, Scope: ScopeMessage, Text: "WhatsApp could not use the file. " +
		"Its content must be what its type says; save it anew as JPEG, PNG, MP4 or PDF and send it again."}
)

// codeRanges are the codes that mean the same by the hundred.
var codeRanges = []struct {
	from, to int
	is       Explanation
}{
	{200, 299, noPermission},
	{138000, 138999, Explanation{Retry: channel.RetryNever, Scope: ScopeMessage, Text: "WhatsApp refused something about a call. Parley does not make calls."}},
	{139000, 139999, Explanation{Retry: channel.RetryNever, Scope: ScopeMessage, Text: "WhatsApp refused something about a flow or a blocked user. Check it in WhatsApp Manager."}},
	{147001, 147005, Explanation{Retry: channel.RetryFix, Scope: ScopeNumber, Text: "WhatsApp did not accept the username. Choose another one."}},
}
