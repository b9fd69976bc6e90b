package meta

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// samples are what stands for the variables of a part in Meta's review, in their order.
type samples struct{ header, body []string }

// samplesOf reads the samples of a part. Meta's pages show those of a body nested and flat;
// lists are nested.
func samplesOf(example json.RawMessage) samples {
	type named struct {
		Example str `json:"example"`
	}
	var e struct {
		Header      list[str]             `json:"header_text"`
		Body        list[json.RawMessage] `json:"body_text"`
		HeaderNamed list[named]           `json:"header_text_named_params"`
		BodyNamed   list[named]           `json:"body_text_named_params"`
	}
	if len(example) == 0 || json.Unmarshal(example, &e) != nil {
		return samples{}
	}
	out := samples{header: plain(e.Header)}
	flat := e.Body
	if len(flat) > 0 && bytes.HasPrefix(bytes.TrimSpace(flat[0]), []byte("[")) {
		var first list[json.RawMessage]
		if json.Unmarshal(flat[0], &first) != nil {
			return out
		}
		flat = first
	}
	for _, raw := range flat {
		var s str
		if json.Unmarshal(raw, &s) == nil {
			out.body = append(out.body, string(s))
		}
	}
	for _, n := range e.HeaderNamed {
		out.header = append(out.header, string(n.Example))
	}
	for _, n := range e.BodyNamed {
		out.body = append(out.body, string(n.Example))
	}
	return out
}

var templateVariable = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// namesIn lists the variables of a text, each once.
func namesIn(text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range templateVariable.FindAllStringSubmatch(text, -1) {
		if !seen[m[1]] {
			seen[m[1]] = true
			out = append(out, m[1])
		}
	}
	return out
}

// partJSON is a component as Meta takes it.
type partJSON struct {
	Type    string         `json:"type"`
	Format  string         `json:"format,omitempty"`
	Text    string         `json:"text,omitempty"`
	Example map[string]any `json:"example,omitempty"`
	Buttons []buttonJSON   `json:"buttons,omitempty"`

	Advice bool `json:"add_security_recommendation,omitempty"` // of the body of a login code
}

type buttonJSON struct {
	Type    string   `json:"type"`
	Text    string   `json:"text,omitempty"`
	URL     string   `json:"url,omitempty"`
	Phone   string   `json:"phone_number,omitempty"`
	Example []string `json:"example,omitempty"`
	OTP     string   `json:"otp_type,omitempty"`
}

const opWriteTemplate = "write template"

// loginCodeParts are those of a login code that is copied by a button. Meta writes its text.
func loginCodeParts(c desk.TemplateContent) ([]partJSON, error) {
	if c.Body != "" || c.HeaderKind != "" || c.Footer != "" || len(c.Buttons) != 1 || c.Buttons[0].Kind != "OTP" {
		return nil, invalid(opWriteTemplate, "templateKind")
	}
	return []partJSON{
		{Type: "BODY", Advice: true},
		{Type: "BUTTONS", Buttons: []buttonJSON{{Type: "OTP", OTP: "COPY_CODE", Text: c.Buttons[0].Text}}},
	}, nil
}

// headerPart writes the header, nil when there is none. That of a file needs a sample of it,
// uploaded before: the one in the list that Meta gives cannot be given back.
func headerPart(c desk.TemplateContent) (*partJSON, error) {
	switch c.HeaderKind {
	case "", "TEXT":
		if c.HeaderText == "" {
			return nil, nil // most templates have none
		}
		var one []string
		if c.HeaderSample != "" {
			one = []string{c.HeaderSample}
		}
		example, err := exampleOf("header_text", c.HeaderText, one, c.Named)
		return &partJSON{Type: "HEADER", Format: "TEXT", Text: c.HeaderText, Example: example}, err
	case "IMAGE", "VIDEO", "DOCUMENT":
		if c.HeaderHandle != "" {
			return &partJSON{Type: "HEADER", Format: c.HeaderKind, Example: map[string]any{"header_handle": []string{c.HeaderHandle}}}, nil
		}
	}
	return nil, invalid(opWriteTemplate, "templateKind")
}

