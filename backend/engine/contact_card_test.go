package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *world) made(by desk.UserID, name string, body any) string {
	w.t.Helper()
	var out wire.IDResult
	if err := json.Unmarshal(w.ok(by, name, body), &out); err != nil {
		w.t.Fatalf("%v", err)
	}
	return out.ID
}

func TestNoteContact_isEachAuthorsAndBounded(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := string(w.thread().ContactID)
	note := wire.NoteContact{ContactID: id, Text: "  Prefers mornings.\nAsk for Jo. "}
	w.refused("ben", wire.CmdNoteContact.Name, note, "notYours")
	mine := w.made("ana", wire.CmdNoteContact.Name, note)
	hers := w.made("olga", wire.CmdNoteContact.Name, wire.NoteContact{ContactID: id, Text: "VIP"})
	if notes := w.customer().Notes; len(notes) != 2 || notes[0].Text != "Prefers mornings.\nAsk for Jo." || notes[0].By != "ana" || notes[0].At == 0 {
		t.Errorf("the notes: %+v", notes)
	}
	w.refused("ana", wire.CmdUnnoteContact.Name, wire.ContactNoteRef{ContactID: id, NoteID: hers}, "notYourNote")
	w.ok("olga", wire.CmdUnnoteContact.Name, wire.ContactNoteRef{ContactID: id, NoteID: mine})
	w.ok("olga", wire.CmdUnnoteContact.Name, wire.ContactNoteRef{ContactID: id, NoteID: mine}) // somebody was quicker
	for text, why := range map[string]string{" \n ": "missing", "\u200b\u200b": "missing", strings.Repeat("é", desk.LongestContactNote+1): "tooLong"} {
		w.refused("olga", wire.CmdNoteContact.Name, wire.NoteContact{ContactID: id, Text: text}, why)
	}
	full := wire.NoteContact{ContactID: id, Text: strings.Repeat("ж", desk.LongestContactNote)}
	for len(w.customer().Notes) < 6 {
		w.ok("olga", wire.CmdNoteContact.Name, full)
	}
	w.refused("olga", wire.CmdNoteContact.Name, full, "contactNotes")
	if notes := w.customer().Notes; len(notes) != 6 || notes[5].Text != full.Text {
		t.Errorf("%d notes, the last of %d bytes", len(notes), len(notes[5].Text))
	}
}

func TestBlockContact_keepsWhatTheyWriteAndOffersItToNobody(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := string(w.thread().ContactID)
	w.refused("ben", wire.CmdBlockContact.Name, wire.BlockContact{ContactID: id, Blocked: true}, "notYours")
	w.ok("ana", wire.CmdBlockContact.Name, wire.BlockContact{ContactID: id, Blocked: true})
	w.ok("ana", wire.CmdBlockContact.Name, wire.BlockContact{ContactID: id, Blocked: true}) // nothing more happens
	if w.thread().Open {
		t.Error("the conversation goes on")
	}
	before := len(every[desk.Interaction](w.m, desk.RowInteraction, nil))
	w.says("wamid.blocked", "still here")
	said := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Text == "still here" })
	if len(said) != 1 || w.thread().LastMessageID != said[0].ID || w.thread().LastInboundID != said[0].ID {
		t.Errorf("what they wrote: %+v", said)
	}
	if after := len(every[desk.Interaction](w.m, desk.RowInteraction, nil)); after != before || w.thread().Open {
		t.Errorf("%d interactions, %d before", after, before)
	}
	lines := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.System == desk.SystemBlocked && m.Author == "ana" })
	if len(lines) != 1 {
		t.Errorf("%d lines say it", len(lines))
	}
	w.ok("olga", wire.CmdBlockContact.Name, wire.BlockContact{ContactID: id})
	w.says("wamid.unblocked", "hello again")
	if !w.thread().Open {
		t.Error("nobody is offered what they write when they are not blocked any more")
	}
}

