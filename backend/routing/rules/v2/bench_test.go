package v2_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v2"
)

// crowd is n members of whom every third is able; the cursor is in the middle.
func crowd(n int) v2.Input {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("usr_%026d", i)
	}
	in := picture(names...)
	for i := range in.Candidates {
		switch i % 3 {
		case 1:
			in.Candidates[i].Presence = desk.PresenceOffline
		case 2:
			in.Candidates[i].OpenThreads = 5
		}
	}
	in.Inbox.Cursor = in.Inbox.Members[n/2]
	return in
}

func BenchmarkDecide(b *testing.B) {
	for _, n := range []int{10, 1000, 10000} {
		b.Run(fmt.Sprintf("agents=%d", n), func(b *testing.B) {
			in := crowd(n)
			b.ReportAllocs()
			for b.Loop() {
				if v2.Decide(in).Winner == "" {
					b.Fatal("nobody was asked")
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
		})
	}
}

func BenchmarkRecord(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprintf("agents=%d", n), func(b *testing.B) {
			in := crowd(n)
			d := v2.Decide(in)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v2.EncodeInput(in); err != nil {
					b.Fatal(err)
				}
				if _, err := v2.EncodeDecision(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
