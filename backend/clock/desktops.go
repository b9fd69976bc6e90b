package clock

import "time"

const (
	// deskLife is how long what a desktop said is counted. They say it with every
	// heartbeat.
	deskLife = 2 * time.Minute
	// mostDesks bounds how many are remembered at once.
	mostDesks = 10_000
	// leastPeople is how many people's desktops must agree: one person, with
	// however many desktops, moves nothing.
	leastPeople = 2
)

// deskSaid is what a person's desktop said of the time.
type deskSaid struct {
	person string
	reading
}

// Desktop takes the time that a person's desktop shows. Desktops decide between
// the last good reading and the computer's clock, where nothing else does: by a
// majority of people, two at least. They set no time of their own, and never
// go against Meta.
func (c *Clock) Desktop(person, device string, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, mark := c.read()
	if c.sure() { // nothing is asked; what they say in a doubt counts
		return
	}
	if _, known := c.desks[device]; known || len(c.desks) < mostDesks {
		c.desks[device] = deskSaid{person, reading{at, mark}}
	}
	good, wall := c.good.by(mark), c.wall()
	switch {
	case c.agreed(good, mark):
		c.known, c.backed = true, true
	case c.off && c.agreed(wall, mark):
		c.put(wall, mark)
		c.known, c.off = true, false
	default:
		return
	}
	c.rumour = reading{}
	c.keep()
	c.tell()
}

// agreed says whether the desktops of most people, and of two at least, say that
// it is at, and Meta says nothing else.
func (c *Clock) agreed(at time.Time, mark time.Duration) bool {
	type count struct{ yes, all int }
	people := map[string]count{}
	for device, said := range c.desks {
		if mark-said.mark > deskLife {
			delete(c.desks, device)
			continue
		}
		n := people[said.person]
		n.all++
		if agree(said.by(mark), at) {
			n.yes++
		}
		people[said.person] = n
	}
	yes := 0
	for _, n := range people {
		if 2*n.yes > n.all {
			yes++
		}
	}
	return yes >= leastPeople && 2*yes > len(people) && !c.speaksAgainst(at, mark)
}

// doubt begins a time in which witnesses are wanted: what desktops said before
// was said of another one.
func (c *Clock) doubt() { clear(c.desks) }
