package provision

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// leaseLife is how long a set-up stays somebody's after they last did something
// or their wizard said that it is still open.
const leaseLife = 10 * time.Minute

// list shows what is being set up to every supervisor.
func (s *Service) list(ctx context.Context, c Caller, _ wire.None) (wire.Setups, error) {
	out := wire.Setups{Setups: []wire.Setup{}}
	all, err := s.open(ctx, c.Org)
	if err != nil {
		return out, err
	}
	for _, st := range all {
		out.Setups = append(out.Setups, s.show(ctx, c, st))
	}
	owed, err := s.owedAddresses(ctx, c.Org)
	for _, h := range owed {
		out.Owed = append(out.Owed, wire.OwedAddress{Phone: string(h.Phone), Display: phone.Format(h.Phone), Carrier: h.Carrier, Since: h.Ended, Calls: h.Line == lineCalls})
	}
	return out, err
}

// begin starts a set-up or takes up one that nobody holds.
func (s *Service) begin(ctx context.Context, c Caller, in wire.SetupBegin) (wire.Setup, error) {
	// setup.check has told the person what it thinks of the number; whoever
	// goes on with one that no numbering plan knows insists.
	number, err := phone.ParseInsisted(in.Phone)
	if err != nil {
		return wire.Setup{}, err
	}
	st, err := s.find(ctx, c.Org, number.E164)
	if err == nil && st == nil {
		st, err = s.create(ctx, c, number.E164)
	}
	if err != nil {
		return wire.Setup{}, err
	}
	if st, err = s.lease(ctx, c, st.ID); err != nil {
		return wire.Setup{}, err
	}
	if st, err = s.lookAtCarrier(ctx, st); err != nil {
		return wire.Setup{}, err
	}
	return s.show(ctx, c, st), nil
}

// find gives the open set-up of a number, nil if there is none.
func (s *Service) find(ctx context.Context, org desk.OrgID, e164 desk.PhoneNumber) (*setup, error) {
	all, err := s.open(ctx, org)
	if err != nil {
		return nil, err
	}
	for _, st := range all {
		if phone.SameDigits(string(st.Phone)) == phone.SameDigits(string(e164)) {
			return st, nil
		}
	}
	return nil, nil // that there is none is an answer here
}

func (s *Service) create(ctx context.Context, c Caller, e164 desk.PhoneNumber) (*setup, error) {
	used, err := s.usedBy(ctx, c.Org)
	if err != nil {
		return nil, err
	}
	// One that is being set up was found before; who was quicker is the store's to say.
	if u := used(phone.SameDigits(string(e164))); u.name != "" && !u.setUp {
		return nil, desk.Refuse(desk.CodeConflict, "numberUsed", desk.Params{"name": u.name})
	}
	past, err := s.pastTries(ctx, e164)
	if err != nil {
		return nil, err
	}
	now := s.now()
	st := &setup{
		ID: desk.SetupID(desk.NewID("set")), Phone: e164, Step: wire.StepNumber,
		tries: past, ResendAt: safeAt(past.AskedAt, now, requestBounds),
		CreatedBy: c.User.ID, CreatedAt: now, UpdatedAt: now, DataSource: []desk.KV{}, FinishDone: []string{},
	}
	doc, err := json.Marshal(st)
	if err != nil {
		return nil, desk.Wrap("encode set-up", err)
	}
	err = s.cfg.Store.CreateSetup(ctx, c.Org, st.ID, e164, doc, now)
	if desk.CodeOf(err) == desk.CodeConflict {
		// A colleague was faster, or another organization of this relay has it:
		// nobody is told which, nor what is done with it there.
		if other, findErr := s.find(ctx, c.Org, e164); findErr != nil || other != nil {
			return other, findErr
		}
		return nil, errElsewhere()
	}
	return st, desk.Wrap("keep set-up", err)
}

// errHeld says that somebody else's lease is in force.
var errHeld = errors.New("the set-up is held by somebody else")

// lease gives the set-up to the caller unless somebody else has it. Holding it
// already keeps its start, so that what came since stays visible.
func (s *Service) lease(ctx context.Context, c Caller, id desk.SetupID) (*setup, error) {
	now := s.now()
	head, err := s.head(ctx, c.Org)
	if err != nil {
		return nil, err
	}
	var held *setup
	var before setup // the lease that ends, if one does
	st, err := s.edit(ctx, c.Org, id, func(st *setup) error {
		if st.done() {
			return desk.Refuse(desk.CodeConflict, "setupDone")
		}
		live := st.leased(now)
		if live && st.Holder != c.User.ID {
			held = st
			return errHeld
		}
		// A session from after the lease begins anew: what was caught is not its.
		if isNewer := c.Seq > st.LeaseSeq; !live || isNewer {
			before = *st
			st.LeaseSince, st.CodeCameAt, st.CopiedAt, st.LeaseSeq, st.LeaseHead = now, 0, 0, c.Seq, head
			st.HolderDevice, st.HolderSession = "", ""
			if c.Seq != 0 {
				st.HolderDevice, st.HolderSession = c.DeviceID, c.Session
			}
		}
		st.Holder, st.LeaseUntil = c.User.ID, now+leaseLife.Milliseconds()
		if !live {
			st.Asked = nil
		}
		return nil
	})
	if errors.Is(err, errHeld) {
		return nil, s.heldNow(ctx, c, held)
	}
	if err != nil {
		return nil, err
	}
	if before.Holder != "" {
		s.gate.Close(before.gateID(), otp.Holder{User: before.Holder})
	}
	s.watch(st)
	return st, nil
}

