package hours_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hours"
)

// office is open from nine to five on weekdays, with a break on Friday.
func office(zone string) *desk.Hours {
	h := &desk.Hours{Zone: zone}
	for day := 1; day <= 4; day++ {
		h.Week = append(h.Week, desk.OpenSpan{Day: day, From: 9 * 60, To: 17 * 60})
	}
	h.Week = append(h.Week, desk.OpenSpan{Day: 5, From: 14 * 60, To: 17 * 60}, desk.OpenSpan{Day: 5, From: 9 * 60, To: 12 * 60})
	h.Holidays = []desk.Holiday{{Date: "2026-12-25", Name: "Christmas"}, {Date: "2026-12-24", Name: "Eve", From: 9 * 60, To: 12 * 60}}
	return h
}

func instant(t *testing.T, s string) int64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixMilli()
}

// always is open day and night.
func always(zone string, days ...int) *desk.Hours {
	h := &desk.Hours{Zone: zone}
	for _, d := range days {
		h.Week = append(h.Week, desk.OpenSpan{Day: d, To: desk.MinutesOfDay})
	}
	return h
}

func TestAt(t *testing.T) {
	t.Parallel()
	night := &desk.Hours{Zone: "Europe/London", Week: []desk.OpenSpan{{Day: 0, From: 60, To: 120}, {Day: 6, From: 22 * 60, To: 1440}}}
	for name, c := range map[string]struct {
		hours   *desk.Hours
		at      string
		open    bool
		until   string // "" = never
		holiday string
	}{
		"none are always open":         {nil, "2026-11-29T03:00:00Z", true, "", ""},
		"before opening":               {office("Europe/Berlin"), "2026-11-30T07:59:59Z", false, "2026-11-30T08:00:00Z", ""},
		"the first moment":             {office("Europe/Berlin"), "2026-11-30T08:00:00Z", true, "2026-11-30T16:00:00Z", ""},
		"the last moment":              {office("Europe/Berlin"), "2026-11-30T15:59:59Z", true, "2026-11-30T16:00:00Z", ""},
		"the moment of closing":        {office("Europe/Berlin"), "2026-11-30T16:00:00Z", false, "2026-12-01T08:00:00Z", ""},
		"a break":                      {office("Europe/Berlin"), "2026-12-04T12:00:00Z", false, "2026-12-04T13:00:00Z", ""},
		"over the weekend":             {office("Europe/Berlin"), "2026-12-04T16:00:00Z", false, "2026-12-07T08:00:00Z", ""},
		"a short holiday":              {office("Europe/Berlin"), "2026-12-24T09:00:00Z", true, "2026-12-24T11:00:00Z", "Eve"},
		"a holiday, and the weekend":   {office("Europe/Berlin"), "2026-12-25T10:00:00Z", false, "2026-12-28T08:00:00Z", "Christmas"},
		"another day there":            {office("Pacific/Auckland"), "2026-11-29T20:30:00Z", true, "2026-11-30T04:00:00Z", ""},
		"day and night":                {always("UTC", 0, 1, 2, 3, 4, 5, 6), "2026-11-29T20:30:00Z", true, "", ""},
		"days that touch":              {always("UTC", 1, 2), "2026-11-30T20:30:00Z", true, "2026-12-02T00:00:00Z", ""},
		"open to midnight":             {always("Asia/Kolkata", 0), "2026-11-29T12:00:00Z", true, "2026-11-29T18:30:00Z", ""},
		"never":                        {&desk.Hours{Zone: "UTC"}, "2026-11-29T12:00:00Z", false, "", ""},
		"an hour that the clock skips": {night, "2027-03-28T00:59:00Z", false, "2027-04-03T21:00:00Z", ""},
		"an hour that comes twice":     {night, "2026-10-25T00:10:00Z", true, "2026-10-25T02:00:00Z", ""},
		"the second time too":          {night, "2026-10-25T01:30:00Z", true, "2026-10-25T02:00:00Z", ""},
		"a day of 23 hours":            {always("Europe/London", 0), "2027-03-28T12:00:00Z", true, "2027-03-28T23:00:00Z", ""},
		"a day of 25 hours":            {always("Europe/London", 0), "2026-10-25T00:00:00Z", true, "2026-10-26T00:00:00Z", ""},
		"half an hour of summer":       {office("Australia/Lord_Howe"), "2027-04-05T00:00:00Z", true, "2027-04-05T06:30:00Z", ""},
		"a midnight that there is not": {always("America/Sao_Paulo", 0), "2018-11-04T02:59:59Z", false, "2018-11-04T03:00:00Z", ""},
		"the day after that midnight":  {always("America/Sao_Paulo", 0), "2018-11-04T03:00:00Z", true, "2018-11-05T02:00:00Z", ""},
		"a year of holidays":           {closedFor(399), "2026-11-29T12:00:00Z", false, "", "off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := hours.At(c.hours, instant(t, c.at))
			if err != nil {
				t.Fatal(err)
			}
			want := hours.State{Open: c.open, Holiday: c.holiday}
			if c.until != "" {
				want.Until = instant(t, c.until)
			}
			if got != want {
				t.Errorf("%+v (until %s), not %+v", got, time.UnixMilli(got.Until).UTC().Format(time.RFC3339), want)
			}
		})
	}
}

