package desk

import (
	"strings"
	"unicode"
)

// PlainLine gives a text that somebody else wrote as one line that can stand beside
// text of ours: no control characters, no marks that turn the reading direction round,
// nothing that is not valid Unicode, white space as single spaces. It is the first step
// of every encoder; what follows knows the language of its sink.
//
// Joiners and variation selectors stay: emoji and several scripts are made of them.
func PlainLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), isNoCharacter(r), r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// isNoCharacter says whether Unicode keeps a code point free for ever: XML and
// D-Bus refuse some of them.
func isNoCharacter(r rune) bool { return r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef }

// Shorten cuts a text to at most n characters, the last an ellipsis.
func Shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
