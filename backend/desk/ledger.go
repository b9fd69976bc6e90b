package desk

import (
	"context"
	"encoding/json"
	"slices"
)

// EntryKind says what an entry of the ledger records. Values are stored: they
// are never renamed.
type EntryKind string

// The kinds of entries.
const (
	EntryMetaMessage   EntryKind = "meta.message"   // payload: ItemEntry, as all of ItemKind
	EntryMetaStatus    EntryKind = "meta.status"    // payload: ItemEntry
	EntryMetaEvent     EntryKind = "meta.event"     // any other field of a webhook
	EntryMetaUnknown   EntryKind = "meta.unknown"   // kept, not understood
	EntrySMS           EntryKind = "sms"            // inbound SMS, code redacted
	EntryCommand       EntryKind = "command"        // payload: CommandEntry
	EntryTimer         EntryKind = "timer"          // payload: Timer
	EntryPresence      EntryKind = "presence"       // payload: PresenceEntry
	EntryDecision      EntryKind = "decision"       // payload: DecisionEntry
	EntrySendPosting   EntryKind = "send.posting"   // payload: SendEntry
	EntrySendAccepted  EntryKind = "send.accepted"  // payload: SendEntry
	EntrySendRejected  EntryKind = "send.rejected"  // payload: SendEntry
	EntrySendUnknown   EntryKind = "send.unknown"   // payload: SendEntry
	EntrySendDeferred  EntryKind = "send.deferred"  // nothing left the relay; try again at RetryAt
	EntryReadTicked    EntryKind = "read.ticked"    // payload: TickEntry
	EntryMediaFetched  EntryKind = "media.fetched"  // payload: MediaEntry
	EntryMediaFailed   EntryKind = "media.failed"   // payload: MediaEntry
	EntryUploaded      EntryKind = "media.uploaded" // payload: Upload
	EntryOrgPut        EntryKind = "org.put"        // payload: Organization
	EntryPolicyPut     EntryKind = "policy.put"     // payload: Policy
	EntrySeatsPut      EntryKind = "seats.put"      // payload: SeatsEntry
	EntryUserPut       EntryKind = "user.put"       // payload: User
	EntryAccount       EntryKind = "account"        // payload: AccountEntry
	EntryAppPut        EntryKind = "app.put"        // payload: App
	EntryWabaPut       EntryKind = "waba.put"       // payload: Waba
	EntryNumberPut     EntryKind = "number.put"     // payload: NumberEntry
	EntryNumberGone    EntryKind = "number.gone"    // payload: {"id":…}
	EntryProfilePut    EntryKind = "profile.put"    // payload: Profile
	EntryProfileGone   EntryKind = "profile.gone"   // payload: ProfileGone
	EntryNumberProfile EntryKind = "number.profile" // payload: ProfileUse
	EntryNumberShown   EntryKind = "number.shown"   // payload: NumberShown
	EntryNumberSeen    EntryKind = "number.seen"    // payload: NumberSeen
	EntryNumberPIN     EntryKind = "number.pin"     // payload: NumberPIN
	// EntryNumberIdentity: payload NumberIdentity
	EntryNumberIdentity EntryKind = "number.identity"
	EntryNumberSynced   EntryKind = "number.synced"  // payload: NumberSynced
	EntryTemplatesPut   EntryKind = "templates.put"  // payload: TemplatesEntry
	EntryTemplateTaken  EntryKind = "template.taken" // payload: TemplateTaken
	EntryReplay         EntryKind = "replay"         // payload: ReplayEntry
	EntryRelayStarted   EntryKind = "relay.started"  // payload: {"incarnation":…}
	EntryRelayAlarm     EntryKind = "relay.alarm"    // payload: AlarmEntry
	EntryClockSet       EntryKind = "clock.set"      // payload: ClockEntry
	EntryErase          EntryKind = "erase"          // payload: EraseEntry
	EntryCheckup        EntryKind = "checkup"        // payload: CheckupEntry
	EntryCarrierSet     EntryKind = "carrier.set"    // payload: CarrierSet
	EntryHours          EntryKind = "inbox.hours"    // payload: HoursEntry
	EntryService        EntryKind = "service.due"    // payload: ServiceEntry
	EntryAutoReply      EntryKind = "auto.reply"     // payload: AutoReplyEntry
	EntryNoRoom         EntryKind = "offer.noRoom"   // payload: NoRoomEntry

	EntryTemplateSubmitted EntryKind = "template.submitted" // payload: TemplateSubmitted
	EntryTemplateEdited    EntryKind = "template.edited"    // payload: TemplateEdited
	EntryTemplateRemoved   EntryKind = "template.removed"   // payload: TemplateRemoved
	EntryTemplatesLooked   EntryKind = "templates.looked"   // payload: TemplatesLooked
)

