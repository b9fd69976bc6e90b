package v2

import "github.com/parleydesk/parley/backend/desk"

// Version is the version of the rules and of the shapes in this package. It is
// stored in every picture and every decision.
const Version = 2

// The bounds of an inbox's reassignment time, in seconds, as they were when
// these rules were frozen.
const (
	minReassignSeconds     = 1
	maxReassignSeconds     = 900
	defaultReassignSeconds = 30
)

// The bounds of a level and of the number of dials, likewise.
const (
	minLevel, maxLevel = 1, 100
	minDials, maxDials = 1, 100
)

// Trigger is why a decision is asked for. Only TriggerDrain changes what is
// decided; the others are kept for the record.
type Trigger string

// The triggers.
const (
	TriggerArrived     Trigger = "arrived"     // a new interaction
	TriggerDeclined    Trigger = "declined"    // the agent who was asked said no
	TriggerMissed      Trigger = "missed"      // the offer ran out
	TriggerReturned    Trigger = "returned"    // put back into the queue: the round restarts
	TriggerTransferred Trigger = "transferred" // meant for Preferred: the round restarts
	TriggerReopened    Trigger = "reopened"    // taken up again: the round restarts
	TriggerDrain       Trigger = "drain"       // somebody became able to take a waiting one
)

// The outcomes of an Attempt that Decide knows. Any other one counts as missed.
const (
	OutcomeDeclined = "declined"
	OutcomeMissed   = "missed"
)

// Attempt is one offer of this round that found no owner.
type Attempt struct {
	UserID  desk.UserID `json:"userId"`
	Outcome string      `json:"outcome"` // OutcomeDeclined or OutcomeMissed
}

// Interaction is the interaction that needs an owner.
type Interaction struct {
	ID           desk.InteractionID `json:"id"`
	Trigger      Trigger            `json:"trigger"`
	WaitingSince int64              `json:"waitingSince"`        // Unix ms; orders the queue
	Seq          int64              `json:"seq"`                 // of the entry that started it; breaks ties
	Attempts     []Attempt          `json:"attempts"`            // of this round, oldest first
	Excluded     []desk.UserID      `json:"excluded"`            // who handed it back or transferred it away
	Preferred    desk.UserID        `json:"preferred"`           // asked first if able to: the target of a transfer, the agent of the last interaction; "" = none
	Escalated    bool               `json:"escalated"`           // escalation was already raised in this round
	LastAgent    desk.UserID        `json:"lastAgent,omitempty"` // who had the customer last; "" = nobody yet. Only for ModeSticky
	Rank         int                `json:"rank,omitempty"`      // of its priority: the higher goes first; 0 = the usual
}

// Inbox is the queue that it waits in.
type Inbox struct {
	ID              desk.InboxID  `json:"id"`
	Mode            desk.Mode     `json:"mode"`
	ReassignSeconds int           `json:"reassignSeconds"`    // see OfferSeconds
	Cursor          desk.UserID   `json:"cursor"`             // who had the last turn; "" = nobody yet
	Members         []desk.UserID `json:"members"`            // in the order of their turns
	Dials           int           `json:"dials,omitempty"`    // how often the last agent is asked; less than 1 counts as 1. Only for ModeSticky
	Capacity        int           `json:"capacity,omitempty"` // threads of this inbox that one agent has at once, beside their own capacity; 0 or less = no limit
}

// Candidate is what is known of one person at this moment.
type Candidate struct {
	UserID         desk.UserID        `json:"userId"`
	Role           desk.Role          `json:"role"`
	Active         bool               `json:"active"`
	ContactCenter  bool               `json:"contactCenter"` // has the Contact Center licence
	WhatsApp       bool               `json:"whatsApp"`      // has the WhatsApp licence, and the channel is on
	Presence       desk.PresenceState `json:"presence"`      // any unknown state counts as offline
	PresenceReason string             `json:"presenceReason"`
	PresenceSince  int64              `json:"presenceSince"`       // Unix ms
	Capacity       int                `json:"capacity"`            // threads at once; 0 or less = none
	OpenThreads    int                `json:"openChats"`           // held now; stored under this name
	PendingOffers  int                `json:"pendingOffers"`       // offers, of any interaction, not yet answered
	Level          int                `json:"level,omitempty"`     // proficiency in this inbox, 1–100; less than 1 counts as 1. Only for ModeProficiency
	IdleSince      int64              `json:"idleSince,omitempty"` // Unix ms: the last conversation's end, or when they became available. Only for ModeLongestIdle
	OpenHere       int                `json:"openHere,omitempty"`  // of OpenThreads, those of this inbox. Only for an inbox with a Capacity
}

// Input is all that a decision depends on. Candidates may come in any order;
// people who are not members may be among them and get their reason too.
type Input struct {
	Interaction Interaction `json:"interaction"`
	Inbox       Inbox       `json:"inbox"`
	Candidates  []Candidate `json:"candidates"`
}

// OfferSeconds is how long an offer stands: the inbox's reassignment time kept
// within the allowed range, and the default when none (0 or less) is set.
func OfferSeconds(reassignSeconds int) int {
	if reassignSeconds <= 0 {
		return defaultReassignSeconds
	}
	return min(max(reassignSeconds, minReassignSeconds), maxReassignSeconds)
}

// dials is how often the last agent is asked in a row.
func (box Inbox) dials() int { return min(max(box.Dials, minDials), maxDials) }

// level is the candidate's proficiency.
func (c *Candidate) level() int { return min(max(c.Level, minLevel), maxLevel) }
