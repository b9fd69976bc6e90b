package doctor_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/doctor"
)

// diary is the past of a number: when customers wrote, and how often that was counted.
type diary struct {
	mu      sync.Mutex
	wrote   []time.Time
	counted int
	fails   error
}

func (d *diary) LastIn(_ context.Context, _ desk.OrgID, after int64) (map[desk.NumberID]int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	last := map[desk.NumberID]int64{}
	for _, w := range d.wrote {
		if at := w.UnixMilli(); at > after {
			last["num_1"] = max(last["num_1"], at)
		}
	}
	return last, d.fails
}

func (d *diary) CountIn(_ context.Context, _ desk.OrgID, _ desk.NumberID, from, to int64) (n int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counted++
	for _, w := range d.wrote {
		if at := w.UnixMilli(); at > from && at <= to {
			n++
		}
	}
	return n, d.fails
}

const shortDay = 24 * time.Hour

// office writes as customers of an office do: every ten minutes from 8 to 18 o'clock, on
// each of the days before today, but for those that are left out.
func office(leftOut ...int) []time.Time {
	var list []time.Time
	for ago := 1; ago <= 29; ago++ {
		for at := midnight.Add(8 * time.Hour); at.Before(midnight.Add(18 * time.Hour)); at = at.Add(10 * time.Minute) {
			list = append(list, at.Add(-time.Duration(ago)*shortDay))
		}
	}
	for _, ago := range leftOut {
		from, to := midnight.Add(-time.Duration(ago)*shortDay), midnight.Add(-time.Duration(ago-1)*shortDay)
		kept := list[:0]
		for _, at := range list {
			if at.Before(from) || !at.Before(to) {
				kept = append(kept, at)
			}
		}
		list = kept
	}
	return list
}

var midnight = time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC) // a Thursday

// clockwork is a doctor whose clock a test moves.
type clockwork struct {
	*rig
	mu  sync.Mutex
	now time.Time
	d   *diary
}

func newClockwork(t *testing.T, from time.Time, d *diary, row *desk.Checkup) *clockwork {
	t.Helper()
	w := healthy()
	w.row = row
	c := &clockwork{rig: &rig{t: t, w: w, kept: make(chan struct{}, 100)}, now: from, d: d}
	c.Service = doctor.New(doctor.Config{
		Rows: c.rig, Links: c.rig, Recorder: c.rig, Past: d,
		Clock: func() time.Time {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.now
		},
		Reach:     func(context.Context, string, *desk.Number, string) error { return nil },
		LastEvent: func(*desk.Number) int64 { return 0 },
	})
	t.Cleanup(c.Stop)
	return c
}

// until makes rounds every ten minutes and gives the examinations with their times; each is
// put into the row as the fold does.
func (c *clockwork) until(to time.Time) (at []time.Time) {
	c.t.Helper()
	for ; c.now.Before(to); c.forward() {
		before := len(c.entries)
		if err := c.Round(c.t.Context()); err != nil {
			c.t.Fatal(err)
		}
		c.Wait()
		for _, e := range c.entries[before:] {
			row := *c.w.row
			row.At, row.Cause = c.now.UnixMilli(), e.Cause
			if e.Silence != nil {
				row.Silence = e.Silence
			}
			c.w.row = &row
			at = append(at, c.now)
		}
	}
	return at
}

func (c *clockwork) forward() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(10 * time.Minute)
}

// fresh is a row that is due no examination for a day.
func fresh(at time.Time) *desk.Checkup {
	return &desk.Checkup{NumberID: "num_1", At: at.UnixMilli(), ChangedAt: at.Add(-40 * shortDay).UnixMilli()}
}

func active(c *clockwork) *clockwork { c.w.state = desk.NumberActive; return c }

