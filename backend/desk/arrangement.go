package desk

import "slices"

// Outbound says from which numbers a person may begin conversations. What is routed to
// them they may answer from whatever number it came to.
type Outbound struct {
	// Only is set for whom the list holds. For others it is the numbers of their
	// inboxes, and those from which they served the customer before; for supervisors
	// all.
	Only    bool       `json:"only,omitempty"`
	Numbers []NumberID `json:"numbers,omitempty"`
}

// Place is an inbox that a person is in, and their proficiency there, 1–100.
type Place struct {
	InboxID InboxID `json:"inboxId"`
	Level   int     `json:"level"`
}

// Arrangement is what an invitation arranges for its person beside role and licences;
// the zero value is what everybody had before there was a choice.
type Arrangement struct {
	NoWhatsApp bool     `json:"noWhatsApp,omitempty"` // the channel is off
	Capacity   int      `json:"capacity,omitempty"`   // threads at once; 0 = DefaultCapacity
	AutoAccept bool     `json:"autoAccept,omitempty"`
	Outbound   Outbound `json:"outbound,omitzero"`
	Places     []Place  `json:"places,omitempty"`
	// Presence is what is chosen for them until they choose themselves, with its reason;
	// "" = PresenceOnline.
	Presence PresenceState `json:"presence,omitempty"`
	Reason   string        `json:"reason,omitempty"`
}

// From says whether a conversation may begin from the number, as far as the list says so.
func (o Outbound) From(n NumberID) bool { return !o.Only || slices.Contains(o.Numbers, n) }

// MostThreads is the largest capacity of a person.
const MostThreads = 500

// clone copies it.
func (o Outbound) clone() Outbound {
	o.Numbers = slices.Clone(o.Numbers)
	return o
}

// clone copies it.
func (a Arrangement) clone() Arrangement {
	a.Outbound, a.Places = a.Outbound.clone(), slices.Clone(a.Places)
	return a
}
