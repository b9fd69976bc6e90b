package words

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// The page's said.test.ts holds i18next to the same cases.
func TestSay_makesOfASentenceWhatI18nextMakesOfIt(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../frontend/src/i18n/said.cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Texts map[string]any `json:"texts"`
		Cases []struct {
			Key    string      `json:"key"`
			Params desk.Params `json:"params"`
			Said   string      `json:"said"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	b := book{}
	flatten(b, Refusals+":", file.Texts) // for $t
	flatten(b, Refusals+":said.", file.Texts)
	for _, c := range file.Cases {
		if got, _ := b.said(c.Key, c.Params); got != c.Said {
			t.Errorf("%s %v\n got %q\nwant %q", c.Key, c.Params, got, c.Said)
		}
	}
	if len(file.Cases) < 10 {
		t.Error("no cases were read")
	}
}

// known is the part of i18next's language that the cases cover.
var known = regexp.MustCompile(`\{\{ ?\w+ ?\}\}|\$t\(refusals:noun\.\{\{\w+\}\}\)`)

func TestEnglish_usesOnlyWhatBothReadersKnow(t *testing.T) {
	t.Parallel()
	odd := func(sentence string) bool {
		return strings.ContainsAny(known.ReplaceAllString(sentence, ""), "{}$")
	}
	for key, sentence := range english() {
		if odd(sentence) {
			t.Errorf("%s: %q uses more of i18next than backend/words knows", key, sentence)
		}
		if strings.HasSuffix(key, "_one") && english()[strings.TrimSuffix(key, "_one")+"_other"] == "" {
			t.Errorf("%s has no plural", key)
		}
	}
	for _, planted := range []string{"{{n, number}}", "$t(common:x)", "{{- n}}", "{{a.b}}", "$t(refusals:noun.{{x}}, {\"count\": 1})"} {
		if !odd(planted) {
			t.Errorf("%q passes", planted)
		}
	}
}
