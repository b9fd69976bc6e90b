package httpd

import (
	"net/http"

	"github.com/parleydesk/parley/backend/desk"
)

// SubcodeTooLarge marks a body above its limit; it answers 413 where its code,
// invalid, alone would answer 400.
const SubcodeTooLarge = "tooLarge"

// statuses is the one place where an error becomes an HTTP status.
var statuses = map[desk.Code]int{
	desk.CodeInvalid:      http.StatusBadRequest,
	desk.CodeUnauthorized: http.StatusUnauthorized,
	desk.CodeForbidden:    http.StatusForbidden,
	desk.CodeNotFound:     http.StatusNotFound,
	desk.CodeConflict:     http.StatusConflict,
	desk.CodeTooMany:      http.StatusTooManyRequests,
	desk.CodeUnavailable:  http.StatusServiceUnavailable,
	desk.CodeInternal:     http.StatusInternalServerError,
}

// retryAfter is what clients that may try again are told, in seconds.
const retryAfter = "5"

// StatusOf gives the HTTP status of err.
func StatusOf(err error) int {
	if desk.SubcodeOf(err) == SubcodeTooLarge {
		return http.StatusRequestEntityTooLarge
	}
	if status, ok := statuses[desk.CodeOf(err)]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// ErrorBody is the JSON of an error answer.
type ErrorBody struct {
	Error ErrorDetail `json:"error"`
}

// ErrorDetail is what the other side learns: never the cause.
type ErrorDetail struct {
	Code      desk.Code   `json:"code"`
	Subcode   string      `json:"subcode,omitempty"`
	Params    desk.Params `json:"params,omitempty"`
	RequestID string      `json:"requestId,omitempty"` // finds the log line that has the cause
}

// WriteError answers with err's status, code and params. The cause goes to the
// access log line of the request, and there only. It must be the first write.
func WriteError(w http.ResponseWriter, err error) {
	if rec := recorderOf(w); rec != nil {
		rec.cause = err
	}
	status := StatusOf(err)
	code := desk.CodeOf(err)
	if _, known := statuses[code]; !known {
		code = desk.CodeInternal
	}
	if desk.Retryable(err) && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", retryAfter)
	}
	writeJSON(w, status, ErrorBody{ErrorDetail{
		Code: code, Subcode: desk.SubcodeOf(err), Params: desk.SaidOf(err).Params,
		RequestID: w.Header().Get(headerRequestID),
	}})
}
