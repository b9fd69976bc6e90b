package sandbox

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// Reasons of the sandbox's own methods.
var (
	ErrInvalid  = errors.New("not acceptable")
	ErrNotFound = errors.New("not found")
	ErrRefused  = errors.New("refused")
)

// apiError is Meta's error envelope before it is written.
type apiError struct {
	status    int
	code      int
	subcode   int
	message   string
	kind      string
	details   string
	userTitle string
	userMsg   string
	transient bool
	hangUp    bool // no answer at all: the connection drops
}

// titles are Meta's messages for the codes that the sandbox gives.
var titles = map[int]string{
	1:      "API Unknown",
	2:      "API Service",
	4:      "Application request limit reached",
	10:     "Application does not have permission for this action",
	100:    "Invalid parameter",
	131000: "Something went wrong",
	131005: "Access denied",
	131008: "Required parameter is missing",
	131009: "Parameter value is not valid",
	131016: "Service unavailable",
	131021: "Recipient cannot be sender",
	131026: "Message undeliverable",
	131031: "Business Account locked",
	131042: "Business eligibility payment issue",
	131047: "Re-engagement message",
	131048: "Spam rate limit hit",
	131049: "This message was not delivered to maintain healthy ecosystem engagement.",
	131051: "Unsupported message type",
	131053: "Media upload error",
	131056: "Pair rate limit hit",
	131057: "Account in maintenance mode",
	130429: "Rate limit hit",
	132000: "Number of parameters does not match the expected number of params",
	132001: "Template name does not exist in the translation",
	132012: "Parameter format does not match format in the created template",
	133005: "Two step verification PIN Mismatch",
	133006: "Phone number re-verification needed",
	133010: "Account not registered",
	133016: "Account register deregister rate limit exceeded",
	136024: "Request code error",
	136025: "Verify code error",
	137000: "Message not sent because the recipient's identity key hash does not match",
	80007:  "Rate limit issues",
	368:    "Temporarily blocked for policies violations",
}

func title(code int) string {
	if t := titles[code]; t != "" {
		return t
	}
	return "Error"
}

// statuses are the HTTP statuses that differ from 400.
var statuses = map[int]int{
	1: 500, 2: 503, 4: 429, 10: 403, 104: 401, 190: 401, 368: 403, 80007: 429,
	130429: 429, 131000: 500, 131005: 403, 131016: 503, 131031: 403, 131056: 429, 131057: 500, 132001: 404,
}

func graphErr(code int, details string) *apiError {
	e := &apiError{status: http.StatusBadRequest, code: code, kind: "OAuthException", details: details}
	e.message = fmt.Sprintf("(#%d) %s", code, title(code))
	if st := statuses[code]; st != 0 {
		e.status = st
	}
	return e
}

func errToken() *apiError {
	e := graphErr(190, "")
	e.message = "Invalid OAuth access token - Cannot parse access token"
	return e
}

func errNode(id string) *apiError {
	return &apiError{
		status: http.StatusBadRequest, code: 100, subcode: 33, kind: "GraphMethodException",
		message: "Unsupported request. Object with ID '" + id + "' does not exist, cannot be loaded due to " +
			"missing permissions, or does not support this operation.",
	}
}

func errPath(path string) *apiError {
	return &apiError{
		status: http.StatusBadRequest, code: 2500, kind: "OAuthException",
		message: "Unknown path components: " + path,
	}
}

func errMethod() *apiError {
	e := graphErr(100, "")
	e.message, e.kind = "Unsupported request method.", "GraphMethodException"
	return e
}

func (e *apiError) write(w http.ResponseWriter, trace []byte) {
	body := map[string]any{
		"message": e.message, "type": e.kind, "code": e.code, "fbtrace_id": "A" + hex.EncodeToString(trace),
	}
	if e.details != "" {
		body["error_data"] = map[string]any{"messaging_product": "whatsapp", "details": e.details}
	}
	if e.subcode != 0 {
		body["error_subcode"] = e.subcode
	}
	if e.userMsg != "" {
		body["error_user_title"], body["error_user_msg"] = e.userTitle, e.userMsg
	}
	if e.transient {
		body["is_transient"] = true
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	if e.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `OAuth "Facebook Platform" "invalid_token"`)
	}
	w.WriteHeader(e.status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": body})
}

// webhookError is the shape of the same error inside a webhook.
func webhookError(code int, details string) map[string]any {
	return map[string]any{
		"code": code, "title": title(code), "message": title(code),
		"error_data": map[string]any{"details": details},
		"href":       "/documentation/business-messaging/whatsapp/support/error-codes",
	}
}

var success = map[string]any{"success": true}
