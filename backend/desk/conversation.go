package desk

import "slices"

// Contact is a customer. A phone number is optional: WhatsApp users with a
// username may never show one, so a contact is found by its aliases.
type Contact struct {
	ID          ContactID   `json:"id"`
	ProfileName string      `json:"profileName"` // what they call themselves
	SavedName   string      `json:"savedName"`   // what we call them; wins on screen
	Username    string      `json:"username"`
	WaID        PhoneNumber `json:"waId"`   // as received, never normalised
	UserID      string      `json:"userId"` // business-scoped user id
	AccountID   string      `json:"accountId"`
	Aliases     []string    `json:"aliases"` // every key it was ever known by: "wa:…", "bsuid:…", "group:…"
	Group       bool        `json:"group"`   // it stands for a group: messages only come in
	CreatedAt   int64       `json:"createdAt"`
	OptIns      []OptIn     `json:"optIns,omitempty"`    // oldest record first
	Stops       []Stop      `json:"stops,omitempty"`     // of marketing, oldest first
	LastAgent   UserID      `json:"lastAgent,omitempty"` // who had a thread of theirs last; "" = nobody yet
	Language    string      `json:"language,omitempty"`  // as somebody of ours noted it: de; "" = not known
	Labels      []string    `json:"labels,omitempty"`

	Notes      []ContactNote `json:"notes,omitempty"`      // about the customer, oldest first
	Attributes []KV          `json:"attributes,omitempty"` // by the id of the attribute, in no order
	BlockedAt  int64         `json:"blockedAt,omitempty"`  // nobody is offered what they write; 0 = they are not blocked
	BlockedBy  UserID        `json:"blockedBy,omitempty"`
	Into       ContactID     `json:"into,omitempty"` // who this one turned out to be; "" = nobody else

	Merged *Merge      `json:"merged,omitempty"` // into the customer who is the same person; nil = into nobody
	Parts  []ContactID `json:"parts,omitempty"`  // those who were merged into this one
	Parted []Parting   `json:"parted,omitempty"` // with whom that was undone, the last ones

	Identity *IdentityHold `json:"identity,omitempty"` // holds up what is sent to them; nil = nothing does

	Known []KnownName `json:"known,omitempty"` // every name, in the order in which they became known
}

// ContactNote is what somebody of ours noted about a customer.
type ContactNote struct {
	ID   string `json:"id"`
	At   int64  `json:"at"`
	By   UserID `json:"by"`
	Text string `json:"text"`
}

// How many notes a customer has at most, how long one is, and how many bytes all of them
// take: they are sent with the customer.
const (
	MostContactNotes   = 30
	LongestContactNote = 1000
	NotesRoom          = 12 << 10
)

// Thread is all messages between one of our numbers and one contact, for ever.
type Thread struct {
	ID             ThreadID      `json:"id"`
	NumberID       NumberID      `json:"numberId"`
	Channel        Channel       `json:"channel,omitempty"` // the number's
	ContactID      ContactID     `json:"contactId"`
	InteractionID  InteractionID `json:"interactionId"` // the open one, or the last
	Open           bool          `json:"open"`          // InteractionID has not ended
	LastMessageID  MessageID     `json:"lastMessageId"`
	LastAt         int64         `json:"lastAt"`         // of the last message either way
	LastSeq        int64         `json:"lastSeq"`        // its sequence
	Messages       int64         `json:"messages"`       // how many there are
	LastCustomerAt int64         `json:"lastCustomerAt"` // Meta's stamp, opens the window
	LastInboundID  MessageID     `json:"lastInboundId"`  // target of read receipts
	HoldUntil      int64         `json:"holdUntil"`      // later sends wait while one is unknown
	HeldID         MessageID     `json:"heldId"`         // the first of those that wait for it, "" = none yet
	AnswerBy       UserID        `json:"answerBy"`       // who of ours wrote last
	AnswerSeq      int64         `json:"answerSeq"`      // sequence of that message, 0 = none
	OtherSeq       int64         `json:"otherSeq"`       // of the last message of ours that is not AnswerBy's
	CreatedAt      int64         `json:"createdAt"`
	Asked          []MessageID   `json:"asked,omitempty"` // templates of ours since which the customer has not written, the last ones
	Labels         []LabelID     `json:"labels,omitempty"`
	// Followers are told of what happens in it, as far as they may see it.
	Followers []UserID `json:"followers,omitempty"`
	// Changed is when the customer last edited or deleted a message of theirs after it had come.
	Changed *Rewritten `json:"changed,omitempty"`
	// Elsewhere: another system that shares the number answers the customer.
	Elsewhere bool `json:"elsewhere,omitempty"`
	// Rated is the last question for a rating that went out here, nil = none has.
	Rated *AskedRating `json:"rated,omitempty"`
	// Into is the conversation in which this one goes on, since both customers turned out to
	// be one; "" = it goes on by itself.
	Into ThreadID `json:"into,omitempty"`
	// Identity is what is known of who the customer is; nil = nothing.
	Identity *Identity `json:"identity,omitempty"`
}

