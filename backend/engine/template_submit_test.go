package engine_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *world) drafts(d wire.DraftTemplate) desk.TemplateID {
	w.t.Helper()
	var r wire.IDResult
	if err := json.Unmarshal(w.ok("olga", wire.CmdDraftTemplate.Name, d), &r); err != nil {
		w.t.Fatalf("%v", err)
	}
	return desk.TemplateID(r.ID)
}

func (w *world) tplOf(id desk.TemplateID) *desk.Template {
	w.t.Helper()
	t, err := w.m.Template(context.Background(), orgID, id)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return t
}

var greeting = wire.DraftTemplate{
	WabaID: "waba1", Name: "greeting", Language: "en_US", Category: "UTILITY", HeaderKind: "TEXT", HeaderText: "Order {{1}}", HeaderSample: "7",
	Body: "Hello {{1}}, this is {{2}} of the shop.", Samples: []string{"Jo", "Ana"}, Footer: "Shop",
	Buttons: []wire.TemplateButton{{Kind: "URL", Text: "See", URL: "https://x.example/{{1}}", Sample: "https://x.example/7"}},
	Fills:   []wire.TemplateFill{{Name: "2", With: "agentName"}},
}

func (w *world) submits(id desk.TemplateID, metaID, category string) {
	w.t.Helper()
	d := w.tplOf(id).Draft
	c := d.Content()
	c.Category = category
	w.must(desk.EntryTemplateSubmitted, desk.TemplateSubmitted{
		ID: id, MetaID: metaID, Status: desk.TemplatePending, Version: d.Version, Content: c, Asked: d.Category, Fills: d.Fills, By: "olga",
	})
}

