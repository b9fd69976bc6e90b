package phone

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/parleydesk/parley/backend/desk"
)

// telPrefix is how links write a number.
const telPrefix = "tel:"

// withoutScheme takes away what stands before a number in a link.
func withoutScheme(input string) string {
	if len(input) > maxInput {
		return input
	}
	if rest, ok := strings.CutPrefix(strings.TrimSpace(fold(input)), telPrefix); ok {
		return rest
	}
	return input
}

// sharedCost are numbers that the plan calls premium and that are none: both sides pay for
// the call, and it costs about what others do. Britain's 084 and 087.
var sharedCost = regexp.MustCompile(`^44(?:84[2-5]|87[0-3])[0-9]{7}$`)

// typeOf gives what a number is used for by its plan.
func typeOf(p *phonenumbers.PhoneNumber, how reading) phonenumbers.PhoneNumberType {
	kind := phonenumbers.GetNumberType(p)
	if how.own && kind == phonenumbers.PREMIUM_RATE && sharedCost.MatchString(strings.TrimPrefix(phonenumbers.Format(p, phonenumbers.E164), "+")) {
		return phonenumbers.SHARED_COST
	}
	return kind
}

// SameDigits gives the digits by which spellings of one number are compared. Providers
// and carriers write a number each their own way, WhatsApp also without today's 9 of
// Brazil, with Mexico's former 1, and with or without the 9 of Argentina's mobile numbers.
// It is for comparing only.
func SameDigits(number string) string {
	digits := onlyDigits(number)
	if today := renumbered(digits); today != "" {
		return strings.TrimPrefix(today, "+")
	}
	if strings.HasPrefix(digits, "549") && len(digits) == 13 {
		return "54" + digits[3:]
	}
	return digits
}

// Split gives the country code and the rest of a number that was accepted before, under
// whatever rules; ok is false for what is none.
func Split(e164 desk.PhoneNumber) (countryCode int, national string, ok bool) {
	p, err := phonenumbers.Parse(string(e164), "")
	if err != nil {
		return 0, "", false
	}
	return int(p.GetCountryCode()), phonenumbers.GetNationalSignificantNumber(p), true
}
