package vonage_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// documented is one request of Vonage's OpenAPI files and guides (facts/carriers.md §1).
type documented struct {
	query, form []string // names; one with ! is required
	body        []string // of JSON, with dots; as above
	basic       bool     // signed in by HTTP Basic, else by what is in the form
}

// application is what an application of the second version may be made of, as far as it is
// about voice.
var application = []string{
	"name!", "keys.public_key", "privacy.improve_ai", "capabilities.voice.signed_callbacks", "capabilities.voice.region", "capabilities.voice.conversations_ttl",
	"capabilities.voice.webhooks.answer_url.address", "capabilities.voice.webhooks.answer_url.http_method",
	"capabilities.voice.webhooks.event_url.address", "capabilities.voice.webhooks.event_url.http_method",
	"capabilities.voice.webhooks.fallback_answer_url.address", "capabilities.voice.webhooks.fallback_answer_url.http_method",
}

// forms are the requests that there are. The requests of every test of this package are held
// against them: see asDocumented.
var forms = map[string]documented{
	"GET /account/numbers": {query: []string{"country", "pattern", "search_pattern", "size", "index", "application_id", "has_application", "features"}, basic: true},
	"POST /number/update": {
		form: []string{"country!", "msisdn!", "moHttpUrl", "moSmppSysType", "app_id", "messagesCallbackType", "messagesCallbackValue", "voiceCallbackType", "voiceCallbackValue", "voiceStatusCallback"}, basic: true,
	},
	"POST /account/settings":       {form: []string{"moCallBackUrl", "drCallBackUrl"}, basic: true},
	"GET /v2/applications":         {query: []string{"page_size", "page"}, basic: true},
	"POST /v2/applications":        {body: application, basic: true},
	"PUT /v2/applications/{id}":    {body: application, basic: true},
	"DELETE /v2/applications/{id}": {basic: true},
	"POST /sms/json": {form: []string{
		"api_key!", "api_secret", "sig", "timestamp", "from!", "to!", "text", "type", "ttl", "status-report-req", "callback", "client-ref", "account-ref", "entity-id", "content-id",
	}},
}

// against says what is wrong with a request; "" = it is as documented.
func against(r *http.Request, body string) string {
	d, known := forms[r.Method+" "+anApplication.ReplaceAllString(r.URL.Path, "/v2/applications/{id}")]
	if !known {
		return "no such request is documented"
	}
	form := url.Values{}
	if d.body != nil {
		if bad := againstJSON(r, body, d.body); bad != "" {
			return bad
		}
	} else {
		var err error
		if form, err = url.ParseQuery(body); err != nil || body != "" && r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
			return "the body is no form"
		}
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

// anApplication is the address of one.
var anApplication = regexp.MustCompile(`^/v2/applications/[^/]+$`)

// againstJSON says what is wrong with a body of JSON.
func againstJSON(r *http.Request, body string, allowed []string) string {
	var fields map[string]any
	if r.Header.Get("Content-Type") != "application/json" || json.Unmarshal([]byte(body), &fields) != nil {
		return "the body is no JSON"
	}
	values := url.Values{}
	flat("", fields, values)
	for name, list := range values {
		switch method := list[0]; {
		case strings.HasSuffix(name, ".http_method") && method != http.MethodGet && method != http.MethodPost:
			return "a webhook by " + method
		case strings.HasSuffix(name, ".address") && !strings.HasPrefix(list[0], "http"):
			return "a webhook at " + list[0]
		}
	}
	return names("body", values, allowed)
}

// flat lists the values of a JSON object by their names, with dots.
func flat(prefix string, fields map[string]any, into url.Values) {
	for name, v := range fields {
		if inner, ok := v.(map[string]any); ok {
			flat(prefix+name+".", inner, into)
			continue
		}
		into.Set(prefix+name, fmt.Sprint(v))
	}
}

// rules are what the guides say beside the names.
func rules(query, form url.Values) string {
	switch size := query.Get("size"); {
	case size != "" && !within(size, 1, 100):
		return "a page of " + size
	case query.Has("search_pattern") && !within(query.Get("search_pattern"), 0, 2):
		return "the search " + query.Get("search_pattern")
	case query.Has("page_size") && !within(query.Get("page_size"), 1, 100), query.Has("page") && !within(query.Get("page"), 1, 1_000_000):
		return "the page " + query.Get("page") + " of " + query.Get("page_size")
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
		"an application":          {"POST", "/v2/applications", `{"name":"x","capabilities":{"voice":{"webhooks":{"answer_url":{"address":"https://x.example","http_method":"POST"}},"signed_callbacks":true}}}`, true, ""},
		"one without a name":      {"PUT", "/v2/applications/a-1", `{"capabilities":{}}`, true, "the body lacks name"},
		"an answer beside voice":  {"POST", "/v2/applications", `{"name":"x","answer_url":"https://x.example"}`, true, "the body has answer_url"},
		"a webhook by PUT":        {"POST", "/v2/applications", `{"name":"x","capabilities":{"voice":{"webhooks":{"event_url":{"http_method":"PUT"}}}}}`, true, "a webhook by PUT"},
		"applications of page 0":  {"GET", "/v2/applications?page_size=100&page=0", "", true, "the page 0 of 100"},
		"a body for a deletion":   {"DELETE", "/v2/applications/a-1", "x=1", true, "the form has x"},
		"a number of no country":  {"POST", "/number/update", "msisdn=1", true, "the form lacks country"},
	} {
		r := httptest.NewRequest(c.method, c.address, strings.NewReader(c.body))
		if strings.HasPrefix(c.body, "{") {
			r.Header.Set("Content-Type", "application/json")
		} else if c.body != "" {
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
