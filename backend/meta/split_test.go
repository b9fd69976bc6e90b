package meta_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

var update = flag.Bool("update", false, "write the golden files anew")

// reading is what a golden file holds for one item.
type reading struct {
	Kind          channel.Kind
	Field         string           `json:",omitempty"`
	WABA          string           `json:",omitempty"`
	PhoneNumberID string           `json:",omitempty"`
	DisplayPhone  string           `json:",omitempty"`
	Time          int64            `json:",omitempty"`
	Key           string           `json:",omitempty"`
	Expiring      bool             `json:",omitempty"`
	Reason        string           `json:",omitempty"`
	Message       *channel.Message `json:",omitempty"`
	Status        *channel.Receipt `json:",omitempty"`
	Event         *channel.Event   `json:",omitempty"`
	Payload       json.RawMessage  `json:",omitempty"` // of what has no decoder
}

func read(t testing.TB, item channel.Item) reading {
	t.Helper()
	r := reading{
		Kind: item.Kind, Field: item.Field, WABA: item.WABA, PhoneNumberID: item.PhoneNumberID,
		DisplayPhone: item.DisplayPhone, Time: item.Time, Key: item.Key, Expiring: item.Expiring, Reason: item.Reason,
	}
	m, messageErr := meta.DecodeMessage(item.Payload)
	s, statusErr := meta.DecodeStatus(item.Payload)
	e, eventErr := meta.DecodeEvent(item.Payload)
	switch {
	case item.Kind == channel.KindUnknown:
		r.Payload = item.Payload
	case messageErr == nil:
		r.Message = &m
	case statusErr == nil:
		r.Status = &s
	case eventErr == nil:
		r.Event = &e
	default:
		r.Payload = item.Payload
	}
	if kind, reason := meta.Classify(item.Payload); item.Reason != "" && len(item.Payload) > 2 {
		if kind != channel.KindUnknown {
			t.Errorf("item %s: Split says unknown (%s), Classify says %s", item.Key, item.Reason, kind)
		}
	} else if kind != item.Kind {
		t.Errorf("item %s: Split says %s, Classify says %s (%s)", item.Key, item.Kind, kind, reason)
	}
	readFromTheEntryAlone(t, item)
	return r
}

// What Split has read of an item is what everybody reads who has its entry alone:
// a fold that comes with the webhook and one at a rebuild give the same rows.
func readFromTheEntryAlone(t testing.TB, item channel.Item) {
	t.Helper()
	entry := desk.ItemEntry{
		AppID: "app", WabaID: desk.WabaID(item.WABA), PhoneID: item.PhoneNumberID, Field: item.Field,
		Time: item.Time, Reason: item.Reason, Item: item.Payload,
	}
	alone, stored, ok := meta.ReadEntry(meta.WriteEntry(entry))
	if !ok {
		t.Fatalf("item %s: its entry cannot be read", item.Key)
	}
	if diff := cmp.Diff(alone, entry); diff != "" {
		t.Errorf("item %s: the entry says something else (-alone +with the webhook):\n%s", item.Key, diff)
	}
	for range 2 { // what was asked once must answer the same
		if diff := cmp.Diff(everything(stored), everything(item.Stored)); diff != "" {
			t.Errorf("item %s: the entry alone reads differently (-alone +with the webhook):\n%s", item.Key, diff)
		}
	}
}

// everything asks a stored item all that can be asked.
func everything(s channel.Stored) (all []any) {
	kind, reason := s.Classify()
	m, messageErr := s.Message()
	r, receiptErr := s.Receipt()
	e, eventErr := s.Event()
	h, messages, isChunk := s.History()
	all = append(all, kind, reason, m, fmt.Sprint(messageErr), r, fmt.Sprint(receiptErr), e, fmt.Sprint(eventErr), h, isChunk)
	for _, old := range messages {
		all = append(all, everything(old))
	}
	return all
}

