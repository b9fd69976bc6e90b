// Package holidays knows on which dates the public holidays of a country or a part of it
// fall, so that somebody who sets up business hours can choose them from a list. The
// tables are those of github.com/rickar/cal.
//
// It is for suggesting days and nothing else: what was chosen is kept by date and name
// with the inbox, and is never computed again. So newer tables change no hours, and no
// rebuild depends on them. It is not for saying whether an inbox is open: see hours.
package holidays

import (
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"

	"github.com/parleydesk/parley/backend/desk"
)

// The years for which days are given: earlier ones are over, and of later ones nobody
// knows what the law will say.
const (
	FirstYear = 2020
	LastYear  = 2099
)

// Region is a country or a part of one.
type Region struct {
	Code string // of ISO 3166: DE, or DE-BY
	Part string // the name of the part, as it is called there; "" = the whole country
}

// Day is a public holiday.
type Day struct {
	Date     string // 2026-12-25
	Name     string // as it is called there
	Observed bool   // the day off that stands for one on another date
}

// Regions lists those whose days are known, by code.
func Regions() []Region {
	list := make([]Region, 0, len(regions))
	for _, r := range regions {
		list = append(list, Region{r.code, r.part})
	}
	return list
}

// In gives the days of a year, in their order. It fails with desk.CodeInvalid for a region
// or a year of which nothing is known.
func In(code string, year int) ([]Day, error) {
	at := slices.IndexFunc(regions, func(r region) bool { return r.code == code })
	switch {
	case at < 0:
		return nil, desk.Refuse(desk.CodeInvalid, "badRegion")
	case year < FirstYear || year > LastYear:
		return nil, desk.Refuse(desk.CodeInvalid, "badYear", desk.Params{"least": FirstYear, "most": LastYear})
	}
	var days []Day
	for _, h := range regions[at].days {
		for y := year - 1; y <= year+1; y++ { // the day off for a New Year's Day may lie in December
			days = append(days, daysOf(h, y, year)...)
		}
	}
	slices.SortStableFunc(days, func(a, b Day) int { return strings.Compare(a.Date, b.Date) })
	return slices.CompactFunc(days, func(a, b Day) bool { return a.Date == b.Date }), nil // a date can be chosen once
}

// daysOf gives the dates of a holiday as it falls in a year, of those that lie in another.
func daysOf(h *cal.Holiday, falls, in int) []Day {
	actual, observed := h.Calc(falls)
	var days []Day
	add := func(at time.Time, isObserved bool) {
		if !at.IsZero() && at.Year() == in {
			days = append(days, Day{Date: at.Format(time.DateOnly), Name: nameOf(h), Observed: isObserved})
		}
	}
	add(actual, false)
	if !observed.Equal(actual) {
		add(observed, true)
	}
	return days
}

// nameOf gives a holiday's name, or as many of its words as an inbox takes: some say in
// the name what the day is about.
func nameOf(h *cal.Holiday) string {
	letters := []rune(h.Name)
	if len(letters) <= desk.MaxHolidayName {
		return h.Name
	}
	text := string(letters[:desk.MaxHolidayName])
	if i := strings.LastIndex(text, " "); i > 0 {
		text = strings.TrimRight(text[:i], " ,")
	}
	return text
}
