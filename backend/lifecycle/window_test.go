package lifecycle_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

const (
	second = int64(1000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
	// noon is an ordinary stamp: 2026-03-14 12:00:00 UTC.
	noon = int64(1773489600000)
)

func TestWindow_toTheMillisecond(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		last, now int64
		want      lifecycle.WindowState
		free      bool
	}{
		{"never wrote", 0, noon, lifecycle.WindowState{}, false},
		{"negative stamp", -5, noon, lifecycle.WindowState{}, false},
		{"just now", noon, noon, lifecycle.WindowState{Open: true, ClosesAt: noon + day, Left: day}, true},
		{"one millisecond more than the guard", noon, noon + day - 2*minute - 1, lifecycle.WindowState{Open: true, ClosesAt: noon + day, Left: 2*minute + 1}, true},
		{"exactly the guard", noon, noon + day - 2*minute, lifecycle.WindowState{Open: true, ClosesAt: noon + day, Left: 2 * minute}, false},
		{"23:59:59", noon, noon + day - second, lifecycle.WindowState{Open: true, ClosesAt: noon + day, Left: second}, false},
		{"last millisecond", noon, noon + day - 1, lifecycle.WindowState{Open: true, ClosesAt: noon + day, Left: 1}, false},
		{"closes", noon, noon + day, lifecycle.WindowState{ClosesAt: noon + day}, false},
		{"webhook delayed for three days opens nothing", noon, noon + 3*day, lifecycle.WindowState{ClosesAt: noon + day}, false},
		{"stamp a second ahead counts as now", noon + second, noon, lifecycle.WindowState{Open: true, ClosesAt: noon + second + day, Left: day, Ahead: second}, true},
		{"stamp an hour ahead is still believed", noon + hour, noon, lifecycle.WindowState{Open: true, ClosesAt: noon + hour + day, Left: day, Ahead: hour}, true},
		{"further ahead is not", noon + hour + 1, noon, lifecycle.WindowState{ClosesAt: noon + hour + 1 + day, Ahead: hour + 1}, false},
		{"clock jumped back 25 h", noon, noon - 25*hour, lifecycle.WindowState{ClosesAt: noon + day, Ahead: 25 * hour}, false},
		{"clock at its very beginning", noon, math.MinInt64, lifecycle.WindowState{ClosesAt: noon + day, Ahead: noon}, false},
		{"clock at its very end", noon, math.MaxInt64, lifecycle.WindowState{ClosesAt: noon + day}, false},
		{"absurd stamp", math.MaxInt64, noon, lifecycle.WindowState{}, false},
		{"absurd stamp, absurd clock", math.MaxInt64, math.MaxInt64, lifecycle.WindowState{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := lifecycle.Window(channel.RulesOf(desk.WhatsApp), tc.last, tc.now); got != tc.want {
				t.Errorf("Window: got %+v, want %+v", got, tc.want)
			}
			if got := lifecycle.CanSendFreeText(channel.RulesOf(desk.WhatsApp), tc.last, tc.now); got != tc.free {
				t.Errorf("CanSendFreeText: got %v, want %v", got, tc.free)
			}
		})
	}
}

func TestWindow_daylightSaving_changesNothing(t *testing.T) {
	t.Parallel()
	// 2026-03-29 01:00 UTC is the hour that Europe skips.
	last := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC).UnixMilli()
	if got := lifecycle.Window(channel.RulesOf(desk.WhatsApp), last, last+23*hour); !got.Open || got.Left != hour {
		t.Errorf("got %+v", got)
	}
}

func TestCanSendFreeText_anyStamps_neverOutsideTheWindow(t *testing.T) {
	t.Parallel()
	stamp := rapid.OneOf(rapid.Int64(), rapid.Int64Range(noon-3*day, noon+3*day))
	rapid.Check(t, func(t *rapid.T) {
		last, now := stamp.Draw(t, "last"), stamp.Draw(t, "now")
		w := lifecycle.Window(channel.RulesOf(desk.WhatsApp), last, now)
		if w.Left < 0 || w.Left > day || w.Ahead < 0 || w.Open != (w.Left > 0) || w.Open && w.ClosesAt != last+day {
			t.Fatalf("%+v", w)
		}
		if !lifecycle.CanSendFreeText(channel.RulesOf(desk.WhatsApp), last, now) {
			return
		}
		if last <= 0 || now >= last && now-last >= day-2*minute || last > now && last-max(now, 0) > hour {
			t.Fatalf("free text with last %d, now %d: %+v", last, now, w)
		}
	})
}

// A relay whose clock is wrong by up to an hour, and that has seen some stamp
// of Meta's no older than the guard, must never send after Meta's window.
func TestCanSendFreeText_slowClock_judgedByTheLatestStamp_isNeverLate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		last := noon
		truth := noon + rapid.Int64Range(0, 2*day).Draw(t, "true time since the message")
		clock := truth - rapid.Int64Range(0, hour).Draw(t, "behind")
		seen := truth - rapid.Int64Range(0, 2*minute).Draw(t, "age of the newest stamp")
		if lifecycle.CanSendFreeText(channel.RulesOf(desk.WhatsApp), last, lifecycle.Latest(clock, seen)) && truth >= last+day {
			t.Fatalf("sent %d ms late", truth-last-day)
		}
	})
}

func TestLatest_believesOnlyWhatIsNear(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name              string
		clock, seen, want int64
	}{
		{"clock is later", noon, noon - 1, noon},
		{"nothing seen", noon, 0, noon},
		{"stamp is later", noon, noon + minute, noon + minute},
		{"an hour later", noon, noon + hour, noon + hour},
		{"too much later", noon, noon + hour + 1, noon},
		{"absurd", noon, math.MaxInt64, noon},
		{"absurd both", math.MinInt64, math.MaxInt64, math.MinInt64},
		{"clock before 1970", -5, 10, 10},
	} {
		if got := lifecycle.Latest(tc.clock, tc.seen); got != tc.want {
			t.Errorf("%s: got %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestWindow_channelWithoutOne_isAlwaysOpen(t *testing.T) {
	t.Parallel()
	sms := channel.RulesOf(desk.SMS)
	for _, last := range []int64{0, -5, noon, noon - 300*day, math.MaxInt64} {
		if w := lifecycle.Window(sms, last, noon); !w.Open || w.ClosesAt != 0 || !lifecycle.CanSendFreeText(sms, last, noon) {
			t.Errorf("last %d: %+v", last, w)
		}
	}
}
