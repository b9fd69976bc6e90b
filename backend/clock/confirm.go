package clock

import "time"

type Refusal string

const (
	Differs Refusal = "differs" // the person's clock and this computer's do not agree
	Against Refusal = "against" // Meta's servers say another time
)

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

func (c *Clock) speaksAgainst(at time.Time, mark time.Duration) bool {
	if !c.dated.at.IsZero() && mark-c.dated.mark <= hold && !agree(c.dated.by(mark), at) {
		return true
	}
	return !c.floor.at.IsZero() && c.floor.by(mark).Sub(at) > Tolerance
}
