package twilio

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// opWriteTemplate is the operation of errors about what is to be written.
const opWriteTemplate = "write template"

// undoTime bounds the removal of content that WhatsApp was not asked about after all.
const undoTime = 10 * time.Second

// TemplateLimits is what of a template Twilio cannot be given from here: its content is
// never changed once it was made, a file at its head needs an address that is always
// there, and a code to copy is the same for everybody.
var TemplateLimits = desk.TemplateLimits{Final: true, Numbered: true, OneLink: true, NoFile: true, NoLoginCode: true, NoCopyCode: true, Silent: true}

// CreateTemplate makes content and asks for WhatsApp's approval of it. Content about which
// that cannot be asked is taken away again.
func (c *Client) CreateTemplate(ctx context.Context, _ desk.WabaID, name, language string, content desk.TemplateContent) (channel.MadeTemplate, error) {
	w, err := writtenOf(content)
	if err != nil {
		return channel.MadeTemplate{}, err
	}
	var made struct {
		SID string `json:"sid"`
	}
	r := request{
		op: "create template", method: http.MethodPost, base: c.Hosts.content(), path: "/v1/Content",
		body: map[string]any{"friendly_name": name, "language": language, "variables": w.samples, "types": map[string]any{w.kind: w.part}},
	}
	if err := c.call(ctx, r, &made); err != nil {
		return channel.MadeTemplate{}, err
	}
	if !contentForm.MatchString(made.SID) {
		return channel.MadeTemplate{}, r.unreadable(http.StatusOK, errNotOurShape)
	}
	out, err := c.askApproval(ctx, made.SID, name, content.Category)
	if err != nil {
		c.undo(ctx, made.SID)
		return channel.MadeTemplate{}, err
	}
	out.Content = &w.content
	return out, nil
}

func (c *Client) askApproval(ctx context.Context, sid, name, category string) (channel.MadeTemplate, error) {
	var answer struct {
		Status   string `json:"status"`
		Category string `json:"category"`
	}
	r := request{
		op: "submit template", method: http.MethodPost, base: c.Hosts.content(), path: "/v1/Content/" + sid + "/ApprovalRequests/whatsapp",
		body: map[string]any{"name": name, "category": category},
	}
	if err := c.call(ctx, r, &answer); err != nil {
		return channel.MadeTemplate{}, err
	}
	return channel.MadeTemplate{ID: sid, Status: statusOf(first(answer.Status, "received")), Category: strings.ToUpper(first(answer.Category, category))}, nil
}

// undo takes content away that nobody asked WhatsApp about. What stays is listed as not
// submitted.
func (c *Client) undo(ctx context.Context, sid string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	_ = c.deleteContent(ctx, sid) // see above
}

// EditTemplate refuses: Twilio's content cannot be changed.
func (c *Client) EditTemplate(context.Context, string, desk.TemplateContent) error {
	return invalid(opWriteTemplate, "templateFinal")
}

// DeleteTemplate deletes content, or with the id "" all content of the name, at WhatsApp
// too.
func (c *Client) DeleteTemplate(ctx context.Context, _ desk.WabaID, name, id string) error {
	if id != "" {
		return c.deleteContent(ctx, id)
	}
	list, err := c.contents(ctx)
	if err != nil {
		return err
	}
	for _, j := range list {
		if j.name() == name && contentForm.MatchString(j.SID) {
			if err := c.deleteContent(ctx, j.SID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Client) deleteContent(ctx context.Context, sid string) error {
	if !contentForm.MatchString(sid) {
		return invalid(opWriteTemplate, "template")
	}
	return c.call(ctx, request{op: "delete template", method: http.MethodDelete, base: c.Hosts.content(), path: "/v1/Content/" + sid}, nil)
}

// written is a template in Twilio's words.
type written struct {
	kind    string
	part    map[string]any
	samples map[string]string
	content desk.TemplateContent // in ours, as it is read back
}

// writtenOf writes a template. In Twilio's, header, text and links share one row of
// numbers: the header's variable and the link's come behind those of the text.
func writtenOf(c desk.TemplateContent) (written, error) {
	w := written{part: map[string]any{"body": c.Body}, samples: map[string]string{}, content: c}
	names := desk.VariablesIn(c.Body)
	if c.Named || len(names) != len(c.Samples) || c.HeaderKind != "" && c.HeaderKind != "TEXT" || c.Category == "AUTHENTICATION" {
		return w, invalid(opWriteTemplate, "templateKind")
	}
	for i, name := range names {
		w.samples[name] = c.Samples[i]
	}
	w.content.Named, w.content.Buttons = true, slices.Clone(c.Buttons)
	w.content.HeaderText = w.renumber(c.HeaderText, c.HeaderSample)
	if w.content.HeaderText != "" {
		w.part["header_text"] = w.content.HeaderText
	}
	if c.Footer != "" {
		w.part["footer"] = c.Footer
	}
	actions := make([]map[string]any, 0, len(c.Buttons))
	for i := range w.content.Buttons {
		action, ok := w.action(&w.content.Buttons[i], i)
		if !ok {
			return w, invalid(opWriteTemplate, "templateKind")
		}
		actions = append(actions, action)
	}
	if len(actions) > 0 {
		w.part["actions"] = actions
	}
	w.kind = typeOf(w.content)
	return w, nil
}

// renumber gives the one variable of a text the next number.
func (w *written) renumber(text, sample string) string {
	names := desk.VariablesIn(text)
	if len(names) == 0 {
		return text
	}
	next := strconv.Itoa(len(w.samples) + 1)
	w.samples[next] = sample
	before, rest, _ := strings.Cut(text, "{{")
	_, after, _ := strings.Cut(rest, "}}")
	return before + "{{" + next + "}}" + after
}

// action writes a button; false for one of a kind that is not written here.
func (w *written) action(b *desk.TemplateButton, i int) (map[string]any, bool) {
	out := map[string]any{"type": b.Kind, "title": b.Text}
	switch b.Kind {
	case "QUICK_REPLY":
		out["id"] = "button_" + strconv.Itoa(i+1)
	case "URL":
		before, _, _ := strings.Cut(b.URL, "{{")
		b.URL = w.renumber(b.URL, strings.TrimPrefix(b.Sample, before))
		out["url"] = b.URL
	case "PHONE_NUMBER":
		out["phone"] = b.Phone
	default:
		return nil, false
	}
	b.Sample = ""
	return out, true
}

// typeOf gives the type of content that has room for all of a template.
func typeOf(c desk.TemplateContent) string {
	replies := 0
	for _, b := range c.Buttons {
		if b.Kind == "QUICK_REPLY" {
			replies++
		}
	}
	switch {
	case c.HeaderText != "" || c.Footer != "" || replies > 0 && replies < len(c.Buttons):
		return "whatsapp/card"
	case replies > 0:
		return "twilio/quick-reply"
	case len(c.Buttons) > 0:
		return "twilio/call-to-action"
	}
	return "twilio/text"
}

var _ channel.TemplateWriter = (*Client)(nil)
