package relay

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// Seats says how many licences an organization has bought, while the relay is
// stopped, and writes to out how it stands then. A command that sets nothing only
// does the latter, and a relay may be working meanwhile.
func Seats(ctx context.Context, c config.OrgSeats, now func() time.Time, out io.Writer) error {
	if c.Changes() {
		if err := offline(ctx, c.Config, func(r *Relay) error {
			return r.recording(ctx, func() error { return r.setSeats(ctx, c) })
		}); err != nil {
			return err
		}
	}
	return showSeats(ctx, c, now(), out)
}

func (r *Relay) setSeats(ctx context.Context, c config.OrgSeats) error {
	id, err := orgNamed(ctx, r.db, c.Name)
	if err != nil {
		return err
	}
	if id == "" {
		return errOrgUnknown(c.Name)
	}
	org, err := desk.Get[*desk.Organization](ctx, r.db, id, desk.RowOrg, id)
	if err != nil {
		return desk.Wrap("read organization", err)
	}
	return r.recordIn(ctx, id, desk.EntrySeatsPut, desk.SeatsEntry{Seats: seatsAfter(org.Seats, c)})
}

func errOrgUnknown(name string) error {
	return desk.Refuse(desk.CodeNotFound, "orgUnknown", desk.Params{"name": name})
}

// seatsAfter gives what there is once the command is done. What it does not name
// stays as it was.
func seatsAfter(was []desk.Seat, c config.OrgSeats) []desk.Seat {
	given := map[desk.Licence]config.SeatCount{
		desk.LicenceBase: c.Base, desk.LicenceContactCenter: c.ContactCenter, desk.LicenceWhatsApp: c.WhatsApp,
	}
	seats := []desk.Seat{}
	for _, l := range desk.Licences {
		now, limited := desk.Seating{Seats: was}.Bought(l)
		if g := given[l]; g.Given {
			now, limited = g.Seats, !g.Unlimited
		}
		if limited {
			seats = append(seats, desk.Seat{Licence: l, Bought: now})
		}
	}
	return seats
}

// showSeats writes how many of each licence are used, of how many, at a time.
func showSeats(ctx context.Context, c config.OrgSeats, at time.Time, out io.Writer) error {
	found := false
	err := eachOrg(ctx, c.Config.DataDir, func(s *store.Snapshot, id desk.OrgID) error {
		name, seating, err := seatingOf(ctx, s, id, at)
		if err == nil && !found && strings.EqualFold(name, c.Name) {
			found = true
			tellSeats(out, seating)
		}
		return err
	})
	if err == nil && !found {
		return errOrgUnknown(c.Name)
	}
	return err
}

// seatingOf reads an organization's name, and who uses what it has bought.
func seatingOf(ctx context.Context, s *store.Snapshot, id desk.OrgID, at time.Time) (name string, seating desk.Seating, err error) {
	seating.At = at.UnixMilli()
	err = eachRow(ctx, s, id, []desk.Kind{desk.RowOrg, desk.RowUser, desk.RowReservation}, func(r desk.Row) {
		switch r := r.(type) {
		case *desk.Organization:
			name, seating.Seats = r.Name, slices.Clone(r.Seats)
		case *desk.User:
			seating.People = append(seating.People, r)
		case *desk.Reservation:
			seating.Reserved = append(seating.Reserved, r)
		}
	})
	return name, seating, err
}

func tellSeats(out io.Writer, s desk.Seating) {
	names := map[desk.Licence]string{desk.LicenceBase: "base", desk.LicenceContactCenter: "Contact Center", desk.LicenceWhatsApp: "WhatsApp"}
	for _, l := range desk.Licences {
		of := "unlimited"
		if bought, limited := s.Bought(l); limited {
			of = fmt.Sprintf("%d bought", bought)
		}
		fmt.Fprintf(out, "%-15s %d used, %s\n", names[l]+":", s.Used(l), of) //nolint:errcheck // nowhere left to tell
	}
}