// heldNow says who has a set-up, and since when.
func (s *Service) heldNow(ctx context.Context, c Caller, held *setup) error {
	minutes := (s.now() - held.LeaseSince) / time.Minute.Milliseconds()
	since := "minutes"
	if minutes == 0 {
		since = "now"
	}
	return desk.Refuse(desk.CodeConflict, "leaseHeld", desk.Params{desk.ParamContext: since, desk.ParamCount: minutes, "who": s.nameOf(ctx, c.Org, held.Holder)})
}

// inUnits is a length of time in the unit that fits, rounded up, as the params
// of a sentence that has one form for each unit.
func inUnits(ms int64) desk.Params {
	d := time.Duration(ms) * time.Millisecond
	unit, n := "hours", int(d.Hours())+1
	switch {
	case d < 2*time.Minute:
		unit, n = "seconds", int(d.Seconds())+1
	case d < 2*time.Hour:
		unit, n = "minutes", int(d.Minutes())+1
	}
	return desk.Params{desk.ParamContext: unit, desk.ParamCount: n}
}

// renew keeps the lease. When it ended and nobody else took it, it begins anew.
func (s *Service) renew(ctx context.Context, c Caller, in wire.SetupRef) (wire.Setup, error) {
	st, err := s.load(ctx, c.Org, in.SetupID)
	if err != nil {
		return wire.Setup{}, err
	}
	if !st.done() {
		ended := !st.leased(s.now()) // then the number's SMS go where they went before
		if st, err = s.lease(ctx, c, st.ID); err != nil {
			return wire.Setup{}, err
		}
		if ended {
			if st, err = s.lookAtCarrier(ctx, st); err != nil {
				return wire.Setup{}, err
			}
		}
	}
	return s.show(ctx, c, st), nil
}

// leave gives the lease back. Leaving what one does not hold does nothing.
func (s *Service) leave(ctx context.Context, c Caller, in wire.SetupRef) (wire.None, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.None{}, err
	}
	defer release()
	st, err := s.load(ctx, c.Org, in.SetupID)
	if err != nil || st.Holder != c.User.ID {
		return wire.None{}, err
	}
	s.gate.Close(st.gateID(), otp.Holder{User: st.Holder})
	s.presence.forget(st.ID)
	defer s.nudgeHooks()
	_, err = s.edit(ctx, c.Org, st.ID, func(st *setup) error {
		if st.Holder == c.User.ID {
			st.Holder, st.LeaseSince, st.LeaseUntil = "", 0, 0
			st.HolderDevice, st.HolderSession, st.LeaseSeq, st.LeaseHead, st.Asked = "", "", 0, 0, nil
		}
		return nil
	})
	return wire.None{}, err
}

// drop discards a set-up: one's own, or one that nobody holds. A number that it added to an
// account and that was never verified is taken out again where a program may do that, which
// Meta allows to none; what was verified stays.
func (s *Service) drop(ctx context.Context, c Caller, in wire.SetupRef) (wire.None, error) {
	release, err := s.hold(ctx, desk.SetupID(in.SetupID))
	if err != nil {
		return wire.None{}, err
	}
	defer release()
	st, err := s.load(ctx, c.Org, in.SetupID)
	if err != nil {
		return wire.None{}, err
	}
	switch {
	case st.done():
		return wire.None{}, desk.Refuse(desk.CodeConflict, "setupDone", desk.Params{"context": "delete"})
	case st.leased(s.now()) && st.Holder != c.User.ID:
		return wire.None{}, desk.Refuse(desk.CodeConflict, "leaseHeld", desk.Params{"context": "delete", "who": s.nameOf(ctx, c.Org, st.Holder)})
	}
	brief, cancel := context.WithTimeout(ctx, carrierPatience) // a person waits
	defer cancel()
	if err := s.takeBack(brief, st); err != nil {
		return wire.None{}, err
	}
	s.gate.Close(st.gateID(), otp.Holder{User: st.Holder})
	defer s.nudgeHooks()
	return wire.None{}, s.discard(ctx, st)
}
