package integration

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// pullTemplates takes an account's templates over from its provider.
func (s *Service) pullTemplates(ctx context.Context, org desk.OrgID, in wire.WabaRef) (wire.None, error) {
	waba, err := s.Linked(ctx, org, in.WabaID)
	if err != nil {
		return wire.None{}, err
	}
	return wire.None{}, s.PullTemplates(ctx, org, waba.ID)
}

// PullTemplates takes the templates of an account over.
func (s *Service) PullTemplates(ctx context.Context, org desk.OrgID, id desk.WabaID) error {
	asked := s.cfg.Clock().UnixMilli()
	list, err := s.templatesAt(ctx, org, id)
	if err != nil {
		return err
	}
	if err := s.record(ctx, org, desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: id, Templates: list, AskedAt: asked}); err != nil {
		return err
	}
	return s.looked(ctx, org, id)
}

// looked notes that the provider was asked for an account's templates.
func (s *Service) looked(ctx context.Context, org desk.OrgID, id desk.WabaID) error {
	return s.record(ctx, org, desk.EntryTemplatesLooked, desk.TemplatesLooked{WabaID: id})
}

// How often a provider that does not tell how a review ended is asked: soon at first, since
// most take minutes, and no more once one takes longer than any should.
const (
	askSoon    = time.Minute
	askLater   = 15 * time.Minute
	soonWithin = 15 * time.Minute
	askWithin  = 72 * time.Hour
)

// followTemplates is the job that asks for an account's templates. Where the provider does
// not tell how a review ended, it is asked again while one goes on.
func (s *Service) followTemplates(ctx context.Context, org desk.OrgID, id desk.WabaID) error {
	known, err := desk.Find[*desk.Template](ctx, s.cfg.Rows, org, desk.Templates.With())
	if err != nil {
		return desk.Wrap("list templates", err)
	}
	limits, err := s.templateLimits(ctx, org, id)
	if err != nil {
		return err
	}
	there, err := s.takeNews(ctx, org, id, known)
	if err != nil {
		return err
	}
	again := time.Duration(0)
	if limits.Silent {
		again = askAgain(known, there, id, s.cfg.Clock())
	}
	return s.record(ctx, org, desk.EntryTemplatesLooked, desk.TemplatesLooked{WabaID: id, Done: true, Again: again.Milliseconds()})
}

// askAgain says after how long an account's templates are to be looked at again; 0 = no
// review goes on that was asked for here lately.
func askAgain(known []*desk.Template, there []desk.Template, id desk.WabaID, now time.Time) (again time.Duration) {
	for _, t := range known {
		if t.WabaID != id || t.SubmittedAt == 0 {
			continue
		}
		since := now.Sub(time.UnixMilli(t.SubmittedAt))
		at := slices.IndexFunc(there, func(l desk.Template) bool { return l.MetaID == t.MetaID })
		goesOn := at >= 0 && there[at].Status == desk.TemplatePending || at < 0 && since < desk.TemplateSettles
		switch {
		case !goesOn || since > askWithin:
		case since < soonWithin:
			return askSoon
		default:
			again = askLater
		}
	}
	return again
}

func (s *Service) templatesAt(ctx context.Context, org desk.OrgID, id desk.WabaID) ([]desk.Template, error) {
	c, err := s.Client(ctx, org, id)
	if err != nil {
		return nil, err
	}
	return c.Templates(ctx, id)
}

// LookAtTemplates asks for the templates of every account of an organization, and takes over
// those of accounts where something is new. Every account is asked; the first error is given.
func (s *Service) LookAtTemplates(ctx context.Context, org desk.OrgID) error {
	accounts, err := desk.Find[*desk.Waba](ctx, s.cfg.Rows, org, desk.Wabas.With())
	if err != nil {
		return desk.Wrap("list accounts", err)
	}
	known, err := desk.Find[*desk.Template](ctx, s.cfg.Rows, org, desk.Templates.With())
	if err != nil {
		return desk.Wrap("list templates", err)
	}
	var first error
	for _, a := range accounts {
		if a.Unlinked || a.Said != nil && a.Said.Subcode == "token" {
			continue
		}
		if err := s.lookAtTemplatesOf(ctx, org, a.ID, known); err != nil && first == nil {
			first = err
		}
	}
	return first
}

func (s *Service) lookAtTemplatesOf(ctx context.Context, org desk.OrgID, id desk.WabaID, known []*desk.Template) error {
	if _, err := s.takeNews(ctx, org, id, known); err != nil {
		return err
	}
	return s.looked(ctx, org, id)
}

// takeNews asks for an account's templates, and takes them over if they are not as known.
func (s *Service) takeNews(ctx context.Context, org desk.OrgID, id desk.WabaID, known []*desk.Template) ([]desk.Template, error) {
	asked := s.cfg.Clock().UnixMilli()
	there, err := s.templatesAt(ctx, org, id)
	if err != nil || sameTemplates(known, there, id) {
		return there, err
	}
	return there, s.record(ctx, org, desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: id, Templates: there, AskedAt: asked})
}

// sameTemplates says whether the rows of an account have what its provider lists, and
// nothing else.
func sameTemplates(all []*desk.Template, there []desk.Template, id desk.WabaID) bool {
	have := map[string]desk.Template{}
	for _, t := range all {
		if t.WabaID == id && t.MetaID != "" && t.Status != desk.TemplateDeleted {
			have[t.MetaID] = asListed(*t)
		}
	}
	if len(have) != len(there) {
		return false
	}
	return !slices.ContainsFunc(there, func(t desk.Template) bool {
		known, ok := have[t.MetaID]
		t.WabaID, t.RejectedReason = id, desk.FullerReason(&known, &t)
		return !ok || !reflect.DeepEqual(known, asListed(t))
	})
}

