package vonage_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// documented is one request of Vonage's OpenAPI files and guides (facts/carriers.md §1).
type documented struct {
	query, form []string // names; one with ! is required
	basic       bool     // signed in by HTTP Basic, else by what is in the form
}

// forms are the requests that there are. The requests of every test of this package are held
// against them: see asDocumented.
var forms = map[string]documented{
	"GET /account/numbers": {query: []string{"country", "pattern", "search_pattern", "size", "index", "application_id", "has_application", "features"}, basic: true},
	"POST /number/update": {
		form: []string{"country!", "msisdn!", "moHttpUrl", "moSmppSysType", "app_id", "messagesCallbackType", "messagesCallbackValue", "voiceCallbackType", "voiceCallbackValue", "voiceStatusCallback"}, basic: true,
	},
	"POST /account/settings": {form: []string{"moCallBackUrl", "drCallBackUrl"}, basic: true},
	"POST /sms/json": {form: []string{
		"api_key!", "api_secret", "sig", "timestamp", "from!", "to!", "text", "type", "ttl", "status-report-req", "callback", "client-ref", "account-ref", "entity-id", "content-id",
	}},
}

// against says what is wrong with a request; "" = it is as documented.
func against(r *http.Request, body string) string {
	d, known := forms[r.Method+" "+r.URL.Path]
	if !known {
		return "no such request is documented"
	}
	form, err := url.ParseQuery(body)
	if err != nil || body != "" && r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		return "the body is no form"
	}
	for where, c := range map[string]struct {
		values  url.Values
		allowed []string
	}{"query": {r.URL.Query(), d.query}, "form": {form, d.form}} {
		if bad := names(where, c.values, c.allowed); bad != "" {
			return bad
		}
	}
	if _, _, signed := r.BasicAuth(); d.basic != signed {
		return "it is not signed in as documented"
	}
	return rules(r.URL.Query(), form)
}

// rules are what the guides say beside the names.
func rules(query, form url.Values) string {
	switch size := query.Get("size"); {
	case size != "" && !within(size, 1, 100):
		return "a page of " + size
	case query.Has("search_pattern") && !within(query.Get("search_pattern"), 0, 2):
		return "the search " + query.Get("search_pattern")
	case query.Has("index") && !within(query.Get("index"), 1, 1_000_000):
		return "the page " + query.Get("index")
	}
	for _, name := range []string{"msisdn", "to"} { // digits without +
		if strings.Trim(form.Get(name), "0123456789") != "" {
			return name + " is " + form.Get(name)
		}
	}
	signs := 0
	for _, name := range []string{"api_secret", "sig"} {
		if form.Has(name) {
			signs++
		}
	}
	switch kind := form.Get("type"); {
	case form.Has("api_key") && signs != 1:
		return "it has both or neither of secret and signature"
	case form.Has("sig") && form.Get("timestamp") == "":
		return "a signature without its time"
	case kind != "" && !slices.Contains([]string{"text", "unicode", "binary"}, kind):
		return "the type " + kind
	case len(form.Get("client-ref")) > 100:
		return "a reference of more than 100 characters"
	}
	return ""
}

func within(text string, least, most int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= least && n <= most
}

func names(where string, values url.Values, allowed []string) string {
	known := map[string]bool{}
	for _, name := range allowed {
		name, required := strings.CutSuffix(name, "!")
		known[name] = true
		if required && values.Get(name) == "" {
			return "the " + where + " lacks " + name
		}
	}
	for name := range values {
		if !known[name] {
			return "the " + where + " has " + name
		}
	}
	return ""
}

// asDocumented holds each request against the documented ones, and passes it on.
func asDocumented(t *testing.T, h http.HandlerFunc) http.HandlerFunc {
	t.Helper()
	return func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if bad := against(r, string(raw)); bad != "" {
			t.Errorf("%s %s: %s", r.Method, r.URL.Path, bad)
		}
		r.Body = io.NopCloser(bytes.NewReader(raw))
		h(w, r)
	}
}

func TestForms_refuseWhatIsNotDocumented(t *testing.T) {
	t.Parallel()
	const send = "api_key=k&api_secret=s&from=1&to=2"
	for name, c := range map[string]struct {
		method, address, body string
		basic                 bool
		want                  string
	}{
		"as documented":           {"POST", "/sms/json", send + "&text=x&type=text", false, ""},
		"an unknown path":         {"POST", "/v1/messages", "", true, "no such request is documented"},
		"an unknown field":        {"POST", "/sms/json", send + "&body=x", false, "the form has body"},
		"nobody to send to":       {"POST", "/sms/json", "api_key=k&api_secret=s&from=1", false, "the form lacks to"},
		"a number with a plus":    {"POST", "/sms/json", "api_key=k&api_secret=s&from=1&to=%2B2", false, "to is +2"},
		"secret and signature":    {"POST", "/sms/json", send + "&sig=x&timestamp=1", false, "it has both or neither of secret and signature"},
		"a signature for ever":    {"POST", "/sms/json", "api_key=k&sig=s&from=1&to=2", false, "a signature without its time"},
		"a type that is none":     {"POST", "/sms/json", send + "&type=wappush", false, "the type wappush"},
		"a large page":            {"GET", "/account/numbers?size=101", "", true, "a page of 101"},
		"a page before the first": {"GET", "/account/numbers?index=0", "", true, "the page 0"},
		"no login":                {"GET", "/account/numbers", "", false, "it is not signed in as documented"},
		"a number of no country":  {"POST", "/number/update", "msisdn=1", true, "the form lacks country"},
	} {
		r := httptest.NewRequest(c.method, c.address, strings.NewReader(c.body))
		if c.body != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if c.basic {
			r.SetBasicAuth("key", "secret")
		}
		if got := against(r, c.body); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
