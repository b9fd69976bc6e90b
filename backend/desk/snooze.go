package desk

// SnoozeEnd is why a conversation sleeps no longer. Values are stored.
type SnoozeEnd string

// The ends.
const (
	SnoozeTime     SnoozeEnd = "time"     // the time that was chosen has come
	SnoozeCustomer SnoozeEnd = "customer" // the customer wrote
	SnoozePerson   SnoozeEnd = "person"   // somebody woke it
	SnoozeMoved    SnoozeEnd = "moved"    // it ended, or somebody else has it now
)

// Bounds of snoozing.
const (
	LongestSnooze = 90 * 24 * 3_600_000 // ms
	MostSnoozes   = 20                  // of an interaction that are kept, the newest
)

// Snooze is a time for which a conversation sleeps. Unix ms.
type Snooze struct {
	At     int64     `json:"at"`
	By     UserID    `json:"by"`
	Until  int64     `json:"until"`
	WokeAt int64     `json:"wokeAt,omitempty"` // 0 = it sleeps
	Woke   SnoozeEnd `json:"woke,omitempty"`
}

// Sleeps gives the snooze under which the interaction sleeps, nil if it is awake.
func (i *Interaction) Sleeps() *Snooze {
	if n := len(i.Snoozes); n > 0 && i.Snoozes[n-1].WokeAt == 0 {
		return &i.Snoozes[n-1]
	}
	return nil
}

// WokenAt gives when it last woke by itself, 0 = it has not, or it sleeps.
func (i *Interaction) WokenAt() int64 {
	if n := len(i.Snoozes); n > 0 && (i.Snoozes[n-1].Woke == SnoozeTime || i.Snoozes[n-1].Woke == SnoozeCustomer) {
		return i.Snoozes[n-1].WokeAt
	}
	return 0
}
