package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// roomForLines is from how many characters on a field may hold line breaks.
const roomForLines = 256

// Typed trims what a person typed and says why it will not do. Line breaks
// and tabs pass only where there is room for them.
func Typed(text, what string, most int, must bool) (string, error) {
	text = strings.TrimSpace(text)
	odd := func(r rune) bool { return unicode.IsControl(r) && (r != '\n' || most < roomForLines) }
	switch {
	case must && text == "":
		return "", Refuse(CodeInvalid, "missing", Params{"field": what})
	case utf8.RuneCountInString(text) > most:
		return "", Refuse(CodeInvalid, "tooLong", Params{ParamContext: "field", "field": what, "characters": utf8.RuneCountInString(text), "most": most})
	case !utf8.ValidString(text) || strings.ContainsFunc(text, odd):
		return "", Refuse(CodeInvalid, "characters", Params{"field": what})
	}
	return text, nil
}

// Printable says whether a text holds nothing but visible ASCII, as ids and secrets
// that are copied do.
func Printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
}

// Pasted gives an id, a token, a number or a name as it was meant: without blanks around
// it, and without the marks of direction and the spaces of no width that come along when
// it is copied. Nobody sees those, so nobody could take them out. Joiners stay: they
// belong to words and emoji.
func Pasted(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || r == '\u200b' || r == '\u2060' || r == '\ufeff' {
			return -1
		}
		return r
	}, text))
}
