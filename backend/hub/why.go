package hub

import (
	"context"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// maxCandidates bounds the lines of the why card: of thousands of agents, the first
// ones in turn explain the decision.
const maxCandidates = 200

// decision projects why an interaction went where it went. What was decided is read
// from its entry, for those only who may know of it.
func (p *projector) decision(ctx context.Context, s view.Subject, d *desk.Decision) (view.Projected, error) {
	if !p.viewer.KnowsOf(s, d.InteractionID) {
		return view.Projected{}, nil
	}
	why, err := p.rows.why(ctx, p.hub.cfg.Rows, p.viewer.OrgID, d)
	if err != nil {
		return view.Projected{}, err
	}
	return p.viewer.Decision(s, why), nil
}

// offer names the winner's reason beside the offer.
func (p *projector) offer(ctx context.Context, s view.Subject, o *desk.Offer) (view.Projected, error) {
	if !p.viewer.SeesOffer(o) {
		return view.Projected{}, nil
	}
	r, err := p.read(ctx, desk.RowDecision, string(o.DecisionID))
	d, is := r.(*desk.Decision)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound, err == nil && !is:
		return p.viewer.Offer(s, o, ""), nil
	case err != nil:
		return view.Projected{}, desk.Wrap("read decision", err)
	}
	why, err := p.rows.why(ctx, p.hub.cfg.Rows, p.viewer.OrgID, d)
	if err != nil {
		return view.Projected{}, err
	}
	return p.viewer.Offer(s, o, why.Reason), nil
}

// why reads what was decided, once for all viewers.
func (g *readings) why(ctx context.Context, rows Rows, org desk.OrgID, d *desk.Decision) (wire.Decision, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if shown, known := g.whys[d.ID]; known {
		return shown, nil
	}
	e, err := rows.Entry(ctx, org, d.Seq)
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return wire.Decision{}, desk.Wrap("read decision", err)
	}
	shown := wireDecision(d, e)
	g.whys[d.ID] = shown
	return shown, nil
}

// wireDecision makes what the why card needs of a decision and its entry. One that
// is not there, or cannot be read any more, is shown without its lines.
func wireDecision(d *desk.Decision, e desk.Entry) wire.Decision {
	out := wire.Decision{
		ID: string(d.ID), InteractionID: string(d.InteractionID), ThreadID: string(d.ThreadID),
		At: d.At, Version: d.Version, Candidates: []wire.Candidate{},
	}
	var stored desk.DecisionEntry
	if json.Unmarshal(e.Payload, &stored) != nil || stored.ID != d.ID {
		return out
	}
	dec, err := routing.DecodeDecision([]byte(stored.Output))
	if err != nil {
		return out
	}
	out.Mode, out.Outcome, out.Cause = string(dec.Mode), string(dec.Outcome), string(dec.Cause)
	out.Winner, out.Reason = string(dec.Winner), string(dec.WinnerReason)
	for i, c := range dec.Candidates {
		if i == maxCandidates {
			break
		}
		out.Candidates = append(out.Candidates, wire.Candidate{
			UserID: string(c.UserID), Reason: string(c.Reason), Since: c.PresenceSince,
			Open: c.OpenThreads, Limit: c.Capacity, Level: c.Level, Idle: c.IdleSince, Last: c.UserID == dec.LastAgent,
			Here: c.OpenHere, Most: c.InboxCapacity,
		})
	}
	return out
}
