package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Error is the failure of a call. Its texts hold no token and no code, and Error()
// holds nothing of Twilio's words, which may quote a phone number. It unwraps to a
// desk.Error with a sentence for a person.
type Error struct {
	Op      string
	Source  channel.Source
	Unknown bool   // Twilio may have acted on it
	Status  int    // of the answer, 0 = none
	Code    int    // Twilio's; 0 = it gave none
	Title   string // Twilio's words, for an admin
	Why     string // FromHere: which sentence says what is wrong
	Said    *desk.Said
	Reason  channel.Reason
	Err     error // the transport's error, without the address
}

// Error gives the operator's line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "twilio %s: %s", e.Op, e.Source)
	if e.Code != 0 {
		fmt.Fprintf(&b, " error %d", e.Code)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, ", http %d", e.Status)
	}
	if e.Unknown {
		b.WriteString(", may have been done")
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the transport's error, if any, and the error for people.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.forPeople()}
	}
	return []error{e.forPeople(), e.Err}
}

// forPeople says the error in desk's words, without Twilio's: they may be logged. Only
// what certainly did nothing may be called unavailable or too many: those are retried.
func (e *Error) forPeople() *desk.Error {
	out := &desk.Error{Code: desk.CodeInternal, Subcode: subTwilio, Op: e.Op, Params: desk.Params{desk.ParamContext: "unconfirmed"}}
	switch {
	case e.Said != nil:
		out.Code, out.Subcode, out.Params = e.Said.Code, e.Said.Subcode, e.Said.Params
	case e.Source == channel.FromHere:
		out.Code, out.Subcode, out.Params = desk.CodeInvalid, subInvalid, desk.Params{desk.ParamContext: e.Why}
	case e.Source == channel.FromProvider:
		x := e.explain()
		if out.Params = x.Params(); !e.Unknown {
			out.Code = x.kind()
		}
	case !e.Unknown:
		out.Code, out.Params = desk.CodeUnavailable, desk.Params{desk.ParamContext: "unreachable"}
	}
	return out
}

// explain says what the error means.
func (e *Error) explain() Explanation {
	if e.Source != channel.FromProvider {
		return Explanation{Retry: channel.RetryBackoff}
	}
	if x := Explain(e.Code); x.Known {
		return x
	}
	// An answer without a code that is known: its status says as much as there is.
	byStatus := map[int]Explanation{
		http.StatusUnauthorized: deadToken, http.StatusForbidden: noPermission, http.StatusNotFound: notFound,
		http.StatusTooManyRequests: tooFast, http.StatusConflict: conflict,
	}
	if x, ok := byStatus[e.Status]; ok {
		x.Code, x.Known = e.Code, true
		return x
	}
	return Explain(e.Code)
}

// Failure says in neutral words what the error means.
func (e *Error) Failure() channel.Failure {
	x := e.explain()
	f := channel.Failure{
		Provider: Provider, Source: e.Source, Unknown: e.Unknown, Code: e.Code, Title: e.Title,
		Said: desk.SaidOf(e.forPeople()), Retry: x.Retry, Wait: x.Wait, Reason: e.Reason,
	}
	switch {
	case e.Source == channel.FromHere:
		f.Retry = channel.RetryNever
	case e.Source == channel.FromProvider && e.Said == nil:
		f.Said = x.Said(e.Title)
		if e.Unknown {
			f.Said.Code = desk.CodeInternal
		}
	}
	if f.Reason == "" && e.Source == channel.FromProvider {
		f.Reason = x.Reason
	}
	f.Full = f.Said
	return f
}

// invalid is the Error of an argument that makes no call; why chooses its sentence.
func invalid(op, why string) *Error { return &Error{Op: op, Source: channel.FromHere, Why: why} }

// withoutURL removes the address from a transport's error: it names the account.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// scrub takes secrets out of Twilio's words.
func scrub(text string, secrets ...desk.Secret) string {
	for _, s := range secrets {
		if v := s.Reveal(); v != "" {
			text = strings.ReplaceAll(text, v, "[secret]")
		}
	}
	return desk.Clip(text, longestTitle)
}
