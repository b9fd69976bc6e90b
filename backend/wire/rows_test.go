package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Each kind has one list, which is empty and not null to begin with, and takes
// rows of its kind only.
func TestRows_eachKindHasItsList(t *testing.T) {
	t.Parallel()
	for _, kind := range wire.Kinds() {
		if !wire.Known(kind) {
			t.Errorf("%s is listed and not known", kind)
		}
		rows := wire.NewRows()
		change := wire.Change{Kind: string(kind), ID: "x_1", Body: json.RawMessage(`{"id":"x_1","somethingNew":[1]}`)}
		if why := change.Unfit(); why != "" {
			t.Errorf("a row of kind %s with a newer field is left out: %s", kind, why)
		}
		if err := rows.Add(change); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		b, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		var lists map[string][]json.RawMessage
		if err := json.Unmarshal(b, &lists); err != nil {
			t.Fatal(err)
		}
		var full []string
		for name, list := range lists {
			if list == nil {
				t.Errorf("%s is null", name)
			}
			if len(list) > 0 {
				full = append(full, name)
			}
		}
		if len(lists) != len(wire.Kinds()) || len(full) != 1 {
			t.Errorf("a row of kind %s is in %v of %d lists", kind, full, len(lists))
		}
	}
	if rows := wire.NewRows(); rows.Add(wire.Change{Kind: "later", Body: json.RawMessage(`{}`)}) == nil || wire.Known("later") {
		t.Error("a kind that this build does not know is taken")
	}
}

// A row that cannot be read is an error that quotes nothing of it.
func TestRows_anUnreadableRowIsNotQuoted(t *testing.T) {
	t.Parallel()
	rows := wire.NewRows()
	err := rows.Add(wire.Change{Kind: string(desk.RowMessage), ID: "msg_1", Body: json.RawMessage(`{"text":{"secret words":1}}`)})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	if len(rows.Messages) != 0 {
		t.Error("half a row was kept")
	}
}

// What a desktop leaves out, and why it says so.
func TestUnfit_saysWhy(t *testing.T) {
	t.Parallel()
	message := string(desk.RowMessage)
	for want, list := range map[string][]wire.Change{
		"": {
			{Kind: message, ID: "m", Body: json.RawMessage(`{}`)}, {Kind: message, ID: "m", Gone: true}, {Kind: message, ID: "m", Stub: true, Body: json.RawMessage(`{}`)},
			{Kind: message, ID: "m", Body: json.RawMessage(`{"text":"` + strings.Repeat("x", wire.MaxRow-11) + `"}`)},
		},
		wire.WhyUnknownKind: {{Kind: "later", ID: "m", Body: json.RawMessage(`{}`)}, {Kind: "", ID: "m", Gone: true}},
		wire.WhyStub:        {{Kind: message, ID: "m", Stub: true}},
		wire.WhyTooLarge:    {{Kind: message, ID: "m", Body: json.RawMessage(`{"text":"` + strings.Repeat("x", wire.MaxRow) + `"}`)}},
		wire.WhyUnreadable: {
			{Kind: message, ID: "", Body: json.RawMessage(`{}`)}, {Kind: message, ID: "m"}, {Kind: message, ID: "m", Body: json.RawMessage(`[]`)},
			{Kind: message, ID: "m", Body: json.RawMessage(`null`)}, {Kind: message, ID: "m", Body: json.RawMessage(`{"text":7}`)}, {Kind: message, ID: "m", Body: json.RawMessage(`{`)},
		},
	} {
		for _, c := range list {
			if got := c.Unfit(); got != want {
				t.Errorf("%s %q %.30s…: %q, want %q", c.Kind, c.ID, c.Body, got, want)
			}
		}
	}
}

// changeOf draws a change as the relay sends one.
func changeOf(rt *rapid.T) wire.Change {
	return wire.Change{
		Kind: string(rapid.SampledFrom(wire.Kinds()).Draw(rt, "kind")), ID: rapid.StringMatching(`[a-z]{3}_[0-9a-z]{1,8}`).Draw(rt, "id"),
		Body: json.RawMessage(fmt.Sprintf(`{"text":%q}`, rapid.StringMatching(`[a-z" {}\[\],:]{0,20}`).Draw(rt, "text"))),
	}
}

// Of a frame of which one row is broken, a desktop keeps what the frame covers
// and every row before it.
func TestSalvage_keepsWhatIsBeforeTheBrokenRow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		items := rapid.SliceOfN(rapid.Custom(changeOf), 1, 6).Draw(rt, "items")
		broken := rapid.IntRange(0, len(items)-1).Draw(rt, "broken")
		f := wire.Frame{Kind: wire.FrameChanges, Changes: &wire.Changes{From: 4, To: 9, More: true, Head: 12, Now: 77, Items: items}}
		if rapid.Bool().Draw(rt, "page") {
			f = wire.Frame{Kind: wire.FramePage, Page: &wire.Page{Items: items, Next: `5:thr_"1`, Left: 3}}
		}
		b, err := wire.Encode(f)
		if err != nil {
			rt.Fatal(err)
		}
		sick := breakItem(b, broken)
		if _, err := wire.Decode(sick); err == nil {
			rt.Fatalf("%s is a good frame: the test breaks nothing", sick)
		}
		got, ok := wire.Salvage(sick)
		if !ok || got.Kind != f.Kind || wire.KindOf(b) != f.Kind {
			rt.Fatalf("nothing is salvaged of %s", sick)
		}
		var kept []wire.Change
		if f.Page != nil {
			kept = got.Page.Items
			if got.Page.Next != f.Page.Next || got.Page.Left != 3 {
				rt.Fatalf("the page goes on at %q with %d left", got.Page.Next, got.Page.Left)
			}
		} else {
			kept = got.Changes.Items
			if c := got.Changes; c.From != 4 || c.To != 9 || !c.More || c.Head != 12 || c.Now != 77 {
				rt.Fatalf("the frame covers %+v", c)
			}
		}
		if !reflect.DeepEqual(kept, append([]wire.Change{}, items[:broken]...)) {
			rt.Fatalf("kept %+v of %+v, of which %d is broken", kept, items, broken)
		}
	})
}

// breakItem makes the kind of the n-th item a number.
func breakItem(frame []byte, n int) []byte {
	at := bytes.Index(frame, []byte(`"items":[`)) + len(`"items":[`)
	for range n + 1 {
		next := bytes.Index(frame[at:], []byte(`{"kind":"`))
		at += next + len(`{"kind":`)
	}
	end := at + 1 + bytes.IndexByte(frame[at+1:], '"')
	return slices.Concat(frame[:at], []byte("7"), frame[end+1:])
}

// What is no frame of rows gives nothing, and does not panic.
func TestSalvage_ofAnythingElseIsNothing(t *testing.T) {
	t.Parallel()
	for name, f := range samples() {
		b, err := wire.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		_, ok := wire.Salvage(b)
		if isRows := f.Changes != nil || f.Page != nil; ok != isRows {
			t.Errorf("%s: %t", name, ok)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		if f, ok := wire.Salvage(rapid.SliceOf(rapid.Byte()).Draw(rt, "bytes")); ok && f.Changes == nil && f.Page == nil {
			rt.Fatalf("%+v", f)
		}
	})
}
