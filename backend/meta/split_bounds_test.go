package meta_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/meta"
)

// batch is a body whose one change has n times unit for messages.
func batch(n int, unit, entry, metadata string) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{%s,"changes":[{"field":"messages","value":{%s,"messages":[%s]}}]}]}`,
		entry, metadata, strings.TrimSuffix(strings.Repeat(unit+",", n), ","))
}

// TestSplit_growsNoBodyBeyondReason guards against a signed body that takes the
// relay's memory or its writer for minutes: two million zeros fit into 4 MiB.
func TestSplit_growsNoBodyBeyondReason(t *testing.T) {
	t.Parallel()
	number := `"metadata":{"phone_number_id":"1"}`
	for name, c := range map[string]struct {
		body []byte
		want int // items; 0 = refused
	}{
		"as many as Meta sends":   {batch(1000, `{"id":"a"}`, `"id":"1"`, number), 1000},
		"a crowd":                 {batch(20_000, `0`, `"id":"1"`, number), 20_000},
		"more than a crowd":       {batch(20_001, `0`, `"id":"1"`, number), 0},
		"zeros as far as it fits": {batch(2<<20-200, `0`, `"id":"1"`, number), 0},
		"a number that is repeated": {
			batch(1000, `0`, `"id":"1"`, `"metadata":{"x":"`+strings.Repeat("x", 1<<20)+`"}`), 0,
		},
	} {
		items, err := meta.Split(c.body)
		if len(items) != c.want || errors.Is(err, meta.ErrTooMany) != (c.want == 0) {
			t.Errorf("%s: %d items, %v; want %d", name, len(items), err, c.want)
		}
	}
}

// TestSplit_manyWithoutIDs_takesTimeInProportion guards against keys whose
// making reads the whole change for each item in it.
func TestSplit_manyWithoutIDs_takesTimeInProportion(t *testing.T) {
	t.Parallel()
	body := batch(5000, `{"x":"`+strings.Repeat("x", 150)+`"}`, `"id":"1","time":1763700000`, `"metadata":{}`)
	start := time.Now()
	items, err := meta.Split(body)
	if err != nil || len(items) != 5000 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("splitting took %v", took)
	}
	keys := map[string]bool{}
	for _, it := range items {
		keys[it.Key] = true
	}
	if len(keys) != len(items) {
		t.Errorf("%d keys for %d items", len(keys), len(items))
	}
}
