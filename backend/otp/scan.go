package otp

import (
	"strings"
	"unicode"
)

// candidate is six digits in a sentence that look like a code.
type candidate struct {
	value    string // six ASCII digits
	hyphened bool   // written 123-456
}

// scan finds the candidates in a folded sentence: exactly six digits, or three
// and three, that are no part of anything longer. It walks the text once.
func scan(sentence string) []candidate {
	s := []rune(sentence)
	var out []candidate
	for i := 0; i < len(s); {
		if !isNumeral(s[i]) {
			i++
			continue
		}
		start := i
		var groups []string
		var hyphened bool
		groups, hyphened, i = readNumber(s, i)
		value := strings.Join(groups, "")
		shaped := len(groups) == 1 || len(groups) == 2 && len(groups[0]) == 3
		if shaped && len(value) == 6 && !strings.ContainsRune(value, maskRune) && freeLeft(s, start) && freeRight(s, i) {
			out = append(out, candidate{value: value, hyphened: hyphened})
		}
	}
	return out
}

// isNumeral counts a redaction's mark as a digit, so that what is left of a
// redacted text never becomes a candidate.
func isNumeral(r rune) bool { return r >= '0' && r <= '9' || r == maskRune }

// readNumber reads digit groups and the single marks that join them, from i.
// Only a blank or a dash may join the halves of a code; any other mark makes
// the groups too many.
func readNumber(s []rune, i int) (groups []string, hyphened bool, end int) {
	for {
		from := i
		for i < len(s) && isNumeral(s[i]) {
			i++
		}
		groups = append(groups, string(s[from:i]))
		width := joiner(s, i)
		if width == 0 {
			return groups, hyphened, i
		}
		switch sep := string(s[i : i+width]); sep {
		case "-", " - ":
			hyphened = true
		case " ":
		default:
			groups = append(groups, "", "") // longer than any code
		}
		i += width
	}
}

// joiner gives the width of the mark at i that ties the digits on its two sides
// into one number, or 0.
func joiner(s []rune, i int) int {
	if i+1 < len(s) && strings.ContainsRune(" -./,:", s[i]) && isNumeral(s[i+1]) {
		return 1
	}
	if i+3 < len(s) && s[i] == ' ' && s[i+1] == '-' && s[i+2] == ' ' && isNumeral(s[i+3]) {
		return 3
	}
	return 0
}

// bindsWords tells letters of scripts that put blanks between words: glued to
// one of them, digits are part of a name. Digits behind a Chinese, Thai or
// Arabic letter are not.
func bindsWords(r rune) bool {
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian)
}

// ties are the marks that make digits part of a phone number, a path, an
// address or an amount.
func ties(r rune) bool {
	return strings.ContainsRune("+#@_/\\=&%?~^", r) || unicode.Is(unicode.Sc, r)
}

func freeLeft(s []rune, start int) bool {
	if start == 0 {
		return true
	}
	switch r := s[start-1]; {
	case bindsWords(r) || ties(r):
		return false
	case start == 1:
		return true
	case r == '-':
		return !bindsWords(s[start-2]) || isOurWord(lastWord(s[:start-1]))
	case r == ' ':
		before := s[start-2]
		if before == '#' && (start == 2 || s[0] == '<') {
			return true // the mark "<#>" at the front, in what carriers left of it
		}
		return before != '+' && before != '#' && !unicode.Is(unicode.Sc, before)
	}
	return true
}

func freeRight(s []rune, end int) bool {
	if end == len(s) {
		return true
	}
	switch r := s[end]; {
	case bindsWords(r) || ties(r) && r != '?':
		return false
	case end+1 == len(s):
		return true
	case r == '-':
		return !bindsWords(s[end+1]) || isOurWord(firstWord(s[end+1:]))
	case r == ' ':
		return !unicode.Is(unicode.Sc, s[end+1])
	}
	return true
}

// isOurWord tells words that may be tied to a code by a dash, as in
// "WhatsApp-123456".
func isOurWord(w string) bool {
	return containsAny(w, brands) || saysCode(w, []string{w})
}

func lastWord(s []rune) string {
	i := len(s)
	for i > 0 && unicode.IsLetter(s[i-1]) {
		i--
	}
	return string(s[i:])
}

func firstWord(s []rune) string {
	i := 0
	for i < len(s) && unicode.IsLetter(s[i]) {
		i++
	}
	return string(s[:i])
}
