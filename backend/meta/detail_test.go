package meta_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/meta"
)

func TestDetailsOf_keepsOrderDigitsAndText(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string][]channel.Detail{
		`{"z":"1","a":12345678901234567890,"n":null,"f":1.10,"t":true}`: {{Name: "z", Value: "1"}, {Name: "a", Value: "12345678901234567890"}, {Name: "f", Value: "1.10"}, {Name: "t", Value: "true"}},
		`{"who":{"name":"A","city":"B"},"list":["x",null,2]}`:           {{Name: "name", Value: "A"}, {Name: "city", Value: "B"}, {Name: "list", Value: "x, 2"}},
		`{"from":{"day":"1"},"to":{"day":"2"}}`:                         {{Name: "from › day", Value: "1"}, {Name: "to › day", Value: "2"}},
		`[{"a":1},{"a":2}]`:                                             {{Name: "1 › a", Value: "1"}, {Name: "2 › a", Value: "2"}},
		`{"poll_message_id":"wamid.HBgM","x":"wamid of ours"}`:          {{Name: "x", Value: "wamid of ours"}},
		`"bare"`:    {{Value: "bare"}},
		`no JSON {`: {{Value: "no JSON {"}},
		`{}`:        {},
		`null`:      {},
		``:          nil,
	} {
		if diff := cmp.Diff(want, meta.DetailsOf(json.RawMessage(doc))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", doc, diff)
		}
	}
}
