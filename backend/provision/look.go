package provision

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	// lookEvery is the least time between two questions to the provider whether a
	// set-up's number is verified, whoever asks: each counts against the account's
	// hour, which the messages of its other numbers need too.
	lookEvery = 5 * time.Second
	// lookTrouble is how long it is left alone after it could not answer.
	lookTrouble = 30 * time.Second
)

// look asks the provider whether the number is verified by now: the code may have been
// pasted into the provider's own window, of which nothing is heard here. Asked again too
// soon, it answers what the last question came to. Codes: conflict while the provider
// does not know the number, tooMany while it wants to be left alone, and what it refused.
func (s *Service) look(ctx context.Context, c Caller, in wire.SetupRef) (wire.Setup, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.Setup{}, err
	}
	defer release()
	asks := false
	// Written down before the question: a crash must not let the next one follow at once.
	st, err := s.step(ctx, c, desk.SetupID(in.SetupID), func(st *setup) error {
		var err error
		asks, err = st.mayLook(s.now())
		return err
	})
	if err == nil && asks {
		st, err = s.ask(ctx, c, st)
	}
	if err != nil {
		return wire.Setup{}, err
	}
	return s.show(ctx, c, st), nil
}

// mayLook says whether the provider is asked now, and notes that it is.
func (st *setup) mayLook(now int64) (bool, error) {
	switch {
	case st.PhoneID == "":
		return false, desk.Refuse(desk.CodeConflict, "notConnected")
	case st.VerifiedAt != 0:
		return false, nil
	case st.LookAfter > now:
		return false, desk.Refuse(desk.CodeTooMany, "metaWait", inUnits(st.LookAfter-now))
	case st.LookedAt <= now && now-st.LookedAt < lookEvery.Milliseconds(): // a clock that was put back stops nobody
		return false, nil
	}
	st.LookedAt, st.LookAfter = now, 0
	return true, nil
}

// ask puts the question. What is wrong at the provider is the asker's to hear and stays not
// with the set-up: there it would take the place of why a code was refused.
func (s *Service) ask(ctx context.Context, c Caller, st *setup) (*setup, error) {
	g, err := s.cfg.Accounts.Client(ctx, c.Org, st.WabaID)
	if err != nil {
		return nil, err
	}
	n, err := g.GetPhoneNumber(ctx, st.PhoneID)
	if err == nil {
		if n.Verified || n.Registered {
			return s.proven(ctx, c, st.ID)
		}
		return st, nil
	}
	f, ok := channel.FailureOf(err)
	if !ok {
		return nil, err
	}
	_, err = s.step(ctx, c, st.ID, func(st *setup) error {
		st.LookAfter = s.now() + max(f.Wait, lookTrouble).Milliseconds()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return nil, f.Full.Err()
}
