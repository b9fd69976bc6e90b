package hub

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// around is how much of two answers is shown on either side of where they part.
const around = 60

// replay decides once more on the picture that a decision was made on, and compares the
// answers byte for byte. That the caller may know of it was judged before (see asked).
func (h *Hub) replay(ctx context.Context, c Caller, req wire.DecisionRef) (view.Body, error) {
	d, err := desk.Get[*desk.Decision](ctx, h.cfg.Rows, c.Viewer.OrgID, desk.RowDecision, req.DecisionID)
	if err != nil {
		return view.Body{}, desk.Wrap("read decision", err)
	}
	e, err := h.cfg.Rows.Entry(ctx, c.Viewer.OrgID, d.Seq)
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return view.Body{}, desk.Wrap("read decision", err)
	}
	var stored desk.DecisionEntry
	if json.Unmarshal(e.Payload, &stored) != nil || stored.ID != d.ID {
		return view.Own(wire.Replayed{Version: d.Version, Why: wire.ErrorOf(desk.Refuse(desk.CodeNotFound, "notKept"))})
	}
	return view.Own(replayed(d.Version, []byte(stored.Input), []byte(stored.Output)))
}

// replayed compares a stored decision with what its rules say of its picture today.
func replayed(version int, input, was []byte) wire.Replayed {
	out := wire.Replayed{Version: version, Bytes: len(was)}
	is, err := routing.Again(input, was)
	if err != nil {
		out.Why = wire.ErrorOf(err)
		return out
	}
	at := routing.FirstDifference(was, is)
	if at < 0 {
		out.Same = true
		return out
	}
	out.At, out.Was, out.Is = at, excerpt(was, at), excerpt(is, at)
	return out
}

// excerpt gives what stands around a place.
func excerpt(text []byte, at int) string {
	part := text[max(0, at-around):min(len(text), at+around)]
	return strings.ToValidUTF8(string(part), "\uFFFD")
}
