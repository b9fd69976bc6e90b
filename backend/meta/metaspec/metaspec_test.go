package metaspec_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/meta/metaspec"
)

func load(t *testing.T) *metaspec.Spec {
	t.Helper()
	path, ok := metaspec.Find()
	if !ok {
		t.Skipf("no %s here: set PARLEY_SHARED to run this test", metaspec.FileName)
	}
	spec, err := loadOnce(path)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// loadOnce spares each test the second that the file takes.
func loadOnce(path string) (*metaspec.Spec, error) {
	once.Do(func() { loaded, errLoad = metaspec.Load(path) })
	return loaded, errLoad
}

var (
	once    sync.Once
	loaded  *metaspec.Spec
	errLoad error
)

func TestCheckRequest_complainsAboutEachThing(t *testing.T) {
	t.Parallel()
	spec := load(t)
	const json = "application/json"
	const head = `{"messaging_product":"whatsapp","recipient_type":"individual","to":"+1","type":`
	tests := []struct {
		name, method, path, query, kind, body string
		want                                  string // part of a complaint; "" = none
	}{
		{"good text", "POST", "/v23.0/1/messages", "", json, head + `"text","text":{"body":"x"}}`, ""},
		{"the file's example of an image with a caption", "POST", "/v23.0/1/messages", "", json, head + `"image","image":{"id":"1","caption":"c"}}`, ""},
		{"read", "POST", "/v23.0/1/messages", "", json, `{"messaging_product":"whatsapp","status":"read","message_id":"w"}`, ""},
		{"unknown path", "POST", "/v23.0/1/letters", "", json, `{}`, "not in the file"},
		{"unknown method", "DELETE", "/v23.0/1/messages", "", "", "", "not in the file"},
		{"no version", "POST", "/1/messages", "", json, `{}`, "not in the file"},
		{"wrong version", "GET", "/latest/1/phone_numbers", "", "", "", "not in the file"},
		{"id that is no number", "GET", "/v23.0/x/phone_numbers", "", "", "", "pattern"},
		{"unknown key in a text", "POST", "/v23.0/1/messages", "", json, head + `"text","text":{"body":"x","colour":"red"}}`, "colour"},
		{"unknown key beside it", "POST", "/v23.0/1/messages", "", json, head + `"text","text":{"body":"x"},"urgent":true}`, "urgent"},
		{"unknown key in an image", "POST", "/v23.0/1/messages", "", json, head + `"image","image":{"id":"1","frame":"gold"}}`, "frame"},
		{"wrong type of a value", "POST", "/v23.0/1/messages", "", json, head + `"text","text":{"body":1}}`, "string"},
		{"content missing", "POST", "/v23.0/1/messages", "", json, head + `"text"}`, "text"},
		{"unknown type of message", "POST", "/v23.0/1/messages", "", json, head + `"smell"}`, "smell"},
		{"no type and nothing read", "POST", "/v23.0/1/messages", "", json, `{"messaging_product":"whatsapp"}`, "status"},
		{"word outside the enum", "POST", "/v23.0/1/request_code", "", json, `{"code_method":"PIGEON","language":"en_US"}`, "SMS"},
		{"required key missing", "POST", "/v23.0/1/register", "", json, `{"messaging_product":"whatsapp"}`, "pin"},
		{"no body", "POST", "/v23.0/1/register", "", "", "", "no body"},
		{"not JSON", "POST", "/v23.0/1/register", "", json, `{`, "not application/json"},
		{"other content type", "POST", "/v23.0/1/register", "", "text/plain", `{}`, "text/plain"},
		{"unknown query", "GET", "/v23.0/1/phone_numbers", "colour=red", "", "", "colour"},
		{"query that is no number", "GET", "/v23.0/1/phone_numbers", "limit=many", "", "", "integer"},
		{"query out of bounds", "GET", "/v23.0/1/phone_numbers", "limit=1000", "", "", "100"},
		{"by template", "GET", "/{Version}/{Media-ID}", "phone_number_id=1", "", "", ""},
		{"good form", "POST", "/v23.0/1/media", "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n--b--\r\n", ""},
		{"unknown part of a form", "POST", "/v23.0/1/media", "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"colour\"\r\n\r\nred\r\n--b--\r\n", "colour"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			query, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			expect(t, spec.CheckRequest(tt.method, tt.path, query, tt.kind, []byte(tt.body)), tt.want)
		})
	}
}

func TestCheckResponse_complainsAboutEachThing(t *testing.T) {
	t.Parallel()
	spec := load(t)
	tests := []struct {
		name, method, path string
		status             int
		body, want         string
	}{
		{"sent", "POST", "/v23.0/1/messages", 200, `{"messaging_product":"whatsapp","messages":[{"id":"w","message_status":"accepted"}]}`, ""},
		{"unknown message status", "POST", "/v23.0/1/messages", 200, `{"messages":[{"id":"w","message_status":"lost"}]}`, "accepted"},
		{"more than the file names", "POST", "/v23.0/1/register", 200, `{"success":true,"new":1}`, ""},
		{"required key missing", "POST", "/v23.0/1/register", 200, `{}`, "success"},
		{"unknown status", "POST", "/v23.0/1/register", 201, `{"success":true}`, "201"},
		{"not JSON", "POST", "/v23.0/1/register", 200, `<html>`, "not JSON"},
		{"error", "POST", "/v23.0/1/messages", 400, `{"error":{"message":"m","type":"OAuthException","code":100}}`, ""},
		{"error without a code", "POST", "/v23.0/1/messages", 400, `{"error":{"message":"m","type":"OAuthException"}}`, "code"},
		{"connected number", "GET", "/v23.0/1/phone_numbers", 200, `{"data":[{"id":"1","display_phone_number":"+1","status":"CONNECTED","code_verification_status":"NOT_VERIFIED"}]}`, ""},
		{"number without an id", "GET", "/v23.0/1/phone_numbers", 200, `{"data":[{"display_phone_number":"+1","status":"CONNECTED"}]}`, "id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, spec.CheckResponse(tt.method, tt.path, tt.status, []byte(tt.body)), tt.want)
		})
	}
}

func expect(t *testing.T, got []string, want string) {
	t.Helper()
	all := strings.Join(got, "\n")
	switch {
	case want == "" && len(got) > 0:
		t.Errorf("unexpected complaints:\n%s", all)
	case want != "" && !strings.Contains(all, want):
		t.Errorf("no complaint about %q in %q", want, all)
	}
}

func TestExceptions_eachHasAReason(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range metaspec.Exceptions {
		if seen[e.Name] || len(e.Reason) < 20 {
			t.Errorf("exception %q: twice, or without a reason", e.Name)
		}
		seen[e.Name] = true
	}
}

func TestLoad_otherFile_fails(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"no yaml":                  "{",
		"no object":                "- a",
		"exceptions have no place": "openapi: 3.1.0\npaths: {}\n",
	} {
		path := filepath.Join(t.TempDir(), "spec.yaml")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := metaspec.Load(path); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
	if _, err := metaspec.Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil {
		t.Error("a missing file was loaded")
	}
}
