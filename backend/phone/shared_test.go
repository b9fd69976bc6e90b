package phone_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/phone"
)

// typedNumber is a row of the reference material: what was typed, and what is
// right.
type typedNumber struct{ Typed, Right string }

func typedNumbers(t *testing.T, name string) []typedNumber {
	t.Helper()
	root := os.Getenv("PARLEY_SHARED")
	for dir, _ := os.Getwd(); root == "" && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			root = filepath.Join(filepath.Dir(dir), "shared")
		}
	}
	raw, err := os.ReadFile(filepath.Join(root, "fixtures", "reports", name))
	if err != nil {
		t.Skip("the reference material is not here")
	}
	var rows []typedNumber
	if err := json.Unmarshal(raw, &rows); err != nil || len(rows) == 0 {
		t.Fatalf("%s: %v", name, err)
	}
	return rows
}

func TestParseDialled_numbersOfReports(t *testing.T) {
	t.Parallel()
	for _, row := range typedNumbers(t, "p_start_chat.json") {
		n, err := phone.ParseDialled(row.Typed)
		if strings.HasPrefix(row.Right, "refused") {
			if err == nil {
				t.Errorf("%q is taken for %s, want %s", row.Typed, string(n.E164), row.Right)
			}
			continue
		}
		if want, _, _ := strings.Cut(row.Right, " "); err != nil || string(n.E164) != want {
			t.Errorf("%q: got %s, %v; want %s", row.Typed, string(n.E164), err, row.Right)
		}
	}
}

func TestParse_numbersOfReports(t *testing.T) {
	t.Parallel()
	for _, row := range typedNumbers(t, "p_wizard.json") {
		n, err := phone.Parse(row.Typed)
		if want, ok := strings.CutPrefix(row.Right, "suggest "); ok {
			var e *phone.Error
			if !errors.As(err, &e) || string(e.Suggestion) != want {
				t.Errorf("%q: got %v, want the suggestion %s", row.Typed, err, want)
			}
			continue
		}
		if err != nil || len(n.Notes) == 0 {
			t.Errorf("%q: %v with %d warnings, want %s", row.Typed, err, len(n.Notes), row.Right)
		}
	}
}
