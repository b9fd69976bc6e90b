package terms_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/terms"
)

// The desktop's copy stores words with spaces between, and of scripts without
// spaces each character with the next.
func TestOf_takesATextApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]terms.Terms{
		"":                {},
		"Hello, World!":   {Words: "hello world"},
		"l'été 2026":      {Words: "l été 2026"},
		"a@b.example":     {Words: "a b example"},
		"ｆｕｌｌ ＷＩＤＴＨ":      {Words: "full width"},
		"世界":              {Pairs: "004e1600754c 00754c"},
		"世":               {Pairs: "004e16"},
		"Tokyo東京":         {Words: "tokyo", Pairs: "006771004eac 004eac"},
		"bad \xff utf8":   {Words: "bad utf8"},
		"zero\u200bwidth": {Words: "zerowidth"},
	} {
		if got := terms.Of(text); got != want {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}

// Whatever a person types, the expressions have letters, digits and the index's own
// signs only: no query can be malformed or say something else to the index.
func TestQueryOf_cannotBeMalformed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`" OR 1`, `a" AND "b`, "NEAR(a b)", "a*", "-a", "col:a", "世\"界", "^a", "(", `\`})).Draw(rt, "text")
		q := terms.QueryOf(text)
		for _, e := range []string{q.Words, q.Pairs} {
			if e == "" {
				continue
			}
			for part := range strings.SplitSeq(e, " AND ") {
				quoted := strings.TrimSuffix(part, "*")
				inner := strings.TrimSuffix(strings.TrimPrefix(quoted, `"`), `"`)
				if len(quoted) < 2 || quoted[0] != '"' || strings.ContainsAny(inner, `"*:^()\`) || inner == "" {
					rt.Fatalf("%q becomes %q", text, e)
				}
			}
		}
	})
}

// A text is found by its own words, and the last by its beginning; order and case
// do not matter.
func TestMatches_aTextByItsOwnWords(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[a-zA-Zäöüéñ]{2,8}`)
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfNDistinct(word, 2, 6, strings.ToLower).Draw(rt, "words")
		text := strings.Join(words, ", ")
		backwards := slices.Clone(words)
		slices.Reverse(backwards)
		last := []rune(words[0])
		asked := strings.ToUpper(strings.Join(backwards[:len(words)-1], " ")) + " " + string(last[:rapid.IntRange(1, len(last)).Draw(rt, "letters")])
		if !terms.Parse(asked).Matches(text) {
			rt.Fatalf("%q is not found in %q", asked, text)
		}
		if terms.Parse(asked + "zq").Matches(text) {
			rt.Fatalf("%q is found in %q", asked+"zq", text)
		}
	})
}

// Tokens come once each, in order, and each says what it is.
func TestTokens_onceEachInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		list := terms.Tokens(rapid.String().Draw(rt, "text"))
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			rt.Fatalf("tokens are %q", list)
		}
		for _, token := range list {
			if len(token) < 2 || !strings.Contains("wcp", token[:1]) || strings.ContainsAny(token, " \"") {
				rt.Fatalf("%q is no token", token)
			}
		}
	})
}
