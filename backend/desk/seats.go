package desk

import "slices"

// Seat says how many of a licence an organization has bought.
type Seat struct {
	Licence Licence `json:"licence"`
	Bought  int     `json:"bought"`
}

// SeatsEntry is the payload of EntrySeatsPut: all that the organization has bought
// from here on. Of a licence that is missing there are as many as anybody wants.
type SeatsEntry struct {
	Seats []Seat `json:"seats"`
}

// Valid says whether each licence is one that there is, and named once.
func (e SeatsEntry) Valid() bool {
	seen := map[Licence]bool{}
	for _, s := range e.Seats {
		if !s.Licence.Valid() || seen[s.Licence] || s.Bought < 0 {
			return false
		}
		seen[s.Licence] = true
	}
	return true
}

// Seating is what an organization has bought and who uses it.
type Seating struct {
	Seats    []Seat
	People   []*User
	Reserved []*Reservation // by open invitations
	At       int64          // the time at which they are looked at, Unix ms
}

// Bought gives how many of a licence there are, limited = false for any number.
func (s Seating) Bought(l Licence) (n int, limited bool) {
	for _, seat := range s.Seats {
		if seat.Licence == l {
			return seat.Bought, true
		}
	}
	return 0, false
}

// Used counts who uses a licence, and the invitations that keep one.
func (s Seating) Used(l Licence) int {
	n := 0
	for _, u := range s.People {
		if u.Uses(l) {
			n++
		}
	}
	for _, r := range s.Reserved {
		if r.Holds(l, s.At) {
			n++
		}
	}
	return n
}

// RoomForOne refuses to keep licences for one more person, who lacks these, when
// one is not free.
func (s Seating) RoomForOne(without []Licence) error {
	return s.Room(&User{}, &User{Active: true, Without: without})
}

// Room refuses a change of a person by which they would use a licence of which none
// is free. What somebody uses already stays theirs, however few are bought now.
func (s Seating) Room(from, to *User) error {
	for _, l := range Licences {
		if to.Uses(l) && !from.Uses(l) && !s.free(l) {
			return s.errFull(l)
		}
	}
	return nil
}

func (s Seating) free(l Licence) bool {
	bought, limited := s.Bought(l)
	return !limited || s.Used(l) < bought
}

// Squeezed gives what somebody lacks who has come in and for whom nothing was
// reserved: they go without the licences of which there are not enough for them.
func (s Seating) Squeezed(u *User) []Licence {
	lacks := slices.Clone(u.Without)
	for _, l := range Licences {
		if bought, limited := s.Bought(l); limited && u.Uses(l) && s.Used(l) > bought {
			lacks = append(lacks, l)
		}
	}
	return lacks
}

func (s Seating) errFull(l Licence) error {
	bought, _ := s.Bought(l)
	return Refuse(CodeConflict, "noSeat", Params{ParamContext: string(l), "used": s.Used(l), "bought": bought})
}
