package vonage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
)

const (
	query = "msisdn=14155550101&to=12025550123&messageId=0A00000012345678&text=WhatsApp+code+123-830" +
		"&type=text&keyword=WHATSAPP&api-key=abcd1234&message-timestamp=2026-03-01+12%3A00%3A05"
	stamp = int64(1772366405000)
)

func get(q string) vonage.Inbound { return vonage.Inbound{Method: "GET", RawQuery: q} }

func form(b string) vonage.Inbound {
	return vonage.Inbound{Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: []byte(b)}
}

func jsonBody(b string) vonage.Inbound {
	return vonage.Inbound{Method: "POST", ContentType: "application/json; charset=utf-8", Body: []byte(b)}
}

const flatJSON = `{"msisdn":14155550101,"to":"12025550123","messageId":"0A00000012345678","text":"WhatsApp code 123-830",
	"type":"text","keyword":"WHATSAPP","api-key":"abcd1234","message-timestamp":"2026-03-01 12:00:05","concat":false,"extra":null}`

func TestDecode_everyTransportGivesTheSameSMS(t *testing.T) {
	t.Parallel()
	want := channel.SMS{
		Provider: "vonage", API: vonage.APISMS, MessageID: "0A00000012345678", APIKey: "abcd1234", From: "14155550101",
		To: "12025550123", Text: "WhatsApp code 123-830", Type: "text", Timestamp: stamp,
	}
	for name, in := range map[string]vonage.Inbound{
		"get": get(query), "form": form(query), "json": jsonBody(flatJSON),
		"post without content type": {Method: "POST", Body: []byte(query)},
		"json without content type": {Method: "POST", Body: []byte(flatJSON)},
		"post ignores the query":    {Method: "POST", RawQuery: "to=19995550000", ContentType: "application/x-www-form-urlencoded", Body: []byte(query)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := vonage.Decode(in)
			if err != nil || d.Kind != channel.SMSReceived || d.Signed() != vonage.ProofParams {
				t.Fatalf("got kind %q, proof %q, %v", d.Kind, d.Signed(), err)
			}
			requireSMS(t, d.SMS, want)
		})
	}
}

func TestDecode_messagesAPI(t *testing.T) {
	t.Parallel()
	v1 := `{"to":"12025550123","from":"WhatsApp","channel":"sms","message_uuid":"aaaa-1","timestamp":"2026-03-01T12:00:05Z",
		"usage":{"price":"0.0","currency":"EUR"},"message_type":"text","text":"WhatsApp code 123-830","context_status":"none","sms":{"num_messages":"1"}}`
	old := `{"message_uuid":"aaaa-2","to":{"number":"12025550123","type":"sms"},"from":{"number":"14155550101","type":"sms"},
		"timestamp":"2026-03-01 12:00:05 +0000","direction":"inbound","message":{"content":{"type":"text","text":"WhatsApp code 123-830"}}}`
	for name, c := range map[string]struct {
		body string
		want channel.SMS
	}{
		"v1":   {v1, channel.SMS{Provider: "vonage", API: vonage.APIMessages, MessageID: "aaaa-1", From: "WhatsApp", To: "12025550123", Text: "WhatsApp code 123-830", Type: "text", Timestamp: stamp}},
		"v0.1": {old, channel.SMS{Provider: "vonage", API: vonage.APIMessagesOld, MessageID: "aaaa-2", From: "14155550101", To: "12025550123", Text: "WhatsApp code 123-830", Type: "text", Timestamp: stamp}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := vonage.Decode(jsonBody(c.body))
			if err != nil || d.Kind != channel.SMSReceived || d.Signed() != vonage.ProofToken {
				t.Fatalf("got kind %q, proof %q, %v", d.Kind, d.Signed(), err)
			}
			requireSMS(t, d.SMS, c.want)
		})
	}
}

