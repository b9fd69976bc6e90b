package alert

import (
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (e *ear) row(v wire.Notice) {
	e.t.Helper()
	e.rows.put(e.t, desk.RowNotice, v.ID, v)
	e.come()
}

// Whoever comes back to a locked screen hears once of all that came and still stands; the
// conversation in view counts for nobody who was not there.
func TestAway_whatCameIsToldAgain(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		e.alerts.Viewing("thr_1", true)
		e.message("thr_1", "seen", nil)
		if got := e.hears(0); len(got) != 0 {
			t.Fatalf("of what is in view: %+v", got)
		}
		e.alerts.Away(true)
		e.message("thr_1", "are you there?", nil)
		at := time.Now().UnixMilli()
		moved := wire.Notice{ID: "ntc_1", Kind: string(desk.NoticeTransfer), ThreadID: "thr_1", At: at}
		gone := wire.Notice{ID: "ntc_2", Kind: string(desk.NoticeQueued), ThreadID: "thr_2", At: at}
		e.row(moved)
		e.row(gone)
		e.offer("usr_me", 30*time.Second)
		if got := e.hears(0); len(got) == 0 || !strings.Contains(got[0].Body, "1 new message") {
			t.Fatalf("while away: %+v", got)
		}
		time.Sleep(time.Minute) // the offer runs out
		gone.Read = true
		e.row(gone)
		n := len(e.hears(0))
		e.alerts.Away(false)
		got := e.hears(n)
		if len(got) != 1 || !strings.Contains(got[0].Body, "1 new message") || strings.Contains(got[0].Body, "conversation for you") || strings.Contains(got[0].Body, "2 ") {
			t.Fatalf("back: %+v", got)
		}
		e.alerts.Away(true)
		e.alerts.Away(false)
		if got := e.hears(n + 1); len(got) != 0 {
			t.Errorf("told a third time: %+v", got)
		}
		e.message("thr_1", "seen again", nil)
		if got := e.hears(n + 1); len(got) != 0 {
			t.Errorf("of what is in view again: %+v", got)
		}
	})
}

func TestAway_nothingCame_nothingIsTold(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		e.message("thr_1", "before", nil)
		n := len(e.hears(0))
		e.alerts.Away(true)
		e.alerts.Away(false)
		if got := e.hears(n); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})
}
