package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Template projects a message template; one that only we know is for supervisors.
func (v Viewer) Template(t *desk.Template) Projected {
	draft := v.draftOf(t.Draft)
	if draft == nil && t.Status == desk.TemplateDrafted {
		return Projected{}
	}
	out := wire.Template{
		ID: string(t.ID), WabaID: string(t.WabaID), Name: t.Name, Language: t.Language, Category: t.Category,
		Status: t.Status, RejectedReason: t.RejectedReason, Quality: t.Quality, Named: t.Named, HeaderKind: t.HeaderKind,
		HeaderText: t.HeaderText, Body: t.Body, Footer: t.Footer, Buttons: buttonsOf(t.Buttons), Draft: draft, Agreed: v.agreedOf(t),
		Other: t.Other, HeaderSample: t.HeaderSample, Samples: t.Samples, Fills: fillsOf(t.Fills), SubmittedAt: t.SubmittedAt, Asked: t.Asked,
	}
	out.EditableAt, _ = t.EditableAt()
	if t.Status == desk.TemplateDeleted && t.Held {
		out.HeldUntil = t.GoneAt + desk.TemplateHold.Milliseconds()
	}
	return project(desk.RowTemplate, string(t.ID), out)
}

// draftOf shows supervisors what is written and not submitted.
func (v Viewer) draftOf(d *desk.TemplateDraft) *wire.TemplateDraft {
	if d == nil || !v.Role.Supervisor() {
		return nil
	}
	c := d.Content()
	return &wire.TemplateDraft{
		Version: d.Version, Category: d.Category, HeaderKind: c.HeaderKind, HeaderText: d.HeaderText, Body: d.Body, Footer: d.Footer,
		By: string(d.By), At: d.At, HeaderSample: d.HeaderSample, HeaderHandle: d.HeaderHandle, HeaderFile: d.HeaderFile,
		Samples: d.Samples, Buttons: buttonsOf(d.Buttons), Fills: fillsOf(d.Fills),
	}
}

func buttonsOf(buttons []desk.TemplateButton) []wire.TemplateButton {
	out := make([]wire.TemplateButton, 0, len(buttons))
	for _, b := range buttons {
		out = append(out, wire.TemplateButton{Kind: b.Kind, Text: b.Text, URL: b.URL, Phone: b.Phone, Sample: b.Sample})
	}
	return out
}

func fillsOf(fills []desk.TemplateFill) []wire.TemplateFill {
	var out []wire.TemplateFill
	for _, f := range fills {
		out = append(out, wire.TemplateFill{Name: f.Name, With: string(f.With)})
	}
	return out
}
