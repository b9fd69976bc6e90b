package otp

import (
	"strings"
	"unicode"
)

// mask stands where a code was. Extract treats it as part of a number, so that
// what is left beside it cannot pass for a code.
const (
	mask     = "•••"
	maskRune = '•'
)

// digit gives the value of a decimal digit of any script. Unicode keeps decimal
// digits in blocks of ten.
func digit(r rune) (byte, bool) {
	if r < 0x80 {
		return byte(r - '0'), r >= '0' && r <= '9'
	}
	if !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	for _, b := range unicode.Nd.R16 {
		if r >= rune(b.Lo) && r <= rune(b.Hi) {
			return byte((r - rune(b.Lo)) % 10), true
		}
	}
	for _, b := range unicode.Nd.R32 {
		if r >= rune(b.Lo) && r <= rune(b.Hi) { //nolint:gosec // code points fit
			return byte((r - rune(b.Lo)) % 10), true //nolint:gosec // code points fit, and the rest is below ten
		}
	}
	return 0, false
}

// folded are the letters and marks that have several spellings for the same
// reader, and the punctuation that scripts have of their own.
var folded = map[rune]string{
	'\r': "\n", '\v': "\n", '\f': "\n", '\u0085': "\n", '\u2028': "\n", '\u2029': "\n",
	'\t': " ", '\u2212': "-",
	'。': ". ", '｡': ". ", '।': ". ", '۔': ". ", '።': ". ", '։': ". ", '…': ". ", '！': "! ", '？': "? ", '؟': "? ",
	'،': ",", '、': ",", '٫': ".", '٬': ",", '؛': ",",
	'آ': "ا", 'أ': "ا", 'إ': "ا", 'ٱ': "ا", 'ی': "ي", 'ى': "ي", 'ک': "ك", 'ہ': "ه", 'ھ': "ه",
	'\u09DF': "\u09AF", '\u09DC': "\u09A1", '\u09DD': "\u09A2", // Bengali letters with a dot
	'’': "'", '‘': "'", 'ʼ': "'",
}

// isInvisible tells what must not stand between two digits or letters: format
// characters, variation selectors, and marks that only some writers set.
func isInvisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Cf, r), isKeycap(r):
		return true
	case r >= 0x0300 && r <= 0x036F, r >= 0x0610 && r <= 0x061A, r >= 0x064B && r <= 0x065F:
		return true
	case r == 0x0640, r == 0x0670, r == 0x093C, r == 0x09BC: // tatweel, alef, nukta
		return true
	}
	return false
}

// isKeycap tells the characters that make a digit a key: the variation selector and the
// enclosing keycap mark behind it.
func isKeycap(r rune) bool { return r == 0x20E3 || r >= 0xFE00 && r <= 0xFE0F }

// plain writes a rune as its reader takes it: digits of any script, full-width
// forms, dashes and blanks as in ASCII. ok is false for what nobody sees.
func plain(r rune) (p rune, ok bool) {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0 // full-width form of ASCII
	}
	v, isDigit := digit(r)
	switch {
	case isDigit:
		return rune('0' + v), true
	case isInvisible(r):
		return 0, false
	case unicode.Is(unicode.Pd, r):
		return '-', true
	case unicode.Is(unicode.Zs, r):
		return ' ', true
	}
	return r, true
}

// fold writes text so that one comparison fits all: ASCII digits and dashes,
// plain blanks, lower case, nothing invisible. Lines stay lines.
func fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	blank := false // the last rune written was one
	write := func(s string) {
		for _, r := range s {
			if r == ' ' && blank {
				continue
			}
			blank = r == ' '
			b.WriteRune(r)
		}
	}
	for _, r := range text {
		if s, ok := folded[r]; ok {
			write(s)
			continue
		}
		if p, ok := plain(r); ok {
			write(string(unicode.ToLower(p)))
		}
	}
	return b.String()
}
