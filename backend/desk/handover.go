package desk

// The bounds of handing a conversation over.
const (
	LongestNote = 1000          // characters of a note
	TakeBackFor = 2 * 60 * 1000 // how long it can be taken back, ms
	// MostHandedOver is how many conversations the end of a shift hands over at once: what
	// follows from it is one entry of the record.
	MostHandedOver = 60
)

// CannotHold is why somebody cannot be given a conversation now. Values are sent.
type CannotHold string

// The reasons; "" = they can.
const (
	HoldSuspended CannotHold = "suspended" // switched off
	HoldNoChannel CannotHold = "noChannel"
	HoldNoLicence CannotHold = "noLicence"
	HoldNotMember CannotHold = "notMember" // of its inbox
	HoldAway      CannotHold = "away"
	HoldOffline   CannotHold = "offline"
	HoldFull      CannotHold = "full"     // as many as they can have at once
	HoldFullHere  CannotHold = "fullHere" // as many of its inbox as one agent can have at once
)

// ShiftDeed is what becomes of a conversation when its owner's shift ends. Values are
// stored.
type ShiftDeed string

// The deeds.
const (
	ShiftHand  ShiftDeed = "hand"  // it goes to somebody
	ShiftQueue ShiftDeed = "queue" // it goes back to its inbox
	ShiftKeep  ShiftDeed = "keep"  // it stays theirs
	ShiftClose ShiftDeed = "close" // it ends
)
