package twilio_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/twilio"
)

var update = flag.Bool("update", false, "write the golden files")

// came is a webhook out of a file: its first line is the query of the address, and each
// other one a name and its value.
func came(t *testing.T, file string) channel.Request {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	query, rest, _ := strings.Cut(string(raw), "\n")
	return channel.Request{
		Method: http.MethodPost, RawQuery: strings.TrimSpace(query), Body: []byte(strings.ReplaceAll(strings.TrimSpace(rest), "\n", "&")),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}.Get,
	}
}

// shown is an item as it is understood.
type shown struct {
	Kind          channel.Kind
	Key           string
	ID            string
	PhoneNumberID string
	DisplayPhone  string
	Account       string
	Expiring      bool             `json:",omitempty"`
	Reason        string           `json:",omitempty"`
	Message       *channel.Message `json:",omitempty"`
	Receipt       *channel.Receipt `json:",omitempty"`
}

func show(t *testing.T, it channel.Item) shown {
	t.Helper()
	out := shown{
		Kind: it.Kind, Key: it.Key, ID: it.ID, PhoneNumberID: it.PhoneNumberID, DisplayPhone: it.DisplayPhone, Account: it.WABA,
		Expiring: it.Expiring, Reason: it.Reason,
	}
	// What is stored is read, not what Split had in its hands.
	entry := twilio.Webhooks{}.WriteEntry(desk.ItemEntry{AppID: "AC1", Field: it.Field, Item: it.Payload})
	back, stored, ok := twilio.Reader{}.ReadEntry(entry)
	if !ok || back.AppID != "AC1" {
		t.Fatalf("the entry is not read: %s", entry)
	}
	if kind, reason := stored.Classify(); kind != it.Kind || reason != it.Reason {
		t.Errorf("stored it is %s (%s), split %s (%s)", kind, reason, it.Kind, it.Reason)
	}
	switch it.Kind {
	case channel.KindMessage:
		m, err := stored.Message()
		if err != nil {
			t.Fatal(err)
		}
		out.Message = &m
	case channel.KindStatus:
		r, err := stored.Receipt()
		if err != nil {
			t.Fatal(err)
		}
		out.Receipt = &r
	case channel.KindEcho, channel.KindEvent, channel.KindHistory, channel.KindStandby, channel.KindUnknown:
	}
	return out
}

// Each webhook that was seen or is documented is understood as its golden file says.
func TestSplit_goldenFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/webhooks/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		items, err := twilio.Split(came(t, file))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		var all []shown
		for _, it := range items {
			all = append(all, show(t, it))
		}
		got, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(file, ".txt") + ".golden.json"
		if *update {
			if err := os.WriteFile(golden, append(got, '\n'), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || !bytes.Equal(bytes.TrimSpace(want), got) {
			t.Errorf("%s is understood otherwise (%v):\n%s", file, err, got)
		}
	}
}

func TestSplit_keepsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}.Get
	plain := http.Header{"Content-Type": {"application/json"}}.Get
	for name, tt := range map[string]struct {
		r      channel.Request
		reason string
	}{
		"JSON":               {channel.Request{Method: "POST", Header: plain, Body: []byte(`{"a":1}`)}, "JSON"},
		"a call":             {channel.Request{Method: "POST", Header: form, Body: []byte("CallSid=CA1&From=%2B1&To=%2B2")}, "call"},
		"no message":         {channel.Request{Method: "POST", Header: form, Body: []byte("Foo=bar")}, "names no message"},
		"an id that is none": {channel.Request{Method: "POST", Header: form, Body: []byte("MessageSid=a%7Cb&From=%2B1&To=%2B2")}, "id"},
		"nobody":             {channel.Request{Method: "POST", Header: form, Body: []byte("MessageSid=SM1&Body=hi")}, "whom"},
		"a long address":     {channel.Request{Method: "POST", Header: form, Body: []byte("MessageSid=SM1&From=%2B1&To=" + strings.Repeat("1", 300))}, "whom"},
		"a new status":       {channel.Request{Method: "POST", Header: form, Body: []byte("MessageSid=SM1&From=%2B1&To=%2B2&MessageStatus=te+leported%3C")}, "teleported"},
	} {
		items, err := twilio.Split(tt.r)
		if err != nil || len(items) != 1 || items[0].Kind != channel.KindUnknown || !strings.Contains(items[0].Reason, tt.reason) || !items[0].Expiring || items[0].Key == "" {
			t.Errorf("%s: %+v, %v", name, items, err)
		}
	}
	for name, r := range map[string]channel.Request{
		"nothing":        {Method: "POST", Header: form},
		"no form":        {Method: "POST", Header: form, Body: []byte("%zz")},
		"a name twice":   {Method: "POST", Header: form, Body: []byte("MessageSid=SM1&MessageSid=SM2")},
		"a spoilt query": {Method: "POST", Header: form, RawQuery: "a=%zz", Body: []byte("MessageSid=SM1")},
		"many names":     {Method: "POST", Header: form, Body: []byte(manyNames())},
		"no JSON":        {Method: "POST", Header: plain, Body: []byte("%zz{")},
	} {
		if items, err := twilio.Split(r); err == nil {
			t.Errorf("%s: %+v", name, items)
		}
	}
}

func manyNames() string {
	var b strings.Builder
	for i := range 400 {
		b.WriteString("&n" + strings.Repeat("x", i) + "=1")
	}
	return b.String()[1:]
}

