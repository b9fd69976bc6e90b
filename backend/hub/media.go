package hub

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// FileFor gives what is known of a file that the person may have: with a
// message, the one that it carries, if they may see the message; without, an
// upload of their own that no message has taken. For everything else one
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
		if err != nil || up.UserID != id.UserID || up.MessageID != "" {
			return nil, desk.Wrap("read upload", err)
		}
		return &up.Media, nil
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
	return m.Media, nil
}

// Viewer gives a person with their rights as they are now.
func (h *Hub) Viewer(ctx context.Context, id Identity) (view.Viewer, error) {
	_, v, err := h.viewer(ctx, id)
	return v, err
}
