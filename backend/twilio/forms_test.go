package twilio_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// documented is one request of Twilio's OpenAPI files and guides (facts/carriers.md §2), as
// far as it says what may be in it. Every request that a test of this package makes is held
// against them: see server.serve.
type documented struct {
	route string   // method and path; {sid} is any id
	query []string // names; one with ! is required
	form  []string
	open  bool     // its account may let it be asked without a login
	body  []string // of JSON, with dots
}

var paged = []string{"PageSize", "Page", "PageToken"}

const underAccount = "/2010-04-01/Accounts/{sid}"

var forms = []documented{
	{route: "GET " + underAccount + ".json"},
	{route: "GET " + underAccount + "/IncomingPhoneNumbers.json", query: append(slices.Clone(paged), "PhoneNumber", "FriendlyName", "Origin", "Beta")},
	{route: "GET " + underAccount + "/IncomingPhoneNumbers/{sid}.json"},
	{
		route: "POST " + underAccount + "/IncomingPhoneNumbers/{sid}.json",
		form:  []string{"SmsUrl", "SmsMethod", "SmsFallbackUrl", "SmsFallbackMethod", "SmsApplicationSid", "VoiceUrl", "VoiceMethod", "VoiceApplicationSid", "StatusCallback"},
	},
	{
		route: "POST " + underAccount + "/Messages.json",
		form:  []string{"To!", "From", "MessagingServiceSid", "Body", "MediaUrl", "ContentSid", "ContentVariables", "StatusCallback", "PersistentAction", "ValidityPeriod", "SendAt"},
	},
	{route: "GET " + underAccount + "/Messages.json", query: append(slices.Clone(paged), "To", "From", "DateSent", "DateSent>", "DateSent<")},
	{route: "GET " + underAccount + "/Messages/{sid}/Media.json", query: paged},
	{route: "GET " + underAccount + "/Messages/{sid}/Media/{sid}", open: true},
	{route: "GET " + underAccount + "/Recordings/{sid}.mp3"},
	{route: "GET " + underAccount + "/Recordings/{sid}.wav"},
	{route: "DELETE " + underAccount + "/Recordings/{sid}.json"},
	{route: "DELETE " + underAccount + "/Transcriptions/{sid}.json"},
	{route: "GET /v1/ContentAndApprovals", query: paged},
	{route: "POST /v1/Content", body: contentNames},
	{route: "DELETE /v1/Content/{sid}"},
	{route: "POST /v1/Content/{sid}/ApprovalRequests/whatsapp", body: []string{"name", "category", "allow_category_change"}},
	{route: "POST /v2/Indicators/Typing.json", form: []string{"channel!", "messageId!"}},
	{route: "GET /v2/Channels/Senders", query: append(slices.Clone(paged), "Channel!")},
	{route: "POST /v2/Channels/Senders", body: senderNames},
	{route: "GET /v2/Channels/Senders/{sid}"},
	{route: "POST /v2/Channels/Senders/{sid}", body: senderNames},
	{route: "DELETE /v2/Channels/Senders/{sid}"},
}

var senderNames = []string{
	"sender_id", "configuration.waba_id", "configuration.verification_method", "configuration.verification_code", "configuration.voice_application_sid",
	"webhook.callback_url", "webhook.callback_method", "webhook.fallback_url", "webhook.fallback_method", "webhook.status_callback_url", "webhook.status_callback_method",
	"profile.name", "profile.about", "profile.address", "profile.description", "profile.logo_url", "profile.vertical", "profile.emails.email", "profile.emails.label",
	"profile.websites.website", "profile.websites.label",
}

// contentNames are those of content to be made; the names of variables are their numbers.
var contentNames = func() []string {
	out := []string{"friendly_name", "language"}
	for n := 1; n <= 9; n++ {
		out = append(out, "variables."+strconv.Itoa(n))
	}
	for kind, fields := range map[string][]string{
		"twilio/text": {"body"}, "twilio/quick-reply": {"body", "actions.type", "actions.title", "actions.id"},
		"twilio/call-to-action": {"body", "actions.type", "actions.title", "actions.url", "actions.phone"},
		"whatsapp/card":         {"body", "header_text", "footer", "media", "actions.type", "actions.title", "actions.id", "actions.url", "actions.phone", "actions.code"},
	} {
		for _, field := range fields {
			out = append(out, "types."+kind+"."+field)
		}
	}
	return out
}()

// idForm is an id of Twilio's, and what stands for one in older tests.
var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// against says what is wrong with a request; "" = it is as documented.
func (a asked) against() string {
	i := slices.IndexFunc(forms, func(d documented) bool { return sameRoute(d.route, a.method+" "+a.path) })
	if i < 0 {
		return "no such request is documented"
	}
	d := forms[i]
	query, err := url.ParseQuery(a.query)
	if err != nil {
		return "the query cannot be read"
	}
	if !d.open && (a.user == "" || a.password == "") {
		return "it is not signed in"
	}
	if bad := names("query", query, d.query); bad != "" {
		return bad
	}
	if bad := names("form", a.form, d.form); bad != "" {
		return bad
	}
	for _, name := range flat("", a.body) {
		if !slices.Contains(d.body, name) {
			return "the body has " + name
		}
	}
	if n := query.Get("PageSize"); n != "" {
		if size, err := strconv.Atoi(n); err != nil || size < 1 || size > 1000 {
			return "a page of " + n
		}
	}
	return a.rules()
}

