package terms_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/terms"
)

// The desktop's copy stores words with spaces between, and of scripts without
// spaces each character with the next.
func TestOf_givesTheWordsAndPairsOfAText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]terms.Terms{
		"":                {},
		"Hello, World!":   {Words: "hello world"},
		"l'été 2026":      {Words: "l ete 2026 \uE0002026"},
		"98-777":          {Words: "98 777 \uE00098777 \uE0008777"},
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

var hostile = []string{`" OR 1`, `a" AND "b`, "NEAR(a b)", "a*", "-a", "col:a", "世\"界", "^a", "(", `\`}

// Whatever a person types, the expressions have letters, digits and the index's own
// signs only: no query can be malformed or say something else to the index.
func TestQueryOf_cannotBeMalformed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom(hostile)).Draw(rt, "text")
		q := terms.QueryOf(text)
		for _, e := range []string{q.Words, q.Pairs} {
			if !wellFormed.MatchString(e) {
				rt.Fatalf("%q becomes %q", text, e)
			}
		}
	})
}

// The indexes drop accents, so one alone would ask for a word that no text has.
func TestQueryOf_asksForNoLoneAccent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]terms.Terms{
		"\u036c":         {},
		"e\u0301 \u0301": {Words: `"e"*`},
		"\u0301 ab cd":   {Words: `"ab" AND "cd"*`},
		"\u0301世":        {Pairs: `"004e16"*`},
	} {
		if got := terms.QueryOf(text); got != want {
			t.Errorf("%q asks %+v, want %+v", text, got, want)
		}
		if got := terms.Parse(text).Empty(); got != (want == terms.Terms{}) {
			t.Errorf("%q is empty: %v", text, got)
		}
	}
}

// wellFormed is what both indexes are asked: words in quotes, of letters, digits and
// marks, and nothing between them that FTS5 could take for more.
var wellFormed = func() *regexp.Regexp {
	const word = `"\x{E000}?[\pL\pN\pM]+( [\pL\pN\pM]+)*"\*?`
	const one = `(` + word + `|\(` + word + `( OR ` + word + `)*\))`
	return regexp.MustCompile(`^(` + one + `( AND ` + one + `)*)?$`)
}()

// FuzzQuery reads queries and texts as search does before it asks an index. The
// indexes have a target of their own (replica.FuzzSearch), which nothing leads to
// the inputs that matter.
func FuzzQuery(f *testing.F) {
	f.Add("two words", "tw")
	f.Add("東京", "京")
	f.Add("x\u0301\u200d🎉", `"*`)
	f.Add("0", "\u036c")
	for _, each := range hostile {
		f.Add(each, each)
	}
	f.Fuzz(func(t *testing.T, text, asked string) {
		of, q := terms.QueryOf(asked), terms.Parse(asked)
		tokens := terms.Tokens(text)
		for _, e := range []string{of.Words, of.Pairs, q.Expression(nil), q.Expression(tokens)} {
			if !wellFormed.MatchString(e) {
				t.Fatalf("%q becomes %q", asked, e)
			}
		}
		if q.Empty() != (of == terms.Terms{}) {
			t.Fatalf("%q is empty for one index and not for the other", asked)
		}
		if own := terms.Parse(text); !own.Empty() && !own.HasTerms(text) {
			t.Fatalf("%q does not have its own words", text)
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
		// A digit, since no word drawn has one: letters might spell another of them.
		if terms.Parse(asked + "7").Matches(text) {
			rt.Fatalf("%q is found in %q", asked+"7", text)
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
			if len(token) < 2 || !strings.Contains("wcpn", token[:1]) || strings.ContainsAny(token, " \"") {
				rt.Fatalf("%q is no token", token)
			}
		}
	})
}
