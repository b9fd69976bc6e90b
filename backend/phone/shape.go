package phone

import (
	"regexp"
	"strings"
	"unicode"
)

// maxInput bounds what is looked at; it leaves room for a number however it is written.
const maxInput = 200

// whatsappPrefix is how Twilio writes a WhatsApp address.
const whatsappPrefix = "whatsapp:"

// extensionPattern finds what dials on after the number: ext. 12, x12, #12,
// ;ext=12, pauses, and the word in a few languages. Folded text only.
var extensionPattern = regexp.MustCompile(
	`(?:;?\s*(?:ext|extn|extension|int|poste|durchwahl|dw|ramal|anexo|interno|доб|вн)[.:=\s]*|\s*x\s*|\s*#\s*|\s*,+\s*|\s*;\s*)[0-9]{1,7}#?$`)

// shape checks everything about an input that needs no numbering plan, and
// gives its digits without the plus.
func shape(input string) (string, error) {
	if len(input) > maxInput {
		return "", fail(ReasonTooLong)
	}
	s := strings.TrimSpace(fold(input))
	s = strings.TrimSpace(strings.TrimPrefix(s, whatsappPrefix))
	if s == "" {
		return "", fail(ReasonEmpty)
	}
	if isTwoNumbers(s) {
		return "", fail(ReasonTwoNumbers)
	}
	if extensionPattern.MatchString(s) {
		return "", fail(ReasonExtension)
	}
	digits, plus, err := strip(s)
	switch {
	case err != nil:
		return "", err
	case digits == "":
		return "", fail(ReasonEmpty)
	case !plus:
		return "", withoutPlus(digits)
	case digits[0] == '0':
		return "", fail(ReasonUnknownCountry)
	case len(digits) > maxDigits:
		return "", fail(ReasonTooLong)
	}
	return digits, nil
}

// fold makes digits of every script and full-width characters ASCII, dashes and
// blanks plain, letters lower case, and drops what cannot be seen.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch {
		case r < 0x80:
			return unicode.ToLower(r)
		case unicode.Is(unicode.Nd, r):
			return digitOf(r)
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.Is(unicode.Pd, r), r == '\u2212':
			return '-'
		case unicode.Is(unicode.Zs, r):
			return ' '
		}
		return unicode.ToLower(r)
	}, s)
}

// digitOf gives the ASCII digit of a decimal digit of any script: Unicode keeps
// them in blocks of ten.
func digitOf(r rune) rune {
	for _, b := range unicode.Nd.R16 {
		if r >= rune(b.Lo) && r <= rune(b.Hi) {
			return '0' + (r-rune(b.Lo))%10
		}
	}
	for _, b := range unicode.Nd.R32 {
		if r >= rune(b.Lo) && r <= rune(b.Hi) { //nolint:gosec // code points fit
			return '0' + (r-rune(b.Lo))%10 //nolint:gosec // code points fit
		}
	}
	return r
}

// grouping is what people write between digits so that they are easier to read.
const grouping = " -./()[]\t"

// ungrouped takes grouping away and changes nothing else: +1 202 555 0123 is
// the same number typed the way it is shown, not another way to write it.
func ungrouped(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(grouping, r) || unicode.In(r, unicode.Zs, unicode.Pd) {
			return -1
		}
		return r
	}, s)
}

// strip takes away what is written only for reading and refuses the rest.
func strip(s string) (digits string, plus bool, err error) {
	if strings.ContainsFunc(s, unicode.IsLetter) {
		return "", false, fail(ReasonLetters)
	}
	s, plus = strings.CutPrefix(s, "+")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune(grouping, r):
		default:
			return "", false, fail(ReasonOther)
		}
	}
	return b.String(), plus, nil
}

// isTwoNumbers finds a second plus behind digits, or two long rows of digits
// with something between them that separates numbers.
func isTwoNumbers(s string) bool {
	if i := strings.LastIndexByte(s, '+'); i > 0 && len(onlyDigits(s[:i])) > 3 && onlyDigits(s[i:]) != "" {
		return true
	}
	long := 0
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",;\n\r|&", r) || unicode.IsLetter(r) }) {
		if len(onlyDigits(part)) >= minDigits {
			long++
		}
	}
	return long > 1
}

// withoutPlus says what a number without the plus most likely is.
func withoutPlus(digits string) error {
	for _, dialOut := range []string{"00", "011"} {
		if rest, ok := strings.CutPrefix(digits, dialOut); ok && len(rest) >= minDigits && len(rest) <= maxDigits && rest[0] != '0' {
			return suggest(ReasonMissingPlus, "+"+rest)
		}
	}
	switch {
	case len(digits) < 7:
		return fail(ReasonShortCode)
	case digits[0] == '0' || len(digits) < 10:
		return fail(ReasonLocalDigits)
	case len(digits) > maxDigits:
		return fail(ReasonTooLong)
	}
	return suggest(ReasonMissingPlus, "+"+digits)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func isDigits(s string) bool { return s != "" && onlyDigits(s) == s }
