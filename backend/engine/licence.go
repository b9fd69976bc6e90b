package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdLicences gives a colleague the licences that are named and takes the others.
// Who can handle conversations no longer holds none.
func (w *work) cmdLicences(r request, c wire.SetLicences) (*wire.None, error) {
	u, err := w.actedOn(r.by, desk.UserID(c.UserID), desk.ActLicence)
	if err != nil {
		return nil, err
	}
	given, err := licencesGiven(u, c)
	if err != nil {
		return nil, allowed(err)
	}
	if len(given) > 0 && !slices.Contains(given, desk.LicenceBase) {
		return nil, refuse(desk.CodeInvalid, "needsBase")
	}
	to := *u
	to.Without = nil
	for _, l := range desk.Licences {
		if !slices.Contains(given, l) {
			to.Without = append(to.Without, l)
		}
	}
	if err := w.roomFor(u, &to); err != nil {
		return nil, err
	}
	return nil, w.changeUser(u, to)
}

// foldSeats takes over what the organization has bought. Who has a licence keeps it.
func (w *work) foldSeats() error {
	e, err := payload[desk.SeatsEntry](w)
	if err != nil {
		return err
	}
	if !e.Valid() {
		return desk.Refuse(desk.CodeInvalid, "seats")
	}
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	if err != nil {
		return desk.Wrap("read organization", err)
	}
	o.Seats = e.Seats
	w.put(o)
	return nil
}

// roomFor refuses a change of a person for which no licence is free.
func (w *work) roomFor(from, to *desk.User) error {
	s, err := w.seating()
	if err != nil {
		return err
	}
	return allowed(s.Room(from, to))
}

// seating is who uses what the organization has bought, empty where nothing is
// limited.
func (w *work) seating() (desk.Seating, error) {
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	if missing(err) || err == nil && len(o.Seats) == 0 {
		return desk.Seating{}, nil
	}
	if err != nil {
		return desk.Seating{}, desk.Wrap("read organization", err)
	}
	people, err := w.users()
	if err != nil {
		return desk.Seating{}, desk.Wrap("read users", err)
	}
	reserved, err := w.reservations()
	return desk.Seating{Seats: o.Seats, People: people, Reserved: reserved, At: w.e.At}, err
}
