package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

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
	// Form and Response are set for a nfm_reply: the form's name (flow,
	// address_message) and the answers, a JSON document of the business's own.
	Form     string `json:"form,omitempty"`
	Response string `json:"response,omitempty"`
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
	RetailerID string  `json:"retailerId"`
	Quantity   int64   `json:"quantity"`
	Price      float64 `json:"price"` // of one piece
	Currency   string  `json:"currency,omitempty"`
}

// The kinds of System. Meta renamed them over time; these are ours.
const (
	SystemNumberChanged   = "numberChanged"
	SystemUserIDChanged   = "userIdChanged"
	SystemIdentityChanged = "identityChanged"
)

// System tells of a change of the customer's own. Message.From is who they
// were, NewWaID and NewUserID who they are now.
type System struct {
	Kind      string           `json:"kind"` // one of the kinds above, or Meta's word for another
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

type replyJSON struct {
	ID          str `json:"id"`
	Title       str `json:"title"`
	Description str `json:"description"`
}

type interactiveJSON struct {
	Type   str             `json:"type"`
	Button soft[replyJSON] `json:"button_reply"`
	List   soft[replyJSON] `json:"list_reply"`
	Form   soft[struct {
		Name     str `json:"name"`
		Body     str `json:"body"`
		Response str `json:"response_json"`
	}] `json:"nfm_reply"`
	Call soft[struct {
		Response str `json:"response"`
	}] `json:"call_permission_reply"`
}

type orderJSON struct {
	CatalogID str `json:"catalog_id"`
	Text      str `json:"text"`
	Items     list[struct {
		RetailerID str   `json:"product_retailer_id"`
		Quantity   num   `json:"quantity"`
		Price      float `json:"item_price"`
		Currency   str   `json:"currency"`
	}] `json:"product_items"`
}

type systemJSON struct {
	Type     str             `json:"type"`
	Body     str             `json:"body"`
	WaID     str             `json:"wa_id"`
	NewWaID  str             `json:"new_wa_id"`
	UserID   str             `json:"user_id"`
	Identity json.RawMessage `json:"identity"`
}

func (j *contentJSON) button(m *Message) bool {
	if j.Button.p == nil {
		return false
	}
	m.Button = &Button{Text: string(j.Button.p.Text), Payload: string(j.Button.p.Payload)}
	return true
}

func (j *contentJSON) interactive(m *Message) bool {
	in := j.Interactive.p
	if in == nil || in.Type == "" {
		return false
	}
	out := &Interactive{Type: string(in.Type)}
	reply := in.Button.p
	if reply == nil {
		reply = in.List.p
	}
	switch {
	case reply != nil:
		out.ID, out.Title, out.Description = string(reply.ID), string(reply.Title), string(reply.Description)
	case in.Form.p != nil:
		out.Form, out.Title = string(in.Form.p.Name), string(in.Form.p.Body)
		out.Response = string(in.Form.p.Response)
	case in.Call.p != nil:
		out.Permission = string(in.Call.p.Response)
	default:
		return false
	}
	m.Interactive = out
	return true
}

func (j *contentJSON) reaction(m *Message) bool {
	if j.Reaction.p == nil || j.Reaction.p.MessageID == "" {
		return false
	}
	m.Reaction = &Reaction{MessageID: string(j.Reaction.p.MessageID), Emoji: string(j.Reaction.p.Emoji)}
	return true
}

func (j *contentJSON) order(m *Message) bool {
	o := j.Order.p
	if o == nil {
		return false
	}
	m.Order = &Order{CatalogID: string(o.CatalogID), Text: string(o.Text)}
	for _, i := range o.Items {
		m.Order.Items = append(m.Order.Items, OrderItem{
			RetailerID: string(i.RetailerID), Quantity: int64(i.Quantity),
			Price: float64(i.Price), Currency: string(i.Currency),
		})
	}
	return true
}

func (j *contentJSON) system(m *Message) bool {
	s := j.System.p
	if s == nil || s.Type == "" {
		return false
	}
	now := person(str(first(s.WaID, s.NewWaID)), s.UserID, "")
	m.System = &System{
		Kind: systemKind(string(s.Type)), Body: string(s.Body), NewWaID: now.WaID, NewUserID: now.UserID,
	}
	if m.System.Kind != SystemIdentityChanged {
		return true
	}
	// An object today, the bare hash in older versions.
	var identity soft[struct {
		Hash         str  `json:"hash"`
		Acknowledged flag `json:"acknowledged"`
	}]
	var hash str
	_, _ = identity.UnmarshalJSON(s.Identity), hash.UnmarshalJSON(s.Identity) // never fail
	m.System.IdentityHash = first(hash, identity.or().Hash)
	m.System.Acknowledged = bool(identity.or().Acknowledged)
	return true
}

func systemKind(word string) string {
	switch word {
	case "user_changed_number", "customer_changed_number":
		return SystemNumberChanged
	case "user_changed_user_id":
		return SystemUserIDChanged
	case "customer_identity_changed", "user_identity_changed":
		return SystemIdentityChanged
	}
	return word
}

func (j *contentJSON) edit(m *Message) bool {
	e := j.Edit.p
	if e == nil || e.OriginalID == "" || !isObject(e.Message) {
		return false
	}
	var in messageJSON
	if json.Unmarshal(e.Message, &in) != nil {
		return false
	}
	m.Edit = &Edit{OriginalID: string(e.OriginalID)}
	c := &m.Edit.Content
	c.ID, c.Type, c.Context = string(in.ID), string(in.Type), in.Context.p.context()
	// An edit inside an edit is no thing of WhatsApp's, and following it would
	// let a body choose how deep we go.
	return c.Type != TypeEdit && in.fill(c) == nil
}

func (j *contentJSON) revoke(m *Message) bool {
	if j.Revoke.p == nil || j.Revoke.p.OriginalID == "" {
		return false
	}
	m.RevokedID = string(j.Revoke.p.OriginalID)
	return true
}
