package meta

import (
	"encoding/json"
	"slices"

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
	Form   soft[formJSON]  `json:"nfm_reply"`
	Call   soft[struct {
		Response str `json:"response"`
	}] `json:"call_permission_reply"`
}

type formJSON struct {
	Name     str      `json:"name"`
	Body     str      `json:"body"`
	Response document `json:"response_json"`
}

type orderJSON struct {
	CatalogID str `json:"catalog_id"`
	Text      str `json:"text"`
	Items     list[struct {
		RetailerID str `json:"product_retailer_id"`
		Quantity   str `json:"quantity"`
		Price      str `json:"item_price"`
		Currency   str `json:"currency"`
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
	b := j.Button.or()
	if b.Text == "" && b.Payload == "" {
		return false
	}
	m.Button = &Button{Text: first(b.Text, b.Payload), Payload: string(b.Payload)}
	return true
}

// interactive goes by what is there: the type only repeats its name.
func (j *contentJSON) interactive(m *Message) bool {
	in := j.Interactive.or()
	for _, reply := range []struct {
		of soft[replyJSON]
		as string
	}{{in.Button, "button_reply"}, {in.List, "list_reply"}} {
		r := reply.of.or()
		if title := first(r.Title, r.Description, r.ID); title != "" {
			m.Interactive = &Interactive{
				Type: reply.as, ID: string(r.ID), Title: title, Description: string(r.Description),
			}
			return true
		}
	}
	if form := in.Form.or(); form.Body != "" || form.Response != "" {
		m.Interactive = &Interactive{
			Type: "nfm_reply", Form: string(form.Name), Title: string(form.Body), Answers: form.answers(),
		}
		return true
	}
	if answer := in.Call.or().Response; answer != "" {
		m.Interactive = &Interactive{Type: "call_permission_reply", Permission: string(answer)}
		return true
	}
	return false
}

// answers reads what was filled in. An address stands in an object of its own
// beside the id under which the customer keeps it, which says nothing to us; the
// token of a form ties the answer to it and says nothing to a person.
func (f *formJSON) answers() []Detail {
	doc := json.RawMessage(f.Response)
	if f.Name == "address_message" && json.Valid(doc) {
		if values := memberOf(doc, "values"); isObject(values) {
			doc = values
		}
	}
	var out []Detail
	for _, d := range DetailsOf(doc) {
		if d.Name != "flow_token" {
			out = append(out, d)
		}
	}
	return out
}

func (j *contentJSON) reaction(m *Message) bool {
	if j.Reaction.p == nil || j.Reaction.p.MessageID == "" {
		return false
	}
	m.Reaction = &Reaction{MessageID: string(j.Reaction.p.MessageID), Emoji: string(j.Reaction.p.Emoji)}
	return true
}

func (j *contentJSON) order(m *Message) bool {
	o := j.Order.or()
	out := &Order{CatalogID: string(o.CatalogID), Text: string(o.Text)}
	for _, i := range o.Items {
		if i.RetailerID == "" && i.Price == "" {
			continue
		}
		out.Items = append(out.Items, OrderItem{
			RetailerID: string(i.RetailerID), Quantity: string(i.Quantity), Price: string(i.Price), Currency: string(i.Currency),
		})
	}
	if len(out.Items) == 0 && out.Text == "" {
		return false
	}
	m.Order = out
	return true
}

func (j *contentJSON) system(m *Message) bool {
	s := j.System.or()
	if s.Type == "" && s.Body == "" {
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
	if len(s.Identity) > 0 {
		_, _ = identity.UnmarshalJSON(s.Identity), hash.UnmarshalJSON(s.Identity) // never fail
	}
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

// edit reads the new content, which has to be understood: it takes the place of
// what was said before.
func (j *contentJSON) edit(m *Message) bool {
	e := j.Edit.or()
	var in messageJSON
	if e.OriginalID == "" || !isObject(e.Message) || !read(e.Message, &in) {
		return false
	}
	c := Message{ID: string(in.ID), Type: string(in.Type), Context: in.Context.p.context()}
	// An edit inside an edit is no thing of WhatsApp's, and following it would
	// let a body choose how deep we go.
	found := false
	if slices.Contains(contentTypes, c.Type) {
		found, _ = in.read(&c, c.Type)
	}
	if !found && !in.guess(&c, contentTypes) {
		return false
	}
	m.Edit = &Edit{OriginalID: string(e.OriginalID), Content: c}
	return true
}

func (j *contentJSON) revoke(m *Message) bool {
	if j.Revoke.p == nil || j.Revoke.p.OriginalID == "" {
		return false
	}
	m.RevokedID = string(j.Revoke.p.OriginalID)
	return true
}
