package sender

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// cardOf gives the contact card of a message, nil for one that has none.
func cardOf(m *desk.Message) *channel.Card {
	if len(m.Contacts) == 0 {
		return nil
	}
	c := m.Contacts[0]
	out := &channel.Card{Name: c.Name, Company: c.Company, Title: c.Title, Emails: c.Emails}
	for i, p := range c.Phones {
		number := channel.CardPhone{Phone: p}
		if i < len(c.Numbers) {
			number.Type, number.WaID = string(c.Numbers[i].Kind), c.Numbers[i].WaID
		}
		out.Phones = append(out.Phones, number)
	}
	return out
}

// choicesOf gives the question of a message with its choices, nil for one that has none.
func choicesOf(m *desk.Message) *channel.OutChoices {
	c := m.Choices
	if c == nil {
		return nil
	}
	out := &channel.OutChoices{Header: c.Header, Body: m.Text, Footer: c.Footer, Open: c.Open}
	for _, s := range c.Sections {
		section := channel.OutSection{Title: s.Title}
		for _, r := range s.Rows {
			section.Rows = append(section.Rows, channel.OutChoice{ID: r.ID, Title: r.Title, About: r.About})
		}
		out.Sections = append(out.Sections, section)
	}
	return out
}