func requireSMS(t *testing.T, got, want channel.SMS) {
	t.Helper()
	// The types mask themselves, so the fields are compared one by one.
	type plain struct {
		api, provider                     string
		id, key, from, to, text, typ, ref string
		at                                int64
		concat                            bool
		total, part                       int
	}
	show := func(s channel.SMS) plain {
		return plain{s.API, s.Provider, s.MessageID, s.APIKey, string(s.From), string(s.To), s.Text, s.Type, s.Ref, s.Timestamp, s.Concat, s.Total, s.Part}
	}
	if show(got) != show(want) {
		t.Errorf("got  %+v\nwant %+v", show(got), show(want))
	}
}

func TestDecode_concatParts(t *testing.T) {
	t.Parallel()
	for extra, want := range map[string]channel.SMS{
		"&concat=true&concat-ref=54&concat-total=3&concat-part=2": {Concat: true, Ref: "54", Total: 3, Part: 2},
		"&concat=true": {},
		"&concat=false&concat-ref=54&concat-total=3&concat-part=2":  {},
		"&concat=true&concat-ref=54&concat-total=3&concat-part=4":   {},
		"&concat=true&concat-ref=54&concat-total=3&concat-part=0":   {},
		"&concat=true&concat-ref=54&concat-total=999&concat-part=4": {},
		"&concat=true&concat-ref=54&concat-total=x&concat-part=y":   {},
	} {
		d, err := vonage.Decode(get(query + extra))
		if err != nil {
			t.Fatalf("%s: %v", extra, err)
		}
		if got := d.SMS; got.Concat != want.Concat || got.Ref != want.Ref || got.Total != want.Total || got.Part != want.Part {
			t.Errorf("%s: got %v %q %d/%d", extra, got.Concat, got.Ref, got.Part, got.Total)
		}
	}
}

func TestDecode_probeAndReceiptAreNotSMS(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   vonage.Inbound
		want channel.SMSKind
	}{
		"get":              {get(""), channel.SMSProbe},
		"head":             {vonage.Inbound{Method: "HEAD"}, channel.SMSProbe},
		"delivery receipt": {get("msisdn=14155550101&to=12025550123&messageId=1&status=delivered&err-code=0&scts=2603011200"), channel.SMSReceipt},
		"messages status":  {jsonBody(`{"message_uuid":"a","status":"delivered","to":"1","from":"2","channel":"sms"}`), channel.SMSReceipt},
	} {
		d, err := vonage.Decode(c.in)
		if err != nil || d.Kind != c.want {
			t.Errorf("%s: got %q, %v; want %q", name, d.Kind, err, c.want)
		}
	}
}

func TestDecode_badInput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in  vonage.Inbound
		sub string
	}{
		"put":              {vonage.Inbound{Method: "PUT"}, vonage.SubMalformed},
		"empty post":       {form(""), vonage.SubMalformed},
		"bad escape":       {get("text=%zz"), vonage.SubMalformed},
		"semicolon":        {get("a=1;b=2"), vonage.SubMalformed},
		"repeated name":    {get(query + "&text=other"), vonage.SubMalformed},
		"not json":         {jsonBody("{"), vonage.SubMalformed},
		"json null":        {jsonBody("null"), vonage.SubMalformed},
		"json array":       {jsonBody("[]"), vonage.SubMalformed},
		"two objects":      {jsonBody(`{"a":1}{"b":2}`), vonage.SubMalformed},
		"junk behind":      {jsonBody(`{"a":1}}`), vonage.SubMalformed},
		"nested":           {jsonBody(`{"messageId":"1","to":"12025550123","text":{"a":1}}`), vonage.SubNotUnderstood},
		"no receiver":      {get("messageId=1&msisdn=1"), vonage.SubNotUnderstood},
		"no id":            {get("to=12025550123&msisdn=1"), vonage.SubNotUnderstood},
		"named receiver":   {get("messageId=1&to=Parley"), vonage.SubNotUnderstood},
		"whatsapp channel": {jsonBody(`{"message_uuid":"a","channel":"whatsapp","to":"1","from":"2"}`), vonage.SubNotUnderstood},
		"huge body":        {form(strings.Repeat("a", vonage.MaxBody+1)), vonage.SubTooLarge},
		"huge query":       {get(strings.Repeat("a", vonage.MaxBody+1)), vonage.SubTooLarge},
		"huge text":        {form("messageId=1&to=1&text=" + strings.Repeat("a", 65<<10)), vonage.SubTooLarge},
		"huge id":          {form("to=1&messageId=" + strings.Repeat("a", 200)), vonage.SubTooLarge},
		"many names":       {form(manyNames()), vonage.SubTooLarge},
	} {
		_, err := vonage.Decode(c.in)
		if desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != c.sub {
			t.Errorf("%s: got %v, want subcode %s", name, err, c.sub)
		}
	}
}

