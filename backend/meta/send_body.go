package meta

import (
	"strconv"
	"strings"
)

// json checks a message and writes it in Meta's words. What would be refused
// there is refused here, where it can be said which part is wrong.
func (m *Outgoing) json() (*outJSON, error) {
	out := &outJSON{
		Product: product, RecipientType: "individual", CallbackData: m.CallbackData, IdentityHash: m.IdentityHash,
	}
	if err := m.address(out); err != nil {
		return nil, err
	}
	if len(m.CallbackData) > MaxCallbackData {
		return nil, invalid(opSend, "The message's own id is too long.")
	}
	if m.ReplyTo != "" {
		if m.Reaction != nil {
			return nil, invalid(opSend, "A reaction cannot quote a message.")
		}
		out.Context = &outContext{MessageID: m.ReplyTo}
	}
	return out, m.content(out)
}

// address names the recipient. The + keeps Meta from putting the country code
// of our own number in front.
func (m *Outgoing) address(out *outJSON) error {
	digits := strings.TrimPrefix(string(m.To), "+")
	switch {
	case (digits == "") == (m.UserID == ""):
		return invalid(opSend, "A message needs one recipient: a phone number or a user id.")
	case digits != "" && !onlyDigits(digits):
		return invalid(opSend, "The recipient's phone number has something else than digits in it.")
	case digits != "":
		out.To = "+" + digits
	case !isUserID(m.UserID):
		return invalid(opSend, "The recipient's user id is not one of WhatsApp's.")
	default:
		out.Recipient = m.UserID
	}
	return nil
}

func (m *Outgoing) content(out *outJSON) error {
	set := 0
	for _, is := range []bool{m.Text != nil, m.File != nil, m.Location != nil, m.Reaction != nil, m.Template != nil} {
		if is {
			set++
		}
	}
	if set != 1 {
		return invalid(opSend, "A message needs exactly one content.")
	}
	switch {
	case m.Text != nil:
		return m.Text.put(out)
	case m.File != nil:
		return m.File.put(out)
	case m.Location != nil:
		out.Type = TypeLocation
		out.Location = &outLocation{
			Latitude: degrees(m.Location.Latitude), Longitude: degrees(m.Location.Longitude),
			Name: m.Location.Name, Address: m.Location.Address,
		}
	case m.Reaction != nil:
		if m.Reaction.MessageID == "" {
			return invalid(opSend, "The message to react to has no id of WhatsApp's.")
		}
		out.Type = TypeReaction
		out.Reaction = &outReaction{MessageID: m.Reaction.MessageID, Emoji: m.Reaction.Emoji}
	default:
		return m.Template.put(out)
	}
	return nil
}

func degrees(d float64) string { return strconv.FormatFloat(d, 'f', -1, 64) }

func (t *OutText) put(out *outJSON) error {
	switch {
	case strings.TrimSpace(t.Body) == "":
		return invalid(opSend, "The message is empty.")
	case tooLong(t.Body, MaxText):
		return invalid(opSend, "The message is longer than the 4096 characters that WhatsApp allows. Send it in parts.")
	}
	out.Type = TypeText
	out.Text = &outText{Body: t.Body, Preview: t.Preview}
	return nil
}

func (f *OutFile) put(out *outJSON) error {
	if f.MediaID == "" {
		return invalid(opSend, "The file is not uploaded yet.")
	}
	if tooLong(f.Caption, MaxCaption) {
		return invalid(opSend, "The caption is longer than the 1024 characters that WhatsApp allows.")
	}
	if f.Caption != "" && (f.Type == TypeAudio || f.Type == TypeSticker) {
		return invalid(opSend, "Audio and stickers cannot have a caption. Send the text on its own.")
	}
	out.Type = f.Type
	media := &outMedia{ID: f.MediaID, Caption: f.Caption}
	switch f.Type {
	case TypeImage:
		out.Image = media
	case TypeVideo:
		out.Video = media
	case TypeAudio:
		media.Voice = f.Voice
		out.Audio = media
	case TypeDocument:
		media.FileName = f.FileName
		out.Document = media
	case TypeSticker:
		out.Sticker = media
	default:
		return invalid(opSend, "This type of file cannot be sent.")
	}
	return nil
}

func (t *OutTemplate) put(out *outJSON) error {
	if t.Name == "" || t.Language == "" {
		return invalid(opSend, "The template has no name or language.")
	}
	out.Type = "template"
	out.Template = &outTemplated{Name: t.Name}
	out.Template.Language.Code = t.Language
	for _, c := range t.Components {
		component := outComponent{Type: c.Type, SubType: c.SubType, Index: c.Index}
		for _, p := range c.Parameters {
			parameter, err := p.json()
			if err != nil {
				return err
			}
			component.Parameters = append(component.Parameters, parameter)
		}
		out.Template.Components = append(out.Template.Components, component)
	}
	return nil
}

func (p OutParameter) json() (outParameter, error) {
	out := outParameter{Type: p.Type, Name: p.Name}
	if p.Value == "" {
		return out, invalid(opSend, "A variable of the template is not filled in.")
	}
	media := &outMedia{ID: p.Value}
	switch p.Type {
	case "text":
		out.Text = p.Value
	case "payload":
		out.Payload = p.Value
	case "coupon_code":
		out.Coupon = p.Value
	case TypeImage:
		out.Image = media
	case TypeVideo:
		out.Video = media
	case TypeDocument:
		media.FileName = p.FileName
		out.Document = media
	default:
		return out, invalid(opSend, "A variable of the template has a type that cannot be sent.")
	}
	return out, nil
}
