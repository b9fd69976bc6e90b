package desk_test

import (
	"sort"
	"testing"

	"pgregory.net/rapid"

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

// Rule 2: no id can be computed without the database's key, and what was made
// before there was one keeps its ids.
func TestRule2_idsNeedTheKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := desk.IDKey{Key: rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key"), Since: rapid.Int64Range(0, 50).Draw(t, "since")}
		other := desk.IDKey{Key: rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "other key"), Since: key.Since}
		prefix := rapid.SampledFrom([]string{"msg", "thr", "med"}).Draw(t, "prefix")
		seq, n := rapid.Int64Range(1, 100).Draw(t, "seq"), rapid.IntRange(0, 20).Draw(t, "n")
		id := key.ID(prefix, "org_1", seq, n)
		if id != key.ID(prefix, "org_1", seq, n) {
			t.Fatal("the id is not the same at every rebuild")
		}
		quick := key
		quick.Macs = desk.MacsOf(key.Key)
		for range 2 { // the second time the hash is used again
			if again := quick.ID(prefix, "org_1", seq, n); again != id {
				t.Fatalf("a hash that is used again makes %s of %s", again, id)
			}
		}
		old := id == desk.DeriveID(prefix, "org_1", seq, n)
		if old != (seq < key.Since) {
			t.Fatalf("entry %d, key since %d: made without the key: %v", seq, key.Since, old)
		}
		if !old && string(key.Key) != string(other.Key) && id == other.ID(prefix, "org_1", seq, n) {
			t.Fatal("another key makes the same id")
		}
		if later := key.ID(prefix, "org_1", seq+1, n); later[:12] < id[:12] {
			t.Fatalf("%s, of a later entry, sorts before %s", later, id)
		}
	})
}

func TestContrary_nothingIsReadBeforeItIsDelivered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b   desk.Status
		bAfter int64
		want   desk.Status
	}{
		"delivered, then read":             {desk.StatusDelivered, desk.StatusRead, 5000, ""},
		"read, then delivered":             {desk.StatusRead, desk.StatusDelivered, 5000, desk.StatusDelivered},
		"delivered came first, is later":   {desk.StatusDelivered, desk.StatusRead, -5000, desk.StatusDelivered},
		"within what clocks may differ":    {desk.StatusRead, desk.StatusDelivered, 2000, ""},
		"the same, told twice":             {desk.StatusRead, desk.StatusRead, 5000, ""},
		"accepted is by our clock, not it": {desk.StatusSent, desk.StatusAccepted, 5000, ""},
	} {
		got := desk.Contrary(desk.StatusStamp{Status: c.a, At: 100_000}, desk.StatusStamp{Status: c.b, At: 100_000 + c.bAfter})
		if (got == nil) != (c.want == "") || got != nil && got.Status != c.want {
			t.Errorf("%s: %+v", name, got)
		}
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
