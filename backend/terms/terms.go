// Package terms says what search knows of a text: its words, and for scripts
// without spaces its pairs of neighbouring characters. The desktop's copy and
// the relay search by the same rules.
//
// It is for taking texts and queries apart. What is searched, and by whom, is
// for those who hold the texts.
package terms

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Terms are the words of a text and the pairs of its unspaced characters, each
// joined by spaces.
type Terms struct{ Words, Pairs string }

// unspaced are the scripts without spaces between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Javanese,
}

// isUnspaced says whether a character is searched in pairs: of a script
// without spaces, or a picture (emoji), which stands for itself.
func isUnspaced(r rune) bool {
	switch {
	case r < 0xA0:
		return false
	case r == 'ー', r == '々':
		return true // belong to kana and Han, but to no one script
	}
	return unicode.IsOneOf(unspaced, r) || unicode.Is(unicode.So, r)
}

// isWord says whether a character is part of a word, as the index's tokenizer
// sees it.
func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// isPoint says whether a mark only shows how a word is read: Arabic and Hebrew
// vowel points, which people leave out when they search, and the Arabic
// stretching line. Variation selectors and joiners change a picture's look.
func isPoint(r rune) bool {
	switch {
	case r >= 0x0591 && r <= 0x05C7, r >= 0x064B && r <= 0x065F, r == 0x0670, r == 0x0640,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0x200B && r <= 0x200D:
		return unicode.IsMark(r) || r == 0x0640 || r >= 0x200B && r <= 0x200D
	}
	return false
}

// split takes a text apart into its words and its runs of unspaced characters.
// Half-width and full-width, composed and decomposed forms become one.
func split(text string) (words []string, runs [][]rune) {
	var word []rune
	var run []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, string(word))
		}
		if len(run) > 0 {
			runs = append(runs, run)
		}
		word, run = nil, nil
	}
	for _, r := range norm.NFKC.String(strings.ToValidUTF8(text, " ")) {
		switch {
		case isPoint(r):
		case isUnspaced(r):
			if len(word) > 0 {
				end()
			}
			run = append(run, unicode.ToLower(r))
		case isWord(r):
			if len(run) > 0 {
				end()
			}
			word = append(word, unicode.ToLower(r))
		default:
			end()
		}
	}
	end()
	return words, runs
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
	words, runs := split(text)
	var pairs []string
	for _, run := range runs {
		for i := range run {
			// The last character stands alone, so that it is found too.
			pairs = append(pairs, name(run[i:min(i+2, len(run))]...))
		}
	}
	return Terms{strings.Join(words, " "), strings.Join(pairs, " ")}
}

// QueryOf turns what a person typed into expressions of that index; "" asks
// nothing of that index. The last word matches by its beginning. Every token
// is made of letters and digits only, so no query can be malformed. An accent
// that stands alone is no word, as for Parse.
func QueryOf(text string) Terms {
	words, runs := split(text)
	words = slices.DeleteFunc(words, func(word string) bool { return plain(word) == "" })
	var w, p []string
	for i, word := range words {
		q := `"` + word + `"`
		if i == len(words)-1 {
			q += "*"
		}
		w = append(w, q)
	}
	for _, run := range runs {
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
	return Terms{strings.Join(w, " AND "), strings.Join(p, " AND ")}
}
