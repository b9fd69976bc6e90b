package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Templates that are written here survive what the provider says of its own: a
// draft of a new one stays what it is until the provider knows it, and a new
// wording stays beside the approved one. Versions tell stale screens; a draft that
// is thrown away is gone.
func TestDraft_survivesAPull(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	approved := every[desk.Template](w.m, desk.RowTemplate, nil)[0]
	draft := wire.DraftTemplate{WabaID: "waba1", Name: "shipping_update", Language: "en_US", Category: "UTILITY", Body: "It left {{1}}."}
	put := func(d wire.DraftTemplate) desk.TemplateID {
		var r wire.IDResult
		if err := json.Unmarshal(w.ok("olga", wire.CmdDraftTemplate.Name, d), &r); err != nil {
			t.Fatal(err)
		}
		return desk.TemplateID(r.ID)
	}
	fresh := put(draft)
	w.refused("ana", wire.CmdDraftTemplate.Name, draft, "supervisors")
	w.refused("olga", wire.CmdDraftTemplate.Name, draft, "draft") // the name is taken
	for _, change := range []func(*wire.DraftTemplate){
		func(d *wire.DraftTemplate) { d.Name = "Shipping update" },
		func(d *wire.DraftTemplate) { d.Name, d.Language = "other", "english" },
		func(d *wire.DraftTemplate) { d.Name, d.Category = "other", "NEWS" },
		func(d *wire.DraftTemplate) { d.Name, d.Body = "other", strings.Repeat("x", 1025) },
		func(d *wire.DraftTemplate) { d.Name, d.Footer = "other", strings.Repeat("x", 61) },
		func(d *wire.DraftTemplate) { d.Name, d.Fills = "other", []wire.TemplateFill{{Name: "1", With: "mood"}} },
	} {
		bad := draft
		change(&bad)
		w.refused("olga", wire.CmdDraftTemplate.Name, bad, "draft")
	}
	edit := wire.DraftTemplate{TemplateID: string(approved.ID), Category: "UTILITY", Body: "Hello {{1}}, it is here."}
	put(edit)
	w.refused("olga", wire.CmdDraftTemplate.Name, edit, "draft") // somebody has saved another version
	edit.Version, edit.Body = 1, "Hello {{1}}, it is really here."
	put(edit)

	pull := func(list ...desk.Template) {
		w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba1", Templates: list})
	}
	theirs := desk.Template{MetaID: "900", Name: "hello", Language: "en_US", Category: "UTILITY", Status: "PAUSED", Body: "Hello {{1}}"}
	pull(theirs)
	row := func(id desk.TemplateID) *desk.Template {
		r, err := w.m.Template(t.Context(), orgID, id)
		if err != nil {
			t.Fatalf("template %s: %v", id, err)
		}
		return r
	}
	if r := row(fresh); r.Status != desk.TemplateDrafted || r.Draft == nil || r.Draft.Body != draft.Body || r.Draft.Version != 1 {
		t.Errorf("the draft after a pull: %+v, %+v", r, r.Draft)
	}
	if r := row(approved.ID); r.Status != "PAUSED" || r.Draft == nil || r.Draft.Body != edit.Body || r.Draft.Version != 2 || r.Draft.By != "olga" {
		t.Errorf("the new wording after a pull: %+v, %+v", r, r.Draft)
	}
	pull(theirs, desk.Template{MetaID: "901", Name: "shipping_update", Language: "en_US", Category: "UTILITY", Status: "PENDING", Body: draft.Body})
	if r := row(fresh); r.Status != "PENDING" || r.MetaID != "901" || r.Draft == nil {
		t.Errorf("the draft once the provider knows it: %+v, %+v", r, r.Draft)
	}
	w.ok("olga", wire.CmdDiscardDraft.Name, wire.TemplateRef{TemplateID: string(fresh)})
	if r := row(fresh); r.Draft != nil || r.Status != "PENDING" {
		t.Errorf("the provider's template once its draft is thrown away: %+v", r)
	}
	w.refused("olga", wire.CmdDiscardDraft.Name, wire.TemplateRef{TemplateID: string(fresh)}, "draft")
	draft.Name = "second"
	second := put(draft)
	w.ok("olga", wire.CmdDiscardDraft.Name, wire.TemplateRef{TemplateID: string(second)})
	if _, err := w.m.Template(t.Context(), orgID, second); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("the draft that was thrown away: %v", err)
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
}

// The name and language of a template that was deleted are free for another one, which is
// a draft of its own. What was sent still refers to the deleted one.
func TestDraft_nameOfADeletedOneIsFree(t *testing.T) {
	t.Parallel()
	w := talking(t)
	gone := w.drafts(greeting)
	w.submits(gone, "88", "UTILITY")
	w.must(desk.EntryTemplateRemoved, desk.TemplateRemoved{IDs: []desk.TemplateID{gone}, By: "olga"})

	fresh := w.drafts(greeting)
	if got := w.tplOf(fresh); fresh == gone || got.Status != desk.TemplateDrafted || got.MetaID != "" || got.Draft == nil {
		t.Errorf("another one of that name: %s, %+v", fresh, got)
	}
	if got := w.tplOf(gone); got.Status != desk.TemplateDeleted || got.MetaID != "88" || got.Draft != nil {
		t.Errorf("the deleted one: %+v", got)
	}
	late := wire.DraftTemplate{TemplateID: string(gone), Category: "UTILITY", Body: "Written when it was deleted."}
	w.refused("olga", wire.CmdDraftTemplate.Name, late, "draft") // two would have the name

	w.ok("olga", wire.CmdDiscardDraft.Name, wire.TemplateRef{TemplateID: string(fresh)})
	other := greeting
	other.Name = "greeting_2"
	second := w.drafts(other)
	other.TemplateID, other.Version, other.Rename = string(second), 1, "greeting"
	w.drafts(other)
	if got := w.tplOf(second); got.Name != "greeting" {
		t.Errorf("renamed to the name of the deleted one: %s", got.Name)
	}
	w.submits(second, "89", "UTILITY")
	listed := func(metaID string) desk.Template {
		return desk.Template{MetaID: metaID, Name: "greeting", Language: "en_US", Category: "UTILITY", Status: desk.TemplateApproved, Body: greeting.Body}
	}
	w.lists(listed("88"), listed("89")) // the provider's list is slow
	if was, is := w.tplOf(gone).Status, w.tplOf(second).Status; was != desk.TemplateDeleted || is != desk.TemplateApproved {
		t.Errorf("listed once more: the deleted one %s, the new one %s", was, is)
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
}

// Who was still writing when it was deleted goes on, as long as nobody else has the name.
func TestDraft_ofADeletedOneKeepsItsName(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := w.drafts(greeting)
	w.submits(id, "88", "UTILITY")
	w.must(desk.EntryTemplateRemoved, desk.TemplateRemoved{IDs: []desk.TemplateID{id}, By: "olga"})
	w.drafts(wire.DraftTemplate{TemplateID: string(id), Category: "UTILITY", Body: "Written when it was deleted."})
	w.refused("olga", wire.CmdDraftTemplate.Name, greeting, "draft") // it is shown again
}
