package meta

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

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
	Text     textJSON        `json:"text"`
	Image    soft[mediaJSON] `json:"image"`
	Video    soft[mediaJSON] `json:"video"`
	Audio    soft[mediaJSON] `json:"audio"`
	Voice    soft[mediaJSON] `json:"voice"`
	Document soft[mediaJSON] `json:"document"`
	Sticker  soft[mediaJSON] `json:"sticker"`
	Location soft[struct {
		Latitude  angle `json:"latitude"`
		Longitude angle `json:"longitude"`
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

// textJSON reads {"body": …}, or the text itself.
type textJSON str

func (t *textJSON) UnmarshalJSON(b []byte) error {
	var in soft[struct {
		Body str `json:"body"`
	}]
	var bare str
	_, _ = in.UnmarshalJSON(b), bare.UnmarshalJSON(b) // never fail
	*t = textJSON(first(in.or().Body, bare))
	return nil
}

type cardJSON struct {
	Name soft[struct {
		Formatted str `json:"formatted_name"`
		First     str `json:"first_name"`
		Middle    str `json:"middle_name"`
		Last      str `json:"last_name"`
	}] `json:"name"`
	Org soft[struct {
		Company    str `json:"company"`
		Department str `json:"department"`
		Title      str `json:"title"`
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
	VCard    str `json:"vcard"`
}

// contentTypes are the types that may be told by what a message holds, in the
// order in which they are looked for. Those that act on other messages are not
// guessed where a type is given.
var contentTypes = []string{
	channel.TypeText, channel.TypeImage, channel.TypeVideo, channel.TypeAudio, channel.TypeVoice, channel.TypeDocument, channel.TypeSticker, channel.TypeLocation, channel.TypeContacts,
	channel.TypeButton, channel.TypeInteractive, channel.TypeOrder,
}

var actingTypes = []string{channel.TypeReaction, channel.TypeEdit, channel.TypeRevoke, channel.TypeSystem}

// fill reads the part of a message that depends on its type. Where the type does
// not lead to content that is understood, the content says what it is: a text
// without a type is a text. What is not understood then is kept as Details.
func (j *contentJSON) fill(m *channel.Message, raw json.RawMessage) {
	found, known := j.read(m, m.Type)
	if found {
		return
	}
	own := memberOf(raw, m.Type)
	types := contentTypes
	if m.Type == "" {
		types = append(types[:len(types):len(types)], actingTypes...)
	}
	if own == nil && j.guess(m, types) {
		return
	}
	if own == nil || isNull(own) {
		own = rest(raw)
	}
	m.Details = DetailsOf(own)
	switch {
	case m.Type == "":
		m.NotUnderstood = "the message has no type"
	case !known:
		m.NotUnderstood = unfamiliar("the message type", str(m.Type)).Error()
	default:
		m.NotUnderstood = "the message has no " + m.Type + " that can be read"
	}
	if m.Type == channel.TypeInteractive && j.Interactive.p != nil {
		m.Unsupported = string(j.Interactive.p.Type)
	}
}

// guess reads the first content of these types that the message holds, whatever
// its own type says.
func (j *contentJSON) guess(m *channel.Message, types []string) bool {
	for _, t := range types {
		if found, _ := j.read(m, t); found {
			m.Type = t
			return true
		}
	}
	return false
}

// read takes the content of a type, and says whether it was there and whether
// the type is one that we know. What is not there leaves m as it was.
func (j *contentJSON) read(m *channel.Message, as string) (found, known bool) {
	switch as {
	case channel.TypeText:
		return j.text(m), true
	case channel.TypeImage:
		return j.Image.p.media(m), true
	case channel.TypeVideo:
		return j.Video.p.media(m), true
	case channel.TypeAudio:
		return j.Audio.p.media(m), true
	case channel.TypeVoice:
		return j.voice(m), true
	case channel.TypeDocument:
		return j.Document.p.media(m), true
	case channel.TypeSticker:
		return j.Sticker.p.media(m), true
	case channel.TypeLocation:
		return j.location(m), true
	case channel.TypeContacts:
		return j.contacts(m), true
	case channel.TypeButton:
		return j.button(m), true
	case channel.TypeInteractive:
		return j.interactive(m), true
	case channel.TypeReaction:
		return j.reaction(m), true
	case channel.TypeOrder:
		return j.order(m), true
	case channel.TypeSystem:
		return j.system(m), true
	case channel.TypeEdit:
		return j.edit(m), true
	case channel.TypeRevoke:
		return j.revoke(m), true
	case channel.TypeUnsupported, channel.TypeUnknown:
		m.Unsupported = string(j.Unsupported.or().Type)
		return true, true
	case channel.TypeMediaPlaceholder, channel.TypeRequestWelcome:
		return true, true
	}
	return false, false
}

func (j *contentJSON) text(m *channel.Message) bool {
	if j.Text == "" {
		return false
	}
	m.Text = string(j.Text)
	return true
}

func (j *mediaJSON) media(m *channel.Message) bool {
	if j == nil || j.ID == "" && j.URL == "" {
		return false
	}
	m.Text = string(j.Caption)
	m.Media = &channel.Media{
		ID: string(j.ID), MIME: string(j.MIME), SHA256: string(j.SHA256), URL: string(j.URL),
		FileName: string(j.FileName), Voice: bool(j.Voice), Animated: bool(j.Animated),
	}
	return true
}

func (j *contentJSON) voice(m *channel.Message) bool {
	if !j.Voice.p.media(m) && !j.Audio.p.media(m) {
		return false
	}
	m.Media.Voice = true
	return true
}

func (j *contentJSON) location(m *channel.Message) bool {
	l := j.Location.p
	if l == nil || !l.Latitude.within(90) || !l.Longitude.within(180) {
		return false // without both there is no place, and 0, 0 lies in the sea
	}
	m.Location = &channel.Location{
		Latitude: l.Latitude.value, Longitude: l.Longitude.value,
		Name: string(l.Name), Address: string(l.Address), URL: string(l.URL),
	}
	return true
}

func (j *contentJSON) contacts(m *channel.Message) bool {
	var cards []channel.Card
	for _, c := range j.Contacts {
		if card, ok := c.card(); ok {
			cards = append(cards, card)
		}
	}
	if len(cards) > 0 {
		m.Contacts = cards
	}
	return len(cards) > 0
}

// card reads one contact, and says whether there is anything on it.
func (c *cardJSON) card() (channel.Card, bool) {
	name, org := c.Name.or(), c.Org.or()
	card := channel.Card{
		Name: firstOf(
			visible(name.Formatted), visible(str(strings.Join(strings.Fields(string(name.First+" "+name.Middle+" "+name.Last)), " "))), nameInVCard(string(c.VCard)),
		),
		Company: string(org.Company), Department: string(org.Department), Title: string(org.Title),
		Birthday: string(c.Birthday), Origin: string(c.Origin),
	}
	for _, p := range c.Phones {
		if number := first(p.Phone, p.WaID); number != "" {
			card.Phones = append(card.Phones, channel.CardPhone{
				Phone: desk.PhoneNumber(number), WaID: desk.PhoneNumber(p.WaID), Type: string(p.Type),
			})
		}
	}
	for _, e := range c.Emails {
		card.Emails = appendFilled(card.Emails, string(e.Email))
	}
	for _, u := range c.URLs {
		card.URLs = appendFilled(card.URLs, string(u.URL))
	}
	for _, a := range c.Addresses {
		card.Addresses = appendFilled(card.Addresses, joinWords(a.Street, a.Zip, a.City, a.State, a.Country))
	}
	bare := card
	bare.Origin = ""
	return card, !reflect.DeepEqual(bare, channel.Card{})
}

// nameInVCard finds the name on a card that says it nowhere else.
func nameInVCard(vcard string) string {
	for line := range strings.Lines(vcard) {
		head, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if field, _, _ := strings.Cut(head, ";"); strings.EqualFold(field, "FN") {
			return visible(str(vcardText.Replace(value)))
		}
	}
	return ""
}

var vcardText = strings.NewReplacer(`\,`, ",", `\;`, ";", `\n`, " ", `\N`, " ", `\\`, `\`)

func appendFilled(list []string, s string) []string {
	if s == "" {
		return list
	}
	return append(list, s)
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