// partsOf writes a content as Meta takes it. What is made of something that is not in the
// list that Meta gives cannot be written: a file at its head without a new sample, the text
// of a login code, buttons of other kinds.
func partsOf(c desk.TemplateContent) ([]partJSON, error) {
	if c.Category == "AUTHENTICATION" {
		return loginCodeParts(c)
	}
	var out []partJSON
	header, err := headerPart(c)
	if err != nil {
		return nil, err
	}
	if header != nil {
		out = append(out, *header)
	}
	example, err := exampleOf("body_text", c.Body, c.Samples, c.Named)
	if err != nil {
		return nil, err
	}
	out = append(out, partJSON{Type: "BODY", Text: c.Body, Example: example})
	if c.Footer != "" {
		out = append(out, partJSON{Type: "FOOTER", Text: c.Footer})
	}
	if len(c.Buttons) == 0 {
		return out, nil
	}
	buttons, err := buttonsOf(c.Buttons)
	return append(out, partJSON{Type: "BUTTONS", Buttons: buttons}), err
}

// exampleOf writes the samples of a text; nil for one without variables.
func exampleOf(field, text string, values []string, named bool) (map[string]any, error) {
	names := namesIn(text)
	switch {
	case len(names) == 0:
		return nil, nil
	case len(values) != len(names):
		return nil, invalid(opWriteTemplate, "templateKind")
	case named:
		list := make([]map[string]string, len(names))
		for i, name := range names {
			list[i] = map[string]string{"param_name": name, "example": values[i]}
		}
		return map[string]any{field + "_named_params": list}, nil
	case field == "body_text":
		return map[string]any{field: [][]string{values}}, nil
	}
	return map[string]any{field: values}, nil
}

func buttonsOf(buttons []desk.TemplateButton) ([]buttonJSON, error) {
	out := make([]buttonJSON, 0, len(buttons))
	for _, b := range buttons {
		j := buttonJSON{Type: b.Kind, Text: b.Text, URL: b.URL, Phone: b.Phone}
		lacks := false
		switch b.Kind {
		case "QUICK_REPLY":
		case "URL":
			if lacks = len(namesIn(b.URL)) > 0 && b.Sample == ""; b.Sample != "" {
				j.Example = []string{b.Sample}
			}
		case "PHONE_NUMBER":
			lacks = b.Phone == ""
		case "COPY_CODE":
			lacks, j.Text, j.Example = b.Sample == "", "", []string{b.Sample}
		default:
			lacks = true
		}
		if lacks {
			return nil, invalid(opWriteTemplate, "templateKind")
		}
		out = append(out, j)
	}
	return out, nil
}

// EditTemplate replaces all of a template but its name and language. Meta takes it of those
// that are approved, rejected or paused, of approved ones once a day and ten times a month.
func (c *Client) EditTemplate(ctx context.Context, id string, content desk.TemplateContent) error {
	parts, err := partsOf(content)
	if err != nil {
		return err
	}
	body := map[string]any{"components": parts}
	if content.Category != "" {
		body["category"] = content.Category
	}
	return c.command(ctx, request{op: "edit template", method: http.MethodPost, path: []string{id}, body: body})
}

// CreateTemplate files a template for Meta's review.
func (c *Client) CreateTemplate(ctx context.Context, waba desk.WabaID, name, language string, content desk.TemplateContent) (channel.MadeTemplate, error) {
	var made channel.MadeTemplate
	parts, err := partsOf(content)
	if err != nil {
		return made, err
	}
	body := map[string]any{"name": name, "language": language, "category": content.Category, "components": parts}
	if content.Category != "AUTHENTICATION" {
		body["parameter_format"] = "POSITIONAL"
		if content.Named {
			body["parameter_format"] = "NAMED"
		}
	}
	r := request{op: "create template", method: http.MethodPost, path: []string{string(waba), "message_templates"}, body: body}
	var answer struct {
		ID       str `json:"id"`
		Status   str `json:"status"`
		Category str `json:"category"`
	}
	if err := c.call(ctx, r, &answer); err != nil {
		return made, err
	}
	if answer.ID == "" {
		return made, r.unreadable(http.StatusOK, errNotOurShape)
	}
	return channel.MadeTemplate{
		ID: string(answer.ID), Status: first(answer.Status, desk.TemplatePending), Category: first(answer.Category, str(content.Category)),
	}, nil
}

// DeleteTemplate deletes one language of a template, or with the id "" all of the name. The
// name of one that was approved cannot be used for 30 days then.
func (c *Client) DeleteTemplate(ctx context.Context, waba desk.WabaID, name, id string) error {
	r := request{op: "delete template", method: http.MethodDelete, path: []string{string(waba), "message_templates"}, query: url.Values{"name": {name}}}
	if id != "" {
		r.query.Set("hsm_id", id)
	}
	return c.command(ctx, r)
}

var _ channel.TemplateWriter = (*Client)(nil)