// MostFollowers is how many people follow one conversation at most.
const MostFollowers = 20

// Rewritten is that a customer changed what they had written.
type Rewritten struct {
	Seq     int64 `json:"seq"` // of the entry
	At      int64 `json:"at"`
	Deleted bool  `json:"deleted,omitempty"` // else it was edited
}

// InteractionState is where an interaction stands in routing.
type InteractionState string

// The states of an interaction.
const (
	InteractionInFlow  InteractionState = "inFlow"  // its plan's flow has it, no inbox yet
	InteractionWaiting InteractionState = "waiting" // in the inbox's queue
	InteractionOffered InteractionState = "offered" // one agent is asked
	InteractionOpen    InteractionState = "open"    // has an owner
	InteractionEnded   InteractionState = "ended"
)

// Attempt is one offer of an interaction that did not lead to an owner.
type Attempt struct {
	UserID  UserID `json:"userId"`
	Outcome string `json:"outcome"` // "declined" or "missed"
	At      int64  `json:"at"`
	// Reason and Note say why they declined; "" = they did not say.
	Reason DeclineReason `json:"reason,omitempty"`
	Note   string        `json:"note,omitempty"` // in their own words
}

// DeclineReason is why somebody declined an offer. Values are stored.
type DeclineReason string

// The reasons that can be chosen.
const (
	DeclineBusy    DeclineReason = "busy"    // they are in the middle of something else
	DeclineSkill   DeclineReason = "skill"   // somebody else knows more of it
	DeclineLeaving DeclineReason = "leaving" // they are about to leave
	DeclineOther   DeclineReason = "other"   // as they say in their own words
)

// Valid says whether the reason is one of those that can be chosen, or none.
func (r DeclineReason) Valid() bool {
	switch r {
	case "", DeclineBusy, DeclineSkill, DeclineLeaving, DeclineOther:
		return true
	}
	return false
}

// Priority is how soon an interaction that waits is offered. Values are stored.
type Priority string

// The priorities; "" is the usual one.
const (
	PriorityHigh   Priority = "high"
	PriorityUrgent Priority = "urgent"
)

// Valid says whether there is such a priority.
func (p Priority) Valid() bool { return p == "" || p.Rank() > 0 }

// Rank gives the priority as a number, of which the higher goes first.
func (p Priority) Rank() int {
	switch p {
	case PriorityUrgent:
		return 2
	case PriorityHigh:
		return 1
	default:
		return 0
	}
}

