package terms_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/terms"
)

// Both indexes and the marks in the window go by the same cases: those of the window
// also say what is marked.
func TestCases_areFoundAsTheWindowMarksThem(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../frontend/src/lib/terms.cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		What, Text, Query string
		Marks             []string
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 40 {
		t.Fatalf("there are %d cases", len(cases))
	}
	for _, c := range cases {
		want := c.Marks != nil
		if got := terms.Parse(c.Query).Matches(c.Text); got != want {
			t.Errorf("%s: the relay finds %q in %q: %v", c.What, c.Query, c.Text, got)
		}
		if asked := terms.QueryOf(c.Query); asked != (terms.Terms{}) && finds(asked, terms.Of(c.Text)) != want {
			t.Errorf("%s: the desktop's copy finds %q in %q: %v", c.What, c.Query, c.Text, !want)
		}
		if want && !strings.Contains(c.Text, c.Marks[0]) {
			t.Errorf("%s: %q is not in %q", c.What, c.Marks[0], c.Text)
		}
	}
}
