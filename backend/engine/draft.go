package engine

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// A template that is written here is a draft: a template of its own that the
// provider does not know, or a new wording beside the one that it approved. What the
// provider says of its templates leaves drafts alone.

// Meta's bounds, in characters.
const (
	mostTemplateBody = 1024
	mostTemplateEdge = 60 // header, footer
)

var (
	templateName     = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	templateLanguage = regexp.MustCompile(`^[a-z]{2,3}(_[A-Z]{2})?$`)
	templateCategory = []string{"MARKETING", "UTILITY", "AUTHENTICATION"}
)

// cmdDraftTemplate writes a draft, or a new version of one.
func (w *work) cmdDraftTemplate(r request, c wire.DraftTemplate) (*wire.IDResult, error) {
	if err := checkDraft(c); err != nil {
		return nil, err
	}
	t, err := w.draftOf(c)
	if err != nil {
		return nil, err
	}
	var last int64
	if t.Draft != nil {
		last = t.Draft.Version
	}
	if c.Version != last {
		return nil, refuse(desk.CodeConflict, "draft", desk.Params{"context": "version"})
	}
	if err := w.renameDraft(t, c.Rename); err != nil {
		return nil, err
	}
	t.Draft = &desk.TemplateDraft{
		Version: last + 1, Category: c.Category, HeaderText: c.HeaderText, Body: c.Body, Footer: c.Footer, By: r.by.ID, At: w.e.At,
		HeaderKind: c.HeaderKind, HeaderSample: c.HeaderSample, HeaderHandle: c.HeaderHandle, HeaderFile: c.HeaderFile,
		Samples: slices.Clone(c.Samples), Buttons: draftButtons(c.Buttons), Fills: draftFills(c.Fills),
	}
	if t.Status == desk.TemplateDrafted {
		t.Category = c.Category
	}
	w.put(t)
	return &wire.IDResult{ID: string(t.ID)}, nil
}

func draftButtons(in []wire.TemplateButton) []desk.TemplateButton {
	var out []desk.TemplateButton
	for _, b := range in {
		out = append(out, desk.TemplateButton{Kind: b.Kind, Text: b.Text, URL: b.URL, Phone: b.Phone, Sample: b.Sample})
	}
	return out
}

func draftFills(in []wire.TemplateFill) []desk.TemplateFill {
	var out []desk.TemplateFill
	for _, f := range in {
		out = append(out, desk.TemplateFill{Name: f.Name, With: desk.TemplateFilling(f.With)})
	}
	return out
}

// renameDraft gives a template that only we know another name, in all of its languages: a
// name that is half old and half new would be two templates.
func (w *work) renameDraft(t *desk.Template, name string) error {
	switch {
	case name == "" || name == t.Name:
		return nil
	case !templateName.MatchString(name):
		return badDraft("name")
	}
	all, err := storedList[desk.Template](w, desk.Templates.With())
	if err != nil {
		return desk.Wrap("read templates", err)
	}
	languages := []*desk.Template{t}
	for _, other := range all {
		if other.ID == t.ID || other.WabaID != t.WabaID || other.Name != t.Name || isGone(other) {
			continue
		}
		other, _ = adopt(w, other, nil)
		languages = append(languages, other)
	}
	for _, each := range languages {
		if each.Status != desk.TemplateDrafted {
			return refuse(desk.CodeConflict, "draft", desk.Params{"context": "known", "template": each.Name})
		}
		if isTaken(all, each, name) {
			return refuse(desk.CodeConflict, "draft", desk.Params{"context": "taken", "template": name})
		}
	}
	for _, each := range languages {
		each.Name = name
		w.put(each)
	}
	return nil
}

// isGone says whether nothing is left of a template but the row that what was sent of it
// refers to. No screen shows it.
func isGone(t *desk.Template) bool { return t.Status == desk.TemplateDeleted && t.Draft == nil }

// isTaken says whether there is a template of that name in a template's account and language.
// That the provider may still block the name of a deleted one is said before it is submitted.
func isTaken(all []*desk.Template, t *desk.Template, name string) bool {
	return slices.ContainsFunc(all, func(o *desk.Template) bool {
		return o.WabaID == t.WabaID && o.Name == name && o.Language == t.Language && o.ID != t.ID && !isGone(o)
	})
}

// draftIsFree refuses the name and language of a template that there is.
func (w *work) draftIsFree(t *desk.Template) error {
	all, err := storedList[desk.Template](w, desk.Templates.With())
	if err != nil {
		return desk.Wrap("read templates", err)
	}
	if isTaken(all, t, t.Name) {
		return refuse(desk.CodeConflict, "draft", desk.Params{"context": "taken", "template": t.Name})
	}
	return nil
}

// draftOf gives the template that the draft is of: the one that is named, or a new
// one that only we know.
func (w *work) draftOf(c wire.DraftTemplate) (*desk.Template, error) {
	if c.TemplateID == "" {
		t := &desk.Template{
			WabaID: desk.WabaID(c.WabaID), Name: c.Name, Language: c.Language,
			Category: c.Category, Status: desk.TemplateDrafted, Buttons: []desk.TemplateButton{},
		}
		if err := w.draftIsFree(t); err != nil {
			return nil, err
		}
		t.ID = desk.TemplateID(w.id("tpl"))
		return t, nil
	}
	t, err := named(w.template(desk.TemplateID(c.TemplateID)))(wire.AskTemplate)
	if err != nil || !isGone(t) {
		return t, err
	}
	// Somebody was still writing when it was deleted. Its name may be another one's by now.
	return t, w.draftIsFree(t)
}

func badDraft(context string) error {
	return refuse(desk.CodeInvalid, "draft", desk.Params{"context": context, "most": mostTemplateBody, "edge": mostTemplateEdge})
}

// checkDraft refuses what cannot be kept. A draft may be unfinished.
func checkDraft(c wire.DraftTemplate) error {
	switch {
	case c.TemplateID == "" && (c.WabaID == "" || !templateName.MatchString(c.Name)):
		return badDraft("name")
	case c.TemplateID == "" && !templateLanguage.MatchString(c.Language):
		return badDraft("language")
	case !slices.Contains(templateCategory, c.Category):
		return badDraft("category")
	case utf8.RuneCountInString(c.Body) > mostTemplateBody:
		return badDraft("body")
	case utf8.RuneCountInString(c.HeaderText) > mostTemplateEdge, utf8.RuneCountInString(c.Footer) > mostTemplateEdge:
		return badDraft("edge")
	case slices.ContainsFunc(c.Fills, func(f wire.TemplateFill) bool {
		return f.With != string(desk.FillAgent) && f.With != string(desk.FillContact)
	}):
		return badDraft("fill")
	case !utf8.ValidString(c.HeaderText + c.Body + c.Footer):
		return refuse(desk.CodeInvalid, "notText")
	}
	return nil
}

// cmdDiscardDraft discards a draft. A template that exists only here goes with it.
func (w *work) cmdDiscardDraft(_ request, c wire.TemplateRef) (*wire.None, error) {
	t, err := named(w.template(desk.TemplateID(c.TemplateID)))(wire.AskTemplate)
	if err != nil {
		return nil, err
	}
	if t.Draft == nil {
		return nil, refuse(desk.CodeConflict, "draft", desk.Params{"context": "none"})
	}
	if t.Status == desk.TemplateDrafted {
		w.remove(t)
		return nil, nil
	}
	t.Draft = nil
	w.put(t)
	return nil, nil
}
