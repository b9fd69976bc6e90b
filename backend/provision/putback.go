package provision

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// tendEvery is how often the addresses at the carriers are looked at without a nudge.
const tendEvery = 5 * time.Second

// nudgeHooks says that an address may not be needed any more. It never blocks.
func (s *Service) nudgeHooks() {
	select {
	case s.freed <- struct{}{}:
	default:
	}
}

// tend puts addresses back until ctx ends. It has a goroutine of its own: neither a
// person nor the wiping of codes waits for a carrier. It goes by the documents and not
// by jobs of the record, since no fold knows of a set-up.
func (s *Service) tend(ctx context.Context, done chan<- struct{}) {
	defer close(done)
	tick := time.NewTicker(tendEvery)
	defer tick.Stop()
	for {
		if err := s.tendHooks(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("sms addresses not looked at", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.freed:
		case <-tick.C:
		}
	}
}

// tendHooks looks at each address once.
func (s *Service) tendHooks(ctx context.Context) error {
	list, err := s.hooks(ctx)
	if err != nil {
		return err
	}
	for _, h := range list {
		if err := s.tendHook(ctx, h.place()); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("sms address not looked at", "setup_id", string(h.SetupID), "err", err)
		}
	}
	return nil
}

// tendHook does what is to be done about one address: nothing while it is needed; put
// it back, later each time that it fails; forget it when no SMS can come late.
func (s *Service) tendHook(ctx context.Context, at place) error {
	release, err := s.holdHook(ctx, at)
	if err != nil {
		return err
	}
	defer release()
	h, err := s.hookOf(ctx, at)
	if err != nil || h == nil {
		return err
	}
	if err := s.forgetCalls(ctx, h); err != nil {
		return err
	}
	now := s.now()
	switch {
	case h.PutBack != 0 && now-h.PutBack > lateFor.Milliseconds() && len(h.Kept) == 0:
		return s.cfg.Store.DeleteSMSHook(ctx, at.line.at(at.carrier), at.phone)
	case h.PutBack != 0:
		return nil
	case h.Ended == 0:
		needed, err := s.needs(ctx, h)
		if err != nil {
			return err
		}
		if needed {
			return s.follow(ctx, h)
		}
		h.end(now)
		if err := s.keepHook(ctx, h); err != nil {
			return err
		}
	case h.NextTry > now:
		return nil
	}
	return s.putBack(ctx, h)
}

// needs says whether a hook's number is an SMS channel, or its set-up still waits for a
// code.
func (s *Service) needs(ctx context.Context, h *hook) (bool, error) {
	if lives, err := s.channelLives(ctx, h); err != nil || lives {
		return lives, err
	}
	st, err := s.load(ctx, h.Org, string(h.SetupID))
	if desk.CodeOf(err) == desk.CodeNotFound {
		return false, nil
	}
	waits := err == nil && !st.done() && st.VerifiedAt == 0 && st.leased(s.now())
	return waits && (h.Line == lineSMS || st.listens(s.now())), err
}

// channelLives says whether the SMS channel is there for which a hook is.
func (s *Service) channelLives(ctx context.Context, h *hook) (bool, error) {
	if h.NumberID == "" {
		return false, nil
	}
	n, err := desk.Get[*desk.Number](ctx, s.cfg.Rows, h.NumberOrg, desk.RowNumber, h.NumberID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return false, nil
	}
	return err == nil && !n.Deleted, err
}

// follow turns the SMS of a channel to the address that this relay has now, if it is
// another one than that which was set: an operator changed it, or practice began anew.
func (s *Service) follow(ctx context.Context, h *hook) error {
	if h.NumberID == "" || h.NextTry > s.now() {
		return nil
	}
	l, err := s.lineAt(ctx, h)
	if err != nil || l.ours == "" || l.ours == h.Ours {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, carrierPatience)
	defer cancel()
	_, n, err := numberAt(ctx, []channel.LinkedCarrier{l.carrier}, h.Phone)
	if err == nil && n != nil && l.set(n) == h.Ours {
		err = l.redirect(ctx, *n, l.ours)
	}
	if err != nil {
		h.Tries++
		h.NextTry = s.now() + desk.Backoff(h.Tries, mostPause).Milliseconds()
		return errors.Join(err, s.keepHook(context.WithoutCancel(ctx), h))
	}
	h.Ours, h.Tries, h.NextTry = l.ours, 0, 0
	return s.keepHook(context.WithoutCancel(ctx), h)
}

