package v2_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v2"
)

// distinct is a picture in which members and candidates are named once each.
func distinct() *rapid.Generator[v2.Input] {
	return rapid.Custom(func(t *rapid.T) v2.Input {
		if rapid.Bool().Draw(t, "staffed") {
			return staffedInput().Draw(t, "in")
		}
		in := anyInput().Draw(t, "in")
		in.Inbox.Members = rapid.SliceOfNDistinct(anyUser(), 0, 9, rapid.ID).Draw(t, "members")
		in.Candidates = rapid.SliceOfNDistinct(anyCandidate(), 0, 10, func(c v2.Candidate) desk.UserID { return c.UserID }).Draw(t, "candidates")
		return in
	})
}

// brief is a decision without the line about each candidate.
func brief(d v2.Decision) v2.Decision {
	d.Candidates = nil
	return d
}

// TestIndex_answersAsThePlainFunction has ten thousand interactions decided both ways,
// while people come, go and fill up.
func TestIndex_answersAsThePlainFunction(t *testing.T) {
	t.Parallel()
	const each = 100
	decided := 0
	outcomes := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		in := distinct().Draw(t, "in")
		index := v2.NewIndex(in.Inbox, in.Candidates)
		seed := rapid.Int64Range(0, 1<<40).Draw(t, "seed")
		for i := range each {
			in.Interaction = anyInteraction().Example(int(seed) + i)
			if n := len(in.Candidates); n > 0 && i%2 == 1 {
				at := (int(seed) + i) % n
				c := anyCandidate().Example(int(seed) + i)
				c.UserID = in.Candidates[at].UserID
				in.Candidates[at] = c
				index.Put(c)
			}
			want := v2.Decide(in)
			if diff := cmp.Diff(brief(want), index.Decide(in.Interaction)); diff != "" {
				t.Fatalf("%+v\n%s", in, diff)
			}
			in.Inbox.Cursor = want.NewCursor
			index.Turn(want.NewCursor)
			decided++
			outcomes[string(want.Outcome)+" "+string(want.WinnerReason)]++
		}
	})
	if decided < 10_000 || len(outcomes) < 6 { // some are rare
		t.Errorf("%d decisions of the kinds %v", decided, outcomes)
	}
}

func BenchmarkIndex(b *testing.B) {
	for _, mode := range automatic {
		for _, n := range []int{10, 1000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/agents=%d", mode, n), func(b *testing.B) {
				in := crowd(n)
				in.Inbox.Mode = mode
				for i := range in.Candidates {
					in.Candidates[i].OpenThreads = 0
				}
				index := v2.NewIndex(in.Inbox, in.Candidates)
				for b.Loop() {
					d := index.Decide(in.Interaction)
					if d.Winner == "" {
						b.Fatal("nobody was asked")
					}
					index.Turn(d.NewCursor)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
			})
		}
	}
}