// A draft that the provider took is the template, and is no draft any more. What only we know
// of it outlives every word of the provider, whose list may lack it at first.
func TestSubmitted_isWhatWasWritten(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := w.drafts(greeting)
	w.submits(id, "88", "MARKETING")
	got := w.tplOf(id)
	if got.MetaID != "88" || got.Status != desk.TemplatePending || got.Category != "MARKETING" || got.Draft != nil || got.Body != greeting.Body ||
		got.HeaderSample != "7" || len(got.Samples) != 2 || got.Buttons[0].Sample == "" || got.Fills[0].With != desk.FillAgent {
		t.Fatalf("submitted: %+v", got)
	}
	w.lists() // the provider is slow
	if got := w.tplOf(id); got.Status != desk.TemplatePending || w.toldOf(id) != 0 {
		t.Errorf("missing in a list that is too old: %s, told %d", got.Status, w.toldOf(id))
	}
	theirs := desk.Template{MetaID: "88", Name: "greeting", Language: "en_US", Category: "MARKETING", Status: desk.TemplateApproved, Body: greeting.Body}
	w.lists(theirs)
	if got := w.tplOf(id); got.Status != desk.TemplateApproved || len(got.Fills) != 1 || got.SubmittedAt == 0 || got.Asked != "UTILITY" {
		t.Errorf("approved: %+v", got)
	}
	w.now += 11 * minute
	w.lists()
	if got := w.tplOf(id); got.Status != desk.TemplateDeleted {
		t.Errorf("missing for long: %s", got.Status)
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
}

// What somebody wrote while the provider was asked stays a draft.
func TestSubmitted_leavesWhatWasWrittenMeanwhile(t *testing.T) {
	t.Parallel()
	w := talking(t)
	id := w.drafts(greeting)
	d := *w.tplOf(id).Draft
	next := greeting
	next.TemplateID, next.Version, next.Body = string(id), 1, "Hello {{1}}, this is {{2}} of the other shop."
	w.drafts(next)
	w.must(desk.EntryTemplateSubmitted, desk.TemplateSubmitted{ID: id, MetaID: "88", Status: desk.TemplatePending, Version: d.Version, Content: d.Content(), By: "olga"})
	if got := w.tplOf(id); got.Body != greeting.Body || got.Draft == nil || got.Draft.Body != next.Body {
		t.Errorf("%q, draft %+v", got.Body, got.Draft)
	}
	w.must(desk.EntryTemplateSubmitted, desk.TemplateSubmitted{ID: "tpl_none"}) // discarded meanwhile
}

// A change of our own is no drift: nobody is told that somebody changed it.
func TestSubmitted_ofAnApprovedOneIsNoDrift(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.lists(parcel("It is on its way."))
	id := w.tpl("77").ID
	w.drafts(wire.DraftTemplate{TemplateID: string(id), Category: "UTILITY", Body: "It is late."})
	w.submits(id, "77", "UTILITY")
	changed := parcel("It is late.")
	changed.Status = desk.TemplatePending
	w.lists(changed)
	w.lists(parcel("It is late."))
	if got := w.tplOf(id); got.Agreed != nil || w.toldOf(id) != 0 || got.Status != desk.TemplateApproved {
		t.Errorf("agreed %+v, told %d, %s", got.Agreed, w.toldOf(id), got.Status)
	}
}

// What is deleted from here is gone without an alarm, stays gone while the provider still
// lists it, and its name is blocked if it had been approved.
func TestRemoved_isNoDriftAndStaysGone(t *testing.T) {
	t.Parallel()
	w := talking(t)
	rejected := parcel("It is on its way.")
	rejected.MetaID, rejected.Language, rejected.Status = "78", "de", desk.TemplateRejected
	w.lists(parcel("It is on its way."), rejected)
	a, b := w.tpl("77").ID, w.tpl("78").ID
	w.must(desk.EntryTemplateRemoved, desk.TemplateRemoved{IDs: []desk.TemplateID{a, b, "tpl_none"}, By: "olga"})
	w.lists(parcel("It is on its way."))
	w.lists()
	if got := w.tplOf(a); got.Status != desk.TemplateDeleted || !got.Held || got.GoneAt == 0 || got.Agreed != nil || w.toldOf(a) != 0 {
		t.Errorf("%+v, told %d", got, w.toldOf(a))
	}
	if got := w.tplOf(b); got.Status != desk.TemplateDeleted || got.Held {
		t.Errorf("the rejected one: %+v", got)
	}
}

// When the provider was last asked is known of each account, and a new token does not forget it.
func TestLooked_isKeptWithTheAccount(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba9", Name: "Nine"})
	w.must(desk.EntryTemplatesLooked, desk.TemplatesLooked{WabaID: "waba9"})
	w.must(desk.EntryTemplatesLooked, desk.TemplatesLooked{WabaID: "waba_none"})
	at := w.now
	w.now += hour
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba9", Name: "Nine again"})
	for _, a := range every[desk.Waba](w.m, desk.RowWaba, nil) {
		if a.ID == "waba9" && (a.TemplatesAt != at || a.Name != "Nine again") {
			t.Errorf("%+v, want %d", a, at)
		}
	}
}

// A draft may be unfinished, and a new one may change its name while nobody else knows it.
func TestDraft_mayBeUnfinishedAndRenamed(t *testing.T) {
	t.Parallel()
	w := talking(t)
	d := wire.DraftTemplate{WabaID: "waba1", Name: "parcel_sent", Language: "en_US", Category: "UTILITY"}
	id := w.drafts(d)
	other := d
	other.Name = "other"
	w.drafts(other)
	d.TemplateID, d.Version = string(id), 1
	for rename, want := range map[string]string{"other": "draft", "Not a name": "draft"} {
		bad := d
		bad.Rename = rename
		w.refused("olga", wire.CmdDraftTemplate.Name, bad, want)
	}
	d.Rename, d.Category = "parcel_left", "MARKETING"
	w.drafts(d)
	if got := w.tplOf(id); got.Name != "parcel_left" || got.Category != "MARKETING" || got.Draft.Version != 2 {
		t.Errorf("%+v", got)
	}
	w.lists(parcel("It is on its way."))
	w.refused("olga", wire.CmdDraftTemplate.Name, wire.DraftTemplate{TemplateID: string(w.tpl("77").ID), Category: "UTILITY", Rename: "mine"}, "draft")
	w.refused("olga", wire.CmdDraftTemplate.Name, wire.DraftTemplate{WabaID: "waba1", Name: "n", Language: "en_US", Category: "UTILITY", Body: strings.Repeat("x", 1025)}, "draft")
}