// The second part of the kind of an entry that holds an item of a provider's
// webhook; the first is the provider's name. Stored: never change one.
const (
	ItemMessage = "message"
	ItemStatus  = "status"
	ItemEvent   = "event"
	ItemUnknown = "unknown" // kept, not understood
)

// ItemKind is the kind of an entry that holds an item of a provider's webhook.
func ItemKind(provider, what string) EntryKind { return EntryKind(provider + "." + what) }

// Entry is one line of an organization's append-only record.
type Entry struct {
	Org     OrgID
	Seq     int64 // contiguous from 1 within the organization
	Kind    EntryKind
	Key     string // unique for ever within the organization; "" = none
	At      int64  // commit clock of the relay, Unix ms
	Intake  int64  // raw intake row it came from, 0 = none
	Payload []byte // JSON; may be erased later, its hash stays
	// Erased is the entry by which the payload was erased, 0 = it was not. Payload is
	// then what stays of it, nil when nothing does.
	Erased int64
	// Answer is what a command was answered, where entries are read in a row; nil = it
	// is not known.
	Answer []byte
	Hash   []byte // SHA-256 over the previous hash, header and payload hash
	Read   any    // as in Proposal, for the first fold alone; not kept
}

// Proposal is an entry before the ledger numbers it. A draft is something else:
// text that a person has not sent.
type Proposal struct {
	Org     OrgID
	Kind    EntryKind
	Key     string // "" = never deduplicated
	Expires bool   // the key may be forgotten after 8 days (no id and no time in the item)
	Payload []byte
	// About is the provider's id of the message that it is about, "" = none or
	// not known. A hint that is not kept: what many proposals are about is looked up
	// at once.
	About string
	// Read is what Payload says, if whoever made it has read it already: it spares the
	// fold that. It is not kept, and is used by one fold alone. nil = not read.
	Read any
}

// Intake is one body received from outside, kept as it came.
type Intake struct {
	Provider string // "meta", "vonage"
	Account  string // Meta app id, carrier account
	Org      OrgID
	Body     []byte
}

// Submission is what one caller wants kept, in order: at most one raw body and
// the entries in it. A long one is kept in pieces, so that after a failure some
// of it may be there; the keys of its proposals tell which.
type Submission struct {
	Intake    *Intake
	Proposals []Proposal
	// Door changes who may sign in, in the transaction of the proposals and after
	// they were folded. When it refuses, or a proposal is quarantined, nothing of the
	// submission is kept and the caller gets the error. nil = nothing to change.
	Door func(ctx context.Context, tx DoorTx, out []Outcome) error
}

// Recorder appends to the ledger; the ledger is its one implementation. Submit
// returns when everything has been committed, with one outcome a proposal and in
// their order; an error means that nothing of it was kept, and is retryable when
// the storage may take it later. Safe for concurrent use.
type Recorder interface {
	Submit(ctx context.Context, s Submission) ([]Outcome, error)
}

// Record appends one entry of a kind and gives what became of it.
func Record(ctx context.Context, r Recorder, org OrgID, kind EntryKind, payload any) (Outcome, error) {
	raw, err := json.Marshal(payload)
	if err != nil {
		return Outcome{}, Wrap("encode "+string(kind), err)
	}
	out, err := r.Submit(ctx, Submission{Proposals: []Proposal{{Org: org, Kind: kind, Payload: raw}}})
	if err != nil {
		return Outcome{}, Wrap("record "+string(kind), err)
	}
	return out[0], nil
}

