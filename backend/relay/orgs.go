package relay

import (
	"context"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

// ensureOrgs makes the first organization at the first start, and sees to those
// that there are at every other.
func (r *Relay) ensureOrgs(ctx context.Context) error {
	orgs, err := r.db.Orgs(ctx)
	if err != nil {
		return desk.Wrap("list organizations", err)
	}
	if len(orgs) == 0 {
		r.home = desk.OrgID(desk.NewID("org"))
		return r.recordIn(ctx, r.home, desk.EntryOrgPut, newOrg(r.home, r.opts.Config.Organization, r.opts.Config.Sandbox, r.time.Now().UnixMilli()))
	}
	r.home = orgs[0]
	for _, org := range orgs {
		if err := r.sameUse(ctx, org); err != nil {
			return err
		}
		if err := r.ensurePolicy(ctx, org); err != nil {
			return err
		}
	}
	return nil
}

func newOrg(id desk.OrgID, name string, practice bool, now int64) desk.Organization {
	return desk.Organization{
		ID: id, Name: name, Practice: practice, CreatedAt: now, Policy: desk.DefaultPolicy(), OptIns: desk.OptInStrict,
	}
}

// ensurePolicy records this build's policy where the record has another one or
// none: folds go by the record. A disk without room is no reason not to serve.
func (r *Relay) ensurePolicy(ctx context.Context, id desk.OrgID) error {
	org, err := desk.Get[*desk.Organization](ctx, r.db, id, desk.RowOrg, id)
	if err != nil {
		return desk.Wrap("read organization", err)
	}
	if org.Policy == desk.DefaultPolicy() {
		return nil
	}
	if err := r.recordIn(ctx, id, desk.EntryPolicyPut, desk.DefaultPolicy()); err != nil && !isPassing(err) {
		return err
	}
	return nil
}

// sameUse refuses to practise on a real organization's data, whose replies would go to
// a pretend Meta, and to use practice data for real, since everybody can read its app
// secret.
func (r *Relay) sameUse(ctx context.Context, id desk.OrgID) error {
	org, err := desk.Get[*desk.Organization](ctx, r.db, id, desk.RowOrg, id)
	switch {
	case err != nil:
		return desk.Wrap("read organization", err)
	case org.Practice && !r.opts.Config.Sandbox:
		return desk.Refuse(desk.CodeConflict, "practiceData")
	case !org.Practice && r.opts.Config.Sandbox:
		return desk.Refuse(desk.CodeConflict, "realData")
	}
	return nil
}

// record appends one entry of the relay's own to the record of every organization:
// in all of them or in none.
func (r *Relay) record(ctx context.Context, kind desk.EntryKind, payload any) error {
	orgs, err := r.db.Orgs(ctx)
	if err != nil {
		return desk.Wrap("list organizations", err)
	}
	return r.recordInAll(ctx, orgs, kind, payload)
}

// recordIn appends one entry of the relay's own to an organization's record.
func (r *Relay) recordIn(ctx context.Context, org desk.OrgID, kind desk.EntryKind, payload any) error {
	return r.recordInAll(ctx, []desk.OrgID{org}, kind, payload)
}

func (r *Relay) recordInAll(ctx context.Context, orgs []desk.OrgID, kind desk.EntryKind, payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return desk.Wrap("encode "+string(kind), err)
	}
	proposals := make([]desk.Proposal, 0, len(orgs))
	for _, org := range orgs {
		proposals = append(proposals, desk.Proposal{Org: org, Kind: kind, Payload: raw})
	}
	if len(proposals) == 0 {
		return nil
	}
	out, err := r.ledger.Submit(ctx, desk.Submission{Proposals: proposals})
	if err != nil {
		return err
	}
	for _, o := range out {
		if o.Quarantined {
			return desk.Refuse(desk.CodeInternal, "quarantined", desk.Params{"context": "kind", "kind": kind})
		}
	}
	return nil
}
