package engine

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// A note is what somebody writes in a conversation for colleagues. It is never sent,
// answers nobody, and moves neither the conversation nor its clocks, so it can be
// written at any time, also when the window is shut or the conversation has ended.

// cmdAddNote puts a note into a thread.
func (w *work) cmdAddNote(r request, c wire.AddNote) (*wire.MessageRef, error) {
	text, err := w.noteText(c.Text)
	if err != nil {
		return nil, err
	}
	t, err := named(w.thread(desk.ThreadID(c.ThreadID)))(wire.AskThread)
	if err != nil {
		return nil, err
	}
	where, err := w.noteIn(r.by, t)
	if err != nil {
		return nil, err
	}
	m := &desk.Message{
		ID: desk.MessageID(w.id("msg")), ThreadID: t.ID, InteractionID: where, Direction: desk.Out,
		Author: r.by.ID, AuthorKind: desk.AuthorPerson, ClientID: r.clientID, Seq: w.e.Seq, At: w.second(),
		Kind: desk.KindNote, Text: text,
	}
	if err := w.mention(r.by, m, c.Mentions); err != nil {
		return nil, err
	}
	w.put(m)
	return &wire.MessageRef{MessageID: string(m.ID)}, w.tellOfNote(m)
}

// noteIn gives the interaction that a person's note belongs to: whoever sees that
// interaction sees the note. It is the thread's last one, or the last one that they
// handled when they cannot see that.
func (w *work) noteIn(by *desk.User, t *desk.Thread) (desk.InteractionID, error) {
	v, s, err := w.subject(by, t.ID)
	if err != nil {
		return "", err
	}
	if v.SeesInteraction(s, t.InteractionID) {
		return t.InteractionID, nil
	}
	var last *desk.Interaction
	for _, it := range s.Interactions {
		if v.SeesInteraction(s, it.ID) && (last == nil || it.FirstSeq > last.FirstSeq) {
			last = it
		}
	}
	if last == nil {
		return "", refuse(desk.CodeForbidden, "noteUnseen")
	}
	return last.ID, nil
}

// noteText gives a note's text as it is kept. Of one that was erased since there is none:
// the erasure, which is folded later, says so in the row.
func (w *work) noteText(s string) (string, error) {
	switch {
	case w.erased:
		return "", nil
	case !utf8.ValidString(s):
		return "", refuse(desk.CodeInvalid, "notText")
	case desk.Blank(s):
		return "", refuse(desk.CodeInvalid, "noteEmpty")
	}
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	if utf8.RuneCountInString(s) > desk.LongestPrivateNote {
		return "", refuse(desk.CodeInvalid, "longName", desk.Params{"field": "note", "most": desk.LongestPrivateNote})
	}
	return s, nil
}

// mention says of a note who is mentioned in it, and tells those who were not mentioned
// before. Who may not see the note is not told: their name stays a word of the text.
func (w *work) mention(by *desk.User, m *desk.Message, ids []string) error {
	before := m.Mentions
	m.Mentions = nil
	for _, id := range ids {
		u, err := named(w.user(desk.UserID(id)))(wire.AskUser)
		if err != nil {
			return err
		}
		has := func(o desk.Mention) bool { return o.UserID == u.ID }
		if !u.Active || slices.ContainsFunc(m.Mentions, has) {
			continue
		}
		v, s, err := w.subject(u, m.ThreadID)
		if err != nil {
			return err
		}
		if !v.SeesInteraction(s, m.InteractionID) {
			continue
		}
		m.Mentions = append(m.Mentions, desk.Mention{UserID: u.ID, Name: u.Name})
		if u.ID == by.ID || slices.ContainsFunc(before, has) {
			continue
		}
		if err := w.notify(u.ID, desk.NoticeMention, m.ThreadID, string(m.ID)); err != nil {
			return err
		}
	}
	return nil
}

// cmdEditNote changes one's own note. What it said before stays with it.
func (w *work) cmdEditNote(r request, c wire.EditNote) (*wire.None, error) {
	text, err := w.noteText(c.Text)
	if err != nil {
		return nil, err
	}
	m, err := w.ownNote(r.by, c.MessageID)
	switch {
	case err != nil:
		return nil, err
	case m.Revoked:
		return nil, refuse(desk.CodeConflict, "noteDeleted")
	}
	m.Earlier = withVersion(m.Earlier, version(m))
	m.Text, m.Edited, m.EditedAt = text, true, w.e.At
	w.holds(m)
	if err := w.mention(r.by, m, c.Mentions); err != nil {
		return nil, err
	}
	w.put(m)
	return nil, nil
}

// cmdDeleteNote deletes one's own note, or brings it back: until its content is erased it
// is kept, and shown to nobody.
func (w *work) cmdDeleteNote(r request, c wire.DeleteNote) (*wire.None, error) {
	m, err := w.ownNote(r.by, c.MessageID)
	if err != nil {
		return nil, err
	}
	m.Revoked = !c.Undo
	w.put(m)
	if !m.Revoked {
		return nil, nil
	}
	return nil, w.forgetNote(m)
}

// ownNote gives a note that the person wrote and whose content is there. The notes that go
// with a transfer are part of what happened: they stay as they are.
func (w *work) ownNote(by *desk.User, id string) (*desk.Message, error) {
	m, err := named(w.message(desk.MessageID(id)))(wire.AskMessage)
	switch {
	case err != nil:
		return nil, err
	case m.Kind != desk.KindNote || m.Handover != nil:
		return nil, refuse(desk.CodeInvalid, "notNote")
	case m.Author != by.ID:
		return nil, refuse(desk.CodeForbidden, "notYours", desk.Params{"context": "note"})
	case m.Erased:
		return nil, refuse(desk.CodeConflict, "erased", desk.Params{"context": "note"})
	}
	return m, nil
}
