package phone

import (
	"errors"
	"log/slog"
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/parleydesk/parley/backend/desk"
)

// Limits of E.164. The standard names no minimum; below eight digits with the
// country code there are only short codes and fragments.
const (
	maxDigits = 15
	minDigits = 8
)

// Type is what a number is used for, as far as its digits tell. In North
// America they never tell mobile from landline.
type Type string

// The types that pass.
const (
	TypeMobile        Type = "mobile"
	TypeFixedLine     Type = "fixedLine"
	TypeFixedOrMobile Type = "fixedOrMobile"
	TypeTollFree      Type = "tollFree"
	TypeVoIP          Type = "voip"
	TypePersonal      Type = "personal"
	TypeShared        Type = "shared"  // a company's number for all of a country: UAN, shared cost
	TypeUnknown       Type = "unknown" // only when a person insisted
)

// Number is a number that passed. It masks itself in prints and logs.
type Number struct {
	E164        desk.PhoneNumber // + and 8 to 15 digits
	CountryCode int              // Meta wants it apart
	National    string           // the rest, with an Italian leading zero
	Region      string           // two letters; a hint only: several countries share codes; "" = none
	Type        Type
	Notes       []NoteCode // what may go wrong, never nil
}

// String masks the number.
func (n Number) String() string { return n.E164.String() }

// GoString masks the number in %#v too.
func (n Number) GoString() string { return n.String() }

// LogValue masks the number in logs.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.String()) }

// Parse reads a number of one's own strictly. Blanks, dashes, dots, slashes and brackets are
// taken away, and so is the (0) that is dialled inside a country only; digits of
// other scripts and full-width ones are read, the prefixes "whatsapp:" and "tel:" are
// stripped; nothing is guessed. The error is an *Error.
func Parse(input string) (Number, error) { return parseEither(input, reading{own: true}) }

// ParseInsisted is Parse for a person who was told notValid and insists. Every
// other reason still stands.
func ParseInsisted(input string) (Number, error) {
	return parseEither(input, reading{own: true, insisted: true})
}

// ParseDialled is ParseInsisted for a number of somebody else's that is only
// written to: it also takes one that begins with 00 in place of the +, and old forms, which
// WhatsApp understands. What it gives for an input never changes: commands that are in a
// record were judged by it.
func ParseDialled(input string) (Number, error) {
	n, err := parseEither(input, reading{insisted: true})
	var e *Error
	if !errors.As(err, &e) || e.Reason != ReasonMissingPlus {
		return n, err
	}
	rest, ok := strings.CutPrefix(onlyDigits(fold(input)), "00")
	if !ok || len(rest) < minDigits || len(rest) > maxDigits {
		return n, err
	}
	if meant, dialled := parseEither("+"+rest, reading{}); dialled == nil {
		return meant, nil
	}
	return n, err
}

// reading says how a number is read.
type reading struct {
	own      bool // it is to be connected: any that takes a call or an SMS, in today's form
	insisted bool // no numbering plan has to know it
}

// trunk finds the 0 in brackets behind the country code. Most countries drop it
// in numbers with a country code; Italy keeps it.
var trunk = regexp.MustCompile(`^([^0-9]*\+[0-9]{1,3} *)\(0\)`)

func parseEither(input string, how reading) (Number, error) {
	if how.own {
		input = withoutScheme(input)
	}
	n, err := parse(input, how)
	if err == nil || len(input) > maxInput || !trunk.MatchString(fold(input)) {
		return n, err
	}
	without, werr := parse(trunk.ReplaceAllString(fold(input), "$1"), how)
	if werr != nil {
		return n, err
	}
	without.Notes = append(without.Notes, NoteRewritten)
	return without, nil
}

func parse(input string, how reading) (Number, error) {
	digits, err := shape(input)
	if err != nil {
		return Number{}, err
	}
	e164 := "+" + digits
	p, perr := phonenumbers.Parse(e164, "")
	if perr != nil {
		return Number{}, fail(parseReason(perr, digits))
	}
	if phonenumbers.IsValidShortNumber(p) {
		return Number{}, fail(ReasonShortCode)
	}
	if len(digits) < minDigits {
		if how.own && phonenumbers.GetNumberType(p) == phonenumbers.UAN { // a company's four or five digits, for callers of its country
			return Number{}, fail(ReasonShortCode)
		}
		return Number{}, fail(ReasonTooShort)
	}
	// The library drops a national 0 without a word. A number that is not the
	// same afterwards is not the number that was typed.
	if formatted := phonenumbers.Format(p, phonenumbers.E164); formatted != e164 {
		return Number{}, suggest(ReasonLocalDigits, formatted)
	}
	n := Number{
		E164: desk.PhoneNumber(e164), CountryCode: int(p.GetCountryCode()),
		National: phonenumbers.GetNationalSignificantNumber(p), Notes: []NoteCode{},
	}
	if region := phonenumbers.GetRegionCodeForNumber(p); region != "001" && region != "ZZ" {
		n.Region = region
	}
	if !phonenumbers.IsValidNumber(p) {
		reason, today := invalidReason(p), renumbered(digits)
		if how.own {
			if err := suggest(ReasonOldForm, today); err.Suggestion != "" {
				return Number{}, err
			}
		}
		if reason != ReasonNotValid || !how.insisted {
			return Number{}, suggest(reason, today)
		}
		n.Notes = append(n.Notes, NoteUnverified)
	}
	if err := n.classify(p, how); err != nil {
		return Number{}, err
	}
	if ungrouped(strings.TrimSpace(input)) != e164 {
		n.Notes = append(n.Notes, NoteRewritten)
	}
	return n, nil
}

