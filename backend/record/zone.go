package record

import (
	"time"
	_ "time/tzdata" // Windows and small containers have no zones of their own

	"github.com/parleydesk/parley/backend/desk"
)

const (
	hoursOfWeek  = 7 * 24
	secondsOfDay = 24 * 60 * 60
	longestZone  = 64 // bytes of a name
)

// zoneOf gives a time zone by its IANA name; "" is UTC.
func zoneOf(name string) (*time.Location, error) {
	if len(name) > longestZone || name == "Local" { // that is the relay's own, which nobody means
		return nil, desk.Refuse(desk.CodeInvalid, "recordZone")
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, desk.Refuse(desk.CodeInvalid, "recordZone")
	}
	return zone, nil
}

// weekClock tells days and hours of a zone. It remembers the last quarter of an hour,
// of which many rows are: no zone changes within one.
type weekClock struct {
	zone    *time.Location
	quarter int64
	day     int64
	hour    int
	set     bool
}

const msOfQuarter = 15 * 60 * 1000

// at gives the number of the day, counted from 1970, and the hour of the week, from
// Monday 0:00 on, of a time in ms.
func (w *weekClock) at(ms int64) (day int64, hour int) {
	if q := ms / msOfQuarter; !w.set || q != w.quarter {
		t := time.UnixMilli(ms).In(w.zone)
		_, offset := t.Zone()
		w.quarter, w.set = q, true
		w.day = floorDiv(t.Unix()+int64(offset), secondsOfDay)
		w.hour = (int(t.Weekday())+6)%7*24 + t.Hour()
	}
	return w.day, w.hour
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
