package engine

import (
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// overFor is how long a reservation stays after its time: while the relay's clock
// runs ahead, an invitation only seems to be over.
const overFor = 30 * 24 * time.Hour

// reserve keeps the licences of an invitation for its person, or refuses it when
// one is not free. The code of a first owner names none, nor does an invitation
// from before.
func (w *work) reserve(e desk.AccountEntry) error {
	if e.Until == 0 {
		return nil
	}
	if err := w.sweepReservations(); err != nil {
		return err
	}
	s, err := w.seating()
	if err != nil {
		return err
	}
	if err := s.RoomForOne(e.Without); err != nil {
		return allowed(err)
	}
	w.put(&desk.Reservation{ID: e.InviteID, By: e.By, Without: e.Without, Until: e.Until, Arranged: e.Arranged})
	return nil
}

// seat gives whoever has joined what their invitation kept for them, in the entry
// in which it is over. For whom nothing was kept gets what is free.
func (w *work) seat(e desk.AccountEntry) error {
	u, err := w.user(e.On)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read user", err)
	}
	r, err := get[desk.Reservation](w, desk.RowReservation, e.InviteID)
	if err == nil {
		w.remove(r)
		return w.settleIn(u, r)
	}
	if !missing(err) {
		return desk.Wrap("read reservation", err)
	}
	s, err := w.seating()
	if err != nil {
		return err
	}
	return w.leaveWithout(u, s.Squeezed(u))
}

func (w *work) leaveWithout(u *desk.User, lacks []desk.Licence) error {
	if slices.Equal(lacks, u.Without) {
		return nil
	}
	to := *u
	to.Without = lacks
	return w.changeUser(u, to)
}

// unreserve frees what an invitation kept.
func (w *work) unreserve(invitation string) error {
	r, err := get[desk.Reservation](w, desk.RowReservation, invitation)
	if missing(err) {
		return nil // it kept nothing, as a code from before licences
	}
	if err != nil {
		return desk.Wrap("read reservation", err)
	}
	w.remove(r)
	return nil
}

// unreserveOf frees what the invitations of a person kept, which end with their power.
func (w *work) unreserveOf(by desk.UserID) error {
	return w.unreserveWhere(func(r *desk.Reservation) bool { return r.By == by })
}

func (w *work) sweepReservations() error {
	return w.unreserveWhere(func(r *desk.Reservation) bool { return r.Until+overFor.Milliseconds() < w.e.At })
}

func (w *work) unreserveWhere(over func(*desk.Reservation) bool) error {
	all, err := w.reservations()
	if err != nil {
		return err
	}
	for _, r := range all {
		if over(r) {
			w.remove(r)
		}
	}
	return nil
}

func (w *work) reservations() ([]*desk.Reservation, error) {
	all, err := list[desk.Reservation](w, desk.Reservations.With())
	return all, desk.Wrap("read reservations", err)
}
