package terms_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/terms"
)

func TestMatches_wantsAllWordsAndTheBeginningOfTheLast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query, text string
		want        bool
	}{
		{"hello", "Hello, is anybody there?", true},
		{"any hello", "Hello, is anybody there?", false}, // only the last word may be a beginning
		{"hello any", "Hello, is anybody there?", true},
		{"there? hello", "Hello, is anybody there?", true},
		{"body", "anybody", false},
		{"GRÖSSE", "größe", true},
		{"große", "Größe", true},
		{"e\u0301te\u0301", "l'été", true},
		{"100%", "100 of them", false},
		{"100%", "about 100% sure", true},
		{"1_0", "100", false},
		{"a@b.example", "write to A@B.example, please", true},
		{"a@b.example", "a b example", false},
		{"世界", "你好世界", true},
		{"界世", "你好世界", false},
		{"界", "你好世界", true},
		{"👍", "👍🏽 yes", true},
		{"👍🏿", "👍🏽 yes", true},
		{"ｆｕｌｌ", "full", true},
		{"محمد", "مُحَمَّد", true},
		{"", "anything", false},
		{"%", "100%", false},
		{" \t", "anything", false},
	} {
		if got := terms.Parse(c.query).Matches(c.text); got != c.want {
			t.Errorf("%q in %q: %v, want %v", c.query, c.text, got, c.want)
		}
	}
}

// Whatever a query matches, the index can find: each exact word and character of
// the query is among the text's tokens, and one token begins as the last word.
func TestTokens_holdWhateverAQueryMatches(t *testing.T) {
	t.Parallel()
	part := rapid.OneOf(rapid.StringMatching(`[a-cA-CäöÉßﬁ0-2%_.é]{1,4}`), rapid.StringMatching(`[0-1]{2,5}[- .][0-1]{1,4}`), rapid.StringMatching(`[你好世界👍🏽ー]{1,3}`), rapid.String())
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(part, 1, 6).Draw(rt, "words")
		query := terms.Parse(strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 3).Draw(rt, "query"), " "))
		text := strings.Join(words, " ")
		if query.Empty() || !query.Matches(text) {
			return
		}
		tokens := terms.Tokens(text)
		begun := slices.DeleteFunc(slices.Clone(tokens), func(t string) bool { return !strings.HasPrefix(t, query.Beginning()) || !terms.IsWord(t) })
		for need := range strings.SplitSeq(query.Expression(begun), " AND ") {
			if alternatives := strings.Split(strings.Trim(need, "()"), " OR "); !slices.ContainsFunc(alternatives, func(a string) bool {
				start, isBeginning := strings.CutSuffix(a, "*")
				start = strings.Trim(start, `"`)
				return slices.ContainsFunc(tokens, func(have string) bool { return have == start || isBeginning && strings.HasPrefix(have, start) })
			}) {
				rt.Fatalf("%q needs %s, and %q has %v", query, need, text, tokens)
			}
		}
	})
}