// Outcome is what became of one proposal.
type Outcome struct {
	Seq         int64
	Duplicate   bool            // the key was known: Seq and Answer are the first one's
	Quarantined bool            // kept, but its fold failed
	Answer      json.RawMessage // what the fold answered (commands, sends); may be nil
}

// Change is one line of the feed: at Seq, this row changed. What it is now is
// read and projected when it is sent.
type Change struct {
	Seq  int64
	Kind Kind
	ID   string
}

// TimerKind is what a timer is for.
type TimerKind string

// The kinds of timers.
const (
	TimerOfferExpires  TimerKind = "offerExpires"  // subject: offer
	TimerWindowMissed  TimerKind = "windowMissed"  // 24 h after a template without an answer; subject: interaction
	TimerArchive       TimerKind = "archive"       // the 48 h rule; subject: interaction
	TimerExpire        TimerKind = "expire"        // 24 h after the last message; subject: interaction
	TimerWindow        TimerKind = "window"        // the customer's window closes soon, or has, and they wait; subject: interaction
	TimerUnknownSettle TimerKind = "unknownSettle" // 60 s hold after an unknown send; subject: message
	TimerRestriction   TimerKind = "restriction"   // a restriction of an account ends; subject: account
	TimerOwnerGone     TimerKind = "ownerGone"     // its owner has been offline for the time that the inbox gives; subject: interaction
	TimerOverflow      TimerKind = "overflow"      // nobody has taken it for as long as the inbox gives; subject: interaction
	TimerHours         TimerKind = "hours"         // an inbox opens or closes; subject: inbox
	TimerService       TimerKind = "service"       // what its inbox promises is due soon, or was; subject: interaction
	TimerSnooze        TimerKind = "snooze"        // it sleeps until then; subject: interaction
	TimerRating        TimerKind = "rating"        // the customer is asked how it was; subject: interaction
	TimerUntaken       TimerKind = "untaken"       // a thread that nobody could be asked about still waits; subject: interaction
)

// Timer is something due. One per (kind, subject): setting it again moves it.
type Timer struct {
	Kind    TimerKind `json:"kind"`
	Subject string    `json:"subject"`
	DueAt   int64     `json:"dueAt"` // Unix ms
}

// JobKind is what a job does outside the relay.
type JobKind string

// The kinds of jobs.
const (
	JobSend       JobKind = "send"       // subject: message
	JobFetchMedia JobKind = "fetchMedia" // subject: message
	JobFetchAd    JobKind = "fetchAd"    // subject: message; fetches the picture of the ad that led here
	JobReadTick   JobKind = "readTick"   // subject: thread; tells Meta that we read it
	JobTemplates  JobKind = "templates"  // subject: account; asks the provider for its templates
	JobProfile    JobKind = "profile"    // subject: number; tells the provider what customers are to see
	JobPhoneSync  JobKind = "phoneSync"  // subject: number; asks its phone for names and old messages
)

// Job is work outside the database, written in the fold that asks for it and
// removed in the fold that records its end. One per (kind, subject).
type Job struct {
	Kind     JobKind `json:"kind"`
	Subject  string  `json:"subject"`
	ThreadID string  `json:"threadId"` // sends go in order within it
	Order    int64   `json:"order"`    // sequence of the entry that asked
	DueAt    int64   `json:"dueAt"`
	Attempts int     `json:"attempts"`
}

// Batch is what folding one entry changes. Rows hold pointers to desk's row
// types (*Thread, *Message, …), at most once per row.
type Batch struct {
	Rows     []Row
	Given    bool  // whoever made Rows changes none of them afterwards: they may be kept as they are
	Removed  []Ref // rows that cease to be; none of them is in Rows
	Feed     []Ref // rows that changed or went for viewers; the ledger gives them the entry's sequence
	Timers   []Timer
	Untimers []Timer // DueAt is ignored
	Jobs     []Job
	Unjobs   []Job // only Kind and Subject count
	Follow   []Proposal
	Endings  []Ending
	Erasures []Erasure
	Events   []Event // what happened, for readers outside the fold; not told again at a rebuild
	Answer   any     // JSON-encoded into Outcome.Answer and kept for the same key
}

