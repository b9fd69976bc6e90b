package sandbox_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

// kindsToTell are what no phone of the sandbox writes, and how many ids of
// messages each holds.
var kindsToTell = map[string]struct {
	field, value string
	ids          int
}{
	"history": {"history", `{"metadata":{"phone_number_id":"x"},"history":[{"metadata":{"phase":0,"chunk_order":1,"progress":55},"threads":[{"id":"4915550100200","messages":[
		{"from":"4915550100200","id":"wamid.H1","timestamp":"1764000048","type":"text","text":{"body":"old"},"history_context":{"status":"READ"}},
		{"from":"493023125014","id":"wamid.H2","timestamp":"1764000049","type":"media_placeholder","history_context":{"status":"PLAYED"}}]}]}]}`, 2},
	"history declined": {"history", `{"metadata":{},"history":[{"errors":[{"code":2593109,"title":"declined"}]}]}`, 0},
	"an echo":          {"smb_message_echoes", `{"metadata":{},"message_echoes":[{"from":"493023125014","to":"4915550100200","id":"wamid.E","timestamp":"1764000050","type":"text","text":{"body":"x"}}]}`, 1},
	"a group":          {"messages", `{"metadata":{},"messages":[{"from":"4915550100200","group_id":"g1","id":"wamid.G","timestamp":"1764000050","type":"text","text":{"body":"x"}}]}`, 1},
	"no metadata":      {"messages", `{"messages":[{"from":"4915550100200","id":"wamid.N","timestamp":"1764000050","type":"text","text":{"body":"x"}}]}`, 1},
	"a type of later":  {"messages", `{"metadata":{},"messages":[{"from":"4915550100200","id":"wamid.T","timestamp":"1764000050","type":"hologram","hologram":{"a":[1,null]}}]}`, 1},
	"the group's name": {"group_settings_update", `{"metadata":{},"groups":[{"timestamp":1764000050,"group_id":"g1","type":"group_settings_update","subject":"Garden club"}]}`, 0},
}

func TestRule12_everyKindOfWebhookCanBeSent(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	tell := func(name, field string, value map[string]any) {
		t.Helper()
		before := len(r.got())
		if err := r.s.Tell(line, field, value); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r.until(name, func() bool { return len(r.got()) > before })
		var body struct {
			Entry []struct {
				Changes []struct {
					Field string         `json:"field"`
					Value map[string]any `json:"value"`
				} `json:"changes"`
			} `json:"entry"`
		}
		if err := json.Unmarshal(r.got()[before].raw, &body); err != nil {
			t.Fatal(err)
		}
		got := body.Entry[0].Changes[0]
		given, named := value["metadata"].(map[string]any)
		if sent, _ := got.Value["metadata"].(map[string]any); named != (sent["phone_number_id"] == line) {
			t.Errorf("%s: metadata %v was sent as %v", name, given, sent)
		}
		if named {
			got.Value["metadata"] = given
		}
		if got.Field != field || !reflect.DeepEqual(got.Value, value) {
			t.Errorf("%s: sent %v, want %v", name, got.Value, value)
		}
	}
	ids := 0
	for name, k := range kindsToTell {
		tell(name, k.field, parsed(t, k.value))
		ids += k.ids
	}
	r.drained()
	listed := 0
	for _, d := range r.s.Delivered() {
		listed += len(d.Items)
	}
	if listed < ids {
		t.Errorf("%d ids are listed as delivered, %d were sent", listed, ids)
	}
	for _, c := range reported(t) {
		tell(c.name, c.field, c.value)
	}
}

func TestTell_refusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	some := map[string]any{"messages": []any{}}
	for name, err := range map[string]error{"number": r.s.Tell("1", "messages", some)} {
		if !errors.Is(err, sandbox.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{"field": r.s.Tell(line, "", some), "value": r.s.Tell(line, "messages", nil)} {
		if !errors.Is(err, sandbox.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func parsed(t *testing.T, raw string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

type reportedChange struct {
	name, field string
	value       map[string]any
}

// reported are the changes of the reported bodies, where the reference material
// is.
func reported(t *testing.T) []reportedChange {
	t.Helper()
	dir := os.Getenv("PARLEY_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(dir, "fixtures", "reports", "c*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out []reportedChange
	for _, f := range files {
		raw, err := os.ReadFile(f) //nolint:gosec // reference material
		if err != nil {
			t.Fatal(err)
		}
		var report struct {
			Bodies []struct {
				Entry []struct {
					Changes []struct {
						Field string         `json:"field"`
						Value map[string]any `json:"value"`
					} `json:"changes"`
				} `json:"entry"`
			} `json:"bodies"`
		}
		if err := json.Unmarshal(raw, &report); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		for _, b := range report.Bodies {
			for _, e := range b.Entry {
				for _, c := range e.Changes {
					out = append(out, reportedChange{filepath.Base(f), c.Field, c.Value})
				}
			}
		}
	}
	return out
}
