package sender

import (
	"context"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// prepare writes the message in the provider's words and uploads its file.
func (s *Sender) prepare(ctx context.Context, o outgoing) (channel.Outgoing, error) {
	m := o.message
	out := channel.Outgoing{CallbackData: string(m.ID)}
	// A number beats the business-scoped id; somebody with a username has no number.
	if out.To = o.contact.WaID; out.To == "" {
		out.UserID = o.contact.UserIDOn(o.number.ID)
	}
	if err := s.quote(ctx, o, &out); err != nil {
		return out, err
	}
	switch m.Kind {
	case desk.KindText:
		out.Text = &channel.OutText{Body: m.Text, Preview: strings.Contains(m.Text, "http")}
	case desk.KindImage, desk.KindVideo, desk.KindAudio, desk.KindDocument, desk.KindSticker:
		id, err := s.upload(ctx, o, m.Media)
		if err != nil {
			return out, err
		}
		out.File = &channel.OutFile{
			Type: string(m.Kind), MediaID: id, Caption: m.Text, FileName: m.Media.FileName, Voice: m.Media.Voice,
		}
		if m.Kind != desk.KindDocument {
			out.File.FileName = ""
		}
	case desk.KindLocation:
		l := m.Location
		out.Location = &channel.Location{Latitude: l.Latitude, Longitude: l.Longitude, Name: l.Name, Address: l.Address}
	case desk.KindContacts:
		out.Card = cardOf(m)
	case desk.KindInteractive:
		out.Choices = choicesOf(m)
	case desk.KindReaction:
		out.Reaction = &channel.Reaction{MessageID: out.ReplyTo, Emoji: m.Text}
		out.ReplyTo = ""
	case desk.KindTemplate:
		t, err := s.template(ctx, o)
		if err != nil {
			return out, err
		}
		out.Template = t
	default:
		return out, desk.Refuse(desk.CodeInvalid, "kind")
	}
	return out, nil
}

// quote names the provider's id of the message that is answered or reacted to.
func (s *Sender) quote(ctx context.Context, o outgoing, out *channel.Outgoing) error {
	if o.message.ReplyTo == "" {
		return nil
	}
	target, err := desk.Get[*desk.Message](ctx, s.cfg.Rows, o.org, desk.RowMessage, o.message.ReplyTo)
	if err != nil {
		return desk.Wrap("read quoted message", err)
	}
	out.ReplyTo = target.ProviderID
	return nil
}

// upload gives the file to the provider. An upload whose answer is lost is
// made again: it is not a message, and nobody sees it twice.
func (s *Sender) upload(ctx context.Context, o outgoing, m *desk.Media) (string, error) {
	if m == nil {
		return "", desk.Refuse(desk.CodeInvalid, "noFile", desk.Params{"context": "lost"})
	}
	is, err := s.cfg.Files.Describe(m.ID)
	if err != nil {
		return "", err
	}
	// A file that came from a customer may be one that WhatsApp does not take back.
	if err := wire.CheckFile(wire.Measured{MIME: is.MIME, Size: is.Size}); err != nil {
		return "", err
	}
	f, err := s.cfg.Files.Get(m.ID)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // read only
	name := m.FileName
	if name == "" {
		name = "file"
	}
	return o.account.UploadMedia(ctx, o.number.PhoneID, channel.Upload{ID: string(m.ID), Name: name, MIME: is.MIME, Size: is.Size, Body: f})
}

// template fills in the variables, in the order of the parts.
func (s *Sender) template(ctx context.Context, o outgoing) (*channel.OutTemplate, error) {
	t := o.message.Template
	if t == nil {
		return nil, desk.Refuse(desk.CodeInvalid, "noTemplate", desk.Params{"context": "lost"})
	}
	row, err := s.templateRow(ctx, o)
	if err != nil {
		return nil, err
	}
	out := &channel.OutTemplate{ID: row.MetaID, Name: t.Name, Language: t.Language}
	if out.Header, err = s.header(ctx, o, row); err != nil {
		return nil, err
	}
	for i, v := range t.Params {
		value := channel.OutValue{Value: v}
		if i < len(t.ParamNames) {
			value.Name = t.ParamNames[i]
		}
		out.Body = append(out.Body, value)
	}
	if out.Buttons, err = buttonsOf(row, t.Values); err != nil || t.ButtonText == "" {
		return out, err
	}
	button, err := link(row, t.ButtonText)
	out.Buttons = []channel.OutButton{button}
	return out, err
}

// templateRow gives the template as it is now. Of one that is gone nothing is known but
// what the message says, which is all that some providers need.
func (s *Sender) templateRow(ctx context.Context, o outgoing) (*desk.Template, error) {
	t, err := desk.Get[*desk.Template](ctx, s.cfg.Rows, o.org, desk.RowTemplate, o.message.Template.TemplateID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return &desk.Template{}, nil
	}
	return t, desk.Wrap("read template", err)
}

// variable is the name of the one variable in a text, "" = there is none.
func variable(text string) string {
	_, rest, _ := strings.Cut(text, "{{")
	name, _, closed := strings.Cut(rest, "}}")
	if !closed {
		return ""
	}
	return strings.TrimSpace(name)
}

// header is the variable of a text header, or the uploaded file of a media
// header; nil for a template without either.
func (s *Sender) header(ctx context.Context, o outgoing, t *desk.Template) (*channel.OutHeader, error) {
	m := o.message
	if text := m.Template.HeaderText; text != "" {
		return &channel.OutHeader{Name: variable(t.HeaderText), Text: text}, nil
	}
	if m.Media == nil {
		return nil, nil // most templates have no variable header
	}
	is, err := s.cfg.Files.Describe(m.Media.ID)
	if err != nil {
		return nil, err
	}
	// Meta takes the upload of any file and refuses the message; said here, it is
	// known at once what is wrong.
	if err := wire.CheckHeader(t.HeaderKind, is.MIME, is.Size); err != nil {
		return nil, err
	}
	id, err := s.upload(ctx, o, m.Media)
	if err != nil {
		return nil, err
	}
	return &channel.OutHeader{File: &channel.OutFile{Type: strings.ToLower(t.HeaderKind), MediaID: id, FileName: m.Media.FileName}}, nil
}

// buttonsOf fills the buttons that take a value. A code to copy without one, of an older
// desktop, would be refused.
func buttonsOf(t *desk.Template, values []desk.ButtonValue) ([]channel.OutButton, error) {
	given := map[int]string{}
	for _, v := range values {
		given[v.Index] = v.Value
	}
	var out []channel.OutButton
	for i, b := range t.Buttons {
		value, has := given[i]
		switch {
		case b.Kind == "COPY_CODE" && value == "":
			return nil, desk.Refuse(desk.CodeInvalid, "params", desk.Params{desk.ParamContext: "missing", "name": "button"})
		case b.Kind == "COPY_CODE":
			out = append(out, channel.OutButton{Kind: channel.ButtonCode, Index: i, Value: value})
		case has:
			out = append(out, channel.OutButton{Kind: channel.ButtonLink, Index: i, Name: variable(b.URL), Value: value})
		}
	}
	return out, nil
}

// link fills the end of the one button whose address has a variable.
func link(t *desk.Template, value string) (channel.OutButton, error) {
	for i, b := range t.Buttons {
		if strings.Contains(b.URL, "{{") {
			return channel.OutButton{Kind: channel.ButtonLink, Index: i, Name: variable(b.URL), Value: value}, nil
		}
	}
	return channel.OutButton{}, desk.Refuse(desk.CodeInvalid, "noButton")
}
