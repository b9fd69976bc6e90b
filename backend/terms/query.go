package terms

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longest is how many characters of a word an index needs to know: longer ones
// are told apart by looking at the text.
const longest = 40

// Short is up to how many characters the relay's index is to know the beginnings
// of words without looking for the words.
const Short = 3

// Tokens gives what the relay's index stores of a text: each word, and of
// unspaced scripts each character and each pair, once, marked with what it is.
func Tokens(text string) []string {
	words, runs := split(text)
	var out []string
	for _, w := range words {
		if t := word(w); t != "w" {
			out = append(out, t)
		}
	}
	for _, run := range runs {
		for i := range run {
			out = append(out, "c"+name(run[i]))
			if i > 0 {
				out = append(out, "p"+name(run[i-1], run[i]))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func word(w string) string {
	rs := []rune(plain(w))
	return "w" + string(rs[:min(len(rs), longest)])
}

// Query is what a person asks for.
type Query struct {
	words    []string // without accents; the last may be the beginning of one
	runs     [][]rune
	literals []string // parts with signs in them, which must stand in the text as they are
}

// Parse reads what a person typed.
func Parse(text string) Query {
	words, runs := split(text)
	q := Query{runs: runs}
	for _, w := range words {
		if w = plain(w); w != "" {
			q.words = append(q.words, w)
		}
	}
	for _, part := range strings.FieldsFunc(Folded(text), unicode.IsSpace) {
		part = strings.TrimFunc(part, isPunctuation)
		if strings.ContainsFunc(part, func(r rune) bool { return !isWord(r) && !isUnspaced(r) }) {
			q.literals = append(q.literals, part)
		}
	}
	return q
}

// isPunctuation tells the signs that people put around words without meaning
// them, from those (%, _, #, @) that belong to what they look for.
func isPunctuation(r rune) bool {
	return strings.ContainsRune(`.,;:!?"'()[]…“”„‚‘’«»`, r)
}

// Empty says that the query has no letter, digit or picture, so that it finds
// nothing.
func (q Query) Empty() bool { return len(q.words) == 0 && len(q.runs) == 0 }

// Beginning gives the token of the last word, which may be the beginning of
// others; "" when no word is asked for.
func (q Query) Beginning() string {
	if len(q.words) == 0 {
		return ""
	}
	return word(q.words[len(q.words)-1])
}

// IsWord says whether a token is a word's.
func IsWord(token string) bool { return strings.HasPrefix(token, "w") }

// Expression gives what the relay's index is asked, in FTS5's words. Whatever it
// finds is a candidate that Matches has the last word on. begun are the tokens
// that begin with Beginning; nil asks for whatever begins with its first
// characters, which the index has at hand.
func (q Query) Expression(begun []string) string {
	var all []string
	for i, w := range q.words {
		switch {
		case i < len(q.words)-1:
			all = append(all, `"`+word(w)+`"`)
		case begun == nil:
			rs := []rune(word(w))
			all = append(all, `"`+string(rs[:min(len(rs), 1+Short)])+`"*`)
		default:
			all = append(all, `("`+strings.Join(begun, `" OR "`)+`")`)
		}
	}
	for _, run := range q.runs {
		if len(run) == 1 {
			all = append(all, `"c`+name(run[0])+`"`)
		}
		for i := range len(run) - 1 {
			all = append(all, `"p`+name(run[i], run[i+1])+`"`)
		}
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " AND ")
}

// Matches says whether a text has everything that is asked for: what HasTerms
// says, and parts with signs in them as they are.
func (q Query) Matches(text string) bool {
	if !q.HasTerms(text) {
		return false
	}
	if len(q.literals) == 0 {
		return true
	}
	whole := Folded(text)
	return !slices.ContainsFunc(q.literals, func(part string) bool { return !strings.Contains(whole, part) })
}

// HasTerms says whether a text has all words that are asked for, the last by its
// beginning, without regard to case and accents, and the runs of unspaced
// characters anywhere. The index of the desktop's copy knows no more of a text.
func (q Query) HasTerms(text string) bool {
	if q.Empty() || isASCII(text) && q.surelyNotIn(text) {
		return false
	}
	words, runs := split(text)
	for i := range words {
		words[i] = plain(words[i])
	}
	for i, w := range q.words {
		last := i == len(q.words)-1
		if !slices.ContainsFunc(words, func(have string) bool { return have == w || last && strings.HasPrefix(have, w) }) {
			return false
		}
	}
	for _, run := range q.runs {
		if !slices.ContainsFunc(runs, func(have []rune) bool { return strings.Contains(string(have), string(run)) }) {
			return false
		}
	}
	return true
}

// surelyNotIn tells at once of most plain texts that they do not match: every
// word would have to stand in them somewhere.
func (q Query) surelyNotIn(text string) bool {
	if len(q.runs) > 0 {
		return true
	}
	lower := strings.ToLower(text)
	return slices.ContainsFunc(q.words, func(w string) bool { return !strings.Contains(lower, w) })
}

// Folded gives a text as it is compared: one form of each character, lower case,
// no accents and no points.
func Folded(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(strings.ToValidUTF8(text, " ")) {
		if !isPoint(r) && !isSkinTone(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return plain(b.String())
}

// isSkinTone tells the signs that colour the picture before them.
func isSkinTone(r rune) bool { return r >= 0x1F3FB && r <= 0x1F3FF }

// plain takes the accents off letters: marks that were composed with a letter,
// and those that stand behind one. Marks that are vowels of their own stay.
func plain(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if r < 0x0300 || r > 0x036F {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