// asListed is a template without what only we know of it.
func asListed(t desk.Template) desk.Template {
	t.ID, t.Draft, t.Agreed = "", nil, nil
	t.Fills, t.SubmittedAt, t.GoneAt, t.Held, t.Asked, t.ToldAt, t.Edits = nil, 0, 0, false, "", 0, nil
	t.Buttons = append([]desk.TemplateButton{}, t.Buttons...)
	t.Samples = append([]string{}, t.Samples...)
	return t
}

// Work says how the jobs are done that ask providers what has changed there.
func (s *Service) Work() []desk.JobWork {
	return []desk.JobWork{{
		Kind: desk.JobTemplates, AtOnce: 1, Lane: func(j desk.OrgJob) string { return j.Subject },
		LongestPause: 15 * time.Minute,
		Run: func(ctx context.Context, j desk.OrgJob, _ int) error {
			return s.followTemplates(ctx, j.Org, desk.WabaID(j.Subject))
		},
	}}
}

// templateDrift gives a template that is not at its provider as it was agreed on.
func (s *Service) templateDrift(ctx context.Context, org desk.OrgID, id string) (*desk.Template, error) {
	t, err := desk.Get[*desk.Template](ctx, s.cfg.Rows, org, desk.RowTemplate, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil, wire.AskTemplate.Refusal()
	}
	if err != nil {
		return nil, desk.Wrap("read template", err)
	}
	if t.Agreed == nil {
		return nil, desk.Refuse(desk.CodeConflict, "noDrift")
	}
	return t, nil
}

// takeTemplate makes what the provider has of a template what counts here.
func (s *Service) takeTemplate(ctx context.Context, org desk.OrgID, user *desk.User, in wire.TemplateRef) (wire.None, error) {
	t, err := s.templateDrift(ctx, org, in.TemplateID)
	if err != nil {
		return wire.None{}, err
	}
	return wire.None{}, s.record(ctx, org, desk.EntryTemplateTaken, desk.TemplateTaken{ID: t.ID, By: user.ID})
}

// putTemplateBack makes the provider have the agreed content again: as an edit, or anew when
// the template was deleted. What it says then is taken over; until it is what was agreed
// on, the difference stays.
func (s *Service) putTemplateBack(ctx context.Context, org desk.OrgID, in wire.TemplateRef) (wire.None, error) {
	t, err := s.templateDrift(ctx, org, in.TemplateID)
	if err != nil {
		return wire.None{}, err
	}
	if err := mayPutBack(t, s.cfg.Clock()); err != nil {
		return wire.None{}, err
	}
	c, err := s.Client(ctx, org, t.WabaID)
	if err != nil {
		return wire.None{}, err
	}
	limits, err := s.templateLimits(ctx, org, t.WabaID)
	if err != nil {
		return wire.None{}, err
	}
	writer, can := c.(channel.TemplateWriter)
	if !can || limits.Final {
		return wire.None{}, drifted("none")
	}
	if err := putBack(ctx, writer, t); err != nil {
		return wire.None{}, err
	}
	if t.Status == desk.TemplateApproved { // the only one that has a limit of changes
		if err := s.record(ctx, org, desk.EntryTemplateEdited, desk.TemplateEdited{ID: t.ID}); err != nil {
			return wire.None{}, err
		}
	}
	if err := s.PullTemplates(ctx, org, t.WabaID); err != nil {
		return wire.None{}, drifted("unseen")
	}
	return wire.None{}, nil
}

func putBack(ctx context.Context, writer channel.TemplateWriter, t *desk.Template) error {
	content := withSamples(t.Agreed.TemplateContent, t)
	if t.Status == desk.TemplateDeleted {
		_, err := writer.CreateTemplate(ctx, t.WabaID, t.Name, t.Language, content)
		return err
	}
	if t.Status == desk.TemplateApproved { // its category cannot be changed
		content.Category = ""
	}
	return writer.EditTemplate(ctx, t.MetaID, content)
}

// withSamples takes the samples that the provider has by now where those of the agreed
// content are not known: rows of before had none.
func withSamples(c desk.TemplateContent, t *desk.Template) desk.TemplateContent {
	if len(c.Samples) == 0 {
		c.Samples = t.Samples
	}
	if c.HeaderSample == "" {
		c.HeaderSample = t.HeaderSample
	}
	return c
}

// mayPutBack says why a provider would not take the agreed content, before it is asked.
func mayPutBack(t *desk.Template, now time.Time) error {
	switch t.Status {
	case desk.TemplateDeleted, desk.TemplateRejected, desk.TemplatePaused:
		return nil
	case desk.TemplateApproved:
		if t.Content().SameText(t.Agreed.TemplateContent) { // the category is all that differs
			return drifted("category")
		}
		if at, _ := t.EditableAt(); now.UnixMilli() < at {
			hours := (time.Duration(at-now.UnixMilli())*time.Millisecond + time.Hour - 1) / time.Hour
			return desk.Refuse(desk.CodeConflict, "templateDrift", desk.Params{desk.ParamContext: "soon", "count": int(hours)})
		}
		return nil
	}
	return drifted("status")
}

// drifted names the sentence of why a template cannot be put back.
func drifted(context string) error {
	return desk.Refuse(desk.CodeConflict, "templateDrift", desk.Params{desk.ParamContext: context})
}
