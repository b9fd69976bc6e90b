package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
)

// testTimers: timers are set, postponed, brought forward and taken away, in
// transactions of which some are given up, while others look what is due. Nothing is
// due too early or too late, whatever was asked before, and the next look is never
// later than a timer.
func testTimers(t *testing.T, open Engine) {
	path := t.TempDir() + "/relay.db"
	db := at(t, open, path)
	seq := int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		m := &timers{t: t, db: db, is: map[string]int64{}, seq: &seq}
		rt.Repeat(map[string]func(*rapid.T){
			"set":    func(rt *rapid.T) { m.write(m.draw(rt), true) },
			"giveUp": func(rt *rapid.T) { m.write(m.draw(rt), false) },
			"postpone": func(rt *rapid.T) {
				b := desk.Batch{}
				for subject, due := range m.is {
					b.Timers = append(b.Timers, timerOf(subject, due+rapid.Int64Range(0, 9).Draw(rt, "by")))
				}
				m.write(b, true)
			},
			"look": func(rt *rapid.T) { m.look(rt) },
		})
		m.clear()
	})
}

const timerSubjects = 4

func timerOf(subject string, due int64) desk.Timer {
	return desk.Timer{Kind: desk.TimerExpire, Subject: subject, DueAt: due}
}

// timers is what the test knows of an organization's.
type timers struct {
	t   *testing.T
	db  DB
	is  map[string]int64 // when each is due
	seq *int64
}

func (m *timers) draw(rt *rapid.T) (b desk.Batch) {
	for range rapid.IntRange(1, 3).Draw(rt, "timers") {
		one := timerOf(fmt.Sprint("i", rapid.IntRange(0, timerSubjects-1).Draw(rt, "subject")), rapid.Int64Range(1, 40).Draw(rt, "due"))
		named := func(other desk.Timer) bool { return other.Subject == one.Subject }
		if slices.ContainsFunc(b.Timers, named) || slices.ContainsFunc(b.Untimers, named) {
			continue
		}
		if rapid.IntRange(0, 3).Draw(rt, "away") == 0 {
			b.Untimers = append(b.Untimers, one)
		} else {
			b.Timers = append(b.Timers, one)
		}
	}
	return b
}

var errGivenUp = errors.New("given up")

func (m *timers) write(b desk.Batch, keep bool) {
	*m.seq++
	err := m.db.WriteTx(m.t.Context(), func(tx Tx) error {
		if err := tx.Apply(context.Background(), org, *m.seq, b); err != nil || keep {
			return err
		}
		return errGivenUp
	})
	if !keep && errors.Is(err, errGivenUp) {
		return
	}
	if err != nil {
		m.t.Fatal(err)
	}
	for _, timer := range b.Untimers {
		delete(m.is, timer.Subject)
	}
	for _, timer := range b.Timers {
		m.is[timer.Subject] = timer.DueAt
	}
}

func (m *timers) look(rt *rapid.T) {
	now := rapid.Int64Range(0, 60).Draw(rt, "now")
	var want []desk.OrgTimer
	next := int64(0)
	for subject, due := range m.is {
		if due <= now {
			want = append(want, desk.OrgTimer{Org: org, Timer: timerOf(subject, due)})
		}
		if next == 0 || due < next {
			next = due
		}
	}
	slices.SortFunc(want, func(a, b desk.OrgTimer) int {
		return cmp.Or(cmp.Compare(a.DueAt, b.DueAt), cmp.Compare(a.Subject, b.Subject))
	})
	got, err := m.db.DueTimers(m.t.Context(), now, timerSubjects)
	if err != nil {
		rt.Fatal(err)
	}
	if !slices.Equal(got, want) {
		rt.Fatalf("due at %d: %v, want %v", now, got, want)
	}
	look, err := m.db.NextTimer(m.t.Context())
	if err != nil || look > next || (look == 0) != (next == 0) || next > now && look <= now && look != 0 {
		rt.Fatalf("at %d the next look is at %d, %v; the next timer is due at %d", now, look, err, next)
	}
}

// clear takes all away, for the next round.
func (m *timers) clear() {
	b := desk.Batch{}
	for subject := range m.is {
		b.Untimers = append(b.Untimers, timerOf(subject, 0))
	}
	m.write(b, true)
}
