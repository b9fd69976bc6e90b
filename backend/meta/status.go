package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

// The statuses of a message of ours; Meta's words.
const (
	StatusSent      = "sent"
	StatusDelivered = "delivered"
	StatusRead      = "read"
	StatusPlayed    = "played"
	StatusFailed    = "failed"
)

// Status is what became of a message that we sent.
type Status struct {
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

// Pricing says how Meta charges a message. Type and Category count; Billable
// is on its way out.
type Pricing struct {
	Billable bool   `json:"billable"`
	Model    string `json:"model,omitempty"`
	Type     string `json:"type,omitempty"`
	Category string `json:"category,omitempty"`
}

// Conversation is the charged conversation of older webhook versions.
type Conversation struct {
	ID      string `json:"id,omitempty"`
	Origin  string `json:"origin,omitempty"`
	Expires int64  `json:"expires,omitempty"` // Unix milliseconds
}

// Problem is an error object inside a webhook.
type Problem struct {
	Code    int    `json:"code"`
	Title   string `json:"title,omitempty"`
	Details string `json:"details,omitempty"`
}

// DecodeStatus reads the payload of a KindStatus item. For a status that is
// not understood it returns what could be read together with the reason.
func DecodeStatus(payload json.RawMessage) (Status, error) { return Open(payload).Status() }

type statusJSON struct {
	ID                str `json:"id"`
	Status            str `json:"status"`
	Timestamp         num `json:"timestamp"`
	RecipientID       str `json:"recipient_id"`
	RecipientUserID   str `json:"recipient_user_id"`
	RecipientParentID str `json:"recipient_parent_user_id"`
	RecipientType     str `json:"recipient_type"`
	Participant       str `json:"recipient_participant_id"`
	Hash              str `json:"recipient_identity_key_hash"`
	CallbackData      str `json:"biz_opaque_callback_data"`

	Pricing soft[struct {
		Billable flag `json:"billable"`
		Model    str  `json:"pricing_model"`
		Type     str  `json:"type"`
		Category str  `json:"category"`
	}] `json:"pricing"`
	Conversation soft[struct {
		ID      str `json:"id"`
		Expires num `json:"expiration_timestamp"`
		Origin  soft[struct {
			Type str `json:"type"`
		}] `json:"origin"`
	}] `json:"conversation"`
	Errors list[problemJSON] `json:"errors"`
}

type problemJSON struct {
	Code    num             `json:"code"`
	Title   str             `json:"title"`
	Message str             `json:"message"`
	Details str             `json:"details"`
	Data    json.RawMessage `json:"error_data"`
}

func (e *envelope) status() (Status, error) {
	var j statusJSON
	if !isObject(e.Status) || !read(e.Status, &j) {
		return Status{}, malformed("the status is not an object")
	}
	s := Status{
		MessageID: desk.FitID(string(j.ID)), Status: string(j.Status), Time: millis(j.Timestamp),
		Recipient: person(j.RecipientID, j.RecipientUserID, j.RecipientParentID),
		Group:     j.RecipientType == "group", Participant: string(j.Participant),
		CallbackData: string(j.CallbackData), Problems: problems(j.Errors),
	}
	s.PhoneNumberID, s.DisplayPhone = e.number()
	e.introduce(&s.Recipient)
	s.Recipient.IdentityHash = first(j.Hash, str(s.Recipient.IdentityHash))
	if p := j.Pricing.p; p != nil {
		s.Pricing = &Pricing{
			Billable: bool(p.Billable), Model: string(p.Model), Type: string(p.Type), Category: string(p.Category),
		}
	}
	if c := j.Conversation.p; c != nil {
		s.Conversation = &Conversation{ID: string(c.ID), Origin: string(c.Origin.or().Type), Expires: millis(c.Expires)}
	}
	switch s.Status {
	case StatusSent, StatusDelivered, StatusRead, StatusPlayed, StatusFailed:
	case "":
		return s, malformed("the status has no word")
	default:
		return s, unfamiliar("the status", j.Status)
	}
	if s.MessageID == "" {
		return s, malformed("the status has no message id")
	}
	return s, nil
}

func problems(in list[problemJSON]) []Problem {
	var out []Problem
	for _, p := range in {
		out = append(out, Problem{
			Code: int(p.Code), Title: first(p.Title, p.Message), Details: details(p.Data, p.Details),
		})
	}
	return out
}

// details reads error_data, an object in most places and a string in some.
func details(data json.RawMessage, other str) string {
	var object soft[struct {
		Details str `json:"details"`
	}]
	var text str
	if len(data) > 0 {
		_, _ = object.UnmarshalJSON(data), text.UnmarshalJSON(data) // never fail
	}
	return first(object.or().Details, text, other)
}
