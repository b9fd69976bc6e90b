package desk_test

import (
	"encoding/json"
	"os"
	"testing"
	"unicode"

	"github.com/parleydesk/parley/backend/desk"
)

func TestVisible_namesOfAllScriptsStay(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Ana", "李", "🌵", "A\u200cB", "नी", "\u200fשרה", "-", "1", "é", "한국", "❤️"} {
		if got := desk.Visible("  " + name + "\n"); got != name {
			t.Errorf("%q becomes %q", name, got)
		}
	}
}

// Rule 12: whatever mixture of characters that show nothing a name is made of,
// it is no name. Every such character of Unicode is tried.
func TestRule12_aNameOfNothingVisibleIsNone(t *testing.T) {
	t.Parallel()
	blanks := []rune{'\u3164', '\u2800', '\u00ad', '\u115f', '\u1160', '\uffa0', '\u034f', '\u200e', '\ufe0f', ' '}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.In(r, unicode.C, unicode.Z, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
			blanks = append(blanks, r)
		}
	}
	for i, r := range blanks {
		name := string(r) + string(blanks[(i*7)%len(blanks)]) + " "
		if got := desk.Visible(name); got != "" {
			t.Fatalf("%U beside another: %q is taken for a name", r, got)
		}
		if got := desk.Visible("x" + string(r)); got == "" {
			t.Fatalf("an x before %U is no name", r)
		}
	}
	t.Logf("%d characters", len(blanks))
}

// The window asks the same of what somebody types: both go by one list of cases.
func TestBlank_isWhatTheWindowTakesForBlank(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../frontend/src/lib/blank.cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text  string
		Blank bool
	}
	if err := json.Unmarshal(raw, &cases); err != nil || len(cases) == 0 {
		t.Fatalf("%d cases: %v", len(cases), err)
	}
	for _, c := range cases {
		if got := desk.Blank(c.Text); got != c.Blank {
			t.Errorf("%+q: blank = %t, want %t", c.Text, got, c.Blank)
		}
	}
}
