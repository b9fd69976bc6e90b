package doctor

import (
	"context"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// The rule by which a number has fallen silent. It goes by the number's own past, so that
// a quiet number never triggers it and a night triggers none: nothing came in the same
// hours of the weeks before either.
const (
	// quiet is the shortest silence: a lunch hour is none.
	quiet = 2 * time.Hour
	// longestQuiet is the longest: by then it was examined as every day.
	longestQuiet = 24 * time.Hour
	// weeks is how many weeks back are counted, the same hours of the same weekday.
	weeks = 4
	// enough is how many messages must have come in those hours in all of the weeks but
	// the quietest: one may have been a holiday. By chance none comes once in 400 times
	// where six are usual, and an examination for nothing tells nobody anything.
	enough = 6
	// lookAgain is how much longer a silence that was usual must be to be counted anew.
	lookAgain = 30 * time.Minute
)

const week = 7 * 24 * time.Hour

// Past tells of the messages that customers wrote.
type Past interface {
	// LastIn gives when a customer last wrote to each number that anybody has written to
	// after a time, Unix ms.
	LastIn(ctx context.Context, org desk.OrgID, after int64) (map[desk.NumberID]int64, error)
	// CountIn counts what customers wrote to a number after from and up to to, Unix ms.
	CountIn(ctx context.Context, org desk.OrgID, number desk.NumberID, from, to int64) (int, error)
}

// lastIn gives when each number last had a message, of those in which a silence can have
// begun.
func (s *Service) lastIn(ctx context.Context, org desk.OrgID) (map[desk.NumberID]int64, error) {
	if s.cfg.Past == nil {
		return nil, nil
	}
	last, err := s.cfg.Past.LastIn(ctx, org, s.now()-longestQuiet.Milliseconds())
	return last, desk.Wrap("look for the last messages", err)
}

// silence is what is known of a number's silence, in memory: what was counted need not be
// counted again at each round.
type silence struct {
	since   int64 // the last message, Unix ms
	counted int64 // when the weeks were counted, Unix ms
}

// fellSilent says whether a number has fallen silent, with the entry's part that tells of
// it. One silence is examined once: the row knows the message after which it began.
func (s *Service) fellSilent(ctx context.Context, org desk.OrgID, n *desk.Number, row *desk.Checkup, last int64) (*desk.Silence, error) {
	now := s.now()
	since := max(last, s.startedAt) // while the relay was off, nothing could come
	switch {
	case last == 0, n.State != desk.NumberActive, row.Silence != nil && row.Silence.After >= last:
		return nil, nil
	case now-since < quiet.Milliseconds(), now-since > longestQuiet.Milliseconds():
		return nil, nil
	case !s.toBeCounted(at{org, n.ID}, last, now):
		return nil, nil
	}
	counts := make([]int, 0, weeks)
	for i := int64(1); i <= weeks; i++ {
		back := i * week.Milliseconds()
		c, err := s.cfg.Past.CountIn(ctx, org, n.ID, since-back, now-back)
		if err != nil {
			return nil, desk.Wrap("count messages", err)
		}
		counts = append(counts, c)
	}
	slices.Sort(counts)
	if usual := counts[1]; usual >= enough {
		return &desk.Silence{After: last, Since: since, Usual: usual}, nil
	}
	return nil, nil
}

// toBeCounted says whether the weeks before are to be counted for a silence, and notes that
// they are.
func (s *Service) toBeCounted(of at, last, now int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.silences[of]
	if before.since == last && now-before.counted < lookAgain.Milliseconds() {
		return false
	}
	s.silences[of] = silence{since: last, counted: now}
	return true
}
