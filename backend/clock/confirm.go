package clock

import "time"

// Refusal says why a person's word is not taken; "" = it is.
type Refusal string

// The refusals.
const (
	Differs Refusal = "differs" // the person's clock and this computer's do not agree
	Against Refusal = "against" // Meta's servers say another time
)

// Confirm takes a person's word that it is now at, which decides where nothing
// else speaks for the computer's clock. It never sets the time to anything but
// what that clock says, and goes against no witness.
func (c *Clock) Confirm(at time.Time) Refusal {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, mark := c.read()
	wall := c.wall()
	switch {
	case c.sure() && agree(at, now):
		return ""
	case c.sure() && (c.backed || !c.dated.at.IsZero()):
		return Against
	case !agree(at, wall):
		return Differs
	case c.speaksAgainst(wall, mark):
		return Against
	}
	c.put(wall, mark)
	c.known, c.off, c.rumour = true, false, reading{}
	c.keep()
	c.tell()
	return ""
}

// speaksAgainst says whether Meta's servers gave another time: in a Date not long
// ago, or by a stamp that is later.
func (c *Clock) speaksAgainst(at time.Time, mark time.Duration) bool {
	if !c.dated.at.IsZero() && mark-c.dated.mark <= hold && !agree(c.dated.by(mark), at) {
		return true
	}
	return !c.floor.at.IsZero() && c.floor.by(mark).Sub(at) > Tolerance
}
