package meta

import (
	"strconv"

	"github.com/parleydesk/parley/backend/channel"
)

// putTemplate writes a template with the components that its variables make.
func putTemplate(t *channel.OutTemplate, out *outJSON) error {
	if t.Name == "" || t.Language == "" {
		return invalid(opSend, "template")
	}
	out.Type = "template"
	out.Template = &outTemplated{Name: t.Name}
	out.Template.Language.Code = t.Language
	if t.Header != nil {
		p, err := headerParameter(t.Header)
		if err != nil {
			return err
		}
		out.Template.add(outComponent{Type: "header"}, p)
	}
	body := make([]outParameter, 0, len(t.Body))
	for _, v := range t.Body {
		if v.Value == "" {
			return errNotFilledIn()
		}
		body = append(body, outParameter{Type: "text", Name: parameterName(v.Name), Text: v.Value})
	}
	if len(body) > 0 {
		out.Template.add(outComponent{Type: "body"}, body...)
	}
	for _, b := range t.Buttons {
		c, p, err := buttonParameter(b)
		if err != nil {
			return err
		}
		out.Template.add(c, p)
	}
	return nil
}

func (t *outTemplated) add(c outComponent, parameters ...outParameter) {
	c.Parameters = parameters
	t.Components = append(t.Components, c)
}

func errNotFilledIn() error { return invalid(opSend, "notFilledIn") }

// parameterName gives the name that a variable is sent with: those that are numbered go by
// their order alone.
func parameterName(name string) string {
	if _, err := strconv.Atoi(name); err == nil {
		return ""
	}
	return name
}

// headerParameter writes the one variable of a header.
func headerParameter(h *channel.OutHeader) (outParameter, error) {
	if h.File == nil {
		if h.Text == "" {
			return outParameter{}, errNotFilledIn()
		}
		return outParameter{Type: "text", Name: parameterName(h.Name), Text: h.Text}, nil
	}
	if h.File.MediaID == "" {
		return outParameter{}, errNotFilledIn()
	}
	p, media := outParameter{Type: h.File.Type}, &outMedia{ID: h.File.MediaID}
	switch h.File.Type {
	case channel.TypeImage:
		p.Image = media
	case channel.TypeVideo:
		p.Video = media
	case channel.TypeDocument:
		media.FileName = h.File.FileName
		p.Document = media
	default:
		return p, invalid(opSend, "templateHeader")
	}
	return p, nil
}

// buttonParameter writes the variable of a button, and which button it is.
func buttonParameter(b channel.OutButton) (outComponent, outParameter, error) {
	c := outComponent{Type: "button", Index: strconv.Itoa(b.Index)}
	if b.Value == "" {
		return c, outParameter{}, errNotFilledIn()
	}
	switch b.Kind {
	case channel.ButtonLink:
		c.SubType = "url"
		return c, outParameter{Type: "text", Text: b.Value}, nil
	case channel.ButtonCode:
		c.SubType = "copy_code"
		return c, outParameter{Type: "coupon_code", Coupon: b.Value}, nil
	case channel.ButtonReply:
		c.SubType = "quick_reply"
		return c, outParameter{Type: "payload", Payload: b.Value}, nil
	}
	return c, outParameter{}, invalid(opSend, "templateButton")
}
