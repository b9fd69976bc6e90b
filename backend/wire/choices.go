package wire

// The limits of a question with choices, in characters where nothing else is said.
const (
	MostButtons      = 3
	MostRows         = 10 // of a list, in all its sections
	LongestButton    = 20 // also of the one that opens a list
	LongestRow       = 24 // also the title of a section
	LongestAbout     = 72
	LongestQuestion  = 1024 // over buttons
	LongestListText  = 4096 // over a list
	LongestHeadWords = 60   // header and footer
)

// Choices is what a question lets the customer choose from: buttons, or a list that opens.
type Choices struct {
	Header   string          `json:"header"`
	Footer   string          `json:"footer"`
	Open     string          `json:"open"`     // on the button that opens the list, "" = they are buttons
	Sections []ChoiceSection `json:"sections"` // of buttons one, without a title
}

// ChoiceSection is a part of a list.
type ChoiceSection struct {
	Title string   `json:"title"`
	Rows  []Choice `json:"rows"`
}

// Choice is one button, or one row of a list.
type Choice struct {
	Title string `json:"title"`
	About string `json:"about"` // of a row
}

// The limits of a contact card that is sent.
const (
	MostCardPhones = 5
	MostCardEmails = 5
)

// SentCard is a contact card that a person sends.
type SentCard struct {
	Name    string      `json:"name"`
	Company string      `json:"company"`
	Title   string      `json:"title"`
	Phones  []SentPhone `json:"phones"`
	Emails  []string    `json:"emails"`
}

// SentPhone is a number on a SentCard, as people write it.
type SentPhone struct {
	Phone string `json:"phone"`
	Kind  string `json:"kind" of:"desk.PhoneKind"`
}
