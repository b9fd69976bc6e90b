package meta_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// What an id of a message is looked up by has to be how the keys of its receipts
// begin: else what came back before is never found.
func TestReader_receiptKeysAreThoseOfReceipts(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"wamid.HBgL", "wamid.a|b", "wamid.a/b", "wamid.a%7Cb", "ü"} {
		begins := meta.Reader{}.ReceiptKeys("app1", id) + "|"
		for _, status := range []string{"sent", "delivered", "read", "played", "failed"} {
			body := fmt.Sprintf(`{"entry":[{"id":"w","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1001"},`+
				`"statuses":[{"id":%q,"status":%q,"timestamp":"1739321024","recipient_id":"4915112345678"}]}}]}]}`, id, status)
			items, err := meta.Webhooks{}.Split(channel.Request{Body: []byte(body)})
			if err != nil || len(items) != 1 || items[0].Kind != channel.KindStatus {
				t.Fatalf("%q: %+v, %v", id, items, err)
			}
			if key := channel.EntryKey(meta.Provider, "app1", items[0].Field, items[0].Key); !strings.HasPrefix(key, begins) {
				t.Errorf("%q, %s: the key is %s, looked up by %s", id, status, key, begins)
			}
			if other := (meta.Reader{}).ReceiptKeys("app1", id+"x") + "|"; strings.HasPrefix(begins, other) {
				t.Errorf("%q: another message's receipts are looked up by %s", id, other)
			}
		}
	}
}

// What the webhooks write is read again, and nothing else is taken for it.
func TestReader_readsWhatIsWritten(t *testing.T) {
	t.Parallel()
	want := desk.ItemEntry{
		AppID: "app1", WabaID: "w1", NumberID: "num_1", PhoneID: "1001", Field: "messages", Time: 1739321024000, Reason: "why \"so\"\n",
		Item: []byte(`{"field":"messages","message":{"id":"wamid.1","from":"4915112345678","type":"text","text":{"body":"ä"}}}`),
	}
	var r meta.Reader
	got, stored, ok := r.ReadEntry(meta.Webhooks{}.WriteEntry(want))
	if !ok || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Fatalf("read %+v, %v", got, ok)
	}
	if kind, reason := stored.Classify(); kind != channel.KindMessage {
		t.Errorf("it is %s: %s", kind, reason)
	}
	if m, err := r.OpenItem(want.Item).Message(); err != nil || m.Text != "ä" || m.ID != "wamid.1" {
		t.Errorf("opened: %+v, %v", m, err)
	}
	for _, payload := range []string{``, `null`, `[]`, `"x"`, `{`, `{"time":"x"}`, `{"appId":7}`, `{"field":null}`} {
		if e, _, ok := r.ReadEntry([]byte(payload)); ok {
			t.Errorf("%q is read as %+v", payload, e)
		}
	}
}

// The answers that the set-up of a number goes on from, and what a send may do after
// each: these are all that the steps of the flow decide by.
func TestFailure_inNeutralWords(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]struct {
		reason  channel.Reason
		outcome channel.Outcome
	}{
		2388012: {channel.ReasonNumberExists, channel.OutcomeRefused},
		136024:  {channel.ReasonCodeRefused, channel.OutcomeRefused},
		136025:  {channel.ReasonWrongCode, channel.OutcomeRefused},
		190:     {channel.ReasonDeadToken, channel.OutcomeRefused},
		0:       {channel.ReasonDeadToken, channel.OutcomeRefused},
		131047:  {"", channel.OutcomeRefused}, // outside the window
		131056:  {"", channel.OutcomeAgain},   // too many to one customer
		130429:  {"", channel.OutcomeAgain},   // too many at once
	} {
		e := &meta.Error{Op: "send", Cause: meta.CauseGraph, Outcome: meta.NothingSent, Code: code, Message: "words", Details: "more words"}
		f, ok := channel.FailureOf(fmt.Errorf("around: %w", e))
		if !ok || f.Provider != meta.Provider || f.Source != channel.FromProvider || f.Code != code || f.Title != "words" || f.Said == nil || f.Full == nil {
			t.Errorf("%d: %+v, %v", code, f, ok)
		}
		if f.Reason != want.reason || f.Outcome() != want.outcome {
			t.Errorf("%d: %q, %s; want %q, %s", code, f.Reason, f.Outcome(), want.reason, want.outcome)
		}
		e.Outcome = meta.OutcomeUnknown
		if got := e.Failure().Outcome(); got != channel.OutcomeUnknown {
			t.Errorf("%d, when it may have been sent: %s", code, got)
		}
	}
	for cause, want := range map[meta.Cause]channel.Source{
		meta.CauseInvalid: channel.FromHere, meta.CauseTransport: channel.FromTheWay, meta.CauseUnreadable: channel.FromTheWay,
	} {
		e := &meta.Error{Op: "send", Cause: cause, Outcome: meta.NothingSent, Code: 190} // a code that is none of Meta's
		if f := e.Failure(); f.Source != want || f.Reason != "" {
			t.Errorf("%s: %+v", cause, f)
		}
	}
}
