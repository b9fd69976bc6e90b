package terms_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/terms"
)

// finds says what SQLite's index says of expressions of the two columns, each a
// conjunction of alternatives, which are phrases of which the last token may be a
// beginning.
func finds(q, stored terms.Terms) bool {
	return holds(q.Words, strings.Fields(stored.Words)) && holds(q.Pairs, strings.Fields(stored.Pairs))
}

func holds(expression string, tokens []string) bool {
	if expression == "" {
		return true
	}
	for part := range strings.SplitSeq(expression, " AND ") {
		ways := strings.Split(strings.Trim(part, "()"), " OR ")
		if !slices.ContainsFunc(ways, func(way string) bool { return hasPhrase(way, tokens) }) {
			return false
		}
	}
	return true
}

func hasPhrase(way string, tokens []string) bool {
	quoted, isBeginning := strings.CutSuffix(way, "*")
	phrase := strings.Fields(strings.Trim(quoted, `"`))
	return slices.ContainsFunc(places(tokens, len(phrase)), func(at []string) bool { return standsAt(phrase, at, isBeginning) })
}

// places gives each run of n tokens.
func places(tokens []string, n int) (out [][]string) {
	for i := 0; i+n <= len(tokens); i++ {
		out = append(out, tokens[i:i+n])
	}
	return out
}

func standsAt(phrase, at []string, isBeginning bool) bool {
	last := len(phrase) - 1
	for i := range phrase {
		mayGoOn := isBeginning && i == last
		if at[i] != phrase[i] && (!mayGoOn || !strings.HasPrefix(at[i], phrase[i])) {
			return false
		}
	}
	return true
}

// The desktop's copy finds whatever the relay finds, in words as in scripts without
// spaces: a person gets the same answers with and without a connection.
func TestQueryOf_desktopAndRelayFindTheSame(t *testing.T) {
	t.Parallel()
	part := rapid.OneOf(rapid.StringMatching(`[a-cA-C0-2]{1,4}`), rapid.StringMatching(`[0-1]{1,3}[- ][0-1]{2,5}`), rapid.StringMatching(`[你好世界ー한국]{1,3}`), rapid.SampledFrom([]string{"ß", "ss", "a-b", "a.b", "b世c", " ", ","}))
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(part, 0, 6).Draw(rt, "text"), rapid.SampledFrom([]string{" ", ", ", "\n"}).Draw(rt, "between"))
		asked := strings.Join(rapid.SliceOfN(part, 1, 3).Draw(rt, "asked"), " ")
		query := terms.Parse(asked)
		if query.Empty() {
			if q := terms.QueryOf(asked); q != (terms.Terms{}) {
				rt.Fatalf("%q asks the desktop's copy %+v, and the relay nothing", asked, q)
			}
			return
		}
		want := query.HasTerms(text)
		if got := finds(terms.QueryOf(asked), terms.Of(text)); want && !got {
			rt.Fatalf("%q in %q: the relay finds it, the desktop's copy does not: %+v of %+v", asked, text, terms.QueryOf(asked), terms.Of(text))
		}
	})
}

// Whatever two texts have in common after case, width and composition is one word
// to both indexes.
func TestOf_formsOfOneWordAreOne(t *testing.T) {
	t.Parallel()
	for _, forms := range [][]string{
		{"Straße", "STRAßE", "straße"},
		{"caf\u00e9", "cafe\u0301", "CAFÉ"},
		{"ﬁle", "file", "ＦＩＬＥ"},
		{"سلام", "سَلَام", "ســلام"},
		{"שלום", "שָׁלוֹם"},
		{"가", "\u1100\u1161"},
	} {
		for _, form := range forms[1:] {
			if got, want := terms.Of(form), terms.Of(forms[0]); got != want {
				t.Errorf("%q is %+v, %q is %+v", form, got, forms[0], want)
			}
			if !terms.Parse(form).Matches(forms[0]) || !terms.Parse(forms[0]).Matches(form) {
				t.Errorf("%q and %q do not find each other", form, forms[0])
			}
		}
	}
}

// A word longer than an index needs to know is found all the same, and is told
// apart from another that begins like it.
func TestMatches_longWordsAreToldApart(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ab", 30)
	text := "see https://shop.example/" + long + "x for more"
	if !terms.Parse(long+"x").Matches(text) || !terms.Parse(long).Matches(text) || terms.Parse(long+"y").Matches(text) {
		t.Error("a long word is not found, or another is")
	}
	for _, token := range terms.Tokens(text) {
		if n := len([]rune(token)); n > 41 {
			t.Errorf("the index keeps %d characters of a word", n)
		}
	}
	if !slices.Contains(terms.Tokens(text), terms.Parse(long+"y").Beginning()) {
		t.Error("the index would not offer a text that Matches has to look at")
	}
}

// While words are looked for, the index is asked for no more than their first
// characters; a word that is no beginning is asked for whole.
func TestExpression_asksForFirstCharactersAtFirst(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		"hello":       `"whel"*`,
		"he":          `"whe"*`,
		"hello world": `"whello" AND "wwor"*`,
		"world hello": `"whel"* AND "wworld"`,
		"世界":          `"p004e1600754c"`,
		"世":           `"c004e16"`,
		"hi 世":        `"c004e16" AND "whi"*`,
		"hi hi":       `"whi" AND "whi"*`,
		"한국":          `"p00d55c00ad6d"`,
		"98-777 hi":   `"whi"* AND ("w777" OR "n98777"*) AND ("w98" OR "n98777"*)`,
		"98777":       `("w987"* OR "n98777"*)`,
		`a" OR "b`:    `"wa" AND "wb"* AND "wor"`,
		"":            "",
	} {
		if got := terms.Parse(asked).Expression(nil); got != want {
			t.Errorf("%q asks %s, want %s", asked, got, want)
		}
	}
	if got := terms.Parse("say he").Expression([]string{"whello", "when"}); got != `"wsay" AND ("whello" OR "when")` {
		t.Errorf("with the words that begin so it asks %s", got)
	}
}
