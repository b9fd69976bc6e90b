package hours_test

import (
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hours"
)

func TestAfter_onlyOpenTimeCounts(t *testing.T) {
	t.Parallel()
	berlin := &desk.Hours{
		Zone: "Europe/Berlin",
		Week: []desk.OpenSpan{
			{Day: 1, From: 9 * 60, To: 12 * 60}, {Day: 1, From: 13 * 60, To: 17 * 60}, {Day: 2, From: 9 * 60, To: 17 * 60},
			{Day: 0, From: 0, To: 4 * 60}, // the night in which the clock goes back or forward
		},
		Holidays: []desk.Holiday{{Date: "2026-11-30", Name: "Founding day", From: 10 * 60, To: 11 * 60}, {Date: "2026-12-07", Name: "Closed"}},
	}
	for _, tc := range []struct {
		name, from, want string
		wait             time.Duration
		hours            *desk.Hours
	}{
		{"always open", "2026-11-23T20:00:00Z", "2026-11-23T22:30:00Z", 150 * time.Minute, nil},
		{"within one time", "2026-11-23T09:00:00Z", "2026-11-23T09:30:00Z", 30 * time.Minute, berlin},
		{"to its very end", "2026-11-23T09:00:00Z", "2026-11-23T11:00:00Z", 2 * time.Hour, berlin},
		{"over the break", "2026-11-23T10:50:00Z", "2026-11-23T12:20:00Z", 30 * time.Minute, berlin},
		{"begun while closed", "2026-11-23T03:00:00Z", "2026-11-23T08:30:00Z", 30 * time.Minute, berlin},
		{"over the night", "2026-11-23T15:50:00Z", "2026-11-24T08:20:00Z", 30 * time.Minute, berlin},
		{"a holiday with hours of its own", "2026-11-29T12:00:00Z", "2026-12-01T08:15:00Z", 75 * time.Minute, berlin},
		{"a holiday that is closed", "2026-12-06T12:00:00Z", "2026-12-08T09:00:00Z", time.Hour, berlin},
		{"the clock goes back: five hours", "2026-10-24T20:00:00Z", "2026-10-25T02:30:00Z", 270 * time.Minute, berlin},
		{"the clock goes forward: three hours", "2026-03-28T22:00:00Z", "2026-03-29T01:30:00Z", 150 * time.Minute, berlin},
	} {
		from, _ := time.Parse(time.RFC3339, tc.from)
		got, err := hours.After(tc.hours, from.UnixMilli(), tc.wait.Milliseconds())
		if at := time.UnixMilli(got).UTC().Format(time.RFC3339); err != nil || at != tc.want {
			t.Errorf("%s: %s (%v), want %s", tc.name, at, err, tc.want)
		}
	}
	never := &desk.Hours{Zone: "UTC"}
	if got, err := hours.After(never, 0, 1); got != 0 || err != nil {
		t.Errorf("never open: %d, %v", got, err)
	}
	if _, err := hours.After(&desk.Hours{Zone: "Nowhere/Land"}, 0, 1); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("an unknown zone: %v", err)
	}
}
