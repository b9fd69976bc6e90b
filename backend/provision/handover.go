package provision

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	// answerTime is how long the holder has to answer before the one who asked may take
	// the set-up over.
	answerTime = time.Minute
	// askAgain is how long the holder is left alone after they said that they keep it.
	askAgain = time.Minute
)

// asking is somebody who would have the set-up: what of their session the lease is given
// to, and when they asked. Times are Unix milliseconds.
type asking struct {
	By      desk.UserID   `json:"by"`
	Device  desk.DeviceID `json:"device"`
	Session string        `json:"session,omitempty"`
	Seq     int64         `json:"seq"`
	At      int64         `json:"at"`
	KeptAt  int64         `json:"keptAt,omitempty"` // the holder said that they keep it, 0 = no answer yet
}

func askingOf(c Caller, now int64) *asking {
	return &asking{By: c.User.ID, Device: c.DeviceID, Session: c.Session, Seq: c.Seq, At: now}
}

// waits says whether a person waits for the holder's answer.
func (a *asking) waits() bool { return a != nil && a.KeptAt == 0 }

// takeOverAt is when a person may take the set-up over: since when its holder is gone, or
// a minute after they asked in vain; 0 = they have to ask first.
func (st *setup) takeOverAt(user desk.UserID, goneAt int64) int64 {
	switch {
	case goneAt != 0:
		return goneAt
	case st.Asked.waits() && st.Asked.By == user:
		return st.Asked.At + answerTime.Milliseconds()
	}
	return 0
}

// give makes somebody the holder. What was caught before is not theirs: the gate is
// closed for the one before, who is given back.
func (st *setup) give(to *asking, head, now int64) (before setup) {
	before = *st
	st.Holder, st.HolderDevice, st.HolderSession = to.By, "", ""
	if to.Seq != 0 {
		st.HolderDevice, st.HolderSession = to.Device, to.Session
	}
	st.LeaseSince, st.LeaseUntil, st.LeaseSeq, st.LeaseHead = now, now+leaseLife.Milliseconds(), to.Seq, head
	st.CodeCameAt, st.CopiedAt, st.Asked = 0, 0, nil
	return before
}

// askFor asks the holder for the set-up. Asking again while the answer is out changes
// nothing. Codes: conflict when nobody else holds it or somebody else asked, tooMany right
// after the holder said no.
func (s *Service) askFor(ctx context.Context, c Caller, in wire.SetupRef) (wire.Setup, error) {
	now := s.now()
	isNew := false
	st, err := s.edit(ctx, c.Org, desk.SetupID(in.SetupID), func(st *setup) error {
		switch {
		case st.done():
			return desk.Refuse(desk.CodeConflict, "setupDone")
		case !st.leased(now) || st.Holder == c.User.ID:
			return desk.Refuse(desk.CodeConflict, "leaseFree")
		case st.Asked.waits() && st.Asked.By == c.User.ID:
			return nil
		case st.Asked.waits() && now-st.Asked.At < 2*answerTime.Milliseconds(): // one who left does not bar the way
			return desk.Refuse(desk.CodeConflict, "leaseAsked", desk.Params{"who": s.nameOf(ctx, c.Org, st.Asked.By)})
		case st.Asked != nil && st.Asked.By == c.User.ID && now-st.Asked.KeptAt < askAgain.Milliseconds():
			return desk.Refuse(desk.CodeTooMany, "leaseKept", desk.Params{"who": s.nameOf(ctx, c.Org, st.Holder)})
		}
		st.Asked, isNew = askingOf(c, now), true
		return nil
	})
	if err != nil {
		return wire.Setup{}, noSetup(err)
	}
	if isNew {
		s.tellLease(ctx, st.Org, st.Holder, st.LeaseSeq, wire.LeaseNews{SetupID: string(st.ID), IsAsked: true, AskedBy: s.nameOf(ctx, c.Org, c.User.ID)})
	}
	return s.show(ctx, c, st), nil
}

