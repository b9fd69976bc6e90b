package sandbox

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
)

// twilioContent is a template of the Content API.
type twilioContent struct {
	SID      string         `json:"sid"`
	Name     string         `json:"name"`
	Language string         `json:"language"`
	Types    map[string]any `json:"types"`
	Status   string         `json:"status"` // of WhatsApp's approval, "" = never asked
	Category string         `json:"category"`
	Reason   string         `json:"reason"`

	Samples   map[string]string `json:"samples,omitempty"`
	Submitted string            `json:"submitted,omitempty"` // the name under which WhatsApp was asked; "" = Name
}

// Approved is the name that WhatsApp knows it by.
func (t *twilioContent) Approved() string { return first(t.Submitted, t.Name) }

func seedContents() []*twilioContent {
	return []*twilioContent{
		{
			SID: "HX0a1b2c3d4e5f60718293a4b5c6d7e8f1", Name: "order_ready", Language: "en", Status: "approved", Category: "UTILITY",
			Types: map[string]any{"twilio/text": map[string]any{"body": "Hello {{1}}, your order {{2}} is ready."}},
		},
		{
			SID: "HX0a1b2c3d4e5f60718293a4b5c6d7e8f2", Name: "track_order", Language: "en", Status: "approved", Category: "UTILITY",
			Types: map[string]any{"twilio/call-to-action": map[string]any{
				"body":    "Order {{1}} is on its way.",
				"actions": []any{map[string]any{"type": "URL", "title": "Track it", "url": "https://harbour-pine.example/track/{{2}}"}},
			}},
		},
		{
			SID: "HX0a1b2c3d4e5f60718293a4b5c6d7e8f3", Name: "half_price", Language: "en", Status: "rejected", Category: "MARKETING", Reason: "Promises too much",
			Types: map[string]any{"twilio/text": map[string]any{"body": "Everything is free!"}},
		},
	}
}

func (t *twilioContent) json() map[string]any {
	out := map[string]any{
		"sid": t.SID, "account_sid": DefaultTwilioAccount, "friendly_name": t.Name, "language": t.Language, "types": t.Types,
		"variables": t.variablesOf(), "approval_requests": nil,
	}
	if t.Status != "" {
		out["approval_requests"] = t.approval()
	}
	return out
}

// approval is what WhatsApp says of it.
func (t *twilioContent) approval() map[string]any {
	kind := ""
	for kind = range t.Types {
		break
	}
	return map[string]any{
		"name": t.Approved(), "category": t.Category, "content_type": kind, "status": first(t.Status, "unsubmitted"), "rejection_reason": t.Reason, "allow_category_change": true,
	}
}

func (s *Sandbox) twilioContents(c *twilioCall) *twilioError {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []any{}
	for _, t := range s.twilio().Contents {
		list = append(list, t.json())
	}
	return c.listed("contents", list)
}

var twilioVariable = regexp.MustCompile(`\{\{ *(\w+) *\}\}`)

// filledIn makes the text of a template. What does not fit shows in the status, as WhatsApp
// says it. Callers hold mu.
func (s *Sandbox) filledIn(id, variables string) (body string, code int, fail *twilioError) {
	var t *twilioContent
	for _, each := range s.twilio().Contents {
		if each.SID == id {
			t = each
		}
	}
	if t == nil {
		return "", 0, refusedByTwilio(http.StatusBadRequest, 21655, "The ContentSid %s is invalid", id)
	}
	values := map[string]string{}
	if variables != "" && json.Unmarshal([]byte(variables), &values) != nil {
		return "", 0, refusedByTwilio(http.StatusBadRequest, 21656, "ContentVariables is not an object of texts")
	}
	if t.Status != "approved" {
		code = 63016
	}
	missing := false
	fill := func(text string) string {
		return twilioVariable.ReplaceAllStringFunc(text, func(v string) string {
			value, given := values[strings.Trim(v, "{} ")]
			missing = missing || !given || value == ""
			return value
		})
	}
	for _, kind := range t.Types {
		if part, ok := kind.(map[string]any); ok {
			text, _ := part["body"].(string)
			body = fill(text)
			if head, _ := part["header_text"].(string); head != "" {
				body = fill(head) + "\n" + body
			}
			actions, _ := part["actions"].([]any)
			for _, each := range actions {
				if action, ok := each.(map[string]any); ok {
					address, _ := action["url"].(string)
					if address != "" {
						body += "\n" + fill(address)
					}
				}
			}
		}
	}
	if missing {
		code = 63028
	}
	return body, code, nil
}
