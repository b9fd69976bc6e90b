package phone

import "github.com/parleydesk/parley/backend/desk"

// Reason says what is wrong with an input. The set is closed.
type Reason string

// The reasons, whose sentences the i18n files have (refusals:said.badNumber), roughly in the order in which they are looked for.
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
	ReasonOldForm        Reason = "oldForm"  // as WhatsApp or an older plan writes it; always with a suggestion
	ReasonNotValid       Reason = "notValid" // the only one that may be overridden
)

// SubBadNumber is the subcode of every Error; its context is the Reason.
const SubBadNumber = "badNumber"

// Reasons lists every Reason.
var Reasons = []Reason{
	ReasonEmpty, ReasonTwoNumbers, ReasonExtension, ReasonLetters, ReasonOther, ReasonShortCode, ReasonLocalDigits,
	ReasonMissingPlus, ReasonUnknownCountry, ReasonTooLong, ReasonTooShort, ReasonPremium, ReasonOldForm, ReasonNotValid,
}

// Error says why an input is no usable number. It contains nothing of the
// input but, where one is meant plainly, a suggestion.
type Error struct {
	Reason     Reason
	Suggestion desk.PhoneNumber // valid E.164 that was probably meant, "" = none
}

func fail(r Reason) *Error { return &Error{Reason: r} }

func (e *Error) suggesting(n desk.PhoneNumber) *Error {
	e.Suggestion = n
	return e
}

// Error gives the reason.
func (e *Error) Error() string { return "phone number " + string(e.Reason) }

// Overridable tells whether the person may insist: the lists of numbering
// plans lag behind, the shape of a number does not.
func (e *Error) Overridable() bool { return e.Reason == ReasonNotValid }

// Unwrap gives the same as a desk.Error: code invalid, the reason as context.
func (e *Error) Unwrap() error {
	return &desk.Error{Code: desk.CodeInvalid, Subcode: SubBadNumber, Params: desk.Params{desk.ParamContext: string(e.Reason)}}
}

// NoteCode says what may go wrong with a number that passes; the i18n files have
// the sentences (setup:number.note).
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