func TestAttributes_holdValuesOfTheirKind(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := string(w.thread().ContactID)
	kinds := map[string]struct{ good, kept, bad string }{
		"text": {" gold ", "gold", strings.Repeat("x", desk.LongestValue+1)}, "number": {"+3,50", "3.50", "3 apples"}, "date": {"2026-02-28", "2026-02-28", "2026-02-30"},
		"yesNo": {"YES", "yes", "maybe"}, "list": {"pro", "Pro", "Gold"}, "link": {" https://shop.example/a", "https://shop.example/a", "javascript:alert(1)"},
	}
	for kind, c := range kinds {
		a := w.made("olga", wire.CmdPutAttribute.Name, wire.PutAttribute{Name: "The " + kind, Kind: kind, Options: []string{"Basic", "Pro", "PRO"}})
		save := func(value string) wire.SaveContact {
			return wire.SaveContact{ContactID: id, Attributes: []wire.KV{{Key: a, Value: value}}, Edited: &wire.ContactEdit{}}
		}
		w.ok("ana", wire.CmdSaveContact.Name, save(c.good))
		w.refused("ana", wire.CmdSaveContact.Name, save(c.bad), "badValue")
		if got := valueOf(w.customer(), a); got != strings.TrimSpace(c.kept) {
			t.Errorf("%s: %q", kind, got)
		}
		clash := save(c.good)
		clash.Edited.Attributes = []wire.KV{{Key: a, Value: "what it was"}}
		w.ok("ana", wire.CmdSaveContact.Name, clash) // it is that already
		clash.Attributes[0].Value = ""
		if said := w.saidNo(wire.CmdSaveContact.Name, clash); said.Subcode != "changedMeanwhile" || said.Params["context"] != "attribute" {
			t.Errorf("%s: a value that is another one by now: %+v", kind, said)
		}
		w.ok("ana", wire.CmdSaveContact.Name, save(""))
		if got := valueOf(w.customer(), a); got != "" {
			t.Errorf("%s: %q is left", kind, got)
		}
	}
}

func valueOf(c *desk.Contact, key string) string {
	for _, kv := range c.Attributes {
		if kv.Key == key {
			return kv.Value
		}
	}
	return ""
}

func TestAttributes_areSupervisorsToDefine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	put := func(c wire.PutAttribute) string { return w.made("olga", wire.CmdPutAttribute.Name, c) }
	id := put(wire.PutAttribute{Name: " Plan ", Kind: "list", Options: []string{"Basic"}})
	for why, c := range map[string]wire.PutAttribute{
		"sameAttribute": {Name: "PLAN", Kind: "text"}, "noName": {Name: " ", Kind: "text"}, "longName": {Name: strings.Repeat("é", desk.LongestAttributeName+1), Kind: "text"},
		"noOptions": {Name: "Size", Kind: "list"}, "badBody": {Name: "Size", Kind: "colour"}, "attributeGone": {ID: "att_x", Name: "Size", Kind: "text"},
	} {
		if said := w.saidNo(wire.CmdPutAttribute.Name, c); said.Subcode != why {
			t.Errorf("%+v: %+v, want %s", c, said, why)
		}
	}
	put(wire.PutAttribute{ID: id, Name: "plan", Kind: "text", Options: []string{"Pro"}})
	org := every[desk.Organization](w.m, desk.RowOrg, nil)[0]
	if a := org.Attributes; len(a) != 1 || a[0].Name != "plan" || a[0].Kind != desk.AttributeList || a[0].Options[0] != "Pro" {
		t.Errorf("after a change: %+v", a)
	}
	for i := 1; i < desk.MostAttributes; i++ {
		put(wire.PutAttribute{Name: strings.Repeat("n", i%20+1) + string(rune('a'+i/20)), Kind: "text"})
	}
	if said := w.saidNo(wire.CmdPutAttribute.Name, wire.PutAttribute{Name: "One more", Kind: "text"}); said.Subcode != "attributes" {
		t.Errorf("one too many: %+v", said)
	}
	w.ok("olga", wire.CmdDropAttribute.Name, wire.AttributeRef{ID: id})
	w.refused("ana", wire.CmdDropAttribute.Name, wire.AttributeRef{ID: id}, "supervisors")
}
