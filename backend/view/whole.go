package view

import (
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Whole gives a part of a message's content as plain text, from a place in it
// on, at most size bytes of JSON. What is masked in the row is masked here.
func (v Viewer) Whole(m *desk.Message, from int64, size int) (Body, error) {
	text := v.plain(m)
	if from < 0 || from > int64(len(text)) {
		return Body{}, desk.Refuse(desk.CodeInvalid, "from")
	}
	rest := strings.ToValidUTF8(text[from:], "")
	page := wire.WholePage{Text: desk.Clip(rest, size)}
	if len(page.Text) < len(rest) {
		page.Next = from + int64(len(page.Text))
	}
	return Own(page)
}

// plain writes a message's content below one another.
func (v Viewer) plain(m *desk.Message) string {
	if m.Kind == desk.KindNote && m.Revoked {
		return "" // see noteParts
	}
	var b strings.Builder
	line := func(parts ...string) {
		for _, p := range parts {
			if p != "" {
				b.WriteString(p)
				b.WriteByte('\n')
			}
		}
	}
	if !v.HideNumbers || m.Kind != desk.KindSystem { // see Message
		line(m.Text)
	}
	if l := m.Location; l != nil {
		line(l.Name, l.Address, l.URL)
	}
	for _, c := range v.cards(m.Contacts) {
		line(c.Name, c.Company)
		line(c.Phones...)
		line(c.Emails...)
		b.WriteByte('\n')
	}
	if i := m.Interactive; i != nil {
		if i.Title != m.Text {
			line(i.Title)
		}
		for _, l := range i.Lines {
			line(l.Key + ": " + l.Value)
		}
	}
	line(m.Choices.Lines()...)
	line(m.Referral)
	return strings.ToValidUTF8(strings.TrimRight(b.String(), "\n"), "")
}
