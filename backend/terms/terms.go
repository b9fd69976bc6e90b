// Package terms says what search knows of a text: its words, for scripts that are
// not searched by words its pairs of neighbouring characters, and its numbers. The
// desktop's copy and the relay search by the same rules; so does what marks the
// hits in the window (frontend/src/lib/terms.ts).
//
// It is for taking texts and queries apart. What is searched, and by whom, is
// for those who hold the texts.
package terms

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Terms are the words of a text with its numbers, and the pairs of its unspaced
// characters, each joined by spaces.
type Terms struct{ Words, Pairs string }

// numberMark begins what the words of the desktop's index say of a number. No word
// has it: it is nobody's letter.
const numberMark = "\uE000"

// unspaced are the scripts that are searched by any of their characters: those
// without spaces between words, and Korean, which writes several words as one.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Javanese,
}

// isUnspaced says whether a character is searched in pairs: of a script that is not
// searched by words, or a picture (emoji), which stands for itself.
func isUnspaced(r rune) bool {
	switch {
	case r < 0xA0:
		return false
	case r == 'ー', r == '々':
		return true // belong to kana and Han, but to no one script
	}
	return unicode.IsOneOf(unspaced, r) || unicode.Is(unicode.So, r)
}

// isWord says whether a character is part of a word.
func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// spelled is a text taken apart.
type spelled struct {
	words   []string
	at      []int // where each word begins, in characters of the folded text
	runs    [][]rune
	numbers []number
}

// split takes a text apart into its words, its runs of unspaced characters and its
// numbers.
func split(text string) (s spelled) {
	folded := []rune(Folded(text))
	s.numbers = numbers(folded)
	from, kind := 0, byte(0)
	end := func(to int) {
		switch kind {
		case 'w':
			s.words, s.at = append(s.words, string(folded[from:to])), append(s.at, from)
		case 'u':
			s.runs = append(s.runs, folded[from:to])
		}
		from = to
	}
	for i, r := range folded {
		if now := kindOf(r); now != kind {
			end(i)
			kind = now
		}
	}
	end(len(folded))
	return s
}

func kindOf(r rune) byte {
	switch {
	case isUnspaced(r):
		return 'u'
	case isWord(r):
		return 'w'
	}
	return 0
}

// name writes characters as one token of fixed width per character, so that a
// token's prefix is the first character of the pair.
func name(rs ...rune) string {
	var b strings.Builder
	for _, r := range rs {
		fmt.Fprintf(&b, "%06x", r)
	}
	return b.String()
}

// Of gives what the index of the desktop's copy stores of a text.
func Of(text string) Terms {
	s := split(text)
	words := s.words
	for _, place := range places(s.numbers) {
		words = append(words, numberMark+place)
	}
	var pairs []string
	for _, run := range s.runs {
		for i := range run {
			// The last character stands alone, so that it is found too.
			pairs = append(pairs, name(run[i:min(i+2, len(run))]...))
		}
	}
	return Terms{strings.Join(words, " "), strings.Join(pairs, " ")}
}

// QueryOf turns what a person typed into expressions of that index; "" asks
// nothing of that index. The last word matches by its beginning. Every token
// is made of letters and digits only, so no query can be malformed.
func QueryOf(text string) Terms {
	q := Parse(text)
	var w, p []string
	for i, word := range q.words {
		asked := `"` + word.text + `"`
		if i == len(q.words)-1 {
			asked += "*"
		}
		for _, digits := range word.digits {
			asked += ` OR "` + numberMark + digits + `"*`
		}
		if len(word.digits) > 0 {
			asked = "(" + asked + ")"
		}
		w = append(w, asked)
	}
	for _, run := range q.runs {
		if len(run) == 1 {
			p = append(p, `"`+name(run[0])+`"*`)
			continue
		}
		var phrase []string
		for i := range len(run) - 1 {
			phrase = append(phrase, name(run[i], run[i+1]))
		}
		p = append(p, `"`+strings.Join(phrase, " ")+`"`)
	}
	return Terms{strings.Join(slices.Compact(w), " AND "), strings.Join(p, " AND ")}
}
