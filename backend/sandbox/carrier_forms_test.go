package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// told is one thing that a carrier says: an answer, or a webhook. Every test of this package
// holds what the pretend carriers say against these lists, so that what the relay learns to
// read here is what the real ones say (facts/carriers.md).
type told struct {
	sign  string   // a name that only this kind has; its absence is no fault
	names []string // what is documented of it, with dots; "x.*" = anything below x; ! = never missing
}

// hooksOfCarriers are the webhooks, the most particular first.
var hooksOfCarriers = []told{
	{"TranscriptionSid", slices.Concat(twilioCall, []string{"TranscriptionSid!", "TranscriptionText", "TranscriptionStatus!", "TranscriptionUrl", "TranscriptionType", "RecordingSid!", "RecordingUrl", "url"})},
	{"RecordingSid", slices.Concat(twilioCall, []string{"RecordingSid!", "RecordingUrl!", "RecordingDuration", "Digits", "SpeechResult", "Confidence"})},
	{"CallSid", slices.Concat(twilioCall, []string{"SpeechResult", "Confidence", "Language", "Digits"})},
	{"MessageStatus", []string{
		"MessageSid!", "MessageStatus!", "AccountSid!", "ApiVersion", "SmsSid", "SmsStatus", "MessagingServiceSid", "To!", "From", "ErrorCode", "ErrorMessage",
		"ChannelToAddress", "ChannelPrefix", "ChannelInstallSid", "ChannelStatusMessage", "EventType", "RawDlrDoneDate", "StructuredMessage",
	}},
	{"SmsMessageSid", []string{
		"MessageSid!", "SmsSid", "SmsMessageSid", "AccountSid!", "MessagingServiceSid", "From!", "To!", "Body!", "NumMedia!", "NumSegments!", "SmsStatus!", "ApiVersion",
		"MediaUrl0", "MediaContentType0", "FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "ToState", "ToZip", "ToCountry", "AddOns",
		"ProfileName", "WaId", "Forwarded", "FrequentlyForwarded", "ButtonText", "ButtonPayload", "Latitude", "Longitude", "Address", "Label",
		"OriginalRepliedMessageSender", "OriginalRepliedMessageSid", "MessageType", "ChannelMetadata",
	}},
	{"err-code", []string{
		"msisdn!", "to!", "network-code", "messageId!", "price", "status!", "scts", "err-code!", "api-key", "client-ref", "message-timestamp!", "timestamp", "nonce", "sig",
	}},
	{"messageId", []string{
		"msisdn!", "to!", "messageId!", "text!", "type!", "keyword", "message-timestamp!", "timestamp", "nonce", "sig", "api-key",
		"concat", "concat-ref", "concat-total", "concat-part", "data", "udh",
	}},
	{"message_uuid", []string{
		"to!", "from!", "channel!", "message_uuid!", "timestamp!", "usage.price", "usage.currency", "message_type!", "text!", "context_status",
		"sms.num_messages", "sms.count_total", "sms.keyword", "origin.network_code",
	}},
}

var twilioCall = []string{
	"CallSid!", "AccountSid!", "From!", "To!", "CallStatus", "ApiVersion", "Direction", "ForwardedFrom", "CallerName", "ParentCallSid", "Called", "Caller",
}