// renumbered gives a number as it is written today that a country used to write
// otherwise, "" if the digits are none. WhatsApp's own ids still have the old
// forms.
func renumbered(digits string) string {
	switch {
	case strings.HasPrefix(digits, "521") && len(digits) == 13: // Mexico's 1 before mobile numbers went in 2019
		return "+52" + digits[3:]
	case strings.HasPrefix(digits, "55") && len(digits) == 12 && digits[4] >= '6': // Brazil put a 9 before mobile numbers
		return "+" + digits[:4] + "9" + digits[4:]
	}
	return ""
}

// suggest adds e164 to the refusal when it is a valid number itself, and not "", or what is
// suggested in its place.
func suggest(r Reason, e164 string) *Error {
	e := fail(r)
	if e164 == "" {
		return e
	}
	n, err := Parse(e164)
	if err == nil {
		return e.suggesting(n.E164)
	}
	var other *Error
	if errors.As(err, &other) {
		return e.suggesting(other.Suggestion)
	}
	return e
}

func parseReason(err error, digits string) Reason {
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return ReasonUnknownCountry
	case errors.Is(err, phonenumbers.ErrTooShortNSN), errors.Is(err, phonenumbers.ErrTooShortAfterIDD), len(digits) < minDigits:
		return ReasonTooShort
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return ReasonTooLong
	}
	return ReasonOther
}

// invalidReason says why a well-formed number is none.
func invalidReason(p *phonenumbers.PhoneNumber) Reason {
	switch phonenumbers.IsPossibleNumberWithReason(p) {
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY, phonenumbers.TOO_SHORT: // it has a country code, so the area code is missing
		return ReasonTooShort
	case phonenumbers.TOO_LONG:
		return ReasonTooLong
	case phonenumbers.INVALID_COUNTRY_CODE:
		return ReasonUnknownCountry
	default: // its length is possible: the plan refuses it, not the shape
		return ReasonNotValid
	}
}

// classify sets the type and its notes, or refuses types that receive no code.
func (n *Number) classify(p *phonenumbers.PhoneNumber, how reading) error {
	switch typeOf(p, how) {
	case phonenumbers.MOBILE:
		n.Type = TypeMobile
	case phonenumbers.FIXED_LINE:
		n.Type = TypeFixedLine
		n.Notes = append(n.Notes, NoteLandline, NoteIVR)
	case phonenumbers.FIXED_LINE_OR_MOBILE:
		n.Type = TypeFixedOrMobile
	case phonenumbers.TOLL_FREE:
		n.Type = TypeTollFree
		n.Notes = append(n.Notes, NoteTollFree, NoteIVR)
	case phonenumbers.VOIP:
		n.Type = TypeVoIP
		n.Notes = append(n.Notes, NoteVirtual)
	case phonenumbers.PERSONAL_NUMBER:
		n.Type = TypePersonal
		n.Notes = append(n.Notes, NotePersonal)
	case phonenumbers.SHARED_COST, phonenumbers.UAN:
		n.Type = TypeShared
		n.Notes = append(n.Notes, NoteShared, NoteIVR)
	case phonenumbers.PREMIUM_RATE, phonenumbers.PAGER, phonenumbers.VOICEMAIL:
		return fail(ReasonPremium)
	case phonenumbers.UNKNOWN:
		n.Type = TypeUnknown
	}
	return nil
}

// Format writes an E.164 number the way people read it, like +1 202-555-0123.
// What it does not understand comes back as it was.
func Format(e164 desk.PhoneNumber) string {
	digits, ok := strings.CutPrefix(string(e164), "+")
	if !ok || !isDigits(digits) {
		return string(e164)
	}
	return display(digits)
}

// display groups the digits; it never changes, adds or drops one.
func display(digits string) string {
	plain := "+" + digits
	if len(digits) > maxDigits {
		return plain
	}
	p, err := phonenumbers.Parse(plain, "")
	if err != nil {
		return plain
	}
	pretty := phonenumbers.Format(p, phonenumbers.INTERNATIONAL)
	if onlyDigits(pretty) != digits {
		return plain
	}
	return pretty
}
