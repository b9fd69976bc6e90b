package desk

// SpanID names an ownership span.
type SpanID string

// SpanBegin is how somebody came to own an interaction.
type SpanBegin string

// How a span begins.
const (
	SpanAccepted SpanBegin = "accepted" // they accepted the offer
	SpanTook     SpanBegin = "took"     // they took it from a queue, or as a supervisor from its owner
	SpanAssigned SpanBegin = "assigned" // somebody gave it to them out of a queue
	SpanGot      SpanBegin = "got"      // its owner, or a supervisor, transferred it to them
	SpanReopened SpanBegin = "reopened" // they took up a thread that had ended
	SpanStarted  SpanBegin = "started"  // they began the conversation with a template
	SpanBack     SpanBegin = "back"     // somebody wrote to a customer whom they had last
	SpanTookBack SpanBegin = "tookBack" // they had handed it over, and took that back at once
)

// SpanEnd is how they ceased to.
type SpanEnd string

// How a span ends: the interaction went to somebody else or back to its queue, or
// it ended, for the reasons that lifecycle gives.
const (
	SpanTransferred       SpanEnd = "transferred"       // it was given to somebody else
	SpanTaken             SpanEnd = "taken"             // a supervisor took it
	SpanTakenBack         SpanEnd = "takenBack"         // whoever had handed it to them took that back
	SpanReturned          SpanEnd = "returned"          // it was returned to its queue
	SpanRemoved           SpanEnd = "removed"           // they can handle none any more: switched off, or without the channel
	SpanAbsent            SpanEnd = "absent"            // they were offline for too long
	SpanClosed            SpanEnd = "closed"            // as EndReason
	SpanArchived          SpanEnd = "archived"          // as EndReason
	SpanRule48h           SpanEnd = "rule48h"           // as EndReason
	SpanExpired           SpanEnd = "expired"           // as EndReason
	SpanExpiredUnanswered SpanEnd = "expiredUnanswered" // as EndReason
	SpanJoined            SpanEnd = "joined"            // as EndReason
)

// Span is a time in which one person owned an interaction without a break.
type Span struct {
	ID            SpanID        `json:"id"`
	InteractionID InteractionID `json:"interactionId"`
	ThreadID      ThreadID      `json:"threadId"`
	InboxID       InboxID       `json:"inboxId"` // of the interaction when it began
	UserID        UserID        `json:"userId"`
	From          int64         `json:"from"` // Unix ms
	To            int64         `json:"to"`   // 0 = they own it now
	Began         SpanBegin     `json:"began"`
	Ended         SpanEnd       `json:"ended"` // "" = it has not
	// By gave it to them and EndedBy took it from them, where that was somebody else: of what
	// was assigned, transferred or returned. Into is the inbox to which it was transferred.
	By      UserID  `json:"by,omitempty"`
	EndedBy UserID  `json:"endedBy,omitempty"`
	Into    InboxID `json:"into,omitempty"`
}

// RowKey names the row.
func (s *Span) RowKey() Ref { return Ref{RowSpan, string(s.ID)} }

// Clone copies the row.
func (s *Span) Clone() Row { return shallow(s) }