// Interaction is one cycle of a thread, the unit of routing and of the
// record. It starts with a customer's message or a business's template.
type Interaction struct {
	ID              InteractionID    `json:"id"`
	ThreadID        ThreadID         `json:"threadId"`
	NumberID        NumberID         `json:"numberId"`
	ContactID       ContactID        `json:"contactId"`
	PlanID          PlanID           `json:"planId"`  // the number's when it began, "" = it was not mapped
	InboxID         InboxID          `json:"inboxId"` // "" = the number is not mapped, or a flow has it
	State           InteractionState `json:"state"`
	Owner           UserID           `json:"owner"`
	Epoch           int64            `json:"epoch"` // bumped at every change of owner: stale sends are refused
	BusinessStarted bool             `json:"businessStarted"`
	StartedAt       int64            `json:"startedAt"`
	FirstSeq        int64            `json:"firstSeq"`
	WaitingSince    int64            `json:"waitingSince"` // order of the queue
	FirstCustomerAt int64            `json:"firstCustomerAt"`
	FirstLineID     MessageID        `json:"firstLineId"` // the customer's first message in it
	LastCustomerAt  int64            `json:"lastCustomerAt"`
	LastBusinessAt  int64            `json:"lastBusinessAt"`
	LastPersonAt    int64            `json:"lastPersonAt,omitempty"` // of the last message of ours that a person wrote
	HumanReplyAt    int64            `json:"humanReplyAt"`           // first human answer to the customer
	HumanReplyID    MessageID        `json:"humanReplyId"`           // the message that this was
	TemplateAt      int64            `json:"templateAt"`             // last template that (re)started the cycle
	Attempts        []Attempt        `json:"attempts"`               // of this round
	Tried           []Attempt        `json:"tried,omitempty"`        // of the rounds before it, the newest
	Escalated       bool             `json:"escalated"`
	Excluded        UserID           `json:"excluded"` // who handed it back: not offered to them first
	Handlers        []UserID         `json:"handlers"` // everybody who ever owned it
	DecisionID      DecisionID       `json:"decisionId"`
	EndedAt         int64            `json:"endedAt"`
	EndReason       string           `json:"endReason"` // closed, archived, expired, expiredUnanswered, rule48h
	EndedBy         UserID           `json:"endedBy"`
	DataSource      []KV             `json:"dataSource"`            // the number's when it began
	ServiceName     string           `json:"serviceName,omitempty"` // the same, for reports
	Reopened        Reopening        `json:"reopened,omitzero"`
	Overflowed      Overflowed       `json:"overflowed,omitzero"`
	CameAt          int64            `json:"cameAt,omitempty"`      // when it was moved to its inbox while it waited, 0 = it was not
	Branched        *Branched        `json:"branched,omitempty"`    // of a plan that branches
	Levels          ServiceLevels    `json:"levels,omitzero"`       // what its inbox promises of it
	MessagesIn      int64            `json:"messagesIn,omitempty"`  // of the customer in it
	MessagesOut     int64            `json:"messagesOut,omitempty"` // of ours in it
	RecordN         int64            `json:"recordN,omitempty"`     // its line in the records, 0 = it goes on
	// LostAt is when the window last closed while the customer waited for a person; 0 = it
	// has not. Warned is set while people were told that it is about to.
	LostAt   int64    `json:"lostAt,omitempty"`
	Warned   bool     `json:"warned,omitempty"`
	Priority Priority `json:"priority,omitempty"` // supervisors set it
	Snoozes  []Snooze `json:"snoozes,omitempty"`  // the last ones, the newest at the end
	Title    string   `json:"title,omitempty"`    // as somebody of ours named it, "" = nobody has
	Rating   *Rating  `json:"rating,omitempty"`   // nil = nobody is to be asked for one
	Filings  []Filing `json:"filings,omitempty"`  // into the archive and back after its end, the last ones
}

// Reopening has the stamps of an interaction with which a person took a thread up
// again. The others go on from where the last one stood, for the window and the
// deadlines; these are its own, for how long the customer waited in it.
type Reopening struct {
	At         int64     `json:"at"`
	CustomerAt int64     `json:"customerAt"` // the customer's first message since, 0 = none yet
	ReplyAt    int64     `json:"replyAt"`    // the first answer of a person to it
	ReplyID    MessageID `json:"replyId"`    // the message that this was
}

// MaxTitle is how many characters the title of a conversation has at most.
const MaxTitle = 80

// mostTried bounds how many offers of earlier rounds are kept.
const mostTried = 100

// NextRound has routing ask everybody anew.
func (i *Interaction) NextRound() {
	tried := append(slices.Clone(i.Tried), i.Attempts...)
	i.Tried, i.Attempts = tried[max(0, len(tried)-mostTried):], []Attempt{}
}

// ForTaking says whether the agents of its inbox may take it by themselves: it
// waits in a queue from which they take, or nobody took it when asked.
func (i *Interaction) ForTaking(mode Mode) bool {
	return i.State == InteractionWaiting && (mode == ModeManual || i.Escalated)
}

