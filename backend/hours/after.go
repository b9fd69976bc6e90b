package hours

import (
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// After gives the moment at which somebody who waits since from (Unix ms) has waited for
// so many milliseconds in which it was open; 0 = not within a year. Without hours it is
// always open. It fails with desk.CodeInvalid for a time zone that is not known.
func After(h *desk.Hours, from, ms int64) (int64, error) {
	if h == nil {
		return from + ms, nil
	}
	where, err := time.LoadLocation(h.Zone)
	if err != nil {
		return 0, desk.Refuse(desk.CodeInvalid, "badHours", desk.Params{desk.ParamContext: "zone"})
	}
	today := dayOf(time.UnixMilli(from).In(where))
	at, left := from, ms
	for n := range farAhead {
		for _, open := range intervals(h, today.plus(n), where) {
			begin, end := max(open.from.UnixMilli(), at), open.to.UnixMilli()
			if end <= begin {
				continue
			}
			if left <= end-begin {
				return begin + left, nil
			}
			left -= end - begin
			at = end
		}
	}
	return 0, nil
}