func manyNames() string {
	var b strings.Builder
	for i := range 101 {
		fmt.Fprintf(&b, "k%d=v&", i)
	}
	return b.String()
}

func TestDecode_timestampsAreReadLeniently(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{
		"2026-03-01 12:00:05": stamp, "2026-03-01 12:00:05 +0000": stamp, "2026-03-01 12:00:05  0000": stamp,
		"2026-03-01 12:00:05 0000": stamp, "2026-03-01 13:00:05 0100": stamp,
		"2026-03-01 12:00:05 UTC": stamp, "2026-03-01T12:00:05Z": stamp, "2026-03-01T13:00:05+01:00": stamp,
		"2026-03-01T12:00:05.000Z": stamp, " 2026-03-01 12:00:05 ": stamp, "1772366405": stamp, "1772366405000": stamp,
		"": 0, "yesterday": 0, "0001-01-01 00:00:00": 0, "-5": 0, "99999999999999999999": 0, "2026-13-01 12:00:05": 0,
		"12345": 0, strings.Repeat("2", 100): 0,
	} {
		d, err := vonage.Decode(jsonBody(fmt.Sprintf(`{"messageId":"1","to":"1","message-timestamp":%q}`, in)))
		if err != nil || d.SMS.Timestamp != want {
			t.Errorf("%q: got %d, %v; want %d", in, d.SMS.Timestamp, err, want)
		}
	}
}

func TestSMS_masksItself(t *testing.T) {
	t.Parallel()
	d, err := vonage.Decode(get(query))
	if err != nil {
		t.Fatal(err)
	}
	out := fmt.Sprintf("%v %+v %#v %s", d.SMS, d.SMS, d.SMS, d.SMS.LogValue())
	for _, secret := range []string{"123-830", "14155550101", "12025550123"} {
		if strings.Contains(out, secret) {
			t.Errorf("%s is visible in %s", secret, out)
		}
	}
}

func TestSMS_keyTellsPartsApart(t *testing.T) {
	t.Parallel()
	a := channel.SMS{Provider: "vonage", MessageID: "1", Concat: true, Ref: "9", Total: 2, Part: 1}
	b := a
	b.Part = 2
	if a.Key() == b.Key() || a.Key() != "vonage:sms:1:9:1" || (channel.SMS{Provider: "vonage", MessageID: "1"}).Key() != "vonage:sms:1" {
		t.Errorf("got %q and %q", a.Key(), b.Key())
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("GET", "", query, []byte(nil))
	f.Add("POST", "application/json", "", []byte(flatJSON))
	f.Add("POST", "application/json", "", []byte(`{"message_uuid":"a","from":{"number":1},"to":[],"channel":"sms"}`))
	f.Add("POST", "", "", []byte("text=%F0%28&to=1&messageId=2"))
	f.Fuzz(func(t *testing.T, method, contentType, q string, body []byte) {
		d, err := vonage.Decode(vonage.Inbound{Method: method, ContentType: contentType, RawQuery: q, Body: body})
		if err != nil {
			if desk.CodeOf(err) != desk.CodeInvalid {
				t.Fatalf("%v is not invalid", err)
			}
			return
		}
		if d.Kind == channel.SMSReceived && (d.SMS.MessageID == "" || d.SMS.To == "" || d.SMS.Concat && d.SMS.Part > d.SMS.Total) {
			t.Fatalf("incomplete SMS accepted: %s", d.SMS)
		}
	})
}
