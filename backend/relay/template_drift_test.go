package relay_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// Against the pretend Meta: what somebody changes of a template in WhatsApp Manager comes
// by its webhook, and either side can be chosen.
func TestTemplateDrift_isSeenAndSettled(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	p.boss.CatchUp(p.head())
	list, err := p.graph().Templates(t.Context(), sandbox.DefaultWABA)
	if err != nil {
		t.Fatal(err)
	}
	var there desk.Template
	for _, each := range list {
		if each.Status == desk.TemplateApproved && each.HeaderKind == "" && len(each.Samples) > 0 && each.Category != "AUTHENTICATION" {
			there = each
		}
	}
	row := func() (out wire.Template) {
		for _, each := range wiretest.All[wire.Template](p.boss, "template") {
			if each.Name == there.Name && each.Language == there.Language {
				out = each
			}
		}
		return out
	}
	if row().Body != there.Body || row().Agreed != nil {
		t.Fatalf("at first %+v", row())
	}
	change := there.Content()
	change.Category, change.Body = "", there.Body+" Soon."
	if err := p.graph().EditTemplate(t.Context(), there.MetaID, change); err != nil {
		t.Fatal(err)
	}
	p.boss.Until("the other text", func() bool {
		return row().Body == change.Body && row().Agreed != nil && row().Agreed.Body == there.Body
	})
	settle := func(call string) *wire.Result {
		t.Helper()
		return p.boss.Call(call, wire.TemplateRef{TemplateID: row().ID})
	}
	if r := settle(wire.CallTemplatePutBack.Name); r.Error == nil || r.Error.Subcode != "templateDrift" {
		t.Errorf("while Meta reviews it: %+v", r.Error)
	}
	if err := p.world.Review(there.MetaID, desk.TemplateRejected, "TAG_CONTENT_MISMATCH"); err != nil {
		t.Fatal(err)
	}
	p.boss.Until("the review", func() bool { return row().Status == desk.TemplateRejected })
	said[wire.None](t, settle(wire.CallTemplatePutBack.Name))
	p.boss.Until("ours is back", func() bool { return row().Agreed == nil && row().Body == there.Body })
	if r := settle(wire.CallTemplateTake.Name); r.Error == nil || r.Error.Subcode != "noDrift" {
		t.Errorf("nothing to take: %+v", r.Error)
	}
}
