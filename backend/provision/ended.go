package provision

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
)

// person is somebody in an organization.
type person struct {
	org  desk.OrgID
	user desk.UserID
}

// SessionsChanged says that sessions of a person may have ended. It never
// blocks: the leases are looked at on the service's own goroutine.
func (s *Service) SessionsChanged(org desk.OrgID, user desk.UserID) {
	s.mu.Lock()
	s.gone[person{org, user}] = true
	s.mu.Unlock()
	select {
	case s.ended <- struct{}{}:
	default:
	}
}

// endLeases ends the leases whose sessions have ended, and wipes their codes.
func (s *Service) endLeases(ctx context.Context) {
	s.mu.Lock()
	gone := s.gone
	s.gone = map[person]bool{}
	s.mu.Unlock()
	list, err := s.openOfAll(ctx)
	if err != nil {
		s.cfg.Log.Warn("leases not looked at", "err", err)
		return
	}
	for _, st := range list {
		if !gone[person{st.Org, st.Holder}] || st.HolderDevice == "" || !st.leased(s.now()) {
			continue
		}
		sess, err := s.cfg.Store.SessionByDevice(ctx, st.Org, st.HolderDevice)
		if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
			s.cfg.Log.Warn("lease not looked at", "setup_id", string(st.ID), "err", err)
			continue
		}
		all, err := s.cfg.Store.SessionsOf(ctx, st.Org, st.Holder)
		if err != nil {
			s.cfg.Log.Warn("lease not looked at", "setup_id", string(st.ID), "err", err)
			continue
		}
		if !st.stands(sess) || slices.ContainsFunc(all, st.isLater) {
			s.endLease(ctx, st)
		}
	}
}

// stands says whether the session that took the lease is still what it was: a
// changed password gives it another name.
func (st *setup) stands(sess desk.Session) bool {
	return sess.RevokedAt == 0 && sess.UserID == st.Holder && sess.Seq <= st.LeaseSeq &&
		(st.HolderSession == "" || sess.TokenHash == st.HolderSession)
}

// isLater says whether the holder signed in elsewhere after the lease was taken:
// then it may be somebody else, and the code is nobody's.
func (st *setup) isLater(sess desk.Session) bool {
	return st.LeaseHead != 0 && sess.RevokedAt == 0 && sess.Seq > st.LeaseHead
}

// endLease takes a lease back. The code is wiped first: that must not wait for a
// carrier or for a step that is under way.
func (s *Service) endLease(ctx context.Context, st *setup) {
	s.gate.Close(st.gateID(), otp.Holder{User: st.Holder})
	was := *st
	_, err := s.edit(ctx, st.Org, st.ID, func(now *setup) error {
		if now.Holder == was.Holder && now.LeaseSeq == was.LeaseSeq {
			now.Holder, now.LeaseSince, now.LeaseUntil = "", 0, 0
			now.HolderDevice, now.HolderSession, now.LeaseSeq, now.LeaseHead, now.Asked = "", "", 0, 0, nil
		}
		return nil
	})
	if err != nil {
		s.cfg.Log.Warn("lease not ended", "setup_id", string(st.ID), "err", err)
		return
	}
	s.nudgeHooks()
}
