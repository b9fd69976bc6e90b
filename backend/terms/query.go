package terms

import (
	"slices"
	"strings"
	"unicode"
)

// longest is how many characters of a word an index needs to know: longer ones
// are told apart by looking at the text.
const longest = 40

// Short is up to how many characters the relay's index is to know the beginnings
// of words without looking for the words.
const Short = 3

// Tokens gives what the relay's index stores of a text: each word, of unspaced
// scripts each character and each pair, and each number from each of its digits on,
// once, marked with what it is.
func Tokens(text string) []string {
	s := split(text)
	var out []string
	for _, w := range s.words {
		out = append(out, token(w))
	}
	for _, run := range s.runs {
		for i := range run {
			out = append(out, "c"+name(run[i]))
			if i > 0 {
				out = append(out, "p"+name(run[i-1], run[i]))
			}
		}
	}
	for _, place := range places(s.numbers) {
		out = append(out, "n"+place)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func token(w string) string {
	rs := []rune(w)
	return "w" + string(rs[:min(len(rs), longest)])
}

// Query is what a person asks for.
type Query struct {
	words    []word // the last may be the beginning of one
	runs     [][]rune
	literals []string // parts with signs in them, which must stand in the text as they are
}

// word is one that is asked for. Digits that it may be part of a number by: its own,
// and those of all the groups of which it is one.
type word struct {
	text   string
	digits []string
}

// Parse reads what a person typed.
func Parse(text string) Query {
	s := split(text)
	q := Query{runs: s.runs}
	for i, w := range s.words {
		each := word{text: w}
		switch {
		case isNumber(w):
			each.digits = []string{w}
		case strings.Trim(w, "0123456789") == "": // a group too short to look for
			each.digits = s.around(s.at[i])
		}
		q.words = append(q.words, each)
	}
	for _, part := range strings.FieldsFunc(Folded(text), unicode.IsSpace) {
		part = strings.TrimFunc(part, isPunctuation)
		if strings.ContainsFunc(part, func(r rune) bool { return !isWord(r) && !isUnspaced(r) }) && !isWritten(part) {
			q.literals = append(q.literals, part)
		}
	}
	return q
}

// around gives the digits of the number in which a group of them stands, if it can be
// looked for.
func (s spelled) around(at int) []string {
	for _, n := range s.numbers {
		if n.from <= at && at < n.to && isNumber(n.digits) {
			return []string{n.digits}
		}
	}
	return nil
}

// isWritten says whether a part is a number as somebody writes it, with signs that
// another writes otherwise.
func isWritten(part string) bool {
	digits := 0
	for _, r := range part {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !standsInNumbers(r):
			return false
		}
	}
	return digits >= fewestDigits
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
	return token(q.words[len(q.words)-1].text)
}

// IsWord says whether a token is a word's.
func IsWord(token string) bool { return strings.HasPrefix(token, "w") }

// Expression gives what the relay's index is asked, in FTS5's words. Whatever it
// finds is a candidate that Matches has the last word on. begun are the tokens
// that begin with Beginning; nil asks for whatever begins with its first
// characters, which the index has at hand. "" says that the index can have nothing.
func (q Query) Expression(begun []string) string {
	var all []string
	for i, w := range q.words {
		var ways []string
		switch {
		case i < len(q.words)-1:
			ways = []string{`"` + token(w.text) + `"`}
		case begun == nil:
			rs := []rune(token(w.text))
			ways = []string{`"` + string(rs[:min(len(rs), 1+Short)]) + `"*`}
		default:
			for _, each := range begun {
				ways = append(ways, `"`+each+`"`)
			}
		}
		for _, digits := range w.digits {
			ways = append(ways, `"n`+digits+`"*`)
		}
		if len(ways) == 0 {
			return ""
		}
		all = append(all, either(ways))
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

func either(ways []string) string {
	if len(ways) == 1 {
		return ways[0]
	}
	return "(" + strings.Join(ways, " OR ") + ")"
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
// beginning, without regard to case and accents, the runs of unspaced characters
// anywhere, and numbers by any of their digits. The index of the desktop's copy knows
// no more of a text.
func (q Query) HasTerms(text string) bool {
	if q.Empty() || isASCII(text) && q.surelyNotIn(text) {
		return false
	}
	s := split(text)
	var known []string
	if slices.ContainsFunc(q.words, func(w word) bool { return len(w.digits) > 0 }) {
		known = places(s.numbers)
	}
	for i, w := range q.words {
		if !w.isIn(s.words, i == len(q.words)-1) && !w.isInNumber(known) {
			return false
		}
	}
	for _, run := range q.runs {
		if !slices.ContainsFunc(s.runs, func(have []rune) bool { return strings.Contains(string(have), string(run)) }) {
			return false
		}
	}
	return true
}

func (w word) isIn(words []string, beginning bool) bool {
	return slices.ContainsFunc(words, func(have string) bool { return have == w.text || beginning && strings.HasPrefix(have, w.text) })
}

func (w word) isInNumber(known []string) bool {
	return slices.ContainsFunc(w.digits, func(digits string) bool {
		return slices.ContainsFunc(known, func(place string) bool { return strings.HasPrefix(place, digits) })
	})
}

// surelyNotIn tells at once of most plain texts that they do not match: every
// word would have to stand in them somewhere.
func (q Query) surelyNotIn(text string) bool {
	if len(q.runs) > 0 {
		return true
	}
	lower := strings.ToLower(text)
	return slices.ContainsFunc(q.words, func(w word) bool { return len(w.digits) == 0 && !strings.Contains(lower, w.text) })
}
