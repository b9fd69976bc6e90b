package hub

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// wholePage is how much of a message one answer gives, in bytes of JSON.
const wholePage = 64 << 10

// whole gives the content of a message from the entry that it came in, in
// pages: a row holds only so much of it. That the caller may see the message was
// judged before (see asked).
func (h *Hub) whole(ctx context.Context, c Caller, req wire.WholeRequest) (view.Body, error) {
	m, err := desk.Get[*desk.Message](ctx, h.cfg.Rows, c.Viewer.OrgID, desk.RowMessage, req.MessageID)
	if err != nil {
		return view.Body{}, desk.Wrap("read message", err)
	}
	seq := m.MoreSeq
	if seq == 0 { // kept by a build that knew no bounds
		seq = m.Seq
	}
	e, err := h.cfg.Rows.Entry(ctx, c.Viewer.OrgID, seq)
	if err != nil {
		return view.Body{}, err
	}
	all, err := h.cfg.Whole(ctx, e)
	if err != nil {
		return view.Body{}, err
	}
	return c.Viewer.Whole(all, req.From, wholePage)
}
