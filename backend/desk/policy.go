package desk

// Policy is what folds go by that is a choice: neither Meta's rule nor in the entry
// that is folded. It stands in the record (EntryPolicyPut), so that another choice
// holds from its entry on and a rebuild gives the same rows as before.
type Policy struct {
	// EscalateAfter is how long a conversation may wait that nobody could be asked
	// about: all are away or busy, or the inbox leaves it to them. A queue is for a
	// moment; a customer who writes when everybody has gone home is told nothing,
	// so the supervisors must learn of it. Milliseconds.
	EscalateAfter int64 `json:"escalateAfter"`
	// OfferSeconds is how long an offer of an inbox stands of which nobody said.
	OfferSeconds int `json:"offerSeconds"`
	// OptIns is set where templates need an opt-in, and where it is kept that a
	// customer stopped marketing.
	OptIns bool `json:"optIns,omitempty"`
	// TellAll is set where everybody hears of what concerns them: agents of what waits
	// for them to take it, supervisors of what waits for no inbox, a former owner of who
	// took it from them.
	TellAll bool `json:"tellAll,omitempty"`
	// OfflineGrace is how long somebody may be offline before what they hold goes to
	// others, in inboxes of which nobody said; 0 = it never does. Milliseconds.
	OfflineGrace int64 `json:"offlineGrace,omitempty"`
	// Windows is set where people are warned before the window of a customer closes who
	// waits for them, and where it is kept that it did.
	Windows bool `json:"windows,omitempty"`
	// Room is set where nobody may accept more than they have room for, who was assigned
	// others since they were asked; where both hear of it, whoever has a conversation and
	// the supervisors, that it ended at the moment its window closed unanswered; and where
	// what waited for a number that led nowhere is treated, once it leads somewhere, as what
	// arrives then.
	Room bool `json:"room,omitempty"`
	// Identity is set where a change of a customer's identity holds up what is sent to them.
	Identity bool `json:"identity,omitempty"`
	// Renames is set where every change of a customer's number or id leaves a line.
	Renames bool `json:"renames,omitempty"`
}

// FirstPolicy is that of every record in which there is no entry about it. It
// never changes.
func FirstPolicy() Policy {
	return Policy{EscalateAfter: 5 * 60_000, OfferSeconds: 30}
}

// DefaultPolicy is what a relay of this build writes into its records at start.
func DefaultPolicy() Policy {
	p := FirstPolicy()
	p.OptIns, p.TellAll, p.OfflineGrace, p.Windows, p.Room, p.Identity, p.Renames = true, true, 10*60_000, true, true, true, true
	return p
}
