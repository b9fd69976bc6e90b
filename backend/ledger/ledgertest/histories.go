package ledgertest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
)

// testHistories: whatever is submitted, by several at once, each organization's
// record is contiguous, each key is in it once, and each caller's outcomes tell
// the truth about it.
func testHistories(t *testing.T, backend Backend) {
	b := start(t, backend)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		orgs := []desk.OrgID{desk.OrgID(fmt.Sprintf("h%d_a", run)), desk.OrgID(fmt.Sprintf("h%d_b", run))}
		callers := rapid.SliceOfN(rapid.SliceOfN(proposalOf(orgs), 1, 6), 1, 4).Draw(rt, "callers")
		outcomes := make([][]desk.Outcome, len(callers))
		var all sync.WaitGroup
		for i, proposals := range callers {
			all.Go(func() {
				var err error
				if outcomes[i], err = b.ledger.Submit(context.Background(), desk.Submission{Proposals: proposals}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, o := range orgs {
			checkRecord(rt, b, o, callers, outcomes)
		}
	})
}

// proposalOf gives random proposals with few keys, so that they collide.
func proposalOf(orgs []desk.OrgID) *rapid.Generator[desk.Proposal] {
	return rapid.Custom(func(t *rapid.T) desk.Proposal {
		s := Step{
			Contact: rapid.SampledFrom([]string{"", "c1", "c2"}).Draw(t, "contact"),
			Fail:    rapid.SampledFrom([]string{"", "", "", "error", "panic"}).Draw(t, "fail"),
		}
		for range rapid.IntRange(0, 2).Draw(t, "followers") {
			s.Follow = append(s.Follow, Step{
				Key:  rapid.SampledFrom([]string{"", "k1", "k3"}).Draw(t, "follower's key"),
				Fail: rapid.SampledFrom([]string{"", "", "", "error"}).Draw(t, "follower's fail"),
			})
		}
		return s.Proposal(rapid.SampledFrom(orgs).Draw(t, "org"), rapid.SampledFrom([]string{"", "k1", "k2"}).Draw(t, "key"))
	})
}

func checkRecord(rt *rapid.T, b *bench, o desk.OrgID, callers [][]desk.Proposal, outcomes [][]desk.Outcome) {
	b.chained(o)
	list := b.records(o)
	keys := map[string]bool{}
	for _, e := range list {
		if e.Key != "" && keys[e.Key] {
			rt.Fatalf("key %q is there twice", e.Key)
		}
		keys[e.Key] = true
	}
	for i, proposals := range callers {
		for j, d := range proposals {
			if d.Org != o {
				continue
			}
			out := outcomes[i][j]
			if out.Seq < 1 || out.Seq > int64(len(list)) {
				rt.Fatalf("outcome %+v of a record of %d", out, len(list))
			}
			e := list[out.Seq-1]
			if e.Key != d.Key || !out.Duplicate && string(e.Payload) != string(d.Payload) {
				rt.Fatalf("outcome %+v is not about its proposal", out)
			}
			if out.Quarantined != (e.reason != "") {
				rt.Fatalf("outcome %+v of an entry with reason %q", out, e.reason)
			}
		}
	}
}