// rules are what the guides say beside the names.
func (a asked) rules() string {
	f := a.form
	toWhatsApp, fromWhatsApp := strings.HasPrefix(f.Get("To"), "whatsapp:"), strings.HasPrefix(f.Get("From"), "whatsapp:")
	switch {
	case f.Has("To") && f.Has("From") && toWhatsApp != fromWhatsApp:
		return "To and From are of two channels"
	case len([]rune(f.Get("Body"))) > 1600:
		return "a body of more than 1600 characters"
	case f.Has("ContentSid") && (f.Has("Body") || f.Has("MediaUrl")):
		return "a template with a text or file of its own" // it would go out as free text: 63016
	case f.Has("ContentVariables") && json.Unmarshal([]byte(f.Get("ContentVariables")), &map[string]string{}) != nil:
		return "ContentVariables is no JSON object of texts"
	case f.Has("channel") && f.Get("channel") != "whatsapp":
		return "the typing indicator is WhatsApp's"
	}
	if period := f.Get("ValidityPeriod"); period != "" {
		if n, err := strconv.Atoi(period); err != nil || n < 1 || n > 36000 {
			return "a validity of " + period
		}
	}
	config, _ := a.body["configuration"].(map[string]any)
	if m, has := config["verification_method"]; has && m != "sms" && m != "voice" {
		return fmt.Sprintf("the method %v", m)
	}
	if id, has := a.body["sender_id"].(string); has && !strings.HasPrefix(id, "whatsapp:+") {
		return "the sender " + id
	}
	return ""
}

// sameRoute compares a documented route with a real one, part by part.
func sameRoute(route, is string) bool {
	want, got := strings.Split(route, "/"), strings.Split(is, "/")
	if len(want) != len(got) {
		return false
	}
	for i, part := range want {
		before, after, anyID := strings.Cut(part, "{sid}")
		if !anyID {
			if part != got[i] {
				return false
			}
			continue
		}
		id, ok := strings.CutPrefix(got[i], before)
		id, ends := strings.CutSuffix(id, after)
		if !ok || !ends || !idForm.MatchString(id) {
			return false
		}
	}
	return true
}

// names says which of the values no one documents, and which is missing.
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

// flat lists the names of the values of a JSON object, with dots; lists have those of
// their objects.
func flat(prefix string, v any) (out []string) {
	switch v := v.(type) {
	case map[string]any:
		for name, each := range v {
			at := name
			if prefix != "" {
				at = prefix + "." + name
			}
			out = append(out, flat(at, each)...)
		}
	case []any:
		for _, each := range v {
			out = append(out, flat(prefix, each)...)
		}
	default:
		if prefix != "" {
			out = append(out, prefix)
		}
	}
	return out
}

// The table refuses what Twilio would refuse, or worse, would take for something else.
func TestForms_refuseWhatIsNotDocumented(t *testing.T) {
	t.Parallel()
	messages := "/2010-04-01/Accounts/" + account + "/Messages.json"
	for name, c := range map[string]struct {
		a    asked
		want string
	}{
		"as documented":            {asked{method: "POST", path: messages, form: url.Values{"To": {"whatsapp:+1"}, "From": {"whatsapp:+2"}, "Body": {"x"}}}, ""},
		"an unknown path":          {asked{method: "POST", path: "/v3/Messages"}, "no such request is documented"},
		"an unknown method":        {asked{method: "PUT", path: messages}, "no such request is documented"},
		"an unknown field":         {asked{method: "POST", path: messages, form: url.Values{"To": {"+1"}, "Text": {"x"}}}, "the form has Text"},
		"nobody to send to":        {asked{method: "POST", path: messages, form: url.Values{"Body": {"x"}}}, "the form lacks To"},
		"two channels":             {asked{method: "POST", path: messages, form: url.Values{"To": {"whatsapp:+1"}, "From": {"+2"}}}, "To and From are of two channels"},
		"a template with a text":   {asked{method: "POST", path: messages, form: url.Values{"To": {"+1"}, "ContentSid": {"HX1"}, "Body": {"x"}}}, "a template with a text or file of its own"},
		"variables that are none":  {asked{method: "POST", path: messages, form: url.Values{"To": {"+1"}, "ContentVariables": {`["x"]`}}}, "ContentVariables is no JSON object of texts"},
		"a long text":              {asked{method: "POST", path: messages, form: url.Values{"To": {"+1"}, "Body": {strings.Repeat("x", 1601)}}}, "a body of more than 1600 characters"},
		"senders of no channel":    {asked{method: "GET", path: "/v2/Channels/Senders"}, "the query lacks Channel"},
		"a large page":             {asked{method: "GET", path: "/v1/ContentAndApprovals", query: "PageSize=1001"}, "a page of 1001"},
		"a flat sender":            {asked{method: "POST", path: "/v2/Channels/Senders", body: map[string]any{"verification_method": "sms"}}, "the body has verification_method"},
		"a method that is none":    {asked{method: "POST", path: "/v2/Channels/Senders", body: map[string]any{"configuration": map[string]any{"verification_method": "SMS"}}}, "the method SMS"},
		"another channel's typing": {asked{method: "POST", path: "/v2/Indicators/Typing.json", form: url.Values{"channel": {"sms"}, "messageId": {"SM1"}}}, "the typing indicator is WhatsApp's"},
	} {
		c.a.user, c.a.password = account, authToken
		if got := c.a.against(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := (asked{method: "POST", path: messages, form: url.Values{"To": {"+1"}}}).against(); got != "it is not signed in" {
		t.Errorf("without a login: %q", got)
	}
}
