// Package hours says when an inbox is open: its week, its holidays and its time zone,
// read at one moment. It asks no clock.
package hours

import (
	"cmp"
	"slices"
	"time"
	_ "time/tzdata" // Windows and small containers have no zones of their own

	"github.com/parleydesk/parley/backend/desk"
)

// farAhead is how many days are looked through for the next change. A week without one
// is a rule without one, unless holidays cover it.
const farAhead = 400

// State is whether an inbox is open at a moment.
type State struct {
	Open    bool
	Until   int64  // when that changes next, Unix ms; 0 = not within a year
	Holiday string // the name of the day's holiday, "" = none
}

// Known says whether the IANA name is that of a time zone. "Local" is none: it is
// another one on each computer.
func Known(zone string) bool {
	if zone == "" || zone == "Local" {
		return false
	}
	_, err := time.LoadLocation(zone)
	return err == nil
}

// At reads the hours at a moment in Unix ms. Days of 23 and of 25 hours keep the hours
// that the clock on the wall shows. Of an hour that comes twice the first is meant; a
// time that the clock skips is the moment of the skip. It fails with desk.CodeInvalid
// for a time zone that is not known.
func At(h *desk.Hours, at int64) (State, error) {
	if h == nil {
		return State{Open: true}, nil
	}
	where, err := time.LoadLocation(h.Zone)
	if err != nil {
		return State{}, desk.Refuse(desk.CodeInvalid, "badHours", desk.Params{desk.ParamContext: "zone"})
	}
	now := time.UnixMilli(at).In(where)
	state := State{}
	today := dayOf(now)
	if _, holiday := spansOf(h, today); holiday != nil {
		state.Holiday = holiday.Name
	}
	begun := false
	for n := range farAhead {
		for _, open := range intervals(h, today.plus(n), where) {
			switch {
			case !open.to.After(now):
				continue
			case !begun && !open.from.After(now):
				state.Open, state.Until, begun = true, open.to.UnixMilli(), true
			case !begun:
				state.Until = open.from.UnixMilli()
				return state, nil
			case open.from.UnixMilli() > state.Until:
				return state, nil
			default: // it goes on without a break
				state.Until = max(state.Until, open.to.UnixMilli())
			}
		}
		if begun && today.plus(n+1).at(0, where).UnixMilli() > state.Until {
			return state, nil
		}
	}
	state.Until = 0
	return state, nil
}

// interval is a time during which the inbox is open.
type interval struct{ from, to time.Time }

// intervals gives those of one day, the earliest first.
func intervals(h *desk.Hours, d day, where *time.Location) []interval {
	spans, _ := spansOf(h, d)
	list := make([]interval, 0, len(spans))
	for _, s := range spans {
		open := interval{d.at(s.From, where), d.at(s.To, where)}
		if open.from.Before(open.to) { // the clock may skip the whole of it
			list = append(list, open)
		}
	}
	slices.SortFunc(list, func(a, b interval) int { return a.from.Compare(b.from) })
	return list
}

// spansOf gives the open hours of a day, and the holiday that it is.
func spansOf(h *desk.Hours, d day) ([]desk.OpenSpan, *desk.Holiday) {
	date := d.midday().Format(time.DateOnly)
	for i := range h.Holidays {
		if off := &h.Holidays[i]; off.Date == date {
			if off.To == 0 {
				return nil, off
			}
			return []desk.OpenSpan{{From: off.From, To: off.To}}, off
		}
	}
	var list []desk.OpenSpan
	for _, s := range h.Week {
		if s.Day == int(d.midday().Weekday()) {
			list = append(list, s)
		}
	}
	return list, nil
}

// day is a date on the calendar.
type day struct {
	year  int
	month time.Month
	date  int
}

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day{y, m, d}
}

func (d day) plus(n int) day { return dayOf(d.midday().AddDate(0, 0, n)) }

func (d day) midday() time.Time { return time.Date(d.year, d.month, d.date, 12, 0, 0, 0, time.UTC) }

// at gives the moment at which the clock on the wall shows so many minutes after the
// day's midnight; 1440 is the next one.
func (d day) at(minute int, where *time.Location) time.Time {
	t := time.Date(d.year, d.month, d.date, 0, minute, 0, 0, where)
	begin, end := t.ZoneBounds()
	wanted := time.Date(d.year, d.month, d.date, 0, minute, 0, 0, time.UTC)
	switch cmp.Compare(shown(t).Unix(), wanted.Unix()) {
	case -1: // the clock skips it, after what time.Date chose
		return end
	case 1:
		return begin
	}
	if begin.IsZero() {
		return t
	}
	_, offset := t.Zone()
	_, before := begin.Add(-time.Second).Zone()
	if first := t.Add(-time.Duration(before-offset) * time.Second); first.Before(begin) && shown(first).Equal(wanted) {
		return first
	}
	return t
}

// shown is what the clock on the wall shows, as if it were that of UTC.
func shown(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
