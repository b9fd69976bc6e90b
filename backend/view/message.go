package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Message projects one message. The provider's id never leaves: Meta's holds
// the customer's number in clear.
func (v Viewer) Message(s Subject, m *desk.Message) Projected {
	if !v.SeesInteraction(s, m.InteractionID) {
		return Projected{}
	}
	out := wire.Message{
		ID: string(m.ID), ThreadID: string(m.ThreadID), InteractionID: string(m.InteractionID),
		Out: m.Direction == desk.Out, Author: string(m.Author), AuthorKind: string(m.AuthorKind), ClientID: m.ClientID,
		Seq: m.Seq, At: m.At, Kind: string(m.Kind), Text: m.Text, System: m.System,
		ReplyTo: string(m.ReplyTo), ReplyLost: m.ReplyLost, Forwarded: m.Forwarded, Referral: m.Referral,
		Edited: m.Edited, Revoked: m.Revoked, Erased: m.Erased, Echo: m.Echo, Status: string(m.Status), StatusAt: m.StatusAt,
		Contacts: v.cards(m.Contacts), Reactions: make([]wire.Reaction, 0, len(m.Reactions)), More: m.MoreSeq > 0,
		Earlier: make([]wire.Wording, 0, len(m.Earlier)),
	}
	out.Other, out.Rating = string(m.Other), messageRating(m.Rating)
	if c := m.Contrary; c != nil {
		out.Contrary = &wire.StatusStamp{Status: string(c.Status), At: c.At}
	}
	if out.Writer = m.Writer; v.HideNumbers {
		out.Writer = HideNumberName(out.Writer)
	}
	for _, r := range m.Reactions {
		if r.Emoji == "" { // it was taken off
			continue
		}
		out.Reactions = append(out.Reactions, wire.Reaction{Out: r.From == desk.Out, Emoji: r.Emoji})
	}
	for _, e := range m.Earlier {
		out.Earlier = append(out.Earlier, wire.Wording{Text: e.Text, At: e.At})
	}
	addParts(&out, m)
	if m.Kind == desk.KindNote {
		noteParts(&out, m)
	}
	if v.HideNumbers && m.Kind == desk.KindSystem {
		out.Text = "" // "changed from … to …" holds both numbers
	}
	return project(desk.RowMessage, out.ID, out)
}

// noteParts adds what only notes have. One that its author deleted says nothing: it is kept
// so that they can bring it back.
func noteParts(out *wire.Message, m *desk.Message) {
	if m.Revoked {
		out.Text, out.Earlier = "", []wire.Wording{}
		return
	}
	for _, who := range m.Mentions {
		out.Mentions = append(out.Mentions, wire.Mention{UserID: string(who.UserID), Name: who.Name})
	}
}

func media(md *desk.Media) *wire.Media {
	if md == nil {
		return nil
	}
	return &wire.Media{
		ID: string(md.ID), State: string(md.State), Reason: md.Reason, Said: wire.ErrorOf(md.Said.Err()), MIME: md.MIME, Size: md.Size,
		FileName: md.FileName, Voice: md.Voice, Animated: md.Animated, Width: md.Width, Height: md.Height,
	}
}

func adPicture(md *desk.Media) *wire.AdPicture {
	if md == nil {
		return nil
	}
	return &wire.AdPicture{ID: string(md.ID), State: string(md.State), Width: md.Width, Height: md.Height}
}

func addParts(out *wire.Message, m *desk.Message) {
	out.Media = media(m.Media)
	if l := m.Location; l != nil {
		out.Location = &wire.Location{
			Latitude: l.Latitude, Longitude: l.Longitude, Name: l.Name, Address: l.Address, URL: l.URL,
		}
	}
	if i := m.Interactive; i != nil {
		out.Interactive = &wire.Interactive{Kind: i.Kind, Title: i.Title, Lines: pairs(i.Lines), Total: i.Total}
	}
	out.Choices = choices(m.Choices)
	if t := m.Template; t != nil {
		out.Template = &wire.TemplateUse{
			Name: t.Name, Language: t.Language, Header: t.Header, Footer: t.Footer, Buttons: list(t.Buttons),
		}
	}
	if h := m.Handover; h != nil {
		out.Handover = &wire.Handover{To: string(h.To), InboxID: string(h.InboxID), Draft: h.Draft, ShiftEnd: h.ShiftEnd}
	}
	if a := m.Ad; a != nil {
		out.Ad = &wire.Referral{
			URL: a.URL, Kind: a.Kind, ID: a.ID, Headline: a.Headline, Body: a.Body, Media: a.Media,
			MediaURL: a.MediaURL, ClickID: a.ClickID, Welcome: a.Welcome, Picture: adPicture(a.Picture),
		}
	}
	if p := m.Problem; p != nil {
		out.Problem = &wire.Problem{Code: p.Code, Title: p.Title, Text: p.Text, Said: wire.ErrorOf(p.Said.Err()), Source: p.Source, At: p.At}
	}
}

func (v Viewer) cards(in []desk.ContactCard) []wire.ContactCard {
	out := make([]wire.ContactCard, 0, len(in))
	for _, c := range in {
		card := wire.ContactCard{
			Name: desk.Visible(c.Name), Phones: []string{}, Emails: list(c.Emails), Company: c.Company,
			Department: c.Department, Title: c.Title, URLs: list(c.URLs), Addresses: list(c.Addresses), Birthday: c.Birthday,
		}
		if v.HideNumbers {
			card.Name, card.PhonesHidden = HideNumberName(card.Name), len(c.Phones) > 0
		} else {
			for _, p := range c.Phones {
				card.Phones = append(card.Phones, displayNumber(p))
			}
			for _, n := range c.Numbers {
				card.Kinds = append(card.Kinds, string(n.Kind))
			}
		}
		out = append(out, card)
	}
	return out
}

func choices(in *desk.Choices) *wire.Choices {
	if in == nil {
		return nil
	}
	out := &wire.Choices{Header: in.Header, Footer: in.Footer, Open: in.Open, Sections: make([]wire.ChoiceSection, 0, len(in.Sections))}
	for _, s := range in.Sections {
		section := wire.ChoiceSection{Title: s.Title, Rows: make([]wire.Choice, 0, len(s.Rows))}
		for _, r := range s.Rows {
			section.Rows = append(section.Rows, wire.Choice{Title: r.Title, About: r.About})
		}
		out.Sections = append(out.Sections, section)
	}
	return out
}

// list copies strings; nil becomes empty, because the UI may not meet null.
func list(in []string) []string {
	return append(make([]string, 0, len(in)), in...)
}
