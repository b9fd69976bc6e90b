package meta_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/meta"
)

func TestMapTexts_changesStringsAndNothingElse(t *testing.T) {
	t.Parallel()
	body := `{ "id 12": "wamid.12 x", "n": 1234, "text": {"body": "code \"12\" 🌵 1234"}, "list": ["1234 a", "b"], "no 12":null }`
	got := meta.MapTexts([]byte(body), func(s string) string { return strings.ReplaceAll(s, "1234", "•") })
	want := `{ "id 12": "wamid.12 x", "n": 1234, "text": {"body": "code \"12\" 🌵 •"}, "list": ["• a", "b"], "no 12":null }`
	if string(got) != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	for _, odd := range []string{`{"a": "12 x"`, `12 "`, "", `"12 34`} {
		if got := meta.MapTexts([]byte(odd), func(string) string { return "!" }); string(got) != odd {
			t.Errorf("%q becomes %q", odd, got)
		}
	}
}

func FuzzMapTexts(f *testing.F) {
	for _, path := range bodies(f) {
		body, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		same := meta.MapTexts(body, func(s string) string { return s })
		if !bytes.Equal(same, body) {
			t.Fatalf("changed though nothing was to change: %q", body)
		}
		if got := meta.MapTexts(body, func(s string) string { return s + "\"\\\n" }); json.Valid(body) != json.Valid(got) {
			t.Fatalf("%q becomes %q", body, got)
		}
	})
}
