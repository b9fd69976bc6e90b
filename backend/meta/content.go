package meta

import (
	"encoding/json"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
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
	Name      string      `json:"name,omitempty"`
	Company   string      `json:"company,omitempty"`
	Phones    []CardPhone `json:"phones,omitempty"`
	Emails    []string    `json:"emails,omitempty"`
	URLs      []string    `json:"urls,omitempty"`
	Addresses []string    `json:"addresses,omitempty"`
	Birthday  string      `json:"birthday,omitempty"`
	Origin    string      `json:"origin,omitempty"` // contact_request: the customer answered our request for their number
}

// CardPhone is a number on a Card; WaID is set if it is on WhatsApp.
type CardPhone struct {
	Phone desk.PhoneNumber `json:"phone"`
	WaID  desk.PhoneNumber `json:"waId,omitempty"`
	Type  string           `json:"type,omitempty"`
}

type mediaJSON struct {
	ID       str  `json:"id"`
	MIME     str  `json:"mime_type"`
	SHA256   str  `json:"sha256"`
	URL      str  `json:"url"`
	Caption  str  `json:"caption"`
	FileName str  `json:"filename"`
	Voice    flag `json:"voice"`
	Animated flag `json:"animated"`
}

type contentJSON struct {
	Text soft[struct {
		Body str `json:"body"`
	}] `json:"text"`
	Image    soft[mediaJSON] `json:"image"`
	Video    soft[mediaJSON] `json:"video"`
	Audio    soft[mediaJSON] `json:"audio"`
	Voice    soft[mediaJSON] `json:"voice"`
	Document soft[mediaJSON] `json:"document"`
	Sticker  soft[mediaJSON] `json:"sticker"`
	Location soft[struct {
		Latitude  float `json:"latitude"`
		Longitude float `json:"longitude"`
		Name      str   `json:"name"`
		Address   str   `json:"address"`
		URL       str   `json:"url"`
	}] `json:"location"`
	Contacts list[cardJSON] `json:"contacts"`
	Button   soft[struct {
		Text    str `json:"text"`
		Payload str `json:"payload"`
	}] `json:"button"`
	Interactive soft[interactiveJSON] `json:"interactive"`
	Reaction    soft[struct {
		MessageID str `json:"message_id"`
		Emoji     str `json:"emoji"`
	}] `json:"reaction"`
	Order  soft[orderJSON]  `json:"order"`
	System soft[systemJSON] `json:"system"`
	Edit   soft[struct {
		OriginalID str             `json:"original_message_id"`
		Message    json.RawMessage `json:"message"`
	}] `json:"edit"`
	Revoke soft[struct {
		OriginalID str `json:"original_message_id"`
	}] `json:"revoke"`
	Unsupported soft[struct {
		Type str `json:"type"`
	}] `json:"unsupported"`
}

type cardJSON struct {
	Name soft[struct {
		Formatted str `json:"formatted_name"`
		First     str `json:"first_name"`
		Last      str `json:"last_name"`
	}] `json:"name"`
	Org soft[struct {
		Company str `json:"company"`
	}] `json:"org"`
	Phones list[struct {
		Phone str `json:"phone"`
		WaID  str `json:"wa_id"`
		Type  str `json:"type"`
	}] `json:"phones"`
	Emails list[struct {
		Email str `json:"email"`
	}] `json:"emails"`
	URLs list[struct {
		URL str `json:"url"`
	}] `json:"urls"`
	Addresses list[struct {
		Street  str `json:"street"`
		City    str `json:"city"`
		State   str `json:"state"`
		Zip     str `json:"zip"`
		Country str `json:"country"`
	}] `json:"addresses"`
	Birthday str `json:"birthday"`
	Origin   str `json:"origin"`
}

