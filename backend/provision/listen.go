package provision

import (
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
	"github.com/parleydesk/parley/backend/wire"
)

// A code can be spoken: Meta calls the number and reads it out. From when the holder has
// that done until a code was heard, ten minutes at the most, the calls to the number are
// answered here. Nobody can tell from where Meta calls, so every caller is listened to for
// a few seconds. What speaks of no code is sent on to where the number's calls went before,
// and nothing of it is kept; that is where a call goes too that was recorded and hung up on
// by nobody. A recording is made only of what may be a code that was not understood, or of
// silence on a number whose calls went nowhere. It stays at the carrier, is given to the
// holder alone, and is deleted there when the code is used or over.

// TakeCall takes what a carrier tells of a call, whose origin is proven by the keys of some
// organizations, and says what to do with the call. An error makes the carrier try its
// other address, if it has one.
func (s *Service) TakeCall(ctx context.Context, proven []desk.OrgID, in channel.CallSays) (channel.CallAnswer, error) {
	if in.Stage == channel.CallTold {
		return channel.CallAnswer{Act: channel.CallEnd}, nil
	}
	h, err := s.hookOf(ctx, place{in.Provider, lineCalls, plus(in.To)})
	if err != nil {
		return channel.CallAnswer{}, err
	}
	if h == nil || !slices.Contains(proven, h.Org) {
		return channel.CallAnswer{Act: channel.CallEnd}, nil // nothing of ours is, or was, set there
	}
	if err := s.noteKept(ctx, h, in); err != nil {
		return channel.CallAnswer{}, err
	}
	st, err := s.load(ctx, h.Org, string(h.SetupID))
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
		return onwardCall(h), nil
	case err != nil:
		return channel.CallAnswer{}, err
	case in.Stage == channel.CallRings && !st.listens(s.now()):
		return onwardCall(h), nil // it came between the end and the putting back
	case in.Stage == channel.CallRings:
		return channel.CallAnswer{Act: channel.CallListen}, nil
	}
	return s.hear(ctx, h, st, in), nil
}

// hear takes what was heard or recorded.
func (s *Service) hear(ctx context.Context, h *hook, st *setup, in channel.CallSays) channel.CallAnswer {
	caught, _ := s.gate.OfferCall(otp.Call{
		Org: h.Org, To: in.To, From: in.From, ID: in.CallID, Heard: in.Heard, Recording: in.Recording, Last: in.Last, ReceivedAt: s.cfg.Clock(),
	})
	s.calls.WithLabelValues(string(caught.Outcome)).Inc()
	if caught.Shown() && caught.NumberID == st.gateID() {
		s.arrived(ctx, arrival{org: h.Org, shown: st.ID, key: in.Key(), expires: caught.Expires.UnixMilli()})
	}
	if caught.Outcome == otp.OutcomeCode {
		s.heardOut(ctx, st)
		return channel.CallAnswer{Act: channel.CallEnd}
	}
	// Whether it may be the robot is judged by what was heard, and where nothing was, by
	// whether anybody else waits for the call.
	isOpen := in.Stage == channel.CallHeard && caught.Outcome != otp.OutcomeNotGated
	if isOpen && (otp.SuspectsCall(in.Heard) || in.Heard == "" && onwardCall(h).Act == channel.CallEnd) {
		to := onwardCall(h)
		return channel.CallAnswer{Act: channel.CallRecord, To: to.To, Method: to.Method}
	}
	return onwardCall(h)
}

// onwardCall sends a call to where the number's calls went before, if they went anywhere.
func onwardCall(h *hook) channel.CallAnswer {
	phoned := strings.HasPrefix(h.Where, "tel:") || strings.HasPrefix(h.Where, "sip:")
	if !phoned && passable(h) != "" {
		return channel.CallAnswer{Act: channel.CallEnd}
	}
	return channel.CallAnswer{Act: channel.CallForward, To: h.Where, Method: h.Method}
}

// heardOut ends the listening: other callers are to reach whom they call.
func (s *Service) heardOut(ctx context.Context, st *setup) {
	_, err := s.edit(ctx, st.Org, st.ID, func(st *setup) error {
		st.ListenUntil = 0
		return nil
	})
	if err != nil { // then its time ends it
		s.cfg.Log.Warn("end of listening not noted", "setup_id", string(st.ID), "err", err)
	}
	s.nudgeHooks()
}

// listenFor answers the calls to the number for a while: the holder has Meta call it from
// Meta's own window. Codes: conflict when its calls cannot be answered here.
func (s *Service) listenFor(ctx context.Context, c Caller, in wire.SetupRef) (wire.Setup, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.Setup{}, err
	}
	defer release()
	st, err := s.step(ctx, c, desk.SetupID(in.SetupID), func(st *setup) error {
		if st.VerifiedAt != 0 {
			return desk.Refuse(desk.CodeConflict, "verified")
		}
		return nil
	})
	if err != nil {
		return wire.Setup{}, err
	}
	if st, err = s.listen(ctx, c, st); err != nil {
		return wire.Setup{}, err
	}
	return s.show(ctx, c, st), nil
}

// listenIfCan is listen for a code that is asked for anyway: what cannot be answered here
// is heard on the phone itself.
func (s *Service) listenIfCan(ctx context.Context, c Caller, st *setup) (*setup, error) {
	if !st.CarrierCalls {
		return st, nil
	}
	listening, err := s.listen(ctx, c, st)
	if err != nil {
		s.cfg.Log.Info("calls are not answered", "setup_id", string(st.ID), "err", err)
		return st, nil
	}
	return listening, nil
}

// listen turns the calls to the number to this relay.
func (s *Service) listen(ctx context.Context, c Caller, st *setup) (*setup, error) {
	linked, err := s.cfg.Accounts.Carriers(ctx, st.Org)
	if err != nil {
		return nil, err
	}
	look, cancel := context.WithTimeout(ctx, carrierPatience)
	defer cancel()
	at, n, err := numberAt(look, linked, st.Phone)
	if err != nil {
		return nil, err
	}
	l, speaks := lineOf(at, lineCalls)
	if n == nil || !n.Voice || !speaks || l.ours == "" {
		return nil, desk.Refuse(desk.CodeConflict, "callsElsewhere")
	}
	// Written down first: the address is put back when nobody listens.
	st, err = s.step(ctx, c, st.ID, func(st *setup) error {
		st.ListenUntil = s.now() + otp.CodeLife.Milliseconds()
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := s.takeOver(look, st, l, n.E164); err != nil {
		_, noted := s.edit(ctx, st.Org, st.ID, func(st *setup) error { st.ListenUntil = 0; return nil })
		if noted != nil {
			s.cfg.Log.Warn("end of listening not noted", "setup_id", string(st.ID), "err", noted)
		}
		return nil, err
	}
	return st, nil
}
