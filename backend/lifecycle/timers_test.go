package lifecycle_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/lifecycle"
)

func TestTimers_zeroValue_isEmptyAndReady(t *testing.T) {
	t.Parallel()
	var timers lifecycle.Timers[string]
	if _, ok := timers.Next(); ok || timers.Len() != 0 || timers.Remove("x") || timers.Due(math.MaxInt64, 9) != nil {
		t.Error("not empty")
	}
	if _, ok := timers.At("x"); ok {
		t.Error("knows a timer")
	}
	timers.Set("x", 5)
	if at, ok := timers.Next(); !ok || at != 5 {
		t.Errorf("got %d, %v", at, ok)
	}
}

// model is the same thing written so that it is plainly right.
type model map[int]int64

func (m model) due(now int64, limit int) []lifecycle.Timer[int] {
	var due []lifecycle.Timer[int]
	for k, at := range m {
		if at <= now {
			due = append(due, lifecycle.Timer[int]{Key: k, At: at})
		}
	}
	slices.SortFunc(due, func(a, b lifecycle.Timer[int]) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Key, b.Key))
	})
	due = due[:min(len(due), max(limit, 0))]
	for _, d := range due {
		delete(m, d.Key)
	}
	return due
}

func TestTimers_anySequence_behavesLikeTheModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var timers lifecycle.Timers[int]
		m := model{}
		key := rapid.IntRange(0, 40)
		moment := rapid.OneOf(rapid.Int64Range(0, 20), rapid.Int64())
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				k, at := key.Draw(t, "key"), moment.Draw(t, "at")
				timers.Set(k, at)
				m[k] = at
			},
			"remove": func(t *rapid.T) {
				k := key.Draw(t, "key")
				_, had := m[k]
				if got := timers.Remove(k); got != had {
					t.Fatalf("Remove(%d) = %v", k, got)
				}
				delete(m, k)
			},
			"due": func(t *rapid.T) {
				now, limit := moment.Draw(t, "now"), rapid.IntRange(-1, 6).Draw(t, "limit")
				if got, want := timers.Due(now, limit), m.due(now, limit); !slices.Equal(got, want) {
					t.Fatalf("Due(%d, %d): got %v, want %v", now, limit, got, want)
				}
			},
			"": func(t *rapid.T) {
				if timers.Len() != len(m) {
					t.Fatalf("Len %d, want %d", timers.Len(), len(m))
				}
				next, ok := timers.Next()
				first := int64(math.MaxInt64)
				for k, at := range m {
					first = min(first, at)
					if got, known := timers.At(k); !known || got != at {
						t.Fatalf("At(%d) = %d, %v, want %d", k, got, known, at)
					}
				}
				if ok != (len(m) > 0) || ok && next != first {
					t.Fatalf("Next = %d, %v, want %d", next, ok, first)
				}
			},
		})
	})
}

func TestTimers_many_comeOutInOrder(t *testing.T) {
	t.Parallel()
	const n = 20000
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // repeatable on purpose
	var timers lifecycle.Timers[string]
	keys := windowKeys(n)
	for _, k := range keys {
		timers.Set(k, r.Int64N(n/4))
	}
	for _, k := range keys[:n/2] { // half of the windows move, a quarter goes
		timers.Set(k, r.Int64N(n/4))
	}
	for _, k := range keys[:n/4] {
		timers.Remove(k)
	}
	due := timers.Due(n, n)
	sorted := slices.IsSortedFunc(due, func(a, b lifecycle.Timer[string]) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Key, b.Key))
	})
	if len(due) != n-n/4 || !sorted || timers.Len() != 0 {
		t.Errorf("%d due, sorted %v, %d left", len(due), sorted, timers.Len())
	}
}

func windowKeys(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("int_%016x", i)
	}
	return keys
}

const million = 1_000_000

// fill sets a million windows that close within the coming day.
func fill(keys []string) *lifecycle.Timers[string] {
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // repeatable on purpose
	timers := &lifecycle.Timers[string]{}
	for _, k := range keys {
		timers.Set(k, noon+r.Int64N(day))
	}
	return timers
}

// BenchmarkTimers_insertMillion reports what one of a million pending windows
// costs in memory (without the key's own text, which the rows hold anyway).
func BenchmarkTimers_insertMillion(b *testing.B) {
	keys := windowKeys(million)
	var before, after runtime.MemStats
	var timers *lifecycle.Timers[string]
	for b.Loop() {
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&before)
		b.StartTimer()
		timers = fill(keys)
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.StartTimer()
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/million, "B/timer")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/million, "ns/timer")
	runtime.KeepAlive(timers)
}

// BenchmarkTimers_moveInMillion is what each message of a customer costs.
func BenchmarkTimers_moveInMillion(b *testing.B) {
	keys := windowKeys(million)
	timers := fill(keys)
	i := 0
	for b.Loop() {
		timers.Set(keys[i%million], noon+day+int64(i))
		i++
	}
}

// BenchmarkTimers_nothingDueOfMillion is what each look at the clock costs.
func BenchmarkTimers_nothingDueOfMillion(b *testing.B) {
	timers := fill(windowKeys(million))
	for b.Loop() {
		if len(timers.Due(noon-1, 10_000)) > 0 {
			b.Fatal("something is due")
		}
	}
}

// BenchmarkTimers_10000DueOfMillion finds, takes out and sets again the ten
// thousand windows that close first.
func BenchmarkTimers_10000DueOfMillion(b *testing.B) {
	timers := fill(windowKeys(million))
	for b.Loop() {
		due := timers.Due(noon+2*day, 10_000)
		if len(due) != 10_000 {
			b.Fatal("too few due")
		}
		b.StopTimer()
		for _, d := range due {
			timers.Set(d.Key, d.At)
		}
		b.StartTimer()
	}
}
