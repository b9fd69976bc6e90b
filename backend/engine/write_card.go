package engine

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// putCard writes a contact card. A number that is known here by WhatsApp goes with its id
// there: without one the customer is offered to invite that person to WhatsApp, not to write.
func (w *work) putCard(m *desk.Message, c *wire.SentCard) error {
	if c == nil {
		return refuse(desk.CodeInvalid, "noCard")
	}
	name, err := cleanName(c.Name, "contactName")
	if err != nil {
		return err
	}
	card := desk.ContactCard{Name: name}
	if card.Company, err = lineOfCard(c.Company, "company"); err != nil {
		return err
	}
	if card.Title, err = lineOfCard(c.Title, "jobTitle"); err != nil {
		return err
	}
	if err := w.cardPhones(&card, c.Phones); err != nil {
		return err
	}
	if card.Emails, err = cardEmails(c.Emails); err != nil {
		return err
	}
	m.Text, m.Contacts = "", []desk.ContactCard{card}
	return nil
}

// lineOfCard gives a line that may be empty.
func lineOfCard(s, what string) (string, error) {
	if desk.Visible(s) == "" {
		return "", nil
	}
	return cleanName(s, what)
}

func (w *work) cardPhones(card *desk.ContactCard, phones []wire.SentPhone) error {
	switch {
	case len(phones) == 0:
		return refuse(desk.CodeInvalid, "noCard", desk.Params{"context": "phone"})
	case len(phones) > wire.MostCardPhones:
		return refuse(desk.CodeInvalid, "noCard", desk.Params{"context": "phones", "most": wire.MostCardPhones})
	}
	for _, p := range phones {
		n, err := phone.ParseDialled(p.Phone)
		if err != nil {
			return refused(err)
		}
		number := desk.CardNumber{Kind: desk.PhoneKind(p.Kind)}
		switch number.Kind {
		case desk.PhoneWork, desk.PhoneHome, desk.PhoneOther:
		default:
			return refuse(desk.CodeInvalid, "noCard", desk.Params{"context": "kind"})
		}
		known, err := w.contactBy(aliasOfWaID(desk.PhoneNumber(n.E164.Digits())))
		if err != nil {
			return desk.Wrap("read contact", err)
		}
		// They may have another number by now, which is for them to give away.
		if known != nil && isSameNumber(string(known.WaID), n.E164.Digits()) {
			number.WaID = known.WaID
		}
		card.Phones, card.Numbers = append(card.Phones, n.E164), append(card.Numbers, number)
	}
	return nil
}

// isSameNumber says whether two digits are one number, as providers write it.
func isSameNumber(a, b string) bool {
	return a == b || slices.Contains(phone.Variants(a), b)
}

func cardEmails(emails []string) ([]string, error) {
	if len(emails) > wire.MostCardEmails {
		return nil, refuse(desk.CodeInvalid, "noCard", desk.Params{"context": "emails", "most": wire.MostCardEmails})
	}
	var out []string
	for _, e := range emails {
		e = strings.TrimSpace(e)
		before, after, _ := strings.Cut(e, "@")
		if before == "" || after == "" || utf8.RuneCountInString(e) > 254 || strings.ContainsFunc(e, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
			return nil, refuse(desk.CodeInvalid, "noCard", desk.Params{"context": "email"})
		}
		out = append(out, e)
	}
	return out, nil
}
