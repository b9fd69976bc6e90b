package v2

import "github.com/parleydesk/parley/backend/desk"

// Outcome is what is to be done with the interaction.
type Outcome string

// The outcomes.
const (
	OutcomeOffer       Outcome = "offer"       // ask Winner for OfferSeconds
	OutcomeQueue       Outcome = "queue"       // wait; drain when somebody can
	OutcomeManualQueue Outcome = "manualQueue" // wait until somebody takes or assigns it
	OutcomeNobody      Outcome = "nobody"      // wait, but nobody could take it as the inbox is set up
)

// Cause is why the decision has its outcome. The list is closed.
type Cause string

// The causes.
const (
	CauseOffered          Cause = "offered"          // somebody is asked
	CauseNobodyHere       Cause = "nobodyHere"       // every agent who may take it is offline or away, or handed it back
	CauseNobodyFree       Cause = "nobodyFree"       // agents are here, but full or deciding on another offer
	CauseRoundOver        Cause = "roundOver"        // every agent who is here was asked and did not take it
	CauseManual           Cause = "manual"           // agents take from this queue themselves
	CauseNoMembers        Cause = "noMembers"        // the inbox has no agents
	CauseNobodyAllowed    Cause = "nobodyAllowed"    // it has, but each is suspended or lacks a licence or role
	CauseModeUnknown      Cause = "modeUnknown"      // no such mode
	CauseModeNotSupported Cause = "modeNotSupported" // never here: the first rules could not decide by every mode
)

// Causes lists every Cause of these rules, for tests of the tables that explain them.
var Causes = []Cause{
	CauseOffered, CauseNobodyHere, CauseNobodyFree, CauseRoundOver, CauseManual,
	CauseNoMembers, CauseNobodyAllowed, CauseModeUnknown,
}

// Reason is why one candidate was or was not asked. The list is closed. When
// several apply, the one told is the first in the order of Reasons.
type Reason string

// The reasons for which somebody is not asked, strongest first.
const (
	ReasonGone            Reason = "gone"            // a member of the inbox who is no longer among the people
	ReasonSuspended       Reason = "suspended"       // the account is not active
	ReasonRole            Reason = "role"            // a role that takes no threads
	ReasonNotMember       Reason = "notMember"       // not an agent of this inbox
	ReasonNotLicensed     Reason = "notLicensed"     // lacks the Contact Center or the WhatsApp licence
	ReasonDeclined        Reason = "declined"        // said no to it in this round
	ReasonExcluded        Reason = "excluded"        // handed it back or away; asked again only at a drain at which nobody else is here
	ReasonOffline         Reason = "offline"         // not connected
	ReasonAway            Reason = "away"            // connected, takes no threads now
	ReasonMissed          Reason = "missedOffer"     // let an offer of it run out in this round
	ReasonAtCapacity      Reason = "atCapacity"      // holds as many threads as allowed
	ReasonAtInboxCapacity Reason = "atInboxCapacity" // holds as many threads of this inbox as it allows one agent
	ReasonBusy            Reason = "busy"            // has a thread open, where only those without one are asked
	ReasonPendingOffer    Reason = "pendingOffer"    // is being asked about a thread already
	ReasonNotPreferred    Reason = "notPreferred"    // could take it, but it is meant for somebody who can
	ReasonNotLastAgent    Reason = "notLastAgent"    // could take it, but the customer's last agent can too
	ReasonLowerLevel      Reason = "lowerLevel"      // could take it, but somebody with a higher level can too
	ReasonLessIdle        Reason = "lessIdle"        // could take it, but somebody has been idle for longer
	ReasonMoreOpen        Reason = "moreOpen"        // could take it, but somebody has fewer threads open
	ReasonLaterInTurn     Reason = "laterInTurn"     // could take it, but it is somebody else's turn
	ReasonMayTake         Reason = "mayTake"         // could take it from the queue: nobody is asked here
	ReasonWonTurn         Reason = "wonTurn"         // asked: it is their turn
	ReasonWonPreferred    Reason = "wonPreferred"    // asked: it is meant for them
	ReasonWonLastAgent    Reason = "wonLastAgent"    // asked: the customer had them last
	ReasonWonLevel        Reason = "wonLevel"        // asked: the highest level
	ReasonWonIdle         Reason = "wonIdle"         // asked: idle for longest
	ReasonWonLeastBusy    Reason = "wonLeastBusy"    // asked: the fewest threads open
	ReasonWonAgain        Reason = "wonAgain"        // asked again after a miss: nobody new is left
	ReasonWonLastResort   Reason = "wonLastResort"   // asked though they handed it back: nobody else is here
)

