package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// kinds maps Meta's types of messages with content of their own.
var kinds = map[string]desk.MessageKind{
	meta.TypeText: desk.KindText, meta.TypeImage: desk.KindImage, meta.TypeVideo: desk.KindVideo,
	meta.TypeAudio: desk.KindAudio, meta.TypeVoice: desk.KindAudio, meta.TypeDocument: desk.KindDocument,
	meta.TypeSticker: desk.KindSticker, meta.TypeLocation: desk.KindLocation, meta.TypeContacts: desk.KindContacts,
	meta.TypeButton: desk.KindButton, meta.TypeInteractive: desk.KindInteractive, meta.TypeOrder: desk.KindOrder,
	meta.TypeSystem: desk.KindSystem,
}

// fill writes the content of a message as Meta tells it into our row. What
// nobody can show becomes KindUnsupported and says what it was.
func (w *work) fill(m *desk.Message, in meta.Message) {
	kind, ok := kinds[in.Type]
	if !ok {
		kind = desk.KindUnsupported
		m.System = firstOf(in.Unsupported, in.Type)
	}
	m.Kind, m.Text = kind, in.Text
	m.Media, m.Location, m.Contacts, m.Interactive = nil, nil, nil, nil
	if in.Media != nil {
		m.Media = &desk.Media{
			ID: desk.MediaID(w.id("med")), State: desk.MediaPending, MIME: in.Media.MIME,
			FileName: in.Media.FileName, Voice: in.Media.Voice, Animated: in.Media.Animated, RemoteID: in.Media.ID,
		}
		w.job(desk.JobFetchMedia, string(m.ID), m.ThreadID, w.e.At)
	}
	if l := in.Location; l != nil {
		m.Location = &desk.Location{Latitude: l.Latitude, Longitude: l.Longitude, Name: l.Name, Address: l.Address, URL: l.URL}
	}
	for _, c := range in.Contacts {
		m.Contacts = append(m.Contacts, card(c))
	}
	switch {
	case in.Button != nil:
		m.Text = in.Button.Text
		m.Interactive = &desk.Interactive{Kind: "button", ID: in.Button.Payload, Title: in.Button.Text}
	case in.Interactive != nil:
		m.Interactive = interactive(*in.Interactive)
		m.Text = m.Interactive.Title
	case in.Order != nil:
		m.Interactive = order(*in.Order)
		m.Text = in.Order.Text
	case in.System != nil:
		m.System, m.Text = in.System.Kind, in.System.Body
	}
	if in.Context != nil {
		m.Forwarded = in.Context.Forwarded
	}
	if r := in.Referral; r != nil {
		m.Referral = firstOf(r.Headline, r.Body, r.SourceURL, r.SourceType)
	}
}

func card(c meta.Card) desk.ContactCard {
	out := desk.ContactCard{Name: c.Name, Emails: slices.Clone(c.Emails), Company: c.Company}
	for _, p := range c.Phones {
		out.Phones = append(out.Phones, p.Phone)
	}
	return out
}

func interactive(in meta.Interactive) *desk.Interactive {
	out := &desk.Interactive{ID: in.ID, Title: in.Title}
	switch in.Type {
	case "button_reply":
		out.Kind = "buttonReply"
	case "list_reply":
		out.Kind = "listReply"
		if in.Description != "" {
			out.Lines = []desk.KV{{Key: "description", Value: in.Description}}
		}
	case "call_permission_reply":
		out.Kind = "callPermission"
		out.Lines = []desk.KV{{Key: "answer", Value: in.Permission}}
	case "nfm_reply":
		out.Kind = "flow"
		if in.Form == "address_message" {
			out.Kind = "address"
		}
		out.Lines = answers(in.Response)
	default:
		out.Kind = in.Type
	}
	return out
}

// maxAnswers bounds the lines of a form, which is of the business's own making.
const maxAnswers = 100

// answers reads the answers of a form into lines, by name. What is no object
// stays one line.
func answers(response string) []desk.KV {
	if response == "" {
		return nil
	}
	var fields map[string]any
	if json.Unmarshal([]byte(response), &fields) != nil {
		return []desk.KV{{Key: "answer", Value: response}}
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		if name != "flow_token" { // ties the answer to the form; means nothing to a person
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) > maxAnswers {
		names = names[:maxAnswers]
	}
	var lines []desk.KV
	for _, name := range names {
		lines = append(lines, desk.KV{Key: name, Value: plainText(fields[name])})
	}
	return lines
}

func plainText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	b, err := json.Marshal(v)
	if err != nil { // cannot be: it came out of JSON
		return ""
	}
	return string(b)
}

func order(in meta.Order) *desk.Interactive {
	out := &desk.Interactive{Kind: "order", ID: in.CatalogID, Title: in.Text}
	for _, i := range in.Items {
		price := strconv.FormatFloat(i.Price, 'f', -1, 64)
		out.Lines = append(out.Lines, desk.KV{
			Key: i.RetailerID, Value: fmt.Sprintf("%d × %s %s", i.Quantity, price, i.Currency),
		})
	}
	return out
}

// problem turns Meta's error into words.
func (w *work) problem(list []meta.Problem) *desk.Problem {
	if len(list) == 0 {
		return nil
	}
	p := list[0]
	return &desk.Problem{
		Code: p.Code, Title: p.Title, Text: p.Explain().Text, Source: "meta", At: w.e.At,
	}
}
