package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// noted projects what was noted about a customer. A text that holds a number is left out
// for who sees none.
func (v Viewer) noted(c *desk.Contact, out *wire.Contact) {
	out.BlockedAt, out.BlockedBy = c.BlockedAt, string(c.BlockedBy)
	for _, n := range c.Notes {
		out.Notes = append(out.Notes, wire.ContactNote{ID: n.ID, At: n.At, By: string(n.By), Text: v.words(n.Text)})
	}
	for _, kv := range c.Attributes {
		out.Attributes = append(out.Attributes, wire.KV{Key: kv.Key, Value: v.words(kv.Value)})
	}
}

// words gives a text as the viewer may read it.
func (v Viewer) words(text string) string {
	if v.HideNumbers {
		return HideNumberName(text)
	}
	return text
}

// ContactRow projects a customer as a row of the list of contacts: one of whom the viewer
// may see a conversation, as whoever asks for the row has made sure.
func (v Viewer) ContactRow(c *desk.Contact, lastAt int64) wire.ContactRow {
	return wire.ContactRow{Contact: v.contact(c), LastAt: lastAt}
}

// PersonOf adds into whom a customer of a list was merged.
func (v Viewer) PersonOf(row *wire.ContactRow, person *desk.Contact) {
	if person != nil {
		of := v.contact(person)
		row.Person = &of
	}
}

// MergePreview projects what would become of two customers.
func (v Viewer) MergePreview(keep, other, after *desk.Contact) (Body, error) {
	return Own(wire.MergePreview{Contact: v.contact(keep), Other: v.contact(other), After: v.contact(after)})
}

// UnmergePreview projects what would become of them again.
func (v Viewer) UnmergePreview(keep, other *desk.Contact) (Body, error) {
	return Own(wire.UnmergePreview{Contact: v.contact(keep), Other: v.contact(other)})
}

// Contacts gives a page of such rows.
func (v Viewer) Contacts(p wire.ContactsPage) (Body, error) { return Own(p) }

// LastAt gives when the last message of a thread was that the viewer may know of, and
// whether they may know of the thread at all.
func (v Viewer) LastAt(s Subject) (at int64, sees bool) {
	out := wire.Thread{LastAt: s.Thread.LastAt}
	switch v.Access(s) {
	case "":
		return 0, false
	case wire.AccessHandled:
		v.onlyHandled(s, &out)
	default: // all of it, or that it waits
	}
	return out.LastAt, true
}

// longestTitle is how many characters of a customer's first message name a conversation.
const longestTitle = 80

// Talk projects a conversation with a customer. first is what they wrote first in it, nil if
// there is nothing. ok is false when the viewer may not know of it.
func (v Viewer) Talk(s Subject, i *desk.Interaction, first *desk.Message) (talk wire.ContactTalk, ok bool) {
	if !v.KnowsOf(s, i.ID) {
		return talk, false
	}
	talk = wire.ContactTalk{
		ThreadID: string(i.ThreadID), InteractionID: string(i.ID), NumberID: string(s.Thread.NumberID), InboxID: string(i.InboxID), Owner: string(i.Owner),
		State: string(i.State), EndReason: i.EndReason, StartedAt: i.StartedAt, FirstSeq: i.FirstSeq, EndedAt: i.EndedAt,
	}
	if first != nil {
		text, _ := v.preview(first)
		talk.Title = clip(text, longestTitle)
	}
	return talk, true
}

// Talks gives conversations.
func (v Viewer) Talks(t wire.ContactTalks) (Body, error) { return Own(t) }

// File projects the file of a message. ok is false when there is none, or none that the
// viewer may see.
func (v Viewer) File(s Subject, m *desk.Message) (f wire.ContactFile, ok bool) {
	if m.Media == nil || m.Revoked || m.Erased || !v.SeesInteraction(s, m.InteractionID) {
		return f, false
	}
	shown := wire.Message{}
	addParts(&shown, m)
	return wire.ContactFile{
		MessageID: string(m.ID), ThreadID: string(m.ThreadID), InteractionID: string(m.InteractionID), At: m.At, Seq: m.Seq,
		Out: m.Direction == desk.Out, Kind: string(m.Kind), Media: *shown.Media,
	}, true
}

// Files gives files.
func (v Viewer) Files(f wire.ContactFiles) (Body, error) { return Own(f) }