// OfferState is what became of an offer.
type OfferState string

// The states of an offer.
const (
	OfferOpen      OfferState = "open"
	OfferAccepted  OfferState = "accepted"
	OfferDeclined  OfferState = "declined"
	OfferMissed    OfferState = "missed"
	OfferWithdrawn OfferState = "withdrawn" // the thread ended or was taken meanwhile
)

// Offer asks one agent to take one interaction until ExpiresAt.
type Offer struct {
	ID            OfferID       `json:"id"`
	InteractionID InteractionID `json:"interactionId"`
	ThreadID      ThreadID      `json:"threadId"`
	InboxID       InboxID       `json:"inboxId"`
	UserID        UserID        `json:"userId"`
	DecisionID    DecisionID    `json:"decisionId"`
	State         OfferState    `json:"state"`
	OfferedAt     int64         `json:"offeredAt"`
	ExpiresAt     int64         `json:"expiresAt"`
}

// Decision says that routing has decided about an interaction. What was known and
// what came of it stand in the entry alone, as its DecisionEntry: with a reason for
// every agent they are by far the most of it.
type Decision struct {
	ID            DecisionID    `json:"id"`
	InteractionID InteractionID `json:"interactionId"`
	ThreadID      ThreadID      `json:"threadId"`
	At            int64         `json:"at"`
	Version       int           `json:"version"` // of the rules
	Seq           int64         `json:"seq"`     // of the entry that holds it
}

// ReadMark is how far one person has read one thread.
type ReadMark struct {
	UserID   UserID   `json:"userId"`
	ThreadID ThreadID `json:"threadId"`
	UpToSeq  int64    `json:"upToSeq"`
	Unread   bool     `json:"unread"` // marked unread by hand
}

// NoticeKind is what a notice is about.
type NoticeKind string

// The kinds of notices.
const (
	NoticeOffer      NoticeKind = "offer"
	NoticeMessage    NoticeKind = "message"
	NoticeEscalation NoticeKind = "escalation"
	NoticeTransfer   NoticeKind = "transfer"
	NoticeSendFailed NoticeKind = "sendFailed"
	NoticeWindow     NoticeKind = "window"   // 24 h passed without an answer
	NoticeQueued     NoticeKind = "queued"   // it waits in a queue from which the person takes
	NoticeUnrouted   NoticeKind = "unrouted" // it waits, and its number leads to no inbox
	NoticeAssigned   NoticeKind = "assigned" // it was offered to them and accepted by itself
	NoticeTaken      NoticeKind = "taken"    // it was theirs, and somebody gave it to somebody else
	NoticeWoken      NoticeKind = "woken"    // it slept until a time that has come; subject: the interaction
	NoticeReturned   NoticeKind = "returned" // it was theirs, and went to others while they were offline; subject: the interaction
	NoticeClosing    NoticeKind = "closing"  // the window closes soon, and the customer waits
	NoticeDue        NoticeKind = "due"      // what the inbox promises is due soon; subject: the interaction
	NoticeMissed     NoticeKind = "missed"   // what the inbox promises was missed; subject: the interaction
	NoticeMention    NoticeKind = "mention"  // somebody mentioned them in a note; subject: the message
	// Somebody follows the conversation. Subjects: the message, the note, the interaction.
	NoticeFollowMessage NoticeKind = "followMessage" // the customer wrote
	NoticeFollowNote    NoticeKind = "followNote"    // a colleague wrote a note
	NoticeFollowMoved   NoticeKind = "followMoved"   // it went to somebody else, or back to the queue
	NoticeFollowEnd     NoticeKind = "followEnd"     // it has ended
	NoticePresence      NoticeKind = "presence"      // a supervisor set their presence; subject: who did
	NoticeUnhandled     NoticeKind = "unhandled"
	NoticeSignIn        NoticeKind = "signIn"  // a copy of a sign-in was refused; subject: whose it is
	NoticeAccount       NoticeKind = "account" // Meta about an account, number or template; subject: its id
	NoticeRelay         NoticeKind = "relay"   // the relay about itself; subject: an Alarm
	NoticeCheckup       NoticeKind = "checkup" // a check of a number fails that did not; subject: the number
	NoticeQuality       NoticeKind = "quality" // customers think worse of a number; subject: the number
	NoticeLimit         NoticeKind = "limit"   // a number may write to more customers, or to fewer; subject: the number
	NoticeBetter        NoticeKind = "better"  // customers think better of a number again; subject: the number
	NoticeSpeed         NoticeKind = "speed"   // a number may send faster, or slower; subject: the number
	NoticeNumbers       NoticeKind = "numbers" // a business may have more numbers, or fewer; subject: the account
)

