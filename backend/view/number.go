package view

import (
	"strings"
	"unicode"

	"github.com/parleydesk/parley/backend/desk"
)

// minNumberDigits is how many digits make a name look like a telephone number.
const minNumberDigits = 7

// displayNumber shows a wa_id as it would be dialled. Ids are kept as
// received, so the plus may be missing.
func displayNumber(p desk.PhoneNumber) string {
	s := string(p)
	if s == "" || strings.HasPrefix(s, "+") {
		return s
	}
	return "+" + s
}

// HideNumberName empties a name that is itself a number: WhatsApp users often have
// their number as their profile name.
func HideNumberName(name string) string {
	digits := 0
	for _, r := range name {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits >= minNumberDigits {
		return ""
	}
	return name
}
