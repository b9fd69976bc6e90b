package contacts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/terms"
)

// Term is something of the searched text that has to be found: each of the words
// anywhere, or the phone number that they may be together.
type Term struct {
	Words  []string
	Number string // digits, "" = they are no phone number
	others []string
}

// TermsOf takes a searched text apart. People copy phone numbers as they find them:
// "+34 600-000 001", "0034 (600) 000001", "0600 000001" and in Arabic digits. Words of
// fewest digits together make a phone number; less is looked for as it stands.
func TermsOf(text string, fewest int) (out []Term) {
	var run []string
	end := func() {
		if number := numberOf(run, fewest); number != "" {
			out = append(out, Term{Words: run, Number: number})
		} else {
			for _, word := range run {
				out = append(out, Term{Words: []string{word}})
			}
		}
		run = nil
	}
	for _, word := range strings.Fields(AsCompared(text)) {
		if strings.Trim(word, "0123456789+-()./") != "" {
			end()
			out = append(out, Term{Words: []string{word}})
			continue
		}
		run = append(run, word)
	}
	end()
	return out
}

// In says whether a text has the term.
func (t Term) In(text string) bool {
	missing := func(word string) bool { return !strings.Contains(text, word) }
	has := func(number string) bool { return strings.Contains(text, number) }
	return t.Number != "" && (has(t.Number) || slices.ContainsFunc(t.others, has)) || !slices.ContainsFunc(t.Words, missing)
}

// abroad also finds a number under the other spellings that it has in countries of those
// codes: a customer's number may be kept without today's 9 of Brazil, for one.
func abroad(list []Term, codes []string) []Term {
	for i, t := range list {
		if t.Number == "" {
			continue
		}
		for _, whole := range append([]string{t.Number}, prefixed(codes, t.Number)...) {
			if same := phone.SameDigits(whole); same != whole {
				list[i].others = append(list[i].others, same)
			}
		}
	}
	return list
}

func prefixed(codes []string, number string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = c + number
	}
	return out
}

// AsCompared gives a text as it is compared: without accents, in small letters and
// without marks that say in which direction it runs, with one kind of digits.
func AsCompared(text string) string {
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
func numberOf(words []string, fewest int) string {
	whole := strings.ReplaceAll(strings.Join(words, ""), "(0)", "")
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, whole)
	if len(digits) < fewest {
		return ""
	}
	if without, is := strings.CutPrefix(digits, "00"); is {
		return without
	}
	return strings.TrimPrefix(digits, "0")
}
