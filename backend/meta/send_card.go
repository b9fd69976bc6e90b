package meta

import (
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// outCard is a contact card. Meta wants a part of the name beside the whole.
type outCard struct {
	Name struct {
		Formatted string `json:"formatted_name"`
		First     string `json:"first_name"`
		Last      string `json:"last_name,omitempty"`
	} `json:"name"`
	Phones []outPhone `json:"phones,omitempty"`
	Emails []outEmail `json:"emails,omitempty"`
	Org    *outOrg    `json:"org,omitempty"`
}

type outPhone struct {
	Phone string `json:"phone"`
	Type  string `json:"type,omitempty"`
	WaID  string `json:"wa_id,omitempty"`
}

type outEmail struct {
	Email string `json:"email"`
	Type  string `json:"type,omitempty"`
}

type outOrg struct {
	Company string `json:"company,omitempty"`
	Title   string `json:"title,omitempty"`
}

// phoneKinds are Meta's words for what a number is for; its file knows no others.
var phoneKinds = map[string]string{string(desk.PhoneWork): "WORK", string(desk.PhoneHome): "HOME"}

func putCard(c *channel.Card, out *outJSON) error {
	if strings.TrimSpace(c.Name) == "" {
		return invalid(opSend, "cardName")
	}
	var card outCard
	card.Name.Formatted = c.Name
	card.Name.First, card.Name.Last, _ = strings.Cut(c.Name, " ")
	for _, p := range c.Phones {
		card.Phones = append(card.Phones, outPhone{string(p.Phone), phoneKinds[p.Type], p.WaID.Digits()})
	}
	for _, e := range c.Emails {
		card.Emails = append(card.Emails, outEmail{e, "WORK"})
	}
	if c.Company != "" || c.Title != "" {
		card.Org = &outOrg{c.Company, c.Title}
	}
	out.Type, out.Contacts = channel.TypeContacts, []outCard{card}
	return nil
}
