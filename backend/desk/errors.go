package desk

import (
	"errors"
	"fmt"
	"maps"
)

// Code says what kind of failure an Error is. The set is closed: every edge
// (HTTP, socket, bridge) maps each of them, and a test there proves it.
type Code string

// The codes, from "you asked for something impossible" to "we broke".
const (
	CodeInvalid      Code = "invalid"      // the request itself is wrong
	CodeUnauthorized Code = "unauthorized" // we do not know who asks
	CodeForbidden    Code = "forbidden"    // we know, and they may not
	CodeNotFound     Code = "notFound"     // no such thing for this viewer
	CodeConflict     Code = "conflict"     // somebody or something came first
	CodeTooMany      Code = "tooMany"      // slow down
	CodeUnavailable  Code = "unavailable"  // try again: nothing was done
	CodeInternal     Code = "internal"     // a bug or a broken disk
)

// Codes lists every Code, for tests of the edges' tables.
var Codes = []Code{
	CodeInvalid, CodeUnauthorized, CodeForbidden, CodeNotFound,
	CodeConflict, CodeTooMany, CodeUnavailable, CodeInternal,
}

// Params are what stands in a sentence: texts and numbers by name. Two names
// choose among the forms of a sentence: ParamContext which of several sentences
// a subcode has, ParamCount its plural.
type Params map[string]any

// Names in Params that choose a form, as i18next calls them, and ParamThen, which
// names a second sentence that follows the first, filled with the same Params.
const (
	ParamContext = "context"
	ParamCount   = "count"
	ParamThen    = "then"
)

// Error is the one error type that crosses package borders. What a person reads
// of it is a sentence of the i18n files, found by Subcode and filled with Params.
type Error struct {
	Code    Code
	Subcode string // refinement by the module that understands it, e.g. "windowClosed"
	Params  Params // what stands in the sentence; no secrets
	Op      string // what was being done, for the operator
	Message string // the sentence of somebody else, an older relay; "" for our own
	Err     error  // the cause; never shown to the human
}

// Error gives the operator's line: operation, code and cause. It holds no
// Params, because those name people and numbers.
func (e *Error) Error() string {
	s := string(e.Code)
	if e.Subcode != "" {
		s += "/" + e.Subcode
	}
	if context, _ := e.Params[ParamContext].(string); context != "" {
		s += "/" + context
	}
	if e.Op != "" {
		s = e.Op + ": " + s
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Refuse makes an Error whose sentence the i18n files have under subcode, filled
// with params.
func Refuse(code Code, subcode string, params ...Params) *Error {
	e := &Error{Code: code, Subcode: subcode}
	for _, p := range params {
		if e.Params == nil {
			e.Params = make(Params, len(p))
		}
		maps.Copy(e.Params, p)
	}
	return e
}

// Wrap names the operation that failed and keeps the cause's code, or
// CodeInternal when the cause is not an Error.
func Wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return &Error{Code: e.Code, Subcode: e.Subcode, Params: e.Params, Op: op, Message: e.Message, Err: err}
	}
	return &Error{Code: CodeInternal, Op: op, Err: err}
}

// CodeOf gives the code of err: "" for nil, CodeInternal for a foreign error.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, is := err.(*Error); is { //nolint:errorlint // as most are; errors.As costs memory
		return e.Code
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Subcodes of a search that was cut short: because it looked at too much, or
// because older messages are still being got ready.
const (
	SubSearchSlow = "searchSlow"
	SubIndexing   = "indexing"
)

// SubcodeOf gives the subcode of err, or "".
func SubcodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Subcode
	}
	return ""
}

// Said names a sentence of the i18n files and what stands in it, where it is
// stored or sent. Message is the sentence itself where somebody else made it: an
// older relay, or an entry from before sentences had names.
type Said struct {
	Code    Code   `json:"code"`
	Subcode string `json:"subcode,omitempty"`
	Params  Params `json:"params,omitempty"`
	Message string `json:"message,omitempty"`
}

// SaidOf gives what may be told of an error, never the cause.
func SaidOf(err error) *Said {
	if err == nil {
		return nil
	}
	var e *Error
	if !errors.As(err, &e) {
		return &Said{Code: CodeInternal}
	}
	return &Said{Code: e.Code, Subcode: e.Subcode, Params: e.Params, Message: e.Message}
}

// Clone copies what was told; nil stays nil.
func (s *Said) Clone() *Said {
	if s == nil {
		return nil
	}
	c := *s
	c.Params = maps.Clone(s.Params)
	return &c
}

// Equal says whether two are the same sentence with the same in it.
func (s *Said) Equal(other *Said) bool {
	if s == nil || other == nil {
		return s == other
	}
	return s.Code == other.Code && s.Subcode == other.Subcode && s.Message == other.Message && maps.Equal(s.Params, other.Params)
}

// Err turns what was told back into an Error; nil stays nil.
func (s *Said) Err() error {
	if s == nil {
		return nil
	}
	return &Error{Code: s.Code, Subcode: s.Subcode, Params: s.Params, Message: s.Message}
}

// Broken makes an Error for the log: a person can do nothing about it but tell
// somebody, which is what the sentence of CodeInternal says.
func Broken(subcode, format string, args ...any) *Error {
	return &Error{Code: CodeInternal, Subcode: subcode, Err: fmt.Errorf(format, args...)}
}

// Retryable says whether doing the same again may succeed and can do no harm.
func Retryable(err error) bool {
	c := CodeOf(err)
	return c == CodeUnavailable || c == CodeTooMany
}
