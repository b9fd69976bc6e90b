package hub

import (
	"context"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Drafts keeps replies and notes that people have begun, for their other computers: beside the
// record, since a draft is no fact that stays.
type Drafts interface {
	PutDraft(ctx context.Context, org desk.OrgID, user desk.UserID, d desk.KeptDraft, floor int64, most int) (stays desk.KeptDraft, err error)
	DraftsOf(ctx context.Context, org desk.OrgID, user desk.UserID, since int64) ([]desk.KeptDraft, error)
}

// putDraft keeps a draft of the caller and tells their other computers. That they may see
// the conversation was judged before (see asked).
func (h *Hub) putDraft(ctx context.Context, c Caller, in wire.PutDraft) (view.Body, error) {
	if utf8.RuneCountInString(in.Text) > wire.MaxText {
		return view.Body{}, desk.Refuse(desk.CodeInvalid, "tooLong", desk.Params{"context": "draft"})
	}
	now := h.cfg.Clock()
	d := desk.KeptDraft{
		ThreadID: desk.ThreadID(in.ThreadID), Note: in.Note, Text: in.Text, ReplyTo: desk.MessageID(in.ReplyTo),
		At: min(in.At, now.UnixMilli()), Base: in.Base,
	}
	floor := now.Add(-wire.DraftDays * 24 * time.Hour).UnixMilli()
	org, user := c.Viewer.OrgID, c.Viewer.UserID
	stays, err := h.cfg.Drafts.PutDraft(ctx, org, user, d, floor, wire.MostDrafts)
	if err != nil {
		return view.Body{}, desk.Wrap("keep a draft", err)
	}
	if stays != d {
		newer := wire.DraftOf(stays)
		return view.Own(wire.DraftPut{Newer: &newer})
	}
	h.each(func(s *socket) {
		if s.id.Org == org && s.id.UserID == user && s.id.DeviceID != c.DeviceID {
			s.send(wire.Frame{Kind: wire.FramePush, Push: &wire.Push{Name: wire.PushDrafts, Body: []byte("{}")}})
		}
	})
	return view.Own(wire.DraftPut{})
}

// drafts gives the caller's drafts of conversations that they may still see.
func (h *Hub) drafts(ctx context.Context, c Caller, in wire.DraftsAsk) (view.Body, error) {
	list, err := h.cfg.Drafts.DraftsOf(ctx, c.Viewer.OrgID, c.Viewer.UserID, in.Since)
	if err != nil {
		return view.Body{}, desk.Wrap("read drafts", err)
	}
	out := wire.KeptDrafts{Items: []wire.KeptDraft{}}
	p, size := h.projector(c.Viewer), 0
	for _, d := range list {
		if d.Note && !in.Notes {
			continue
		}
		s, err := p.subject(ctx, d.ThreadID)
		if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
			return view.Body{}, err
		}
		if err != nil || c.Viewer.Access(*s) == "" {
			continue
		}
		row := wire.DraftOf(d)
		b, err := json.Marshal(row)
		if err != nil {
			return view.Body{}, desk.Wrap("encode a draft", err)
		}
		if size += len(b); size > frameBudget {
			out.More = true
			break
		}
		out.Items = append(out.Items, row)
	}
	return view.Own(out)
}
