package record

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/terms"
)

// term is something of the searched text that a record has to name: each of the words
// anywhere, or the phone number that they may be together.
type term struct {
	words  []string
	number string // digits, "" = they are no phone number
}

// fewestDigits is how many digits make a phone number of words that could be one: less
// is the beginning of one, a year or a name, and is looked for as it stands.
const fewestDigits = 7

// termsOf takes a searched text apart. People copy phone numbers as they find them:
// "+34 600-000 001", "0034 (600) 000001", "0600 000001" and in Arabic digits.
func termsOf(text string) (out []term) {
	var run []string
	end := func() {
		if number := numberOf(run); number != "" {
			out = append(out, term{run, number})
		} else {
			for _, word := range run {
				out = append(out, term{words: []string{word}})
			}
		}
		run = nil
	}
	for _, word := range strings.Fields(asCompared(text)) {
		if strings.Trim(word, "0123456789+-()./") != "" {
			end()
			out = append(out, term{words: []string{word}})
			continue
		}
		run = append(run, word)
	}
	end()
	return out
}

// asCompared gives a text as it is compared: without accents, in small letters and
// without marks that say in which direction it runs, with one kind of digits.
func asCompared(text string) string {
	// A million names are read at the start, and what stands behind costs four times as much.
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return strings.ToLower(text)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case r >= '\u0660' && r <= '\u0669':
			return r - '\u0660' + '0'
		case r >= '\u06F0' && r <= '\u06F9':
			return r - '\u06F0' + '0'
		}
		return r
	}, terms.Folded(text))
}

// numberOf gives the digits of a phone number that was written as those words, as far as
// they are the same however it is written: without what is dialled before it.
func numberOf(words []string) string {
	whole := strings.ReplaceAll(strings.Join(words, ""), "(0)", "")
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, whole)
	if len(digits) < fewestDigits {
		return ""
	}
	if without, is := strings.CutPrefix(digits, "00"); is {
		return without
	}
	return strings.TrimPrefix(digits, "0")
}
