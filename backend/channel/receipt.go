package channel

import "github.com/parleydesk/parley/backend/desk"

// How far a message of ours has come. Another provider translates its words into
// these.
const (
	ReceiptAccepted  = "accepted" // the provider has it, which the answer to the send said already
	ReceiptSent      = "sent"
	ReceiptDelivered = "delivered"
	ReceiptRead      = "read"
	ReceiptPlayed    = "played"
	ReceiptFailed    = "failed"
)

// Receipt is what became of a message that we sent.
type Receipt struct {
	MessageID     string           `json:"messageId"`
	Status        string           `json:"status"`
	Time          int64            `json:"time,omitempty"` // Unix milliseconds
	PhoneNumberID string           `json:"phoneNumberId,omitempty"`
	DisplayPhone  desk.PhoneNumber `json:"displayPhone,omitempty"`
	Recipient     Person           `json:"recipient"`
	Group         bool             `json:"group,omitempty"`
	Participant   string           `json:"participant,omitempty"` // in a group: whose status this is
	CallbackData  string           `json:"callbackData,omitempty"`

	Pricing      *Pricing      `json:"pricing,omitempty"`
	Conversation *Conversation `json:"conversation,omitempty"`
	Problems     []Problem     `json:"problems,omitempty"`
}

// Pricing says how the provider charges a message. Type and Category count; Billable
// is on its way out.
type Pricing struct {
	Billable bool   `json:"billable"`
	Model    string `json:"model,omitempty"`
	Type     string `json:"type,omitempty"`
	Category string `json:"category,omitempty"`
}

// PriceRegular is the Type of a price that is charged; messages of others are free.
const PriceRegular = "regular"

// Conversation is the charged conversation of older webhook versions.
type Conversation struct {
	ID      string `json:"id,omitempty"`
	Origin  string `json:"origin,omitempty"`
	Expires int64  `json:"expires,omitempty"` // Unix milliseconds
}

// Problem is a failure that a provider tells of. Code and Title are its own.
type Problem struct {
	Code    int        `json:"code"`
	Title   string     `json:"title,omitempty"`
	Said    *desk.Said `json:"said,omitempty"` // for a person: what happened and what to do
	Details string     `json:"details,omitempty"`
}
