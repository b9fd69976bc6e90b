package doctor_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// A round examines what is due and nothing else.
func TestRound_examinesWhatIsDue(t *testing.T) {
	t.Parallel()
	ms := now.UnixMilli()
	for name, c := range map[string]struct {
		row *desk.Checkup
		due desk.CheckCause
	}{
		"never examined":         {nil, desk.CheckSet},
		"a day ago":              {&desk.Checkup{NumberID: "num_1", At: ms - day}, desk.CheckDaily},
		"less than a day ago":    {&desk.Checkup{NumberID: "num_1", At: ms - day + 1}, ""},
		"changed since":          {&desk.Checkup{NumberID: "num_1", At: ms - 1000, ChangedAt: ms - 500}, desk.CheckSet},
		"examined since":         {&desk.Checkup{NumberID: "num_1", At: ms - 500, ChangedAt: ms - 1000}, ""},
		"of a number never seen": {&desk.Checkup{NumberID: "num_9", At: ms}, desk.CheckSet},
	} {
		w := healthy()
		w.row = c.row
		r := newRig(t, w)
		if err := r.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c.due != "" {
			<-r.kept
		}
		r.Stop()
		if got := len(r.entries); got != map[bool]int{true: 1}[c.due != ""] {
			t.Errorf("%s: %d examinations", name, got)
		}
		for _, e := range r.entries {
			if e.Cause != c.due || e.By != "" || e.NumberID != "num_1" {
				t.Errorf("%s: %+v", name, e)
			}
		}
	}
}

// What was connected, or whose connection changed, is examined at once; the others wait for
// their turn, and are not asked for either.
func TestCatch_examinesOnlyWhoseConnectionChanged(t *testing.T) {
	t.Parallel()
	ms := now.UnixMilli()
	for name, c := range map[string]struct {
		row  *desk.Checkup
		want int
	}{
		"just connected": {nil, 1},
		"changed since":  {&desk.Checkup{NumberID: "num_1", At: ms - 1000, ChangedAt: ms - 500}, 1},
		"due by its day": {&desk.Checkup{NumberID: "num_1", At: ms - 2*day, ChangedAt: 1}, 0},
	} {
		w := healthy()
		w.row = c.row
		r := newRig(t, w)
		if err := r.Catch(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range c.want {
			<-r.kept
		}
		r.Stop()
		if len(r.entries) != c.want || c.want == 0 && w.looks.Load() != 0 {
			t.Errorf("%s: %d examinations, %d looks", name, len(r.entries), w.looks.Load())
		}
	}
}

// A commit that changed what a number hangs on wakes the doctor, and no other does: an
// examination is a commit too.
func TestNudge_examinesWithoutWaitingForARound(t *testing.T) {
	t.Parallel()
	w := healthy()
	w.row = nil
	r := newRig(t, w)
	r.Start()
	for what, c := range map[string]struct {
		row  desk.Row
		want bool
	}{
		"a number":       {&desk.Number{}, true},
		"an app":         {&desk.App{}, true},
		"an account":     {&desk.Waba{}, true},
		"a lamp put out": {&desk.Checkup{At: 1, ChangedAt: 2}, true},
		"an examination": {&desk.Checkup{At: 2, ChangedAt: 2}, false},
		"a message":      {&desk.Message{}, false},
	} {
		var commit desk.Commit
		commit.Note(desk.Batch{Rows: []desk.Row{&desk.Thread{}, c.row}})
		if got := r.Wants(commit); got != c.want {
			t.Errorf("%s wakes it: %t", what, got)
		}
	}
	r.Nudge()
	<-r.kept
	if e := r.entries[0]; e.Cause != desk.CheckSet || e.NumberID != "num_1" {
		t.Errorf("%+v", e)
	}
}

// Starting twice and stopping before are harmless.
func TestStart_isHarmlessTwiceAndAfterTheEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, healthy())
	r.Start()
	r.Start()
	r.Stop()
	r.Start()
	if err := r.Round(t.Context()); err != nil || len(r.entries) != 0 {
		t.Errorf("%v, %d examinations after the end", err, len(r.entries))
	}
}