// closedFor has a holiday on each of so many days.
func closedFor(days int) *desk.Hours {
	h := always("UTC", 0, 1, 2, 3, 4, 5, 6)
	for n := range days + 2 {
		h.Holidays = append(h.Holidays, desk.Holiday{Name: "off", Date: time.Date(2026, 11, 29+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)})
	}
	return h
}

func TestAt_aZoneThatIsNotKnown(t *testing.T) {
	t.Parallel()
	if _, err := hours.At(&desk.Hours{Zone: "Europe/Atlantis"}, 0); desk.SubcodeOf(err) != "badHours" {
		t.Error(err)
	}
	for zone, known := range map[string]bool{"Europe/Berlin": true, "UTC": true, "": false, "Local": false, "../etc/passwd": false, "Europe/Atlantis": false} {
		if hours.Known(zone) != known {
			t.Errorf("%q: %v", zone, !known)
		}
	}
}

// Whatever the hours, the state that is said until a moment is that at each moment
// before, and another one at that moment: nothing opens twice or never.
func TestAt_changesWhenItSays(t *testing.T) {
	t.Parallel()
	zones := []string{"Europe/London", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo", "America/St_Johns", "Pacific/Apia", "UTC"}
	random := rand.New(rand.NewPCG(8, 1))
	for n := range 400 {
		h := &desk.Hours{Zone: zones[n%len(zones)]}
		for range 1 + random.IntN(9) {
			from := random.IntN(95) * 15
			h.Week = append(h.Week, desk.OpenSpan{Day: random.IntN(7), From: from, To: from + 15 + 15*random.IntN((desk.MinutesOfDay-from)/15)})
		}
		at := time.Date(2026+random.IntN(3), time.Month(1+random.IntN(12)), 1+random.IntN(28), random.IntN(24), random.IntN(60), 0, 0, time.UTC).UnixMilli()
		is, err := hours.At(h, at)
		if err != nil || is.Until == 0 {
			continue
		}
		if is.Until <= at {
			t.Fatalf("%+v at %d: until %d", h, at, is.Until)
		}
		for range 20 {
			between, _ := hours.At(h, at+random.Int64N(is.Until-at))
			if between.Open != is.Open || between.Until != is.Until {
				t.Fatalf("%+v at %d: %+v, and before its end %+v", h, at, is, between)
			}
		}
		if after, _ := hours.At(h, is.Until); after.Open == is.Open {
			t.Fatalf("%+v: nothing changes at %s", h, time.UnixMilli(is.Until).UTC())
		}
	}
}
