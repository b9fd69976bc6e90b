package meta_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

func TestWriteEntry_isTheJSONOfTheEntry(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]desk.ItemEntry{
		"full": {
			AppID: "app", WabaID: "waba", NumberID: "num", PhoneID: "1", Field: "messages", Time: -5, Item: json.RawMessage(`{"field":"messages"}`),
		},
		"empty":       {},
		"odd letters": {Reason: "a \"b\" \\ \n \u2028 <é> \xff", Item: json.RawMessage(`{"raw":"\u003c"}`)},
	} {
		got := meta.WriteEntry(e)
		want, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var g, w any
		if json.Unmarshal(got, &g) != nil || json.Unmarshal(want, &w) != nil || !reflect.DeepEqual(g, w) {
			t.Errorf("%s: wrote %s\nwant %s", name, got, want)
		}
		read, _, ok := meta.ReadEntry(got)
		if !ok || read.AppID != e.AppID || read.Time != e.Time || read.PhoneID != e.PhoneID || read.Reason != strings.ToValidUTF8(e.Reason, "\ufffd") {
			t.Errorf("%s: read %+v, %t", name, read, ok)
		}
	}
}

func TestReadEntry_refusesWhatWriteEntryDoesNotWrite(t *testing.T) {
	t.Parallel()
	for _, payload := range []string{
		``, `null`, `[]`, `{`, `{"appId":1}`, `{"time":"5"}`, `{"time":1.5}`, `{"field":null}`, `{"appId":"a"}x`,
	} {
		if e, _, ok := meta.ReadEntry([]byte(payload)); ok {
			t.Errorf("%s was read as %+v", payload, e)
		}
	}
}

// Meta may write the same JSON otherwise: indented, with escapes, keys twice.
func TestSplit_writtenAnotherWay_isTheSameItem(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile("testdata/text.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := meta.Split(body)
	if err != nil {
		t.Fatal(err)
	}
	var indented map[string]any
	if err := json.Unmarshal(body, &indented); err != nil {
		t.Fatal(err)
	}
	wide, err := json.MarshalIndent(indented, "\t", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text := string(body)
	for name, other := range map[string]string{
		"indented":        string(wide),
		"around":          " \r\n\t" + text + "\n ",
		"an escaped key":  strings.Replace(text, `"changes"`, `"\u0063hanges"`, 1),
		"capital letters": strings.Replace(text, `"messages":`, `"Messages":`, 1),
		"brackets inside": strings.Replace(text, `"object"`, `"odd":{"a":["}]\"{\\",{}],"b":[[]]},"object"`, 1),
		"a key twice":     strings.Replace(text, `"object"`, `"entry":5,"object"`, 1),
	} {
		items, err := meta.Split([]byte(other))
		if err != nil || len(items) != len(want) {
			t.Errorf("%s: %d items, %v", name, len(items), err)
			continue
		}
		got, err := meta.DecodeMessage(items[0].Payload)
		if err != nil || items[0].Key != want[0].Key || items[0].Kind != want[0].Kind {
			t.Errorf("%s: %s %q, %v", name, items[0].Kind, items[0].Key, err)
		}
		if first, _ := meta.DecodeMessage(want[0].Payload); !reflect.DeepEqual(got, first) {
			t.Errorf("%s: got %+v, want %+v", name, got, first)
		}
	}
}
