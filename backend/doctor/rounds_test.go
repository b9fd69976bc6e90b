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
		due bool
	}{
		"never examined":         {nil, true},
		"a day ago":              {&desk.Checkup{NumberID: "num_1", At: ms - day}, true},
		"less than a day ago":    {&desk.Checkup{NumberID: "num_1", At: ms - day + 1}, false},
		"changed since":          {&desk.Checkup{NumberID: "num_1", At: ms - 1000, ChangedAt: ms - 500}, true},
		"examined since":         {&desk.Checkup{NumberID: "num_1", At: ms - 500, ChangedAt: ms - 1000}, false},
		"of a number never seen": {&desk.Checkup{NumberID: "num_9", At: ms}, true},
	} {
		w := healthy()
		w.row = c.row
		r := newRig(t, w)
		if err := r.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c.due {
			<-r.kept
		}
		r.Stop()
		if got := len(r.entries); got != map[bool]int{true: 1}[c.due] {
			t.Errorf("%s: %d examinations", name, got)
		}
		for _, e := range r.entries {
			if e.Cause != desk.CheckDaily || e.By != "" || e.NumberID != "num_1" {
				t.Errorf("%s: %+v", name, e)
			}
		}
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
