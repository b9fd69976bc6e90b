package engine_test

import (
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// What becomes of a template is told once, whether the provider says it by itself, lists it
// when it is asked, or both, in any order.
func TestTemplateNews_areToldOnceHoweverTheyCome(t *testing.T) {
	t.Parallel()
	status := func(event string) func(*world) {
		return func(w *world) {
			w.told("message_template_status_update", `"event":"`+event+`","message_template_id":77,"message_template_name":"parcel","message_template_language":"en","reason":"SCAM"`)
		}
	}
	for name, c := range map[string]struct {
		tells  func(*world)
		lists  func(*desk.Template)
		notice desk.NoticeKind
	}{
		"a rejection": {status("REJECTED"), func(t *desk.Template) { t.Status, t.RejectedReason = desk.TemplateRejected, "SCAM" }, desk.NoticeAccount},
		"a pause":     {status("PAUSED"), func(t *desk.Template) { t.Status = desk.TemplatePaused }, desk.NoticeAccount},
		"it is off":   {status("DISABLED"), func(t *desk.Template) { t.Status = desk.TemplateDisabled }, desk.NoticeAccount},
		"a category": {func(w *world) {
			w.told("template_category_update", `"message_template_id":77,"message_template_name":"parcel","message_template_language":"en","previous_category":"UTILITY","new_category":"MARKETING"`)
		}, func(t *desk.Template) { t.Category = "MARKETING" }, desk.NoticeAccount},
		"a bad quality": {func(w *world) {
			w.told("message_template_quality_update", `"message_template_id":77,"message_template_name":"parcel","message_template_language":"en","new_quality_score":"RED"`)
		}, func(t *desk.Template) { t.Quality = desk.QualityRed }, desk.NoticeQuality},
	} {
		list := func(w *world) {
			there := parcel("It is on its way.")
			c.lists(&there)
			w.lists(there)
		}
		for how, steps := range map[string][]func(*world){
			"told": {c.tells}, "listed": {list}, "both": {c.tells, list}, "both, the list first": {list, c.tells}, "listed twice": {list, list},
		} {
			w := talking(t)
			w.lists(parcel("It is on its way."))
			for _, step := range steps {
				step(w)
				w.ok("olga", wire.CmdReadNotices.Name, wire.ReadNotices{All: true}) // who has read it is not told again
			}
			told := map[desk.NoticeKind]int{}
			for _, n := range every[desk.Notice](w.m, desk.RowNotice, nil) {
				if n.Subject == string(w.tpl("77").ID) {
					told[n.Kind]++
				}
			}
			if told[c.notice] != 1 || len(told) != 1 {
				t.Errorf("%s, %s: told %v", name, how, told)
			}
		}
	}
}

// The first word of a template is no news: an account that is linked has old rejections.
func TestTemplateNews_notOfTheFirstList(t *testing.T) {
	t.Parallel()
	w := talking(t)
	old := parcel("It is on its way.")
	old.Status, old.Quality = desk.TemplateRejected, desk.QualityRed
	w.lists(old)
	if n := w.toldOf(w.tpl("77").ID); n != 0 {
		t.Errorf("told %d times", n)
	}
}

// A list that was asked for before the provider told something is older than that, and says
// less of why.
func TestTemplateNews_outliveAnOlderList(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.lists(parcel("It is on its way."))
	asked := w.now
	w.now += minute
	w.told("message_template_status_update", `"event":"REJECTED","message_template_id":77,"message_template_name":"parcel","message_template_language":"en","reason":"SCAM","rejection_info":{"reason":"It asks for money."}`)
	why := w.tpl("77").RejectedReason
	list := func(status, reason string, at int64) *desk.Template {
		there := parcel("It is on its way.")
		there.Status, there.RejectedReason = status, reason
		w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba1", Templates: []desk.Template{there}, AskedAt: at})
		return w.tpl("77")
	}
	if got := list(desk.TemplatePending, "", asked); got.Status != desk.TemplateRejected || got.RejectedReason != why {
		t.Errorf("an older list: %s, %q", got.Status, got.RejectedReason)
	}
	if got := list(desk.TemplateRejected, "SCAM", w.now+1); got.RejectedReason != why || why == "SCAM" {
		t.Errorf("the same in short: %q, told %q", got.RejectedReason, why)
	}
	if got := list(desk.TemplateApproved, "", w.now+2); got.Status != desk.TemplateApproved || got.RejectedReason != "" {
		t.Errorf("a later list: %s, %q", got.Status, got.RejectedReason)
	}
	w.sameAgain()
}

// Changes of an approved template from here are noted; of others there is no limit.
func TestSubmitted_notesChangesOfAnApprovedOne(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.lists(parcel("It is on its way."))
	id := w.tpl("77").ID
	change := func() {
		w.drafts(wire.DraftTemplate{TemplateID: string(id), Category: "UTILITY", Body: "It is late."})
		w.submits(id, "77", "UTILITY")
	}
	change()
	first := w.now
	change() // in review: a provider that takes that has no limit
	w.lists(parcel("It is late."))
	got := w.tplOf(id)
	if at, often := got.EditableAt(); !slices.Equal(got.Edits, []int64{first}) || at != first+24*hour || often {
		t.Errorf("%v, again at %d", got.Edits, at)
	}
	w.now += hour
	w.must(desk.EntryTemplateEdited, desk.TemplateEdited{ID: id})
	w.must(desk.EntryTemplateEdited, desk.TemplateEdited{ID: "tpl_none"})
	if at, _ := w.tplOf(id).EditableAt(); at != w.now+24*hour {
		t.Errorf("put back at %d, again at %d", w.now, at)
	}
	for range 9 {
		w.now += 25 * hour
		w.must(desk.EntryTemplateEdited, desk.TemplateEdited{ID: id})
	}
	if at, often := w.tplOf(id).EditableAt(); at != first+hour+30*24*hour || !often {
		t.Errorf("ten in a row: again at %d", at)
	}
	w.rebuildsTheSame()
}

// A name changes in all of its languages or in none.
func TestDraft_isRenamedInEveryLanguage(t *testing.T) {
	t.Parallel()
	w := talking(t)
	d := wire.DraftTemplate{WabaID: "waba1", Name: "parcel_sent", Language: "en_US", Category: "UTILITY"}
	english := w.drafts(d)
	d.Language = "de"
	german := w.drafts(d)
	names := func() [2]string { return [2]string{w.tplOf(english).Name, w.tplOf(german).Name} }
	taken := wire.DraftTemplate{WabaID: "waba1", Name: "taken", Language: "de", Category: "UTILITY"}
	w.drafts(taken)
	rename := wire.DraftTemplate{TemplateID: string(english), Version: 1, Category: "UTILITY", Rename: "taken"}
	w.refused("olga", wire.CmdDraftTemplate.Name, rename, "draft")
	if got := names(); got != [2]string{"parcel_sent", "parcel_sent"} {
		t.Errorf("after a refusal: %v", got)
	}
	rename.Rename = "parcel_left"
	w.drafts(rename)
	if got := names(); got != [2]string{"parcel_left", "parcel_left"} || w.tplOf(german).Draft.Version != 1 {
		t.Errorf("renamed: %v", got)
	}
	w.submits(german, "88", "UTILITY")
	rename.Version, rename.Rename = 2, "parcel_gone"
	w.refused("olga", wire.CmdDraftTemplate.Name, rename, "draft")
	if got := names(); got != [2]string{"parcel_left", "parcel_left"} {
		t.Errorf("one is in review: %v", got)
	}
	w.sameAgain()
}
