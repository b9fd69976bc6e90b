package desk

import (
	"strings"
	"unicode"
)

// Visible gives a name without the white space around it, or "" if it has no
// character that can be seen: a name of joiners, marks and fillers is no name.
// It is asked of every name, whoever gave it.
func Visible(name string) string {
	if !strings.ContainsFunc(name, isVisible) {
		return ""
	}
	return strings.TrimSpace(name)
}

// isVisible says whether a character shows something by itself. Marks do not:
// they need another character to stand on.
func isVisible(r rune) bool {
	const brailleBlank = '\u2800' // a symbol by its category, and an empty one
	return r != brailleBlank && r != unicode.ReplacementChar && unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) &&
		!unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// Blank says whether nothing is seen of a text: it is empty, or of white space, direction
// marks, joiners and other characters that Unicode has nobody draw. Any other counts, one
// that this build does not know too: it may be the emoji of next year.
func Blank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		const brailleBlank = '\u2800'
		ignored := unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
		return r != brailleBlank && !unicode.IsSpace(r) && !unicode.IsControl(r) && !ignored
	})
}
