package phone

import "github.com/parleydesk/parley/backend/desk"

// Reason says what is wrong with an input. The set is closed.
type Reason string

// The reasons, roughly in the order in which they are looked for.
const (
	ReasonEmpty          Reason = "empty"
	ReasonTwoNumbers     Reason = "twoNumbers"
	ReasonExtension      Reason = "extension"
	ReasonLetters        Reason = "letters"
	ReasonOther          Reason = "other" // characters that no number has
	ReasonShortCode      Reason = "shortCode"
	ReasonLocalDigits    Reason = "localDigits"
	ReasonMissingPlus    Reason = "missingPlus"
	ReasonUnknownCountry Reason = "unknownCountry"
	ReasonTooLong        Reason = "tooLong"
	ReasonTooShort       Reason = "tooShort"
	ReasonPremium        Reason = "premium"
	ReasonNotValid       Reason = "notValid" // the only one that may be overridden
)

// Reasons lists every Reason.
var Reasons = []Reason{
	ReasonEmpty, ReasonTwoNumbers, ReasonExtension, ReasonLetters, ReasonOther, ReasonShortCode, ReasonLocalDigits,
	ReasonMissingPlus, ReasonUnknownCountry, ReasonTooLong, ReasonTooShort, ReasonPremium, ReasonNotValid,
}

// sentences tell a person what is wrong and what to do. None quotes the input.
var sentences = map[Reason]string{
	ReasonEmpty:          "Enter the number with its country code, like +1 202 555 0123.",
	ReasonTwoNumbers:     "There are two numbers here. Enter one; the other can be set up after it.",
	ReasonExtension:      "WhatsApp cannot use a number with an extension. Enter the number without it, and make sure that it can be called directly.",
	ReasonLetters:        "There are letters in the number. Enter digits only, like +1 202 555 0123.",
	ReasonOther:          "There is a character in the number that does not belong there. Enter + and digits only, like +1 202 555 0123.",
	ReasonShortCode:      "This is a short code, and WhatsApp does not accept short codes. Enter a full number with its country code.",
	ReasonLocalDigits:    "This is how the number is dialled inside its country. Enter the country code, and leave out the 0 or other prefix before the area code, like +44 20 7946 0958.",
	ReasonMissingPlus:    "The + with the country code is missing at the front. Enter the number like +1 202 555 0123.",
	ReasonUnknownCountry: "The digits after the + are no country code. Check the first digits; the country code never begins with 0.",
	ReasonTooLong:        "The number has too many digits. A number has 15 at most, and most countries use fewer. Check whether two digits were typed twice.",
	ReasonTooShort:       "The number has too few digits for its country. Check whether the area code or the last digits are missing.",
	ReasonPremium:        "This kind of number (premium rate, pager or voicemail) cannot receive WhatsApp's code. Enter a mobile, landline or toll-free number.",
	ReasonNotValid:       "No such number is known in this country's numbering plan. Check each digit. If the number was assigned recently and is right, continue anyway.",
}

// Error says why an input is no usable number. It contains nothing of the
// input but, where one is meant plainly, a suggestion.
type Error struct {
	Reason     Reason
	Message    string           // for the person: what is wrong, what to do
	Suggestion desk.PhoneNumber // valid E.164 that was probably meant, "" = none
}

func fail(r Reason) *Error { return &Error{Reason: r, Message: sentences[r]} }

func (e *Error) suggesting(n desk.PhoneNumber) *Error {
	e.Suggestion = n
	return e
}

// Error gives reason and sentence.
func (e *Error) Error() string { return "phone number " + string(e.Reason) + ": " + e.Message }

// Overridable tells whether the person may insist: the lists of numbering
// plans lag behind, the shape of a number does not.
func (e *Error) Overridable() bool { return e.Reason == ReasonNotValid }

// Unwrap gives the same as a desk.Error: code invalid, the reason as subcode.
func (e *Error) Unwrap() error {
	return &desk.Error{Code: desk.CodeInvalid, Subcode: string(e.Reason), Message: e.Message}
}

// NoteCode says what may go wrong with a number that passes.
type NoteCode string

// The notes.
const (
	NoteTollFree   NoteCode = "tollFree"
	NoteIVR        NoteCode = "ivr"
	NoteVirtual    NoteCode = "virtual"
	NoteLandline   NoteCode = "landline"
	NotePersonal   NoteCode = "personal"
	NoteShared     NoteCode = "shared"
	NoteRewritten  NoteCode = "rewritten"  // typed otherwise than it will be used
	NoteUnverified NoteCode = "unverified" // passed because a person insisted
)

// Note is a remark beside the field of a number that passes.
type Note struct {
	Code    NoteCode
	Message string
}

var notes = map[NoteCode]string{
	NoteTollFree:   "Toll-free numbers often get no SMS from Meta. If no code comes within two minutes, ask for a call.",
	NoteIVR:        "If a phone menu answers this number, Meta's call cannot get through it. Let the call ring at a person while the number is set up.",
	NoteVirtual:    "Internet telephone numbers do not always get SMS from Meta. If no code comes within two minutes, ask for a call.",
	NoteLandline:   "Landlines rarely receive SMS. Ask for a call instead.",
	NotePersonal:   "Personal numbers forward to other ones, and codes may not follow. If no code comes within two minutes, ask for a call.",
	NoteShared:     "This is a company's number for a whole country. Such numbers rarely receive SMS. Ask for a call instead, and make sure that a person answers it.",
	NoteRewritten:  "Check the number as Parley will use it: it was typed differently.",
	NoteUnverified: "This number is not in its country's numbering plan that Parley knows. It is used because you confirmed it.",
}

func note(c NoteCode) Note { return Note{Code: c, Message: notes[c]} }
