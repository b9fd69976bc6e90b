package otp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// RedactMessage takes the code out of a message by which a service proves who
// somebody is: a code of four to eight digits beside words for it, with the
// name of a service or what the code is for. Such messages reach a business
// whose number somebody typed in for their own. What customers write about
// orders, prices and appointments comes back as it was, and so does a number
// with nothing of this around it: a redaction cannot be taken back.
func RedactMessage(text string) string {
	if len(text) > MaxText || !mayHoldCode(text) || !hasShortNumber(text) {
		return text
	}
	folded := fold(text)
	words := wordsOf(folded)
	proof := containsAny(folded, proofWords)
	named := proof || containsAny(folded, brands) || containsAny(folded, otherServices) || hasWord(words, services)
	speaks := proof || saysCode(folded, words)
	if !named || !speaks || containsAny(folded, otherGlued) || hasWord(words, otherSubjects) {
		return text
	}
	return maskShortNumbers(text)
}

// The digits that a code of any service has.
const (
	fewestDigits = 4
	mostDigits   = 8
)

// mayHoldCode is a quick look for as many digits as the shortest code has; what is
// beyond ASCII may be digits too.
func mayHoldCode(text string) bool {
	digits := 0
	for i := range len(text) {
		if c := text[i]; c >= '0' && c <= '9' || c >= utf8.RuneSelf {
			digits++
		}
	}
	return digits >= fewestDigits
}

// shortNumbers calls f with where each number stands that can be a code: four to
// eight digits of any script, at most once parted by a blank or a dash, and no
// part of a longer number or word. A letter and a dash may stand before it.
func shortNumbers(text string, f func(from, to int)) {
	runes := []rune(text)
	at := make([]int, len(runes)+1) // byte offsets
	for i, r := range runes {
		at[i+1] = at[i] + len(string(r))
	}
	isDigit := func(i int) bool {
		if i < 0 || i >= len(runes) {
			return false
		}
		_, ok := digit(runes[i])
		return ok
	}
	for i := 0; i < len(runes); i++ {
		if !isDigit(i) {
			continue
		}
		start, digits, parts := i, 0, 1
		for isDigit(i) || isDigit(i+1) && parts == 1 && digits > 1 && (runes[i] == ' ' || runes[i] == '-') {
			if isDigit(i) {
				digits++
			} else {
				parts++
			}
			i++
		}
		if digits >= fewestDigits && digits <= mostDigits && apart(runes, start-1, -1) && apart(runes, i, 1) {
			f(at[start], at[i])
		}
	}
}

// apart says whether what stands at i leaves a number beside it one by itself;
// step leads away from the number.
func apart(s []rune, i, step int) bool {
	if i < 0 || i >= len(s) {
		return true
	}
	far := i + step
	beyond := far >= 0 && far < len(s) && unicode.IsDigit(s[far])
	switch r := s[i]; {
	case bindsWords(r), r == '+', r == '/', r == '@', r == '_', r == '#', r == '%', unicode.Is(unicode.Sc, r), unicode.IsDigit(r):
		return false
	case strings.ContainsRune(" -.,:", r):
		return !beyond
	}
	return true
}

func hasShortNumber(text string) bool {
	found := false
	shortNumbers(text, func(int, int) { found = true })
	return found
}

func maskShortNumbers(text string) string {
	var b strings.Builder
	done := 0
	shortNumbers(text, func(from, to int) {
		b.WriteString(text[done:from])
		b.WriteString(mask)
		done = to
	})
	b.WriteString(text[done:])
	return b.String()
}
