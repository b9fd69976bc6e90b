package provision

import (
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Meta allows a limited number of codes and of wrong codes, does not say how many, and
// then locks the number for about twelve hours. These stay below what it was seen to
// allow; they count over time, whoever holds the set-up and whatever restarts.
var (
	requestBounds = []bound{{5, time.Hour}, {8, 12 * time.Hour}}
	wrongBounds   = []bound{{10, 12 * time.Hour}}
)

// bound is how many of something may be within a span.
type bound struct {
	most int
	span time.Duration
}

// longest is how far back attempts are kept.
const longest = 12 * time.Hour

// attempt adds one at a moment, and drops those that bound nothing any more. Stamps from
// ahead, of a clock that was put back, are dropped too: they would bound for ever.
func attempt(stamps []int64, now int64) []int64 {
	return append(recent(stamps, now), now)
}

func recent(stamps []int64, now int64) []int64 {
	return slices.DeleteFunc(slices.Clone(stamps), func(at int64) bool { return at <= now-longest.Milliseconds() || at > now })
}

// safeAt is when one more stays within the bounds; not after now = at once. Stamps are in
// order.
func safeAt(stamps []int64, now int64, bounds []bound) int64 {
	stamps = recent(stamps, now)
	at := int64(0)
	for _, b := range bounds {
		if n := len(stamps); n >= b.most {
			at = max(at, stamps[n-b.most]+b.span.Milliseconds())
		}
	}
	return at
}

// mayTry says whether one more code may go to the provider.
func (st *setup) mayTry(now int64) error {
	if at := safeAt(st.WrongAt, now, wrongBounds); at > now {
		return desk.Refuse(desk.CodeTooMany, "wrongCodesWait", inUnits(at-now))
	}
	return nil
}
