package channel

import "github.com/parleydesk/parley/backend/desk"

// Call is a call that a customer made to the number, or that another system
// made from it: Parley makes and takes none.
type Call struct {
	State string `json:"state"` // one of the states below
}

// The states of a Call.
const (
	CallRinging = "ringing"
	CallMissed  = "missed" // it ended before anybody spoke
	CallEnded   = "ended"
)

// Media is a file of a message. The id lives seven days, the URL five minutes.
type Media struct {
	ID       string `json:"id"`
	MIME     string `json:"mime,omitempty"`
	SHA256   string `json:"sha256,omitempty"` // as received: base64 or hex
	URL      string `json:"url,omitempty"`
	FileName string `json:"fileName,omitempty"`
	Voice    bool   `json:"voice,omitempty"`
	Animated bool   `json:"animated,omitempty"`
}

// Location is a place that was shared.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
}

// Card is a contact that was sent as a message.
type Card struct {
	Name       string      `json:"name,omitempty"`
	Company    string      `json:"company,omitempty"`
	Department string      `json:"department,omitempty"`
	Title      string      `json:"title,omitempty"`
	Phones     []CardPhone `json:"phones,omitempty"`
	Emails     []string    `json:"emails,omitempty"`
	URLs       []string    `json:"urls,omitempty"`
	Addresses  []string    `json:"addresses,omitempty"`
	Birthday   string      `json:"birthday,omitempty"`
	Origin     string      `json:"origin,omitempty"` // contact_request: the customer answered our request for their number
}

// CardPhone is a number on a Card; WaID is set if it is on WhatsApp.
type CardPhone struct {
	Phone desk.PhoneNumber `json:"phone"`
	WaID  desk.PhoneNumber `json:"waId,omitempty"`
	Type  string           `json:"type,omitempty"`
}

// Detail is one value out of JSON that is of somebody else's making: the
// answers of a form, or content that is not understood.
type Detail struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Button is a quick reply of a template that was tapped.
type Button struct {
	Text    string `json:"text"`
	Payload string `json:"payload,omitempty"`
}

// Interactive is an answer to an interactive message.
type Interactive struct {
	Type        string `json:"type"` // button_reply, list_reply, nfm_reply, call_permission_reply
	ID          string `json:"id,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	// Form and Answers are set for a nfm_reply: the form's name (flow,
	// address_message) and what was filled in, in the form's order.
	Form    string   `json:"form,omitempty"`
	Answers []Detail `json:"answers,omitempty"`
	// Permission is set for a call_permission_reply: accept or reject.
	Permission string `json:"permission,omitempty"`
}

// Reaction is an emoji on a message; none means that it was taken off.
type Reaction struct {
	MessageID string `json:"messageId"`
	Emoji     string `json:"emoji"`
}

// Order is a shopping cart that was sent.
type Order struct {
	CatalogID string      `json:"catalogId,omitempty"`
	Text      string      `json:"text,omitempty"`
	Items     []OrderItem `json:"items,omitempty"`
}

// OrderItem is one line of an Order.
type OrderItem struct {
	RetailerID string `json:"retailerId"`
	Quantity   string `json:"quantity"` // a number, as it was written
	Price      string `json:"price"`    // of one piece, as it was written
	Currency   string `json:"currency,omitempty"`
}

// The kinds of System. Providers rename them over time; these are ours.
const (
	SystemNumberChanged   = "numberChanged"
	SystemUserIDChanged   = "userIdChanged"
	SystemIdentityChanged = "identityChanged"
)

// System tells of a change of the customer's own. Message.From is who they
// were, NewWaID and NewUserID who they are now.
type System struct {
	Kind      string           `json:"kind"` // one of the kinds above, or the provider's word for another
	Body      string           `json:"body,omitempty"`
	NewWaID   desk.PhoneNumber `json:"newWaId,omitempty"`
	NewUserID string           `json:"newUserId,omitempty"`
	// IdentityHash and Acknowledged belong to SystemIdentityChanged.
	IdentityHash string `json:"identityHash,omitempty"`
	Acknowledged bool   `json:"acknowledged,omitempty"`
}

// Edit is the new content of a message that was changed.
type Edit struct {
	OriginalID string  `json:"originalId"`
	Content    Message `json:"content"`
}
