package replica

import (
	"encoding/json"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
	"github.com/parleydesk/parley/backend/wire"
)

// termsOfDoc gives the terms of a stored message; none of "" or of what cannot
// be read.
func termsOfDoc(doc string) terms.Terms {
	var m wire.Message
	if doc == "" || json.Unmarshal([]byte(doc), &m) != nil {
		return terms.Terms{}
	}
	t := terms.Of(textOf(m))
	if m.Media != nil {
		t.Words = strings.TrimLeft(t.Words+" "+fileMark+string(desk.FileAny)+" "+fileMark+string(sortOf(m)), " ")
	}
	return t
}

// fileMark begins what the index says of a message's file. No word has it.
const fileMark = "\uE001"

func sortOf(m wire.Message) desk.FileSort {
	return desk.FileSortOf(desk.MessageKind(m.Kind), m.Media.MIME)
}

// textOf is everything in a message that a person may remember it by.
func textOf(m wire.Message) string {
	parts := []string{m.Text}
	if m.Media != nil {
		parts = append(parts, m.Media.FileName)
	}
	if m.Location != nil {
		parts = append(parts, m.Location.Name, m.Location.Address)
	}
	for _, c := range m.Contacts {
		parts = append(parts, c.Name, c.Company)
		parts = append(parts, c.Phones...)
		parts = append(parts, c.Emails...)
	}
	if m.Interactive != nil {
		parts = append(parts, m.Interactive.Title)
		for _, l := range m.Interactive.Lines {
			parts = append(parts, l.Key, l.Value)
		}
	}
	if m.Template != nil {
		parts = append(parts, m.Template.Header, m.Template.Footer)
	}
	return strings.Join(parts, "\n")
}
