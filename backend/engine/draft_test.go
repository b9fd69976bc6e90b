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
