package terms

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters are what people type for one another, beside the forms that Unicode
// itself holds to be one: ligatures and letters that no common keyboard has, the
// forms that a letter takes at the end of a word, and the keyboards of one script
// for another's.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ŧ': "t", 'ı': "i",
	'ς': "σ",
	'ך': "כ", 'ם': "מ", 'ן': "נ", 'ף': "פ", 'ץ': "צ",
	'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ے': "ي", 'ک': "ك", 'ڪ': "ك", 'ة': "ه", 'ہ': "ه", 'ھ': "ه", 'ە': "ه", 'ۃ': "ه",
	'ヽ': "ゝ",
}

// Folded gives a text as it is compared: one form of each character, lower case,
// no accents, no points, nothing that cannot be seen, and the digits of all
// scripts as 0 to 9.
func Folded(text string) string {
	if isASCII(text) {
		return strings.ToLower(text)
	}
	var b strings.Builder
	for _, r := range norm.NFKC.String(strings.ToValidUTF8(text, " ")) {
		b.WriteRune(unicode.ToLower(r))
	}
	apart := norm.NFD.String(b.String())
	b.Reset()
	for _, r := range apart {
		if !isDropped(r) {
			writeFolded(&b, r)
		}
	}
	return norm.NFC.String(b.String())
}

func writeFolded(b *strings.Builder, r rune) {
	switch to, ok := letters[r]; {
	case ok:
		b.WriteString(to)
	case r >= 'ァ' && r <= 'ヶ': // the two kana, sound for sound
		b.WriteRune(r - 'ァ' + 'ぁ')
	case r >= 0x80 && unicode.IsDigit(r):
		b.WriteRune('0' + digit(r))
	default:
		b.WriteRune(r)
	}
}

// digit gives the value of a decimal digit: each range of them begins with a zero.
func digit(r rune) rune {
	for _, each := range unicode.Nd.R16 {
		if rune(each.Lo) <= r && r <= rune(each.Hi) {
			return (r - rune(each.Lo)) % 10
		}
	}
	for _, each := range unicode.Nd.R32 {
		if rune(each.Lo) <= r && r <= rune(each.Hi) {
			return (r - rune(each.Lo)) % 10
		}
	}
	return 0
}

// isDropped tells what people leave out when they search: accents that stand apart
// from their letter, the points and vowels of Arabic and Hebrew, the Arabic
// stretching line, the colour of a picture, and whatever cannot be seen. Marks that
// are vowels of their own stay.
func isDropped(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r >= 0x0300 && r <= 0x036F, r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xFE20 && r <= 0xFE2F, r >= 0xE0100 && r <= 0xE01EF:
		return true
	case r >= 0x0591 && r <= 0x05C7, r >= 0x0610 && r <= 0x061A, r >= 0x064B && r <= 0x065F, r == 0x0670, r >= 0x06D6 && r <= 0x06ED:
		return unicode.IsMark(r)
	case r == 0x0640, r >= 0x1F3FB && r <= 0x1F3FF:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
