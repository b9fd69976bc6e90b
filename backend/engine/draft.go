package engine

import (
	"regexp"
	"slices"
	"strings"
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
	t.Draft = &desk.TemplateDraft{
		Version: last + 1, Category: c.Category, HeaderText: c.HeaderText, Body: c.Body, Footer: c.Footer, By: r.by.ID, At: w.e.At,
	}
	w.put(t)
	return &wire.IDResult{ID: string(t.ID)}, nil
}

// draftOf gives the template that the draft is of: the one that is named, or a new
// one that only we know.
func (w *work) draftOf(c wire.DraftTemplate) (*desk.Template, error) {
	if c.TemplateID != "" {
		return named(w.template(desk.TemplateID(c.TemplateID)))(wire.AskTemplate)
	}
	all, err := storedList[desk.Template](w, desk.Templates.With())
	if err != nil {
		return nil, desk.Wrap("read templates", err)
	}
	for _, t := range all {
		if string(t.WabaID) == c.WabaID && t.Name == c.Name && t.Language == c.Language {
			return nil, refuse(desk.CodeConflict, "draft", desk.Params{"context": "taken", "template": c.Name})
		}
	}
	return &desk.Template{
		ID: desk.TemplateID(w.id("tpl")), WabaID: desk.WabaID(c.WabaID), Name: c.Name, Language: c.Language,
		Category: c.Category, Status: desk.TemplateDrafted, Buttons: []desk.TemplateButton{},
	}, nil
}

func checkDraft(c wire.DraftTemplate) error {
	bad := func(context string) error {
		return refuse(desk.CodeInvalid, "draft", desk.Params{"context": context, "most": mostTemplateBody, "edge": mostTemplateEdge})
	}
	switch {
	case c.TemplateID == "" && (c.WabaID == "" || !templateName.MatchString(c.Name)):
		return bad("name")
	case c.TemplateID == "" && !templateLanguage.MatchString(c.Language):
		return bad("language")
	case !slices.Contains(templateCategory, c.Category):
		return bad("category")
	case strings.TrimSpace(c.Body) == "" || utf8.RuneCountInString(c.Body) > mostTemplateBody:
		return bad("body")
	case utf8.RuneCountInString(c.HeaderText) > mostTemplateEdge, utf8.RuneCountInString(c.Footer) > mostTemplateEdge:
		return bad("edge")
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
