package desk

// IdentityWait is how long what is sent waits for somebody to make sure who the customer is,
// as long as a window of WhatsApp is open; then its author is told. Milliseconds.
const IdentityWait = 24 * 60 * 60_000

// IdentityHold holds up what is sent to a customer: their phone or app changed, so somebody
// else may have it now.
type IdentityHold struct {
	// Since is when the newest change of it was told, by the provider's clock: who says that
	// they made sure names it, since they made sure of nothing that came after.
	Since int64 `json:"since"`
	// Wrote is set where the new identity itself wrote.
	Wrote bool `json:"wrote,omitempty"`
}

// Identity is what is known in a conversation of the identity of its customer, where the
// number has the provider check it.
type Identity struct {
	Hash string `json:"hash,omitempty"` // goes with what is sent; "" = not known
	At   int64  `json:"at,omitempty"`   // when it was told, or given up; what is older is not believed
	Gone string `json:"gone,omitempty"` // the one that was given up
	// Hold is the customer's, in each of their conversations; nil = nothing is held up.
	Hold *IdentityHold `json:"hold,omitempty"`
	// Next is the hash that was told since it is held up, and NextAt when.
	Next   string `json:"next,omitempty"`
	NextAt int64  `json:"nextAt,omitempty"`
	// FirstID is the first message that waits; those behind it wait for it.
	FirstID MessageID `json:"firstId,omitempty"`
	// FreedSeq is the entry that ended the last hold: what was written before it is judged anew.
	FreedSeq int64 `json:"freedSeq,omitempty"`
}

// Holds says whether what is sent in the conversation is held up.
func (i *Identity) Holds() bool { return i != nil && i.Hold != nil }

func (i *Identity) copied() *Identity {
	c := pointer(i)
	if c != nil {
		c.Hold = pointer(i.Hold)
	}
	return c
}

// IdentityCheck is whether the provider checks the identity of who writes to a number, as it was
// last set from here. Values are stored.
type IdentityCheck string

// What may be set; "" = it was never set from here.
const (
	IdentityCheckOn  IdentityCheck = "on"
	IdentityCheckOff IdentityCheck = "off"
)

// NumberIdentity is the payload of EntryNumberIdentity: the provider took the setting.
type NumberIdentity struct {
	NumberID NumberID      `json:"numberId"`
	Check    IdentityCheck `json:"check"`
	By       UserID        `json:"by,omitempty"`
}
