package desk

// Overflow is what an inbox does with what nobody has taken for long. Without an inbox it
// does nothing.
type Overflow struct {
	Minutes int     `json:"minutes"`
	InboxID InboxID `json:"inboxId"` // who is asked then
}

// The bounds of how long a conversation waits in an inbox before another one is asked,
// in minutes.
const (
	MinOverflowMinutes = 1
	MaxOverflowMinutes = 24 * 60
)

// Overflowed is how an interaction came to its inbox, if that was because nobody had
// taken it in another one. From says where it waited last.
type Overflowed struct {
	From InboxID `json:"from"`
	At   int64   `json:"at"`
}
