package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdNoteContact notes something about a customer. Whoever may name a customer may.
func (w *work) cmdNoteContact(r request, c wire.NoteContact) (*wire.IDResult, error) {
	contact, err := w.nameable(r.by, c.ContactID)
	if err != nil {
		return nil, err
	}
	text, err := desk.Typed(c.Text, "note", desk.LongestContactNote, true)
	if err != nil {
		return nil, refused(err)
	}
	if desk.Blank(text) {
		return nil, refuse(desk.CodeInvalid, "missing", desk.Params{"field": "note"})
	}
	if len(contact.Notes) >= desk.MostContactNotes {
		return nil, refuse(desk.CodeConflict, "contactNotes", desk.Params{"most": desk.MostContactNotes})
	}
	note := desk.ContactNote{ID: w.id("nte"), At: w.e.At, By: r.by.ID, Text: text}
	notes := append(slices.Clone(contact.Notes), note)
	if desk.Fit(&desk.Contact{Notes: slices.Clone(notes)}) {
		return nil, refuse(desk.CodeConflict, "contactNotes", desk.Params{desk.ParamContext: "room"})
	}
	contact.Notes = notes
	w.put(contact)
	return &wire.IDResult{ID: note.ID}, nil
}

// cmdUnnoteContact takes a note away: one's own, or as a supervisor anybody's.
func (w *work) cmdUnnoteContact(r request, c wire.ContactNoteRef) (*wire.None, error) {
	contact, err := w.nameable(r.by, c.ContactID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(contact.Notes, func(n desk.ContactNote) bool { return n.ID == c.NoteID })
	switch {
	case at < 0:
		return nil, nil // somebody was quicker
	case contact.Notes[at].By != r.by.ID && !r.by.Role.Supervisor():
		return nil, refuse(desk.CodeForbidden, "notYourNote")
	}
	contact.Notes = slices.Delete(slices.Clone(contact.Notes), at, at+1)
	w.put(contact)
	return nil, nil
}

// nameable finds a customer of whom the person may note something.
func (w *work) nameable(by *desk.User, id string) (*desk.Contact, error) {
	contact, err := named(w.contact(desk.ContactID(id)))(wire.AskContact)
	if err != nil {
		return nil, err
	}
	if err := w.mayName(by, contact); err != nil {
		return nil, err
	}
	return w.personOf(contact)
}
