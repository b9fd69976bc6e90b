package meta

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Outcome says what is known about a call that failed.
type Outcome string

// The outcomes. Only after NothingSent may a send be repeated.
const (
	// OutcomeUnknown: the request, or a part that may be enough, went out, and
	// no readable answer came back. Meta may have acted on it.
	OutcomeUnknown Outcome = "unknown"
	// NothingSent: Meta cannot have acted: no byte of the request left, or the
	// answer says that it was refused, or the call only reads.
	NothingSent Outcome = "nothingSent"
)

// Cause says where a call failed.
type Cause string

// The causes.
const (
	CauseInvalid    Cause = "invalid"    // refused here, before any call
	CauseTransport  Cause = "transport"  // no answer
	CauseUnreadable Cause = "unreadable" // an answer that is not what Meta sends
	CauseGraph      Cause = "graph"      // Meta's own error; Code is set
)

// Error is the failure of a call. Its texts hold no token, PIN or code, and
// Error() holds nothing of Meta's words, which may quote a phone number. It
// unwraps to a desk.Error with a sentence for a person.
type Error struct {
	Op         string
	Cause      Cause
	Outcome    Outcome
	Code       int // Meta's; only with CauseGraph, where 0 is a code like others
	Subcode    int
	Why        string // with CauseInvalid: which sentence says what is wrong
	Message    string // Meta's words, for an admin
	Details    string // Meta's words, for an admin
	HTTPStatus int    // 0: no answer
	Err        error  // the transport's error, without the URL

	badSecret bool // the app's own token was not taken
}

// Error gives the operator's line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "meta %s: %s", e.Op, e.Cause)
	if e.Cause == CauseGraph {
		fmt.Fprintf(&b, " error %d", e.Code)
	}
	if e.Subcode != 0 {
		fmt.Fprintf(&b, " subcode %d", e.Subcode)
	}
	if e.HTTPStatus != 0 {
		fmt.Fprintf(&b, ", http %d", e.HTTPStatus)
	}
	fmt.Fprintf(&b, ", outcome %s", e.Outcome)
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the transport's error, if any, and the error for people.
func (e *Error) Unwrap() []error {
	people := e.forPeople()
	if e.Err == nil {
		return []error{people}
	}
	return []error{people, e.Err}
}

// Explain says what the error means.
func (e *Error) Explain() Explanation {
	if e.Cause == CauseGraph {
		return Explain(e.Code)
	}
	return Explanation{Retry: channel.RetryBackoff, Scope: ScopeMessage}
}

// forPeople says the error in desk's words, without Meta's: they may be logged.
// Only what certainly did nothing may be called unavailable or too many: those
// are retried.
func (e *Error) forPeople() *desk.Error {
	out := &desk.Error{Code: desk.CodeInternal, Subcode: subMeta, Op: e.Op}
	switch {
	case e.Cause == CauseInvalid:
		out.Code, out.Subcode, out.Params = desk.CodeInvalid, subInvalid, desk.Params{desk.ParamContext: e.Why}
	case e.Cause == CauseGraph:
		x := Explain(e.Code)
		out.Params = x.Params()
		if e.Outcome != OutcomeUnknown {
			out.Code = x.kind()
		}
	case e.Outcome == NothingSent:
		out.Code, out.Params = desk.CodeUnavailable, desk.Params{desk.ParamContext: "unreachable"}
	default:
		out.Params = desk.Params{desk.ParamContext: "unconfirmed"}
	}
	return out
}

// invalid is the Error of an argument that makes no call; why chooses its
// sentence.
func invalid(op, why string) *Error {
	return &Error{Op: op, Cause: CauseInvalid, Outcome: NothingSent, Why: why}
}

// withoutURL removes the URL from a transport's error: a query may hold a
// token.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// tokenLike is what Meta's access tokens look like; Meta quotes a malformed
// one in its message.
var tokenLike = regexp.MustCompile(`EAA[A-Za-z0-9_-]{8,}`)

// scrub takes secrets out of Meta's words.
func scrub(text string, secrets []desk.Secret) string {
	for _, s := range secrets {
		if v := s.Reveal(); v != "" {
			text = strings.ReplaceAll(text, v, "[secret]")
		}
	}
	return tokenLike.ReplaceAllString(text, "[secret]")
}
