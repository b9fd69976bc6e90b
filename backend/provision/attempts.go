package provision

import (
	"context"
	"encoding/json"
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

// tries are the moments of the last hours that count at the provider. They are kept when
// the set-up goes: to the provider the number is the same.
type tries struct {
	AskedAt []int64 `json:"askedAt,omitempty"` // codes requested here
	WrongAt []int64 `json:"wrongAt,omitempty"` // codes that the provider refused
}

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

// pastTries gives what was tried with a number in set-ups that are over.
func (s *Service) pastTries(ctx context.Context, phone desk.PhoneNumber) (tries, error) {
	docs, err := s.cfg.Store.PastSetups(ctx, phone)
	if err != nil {
		return tries{}, desk.Wrap("list past set-ups", err)
	}
	var all tries
	for _, doc := range docs {
		var past tries
		if err := json.Unmarshal(doc, &past); err != nil {
			return tries{}, &desk.Error{Code: desk.CodeInternal, Op: "read past set-up", Err: err}
		}
		all.AskedAt = append(all.AskedAt, past.AskedAt...)
		all.WrongAt = append(all.WrongAt, past.WrongAt...)
	}
	now := s.now()
	all.AskedAt, all.WrongAt = recent(all.AskedAt, now), recent(all.WrongAt, now)
	// One begun with an earlier one's tries has the same moments.
	slices.Sort(all.AskedAt)
	slices.Sort(all.WrongAt)
	all.AskedAt, all.WrongAt = slices.Compact(all.AskedAt), slices.Compact(all.WrongAt)
	return all, nil
}

// discard takes a set-up away. What was tried with its number stays.
func (s *Service) discard(ctx context.Context, st *setup) error {
	now := s.now()
	left := tries{AskedAt: recent(st.AskedAt, now), WrongAt: recent(st.WrongAt, now)}
	if len(left.AskedAt)+len(left.WrongAt) == 0 {
		return desk.Wrap("drop set-up", s.cfg.Store.DeleteSetup(ctx, st.Org, st.ID))
	}
	return s.cfg.Store.ChangeSetup(ctx, st.Org, st.ID, now, func([]byte) ([]byte, bool, error) {
		doc, err := json.Marshal(&setup{ID: st.ID, Phone: st.Phone, Dropped: true, tries: left, UpdatedAt: now})
		return doc, false, err
	})
}

// mayTry says whether one more code may go to the provider.
func (st *setup) mayTry(now int64) error {
	if at := safeAt(st.WrongAt, now, wrongBounds); at > now {
		return desk.Refuse(desk.CodeTooMany, "wrongCodesWait", inUnits(at-now))
	}
	return nil
}
