package engine

import (
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// templateNews folds what the provider tells of a template by itself.
func (w *work) templateNews(it item, ev channel.Event) error {
	if ev.Template.ID == "" {
		return nil // a draft of ours has no id either
	}
	waba := desk.WabaID(firstOf(ev.WABA, string(it.WabaID)))
	read, err := storedFirst[desk.Template](w, desk.TemplatesByMeta.With(string(waba), ev.Template.ID))
	if missing(err) {
		return nil
	}
	t, err := adopt(w, read, err)
	if err != nil {
		return desk.Wrap("read template", err)
	}
	before := t.Clone().(*desk.Template)            //nolint:errcheck // a copy is of the same type
	if ev.Kind == channel.EventTemplateComponents { // the news has a part of it at most
		w.unjob(desk.JobTemplates, string(waba))
		w.job(desk.JobTemplates, string(waba), "", w.e.At)
		return nil
	}
	if !toldNews(t, ev) {
		return nil
	}
	t.ToldAt = w.e.At
	return w.putTemplate(t, before)
}

// toldNews gives a template what the provider told of it; false = nothing that concerns us.
func toldNews(t *desk.Template, ev channel.Event) bool {
	switch news := ev.Template; ev.Kind {
	case channel.EventTemplateCategory:
		if news.Previous == "" {
			return false // it is only announced
		}
		t.Category = news.Value
	case channel.EventTemplateQuality:
		t.Quality = desk.Rated(news.Value)
	default:
		if news.Status == "" {
			return false
		}
		t.Status, t.RejectedReason = news.Status, ""
		if news.Status != desk.TemplateApproved && news.Status != desk.TemplatePending {
			t.RejectedReason = strings.TrimSpace(news.Reason + " " + news.Detail)
		}
	}
	return true
}

// putTemplate keeps what the provider has of a template by now, beside what was relied on
// here when that is something else. However it was learned, supervisors hear of it, once.
func (w *work) putTemplate(t, before *desk.Template) error {
	t.Agreed = desk.AgreedAfter(before, t, w.e.At)
	w.put(t)
	for _, kind := range templateNotices(t, before) {
		if err := w.notifySupervisors(kind, "", string(t.ID)); err != nil {
			return err
		}
	}
	return nil
}

// templateNotices says of what has changed of a template supervisors are told.
func templateNotices(t, before *desk.Template) []desk.NoticeKind {
	var kinds []desk.NoticeKind
	stopped := t.Status != before.Status && (t.Status == desk.TemplateRejected || t.Status == desk.TemplatePaused || t.Status == desk.TemplateDisabled)
	differs := t.Agreed != nil && (before.Agreed == nil || t.Category != before.Category)
	if stopped || differs {
		kinds = append(kinds, desk.NoticeAccount)
	}
	switch was := before.Quality == desk.QualityRed; {
	case t.Quality == desk.QualityRed && !was:
		kinds = append(kinds, desk.NoticeQuality) // the provider pauses it next
	case was && (t.Quality == desk.QualityGreen || t.Quality == desk.QualityYellow):
		kinds = append(kinds, desk.NoticeBetter)
	}
	return kinds
}

// knownTemplates are those of an account that are here.
type knownTemplates struct {
	byMeta map[string]*desk.Template
	drafts map[string]*desk.Template // that only we know, by name and language
	all    []*desk.Template          // of byMeta, in their order
}

func nameOfTemplate(t *desk.Template) string { return t.Name + "/" + t.Language }

func (w *work) templatesOf(waba desk.WabaID) (knownTemplates, error) {
	k := knownTemplates{byMeta: map[string]*desk.Template{}, drafts: map[string]*desk.Template{}}
	have, err := storedList[desk.Template](w, desk.Templates.With())
	if err != nil {
		return k, desk.Wrap("read templates", err)
	}
	for _, t := range have {
		if t.WabaID != waba {
			continue
		}
		t, _ = adopt(w, t, nil)
		if t.MetaID == "" {
			k.drafts[nameOfTemplate(t)] = t
			continue
		}
		k.byMeta[t.MetaID] = t
		k.all = append(k.all, t)
	}
	return k, nil
}

// foldTemplates takes over what the provider says are all templates of an account. One
// that is not among them any more was deleted there.
func (w *work) foldTemplates() error {
	e, err := payload[desk.TemplatesEntry](w)
	if err != nil {
		return err
	}
	w.unjob(desk.JobTemplates, string(e.WabaID))
	known, err := w.templatesOf(e.WabaID)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range e.Templates {
		t := e.Templates[i]
		if t.MetaID == "" || seen[t.MetaID] {
			continue
		}
		seen[t.MetaID] = true
		t.WabaID = e.WabaID
		if t.Buttons == nil {
			t.Buttons = []desk.TemplateButton{}
		}
		if row := known.byMeta[t.MetaID]; row != nil && e.AskedAt > 0 && row.ToldAt >= e.AskedAt { // that is later than the list
			t.Status, t.RejectedReason, t.Category, t.Quality = row.Status, row.RejectedReason, row.Category, row.Quality
		}
		if err := w.takeTemplate(known, t); err != nil {
			return err
		}
	}
	for _, gone := range known.all {
		if seen[gone.MetaID] || gone.Status == desk.TemplateDeleted || w.settles(gone) {
			continue
		}
		before := gone.Clone().(*desk.Template) //nolint:errcheck // a copy is of the same type
		gone.Status = desk.TemplateDeleted
		if err := w.putTemplate(gone, before); err != nil {
			return err
		}
	}
	return nil
}

// takeTemplate takes over one template of the provider's list.
func (w *work) takeTemplate(known knownTemplates, t desk.Template) error {
	row := known.byMeta[t.MetaID]
	if row == nil {
		row = known.drafts[nameOfTemplate(&t)]
	}
	if row == nil {
		t.ID, t.Agreed = desk.TemplateID(w.id("tpl")), nil
		w.replaceDeleted(known, &t)
		w.put(&t)
		return nil
	}
	if w.lingers(row) {
		return nil
	}
	before := row.Clone().(*desk.Template) //nolint:errcheck // a copy is of the same type
	t.ID, t.Draft = row.ID, row.Draft
	t.Fills, t.SubmittedAt, t.Asked, t.ToldAt, t.Edits = row.Fills, row.SubmittedAt, row.Asked, row.ToldAt, row.Edits
	t.RejectedReason = desk.FullerReason(row, &t)
	*row = t
	return w.putTemplate(row, before)
}

// replaceDeleted settles the deletion of a template that is there again under another id
// of the provider's: what was relied on is compared with the new one.
func (w *work) replaceDeleted(known knownTemplates, t *desk.Template) {
	for _, gone := range known.all {
		if gone.Agreed == nil || gone.Status != desk.TemplateDeleted || nameOfTemplate(gone) != nameOfTemplate(t) {
			continue
		}
		t.Agreed = desk.AgreedAfter(gone, t, w.e.At)
		gone.Agreed = nil
		w.put(gone)
	}
}

// foldTemplateTaken settles a template as the provider has it.
func (w *work) foldTemplateTaken() error {
	e, err := payload[desk.TemplateTaken](w)
	if err != nil {
		return err
	}
	t, err := w.template(e.ID)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read template", err)
	}
	t.Agreed = nil
	w.put(t)
	return nil
}