// answerAsked is the holder's answer to who asked: they hand the set-up over, or keep it.
func (s *Service) answerAsked(ctx context.Context, c Caller, in wire.SetupAnswer) (wire.Setup, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.Setup{}, err
	}
	defer release()
	head, err := s.head(ctx, c.Org)
	if err != nil {
		return wire.Setup{}, err
	}
	now := s.now()
	var before setup
	var to *asking
	st, err := s.edit(ctx, c.Org, desk.SetupID(in.SetupID), func(st *setup) error {
		if err := st.mine(c, now); err != nil {
			return err
		}
		if to = st.Asked; !to.waits() {
			return desk.Refuse(desk.CodeConflict, "leaseNotAsked")
		}
		if in.HandOver {
			before = st.give(to, head, now)
		} else {
			st.Asked.KeptAt = now
		}
		return nil
	})
	if err != nil {
		return wire.Setup{}, noSetup(err)
	}
	s.passed(st, before)
	s.tellLease(ctx, c.Org, to.By, to.Seq, wire.LeaseNews{SetupID: string(st.ID)})
	return s.show(ctx, c, st), nil
}

// takeLease gives the set-up to the caller when its holder is gone or did not answer. The
// former holder's screen is told at once. A step of theirs that is under way is waited for:
// it may be the one that Meta counts.
func (s *Service) takeLease(ctx context.Context, c Caller, in wire.SetupRef) (wire.Setup, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.Setup{}, err
	}
	defer release()
	head, err := s.head(ctx, c.Org)
	if err != nil {
		return wire.Setup{}, err
	}
	goneAt := s.goneAt(desk.SetupID(in.SetupID))
	now := s.now()
	var before setup
	st, err := s.edit(ctx, c.Org, desk.SetupID(in.SetupID), func(st *setup) error {
		if st.done() {
			return desk.Refuse(desk.CodeConflict, "setupDone")
		}
		at := st.takeOverAt(c.User.ID, goneAt)
		switch {
		case !st.leased(now): // nobody is left to ask
		case st.Holder == c.User.ID:
			return desk.Refuse(desk.CodeConflict, "leaseFree")
		case at == 0:
			return desk.Refuse(desk.CodeConflict, "leaseAskFirst", desk.Params{"who": s.nameOf(ctx, c.Org, st.Holder)})
		case at > now:
			return desk.Refuse(desk.CodeTooMany, "leaseWait", desk.Params{"seconds": (at - now + 999) / 1000, "who": s.nameOf(ctx, c.Org, st.Holder)})
		}
		before = st.give(askingOf(c, now), head, now)
		return nil
	})
	if err != nil {
		return wire.Setup{}, noSetup(err)
	}
	s.passed(st, before)
	if before.Holder != "" {
		s.tellLease(ctx, c.Org, before.Holder, before.LeaseSeq, wire.LeaseNews{SetupID: string(st.ID)})
	}
	return s.show(ctx, c, st), nil
}

// passed closes the gate for the former holder and opens it for the new one.
func (s *Service) passed(st *setup, before setup) {
	if before.ID == "" {
		return
	}
	if before.Holder != "" {
		s.gate.Close(before.gateID(), otp.Holder{User: before.Holder})
	}
	s.presence.forget(st.ID)
	s.watch(st)
}

// tellLease says to a person's desktops that who holds a set-up has changed, or that
// somebody asks for it.
func (s *Service) tellLease(ctx context.Context, org desk.OrgID, user desk.UserID, seq int64, news wire.LeaseNews) {
	body, err := view.Own(news)
	if err != nil {
		s.cfg.Log.WarnContext(ctx, "news of a lease not sent", "setup_id", news.SetupID, "err", err)
		return
	}
	for device := range s.cfg.Desktops.SealKeys(org, user, seq) {
		s.cfg.Desktops.Push(org, device, wire.PushLease, body)
	}
}

// noSetup says of a set-up that is not there that it is gone.
func noSetup(err error) error {
	if desk.CodeOf(err) == desk.CodeNotFound {
		return desk.Refuse(desk.CodeNotFound, "setup")
	}
	return err
}
