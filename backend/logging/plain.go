package logging

import (
	"bytes"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// Plain gives a writer to a terminal or a log file, which somebody will show in
// a terminal. Control characters and marks that turn the reading direction
// round are written as \u and four digits, which is also how JSON writes them:
// somebody else's text can then neither move the cursor nor hide a line. Line ends
// and tabs stay.
//
// Each Write should be whole characters, as those of a logger are.
func Plain(w io.Writer) io.Writer { return plain{w} }

type plain struct{ w io.Writer }

// Write is io.Writer's.
func (p plain) Write(b []byte) (int, error) {
	out := b
	if !utf8.Valid(b) || bytes.ContainsFunc(b, isAct) {
		out = make([]byte, 0, 2*len(b))
		for _, r := range string(b) { // what is no character is read as U+FFFD
			if isAct(r) {
				out = fmt.Appendf(out, `\u%04x`, r)
			} else {
				out = utf8.AppendRune(out, r)
			}
		}
	}
	if _, err := p.w.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// isAct says whether a terminal does something at a character instead of
// showing it.
func isAct(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