// fill reads the part of a message that depends on its type.
func (j *contentJSON) fill(m *Message) error {
	found, known := j.read(m)
	switch {
	case !known:
		return unfamiliar("the message type", str(m.Type))
	// With an error in its place the content is not malformed but absent: a
	// file that Meta could not fetch, for one. The error says so.
	case !found && len(m.Problems) == 0:
		return malformed("the message has no " + m.Type)
	}
	return nil
}

// read says whether the type is one that we know and whether its content was
// found.
func (j *contentJSON) read(m *Message) (found, known bool) {
	switch m.Type {
	case TypeText:
		return j.text(m), true
	case TypeImage:
		return j.Image.p.media(m), true
	case TypeVideo:
		return j.Video.p.media(m), true
	case TypeAudio:
		return j.Audio.p.media(m), true
	case TypeVoice:
		return j.voice(m), true
	case TypeDocument:
		return j.Document.p.media(m), true
	case TypeSticker:
		return j.Sticker.p.media(m), true
	case TypeLocation:
		return j.location(m), true
	case TypeContacts:
		return j.contacts(m), true
	case TypeButton:
		return j.button(m), true
	case TypeInteractive:
		return j.interactive(m), true
	case TypeReaction:
		return j.reaction(m), true
	case TypeOrder:
		return j.order(m), true
	case TypeSystem:
		return j.system(m), true
	case TypeEdit:
		return j.edit(m), true
	case TypeRevoke:
		return j.revoke(m), true
	case TypeUnsupported, TypeUnknown:
		m.Unsupported = string(j.Unsupported.or().Type)
		return true, true
	case TypeMediaPlaceholder:
		return true, true
	}
	return false, false
}

func (j *contentJSON) text(m *Message) bool {
	if j.Text.p == nil {
		return false
	}
	m.Text = string(j.Text.p.Body)
	return true
}

func (j *mediaJSON) media(m *Message) bool {
	if j == nil || j.ID == "" && j.URL == "" {
		return false
	}
	m.Text = string(j.Caption)
	m.Media = &Media{
		ID: string(j.ID), MIME: string(j.MIME), SHA256: string(j.SHA256), URL: string(j.URL),
		FileName: string(j.FileName), Voice: bool(j.Voice), Animated: bool(j.Animated),
	}
	return true
}

func (j *contentJSON) voice(m *Message) bool {
	if !j.Voice.p.media(m) && !j.Audio.p.media(m) {
		return false
	}
	m.Media.Voice = true
	return true
}

func (j *contentJSON) location(m *Message) bool {
	l := j.Location.p
	if l == nil {
		return false
	}
	m.Location = &Location{
		Latitude: float64(l.Latitude), Longitude: float64(l.Longitude),
		Name: string(l.Name), Address: string(l.Address), URL: string(l.URL),
	}
	return true
}

func (j *contentJSON) contacts(m *Message) bool {
	for _, c := range j.Contacts {
		name := c.Name.or()
		card := Card{
			Name:    first(name.Formatted, str(strings.TrimSpace(string(name.First+" "+name.Last)))),
			Company: string(c.Org.or().Company), Birthday: string(c.Birthday), Origin: string(c.Origin),
		}
		for _, p := range c.Phones {
			card.Phones = append(card.Phones, CardPhone{
				Phone: desk.PhoneNumber(first(p.Phone, p.WaID)), WaID: desk.PhoneNumber(p.WaID), Type: string(p.Type),
			})
		}
		for _, e := range c.Emails {
			card.Emails = append(card.Emails, string(e.Email))
		}
		for _, u := range c.URLs {
			card.URLs = append(card.URLs, string(u.URL))
		}
		for _, a := range c.Addresses {
			card.Addresses = append(card.Addresses, joinWords(a.Street, a.Zip, a.City, a.State, a.Country))
		}
		m.Contacts = append(m.Contacts, card)
	}
	return len(m.Contacts) > 0
}

func joinWords(words ...str) string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, string(w))
		}
	}
	return strings.Join(out, ", ")
}
