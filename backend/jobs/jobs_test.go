package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/jobs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	fast desk.JobKind = "fast"
	slow desk.JobKind = "slow"
)

// rows is a store that gives of each thread the first job, as the real one.
type rows struct {
	reading time.Duration // how old the rows are when they arrive

	mu   sync.Mutex // guards jobs
	jobs []desk.OrgJob
}

func (r *rows) add(kind desk.JobKind, org desk.OrgID, thread, subject string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.jobs = append(r.jobs, desk.OrgJob{Org: org, Job: desk.Job{Kind: kind, ThreadID: thread, Subject: subject, Order: int64(len(r.jobs))}})
}

func (r *rows) done(j desk.OrgJob) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.jobs = slices.DeleteFunc(r.jobs, func(o desk.OrgJob) bool { return o == j })
}

func (r *rows) DueJobs(_ context.Context, kind desk.JobKind, _ int64, limit int) ([]desk.OrgJob, error) {
	defer time.Sleep(r.reading)
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []desk.OrgJob
	seen := map[string]bool{}
	for _, j := range r.jobs {
		if lane := string(j.Org) + j.ThreadID; j.Kind == kind && !seen[lane] && len(out) < limit {
			seen[lane] = true
			out = append(out, j)
		}
	}
	return out, nil
}

func byThread(j desk.OrgJob) string { return j.ThreadID }

func run(t *testing.T, store *rows, work ...desk.JobWork) *jobs.Runner {
	t.Helper()
	r := jobs.New(jobs.Config{Store: store, Work: work})
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// A kind whose jobs never end takes all of its own pool and nothing of another's.
func TestRunner_slowKind_delaysNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &rows{}
		for i := range 50 {
			store.add(slow, "o", fmt.Sprint("t", i), fmt.Sprint("s", i))
			store.add(fast, "o", fmt.Sprint("t", i), fmt.Sprint("f", i))
		}
		release := make(chan struct{})
		var mu sync.Mutex
		stuck, sent := 0, 0
		r := run(t, store,
			desk.JobWork{Kind: slow, AtOnce: 4, Lane: byThread, Run: func(_ context.Context, j desk.OrgJob, _ int) error {
				mu.Lock()
				stuck++
				mu.Unlock()
				<-release
				store.done(j)
				return nil
			}},
			desk.JobWork{Kind: fast, AtOnce: 4, Lane: byThread, Run: func(_ context.Context, j desk.OrgJob, _ int) error {
				mu.Lock()
				sent++
				mu.Unlock()
				store.done(j)
				return nil
			}})
		synctest.Wait()
		mu.Lock()
		if stuck != 4 || sent != 50 {
			t.Errorf("%d slow jobs run and %d of the others ended, want 4 and 50", stuck, sent)
		}
		mu.Unlock()
		close(release)
		r.Stop()
	})
}

// Jobs of a lane never run beside each other and keep their order; those of another
// organization with the same thread are a lane of their own.
func TestRunner_lane_isOneAfterTheOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &rows{}
		var want []string
		for i := range 30 {
			want = append(want, fmt.Sprint(i))
			store.add(fast, "one", "thread", fmt.Sprint(i))
			store.add(fast, "two", "thread", fmt.Sprint(i))
		}
		var mu sync.Mutex
		order, at, most := map[desk.OrgID][]string{}, map[desk.OrgID]int{}, 0
		r := run(t, store, desk.JobWork{Kind: fast, AtOnce: 8, Lane: byThread, Run: func(_ context.Context, j desk.OrgJob, _ int) error {
			mu.Lock()
			at[j.Org]++
			if at[j.Org] > 1 {
				t.Errorf("two jobs of %s at once", j.Org)
			}
			most = max(most, at["one"]+at["two"])
			order[j.Org] = append(order[j.Org], j.Subject)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			at[j.Org]--
			mu.Unlock()
			store.done(j)
			return nil
		}})
		time.Sleep(time.Minute)
		r.Stop()
		for org, got := range order {
			if !slices.Equal(got, want) {
				t.Errorf("%s: done in the order %v", org, got)
			}
		}
		if most != 2 {
			t.Errorf("%d lanes at once, want 2", most)
		}
	})
}

// A job that ends while the next rows are being read is among them still: it is not
// run a second time, and the next of its lane does not wait for the look-out.
func TestRunner_endedDuringTheReading_isNotRunAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &rows{reading: 300 * time.Millisecond}
		var want []string
		for i := range 10 {
			want = append(want, fmt.Sprint(i))
			store.add(fast, "o", "thread", fmt.Sprint(i))
		}
		var got []string
		r := run(t, store, desk.JobWork{Kind: fast, AtOnce: 2, Lane: byThread, Run: func(_ context.Context, j desk.OrgJob, _ int) error {
			time.Sleep(350 * time.Millisecond) // ends while the round of half a second reads
			got = append(got, j.Subject)
			store.done(j)
			return nil
		}})
		time.Sleep(10 * time.Second)
		r.Stop()
		if !slices.Equal(got, want) {
			t.Errorf("run were %v, want each once", got)
		}
	})
}

// What fails is tried again, later each time and at the latest after the longest
// pause; it is forgotten when it succeeds.
func TestRunner_failed_isTriedLaterEachTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &rows{}
		store.add(fast, "o", "t", "s")
		var at []time.Duration
		var tries []int
		begin := time.Now()
		r := run(t, store, desk.JobWork{
			Kind: fast, AtOnce: 1, Lane: byThread, LongestPause: 5 * time.Second,
			Run: func(_ context.Context, j desk.OrgJob, n int) error {
				at, tries = append(at, time.Since(begin).Truncate(time.Second)), append(tries, n)
				if len(at) == 5 {
					store.done(j)
					store.add(fast, "o", "t", "next")
					return nil
				}
				if j.Subject == "next" {
					store.done(j)
					return nil
				}
				return errors.New("not now")
			},
		})
		time.Sleep(time.Minute)
		r.Stop()
		if want := []time.Duration{0, 2 * time.Second, 6 * time.Second, 11 * time.Second, 16 * time.Second, 16 * time.Second}; !slices.Equal(at, want) {
			t.Errorf("tried at %v, want %v", at, want)
		}
		if want := []int{0, 1, 2, 3, 4, 0}; !slices.Equal(tries, want) {
			t.Errorf("told of %v tries, want %v", tries, want)
		}
	})
}

func TestRunner_waitsUntilReadyAndSeesThroughWhatRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &rows{}
		store.add(fast, "o", "t", "s")
		begin, ended := time.Now(), time.Duration(0)
		r := run(t, store, desk.JobWork{
			Kind: fast, AtOnce: 1, Lane: byThread, Ready: func() bool { return time.Since(begin) > time.Minute },
			Run: func(ctx context.Context, j desk.OrgJob, _ int) error {
				time.Sleep(time.Hour)
				ended = time.Since(begin).Truncate(time.Minute)
				store.done(j)
				return ctx.Err()
			},
		})
		time.Sleep(2 * time.Minute)
		r.Stop()
		r.Stop()
		if ended != 61*time.Minute {
			t.Errorf("the job ended after %v, want it to begin after a minute and be seen through", ended)
		}
		if err := r.Start(t.Context()); err != nil {
			t.Error(err)
		}
		r.Stop()
	})
}