// The keys under which the statuses of a message are found begin as ReceiptKeys says.
func TestReader_receiptKeysAreThoseOfReceipts(t *testing.T) {
	t.Parallel()
	body := "MessageSid=SM0123&From=whatsapp%3A%2B1&To=whatsapp%3A%2B2&MessageStatus="
	for _, status := range []string{"queued", "sent", "delivered", "read", "failed", "undelivered"} {
		items, err := twilio.Split(channel.Request{Method: "POST", Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}.Get, Body: []byte(body + status)})
		if err != nil {
			t.Fatal(err)
		}
		key := channel.EntryKey(twilio.Provider, "AC1", items[0].Field, items[0].Key)
		if begins := (twilio.Reader{}).ReceiptKeys("AC1", "SM0123") + "|"; !strings.HasPrefix(key, begins) {
			t.Errorf("%s does not begin with %s", key, begins)
		}
	}
}

func TestReader_takesNothingElse(t *testing.T) {
	t.Parallel()
	for _, payload := range []string{"", "null", "[]", `"x"`, `{"appId":7}`, "{"} {
		if _, _, ok := (twilio.Reader{}).ReadEntry([]byte(payload)); ok {
			t.Errorf("%q is read as an entry", payload)
		}
	}
	for _, item := range []string{"null", "[]", `"x"`, `{"form":7}`, "{", `{}`} {
		s := twilio.Reader{}.OpenItem(json.RawMessage(item))
		if kind, reason := s.Classify(); kind != channel.KindUnknown || reason == "" {
			t.Errorf("%s is %s", item, kind)
		}
		_, errMessage := s.Message()
		_, errReceipt := s.Receipt()
		_, errEvent := s.Event()
		if _, _, chunk := s.History(); errMessage == nil || errReceipt == nil || errEvent == nil || chunk {
			t.Errorf("%s is something", item)
		}
	}
	if b := (twilio.Webhooks{}).WriteEntry(desk.ItemEntry{AppID: "a", Item: json.RawMessage("{broken")}); !json.Valid(b) {
		t.Errorf("an entry is no JSON: %s", b)
	}
	if _, ok := (twilio.Webhooks{}).Handshake(nil, ""); ok {
		t.Error("there is a handshake")
	}
}

// Texts are changed and nothing else, and a body without a change stays as it is.
func TestMapTexts(t *testing.T) {
	t.Parallel()
	hide := func(s string) string { return strings.ReplaceAll(s, "123-456", "…") }
	for name, tt := range map[string]struct{ body, want string }{
		"the text":        {"To=%2B1&Body=code+123-456&From=123-456", "Body=code+%E2%80%A6&From=123-456&To=%2B1"},
		"nothing":         {"To=%2B1&From=%2B2&Body=hello", "To=%2B1&From=%2B2&Body=hello"},
		"a button":        {"ButtonText=123-456", "ButtonText=%E2%80%A6"},
		"an id":           {"MessageSid=123-456&MediaUrl0=123-456", "MessageSid=123-456&MediaUrl0=123-456"},
		"no form":         {"%zz=123-456", "%zz=123-456"},
		"JSON":            {`{"a":["code 123-456",{"b":"123-456","c":1}]}`, `{"a":["code …",{"b":"…","c":1}]}`},
		"JSON, unchanged": {`{"a": "b"}`, `{"a": "b"}`},
		"no JSON":         {`{"a": 123-456`, `{"a": 123-456`},
	} {
		if got := twilio.MapTexts([]byte(tt.body), hide); string(got) != tt.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestReply_isWhatTwilioExpects(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		"MessageSid=SM1&Body=hi&SmsStatus=received": http.StatusOK, "MessageStatus=sent&MessageSid=SM1": http.StatusNoContent,
		"MessageSid=SM1&MessageStatus=read": http.StatusNoContent, "Body=%26MessageStatus%3Dsent": http.StatusOK,
	} {
		status, mime, text := twilio.Webhooks{}.Reply([]byte(body))
		if status != want || status == http.StatusOK && (text != "<Response/>" || !strings.HasPrefix(mime, "text/xml")) || status != http.StatusOK && text+mime != "" {
			t.Errorf("%s: %d %s %s", body, status, mime, text)
		}
	}
}

func FuzzSplit(f *testing.F) {
	files, _ := filepath.Glob("testdata/webhooks/*.txt")
	for _, file := range files {
		raw, _ := os.ReadFile(file)
		_, rest, _ := strings.Cut(string(raw), "\n")
		f.Add("ours=msg_1", strings.ReplaceAll(strings.TrimSpace(rest), "\n", "&"), "application/x-www-form-urlencoded")
	}
	f.Add("", `{"a":1}`, "application/json")
	f.Fuzz(func(t *testing.T, query, body, kind string) {
		h := http.Header{"Content-Type": {kind}}
		items, err := twilio.Split(channel.Request{Method: "POST", RawQuery: query, Header: h.Get, Body: []byte(body)})
		if err != nil {
			return
		}
		if len(items) == 0 {
			t.Fatal("it is dropped")
		}
		keys := map[string]bool{}
		for _, it := range items {
			if keys[it.Key] || it.Key == "" || !json.Valid(it.Payload) {
				t.Fatalf("key %q, payload %s", it.Key, it.Payload)
			}
			keys[it.Key] = true
			s := twilio.Open(it.Payload)
			if kind, _ := s.Classify(); kind != it.Kind {
				t.Fatalf("stored it is %s, split %s", kind, it.Kind)
			}
			if m, err := s.Message(); it.Kind == channel.KindMessage && (err != nil || m.ID != it.ID) {
				t.Fatalf("%+v, %v", m, err)
			}
			_, _ = s.Receipt() // must not panic
		}
	})
}
