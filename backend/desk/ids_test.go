package desk_test

import (
	"sort"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestDeriveID_sameForTheSame_sortedBySequence(t *testing.T) {
	t.Parallel()
	var ids []string
	seen := map[string]bool{}
	for _, seq := range []int64{1, 2, 31, 32, 33, 1 << 20, 1 << 35} {
		for n := range 3 {
			id := desk.DeriveID("msg", "org_1", seq, n)
			if id != desk.DeriveID("msg", "org_1", seq, n) || seen[id] || id == desk.DeriveID("msg", "org_2", seq, n) {
				t.Fatalf("id %s of (%d, %d) is not stable and unique", id, seq, n)
			}
			seen[id] = true
		}
		ids = append(ids, desk.DeriveID("msg", "org_1", seq, 0))
	}
	if !sort.StringsAreSorted(ids) {
		t.Errorf("ids do not sort by sequence: %v", ids)
	}
}

func TestClimbs_neverDown(t *testing.T) {
	t.Parallel()
	ladder := []desk.Status{
		desk.StatusQueued, desk.StatusPosting, desk.StatusUnknown, desk.StatusAccepted,
		desk.StatusSent, desk.StatusDelivered, desk.StatusRead, desk.StatusPlayed,
	}
	for i, from := range ladder {
		for j, to := range ladder {
			if got := desk.Climbs(from, to); got != (j > i) {
				t.Errorf("%s → %s: %v", from, to, got)
			}
		}
		early := i < 3
		if desk.Climbs(from, desk.StatusRejected) != early {
			t.Errorf("%s → rejected: %v", from, !early)
		}
	}
	if desk.Climbs(desk.StatusReceived, desk.StatusRead) {
		t.Error("a customer's message climbed")
	}
	if !desk.Climbs(desk.StatusRejected, desk.StatusDelivered) {
		t.Error("a delivery that proves a rejected send went out is not believed")
	}
}
