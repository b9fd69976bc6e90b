package desk

import "slices"

// Reservation is an open invitation as the record knows it: the licences that its
// person is going to have, which count as used until it is over, and what else was
// arranged for them.
type Reservation struct {
	ID      string    `json:"id"` // that of the invitation
	By      UserID    `json:"by"`
	Without []Licence `json:"without,omitempty"` // as User.Without
	Until   int64     `json:"until"`             // Unix ms; nobody comes in by it from then on
	// Arranged is what else waits for the person.
	Arranged Arrangement `json:"arranged,omitzero"`
}

// RowKey names the row.
func (r *Reservation) RowKey() Ref { return Ref{RowReservation, r.ID} }

// Clone copies the row.
func (r *Reservation) Clone() Row {
	c := shallow(r)
	c.Without, c.Arranged = slices.Clone(r.Without), r.Arranged.clone()
	return c
}

// Holds says whether one of the licence is kept for the invitation's person.
func (r *Reservation) Holds(l Licence, at int64) bool { return at < r.Until && licensed(r.Without, l) }
