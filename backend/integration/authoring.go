package integration

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/templates"
	"github.com/parleydesk/parley/backend/wire"
)

// written is a template of which something is written here, all that are known, and what
// its provider cannot be given.
type written struct {
	row    *desk.Template
	all    []*desk.Template
	limits desk.TemplateLimits
}

func (s *Service) writtenTemplate(ctx context.Context, org desk.OrgID, id string) (written, error) {
	all, err := desk.Find[*desk.Template](ctx, s.cfg.Rows, org, desk.Templates.With())
	if err != nil {
		return written{}, desk.Wrap("list templates", err)
	}
	for _, t := range all {
		if string(t.ID) == id {
			limits, err := s.templateLimits(ctx, org, t.WabaID)
			return written{t, all, limits}, err
		}
	}
	return written{}, wire.AskTemplate.Refusal()
}

// templateLimits gives what the provider of an account cannot be given of a template. Of
// one that is gone nothing is known, and nothing can be submitted to it.
func (s *Service) templateLimits(ctx context.Context, org desk.OrgID, id desk.WabaID) (desk.TemplateLimits, error) {
	account, err := desk.Get[*desk.Waba](ctx, s.cfg.Rows, org, desk.RowWaba, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return desk.TemplateLimits{}, nil
	}
	if err != nil {
		return desk.TemplateLimits{}, desk.Wrap("read account", err)
	}
	return s.limitsOf(account), nil
}

func (s *Service) limitsOf(account *desk.Waba) desk.TemplateLimits {
	p, _ := s.provider(account.Provider)
	return p.Templates
}

// faults lists what the provider would refuse of the draft.
func (s *Service) faults(w written) []desk.TemplateFault {
	at, often := w.row.EditableAt()
	return templates.Lint(templates.Subject{
		EditableAt: at, Often: often,
		ID: w.row.ID, Account: w.row.WabaID, Name: w.row.Name, Language: w.row.Language, Status: w.row.Status, Category: w.row.Category,
		Content: w.row.Draft.Content(), Limits: w.limits,
	}, w.all, s.cfg.Clock())
}

// checkTemplate tells what the provider would refuse of a draft.
func (s *Service) checkTemplate(ctx context.Context, org desk.OrgID, in wire.TemplateRef) (wire.TemplateChecked, error) {
	w, err := s.writtenTemplate(ctx, org, in.TemplateID)
	if err != nil {
		return wire.TemplateChecked{}, err
	}
	out := wire.TemplateChecked{Faults: []wire.TemplateFault{}}
	if w.row.Draft == nil {
		return out, nil
	}
	for _, f := range s.faults(w) {
		out.Faults = append(out.Faults, wire.TemplateFault{
			Field: string(f.Field), Rule: string(f.Rule), At: f.At, Name: f.Name, Most: f.Most, Have: f.Have, Until: f.Until,
		})
	}
	return out, nil
}

// writerOf gives the client by which an account's templates are written.
func (s *Service) writerOf(ctx context.Context, org desk.OrgID, id desk.WabaID) (channel.TemplateWriter, error) {
	c, err := s.Client(ctx, org, id)
	if err != nil {
		return nil, err
	}
	writer, can := c.(channel.TemplateWriter)
	if !can {
		return nil, desk.Refuse(desk.CodeInvalid, "templateWriting")
	}
	return writer, nil
}

// submitTemplate gives the draft to the provider: a new template, or another content of one
// that it has. What it would refuse is refused here.
func (s *Service) submitTemplate(ctx context.Context, org desk.OrgID, user *desk.User, in wire.TemplateRef) (wire.TemplateSubmitted, error) {
	var out wire.TemplateSubmitted
	w, err := s.writtenTemplate(ctx, org, in.TemplateID)
	if err != nil {
		return out, err
	}
	if w.row.Draft == nil {
		return out, desk.Refuse(desk.CodeConflict, "draft", desk.Params{desk.ParamContext: "none"})
	}
	if n := len(s.faults(w)); n > 0 {
		return out, desk.Refuse(desk.CodeInvalid, "templateFaults", desk.Params{"count": n})
	}
	writer, err := s.writerOf(ctx, org, w.row.WabaID)
	if err != nil {
		return out, err
	}
	content := w.row.Draft.Content()
	made, err := give(ctx, writer, w.row, content)
	if err != nil {
		return out, err
	}
	asked := content.Category
	if made.Content != nil {
		content = *made.Content
	}
	content.Category, content.HeaderHandle = made.Category, ""
	err = s.record(ctx, org, desk.EntryTemplateSubmitted, desk.TemplateSubmitted{
		ID: w.row.ID, MetaID: made.ID, Status: made.Status, Version: w.row.Draft.Version, Content: content, Asked: asked, Fills: w.row.Draft.Fills, By: user.ID,
	})
	return wire.TemplateSubmitted{Status: made.Status, Category: made.Category}, err
}

