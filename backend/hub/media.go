package hub

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// FileFor gives what is known of a file that the person may have: with a
// message, the one that it carries or the picture of its ad, if they may see the message; without, an
// upload of their own that nothing has taken, or a file of a canned reply of theirs. For everything else one
// refusal, in the same words.
func (h *Hub) FileFor(ctx context.Context, id Identity, file desk.MediaID, message desk.MessageID) (*desk.Media, error) {
	m, err := h.fileFor(ctx, id, file, message)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && (m == nil || m.ID != file) {
		return nil, wire.AskFile.Refusal()
	}
	return m, err
}

func (h *Hub) fileFor(ctx context.Context, id Identity, file desk.MediaID, message desk.MessageID) (*desk.Media, error) {
	if message == "" {
		up, err := desk.Get[*desk.Upload](ctx, h.cfg.Rows, id.Org, desk.RowUpload, file)
		if err != nil {
			return nil, desk.Wrap("read upload", err)
		}
		return h.upload(ctx, id, up)
	}
	_, viewer, err := h.viewer(ctx, id)
	if err != nil {
		return nil, err
	}
	m, err := desk.Get[*desk.Message](ctx, h.cfg.Rows, id.Org, desk.RowMessage, message)
	if err != nil {
		return nil, desk.Wrap("read message", err)
	}
	s, err := h.projector(viewer).subject(ctx, m.ThreadID)
	if err != nil {
		return nil, desk.Wrap("read thread", err)
	}
	if !viewer.SeesInteraction(*s, m.InteractionID) {
		return nil, nil // not theirs is an answer here
	}
	return m.File(file), nil
}

// upload gives what is known of an upload that the person may have: their own that nothing has
// taken, or one that a canned reply of theirs keeps.
func (h *Hub) upload(ctx context.Context, id Identity, up *desk.Upload) (*desk.Media, error) {
	if !up.Taken() && up.UserID == id.UserID {
		return &up.Media, nil
	}
	if up.CannedID == "" {
		return nil, nil // not theirs is an answer here
	}
	c, err := desk.Get[*desk.CannedReply](ctx, h.cfg.Rows, id.Org, desk.RowCannedReply, up.CannedID)
	if err != nil || !c.IsFor(id.UserID) || !c.HasFile(up.Media.ID) {
		return nil, desk.Wrap("read canned reply", err)
	}
	return &up.Media, nil
}

// Viewer gives a person with their rights as they are now.
func (h *Hub) Viewer(ctx context.Context, id Identity) (view.Viewer, error) {
	_, v, err := h.viewer(ctx, id)
	return v, err
}
