package upkeep

import (
	"context"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

// decisions looks whether each decision stands in the entry that its row names: the
// row does not say what was decided.
func (v *verification) decisions(ctx context.Context, org desk.OrgID, misses *misses) error {
	at := map[int64]desk.DecisionID{}
	err := v.s.EachRow(ctx, org, desk.RowDecision, func(_ string, r desk.Row) error {
		// One that names none is of a fold before version 8 and holds all of it: the
		// next start makes the state anew.
		if d, is := r.(*desk.Decision); is && d.Seq != 0 {
			at[d.Seq] = d.ID
		}
		return nil
	})
	if err != nil {
		return desk.Wrap("read decisions", err)
	}
	for seq, id := range at {
		var held struct {
			ID desk.DecisionID `json:"id"`
		}
		err := v.s.EntriesAfter(ctx, org, seq-1, 1, func(e desk.Entry, _ []byte, _ string) error {
			if e.Seq == seq && e.Kind == desk.EntryDecision {
				_ = json.Unmarshal(e.Payload, &held) // one that cannot be read holds no decision
			}
			return nil
		})
		if err != nil {
			return desk.Wrap("read the entry of a decision", err)
		}
		if held.ID != id {
			misses.add("decisions", "decision %s is to be read from entry %d, which does not hold it", id, seq)
		}
	}
	return nil
}
