package doctor

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// seenOf is what a provider's answer says of one of our numbers. The reason of a refused
// name comes by webhook only.
func seenOf(n *desk.Number, there channel.Number) desk.NumberSeen {
	out := desk.NumberSeen{NumberID: n.ID, VerifiedName: there.VerifiedName, Quality: there.Quality, News: desk.NumberNews{
		Trouble: there.Trouble, Limit: there.Daily, Throughput: there.Throughput, Review: n.News.Review,
		Username: cmp.Or(there.Username, n.News.Username), // Meta tells it by webhook only
	}}
	out.Was = &desk.NumberWas{VerifiedName: n.VerifiedName, Quality: n.Quality, News: n.News, PINOff: n.TwoStep.Off}
	if there.PINKnown && !there.OnPhone && !there.NoPIN { // the PIN of a phone's app is the phone's
		out.PIN = desk.PINOff
		if there.PINEnabled {
			out.PIN = desk.PINOn
		}
	}
	if there.Review != "" && there.Review != n.News.Review.State {
		out.News.Review = desk.NameReview{State: there.Review, Name: there.VerifiedName}
	}
	return out
}

// differs says whether an answer differs from what the number's row has.
func differs(n *desk.Number, seen desk.NumberSeen) bool {
	return seen.PIN != "" && n.TwoStep.Off != (seen.PIN == desk.PINOff) || seen.News != n.News || seen.Quality != "" && seen.Quality != n.Quality || seen.VerifiedName != "" && seen.VerifiedName != n.VerifiedName
}

// recordSeen keeps what the provider said of the number, if it was asked and the row says
// something else.
func (e *exam) recordSeen(ctx context.Context) error {
	if e.there.ID == "" {
		return nil
	}
	seen := seenOf(e.number, e.there)
	if !differs(e.number, seen) {
		return nil
	}
	_, err := desk.Record(ctx, e.s.cfg.Recorder, e.org, desk.EntryNumberSeen, seen)
	return err
}

// oneLook bounds one question about a number.
const oneLook = 30 * time.Second

// look asks in the background how the provider keeps a number, and records what has
// changed. A provider that does not answer, or an account whose token is not taken, says
// nothing: the examinations tell of those.
func (s *Service) look(org desk.OrgID, n *desk.Number) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.wg.Go(func() {
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-s.ctx.Done():
			return
		}
		ctx, cancel := context.WithTimeout(s.ctx, oneLook)
		defer cancel()
		c, err := s.cfg.Links.Connection(ctx, org, n)
		if err != nil || c.NoToken != nil || c.Rental != nil || !slices.Contains(c.Checks, desk.CheckNumber) || c.Waba != nil && c.Waba.Said != nil && c.Waba.Said.Subcode == "token" {
			return
		}
		there, err := c.Account.GetPhoneNumber(ctx, n.PhoneID)
		if err != nil {
			return
		}
		e := &exam{s: s, org: org, number: n, there: there}
		if err := e.recordSeen(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("record how a number is kept", "number_id", string(n.ID), "err", err)
		}
	})
}
