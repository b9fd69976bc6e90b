package desk

import (
	"errors"
	"fmt"
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

// Error is the one error type that crosses package borders.
type Error struct {
	Code    Code
	Subcode string // refinement by the module that understands it, e.g. "windowClosed"
	Op      string // what was being done, for the operator
	Message string // for the human: what happened, why, what to do; no secrets
	Err     error  // the cause; never shown to the human
}

// Error gives the operator's line: operation, code, message and cause.
func (e *Error) Error() string {
	s := string(e.Code)
	if e.Subcode != "" {
		s += "/" + e.Subcode
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

// Errorf makes an Error with a message for the human.
func Errorf(code Code, subcode, format string, args ...any) *Error {
	return &Error{Code: code, Subcode: subcode, Message: fmt.Sprintf(format, args...)}
}

// Wrap names the operation that failed and keeps the cause's code, or
// CodeInternal when the cause is not an Error.
func Wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return &Error{Code: e.Code, Subcode: e.Subcode, Op: op, Message: e.Message, Err: err}
	}
	return &Error{Code: CodeInternal, Op: op, Err: err}
}

// CodeOf gives the code of err: "" for nil, CodeInternal for a foreign error.
func CodeOf(err error) Code {
	if err == nil {
		return ""
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

// MessageOf gives the human's sentence, or a neutral one that leaks nothing.
func MessageOf(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Message != "" {
		return e.Message
	}
	return "Something went wrong inside Parley. It is logged; try once more, then tell your administrator."
}

// Retryable says whether doing the same again may succeed and can do no harm.
func Retryable(err error) bool {
	c := CodeOf(err)
	return c == CodeUnavailable || c == CodeTooMany
}
