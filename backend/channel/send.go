package channel

import "github.com/parleydesk/parley/backend/desk"

// Outgoing is a message to be sent. Either To or UserID names the recipient;
// exactly one of the contents is set.
type Outgoing struct {
	To     desk.PhoneNumber // digits, with or without the +
	UserID string           // a business-scoped user id, for who has no known number

	ReplyTo      string // id of the message to quote; not with a reaction
	CallbackData string // comes back in every status: our id, to settle what is unknown
	IdentityHash string // send only if the recipient's identity is still this one

	Text     *OutText
	File     *OutFile
	Location *Location
	Card     *Card
	Choices  *OutChoices
	Reaction *Reaction
	Template *OutTemplate
}

// OutText is a text to be sent.
type OutText struct {
	Body    string
	Preview bool // let WhatsApp show the first link's page
}

// OutFile is an uploaded file to be sent.
type OutFile struct {
	Type     string // TypeImage, TypeVideo, TypeAudio, TypeDocument or TypeSticker
	MediaID  string // from UploadMedia, by the same number
	Caption  string // not with audio and stickers
	FileName string // of a document
	Voice    bool   // of an audio: a voice note, which must be ogg/opus
}

// OutChoices is a question with buttons, or with a list to choose from.
type OutChoices struct {
	Header, Body, Footer string
	Open                 string // on the button that opens the list, "" = they are buttons
	Sections             []OutSection
}

// OutSection is a part of a list; all buttons are in one.
type OutSection struct {
	Title string
	Rows  []OutChoice
}

// OutChoice is one button, or one row of a list.
type OutChoice struct {
	ID    string // comes back with the answer
	Title string
	About string // of a row
}

// OutTemplate is an approved template with its variables filled in.
type OutTemplate struct {
	ID       string // the provider's, "" = not known
	Name     string
	Language string
	Header   *OutHeader // nil = it has none that varies
	Body     []OutValue // in the order of the text
	Buttons  []OutButton
}

// OutHeader is the variable part of a template's header: a text, or an uploaded
// image, video or document.
type OutHeader struct {
	Name string // of the variable in Text
	Text string
	File *OutFile
}

// OutValue fills in one variable.
type OutValue struct {
	Name  string // of a template whose variables have names
	Value string
}

// OutButton fills in the variable of one button.
type OutButton struct {
	Kind  ButtonKind
	Index int    // its place in the template, from 0
	Name  string // of the variable in its address
	Value string
}

// ButtonKind says what a button's variable is for.
type ButtonKind string

// The kinds of buttons that have a variable.
const (
	ButtonLink  ButtonKind = "link"  // the end of the address
	ButtonCode  ButtonKind = "code"  // the code to copy
	ButtonReply ButtonKind = "reply" // what comes back when it is tapped
)

// Sent is the provider's word that it took a message; not that it was delivered.
type Sent struct {
	MessageID string
	WaID      desk.PhoneNumber // what the provider made of To; the one to store
	UserID    string
	Status    string // accepted, held_for_quality_assessment, paused; often empty
}
