package sender

import (
	"context"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/wire"
)

// prepare writes the message in the provider's words and uploads its file.
func (s *Sender) prepare(ctx context.Context, o outgoing) (meta.Outgoing, error) {
	m := o.message
	out := meta.Outgoing{CallbackData: string(m.ID)}
	// A number beats the business-scoped id; somebody with a username has no number.
	if out.To = o.contact.WaID; out.To == "" {
		out.UserID = o.contact.UserID
	}
	if err := s.quote(ctx, o, &out); err != nil {
		return out, err
	}
	switch m.Kind {
	case desk.KindText:
		out.Text = &meta.OutText{Body: m.Text, Preview: strings.Contains(m.Text, "http")}
	case desk.KindImage, desk.KindVideo, desk.KindAudio, desk.KindDocument, desk.KindSticker:
		id, err := s.upload(ctx, o, m.Media)
		if err != nil {
			return out, err
		}
		out.File = &meta.OutFile{
			Type: string(m.Kind), MediaID: id, Caption: m.Text, FileName: m.Media.FileName, Voice: m.Media.Voice,
		}
		if m.Kind != desk.KindDocument {
			out.File.FileName = ""
		}
	case desk.KindLocation:
		l := m.Location
		out.Location = &meta.Location{Latitude: l.Latitude, Longitude: l.Longitude, Name: l.Name, Address: l.Address}
	case desk.KindReaction:
		out.Reaction = &meta.Reaction{MessageID: out.ReplyTo, Emoji: m.Text}
		out.ReplyTo = ""
	case desk.KindTemplate:
		t, err := s.template(ctx, o)
		if err != nil {
			return out, err
		}
		out.Template = t
	default:
		return out, desk.Errorf(desk.CodeInvalid, "kind", "This kind of message cannot be sent.")
	}
	return out, nil
}

// quote names the provider's id of the message that is answered or reacted to.
func (s *Sender) quote(ctx context.Context, o outgoing, out *meta.Outgoing) error {
	if o.message.ReplyTo == "" {
		return nil
	}
	target, err := s.cfg.Rows.Message(ctx, o.org, o.message.ReplyTo)
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
		return "", desk.Errorf(desk.CodeInvalid, "noFile", "The message has lost its file. Attach it again.")
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
	return o.account.UploadMedia(ctx, o.number.PhoneID, meta.Upload{Name: name, MIME: is.MIME, Size: is.Size, Body: f})
}

// template fills in the variables, in the order of the parts.
func (s *Sender) template(ctx context.Context, o outgoing) (*meta.OutTemplate, error) {
	t := o.message.Template
	if t == nil {
		return nil, desk.Errorf(desk.CodeInvalid, "noTemplate", "The message has lost its template. Choose it again.")
	}
	out := &meta.OutTemplate{Name: t.Name, Language: t.Language}
	header, err := s.header(ctx, o)
	if err != nil {
		return nil, err
	}
	if header != nil {
		out.Components = append(out.Components, component("header", *header))
	}
	if len(t.Params) > 0 {
		body := component("body")
		for i, v := range t.Params {
			p := meta.OutParameter{Type: "text", Value: v}
			if i < len(t.ParamNames) {
				p.Name = t.ParamNames[i]
			}
			body.Parameters = append(body.Parameters, p)
		}
		out.Components = append(out.Components, body)
	}
	if t.ButtonText == "" {
		return out, nil
	}
	button, err := s.urlButton(ctx, o)
	if err != nil {
		return nil, err
	}
	out.Components = append(out.Components, button)
	return out, nil
}

// header is the parameter of a text header, or the uploaded file of a media
// header; nil for a template without either.
func (s *Sender) header(ctx context.Context, o outgoing) (*meta.OutParameter, error) {
	m := o.message
	if text := m.Template.HeaderText; text != "" {
		return &meta.OutParameter{Type: "text", Value: text}, nil
	}
	if m.Media == nil {
		return nil, nil //nolint:nilnil // most templates have no variable header
	}
	t, err := s.cfg.Rows.Template(ctx, o.org, m.Template.TemplateID)
	if err != nil {
		return nil, desk.Wrap("read template", err)
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
	return &meta.OutParameter{Type: strings.ToLower(t.HeaderKind), Value: id, FileName: m.Media.FileName}, nil
}

// urlButton fills the end of the one button whose address has a variable.
func (s *Sender) urlButton(ctx context.Context, o outgoing) (meta.OutComponent, error) {
	t, err := s.cfg.Rows.Template(ctx, o.org, o.message.Template.TemplateID)
	if err != nil {
		return meta.OutComponent{}, desk.Wrap("read template", err)
	}
	for i, b := range t.Buttons {
		if strings.Contains(b.URL, "{{") {
			c := component("button", meta.OutParameter{Type: "text", Value: o.message.Template.ButtonText})
			c.SubType, c.Index = "url", strconv.Itoa(i)
			return c, nil
		}
	}
	return meta.OutComponent{}, desk.Errorf(desk.CodeInvalid, "noButton", "The template has no button to fill in any more. Choose it again.")
}

func component(kind string, params ...meta.OutParameter) meta.OutComponent {
	return meta.OutComponent{Type: kind, Parameters: params}
}