// A number to which customers write all day falls silent at ten: it is examined once, two
// hours later, and says what is usual. A restart examines it no second time.
func TestSilence_isExaminedOnce(t *testing.T) {
	t.Parallel()
	d := &diary{wrote: office()}
	for at := midnight.Add(8 * time.Hour); !at.After(midnight.Add(10 * time.Hour)); at = at.Add(10 * time.Minute) {
		d.wrote = append(d.wrote, at)
	}
	begin := midnight.Add(7 * time.Hour)
	c := active(newClockwork(t, begin, d, fresh(begin)))
	got := c.until(midnight.Add(17 * time.Hour))
	if len(got) != 1 || !got[0].Equal(midnight.Add(12*time.Hour)) {
		t.Fatalf("examined at %v", got)
	}
	e := c.entries[0]
	if e.Cause != desk.CheckQuiet || e.By != "" || e.Silence == nil || *e.Silence != (desk.Silence{After: midnight.Add(10 * time.Hour).UnixMilli(), Since: midnight.Add(10 * time.Hour).UnixMilli(), Usual: 12}) {
		t.Fatalf("%+v, %+v", e, e.Silence)
	}
	again := active(newClockwork(t, midnight.Add(12*time.Hour+5*time.Minute), d, c.w.row))
	if got := again.until(midnight.Add(30 * time.Hour)); len(got) != 0 {
		t.Errorf("after a restart it is examined again at %v", got)
	}
	d.wrote = append(d.wrote, midnight.Add(33*time.Hour)) // at nine the next day, and then no more
	row := fresh(midnight.Add(30 * time.Hour))
	row.Silence = c.w.row.Silence
	next := active(newClockwork(t, midnight.Add(32*time.Hour), d, row))
	if got := next.until(midnight.Add(40 * time.Hour)); len(got) != 1 || !got[0].Equal(midnight.Add(35*time.Hour)) {
		t.Errorf("the next silence is examined at %v", got)
	}
}

// Nothing triggers it where silence is usual, or says nothing.
func TestSilence_isUsual(t *testing.T) {
	t.Parallel()
	tens := midnight.Add(10 * time.Hour)
	today := func(until time.Time) (list []time.Time) {
		for at := midnight.Add(8 * time.Hour); !at.After(until); at = at.Add(10 * time.Minute) {
			list = append(list, at)
		}
		return list
	}
	few := []time.Time{tens}
	for i := 1; i <= 29; i++ {
		few = append(few, tens.Add(-time.Duration(i)*shortDay), tens.Add(-time.Duration(i)*shortDay+time.Hour))
	}
	for name, c := range map[string]struct {
		wrote  []time.Time
		from   time.Time
		change func(*clockwork)
	}{
		"a night after a day":             {append(office(), today(midnight.Add(17*time.Hour+50*time.Minute))...), midnight.Add(17 * time.Hour), nil},
		"a number with little traffic":    {few, tens, nil},
		"a number of two weeks":           {append(recent(office(), 14), today(tens)...), tens, nil},
		"nobody has ever written":         {nil, tens, nil},
		"a number that is off":            {append(office(), today(tens)...), tens, func(c *clockwork) { c.w.state = desk.NumberInactive }},
		"two of these days were holidays": {append(office(7, 14), today(tens)...), tens, nil},
	} {
		d := &diary{wrote: c.wrote}
		w := active(newClockwork(t, c.from, d, fresh(c.from)))
		if c.change != nil {
			c.change(w)
		}
		if got := w.until(c.from.Add(12 * time.Hour)); len(got) != 0 {
			t.Errorf("%s: examined at %v", name, got)
		}
		if d.counted > 4*24 {
			t.Errorf("%s: counted %d times in twelve hours", name, d.counted)
		}
	}
}

// One holiday among the weeks changes nothing; a relay that was off begins to wait when it
// is back.
func TestSilence_holidaysAndARelayThatWasOff(t *testing.T) {
	t.Parallel()
	d := &diary{wrote: append(office(7), midnight.Add(8*time.Hour))}
	begin := midnight.Add(8 * time.Hour)
	c := active(newClockwork(t, begin, d, fresh(begin)))
	if got := c.until(midnight.Add(16 * time.Hour)); len(got) != 1 || !got[0].Equal(midnight.Add(10*time.Hour)) {
		t.Errorf("with a holiday a week ago: %v", got)
	}
	late := active(newClockwork(t, midnight.Add(11*time.Hour), d, fresh(begin)))
	if got := late.until(midnight.Add(16 * time.Hour)); len(got) != 1 || !got[0].Equal(midnight.Add(13*time.Hour)) {
		t.Errorf("with a relay that starts at eleven: %v", got)
	} else if s := late.entries[0].Silence; s.Since != midnight.Add(11*time.Hour).UnixMilli() {
		t.Errorf("it says since %d", s.Since)
	}
}

// A record that cannot be read is an error of the round, not a silence.
func TestSilence_ofARecordThatCannotBeRead(t *testing.T) {
	t.Parallel()
	begin := midnight.Add(8 * time.Hour)
	c := active(newClockwork(t, begin, &diary{fails: errors.New("no disk")}, fresh(begin)))
	if err := c.Round(t.Context()); err == nil {
		t.Error("no error")
	}
}

// recent leaves out what is older than some days.
func recent(list []time.Time, days int) (kept []time.Time) {
	for _, at := range list {
		if at.After(midnight.Add(-time.Duration(days) * shortDay)) {
			kept = append(kept, at)
		}
	}
	return kept
}
