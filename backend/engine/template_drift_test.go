package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *world) lists(list ...desk.Template) {
	w.t.Helper()
	w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba1", Templates: list})
}

func (w *world) tpl(metaID string) *desk.Template {
	w.t.Helper()
	for _, t := range every[desk.Template](w.m, desk.RowTemplate, nil) {
		if t.MetaID == metaID {
			return t
		}
	}
	w.t.Fatalf("there is no template %s", metaID)
	return nil
}

func (w *world) toldOf(id desk.TemplateID) int {
	n := 0
	for _, notice := range every[desk.Notice](w.m, desk.RowNotice, nil) {
		if notice.UserID == "olga" && notice.Subject == string(id) {
			n++
		}
	}
	return n
}

func parcel(body string) desk.Template {
	return desk.Template{MetaID: "77", Name: "parcel", Language: "en", Category: "UTILITY", Status: desk.TemplateApproved, Body: body}
}

// A template that somebody changes at the provider is what the provider has, with what was
// relied on beside it until either side is chosen.
func TestTemplateDrift_isKeptAndSettled(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.lists(parcel("It is on its way."))
	id := w.tpl("77").ID
	changed := parcel("It is late.")
	changed.Status = desk.TemplatePending
	w.lists(changed)
	got := w.tpl("77")
	if got.ID != id || got.Body != "It is late." || got.Agreed == nil || got.Agreed.Body != "It is on its way." || w.toldOf(id) != 1 {
		t.Fatalf("after the change: %+v, agreed %+v, told %d", got, got.Agreed, w.toldOf(id))
	}
	w.lists(parcel("It is on its way."))
	if got := w.tpl("77"); got.Agreed != nil {
		t.Errorf("when it is back: %+v", got.Agreed)
	}
	w.lists(parcel("It is late."))
	w.must(desk.EntryTemplateTaken, desk.TemplateTaken{ID: id, By: "olga"})
	w.must(desk.EntryTemplateTaken, desk.TemplateTaken{ID: "tpl_none"})
	if got := w.tpl("77"); got.Agreed != nil || got.Body != "It is late." {
		t.Errorf("taken: %+v", got)
	}
	w.lists(parcel("It is late."))
	if got := w.tpl("77"); got.Agreed != nil {
		t.Errorf("what was taken is a difference again: %+v", got.Agreed)
	}
}

// A login code is submitted without a text and listed with the provider's, at once and after
// each change of its button: nobody changed it elsewhere.
func TestTemplateDrift_notOfALoginCodeWrittenHere(t *testing.T) {
	t.Parallel()
	w := talking(t)
	code := wire.DraftTemplate{WabaID: "waba1", Name: "code", Language: "en_US", Category: "AUTHENTICATION", Buttons: []wire.TemplateButton{{Kind: "OTP", Text: "Copy it"}}}
	id := w.drafts(code)
	lists := func(label string) *desk.Template {
		w.lists(desk.Template{
			MetaID: "88", Name: "code", Language: "en_US", Category: "AUTHENTICATION", Status: desk.TemplateApproved, Body: "*{{1}}* is your code.",
			Buttons: []desk.TemplateButton{{Kind: "URL", Text: label, URL: "https://x.example/{{1}}"}},
		})
		return w.tplOf(id)
	}
	submits := func() {
		d := w.tplOf(id).Draft
		w.must(desk.EntryTemplateSubmitted, desk.TemplateSubmitted{ID: id, MetaID: "88", Status: desk.TemplateApproved, Version: d.Version, Content: d.Content(), By: "olga"})
	}
	submits()
	if got := lists("Copy it"); got.Agreed != nil || got.Body == "" || w.toldOf(id) != 0 {
		t.Fatalf("listed: %+v, agreed %+v, told %d", got, got.Agreed, w.toldOf(id))
	}
	code.TemplateID, code.Buttons[0].Text = string(id), "Take it"
	w.drafts(code)
	submits()
	lists("Copy it") // the provider is slow
	if got := lists("Take it"); got.Agreed != nil || got.Buttons[0].Text != "Take it" {
		t.Errorf("after the change: %+v, agreed %+v", got, got.Agreed)
	}
	if got := lists("Send it"); got.Agreed == nil {
		t.Error("a change elsewhere is none")
	}
}

// A deleted template is missed; made anew it has another id of the provider's, and the same
// text settles it.
func TestTemplateDrift_ofADeletedOne(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		again  string
		differ bool
	}{"the same text": {"It is on its way.", false}, "another one": {"It is late.", true}} {
		w := talking(t)
		w.lists(parcel("It is on its way."))
		w.lists()
		old := w.tpl("77")
		if old.Status != desk.TemplateDeleted || old.Agreed == nil {
			t.Fatalf("%s: deleted %+v", name, old)
		}
		anew := parcel(c.again)
		anew.MetaID = "78"
		w.lists(anew)
		if w.tpl("77").Agreed != nil || (w.tpl("78").Agreed != nil) != c.differ || w.tpl("78").ID == old.ID {
			t.Errorf("%s: old %+v, new %+v", name, w.tpl("77"), w.tpl("78"))
		}
	}
}

// The provider's own words about category and deletion are differences too, its word about
// a review is none.
func TestTemplateDrift_byWhatTheProviderTells(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		field, value string
		differ       bool
	}{
		"its category":        {"template_category_update", `"previous_category":"UTILITY","new_category":"MARKETING"`, true},
		"it will be another":  {"template_category_update", `"new_category":"UTILITY","correct_category":"MARKETING"`, false},
		"it was deleted":      {"message_template_status_update", `"event":"DELETED"`, true},
		"it is reviewed":      {"message_template_status_update", `"event":"PENDING"`, false},
		"it is paused":        {"message_template_status_update", `"event":"PAUSED"`, false},
		"its quality is less": {"message_template_quality_update", `"previous_quality_score":"GREEN","new_quality_score":"RED"`, false},
	} {
		w := talking(t)
		w.lists(parcel("It is on its way."))
		w.waba(c.field, fmt.Sprintf(`{"message_template_id":77,"message_template_name":"parcel","message_template_language":"en",%s}`, c.value))
		if got := w.tpl("77"); (got.Agreed != nil) != c.differ {
			t.Errorf("%s: %+v", name, got.Agreed)
		}
	}
}

// News of another text has a part of it at most: the provider is asked, once, and no more
// when the account is unlinked.
func TestTemplateDrift_newsOfATextHasTheProviderAsked(t *testing.T) {
	t.Parallel()
	asked := func(w *world) int {
		n := 0
		for _, j := range w.m.jobs {
			if j.Kind == desk.JobTemplates {
				n++
			}
		}
		return n
	}
	news := func() *world {
		w := talking(t)
		w.lists(parcel("It is on its way."))
		for range 2 {
			w.waba("message_template_components_update", `{"message_template_id":77,"message_template_name":"parcel","message_template_language":"en","message_template_element":"It is late."}`)
		}
		if asked(w) != 1 {
			t.Fatalf("%d jobs", asked(w))
		}
		return w
	}
	w := news()
	w.lists(parcel("It is late."))
	if asked(w) != 0 {
		t.Error("it is asked again")
	}
	w = news()
	accounts := every[desk.Waba](w.m, desk.RowWaba, nil)
	i := slices.IndexFunc(accounts, func(a *desk.Waba) bool { return a.ID == "waba1" })
	gone := *accounts[i]
	gone.Unlinked = true
	w.must(desk.EntryWabaPut, gone)
	if asked(w) != 0 {
		t.Error("an account that is unlinked is asked")
	}
}