// give makes the template at its provider, or changes it there.
func give(ctx context.Context, writer channel.TemplateWriter, t *desk.Template, content desk.TemplateContent) (channel.MadeTemplate, error) {
	if t.MetaID == "" || t.Status == desk.TemplateDeleted || t.Status == desk.TemplateUnsubmitted {
		made, err := writer.CreateTemplate(ctx, t.WabaID, t.Name, t.Language, content)
		if err == nil && t.Status == desk.TemplateUnsubmitted && t.MetaID != made.ID {
			// What it was made anew from. If it stays, it is listed as another one.
			_ = writer.DeleteTemplate(ctx, t.WabaID, t.Name, t.MetaID)
		}
		return made, err
	}
	made := channel.MadeTemplate{ID: t.MetaID, Status: desk.TemplatePending, Category: content.Category}
	if t.Status == desk.TemplateApproved { // its category cannot be changed
		content.Category = ""
	}
	return made, writer.EditTemplate(ctx, t.MetaID, content)
}

// deleteTemplate deletes a template at its provider, in one language or in all.
func (s *Service) deleteTemplate(ctx context.Context, org desk.OrgID, user *desk.User, in wire.DeleteTemplate) (wire.None, error) {
	w, err := s.writtenTemplate(ctx, org, in.TemplateID)
	if err != nil {
		return wire.None{}, err
	}
	if w.row.MetaID == "" || w.row.Status == desk.TemplateDeleted {
		return wire.None{}, desk.Refuse(desk.CodeConflict, "templateGone")
	}
	writer, err := s.writerOf(ctx, org, w.row.WabaID)
	if err != nil {
		return wire.None{}, err
	}
	one := w.row.MetaID
	if in.All {
		one = ""
	}
	if err := writer.DeleteTemplate(ctx, w.row.WabaID, w.row.Name, one); err != nil {
		return wire.None{}, err
	}
	gone := desk.TemplateRemoved{By: user.ID}
	for _, t := range w.all {
		if t.ID == w.row.ID || in.All && t.WabaID == w.row.WabaID && t.Name == w.row.Name && t.MetaID != "" && t.Status != desk.TemplateDeleted {
			gone.IDs = append(gone.IDs, t.ID)
		}
	}
	return wire.None{}, s.record(ctx, org, desk.EntryTemplateRemoved, gone)
}

// ownUpload refuses a file that is not an upload of the person's own.
func (s *Service) ownUpload(ctx context.Context, org desk.OrgID, user *desk.User, id string) error {
	up, err := desk.Get[*desk.Upload](ctx, s.cfg.Rows, org, desk.RowUpload, id)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && (up.UserID != user.ID || up.Taken()) {
		return wire.AskFile.Refusal()
	}
	return desk.Wrap("read upload", err)
}

// sampleTemplate gives the provider a file that stands for those at the head of a template.
func (s *Service) sampleTemplate(ctx context.Context, org desk.OrgID, user *desk.User, in wire.TemplateSample) (wire.TemplateHandle, error) {
	var out wire.TemplateHandle
	if err := s.ownUpload(ctx, org, user, in.MediaID); err != nil {
		return out, err
	}
	account, samples, err := s.samplesOf(ctx, org, in.WabaID)
	if err != nil {
		return out, err
	}
	is, err := s.cfg.Files.Describe(desk.MediaID(in.MediaID))
	if err != nil {
		return out, err
	}
	if err := wire.CheckHeader(in.Kind, is.MIME, is.Size); err != nil {
		return out, err
	}
	f, err := s.cfg.Files.Get(desk.MediaID(in.MediaID))
	if err != nil {
		return out, err
	}
	defer f.Close() //nolint:errcheck // read only
	out.Handle, err = samples.UploadHandle(ctx, account.AppID, channel.Sample{Name: in.FileName, MIME: is.MIME, Size: is.Size, Body: f})
	return out, err
}

// samplesOf gives an account whose templates can be written, and who takes their files.
func (s *Service) samplesOf(ctx context.Context, org desk.OrgID, id string) (*desk.Waba, channel.SampleClient, error) {
	account, err := s.Linked(ctx, org, id)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.Client(ctx, org, account.ID)
	if err != nil {
		return nil, nil, err
	}
	samples, can := c.(channel.SampleClient)
	if _, writes := c.(channel.TemplateWriter); !can || !writes || s.limitsOf(account).NoFile || s.cfg.Files == nil {
		return nil, nil, desk.Refuse(desk.CodeInvalid, "templateWriting")
	}
	return account, samples, nil
}