// Reasons lists every Reason in the order of precedence.
var Reasons = []Reason{
	ReasonGone, ReasonSuspended, ReasonRole, ReasonNotMember, ReasonNotLicensed,
	ReasonDeclined, ReasonExcluded, ReasonOffline, ReasonAway, ReasonMissed,
	ReasonAtCapacity, ReasonAtInboxCapacity, ReasonBusy, ReasonPendingOffer, ReasonNotPreferred, ReasonNotLastAgent,
	ReasonLowerLevel, ReasonLessIdle, ReasonMoreOpen, ReasonLaterInTurn,
	ReasonMayTake, ReasonWonTurn, ReasonWonPreferred, ReasonWonLastAgent,
	ReasonWonLevel, ReasonWonIdle, ReasonWonLeastBusy, ReasonWonAgain, ReasonWonLastResort,
}

// Won says whether the reason is that of somebody who is asked.
func (r Reason) Won() bool {
	switch r {
	case ReasonWonTurn, ReasonWonPreferred, ReasonWonLastAgent, ReasonWonLevel, ReasonWonIdle, ReasonWonLeastBusy,
		ReasonWonAgain, ReasonWonLastResort:
		return true
	default:
		return false
	}
}

// Verdict is what was decided about one candidate, with the facts that the
// sentence on the why card needs.
type Verdict struct {
	UserID         desk.UserID `json:"userId"`
	Reason         Reason      `json:"reason"`
	Turn           int         `json:"turn,omitempty"` // 1 = next after the cursor; 0 = not a member
	PresenceReason string      `json:"presenceReason,omitempty"`
	PresenceSince  int64       `json:"presenceSince,omitempty"`
	OpenThreads    int         `json:"openChats,omitempty"` // stored under this name
	PendingOffers  int         `json:"pendingOffers,omitempty"`
	Capacity       int         `json:"capacity,omitempty"`
	Missed         int         `json:"missed,omitempty"`    // offers of this round that they let run out
	Level          int         `json:"level,omitempty"`     // of ModeProficiency, else 0
	IdleSince      int64       `json:"idleSince,omitempty"` // of ModeLongestIdle, else 0
	OpenHere       int         `json:"openHere,omitempty"`  // of OpenThreads, those of an inbox with a capacity, else 0
	InboxCapacity  int         `json:"inboxCapacity,omitempty"`
}

// Decision is the answer to an Input.
type Decision struct {
	Version       int                `json:"version"`
	InteractionID desk.InteractionID `json:"interactionId"`
	InboxID       desk.InboxID       `json:"inboxId"`
	Mode          desk.Mode          `json:"mode"`
	Trigger       Trigger            `json:"trigger"`
	Outcome       Outcome            `json:"outcome"`
	Cause         Cause              `json:"cause"`
	Winner        desk.UserID        `json:"winner"`              // "" unless OutcomeOffer
	WinnerReason  Reason             `json:"winnerReason"`        // "" unless OutcomeOffer
	OfferSeconds  int                `json:"offerSeconds"`        // 0 unless OutcomeOffer
	Escalate      bool               `json:"escalate"`            // tell the supervisors, now
	NewCursor     desk.UserID        `json:"newCursor"`           // store in the inbox
	Candidates    []Verdict          `json:"candidates"`          // members in order of turn, then the others by id
	LastAgent     desk.UserID        `json:"lastAgent,omitempty"` // of ModeSticky: who had the customer last; "" = nobody yet
	Dials         int                `json:"dials,omitempty"`     // of ModeSticky: how often that one is asked
}
