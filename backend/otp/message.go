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
	if !saysWhatFor(folded, words) || containsAny(folded, otherGlued) || hasWord(words, otherSubjects) {
		return text
	}
	return maskShortNumbers(text)
}

// saysWhatFor tells whether a folded text says that its number proves something:
// words for that, or words for a code with the name of a service.
func saysWhatFor(folded string, words []string) bool {
	if containsAny(folded, proofWords) {
		return true
	}
	named := containsAny(folded, brands) || containsAny(folded, otherServices) || hasWord(words, services)
	return named && saysCode(folded, words)
}

// The digits that a code of any service has.
const (
	fewestDigits = 4
	mostDigits   = 8
)

// firstForeignDigit is the first digit beyond ASCII; letters with accents, Greek,
// Cyrillic and Hebrew stand before it.
const firstForeignDigit = '\u0660'

// mayHoldCode says whether a text has as many digits as the shortest code, of
// whatever script. Most texts have not, and nothing else is done with them.
func mayHoldCode(text string) bool {
	digits := 0
	for i := 0; i < len(text) && digits < fewestDigits; {
		c := text[i]
		if c < utf8.RuneSelf {
			if i++; c >= '0' && c <= '9' {
				digits++
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if i += n; r >= firstForeignDigit && unicode.Is(unicode.Nd, r) {
			digits++
		}
	}
	return digits >= fewestDigits
}

// shortNumbers calls f with where each number stands that can be a code. It reads
// what a person sees: digits and dashes of any script and width, as keycaps, and with
// marks between them that nobody sees.
func shortNumbers(text string, f func(from, to int)) {
	if isASCII(text) { // each byte is what a person sees
		numbersIn([]byte(text), f)
		return
	}
	seen, at := visible(text)
	numbersIn(seen, func(from, to int) { f(at[from].from, at[to-1].to) })
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// numbersIn calls f with where each number that can be a code stands in what a person
// sees: four to eight digits, at most once parted by a blank or a dash, and no part of
// a longer number or word. A letter and a dash may stand before it.
func numbersIn[R byte | rune](seen []R, f func(from, to int)) {
	for i := 0; i < len(seen); i++ {
		if !isDigitAt(seen, i) {
			continue
		}
		start, digits, parts := i, 0, 1
		for isDigitAt(seen, i) || isDigitAt(seen, i+1) && parts == 1 && digits > 1 && (seen[i] == ' ' || seen[i] == '-') {
			if isDigitAt(seen, i) {
				digits++
			} else {
				parts++
			}
			i++
		}
		if digits >= fewestDigits && digits <= mostDigits && apart(seen, start-1, -1) && apart(seen, i, 1) {
			f(start, i)
		}
	}
}

func isDigitAt[R byte | rune](s []R, i int) bool {
	return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9'
}

// visible gives what a person sees of a text, each rune as plain writes it, and
// where in the text it stands. The rim of a keycap belongs to its digit.
func visible(text string) (seen []rune, at []place) {
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		if r == utf8.RuneError { // what is no UTF-8 has a byte a piece
			_, n := utf8.DecodeRuneInString(text[i:])
			end = i + n
		}
		p, ok := plain(r)
		switch {
		case ok:
			seen, at = append(seen, p), append(at, place{from: i, to: end})
		case isKeycap(r) && len(at) > 0 && at[len(at)-1].to == i:
			at[len(at)-1].to = end
		}
	}
	return seen, at
}

// apart says whether what stands at i leaves a number beside it one by itself;
// step leads away from the number.
func apart[R byte | rune](s []R, i, step int) bool {
	if i < 0 || i >= len(s) {
		return true
	}
	far := i + step
	beyond := far >= 0 && far < len(s) && unicode.IsDigit(rune(s[far]))
	switch r := rune(s[i]); {
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
