package rehearse

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// Settings are what of an inbox can be rehearsed. How long agents may be offline stays as
// it is: what follows from that depends on every message.
type Settings struct {
	Mode            desk.Mode
	ReassignSeconds int
	Members         []desk.UserID
	Levels          map[desk.UserID]int
	Dials           int
	Hours           *desk.Hours   // nil = always open
	Overflow        desk.Overflow // without an inbox nobody else is asked
	Capacity        int           // threads of the inbox that one agent has at once; 0 = no limit
}

// SettingsOf gives an inbox's settings.
func SettingsOf(box *desk.Inbox) Settings {
	return Settings{
		Mode: box.Mode, ReassignSeconds: box.ReassignSeconds, Members: box.Members, Levels: box.LevelOf(), Dials: max(box.Dials, desk.MinDials),
		Capacity: box.Capacity, Hours: box.Hours, Overflow: box.Overflow,
	}
}

// Trace is what was recorded of an inbox in a period.
type Trace struct {
	Inbox    desk.InboxID
	From, To int64 // Unix ms
	Cursor   desk.UserID
	Hours    *desk.Hours   // by which the inbox opened and closed
	Overflow desk.Overflow // by which chats went to another inbox
	Agents   []Agent
	Chats    []Chat
	Events   []Event // by At and Seq
	Offers   []Offer // of this inbox, in the order in which they were made
	Windowed bool    // a customer who waits for a day is lost
}

// Agent is what is known of a person when the period begins.
type Agent struct {
	routing.Candidate
}

// Chat is a conversation that came to the inbox in the period.
type Chat struct {
	ID       desk.InteractionID
	ThreadID desk.ThreadID
	Customer string      // one for each customer
	Last     desk.UserID // who had the customer last, before the period
	CameAt   int64       // it was moved here from another inbox while it waited; 0 = it was not
	LostAt   int64       // its window closed on somebody's watch; 0 = it did not
	Held     []Hold
}

// Hold is a time in which somebody had a conversation.
type Hold struct {
	User     desk.UserID
	From, To int64 // To is the end of the period if it went on
	ToSeq    int64
	Passed   bool // it went to somebody else, or back to its queue
}

// EventKind is what happened that does not follow from the settings.
type EventKind int

// What happens in a trace.
const (
	Known   EventKind = iota // Candidate is what is known of a person from now on
	Left                     // the same, of somebody whose offers stand although they are offline
	Busy                     // the person has Open and Pending more or less that is not played; Here is what of Open is of this inbox
	Entered                  // the chat comes to the queue, as Asked says
	Looked                   // whatever waits of the chat is asked about again
	Gone                     // the chat leaves the queue: it ended, or went to another inbox
	Taken                    // the person takes the chat out of the queue, or is given it
	Passed                   // the chat goes from whoever has it to the person
	Back                     // the offer to the person is withdrawn
	Opened                   // the whole queue is looked at
	Met                      // the person has the customer of the chat, in a conversation that is not played
	Turned                   // the inbox opens (Open 1) or closes (Open 0)
)

// Event is one of them.
type Event struct {
	At, Seq       int64
	Before        int // of events of one entry those with more of it come first
	Kind          EventKind
	Candidate     routing.Candidate
	User          desk.UserID
	Chat          int
	Open, Pending int
	Here          int
	Away          bool // of Gone: it went to another inbox; of Taken and Passed: it was in another one
	Overflow      bool // of Gone: because nobody had taken it for long
	Idle          bool // of Busy: since then they have had nothing to do, or have been busy
	Asked         routing.Interaction
	Hold          Hold // of Taken and Passed
}

// Answer is what became of an offer.
type Answer int

// The answers.
const (
	Missed Answer = iota
	Accepted
	Declined
	Withdrawn
)

// Offer is one that was made, and what became of it.
type Offer struct {
	Chat           int // -1: of a conversation that is not of the trace
	User           desk.UserID
	At             int64
	Limit          int64 // for how long it stood, ms
	Answer         Answer
	SettledAt, Set int64 // when, and by which entry
}

// after is how long it took until it was answered.
func (o Offer) after() int64 { return max(o.SettledAt-o.At, 0) }

// sameTimes says whether an inbox is open at the same times by both hours, and does the
// same with what comes outside of them. What customers are told then changes nothing.
func sameTimes(a, b *desk.Hours) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Zone == b.Zone && (a.Outside == desk.OutsideInbox) == (b.Outside == desk.OutsideInbox) &&
		slices.Equal(a.Week, b.Week) && slices.Equal(a.Holidays, b.Holidays)
}
