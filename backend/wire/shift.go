package wire

// EndShift is what becomes of each conversation that a person has when their shift ends.
// Each is looked at by itself: one that cannot go where it should stays, and the answer
// says why. The person is offline afterwards.
type EndShift struct {
	Items []ShiftItem `json:"items"`
}

// ShiftItem is what becomes of one conversation.
type ShiftItem struct {
	InteractionID string `json:"interactionId" ask:"interaction"`
	Epoch         int64  `json:"epoch"`
	Do            string `json:"do" of:"desk.ShiftDeed"`
	To            string `json:"to,omitempty" ask:"user"` // of "hand"
	Note          string `json:"note,omitempty"`          // for colleagues, as Transfer.Note
	Draft         string `json:"draft,omitempty"`         // what the person had begun to write to the customer
}

// ShiftFates says what became of each, in the order in which they were named.
type ShiftFates struct {
	Items []ShiftFate `json:"items"`
}

// ShiftFate is what became of one conversation.
type ShiftFate struct {
	InteractionID string   `json:"interactionId"`
	Epoch         int64    `json:"epoch"`          // as it is now: UndoShift asks for it
	Said          *Failure `json:"said,omitempty"` // why it is as it was, nil = it was done
}

// UndoShift takes the end of a shift back, within desk.TakeBackFor: conversations that
// nobody has touched since are the person's again, and they take part in the state in
// which they did before.
type UndoShift struct {
	Items  []InteractionRef `json:"items"`
	State  string           `json:"state" of:"desk.PresenceState"`
	Reason string           `json:"reason,omitempty"`
}

// Takers are whom a conversation could be given to, and who cannot have it now.
type Takers struct {
	People []Taker `json:"people"`
}

// Taker is somebody to whom a conversation could be given.
type Taker struct {
	UserID   string `json:"userId"`
	Open     int    `json:"open"`     // conversations that they have
	Capacity int    `json:"capacity"` // how many they can have at once
	Why      string `json:"why" of:"desk.CannotHold | ''"`
}

// ShiftPacket is what a person would leave behind.
type ShiftPacket struct {
	Items []ShiftProposal `json:"items"`
}

// ShiftProposal says whom routing would ask for a conversation if its owner returned it
// now. Nothing of it is recorded.
type ShiftProposal struct {
	InteractionID string `json:"interactionId"`
	To            string `json:"to"`                              // "" = nobody, Cause says why
	Reason        string `json:"reason" of:"routing.Reason | ''"` // why them
	Cause         string `json:"cause" of:"routing.Cause | ''"`   // why nobody
	Manual        bool   `json:"manual"`                          // agents take from the inbox themselves
}
