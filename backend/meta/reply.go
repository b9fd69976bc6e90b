package meta

import (
	"encoding/json"
	"slices"

	"github.com/parleydesk/parley/backend/channel"
)

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

func (j *contentJSON) button(m *channel.Message) bool {
	b := j.Button.or()
	if b.Text == "" && b.Payload == "" {
		return false
	}
	m.Button = &channel.Button{Text: first(b.Text, b.Payload), Payload: string(b.Payload)}
	return true
}

// interactive goes by what is there: the type only repeats its name.
func (j *contentJSON) interactive(m *channel.Message) bool {
	in := j.Interactive.or()
	for _, reply := range []struct {
		of soft[replyJSON]
		as string
	}{{in.Button, "button_reply"}, {in.List, "list_reply"}} {
		r := reply.of.or()
		if title := first(r.Title, r.Description, r.ID); title != "" {
			m.Interactive = &channel.Interactive{
				Type: reply.as, ID: string(r.ID), Title: title, Description: string(r.Description),
			}
			return true
		}
	}
	if form := in.Form.or(); form.Body != "" || form.Response != "" {
		m.Interactive = &channel.Interactive{
			Type: "nfm_reply", Form: string(form.Name), Title: string(form.Body), Answers: form.answers(),
		}
		return true
	}
	if answer := in.Call.or().Response; answer != "" {
		m.Interactive = &channel.Interactive{Type: "call_permission_reply", Permission: string(answer)}
		return true
	}
	return false
}

// answers reads what was filled in. An address stands in an object of its own
// beside the id under which the customer keeps it, which says nothing to us; the
// token of a form ties the answer to it and says nothing to a person.
func (f *formJSON) answers() []channel.Detail {
	doc := json.RawMessage(f.Response)
	if f.Name == "address_message" && json.Valid(doc) {
		if values := memberOf(doc, "values"); isObject(values) {
			doc = values
		}
	}
	var out []channel.Detail
	for _, d := range DetailsOf(doc) {
		if d.Name != "flow_token" {
			out = append(out, d)
		}
	}
	return out
}

func (j *contentJSON) reaction(m *channel.Message) bool {
	if j.Reaction.p == nil || j.Reaction.p.MessageID == "" {
		return false
	}
	m.Reaction = &channel.Reaction{MessageID: string(j.Reaction.p.MessageID), Emoji: string(j.Reaction.p.Emoji)}
	return true
}

func (j *contentJSON) order(m *channel.Message) bool {
	o := j.Order.or()
	out := &channel.Order{CatalogID: string(o.CatalogID), Text: string(o.Text)}
	for _, i := range o.Items {
		if i.RetailerID == "" && i.Price == "" {
			continue
		}
		out.Items = append(out.Items, channel.OrderItem{
			RetailerID: string(i.RetailerID), Quantity: string(i.Quantity), Price: string(i.Price), Currency: string(i.Currency),
		})
	}
	if len(out.Items) == 0 && out.Text == "" {
		return false
	}
	m.Order = out
	return true
}

func (j *contentJSON) system(m *channel.Message) bool {
	s := j.System.or()
	if s.Type == "" && s.Body == "" {
		return false
	}
	now := person(str(first(s.WaID, s.NewWaID)), s.UserID, "")
	m.System = &channel.System{
		Kind: systemKind(string(s.Type)), Body: string(s.Body), NewWaID: now.WaID, NewUserID: now.UserID,
	}
	if m.System.Kind != channel.SystemIdentityChanged {
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
		return channel.SystemNumberChanged
	case "user_changed_user_id":
		return channel.SystemUserIDChanged
	case "customer_identity_changed", "user_identity_changed":
		return channel.SystemIdentityChanged
	}
	return word
}

// edit reads the new content, which has to be understood: it takes the place of
// what was said before.
func (j *contentJSON) edit(m *channel.Message) bool {
	e := j.Edit.or()
	var in messageJSON
	if e.OriginalID == "" || !isObject(e.Message) || !read(e.Message, &in) {
		return false
	}
	c := channel.Message{ID: string(in.ID), Type: string(in.Type), Context: in.Context.p.context()}
	// An edit inside an edit is no thing of WhatsApp's, and following it would
	// let a body choose how deep we go.
	found := false
	if slices.Contains(contentTypes, c.Type) {
		found, _ = in.read(&c, c.Type)
	}
	if !found && !in.guess(&c, contentTypes) {
		return false
	}
	m.Edit = &channel.Edit{OriginalID: string(e.OriginalID), Content: c}
	return true
}

func (j *contentJSON) revoke(m *channel.Message) bool {
	if j.Revoke.p == nil || j.Revoke.p.OriginalID == "" {
		return false
	}
	m.RevokedID = string(j.Revoke.p.OriginalID)
	return true
}
