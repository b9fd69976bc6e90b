package hub

import (
	"context"

	"github.com/parleydesk/parley/backend/holidays"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// publicHolidays gives the regions whose holidays are known, and those of one.
func publicHolidays(_ context.Context, _ Caller, in wire.HolidaysAsk) (view.Body, error) {
	out := wire.PublicHolidays{Regions: []wire.HolidayRegion{}, Days: []wire.PublicHoliday{}}
	for _, r := range holidays.Regions() {
		out.Regions = append(out.Regions, wire.HolidayRegion(r))
	}
	if in.Region == "" {
		return view.Own(out)
	}
	days, err := holidays.In(in.Region, in.Year)
	if err != nil {
		return view.Body{}, err
	}
	for _, d := range days {
		out.Days = append(out.Days, wire.PublicHoliday(d))
	}
	return view.Own(out)
}
