package words

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// twice gives the keys that an object of the JSON names more than once: a reader
// keeps the last of them, and the first sentence is never said.
func twice(t *testing.T, raw string) []string {
	t.Helper()
	var found []string
	d := json.NewDecoder(strings.NewReader(raw))
	var value func()
	token := func() json.Token {
		k, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	value = func() {
		if token() != json.Delim('{') { // these files hold objects and sentences only
			return
		}
		seen := map[string]bool{}
		for d.More() {
			key, _ := token().(string)
			if seen[key] {
				found = append(found, key)
			}
			seen[key] = true
			value()
		}
		token()
	}
	value()
	return found
}

func TestEnglish_namesNoSentenceTwice(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../frontend/src/i18n/en/*.json")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file) //nolint:gosec // our own files
		if err != nil {
			t.Fatal(err)
		}
		if found := twice(t, string(raw)); found != nil {
			t.Errorf("%s has %q twice", filepath.Base(file), found)
		}
	}
	if found := twice(t, `{"a": {"b": "1", "c": {"b": "2"}, "b": "3"}, "b": "4"}`); len(found) != 1 || found[0] != "b" {
		t.Errorf("planted: %q", found)
	}
}
