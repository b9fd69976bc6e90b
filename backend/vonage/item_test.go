package vonage_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/words"
)

// webhook reads a form as the carrier posts it.
func webhook(t *testing.T, form string) channel.SMSDelivery {
	t.Helper()
	d, err := vonage.Webhooks{}.ReadSMS(channel.Request{
		Method: http.MethodPost, Body: []byte(form), Header: func(string) string { return "application/x-www-form-urlencoded" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// kept gives what the record keeps of an item, as the engine reads it later.
func kept(t *testing.T, it channel.Item) channel.Stored {
	t.Helper()
	payload, err := json.Marshal(desk.ItemEntry{NumberID: "num1", Field: it.Field, Item: it.Payload})
	if err != nil {
		t.Fatal(err)
	}
	e, s, ok := vonage.Reader{}.ReadEntry(payload)
	if !ok || e.NumberID != "num1" {
		t.Fatalf("not read: %s", payload)
	}
	return s
}

// An SMS is kept with another text than it came with, and nothing beside it repeats the
// text: the carrier's keyword is its first word, which may be a code.
func TestItems_keepAnSMSWithoutItsText(t *testing.T) {
	t.Parallel()
	d := webhook(t, "msisdn=14155550132&to=442079460958&messageId=0A01&text=123456+is+your+WhatsApp+code&type=text&keyword=123456&message-timestamp=2026-03-01+12%3A00%3A05")
	items, err := d.SMS.Items("••• is your WhatsApp code")
	if err != nil || len(items) != 1 {
		t.Fatalf("%+v, %v", items, err)
	}
	it := items[0]
	if strings.Contains(string(it.Payload), "123456") {
		t.Errorf("the code is in %s", it.Payload)
	}
	if it.Kind != channel.KindMessage || it.ID != "0A01" || it.Key != "message/0A01" || it.PhoneNumberID != "+442079460958" || it.Expiring || it.Time != stamp {
		t.Errorf("the item is %+v", it)
	}
	m, err := kept(t, it).Message()
	if err != nil || m.ID != "0A01" || m.Text != "••• is your WhatsApp code" || m.From.WaID != "14155550132" || m.Time != stamp || m.Type != channel.TypeText {
		t.Errorf("read as %+v, %v", m, err)
	}
}

func TestItems_whoWroteIt(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]channel.Person{
		"14155550132": {WaID: "14155550132"}, "%2B14155550132": {WaID: "14155550132"}, "72404": {WaID: "72404"},
		"WhatsApp": {UserID: "WhatsApp", Name: "WhatsApp"},
	} {
		d := webhook(t, "msisdn="+from+"&to=442079460958&messageId=1&text=hi")
		items, err := d.SMS.Items("hi")
		if err != nil {
			t.Fatal(err)
		}
		if m, err := kept(t, items[0]).Message(); err != nil || m.From != want {
			t.Errorf("%s: %+v, %v", from, m.From, err)
		}
	}
	d := webhook(t, "to=442079460958&messageId=1&text=hi")
	items, err := d.SMS.Items("hi")
	if err != nil || items[0].Kind != channel.KindUnknown || items[0].Reason == "" {
		t.Errorf("without a sender: %+v, %v", items, err)
	}
	d = webhook(t, "msisdn=14155550132&to=442079460958&messageId=1&type=binary&data=0011&udh=06")
	items, err = d.SMS.Items("")
	if err != nil {
		t.Fatal(err)
	}
	if m, err := kept(t, items[0]).Message(); err != nil || m.Type != channel.TypeUnsupported || m.Unsupported != "binary" || m.NotUnderstood == "" {
		t.Errorf("a binary one: %+v, %v", m, err)
	}
}

const receipt = "msisdn=14155550132&to=442079460958&network-code=23410&messageId=0A01&price=0.0333&scts=2603011200" +
	"&api-key=abcd1234&message-timestamp=2026-03-01+12%3A00%3A05&client-ref=msg_1"

func TestReceipts_sayHowFarItCame(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"accepted": channel.ReceiptSent, "buffered": channel.ReceiptSent, "delivered": channel.ReceiptDelivered, "unknown": channel.ReceiptAccepted,
		"expired": channel.ReceiptFailed, "failed": channel.ReceiptFailed, "REJECTED": channel.ReceiptFailed,
	} {
		d := webhook(t, receipt+"&err-code=4&status="+word)
		if d.Kind != channel.SMSReceipt || d.Receipt == nil {
			t.Fatalf("%s: %+v", word, d)
		}
		it := *d.Receipt
		if it.Key != "status/0A01|"+strings.ToLower(word) || it.PhoneNumberID != "+442079460958" || it.ID != "0A01" {
			t.Errorf("%s: the item is %+v", word, it)
		}
		r, err := kept(t, it).Receipt()
		if err != nil || r.Status != want || r.MessageID != "0A01" || r.CallbackData != "msg_1" || r.Recipient.WaID != "14155550132" || r.Time != stamp {
			t.Errorf("%s: read as %+v, %v", word, r, err)
		}
		if failed := want == channel.ReceiptFailed; failed != (len(r.Problems) == 1) || failed && r.Problems[0].Code != 4 {
			t.Errorf("%s: problems %+v", word, r.Problems)
		}
	}
	if keys := (vonage.Reader{}).ReceiptKeys("abcd1234", "0A01"); keys != channel.EntryKey("vonage", "abcd1234", channel.FieldSMS, "status/0A01") {
		t.Errorf("its receipts begin with %s", keys)
	}
}

func TestReceipts_oddOnes(t *testing.T) {
	t.Parallel()
	d := webhook(t, receipt+"&err-code=0&status=teleported")
	if d.Receipt == nil || d.Receipt.Kind != channel.KindUnknown || d.Receipt.Reason == "" {
		t.Errorf("an unknown status: %+v", d.Receipt)
	}
	for _, form := range []string{
		"msisdn=1&to=Parley&messageId=1&status=delivered&err-code=0", "msisdn=1&to=442079460958&status=delivered&err-code=0",
		"msisdn=1&to=442079460958&messageId=" + strings.Repeat("x", 200) + "&status=delivered&err-code=0",
	} {
		if d := webhook(t, form); d.Kind != channel.SMSReceipt || d.Receipt != nil {
			t.Errorf("%s: %+v", form, d)
		}
	}
	for _, code := range []string{"", "-1", "x", "99999999999999999999"} {
		d := webhook(t, receipt+"&status=failed&err-code="+url.QueryEscape(code))
		if r, err := kept(t, *d.Receipt).Receipt(); err != nil || len(r.Problems) != 1 || r.Problems[0].Code != 0 {
			t.Errorf("code %q: %+v, %v", code, r, err)
		}
	}
}

// Each code of the carrier's has a sentence, also one that it does not have yet.
func TestExplain_everyCodeHasASentence(t *testing.T) {
	t.Parallel()
	for code := range 120 {
		for _, title := range []string{"", "failed"} {
			said := vonage.Reader{}.Explain(code, title)
			if text := words.Of(said.Err()); text == "" || strings.Contains(text, "{{") {
				t.Errorf("code %d: %q", code, text)
			}
		}
	}
}

func TestReader_nonsenseIsNotUnderstood(t *testing.T) {
	t.Parallel()
	for _, payload := range []string{"", "null", "[]", "{}", `"x"`, `{"sms":{"id":1}}`, `{"sms":{"id":"1","from":"2"},"receipt":{"messageId":"1"}}`} {
		s := vonage.Reader{}.OpenItem(json.RawMessage(payload))
		if kind, reason := s.Classify(); kind != channel.KindUnknown || reason == "" {
			t.Errorf("%s: %s %q", payload, kind, reason)
		}
		if _, err := s.Message(); err == nil {
			t.Errorf("%s is a message", payload)
		}
		if _, err := s.Receipt(); err == nil {
			t.Errorf("%s is a receipt", payload)
		}
		if _, err := s.Event(); err == nil {
			t.Errorf("%s is an event", payload)
		}
		if _, list, chunk := s.History(); chunk || list != nil {
			t.Errorf("%s is history", payload)
		}
	}
	for _, payload := range []string{"", "null", "[", `{"item":`} {
		if _, _, ok := (vonage.Reader{}).ReadEntry([]byte(payload)); ok {
			t.Errorf("%q is an entry", payload)
		}
	}
}
