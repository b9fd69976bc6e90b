package desk

// ClockSlack is by how much a stamp may lie ahead and be right: the clocks of
// different computers differ a little. Milliseconds.
const ClockSlack = 60_000

// Ahead is what an organization has that is stamped later than a time. Only a
// clock that ran ahead stamps so.
type Ahead struct {
	Messages  []*Message     // by thread and sequence
	Threads   []*Thread      // whose last message is, by id
	Ended     []*Interaction // that ended later, by id
	Notices   []*Notice      // by person and time
	Uploads   []*Upload      // that no message has taken, by id
	Jobs      []Job          // by kind and subject
	Unsettled []Timer        // of sends of which nobody knows whether they left, by subject
}

// Most gives the length of the longest list.
func (a Ahead) Most() int {
	return max(len(a.Messages), len(a.Threads), len(a.Ended), len(a.Notices), len(a.Uploads), len(a.Jobs), len(a.Unsettled))
}
