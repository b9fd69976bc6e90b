package terms

import "strings"

// Numbers are written with and without signs between their digits, and people
// remember the end of one. So each number of a text is known from each of its digits
// on, whatever stands between them.
const (
	fewestDigits = 4  // of what is looked for inside of numbers; shorter ones are words
	mostDigits   = 20 // that are known from one digit on; longer ones are words
	// mostPlaces bounds what one text adds to an index.
	mostPlaces = 4_000
	// mostBetween is how many signs may stand between two digits of one number: ") -".
	mostBetween = 3
)

// number is a number of a text: its digits, and where it stands, in characters.
type number struct {
	digits   string
	from, to int
}

// numbers gives the numbers of a folded text.
func numbers(text []rune) (out []number) {
	var digits strings.Builder
	from, last := -1, -1
	end := func() {
		if digits.Len() > 0 {
			out = append(out, number{digits.String(), from, last + 1})
		}
		digits.Reset()
	}
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			if digits.Len() == 0 {
				from = i
			}
			digits.WriteRune(r)
			last = i
		case digits.Len() > 0 && (!standsInNumbers(r) || i-last > mostBetween):
			end()
		}
	}
	end()
	return out
}

func standsInNumbers(r rune) bool {
	return strings.ContainsRune(" -‐–./()+,'’_", r)
}

// places gives what is known of the numbers of a text: the digits from each one on.
func places(list []number) (out []string) {
	for _, n := range list {
		for i := 0; i+fewestDigits <= len(n.digits); i++ {
			if len(out) == mostPlaces {
				return out
			}
			out = append(out, n.digits[i:min(i+mostDigits, len(n.digits))])
		}
	}
	return out
}

// isNumber says whether a word that is asked for is looked for inside of numbers.
func isNumber(word string) bool {
	return len(word) >= fewestDigits && len(word) <= mostDigits && strings.Trim(word, "0123456789") == ""
}
