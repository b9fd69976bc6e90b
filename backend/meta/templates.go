package meta

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// Template is a message template as Meta lists it.
type Template struct {
	ID             string
	Name           string
	Language       string // en_US
	Status         string // APPROVED, PENDING, REJECTED, PAUSED, DISABLED, ...
	Category       string // MARKETING, UTILITY, AUTHENTICATION
	Named          bool   // its variables have names instead of numbers
	RejectedReason string
	Quality        string // GREEN, YELLOW, RED, UNKNOWN
	Components     []TemplatePart
}

// TemplatePart is a header, body, footer or row of buttons of a Template.
type TemplatePart struct {
	Type    string // HEADER, BODY, FOOTER, BUTTONS, ...
	Format  string // of a header: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION
	Text    string
	Buttons []TemplateButton
	Example json.RawMessage // samples of the variables, Meta's shape
}

// TemplateButton is one button of a Template.
type TemplateButton struct {
	Type   string // QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, FLOW, ...
	Text   string
	URL    string // with {{1}} at its end if it takes a variable
	Phone  string
	Sample string // of the variable, or of a code to copy
}

const templateFields = "id,name,status,category,language,components,parameter_format,rejected_reason,quality_score"

type templateJSON struct {
	ID       str `json:"id"`
	Name     str `json:"name"`
	Language str `json:"language"`
	Status   str `json:"status"`
	Category str `json:"category"`
	Format   str `json:"parameter_format"`
	Reason   str `json:"rejected_reason"`
	Quality  soft[struct {
		Score str `json:"score"`
	}] `json:"quality_score"`
	Components list[struct {
		Type    str             `json:"type"`
		Format  str             `json:"format"`
		Text    str             `json:"text"`
		Example json.RawMessage `json:"example"`
		Buttons list[struct {
			Type  str `json:"type"`
			Text  str `json:"text"`
			URL   str `json:"url"`
			Phone str `json:"phone_number"`

			Example list[str] `json:"example"`
		}] `json:"buttons"`
	}] `json:"components"`
}

func (j templateJSON) template() Template {
	t := Template{
		ID: string(j.ID), Name: string(j.Name), Language: string(j.Language), Status: string(j.Status),
		Category: string(j.Category), Named: j.Format == "NAMED", RejectedReason: none(j.Reason),
		Quality: first(j.Quality.or().Score, "UNKNOWN"),
	}
	for _, c := range j.Components {
		part := TemplatePart{Type: string(c.Type), Format: string(c.Format), Text: string(c.Text), Example: c.Example}
		for _, b := range c.Buttons {
			button := TemplateButton{Type: string(b.Type), Text: string(b.Text), URL: string(b.URL), Phone: string(b.Phone)}
			if len(b.Example) > 0 {
				button.Sample = string(b.Example[0])
			}
			part.Buttons = append(part.Buttons, button)
		}
		t.Components = append(t.Components, part)
	}
	return t
}

// ListTemplates lists all templates of an account, in every status.
func (c *Client) ListTemplates(ctx context.Context, waba string) ([]Template, error) {
	r := request{op: "list templates", method: http.MethodGet, path: []string{waba, "message_templates"}, query: limit()}
	r.query.Set("fields", templateFields)
	rows, err := pages[templateJSON](ctx, c, r)
	var out []Template
	for _, row := range rows {
		out = append(out, row.template())
	}
	return out, err
}

// Templates gives all templates of an account in our words.
func (c *Client) Templates(ctx context.Context, account desk.WabaID) ([]desk.Template, error) {
	list, err := c.ListTemplates(ctx, string(account))
	if err != nil {
		return nil, err
	}
	out := make([]desk.Template, 0, len(list))
	for _, t := range list {
		out = append(out, t.neutral(account))
	}
	return out, nil
}

// neutral gives the template in our words. Its id is the fold's to give.
func (t Template) neutral(waba desk.WabaID) desk.Template {
	out := desk.Template{
		WabaID: waba, MetaID: t.ID, Name: t.Name, Language: t.Language, Category: t.Category, Status: t.Status,
		RejectedReason: t.RejectedReason, Quality: desk.Rated(t.Quality), Named: t.Named, Buttons: []desk.TemplateButton{},
	}
	for _, part := range t.Components {
		switch strings.ToUpper(part.Type) {
		case "HEADER":
			out.HeaderKind, out.HeaderText = part.Format, part.Text
			if s := samplesOf(part.Example); part.Format == "TEXT" && len(s.header) > 0 {
				out.HeaderSample = s.header[0]
			}
		case "BODY":
			out.Body, out.Samples = part.Text, samplesOf(part.Example).body
		case "FOOTER":
			out.Footer = part.Text
		case "BUTTONS":
			for _, b := range part.Buttons {
				out.Buttons = append(out.Buttons, desk.TemplateButton{Kind: b.Type, Text: b.Text, URL: b.URL, Phone: b.Phone, Sample: b.Sample})
			}
		default:
			out.Other = append(out.Other, strings.ToUpper(part.Type))
		}
	}
	return out
}