// lineAt gives the line of a hook at its carrier's account. CodeNotFound when none is
// linked.
func (s *Service) lineAt(ctx context.Context, h *hook) (line, error) {
	linked, err := s.cfg.Accounts.Carriers(ctx, h.Org)
	if err != nil {
		return line{}, err
	}
	l, isLinked := lineFor(linked, h)
	if !isLinked {
		return line{}, desk.Refuse(desk.CodeNotFound, "noCarrier")
	}
	return l, nil
}

// putBack tries once, and notes how it went.
func (s *Service) putBack(ctx context.Context, h *hook) error {
	back, err := s.tryPutBack(ctx, h)
	now := s.now()
	switch {
	case back && err == nil:
		h.PutBack = now
	case err == nil: // nothing to put back, but there may be something yet
		h.NextTry = now + time.Minute.Milliseconds()
	default:
		h.Tries++
		h.NextTry = now + desk.Backoff(h.Tries, mostPause).Milliseconds()
		s.cfg.Log.Warn("address at the carrier not put back", "setup_id", string(h.SetupID), "tries", h.Tries, "err", err)
	}
	return s.keepHook(context.WithoutCancel(ctx), h)
}

// tryPutBack sets what was set before, if the address is still ours: whoever changed it
// meanwhile wants it so. It tells whether nothing is left to do.
func (s *Service) tryPutBack(ctx context.Context, h *hook) (done bool, err error) {
	l, err := s.lineAt(ctx, h) // unlinked: once it is linked again, it can be done
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, carrierPatience)
	defer cancel()
	_, n, err := numberAt(ctx, []channel.LinkedCarrier{l.carrier}, h.Phone)
	if err != nil {
		return false, err
	}
	if n == nil || l.set(n) != h.Ours {
		mayCome := h.Unsure && s.now()-h.Since < unsureFor.Milliseconds()
		return !mayCome, l.tidy(ctx, n)
	}
	before := s.now()
	if err := l.redirect(ctx, *n, h.Had); err != nil {
		return false, err
	}
	h.Until = before
	return true, l.tidy(ctx, n)
}

// Redirects says whether SMS of an organization's numbers at a carrier come here for a
// set-up, or the address from before could not be put back so far.
func (s *Service) Redirects(ctx context.Context, org desk.OrgID, carrier string) (bool, error) {
	list, err := s.hooks(ctx)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(list, func(h *hook) bool { return h.Org == org && h.Carrier == carrier && h.PutBack == 0 }), nil
}

// owedAddresses gives an organization's addresses that could not be put back so far.
func (s *Service) owedAddresses(ctx context.Context, org desk.OrgID) ([]*hook, error) {
	list, err := s.hooks(ctx)
	if err != nil {
		return nil, err
	}
	var out []*hook
	for _, h := range list {
		if h.Org == org && h.owed() && h.Tries > 0 {
			out = append(out, h)
		}
	}
	return out, nil
}

// adoptHooks takes over what an earlier build noted in the set-up itself: it filled
// addresses that were empty, and nothing else.
func (s *Service) adoptHooks(ctx context.Context, list []*setup) error {
	for _, st := range list {
		if !st.HookSet {
			continue
		}
		linked, err := s.cfg.Accounts.Carriers(ctx, st.Org)
		if err != nil {
			return err
		}
		for _, at := range linked {
			if err := s.adoptHook(ctx, st, at); err != nil {
				return err
			}
		}
		if _, err := s.edit(ctx, st.Org, st.ID, func(st *setup) error { st.HookSet = false; return nil }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) adoptHook(ctx context.Context, st *setup, at channel.LinkedCarrier) error {
	known, err := s.hookOf(ctx, place{at.Name, lineSMS, st.Phone})
	if err != nil || known != nil || at.SMSURL == "" {
		return err
	}
	return s.keepHook(ctx, &hook{
		Org: st.Org, SetupID: st.ID, Carrier: at.Name, Phone: st.Phone, Country: st.CarrierCountry,
		Ours: at.SMSURL, Since: st.CreatedAt,
	})
}
