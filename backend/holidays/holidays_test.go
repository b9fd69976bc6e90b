package holidays_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/holidays"
)

func TestIn_datesThatTheLawSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		region string
		year   int
		want   holidays.Day
		not    bool
	}{
		{region: "DE", year: 2026, want: holidays.Day{Date: "2026-04-03", Name: "Karfreitag"}},
		{region: "DE", year: 2027, want: holidays.Day{Date: "2027-05-17", Name: "Pfingstmontag"}},
		{region: "DE", year: 2026, want: holidays.Day{Date: "2026-01-06", Name: "Heilige Drei Könige"}, not: true},
		{region: "DE-BY", year: 2026, want: holidays.Day{Date: "2026-01-06", Name: "Heilige Drei Könige"}},
		{region: "US", year: 2026, want: holidays.Day{Date: "2026-11-26", Name: "Thanksgiving Day"}},
		{region: "US", year: 2026, want: holidays.Day{Date: "2026-07-04", Name: "Independence Day"}},
		{region: "US", year: 2026, want: holidays.Day{Date: "2026-07-03", Name: "Independence Day", Observed: true}},
		// New Year's Day 2028 is a Saturday: the day off is in the year before.
		{region: "US", year: 2027, want: holidays.Day{Date: "2027-12-31", Name: "New Year's Day", Observed: true}},
		{region: "GB", year: 2026, want: holidays.Day{Date: "2026-05-04", Name: "Early May"}},
		{region: "DK", year: 2023, want: holidays.Day{Date: "2023-05-05", Name: "Store bededag"}},
		{region: "DK", year: 2024, want: holidays.Day{Date: "2024-04-26", Name: "Store bededag"}, not: true}, // abolished
	} {
		days, err := holidays.In(c.region, c.year)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(days, c.want) == c.not {
			t.Errorf("%s %d: %+v is wrong in\n%+v", c.region, c.year, c.want, days)
		}
	}
}

// Whatever is chosen must be what an inbox accepts: dates of the year, each once, in their
// order, with a name that is not too long.
func TestIn_everyRegionAndYear_canBeChosen(t *testing.T) {
	t.Parallel()
	regions := holidays.Regions()
	if len(regions) < 60 || !slices.IsSortedFunc(regions, func(a, b holidays.Region) int { return strings.Compare(a.Code, b.Code) }) {
		t.Errorf("%d regions, or not in order", len(regions))
	}
	for _, r := range regions {
		for year := holidays.FirstYear; year <= holidays.FirstYear+20; year++ {
			days, err := holidays.In(r.Code, year)
			if err != nil || len(days) < 5 || len(days) > desk.MaxHolidays {
				t.Fatalf("%s %d: %d days, %v", r.Code, year, len(days), err)
			}
			before := ""
			for _, d := range days {
				at, err := time.Parse(time.DateOnly, d.Date)
				if err != nil || at.Year() != year || d.Date <= before || desk.Blank(d.Name) || utf8.RuneCountInString(d.Name) > desk.MaxHolidayName {
					t.Errorf("%s %d: %+v after %s, %v", r.Code, year, d, before, err)
				}
				before = d.Date
			}
		}
	}
}

func TestIn_whatNobodyKnows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		region  string
		year    int
		subcode string
	}{
		{"XX", 2026, "badRegion"}, {"", 2026, "badRegion"}, {"de", 2026, "badRegion"}, {"CH", 2026, "badRegion"},
		{"DE", holidays.FirstYear - 1, "badYear"}, {"DE", holidays.LastYear + 1, "badYear"},
	} {
		if days, err := holidays.In(c.region, c.year); desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != c.subcode || days != nil {
			t.Errorf("%q %d: %v, %v", c.region, c.year, days, err)
		}
	}
}