// Notice is a line on one person's Notifications page.
type Notice struct {
	ID       NoticeID   `json:"id"`
	UserID   UserID     `json:"userId"`
	Kind     NoticeKind `json:"kind"`
	ThreadID ThreadID   `json:"threadId"`
	Subject  string     `json:"subject"` // id of the offer, message, … it is about
	At       int64      `json:"at"`
	Read     bool       `json:"read"`
	// Told is what became of the alert of it, 0 and "" while nothing was reported.
	Alerted Alerted `json:"alerted,omitzero"`
}

// Alerted is what became of an alert on the computer of its person. Unix ms.
type Alerted struct {
	RaisedAt int64      `json:"raisedAt,omitempty"` // the app showed or sounded it
	TakenAt  int64      `json:"takenAt,omitempty"`  // the system took it
	SeenAt   int64      `json:"seenAt,omitempty"`   // the person did something with the app, or with it
	Fault    AlertFault `json:"fault,omitempty"`    // why the system did not take it
}

// AlertFault is why a system did not take an alert. Values are stored.
type AlertFault string

// The faults.
const (
	AlertOff     AlertFault = "off"     // the person switched notifications off
	AlertRefused AlertFault = "refused" // the system takes none
)

// Unreached is why an alert reached somebody not. Values are sent.
type Unreached string

// The reasons.
const (
	UnreachedNoApp   Unreached = "noApp"   // no app of theirs reported that it showed it
	UnreachedOff     Unreached = "off"     // as AlertOff
	UnreachedRefused Unreached = "refused" // as AlertRefused
	UnreachedUnseen  Unreached = "unseen"  // the system took it, and they were not at the app
)

// Why says why the person was not reached by the notice.
func (n *Notice) Why() Unreached {
	switch {
	case n.Alerted.RaisedAt == 0:
		return UnreachedNoApp
	case n.Alerted.Fault == AlertOff:
		return UnreachedOff
	case n.Alerted.Fault == AlertRefused:
		return UnreachedRefused
	}
	return UnreachedUnseen
}

// Calls says whether a notice of the kind calls for somebody: each of them should reach a
// person.
func (k NoticeKind) Calls() bool {
	switch k {
	case NoticeOffer, NoticeEscalation, NoticeTransfer, NoticeQueued, NoticeUnrouted, NoticeAssigned, NoticeClosing:
		return true
	default:
		return false
	}
}

// About names what the notice is about. A person has at most one unread notice
// of a kind about the same thing: news of it brings that one up to date.
func (n *Notice) About() string {
	switch n.Kind {
	case NoticePresence, NoticeAccount, NoticeRelay, NoticeSignIn, NoticeCheckup, NoticeQuality, NoticeLimit, NoticeBetter, NoticeSpeed, NoticeNumbers: // no thread is concerned
		return n.Subject
	default: // what happened in a thread
		return string(n.ThreadID)
	}
}

// Unhandled is something received and kept that Parley did not understand:
// an unknown field, type or number, or an entry whose fold failed.
type Unhandled struct {
	ID       UnhandledID `json:"id"`
	Seq      int64       `json:"seq"` // of the entry that holds it
	Provider string      `json:"provider"`
	Account  string      `json:"account"`
	Field    string      `json:"field"`
	Kind     string      `json:"kind"`
	Reason   string      `json:"reason"`
	At       int64       `json:"at"`
	Replayed bool        `json:"replayed"`        // understood at a later try
	Tries    []int64     `json:"tries,omitempty"` // entries that tried in vain, each with a copy
	// Count is how many of the same kind this line stands for, the newest at Seq;
	// 0 = it is only one.
	Count int64 `json:"count"`
}
