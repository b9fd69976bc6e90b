package relay_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/meta/metaspec"
)

// beyondMetasFile are the requests of the relay that Meta's OpenAPI file does not have, each
// with where it is documented. The file is of WhatsApp Business; these belong to the whole
// Graph API, or are newer than the file.
var beyondMetasFile = []struct {
	route  *regexp.Regexp // method and path without the version
	reason string
}{
	{regexp.MustCompile(`^GET /debug_token$`), "the whole Graph API's: Meta's page on permissions"},
	{regexp.MustCompile(`^GET /oauth/access_token$`), "the whole Graph API's: Meta's page on the implementation of Embedded Signup"},
	{regexp.MustCompile(`^POST /\d+/system_user_access_tokens$`), "the whole Graph API's: Meta's page on Hosted Embedded Signup"},
	{regexp.MustCompile(`^(GET|POST) /\d+/subscriptions$`), "the whole Graph API's: its reference of the subscriptions edge"},
	{regexp.MustCompile(`^POST /\d+/uploads$`), "the whole Graph API's: Meta's page on the Resumable Upload API"},
	{regexp.MustCompile(`^(GET|POST) /upload:`), "as above; the session is a path of its own"},
	{regexp.MustCompile(`^POST /\d+/smb_app_data$`), "newer than the file: Meta's page on onboarding WhatsApp Business app users"},
}

// theFile is Meta's OpenAPI file, read once for all tests: that takes a second.
var theFile = sync.OnceValues(func() (*metaspec.Spec, error) {
	path, ok := metaspec.Find()
	if !ok {
		return nil, nil
	}
	return metaspec.Load(path)
})

// asMetaSays holds every request that a relay makes of Meta, and every answer of the
// sandbox, against Meta's OpenAPI file, and passes them on. So each test with a whole relay
// proves that what it did could have been done at Meta. Without the file it only passes on.
func asMetaSays(t *testing.T, world http.Handler) http.Handler {
	t.Helper()
	spec, err := theFile()
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, isGraph := strings.CutPrefix(r.URL.Path, "/graph/v")
		if spec == nil || !isGraph || isBeyondFile(r.Method, path) {
			world.ServeHTTP(w, r)
			return
		}
		path = "/v" + path
		asked, err := io.ReadAll(r.Body)
		if err != nil { // the relay was stopped meanwhile
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(asked))
		answer := httptest.NewRecorder()
		world.ServeHTTP(answer, r)
		for _, bad := range spec.CheckRequest(r.Method, path, r.URL.Query(), r.Header.Get("Content-Type"), asked) {
			t.Errorf("request %s %s: %s", r.Method, r.URL, bad)
		}
		for _, bad := range spec.CheckResponse(r.Method, path, answer.Code, answer.Body.Bytes()) {
			t.Errorf("answer of %s %s: %s", r.Method, r.URL, bad)
		}
		pass(w, answer)
	})
}

// isBeyondFile says whether a request is one of beyondMetasFile; its path begins with the
// number of the version.
func isBeyondFile(method, path string) bool {
	_, path, _ = strings.Cut(path, "/")
	for _, each := range beyondMetasFile {
		if each.route.MatchString(method + " /" + path) {
			return true
		}
	}
	return false
}

// pass gives a recorded answer.
func pass(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // the relay may be gone
}

// The check sees what the relay would do wrong, and what the sandbox would.
func TestContract_theFileIsAsked(t *testing.T) {
	t.Parallel()
	spec, err := theFile()
	if err != nil {
		t.Fatal(err)
	}
	if spec == nil {
		t.Skip("Meta's OpenAPI file is not here")
	}
	for name, c := range map[string]struct {
		method, path, body, answer string
		bad                        bool
	}{
		"as it is":            {"POST", "/v23.0/1/register", `{"messaging_product":"whatsapp","pin":"123456"}`, `{"success":true}`, false},
		"a request of ours":   {"POST", "/v23.0/1/register", `{"messaging_product":"whatsapp"}`, `{"success":true}`, true},
		"an answer of Meta's": {"POST", "/v23.0/1/register", `{"messaging_product":"whatsapp","pin":"123456"}`, `{"done":true}`, true},
		"what is beyond it":   {"GET", "/v23.0/debug_token", ``, `{}`, false},
	} {
		inner := &testing.T{}
		world := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, c.answer) })
		r := httptest.NewRequest(c.method, "/graph"+c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		got := httptest.NewRecorder()
		asMetaSays(inner, world).ServeHTTP(got, r)
		if inner.Failed() != c.bad || got.Body.String() != c.answer {
			t.Errorf("%s: complained %v, answered %s", name, inner.Failed(), got.Body)
		}
	}
	for _, each := range beyondMetasFile {
		if len(each.reason) < 20 {
			t.Errorf("%s has no reason", each.route)
		}
	}
}
