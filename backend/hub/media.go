package hub

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// MediaOf gives the file of a message that the person may see; CodeNotFound
// for everything else, in the same words.
func (h *Hub) MediaOf(ctx context.Context, id Identity, message desk.MessageID) (*desk.Media, error) {
	_, viewer, err := h.viewer(ctx, id.UserID)
	if err != nil {
		return nil, err
	}
	none := desk.Errorf(desk.CodeNotFound, "media", "This file is not yours to see, or is no longer here.")
	m, err := h.cfg.Rows.Message(ctx, h.cfg.Org, message)
	if desk.CodeOf(err) == desk.CodeNotFound || (err == nil && m.Media == nil) {
		return nil, none
	}
	if err != nil {
		return nil, desk.Wrap("read message", err)
	}
	s, err := h.projector(viewer).subject(ctx, m.ThreadID)
	if err != nil {
		return nil, desk.Wrap("read thread", err)
	}
	if !viewer.SeesInteraction(*s, m.InteractionID) {
		return nil, none
	}
	return m.Media, nil
}