// Commit is what those who are told of a commit may ask of it.
type Commit struct {
	Orgs     []OrgID // whose entries were added, each once
	Jobs     bool    // jobs were set or taken away
	TimerDue int64   // the earliest time for which a timer was set, Unix ms; 0 = none was
	Links    bool    // a number, or what one hangs on, was changed
}

// Of takes up that an entry of an organization was added.
func (c *Commit) Of(org OrgID) {
	if !slices.Contains(c.Orgs, org) {
		c.Orgs = append(c.Orgs, org)
	}
}

// Note takes up what a fold changed. What a savepoint takes back is not taken out
// again: somebody looks for nothing then.
func (c *Commit) Note(b Batch) {
	c.Jobs = c.Jobs || len(b.Jobs)+len(b.Unjobs) > 0
	c.Links = c.Links || slices.ContainsFunc(b.Rows, isLink)
	for _, t := range b.Timers {
		if c.TimerDue == 0 || t.DueAt < c.TimerDue {
			c.TimerDue = t.DueAt
		}
	}
}

// isLink says whether a row is one by which a number may have to be examined anew.
func isLink(r Row) bool {
	switch r := r.(type) {
	case *Number, *App, *Waba:
		return true
	case *Checkup:
		return r.At < r.ChangedAt
	}
	return false
}

// Erasure says what stays of the payload of an earlier entry, nil = nothing. The
// raw body that it came in goes with it.
type Erasure struct {
	Seq  int64
	Left []byte
}

// Ref names a row.
type Ref struct {
	Kind Kind
	ID   string
}

// Row is a state row; RowKey names it. Clone gives a copy that shares no memory
// with it that can be written.
type Row interface {
	RowKey() Ref
	Clone() Row
}

// RowKey names the row.
func (o *Organization) RowKey() Ref { return Ref{RowOrg, string(o.ID)} }

// RowKey names the row.
func (u *User) RowKey() Ref { return Ref{RowUser, string(u.ID)} }

// RowKey names the row.
func (a *App) RowKey() Ref { return Ref{RowApp, string(a.ID)} }

// RowKey names the row.
func (w *Waba) RowKey() Ref { return Ref{RowWaba, string(w.ID)} }

// RowKey names the row.
func (n *Number) RowKey() Ref { return Ref{RowNumber, string(n.ID)} }

// RowKey names the row.
func (i *Inbox) RowKey() Ref { return Ref{RowInbox, string(i.ID)} }

// RowKey names the row.
func (t *Template) RowKey() Ref { return Ref{RowTemplate, string(t.ID)} }

// RowKey names the row.
func (c *Contact) RowKey() Ref { return Ref{RowContact, string(c.ID)} }

// RowKey names the row.
func (t *Thread) RowKey() Ref { return Ref{RowThread, string(t.ID)} }

// RowKey names the row.
func (i *Interaction) RowKey() Ref { return Ref{RowInteraction, string(i.ID)} }

// RowKey names the row.
func (o *Offer) RowKey() Ref { return Ref{RowOffer, string(o.ID)} }

// RowKey names the row.
func (d *Decision) RowKey() Ref { return Ref{RowDecision, string(d.ID)} }

// RowKey names the row.
func (m *Message) RowKey() Ref { return Ref{RowMessage, string(m.ID)} }

// RowKey names the row: a person's mark of a thread.
func (r *ReadMark) RowKey() Ref { return Ref{RowReadMark, ReadMarkID(r.UserID, r.ThreadID)} }

// ReadMarkID names a person's mark of a thread.
func ReadMarkID(user UserID, thread ThreadID) string { return string(user) + "/" + string(thread) }

// RowKey names the row.
func (n *Notice) RowKey() Ref { return Ref{RowNotice, string(n.ID)} }

// RowKey names the row.
func (u *Unhandled) RowKey() Ref { return Ref{RowUnhandled, string(u.ID)} }

// RowKey names the row.
func (u *Upload) RowKey() Ref { return Ref{RowUpload, string(u.Media.ID)} }

// OrgTimer is a timer with its organization.
type OrgTimer struct {
	Org OrgID
	Timer
}

// OrgJob is a job with its organization.
type OrgJob struct {
	Org OrgID
	Job
}