func TestSplit_everyKindOfPayloadReadsAsItsGoldenFile(t *testing.T) {
	t.Parallel()
	for _, path := range bodies(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			t.Parallel()
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			items, err := meta.Split(body)
			if err != nil {
				t.Fatal(err)
			}
			readings := make([]reading, 0, len(items))
			for _, item := range items {
				readings = append(readings, read(t, item))
			}
			got, err := json.MarshalIndent(readings, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(path, ".json") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil { //nolint:gosec // a test's own file
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
				t.Errorf("reading differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// bodies lists the webhook bodies of testdata.
func bodies(t testing.TB) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/*.json")
	if err != nil || len(all) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	var out []string
	for _, path := range all {
		if !strings.HasSuffix(path, ".golden.json") {
			out = append(out, path)
		}
	}
	return out
}

func TestSplit_notJSON_keepsTheBodyAsText(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "hello", `["a"]`, `{"object":`, `{} {}`, "\xff\xfe", "null"} {
		items, err := meta.Split([]byte(body))
		if !errors.Is(err, meta.ErrNotJSON) {
			t.Errorf("%q: got error %v", body, err)
		}
		if len(items) != 1 || items[0].Kind != channel.KindUnknown || !items[0].Expiring || !json.Valid(items[0].Payload) {
			t.Errorf("%q: got %+v", body, items)
		}
	}
}

func TestSplit_sameItemInAnotherDelivery_sameKey(t *testing.T) {
	t.Parallel()
	one := `{"object":"whatsapp_business_account","entry":[{"id":"1","time":1764000000,"changes":[{"field":"account_review_update","value":{"decision":"APPROVED"}}]}]}`
	// Packed with something else and spaced differently.
	two := `{"object":"whatsapp_business_account","entry":[{"id":"1","time":1764000000,"changes":[
		{"field":"account_review_update","value":{"decision":"PENDING"}},
		{"field":"account_review_update",  "value":{"decision" : "APPROVED"}}]}]}`
	first, second := keys(t, one), keys(t, two)
	if first[0] != second[1] {
		t.Errorf("keys differ: %q and %q", first[0], second[1])
	}
	if second[0] == second[1] {
		t.Errorf("two changes share the key %q", second[0])
	}
}

func TestSplit_keysOfDifferentThingsNeverMeet(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, body := range []string{
		// The photo of a history message has that message's id.
		`{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"id":"a","type":"text","text":{"body":""}}]}}]}]}`,
		`{"entry":[{"id":"1","changes":[{"field":"history","value":{"messages":[{"id":"a","type":"image","image":{"id":"1"}}]}}]}]}`,
		`{"entry":[{"id":"1","changes":[{"field":"smb_message_echoes","value":{"message_echoes":[{"id":"a","type":"text","text":{"body":""}}]}}]}]}`,
		`{"entry":[{"id":"1","changes":[{"field":"messages","value":{"statuses":[{"id":"a","status":"sent","recipient_id":"b|c"}]}}]}]}`,
		`{"entry":[{"id":"1","changes":[{"field":"messages","value":{"statuses":[{"id":"a","status":"sent|b","recipient_id":"c"}]}}]}]}`,
		`{"entry":[{"id":"1","changes":[{"field":"messages","value":{"statuses":[{"id":"a","status":"sent","recipient_id":"b","recipient_participant_id":"c"}]}}]}]}`,
		`{"entry":[{"id":"1","time":7,"changes":[{"field":"x","value":{}}]}]}`,
		`{"entry":[{"id":"2","time":7,"changes":[{"field":"x","value":{}}]}]}`,
		`{"entry":[{"id":"1","time":8,"changes":[{"field":"x","value":{}}]}]}`,
		`{"entry":[{"id":"1","changes":[{"field":"x","value":{}},{"field":"x","value":{}}]}]}`,
	} {
		for _, key := range keys(t, body) {
			if other, dup := seen[key]; dup {
				t.Errorf("key %q of both\n%s\n%s", key, other, body)
			}
			seen[key] = body
		}
	}
}

func keys(t *testing.T, body string) []string {
	t.Helper()
	items, err := meta.Split([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = item.Key
	}
	return out
}

func TestSplit_bigBatch_growsWithItsSizeOnly(t *testing.T) {
	t.Parallel()
	const n = 1000
	var contacts, messages []string
	for i := range n {
		id := strings.Repeat("4", 10) + string(rune('a'+i%26)) + strings.Repeat("x", i/26)
		contacts = append(contacts, `{"wa_id":"`+id+`","profile":{"name":"n"}}`)
		messages = append(messages, `{"id":"w`+id+`","from":"`+id+`","type":"text","text":{"body":"b"}}`)
	}
	body := `{"entry":[{"id":"1","changes":[{"field":"messages","value":{"contacts":[` + strings.Join(contacts, ",") +
		`],"messages":[` + strings.Join(messages, ",") + `]}}]}]}`
	items, err := meta.Split([]byte(body))
	if err != nil || len(items) != n {
		t.Fatalf("got %d items, %v", len(items), err)
	}
	total := 0
	for _, item := range items {
		total += len(item.Payload)
		if m, err := meta.DecodeMessage(item.Payload); err != nil || m.From.Name != "n" {
			t.Fatalf("message %q: name %q, %v", m.ID, m.From.Name, err)
		}
	}
	if limit := 3 * len(body); total > limit {
		t.Errorf("payloads take %d bytes, want at most %d", total, limit)
	}
}
