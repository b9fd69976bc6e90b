package engine

import (
	"github.com/parleydesk/parley/backend/desk"
)

// lookAfter is how long after a submission the provider is asked for its templates: what it
// said of the new one before we knew its id was passed over.
const lookAfter = 30_000 // ms

// settles says whether the provider's list may still be without a template that it took.
func (w *work) settles(t *desk.Template) bool {
	return t.SubmittedAt > 0 && w.e.At-t.SubmittedAt < desk.TemplateSettles.Milliseconds()
}

// lingers says whether the provider's list may still have a template that was deleted from here.
func (w *work) lingers(t *desk.Template) bool {
	return t.Status == desk.TemplateDeleted && t.GoneAt > 0 && w.e.At-t.GoneAt < desk.TemplateSettles.Milliseconds()
}

// foldTemplateSubmitted gives a template what was submitted of it. Its draft is done with
// unless somebody has gone on writing meanwhile.
func (w *work) foldTemplateSubmitted() error {
	e, err := payload[desk.TemplateSubmitted](w)
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
	c := e.Content
	if t.MetaID != e.MetaID {
		t.Quality, t.Edits = "", nil // another template than the one before
	}
	t.EditedAt(w.e.At)
	t.MetaID, t.Status, t.RejectedReason, t.Agreed = e.MetaID, e.Status, "", nil
	t.Category, t.Named, t.HeaderKind, t.HeaderText, t.HeaderSample = c.Category, c.Named, c.HeaderKind, c.HeaderText, c.HeaderSample
	t.Body, t.Samples, t.Footer, t.Fills = c.Body, c.Samples, c.Footer, e.Fills
	t.Buttons = append([]desk.TemplateButton{}, c.Buttons...)
	t.SubmittedAt, t.Asked, t.GoneAt, t.Held = w.e.At, e.Asked, 0, false
	if t.Draft != nil && t.Draft.Version == e.Version {
		t.Draft = nil
	}
	w.put(t)
	w.job(desk.JobTemplates, string(t.WabaID), "", w.e.At+lookAfter)
	return nil
}

// foldTemplateEdited notes that an approved template was changed from here.
func (w *work) foldTemplateEdited() error {
	e, err := payload[desk.TemplateEdited](w)
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
	t.EditedAt(w.e.At)
	w.put(t)
	return nil
}

// foldTemplateRemoved marks templates as deleted by somebody here: nobody has to be told.
func (w *work) foldTemplateRemoved() error {
	e, err := payload[desk.TemplateRemoved](w)
	if err != nil {
		return err
	}
	for _, id := range e.IDs {
		t, err := w.template(id)
		if missing(err) {
			continue
		}
		if err != nil {
			return desk.Wrap("read template", err)
		}
		t.Held = t.Status == desk.TemplateApproved || t.Status == desk.TemplatePaused
		t.Status, t.RejectedReason, t.Agreed, t.GoneAt = desk.TemplateDeleted, "", nil, w.e.At
		w.put(t)
	}
	return nil
}

// foldTemplatesLooked notes that an account's templates are what its provider has.
func (w *work) foldTemplatesLooked() error {
	e, err := payload[desk.TemplatesLooked](w)
	if err != nil {
		return err
	}
	a, err := get[desk.Waba](w, desk.RowWaba, string(e.WabaID))
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read account", err)
	}
	a.TemplatesAt = w.e.At
	w.put(a)
	if e.Done || e.Again > 0 {
		w.unjob(desk.JobTemplates, string(e.WabaID))
	}
	if e.Again > 0 {
		w.job(desk.JobTemplates, string(e.WabaID), "", w.e.At+e.Again)
	}
	return nil
}
