package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

// Content is made, submitted, reviewed and deleted as Twilio's Content API has it.
func TestTwilioContent_fromMadeToDeleted(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.Pace.Review = -1 })
	ask := func(method, path string, body any) (int, map[string]any) {
		t.Helper()
		if body == nil {
			return r.twilio(method, path, "")
		}
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return r.twilio(method, path, string(raw))
	}
	text := func(body string, samples map[string]string) map[string]any {
		return map[string]any{"friendly_name": "boat_ready", "language": "en", "variables": samples, "types": map[string]any{"twilio/text": map[string]any{"body": body}}}
	}
	for name, body := range map[string]any{
		"a variable without a sample": text("Hello {{1}}, your boat is ready.", nil),
		"no text":                     text(" ", nil),
		"no type":                     map[string]any{"language": "en"},
		"a type nobody knows":         map[string]any{"language": "en", "types": map[string]any{"twilio/flows": map[string]any{"body": "x"}}},
		"buttons without any":         map[string]any{"language": "en", "types": map[string]any{"twilio/quick-reply": map[string]any{"body": "x"}}},
	} {
		if status, answer := ask(http.MethodPost, "/v1/Content", body); status != http.StatusBadRequest || answer["code"] != 20001.0 {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
	status, made := ask(http.MethodPost, "/v1/Content", text("Hello {{1}}, your boat is ready.", map[string]string{"1": "Maya"}))
	sid, _ := made["sid"].(string)
	if status != http.StatusCreated || !strings.HasPrefix(sid, "HX") || len(sid) != 34 {
		t.Fatalf("made %d %v", status, made)
	}
	approval := "/v1/Content/" + sid + "/ApprovalRequests"
	for _, wrong := range []map[string]any{{"name": "Boat ready", "category": "UTILITY"}, {"name": "boat_ready", "category": "NEWS"}} {
		if status, _ := ask(http.MethodPost, approval+"/whatsapp", wrong); status != http.StatusBadRequest {
			t.Errorf("%v is submitted: %d", wrong, status)
		}
	}
	order := map[string]any{"name": "boat_ready", "category": "UTILITY"}
	if status, answer := ask(http.MethodPost, approval+"/whatsapp", order); status != http.StatusCreated || answer["status"] != "received" || answer["category"] != "UTILITY" {
		t.Fatalf("submitted %d %v", status, answer)
	}
	if status, _ := ask(http.MethodPost, approval+"/whatsapp", order); status != http.StatusBadRequest {
		t.Errorf("it is submitted twice: %d", status)
	}
	_, second := ask(http.MethodPost, "/v1/Content", text("Another text about a boat.", nil))
	if status, _ := ask(http.MethodPost, "/v1/Content/"+second["sid"].(string)+"/ApprovalRequests/whatsapp", order); status != http.StatusConflict {
		t.Errorf("the name is given twice: %d", status)
	}
	if err := r.s.Review("boat_ready", "REJECTED", "Too vague"); err != nil {
		t.Fatal(err)
	}
	_, answer := ask(http.MethodGet, approval, nil)
	if says, _ := answer["whatsapp"].(map[string]any); says["status"] != "rejected" || says["rejection_reason"] != "Too vague" {
		t.Errorf("reviewed: %v", answer)
	}
	if status, _ := ask(http.MethodDelete, "/v1/Content/"+sid, nil); status != http.StatusNoContent {
		t.Errorf("deleted: %d", status)
	}
	if status, _ := ask(http.MethodDelete, "/v1/Content/"+sid, nil); status != http.StatusNotFound {
		t.Errorf("deleted twice: %d", status)
	}
}