// answersOfCarriers are their answers by method and path; a failure is one of failuresOfCarriers.
var answersOfCarriers = []struct {
	route *regexp.Regexp
	told
}{
	{regexp.MustCompile(`^GET /twilio/2010-04-01/Accounts/\w+\.json$`), told{"", []string{"sid!", "friendly_name!", "status!", "type", "owner_account_sid", "uri", "date_created", "date_updated", "subresource_uris.*"}}},
	{regexp.MustCompile(`^GET /twilio/.*/IncomingPhoneNumbers\.json$`), told{"", under("incoming_phone_numbers", twilioNumber, "page_size", "page", "uri", "first_page_uri", "next_page_uri!", "previous_page_uri", "start", "end")}},
	{regexp.MustCompile(`^(GET|POST) /twilio/.*/IncomingPhoneNumbers/\w+\.json$`), told{"", twilioNumber}},
	{regexp.MustCompile(`^GET /twilio/.*/Messages\.json$`), told{"", under("messages", twilioMessage, "page_size", "page", "uri", "first_page_uri", "next_page_uri!", "previous_page_uri", "start", "end")}},
	{regexp.MustCompile(`^POST /twilio/.*/Messages\.json$`), told{"", twilioMessage}},
	{regexp.MustCompile(`^GET /twilio/.*/Media\.json$`), told{"", under("media_list", []string{"sid!", "account_sid", "parent_sid", "content_type!", "date_created", "date_updated", "uri"}, "page_size", "page", "uri", "first_page_uri", "next_page_uri", "previous_page_uri", "start", "end")}},
	{regexp.MustCompile(`^GET /twilio/v2/Channels/Senders$`), told{"", under("senders", twilioSender, "meta.*")}},
	{regexp.MustCompile(`^(GET|POST) /twilio/v2/Channels/Senders(/\w+)?$`), told{"", twilioSender}},
	{regexp.MustCompile(`^GET /twilio/v1/ContentAndApprovals$`), told{"", under("contents", []string{
		"sid!", "account_sid", "friendly_name!", "language!", "types.*", "variables.*", "date_created", "date_updated",
		"approval_requests.name", "approval_requests.category", "approval_requests.content_type", "approval_requests.status", "approval_requests.rejection_reason", "approval_requests.allow_category_change",
	}, "meta.*")}},
	{regexp.MustCompile(`^POST /twilio/v1/Content$`), told{"", []string{
		"sid!", "account_sid", "friendly_name!", "language!", "types.*", "variables.*", "date_created", "date_updated", "url", "links.*",
	}}},
	{regexp.MustCompile(`^POST /twilio/v1/Content/\w+/ApprovalRequests/whatsapp$`), told{"", []string{"name!", "category!", "content_type", "status!", "rejection_reason", "allow_category_change"}}},
	{regexp.MustCompile(`^GET /twilio/v1/Content/\w+/ApprovalRequests$`), told{"", []string{
		"sid!", "account_sid", "url", "whatsapp.type", "whatsapp.name", "whatsapp.category", "whatsapp.content_type", "whatsapp.status", "whatsapp.rejection_reason", "whatsapp.allow_category_change",
	}}},
	{regexp.MustCompile(`^POST /twilio/v2/Indicators/Typing\.json$`), told{"", []string{"success!"}}},
	{regexp.MustCompile(`^GET /vonage/account/numbers$`), told{"", under("numbers", []string{
		"country!", "msisdn!", "type!", "features!", "moHttpUrl", "app_id", "messagesCallbackType", "messagesCallbackValue", "voiceCallbackType", "voiceCallbackValue",
	}, "count")}},
	{regexp.MustCompile(`^POST /vonage/number/update$`), told{"", []string{"error-code!", "error-code-label!"}}},
	{regexp.MustCompile(`^POST /vonage/account/settings$`), told{"", []string{"mo-callback-url!", "dr-callback-url", "max-outbound-request", "max-inbound-request", "max-calls-per-second"}}},
	{regexp.MustCompile(`^POST /vonage/sms/json$`), told{"", under("messages", []string{"status!", "error-text", "to", "message-id", "remaining-balance", "message-price", "network", "client-ref", "account-ref"}, "message-count!")}},
	{regexp.MustCompile(`^GET /vonage/v2/applications$`), told{"", under("_embedded.applications", vonageApplication, "page", "page_size", "total_items", "total_pages!", "_links.*")}},
	{regexp.MustCompile(`^(POST|PUT) /vonage/v2/applications(/[\w-]+)?$`), told{"", vonageApplication}},
}

// failuresOfCarriers are how the two say no, Vonage in an older and a newer way.
var failuresOfCarriers = []told{
	{"more_info", []string{"code!", "message!", "more_info!", "status!", "details.*", "user_error"}},
	{"error-code", []string{"error-code!", "error-code-label!"}},
	{"title", []string{"type!", "title!", "detail!", "instance!"}},
}

var (
	twilioNumber = []string{
		"sid!", "account_sid", "phone_number!", "friendly_name", "capabilities.sms", "capabilities.mms", "capabilities.voice", "capabilities.fax",
		"sms_url!", "sms_method!", "sms_fallback_url", "sms_fallback_method", "sms_application_sid", "voice_url!", "voice_method", "voice_fallback_url", "voice_application_sid",
		"trunk_sid", "status", "type", "origin", "uri", "api_version", "beta", "date_created", "date_updated",
	}
	twilioMessage = []string{
		"sid!", "account_sid", "api_version", "body!", "date_created!", "date_sent", "date_updated", "direction!", "error_code!", "error_message", "from!", "to!",
		"messaging_service_sid", "num_media!", "num_segments", "price", "price_unit", "status!", "uri", "subresource_uris.*",
	}
	twilioSender = []string{
		"sid!", "status!", "sender_id!", "configuration.waba_id", "configuration.verification_method", "configuration.verification_code", "configuration.voice_application_sid",
		"webhook.callback_url", "webhook.callback_method", "webhook.fallback_url", "webhook.fallback_method", "webhook.status_callback_url", "webhook.status_callback_method",
		"profile.*", "properties.quality_rating", "properties.messaging_limit", "offline_reasons.code", "offline_reasons.message", "offline_reasons.more_info", "compliance.*", "url",
	}
	vonageApplication = []string{"id!", "name!", "capabilities.*", "keys.*", "privacy.*", "_links.*"}
)

