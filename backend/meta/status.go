package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// DecodeStatus reads the payload of a KindStatus item. For a status that is
// not understood it returns what could be read together with the reason.
func DecodeStatus(payload json.RawMessage) (channel.Receipt, error) { return Open(payload).Receipt() }

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

func (e *envelope) status() (channel.Receipt, error) {
	var j statusJSON
	if !isObject(e.Status) || !read(e.Status, &j) {
		return channel.Receipt{}, malformed("the status is not an object")
	}
	s := channel.Receipt{
		MessageID: desk.FitID(string(j.ID)), Status: string(j.Status), Time: millis(j.Timestamp),
		Recipient: person(j.RecipientID, j.RecipientUserID, j.RecipientParentID),
		Group:     j.RecipientType == "group", Participant: string(j.Participant),
		CallbackData: string(j.CallbackData), Problems: problems(j.Errors),
	}
	s.PhoneNumberID, s.DisplayPhone = e.number()
	e.introduce(&s.Recipient)
	s.Recipient.IdentityHash = first(j.Hash, str(s.Recipient.IdentityHash))
	if p := j.Pricing.p; p != nil {
		s.Pricing = &channel.Pricing{
			Billable: bool(p.Billable), Model: string(p.Model), Type: string(p.Type), Category: string(p.Category),
		}
	}
	if c := j.Conversation.p; c != nil {
		s.Conversation = &channel.Conversation{ID: string(c.ID), Origin: string(c.Origin.or().Type), Expires: millis(c.Expires)}
	}
	switch s.Status {
	case channel.ReceiptSent, channel.ReceiptDelivered, channel.ReceiptRead, channel.ReceiptPlayed, channel.ReceiptFailed:
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

func problems(in list[problemJSON]) []channel.Problem {
	var out []channel.Problem
	for _, p := range in {
		title := first(p.Title, p.Message)
		out = append(out, channel.Problem{
			Code: int(p.Code), Title: title, Said: Explain(int(p.Code)).Said(title), Details: details(p.Data, p.Details),
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
