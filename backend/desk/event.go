package desk

// EventKind says what happened. Values are stored and will be sent to other
// systems: they are never renamed.
type EventKind string

// The kinds of events. Beside each: what From and To say, if they say anything.
const (
	EventMessageReceived EventKind = "message.received" // from a customer, once; To: MessageKind
	EventMessageWritten  EventKind = "message.written"  // one of ours waits to be sent, or was sent elsewhere; To: MessageKind
	EventMessageStatus   EventKind = "message.status"   // from and to a Status
	EventMessageEdited   EventKind = "message.edited"   // it says something else now
	EventMessageRevoked  EventKind = "message.revoked"  // its sender took it back
	EventMessageErased   EventKind = "message.erased"   // its content was erased here
	EventMessageReaction EventKind = "message.reaction" // To: the emoji, "" = taken off

	EventThreadStarted EventKind = "thread.started" // the first word between a number and a contact

	EventInteractionStarted   EventKind = "interaction.started"
	EventInteractionWaiting   EventKind = "interaction.waiting"   // in its inbox's queue
	EventInteractionMoved     EventKind = "interaction.moved"     // from and to an InboxID
	EventInteractionAssigned  EventKind = "interaction.assigned"  // from and to a UserID
	EventInteractionReturned  EventKind = "interaction.returned"  // from a UserID to nobody
	EventInteractionEscalated EventKind = "interaction.escalated" // nobody takes it
	EventInteractionEnded     EventKind = "interaction.ended"     // To: the reason
	EventInteractionRevived   EventKind = "interaction.revived"   // it goes on: a clock that ran ahead had ended it

	EventOfferMade  EventKind = "offer.made"
	EventOfferEnded EventKind = "offer.ended" // To: an OfferState

	EventContactAdded    EventKind = "contact.added"
	EventContactChanged  EventKind = "contact.changed"  // a name, a username or a number
	EventTemplateStatus  EventKind = "template.status"  // from and to Meta's status
	EventNumberState     EventKind = "number.state"     // from and to a NumberState
	EventNumberQuality   EventKind = "number.quality"   // from and to Meta's rating
	EventPresenceChanged EventKind = "presence.changed" // from and to a PresenceState
)

// Event is something that happened in an organization, as the fold of one entry saw it.
// Seq and N name it for ever and give its place, so that readers that get one again
// recognise it. It holds ids and states and no text: what a message says is read from
// its row, which can be erased.
type Event struct {
	Seq int64 `json:"-"` // of the entry
	N   int   `json:"-"` // place among the entry's events, from 1
	At  int64 `json:"-"` // stamp of the entry, Unix ms

	Kind          EventKind     `json:"kind"`
	ThreadID      ThreadID      `json:"threadId,omitempty"`
	InteractionID InteractionID `json:"interactionId,omitempty"`
	MessageID     MessageID     `json:"messageId,omitempty"`
	OfferID       OfferID       `json:"offerId,omitempty"`
	ContactID     ContactID     `json:"contactId,omitempty"`
	NumberID      NumberID      `json:"numberId,omitempty"`
	InboxID       InboxID       `json:"inboxId,omitempty"`
	TemplateID    TemplateID    `json:"templateId,omitempty"`
	UserID        UserID        `json:"userId,omitempty"` // whom it is about, or who did it
	From          string        `json:"from,omitempty"`   // what it was
	To            string        `json:"to,omitempty"`     // what it is now
}

// EventReader is how far a reader of events has come.
type EventReader struct {
	Name string
	Seq  int64 // it has read everything up to and with this entry
	Lost int64 // entries that were removed by age before it read them
}