// under gives the names of a list of things, and of what stands beside the list.
func under(list string, names []string, beside ...string) []string {
	for _, name := range names {
		beside = append(beside, list+"."+strings.TrimSuffix(name, "!")) // a list may be empty
	}
	return beside
}

// against says which names are not documented, and which are missing.
func (d told) against(got map[string]bool) (bad []string) {
	for name := range got {
		known := slices.ContainsFunc(d.names, func(each string) bool {
			each = strings.TrimSuffix(each, "!")
			above, anything := strings.CutSuffix(each, "*")
			return name == each || anything && strings.HasPrefix(name+".", above) || strings.HasPrefix(each, name+".")
		})
		if !known {
			bad = append(bad, "says "+name)
		}
	}
	for _, each := range d.names {
		if name, always := strings.CutSuffix(each, "!"); always && !got[name] {
			bad = append(bad, "lacks "+name)
		}
	}
	slices.Sort(bad)
	return bad
}

// namesOf lists the names in a JSON value, with dots; those of lists without a place.
func namesOf(v any) map[string]bool {
	dotted, out := map[string]bool{}, map[string]bool{}
	paths(v, "", dotted)
	for name := range dotted {
		out[strings.TrimPrefix(name, ".")] = true
	}
	return out
}

// checkHook holds a webhook against what is documented of its kind. Those of Meta are held
// against Meta's own: see TestWebhooks_haveNoKeyThatMetaDoesNotSend.
func checkHook(t *testing.T, h hook) {
	t.Helper()
	got := map[string]bool{}
	if strings.HasPrefix(h.kind, "application/json") {
		var v any
		if json.Unmarshal(h.raw, &v) == nil {
			got = namesOf(v)
		}
	} else {
		raw := string(h.raw)
		if h.method == http.MethodGet {
			raw = h.query
		}
		values, _ := url.ParseQuery(raw)
		for name := range values {
			got[name] = true
		}
	}
	i := slices.IndexFunc(hooksOfCarriers, func(d told) bool { return got[d.sign] })
	if i < 0 {
		return
	}
	for _, bad := range hooksOfCarriers[i].against(got) {
		t.Errorf("the webhook with %s %s", hooksOfCarriers[i].sign, bad)
	}
}

// checkAnswer holds an answer of a carrier against what is documented of it.
func checkAnswer(t *testing.T, method, path string, status int, body map[string]any) {
	t.Helper()
	got := namesOf(body)
	kinds := failuresOfCarriers
	if status < 300 && status > 0 {
		kinds = nil
		for _, each := range answersOfCarriers {
			if each.route.MatchString(method + " " + path) {
				kinds = []told{each.told}
				break
			}
		}
	}
	i := slices.IndexFunc(kinds, func(d told) bool { return d.sign == "" || got[d.sign] })
	if i < 0 {
		t.Errorf("%s %s: no answer %d of that kind is documented: %v", method, path, status, body)
		return
	}
	for _, bad := range kinds[i].against(got) {
		t.Errorf("%s %s: the answer %d %s", method, path, status, bad)
	}
}

// What is not documented is noticed, and what is missing.
func TestCarrierForms_noticeWhatIsNotDocumented(t *testing.T) {
	t.Parallel()
	inner := func(check func(*testing.T)) bool {
		one := &testing.T{}
		check(one)
		return one.Failed()
	}
	sms := "msisdn=1&to=2&messageId=3&text=x&type=text&message-timestamp=2026-11-29+12%3A00%3A00"
	for form, bad := range map[string]bool{sms: false, sms + "&colour=red": true, strings.Replace(sms, "&type=text", "", 1): true, "a=b": false} {
		got := inner(func(one *testing.T) { checkHook(one, hook{method: "POST", raw: []byte(form)}) })
		if got != bad {
			t.Errorf("%s: complained %v", form, got)
		}
	}
	const update = "/vonage/number/update"
	for _, c := range []struct {
		method, path string
		status       int
		body         map[string]any
		bad          bool
	}{
		{"POST", update, 200, map[string]any{"error-code": "200", "error-code-label": "success"}, false},
		{"POST", update, 200, map[string]any{"error-code": "200"}, true},
		{"POST", update, 200, map[string]any{"error-code": "200", "error-code-label": "success", "msisdn": "1"}, true},
		{"POST", update, 401, map[string]any{"error-code": "401", "error-code-label": "no"}, false},
		{"POST", update, 401, map[string]any{"error": "no"}, true},
		{"GET", "/twilio/v9/Things", 200, map[string]any{}, true},
	} {
		got := inner(func(one *testing.T) { checkAnswer(one, c.method, c.path, c.status, c.body) })
		if got != c.bad {
			t.Errorf("%s %s %d %v: complained %v", c.method, c.path, c.status, c.body, got)
		}
	}
}
