package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// testFeed: lines coalesce, pages cover their range, and what follows a page is
// in the next.
func testFeed(t *testing.T, open Engine) {
	db := fresh(t, open)
	ref := func(id int) desk.Ref { return desk.Ref{Kind: desk.RowThread, ID: fmt.Sprintf("t%d", id)} }
	lines := [][]desk.Ref{
		{ref(1)}, {ref(2)}, {ref(1), ref(1), ref(3)}, {}, {ref(1), ref(2), ref(3), ref(4), ref(5)}, {ref(6)}, {},
	}
	write(t, db, func(ctx context.Context, tx Tx) error {
		for _, feed := range lines {
			seq, err := appendEntry(ctx, tx, desk.Entry{Org: org, Kind: "x", At: 1})
			if err != nil {
				return err
			}
			if err := tx.Apply(ctx, org, seq, desk.Batch{Feed: feed}); err != nil {
				return err
			}
		}
		// Taken back with its savepoint.
		_ = tx.Savepoint(ctx)
		if err := tx.Apply(ctx, org, 7, desk.Batch{Feed: []desk.Ref{ref(9)}}); err != nil {
			return err
		}
		return tx.RollbackTo(ctx)
	})
	for _, c := range []struct {
		from  int64
		limit int
		want  string
		to    int64
	}{
		{0, 100, "5/t1 5/t2 5/t3 5/t4 5/t5 6/t6", 7},
		{0, 2, "1/t1 2/t2", 2},
		{0, 3, "1/t1 2/t2", 2},
		{2, 2, "3/t1 3/t3", 4},
		{4, 2, "5/t1 5/t2 5/t3 5/t4 5/t5", 5}, // one entry's lines are never cut apart
		{5, 1, "6/t6", 7},
		{6, 1, "", 7},
		{7, 10, "", 7},
		{9, 10, "", 9},
	} {
		changes, to, err := db.FeedSince(t.Context(), org, c.from, c.limit)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, ch := range changes {
			if i > 0 {
				got += " "
			}
			got += fmt.Sprintf("%d/%s", ch.Seq, ch.ID)
		}
		if got != c.want || to != c.to {
			t.Errorf("from %d, at most %d: %q to %d, want %q to %d", c.from, c.limit, got, to, c.want, c.to)
		}
	}
	if changes, to, err := db.FeedSince(t.Context(), other, 0, 10); len(changes) != 0 || to != 0 || err != nil {
		t.Errorf("another organization: %v %d %v", changes, to, err)
	}
}

// testDue: timers and jobs are set, moved and taken away; sends wait their turn.
func testDue(t *testing.T, open Engine) {
	db := fresh(t, open)
	ctx := t.Context()
	timer := func(subject string, due int64) desk.Timer {
		return desk.Timer{Kind: desk.TimerExpire, Subject: subject, DueAt: due}
	}
	job := func(kind desk.JobKind, subject, thread string, order, due int64) desk.Job {
		return desk.Job{Kind: kind, Subject: subject, ThreadID: thread, Order: order, DueAt: due, Attempts: 3}
	}
	if next := must(db.NextTimer(ctx))(t, "next timer"); next != 0 {
		t.Errorf("next timer of nothing: %d", next)
	}
	apply(t, db, org, 1, desk.Batch{
		Timers: []desk.Timer{timer("a", 30), timer("b", 10), timer("c", 20)},
		Jobs: []desk.Job{
			job(desk.JobSend, "m1", "t1", 1, 50), job(desk.JobSend, "m2", "t1", 2, 5), job(desk.JobSend, "m3", "t2", 3, 5),
			job(desk.JobFetchMedia, "f1", "t1", 1, 50), job(desk.JobFetchMedia, "f2", "t1", 2, 5),
		},
	})
	apply(t, db, org, 2, desk.Batch{Timers: []desk.Timer{timer("a", 5)}, Untimers: []desk.Timer{timer("b", 0)}})
	apply(t, db, other, 1, desk.Batch{Timers: []desk.Timer{timer("a", 15)}})
	same(t, "due timers", must(db.DueTimers(ctx, 20, 10))(t, "due"), []desk.OrgTimer{
		{Org: org, Timer: timer("a", 5)}, {Org: other, Timer: timer("a", 15)}, {Org: org, Timer: timer("c", 20)},
	})
	if list := must(db.DueTimers(ctx, 4, 10))(t, "due"); len(list) != 0 {
		t.Errorf("due too early: %v", list)
	}
	if next := must(db.NextTimer(ctx))(t, "next timer"); next != 5 {
		t.Errorf("next timer: %d, want 5", next)
	}

	same(t, "due sends: m2 waits behind m1, which is not due", must(db.DueJobs(ctx, desk.JobSend, 10, 10))(t, "due"),
		[]desk.OrgJob{{Org: org, Job: job(desk.JobSend, "m3", "t2", 3, 5)}})
	same(t, "due downloads wait for nobody", must(db.DueJobs(ctx, desk.JobFetchMedia, 10, 10))(t, "due"),
		[]desk.OrgJob{{Org: org, Job: job(desk.JobFetchMedia, "f2", "t1", 2, 5)}})
	if next := must(db.NextJob(ctx, desk.JobFetchMedia))(t, "next job"); next != 5 {
		t.Errorf("next job: %d, want 5", next)
	}
	apply(t, db, org, 3, desk.Batch{Unjobs: []desk.Job{{Kind: desk.JobSend, Subject: "m1"}}})
	same(t, "m2 after m1", must(db.DueJobs(ctx, desk.JobSend, 10, 1))(t, "due"),
		[]desk.OrgJob{{Org: org, Job: job(desk.JobSend, "m2", "t1", 2, 5)}})

	// A savepoint takes settings and removals back; setting after removing in one
	// batch is setting.
	write(t, db, func(ctx context.Context, tx Tx) error {
		before := desk.Batch{Untimers: []desk.Timer{timer("c", 0)}, Timers: []desk.Timer{timer("c", 21)}}
		if err := tx.Apply(ctx, org, 4, before); err != nil {
			return err
		}
		_ = tx.Savepoint(ctx)
		if err := tx.Apply(ctx, org, 4, desk.Batch{Untimers: []desk.Timer{timer("c", 0), timer("a", 0)}, Timers: []desk.Timer{timer("z", 1)}}); err != nil {
			return err
		}
		return tx.RollbackTo(ctx)
	})
	same(t, "due timers after taking back", must(db.DueTimers(ctx, 21, 10))(t, "due"), []desk.OrgTimer{
		{Org: org, Timer: timer("a", 5)}, {Org: other, Timer: timer("a", 15)}, {Org: org, Timer: timer("c", 21)},
	})
}
