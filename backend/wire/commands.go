package wire

// The commands: stored and idempotent. Each is declared here, once: body, answer,
// name and who may ask at all; the fields of the body say what they ask for (Ask).
// Engine folds it (engine/commands.go). Names are stored: they are never changed.
var (
	CmdSend            = timedCommand[Send, SendResult]("message.send", Everybody)
	CmdResend          = timedCommand[MessageRef, SendResult]("message.resend", Everybody) // a person decides to send again
	CmdCancel          = command[MessageRef, None]("message.cancel", Everybody)            // give up a send that is unknown or queued
	CmdErase           = command[MessageRef, None]("message.erase", Supervisors)           // take away what it says, for ever
	CmdStartThread     = command[StartThread, SendResult]("thread.start", Everybody)
	CmdRead            = command[ReadUpTo, None]("thread.read", Everybody)
	CmdUnread          = command[ThreadRef, None]("thread.unread", Everybody)
	CmdTake            = command[InteractionRef, None]("interaction.take", Everybody) // from the queue; supervisors from anybody
	CmdClose           = command[InteractionRef, None]("interaction.close", Everybody)
	CmdArchive         = command[InteractionRef, None]("interaction.archive", Everybody) // ends it as closing does, and puts it away
	CmdFile            = command[FileInteraction, None]("interaction.file", Everybody)   // into the archive after its end, or out of it again
	CmdRequeue         = command[InteractionRef, None]("interaction.requeue", Everybody)
	CmdTransfer        = command[Transfer, None]("interaction.transfer", Everybody)
	CmdTakeBack        = command[InteractionRef, None]("interaction.takeBack", Everybody) // what one has just handed over
	CmdShiftEnd        = command[EndShift, ShiftFates]("shift.end", Everybody)            // hands over what one has, and goes offline
	CmdShiftUndo       = command[UndoShift, ShiftFates]("shift.undo", Everybody)
	CmdPriority        = command[SetPriority, None]("interaction.priority", Supervisors)
	CmdSnooze          = command[SnoozeInteraction, None]("interaction.snooze", Everybody)
	CmdTitle           = command[TitleInteraction, None]("interaction.title", Everybody) // whoever had it, and supervisors
	CmdReopen          = command[ThreadRef, IDResult]("interaction.reopen", Everybody)   // a new interaction with this person as owner
	CmdAcceptOffer     = command[OfferRef, None]("offer.accept", Everybody)
	CmdDeclineOffer    = command[OfferRef, None]("offer.decline", Everybody)
	CmdPresence        = command[SetPresence, None]("presence.set", Everybody)
	CmdAwayReasons     = command[SetAwayReasons, None]("presence.reasons", Supervisors)
	CmdSaveContact     = command[SaveContact, None]("contact.save", Everybody)
	CmdNoteContact     = command[NoteContact, IDResult]("contact.note", Everybody)
	CmdUnnoteContact   = command[ContactNoteRef, None]("contact.unnote", Everybody)
	CmdBlockContact    = command[BlockContact, None]("contact.block", Everybody)
	CmdIdentityChecked = command[IdentityChecked, None]("identity.checked", Everybody) // who the customer is was made sure in another way
	CmdMergeContacts   = command[MergeContacts, None]("contact.merge", Supervisors)
	CmdUnmergeContact  = command[ContactRef, None]("contact.unmerge", Supervisors)
	CmdImportContacts  = command[ImportContacts, ContactsImported]("contact.import", Supervisors)
	CmdPutAttribute    = command[PutAttribute, IDResult]("attribute.put", Supervisors)
	CmdDropAttribute   = command[AttributeRef, None]("attribute.delete", Supervisors)
	CmdAddOptIn        = command[AddOptIn, IDResult]("optIn.add", Everybody)
	CmdWithdrawOptIn   = command[WithdrawOptIn, None]("optIn.withdraw", Everybody)
	CmdImportOptIns    = command[ImportOptIns, OptInsImported]("optIn.import", Supervisors)
	CmdOptInRule       = command[SetOptInRule, None]("optIn.rule", Supervisors)
	CmdAddNote         = command[AddNote, MessageRef]("note.add", Everybody) // for colleagues; it is never sent
	CmdEditNote        = command[EditNote, None]("note.edit", Everybody)     // one's own
	CmdDeleteNote      = command[DeleteNote, None]("note.delete", Everybody) // one's own, and bring it back
	CmdPutInbox        = command[PutInbox, IDResult]("inbox.put", settingUp)
	CmdDeleteInbox     = command[DeleteInbox, None]("inbox.delete", settingUp)
	CmdPutPlan         = command[PutPlan, IDResult]("plan.put", settingUp)
	CmdDeletePlan      = command[PlanRef, None]("plan.delete", settingUp)
	CmdUpdateNumber    = command[UpdateNumber, None]("number.update", settingUp)
	CmdMapNumber       = command[MapNumber, None]("number.map", settingUp)
	CmdSwitchNumber    = command[SwitchNumber, None]("number.switch", settingUp)
	CmdDeleteNumber    = command[NumberRef, None]("number.delete", settingUp)
	CmdProvingBegin    = command[NumberRef, None]("proving.begin", settingUp)            // a test of the number on purpose, with a code of its own
	CmdProvingAnswer   = command[ProvingAnswer, SendResult]("proving.answer", settingUp) // takes the tester's conversation and answers in it
	CmdProvingCancel   = command[NumberRef, None]("proving.cancel", settingUp)           // ends the test; what was written stays
	CmdDraftTemplate   = command[DraftTemplate, IDResult]("template.draft", settingUp)   // written here, unknown to the provider
	CmdDiscardDraft    = command[TemplateRef, None]("template.discard", settingUp)
	CmdUpdateUser      = command[UpdateUser, None]("user.update", Supervisors)
	CmdLicences        = command[SetLicences, None]("user.licences", Supervisors)
	CmdPreferences     = command[Preferences, None]("user.preferences", Everybody) // of oneself
	CmdReadNotices     = command[ReadNotices, None]("notice.read", Everybody)
	CmdAlertsTold      = command[AlertsTold, None]("alert.told", Everybody) // what became of one's own alerts
	CmdPutSavedFilter  = command[PutSavedFilter, IDResult]("savedFilter.put", Supervisors)
	CmdDropSavedFilter = command[SavedFilterRef, None]("savedFilter.delete", Supervisors)
	CmdPutLabel        = command[PutLabel, IDResult]("label.put", Everybody)
	CmdDropLabel       = command[LabelRef, None]("label.delete", Supervisors)
	CmdRestoreLabel    = command[LabelRef, None]("label.restore", Supervisors) // one that was deleted or merged
	CmdMergeLabels     = command[MergeLabels, None]("label.merge", Supervisors)
	CmdLabelThread     = command[LabelThread, None]("thread.label", Everybody)
	CmdFollowThread    = command[FollowThread, None]("thread.follow", Everybody)
	CmdPutCanned       = command[PutCannedReply, IDResult]("cannedReply.put", Everybody)
	CmdDropCanned      = command[CannedReplyRef, None]("cannedReply.delete", Everybody)
	CmdImportCanned    = command[ImportCanned, CannedImported]("cannedReply.import", Everybody)
	CmdPutListView     = command[PutListView, IDResult]("listView.put", Everybody)
	CmdDropListView    = command[ListViewRef, None]("listView.delete", Everybody)
	CmdReplayUnhandled = command[UnhandledRef, None]("unhandled.replay", Supervisors)
)

// SendContent is what a person drafted: exactly one of the parts beside Kind.
type SendContent struct {
	Kind     string        `json:"type" of:"desk.MessageKind"` // text, image, video, audio, document, sticker, location, contacts, interactive, template, reaction
	Text     string        `json:"text"`                       // body or caption
	MediaID  string        `json:"mediaId" ask:"file"`         // from the upload
	FileName string        `json:"fileName"`
	MIME     string        `json:"mime"`
	Size     int64         `json:"size"`
	Voice    bool          `json:"voice,omitempty"` // of an audio: a voice note
	Location *Location     `json:"location"`
	Template *SendTemplate `json:"template"`
	Emoji    string        `json:"emoji"`                 // reaction; "" takes it back
	ReplyTo  string        `json:"replyTo" ask:"message"` // message quoted or reacted to

	Card    *SentCard `json:"card,omitempty"`    // of contacts
	Choices *Choices  `json:"choices,omitempty"` // of interactive; Text is the question
}

// SendTemplate is a template with its parameters.
type SendTemplate struct {
	TemplateID string   `json:"templateId" ask:"template"`
	HeaderText string   `json:"headerText"`         // parameter of a text header with a variable
	MediaID    string   `json:"mediaId" ask:"file"` // of a media header
	FileName   string   `json:"fileName"`           // of it, as MIME and Size
	MIME       string   `json:"mime"`
	Size       int64    `json:"size"`
	Params     []string `json:"params"`     // of the body, in order of appearance
	ButtonText string   `json:"buttonText"` // suffix of the one URL button with a variable, of desktops that know no Buttons

	Buttons []ButtonValue `json:"buttons,omitempty"` // of each button that takes a value
}

// ButtonValue is what stands in a button of a template: the end of its address, or the code
// to copy.
type ButtonValue struct {
	Index int    `json:"index"` // the button's place in the template, from 0
	Value string `json:"value"`
}

// Send is a reply in a thread with its contract: the epoch it was written
// under, until when it is worth sending, and whether it is void once somebody
// else has answered after SeenSeq, or the customer has changed what they had asked.
type Send struct {
	ThreadID       string      `json:"threadId" ask:"thread"`
	InteractionID  string      `json:"interactionId" ask:"interaction"`
	Epoch          int64       `json:"epoch"`
	SeenSeq        int64       `json:"seenSeq"`
	OnlyUnanswered bool        `json:"onlyUnanswered"`
	OnlyUnchanged  bool        `json:"onlyUnchanged,omitempty"`
	ValidUntil     int64       `json:"validUntil"` // 0 = no limit
	WrittenAt      int64       `json:"writtenAt"`
	Content        SendContent `json:"content"`
	AskOptIn       bool        `json:"askOptIn,omitempty"` // of a template: refuse it where a person should be asked first
	OptIn          *NewOptIn   `json:"optIn,omitempty"`    // the consent to it, to be recorded with it
	// Back is of a template in a conversation that has ended: the new interaction goes to
	// whoever had the last one, not to who sends.
	Back bool `json:"back,omitempty"`
}

// SendResult names the message that a send became.
type SendResult struct {
	MessageID string `json:"messageId"`
	ThreadID  string `json:"threadId"`
}

// StartThread begins a conversation with a template, or with a text on a channel that
// knows no templates: with a known contact or with a number (E.164).
type StartThread struct {
	NumberID  string       `json:"numberId" ask:"number"`
	ContactID string       `json:"contactId" ask:"contact"`
	Phone     string       `json:"phone"`
	Name      string       `json:"name"`
	Template  SendTemplate `json:"template"`
	Text      string       `json:"text,omitempty"`
	AskOptIn  bool         `json:"askOptIn,omitempty"` // as Send
	OptIn     *NewOptIn    `json:"optIn,omitempty"`    // as Send
}

// Refs of commands that need nothing more.
type (
	// MessageRef names a message.
	MessageRef struct {
		MessageID string `json:"messageId" ask:"message"`
	}
	// IdentityChecked says that somebody made sure who the customer of a thread is.
	IdentityChecked struct {
		ThreadID string `json:"threadId" ask:"thread"`
		Since    int64  `json:"since"` // Thread.IdentityAt as they saw it
	}
	// ThreadRef names a thread.
	ThreadRef struct {
		ThreadID string `json:"threadId" ask:"thread"`
	}
	// InteractionRef names an interaction and the epoch the person saw.
	InteractionRef struct {
		InteractionID string `json:"interactionId" ask:"interaction"`
		Epoch         int64  `json:"epoch"`
	}
	// OfferRef names an offer, and where it is declined says why.
	OfferRef struct {
		OfferID string `json:"offerId" ask:"offer"`
		Reason  string `json:"reason,omitempty" of:"desk.DeclineReason | ''"`
		Note    string `json:"note,omitempty"` // in one's own words, one line; of the reason "other" there are some
	}
	// NumberRef names a number.
	NumberRef struct {
		NumberID string `json:"numberId" ask:"number"`
	}
	// TemplateRef names a template.
	TemplateRef struct {
		TemplateID string `json:"templateId" ask:"template"`
	}
	// UnhandledRef names something not understood.
	UnhandledRef struct {
		UnhandledID string `json:"unhandledId" ask:"unhandled"`
	}
	// IDResult answers with the id of what was made or changed.
	IDResult struct {
		ID string `json:"id"`
	}
)

// SetPriority says how soon an interaction is offered while it waits.
type SetPriority struct {
	InteractionID string `json:"interactionId" ask:"interaction"`
	Priority      string `json:"priority" of:"desk.Priority | ''"` // "" = the usual
}

// ReadUpTo moves the viewer's read mark forward.
type ReadUpTo struct {
	ThreadID string `json:"threadId" ask:"thread"`
	UpToSeq  int64  `json:"upToSeq"`
}

// Transfer hands an interaction to another agent, or to the queue of an inbox.
type Transfer struct {
	InteractionID string `json:"interactionId" ask:"interaction"`
	Epoch         int64  `json:"epoch"`
	To            string `json:"to" ask:"user"`                 // "" = to the inbox
	InboxID       string `json:"inboxId,omitempty" ask:"inbox"` // "" = to the agent
	Note          string `json:"note,omitempty"`                // for colleagues, at most desk.LongestNote characters
}

// SetPresence is what a person chooses.
type SetPresence struct {
	UserID string `json:"userId" ask:"user"` // "" = oneself; supervisors may set others
	State  string `json:"state" of:"desk.PresenceState"`
	Reason string `json:"reason"`
}

// SetAwayReasons says what people choose from when they are away, in this order; none =
// the usual ones.
type SetAwayReasons struct {
	Reasons []string `json:"reasons"`
	// Was is the list with which the form began: what others put in or took out since
	// stays so. Absent = the list counts as it is.
	Was []string `json:"was,omitempty"`
}

// SaveContact edits what we call a contact.
type SaveContact struct {
	ContactID string `json:"contactId" ask:"contact"`
	Name      string `json:"name"`
	AccountID string `json:"accountId" ask:"-"`
	// Known is what else is noted of them; nil = it stays as it is.
	Known *ContactFacts `json:"known,omitempty"`
	// Attributes are values by the id of their attribute, "" = none any more; one that is not
	// named stays as it is.
	Attributes []KV `json:"attributes,omitempty" ask:"-"`
	// Edited is what the form changed; nil = it does not say, and all that is here counts.
	Edited *ContactEdit `json:"edited,omitempty"`
}

// ContactEdit is what a form changed of a contact, as InboxEdit is of an inbox. Labels count
// one by one.
type ContactEdit struct {
	Name      *string  `json:"name,omitempty"`
	AccountID *string  `json:"accountId,omitempty" ask:"-"`
	Language  *string  `json:"language,omitempty"`
	Join      []string `json:"join,omitempty"` // labels that it put there, and took off
	Leave     []string `json:"leave,omitempty"`
	// Attributes has the values with which the form began of those that it changed.
	Attributes []KV `json:"attributes,omitempty" ask:"-"`
}

// PutInbox makes (ID "") or changes an inbox. A number comes by NumberID and
// goes by NoNumber; saying nothing of it leaves the one that is there, because
// a number lost by omission would leave customers without anybody to answer.
type PutInbox struct {
	ID   string `json:"id" ask:"inbox"`
	Name string `json:"name"`
	// Channel is what its customers use; "" = that of its number, or as it is. It never
	// changes.
	Channel         string   `json:"type,omitempty" of:"desk.Channel | ''"`
	Mode            string   `json:"mode" of:"desk.Mode"`
	NumberID        string   `json:"numberId" ask:"number"` // "" = as it is
	NoNumber        bool     `json:"noNumber,omitempty"`
	ReassignSeconds int      `json:"reassignSeconds"` // 0 = the usual
	Members         []string `json:"members" ask:"user"`
	// Levels are the proficiency of members in the inbox; who is not among them is at 1.
	// nil = as they are, which is how it comes from a desktop that knows of none.
	Levels []Level `json:"levels,omitempty"`
	Dials  int     `json:"dials,omitempty"` // how often the customer's last agent is asked; 0 = as it is, 1 in a new inbox
	// Capacity is how many of its conversations one agent has at once, 1–100 or 0 for no limit of the inbox's own; nil = as it is.
	Capacity *int `json:"capacity,omitempty"`
	// GraceMinutes is how long an agent may be offline before what they hold goes to others; 0 = as it is, the usual in a new inbox.
	GraceMinutes int `json:"graceMinutes,omitempty"`
	// Hours are when the inbox is open; nil = as they are, without a week = always.
	Hours *Hours `json:"hours,omitempty"`
	// Overflow is who is asked when nobody takes a conversation; nil = as it is, without
	// an inbox = nobody.
	Overflow *Overflow `json:"overflow,omitempty"`
	// Targets are what the inbox promises; nil = as they are, all 0 = nothing.
	Targets *Targets `json:"targets,omitempty"`
	// Survey is what it asks customers after a close; nil = as it is, all empty = nothing.
	Survey *Survey `json:"survey,omitempty"`
	// Edited is what the form changed; nil = it does not say, and all that is here counts.
	Edited *InboxEdit `json:"edited,omitempty"`
}

// InboxEdit is what a form changed of an inbox, so that it undoes nothing that others
// changed while it was open. Of each field that it changed it has the value that the form
// began with; a field that is not in it stays as it is now, whatever the command has. Where
// somebody else changed the same field to something else, the command is refused.
type InboxEdit struct {
	Name            *string   `json:"name,omitempty"`
	Mode            *string   `json:"mode,omitempty" of:"desk.Mode"`
	NumberID        *string   `json:"numberId,omitempty" ask:"-"`
	ReassignSeconds *int      `json:"reassignSeconds,omitempty"`
	Join            []string  `json:"join,omitempty" ask:"user"` // agents who come and go
	Leave           []string  `json:"leave,omitempty" ask:"user"`
	Levels          []Level   `json:"levels,omitempty" ask:"-"` // of whom the form changed it
	Dials           *int      `json:"dials,omitempty"`
	Capacity        *int      `json:"capacity,omitempty"`
	GraceMinutes    *int      `json:"graceMinutes,omitempty"`
	Hours           *Hours    `json:"hours,omitempty" ask:"-"` // these three: nil = none, and changed if the command has some
	Overflow        *Overflow `json:"overflow,omitempty" ask:"-"`
	Targets         *Targets  `json:"targets,omitempty"`
	Survey          *Survey   `json:"survey,omitempty" ask:"-"` // the same
}

// Level is an agent's proficiency in an inbox, 1–100.
type Level struct {
	UserID string `json:"userId" ask:"user"`
	Level  int    `json:"level"`
}

// DeleteInbox removes an inbox; its open interactions go to MoveTo.
type DeleteInbox struct {
	ID     string `json:"id" ask:"inbox"`
	MoveTo string `json:"moveTo" ask:"inbox"`
}

// UpdateNumber changes a number's settings.
type UpdateNumber struct {
	NumberID    string `json:"numberId" ask:"number"`
	Name        string `json:"name"`
	Description string `json:"description"`
	ServiceName string `json:"serviceName"`
	DataSource  []KV   `json:"dataSource"`
	// Edited is what the form changed; nil = it does not say, and all that is here counts.
	Edited *NumberEdit `json:"edited,omitempty"`
}

// NumberEdit is what a form changed of a number's settings, as InboxEdit is of an inbox.
type NumberEdit struct {
	Name        *string `json:"name,omitempty"`
	Description *string `json:"description,omitempty"`
	ServiceName *string `json:"serviceName,omitempty"`
	DataSource  *Pairs  `json:"dataSource,omitempty" ask:"-"` // one field: the pairs belong together
}

// Pairs are the pairs of a data source.
type Pairs struct {
	List []KV `json:"list"`
}

// MapNumber maps a number to an inbox; "" unmaps it.
type MapNumber struct {
	NumberID string `json:"numberId" ask:"number"`
	InboxID  string `json:"inboxId" ask:"inbox"`
	PlanID   string `json:"planId,omitempty" ask:"plan"` // a plan that branches; not with an inbox
}

// SwitchNumber switches a number on or off. While it is off, what customers begin waits
// for nobody and nothing is begun from it; what is going on can be finished.
type SwitchNumber struct {
	NumberID string `json:"numberId" ask:"number"`
	Active   bool   `json:"active"`
}

// UpdateUser changes a colleague (admins).
type UpdateUser struct {
	UserID   string `json:"userId" ask:"user"`
	Name     string `json:"name"`
	Role     string `json:"role" of:"desk.Role"`
	Active   bool   `json:"active"`
	WhatsApp bool   `json:"whatsApp"`
	Capacity int    `json:"capacity"`
	// AutoAccept has offers to them accepted by themselves; absent = as it is.
	AutoAccept *bool `json:"autoAccept,omitempty"`
	// Outbound is from where they may begin conversations, Places their inboxes;
	// absent = as they are.
	Outbound *Outbound `json:"outbound,omitempty"`
	Places   *Places   `json:"places,omitempty"`
	// Edited is what the form changed; nil = it does not say, and all that is here counts.
	Edited *UserEdit `json:"edited,omitempty"`
}

// UserEdit is what a form changed of a person, as InboxEdit is of an inbox. Inboxes count one
// by one: Places has those that the form changed, with the level that it began with, 0 = not
// in it. Such a one that is not among the Places of the command is left.
type UserEdit struct {
	Name       *string   `json:"name,omitempty"`
	Role       *string   `json:"role,omitempty" of:"desk.Role"`
	Active     *bool     `json:"active,omitempty"`
	WhatsApp   *bool     `json:"whatsApp,omitempty"`
	Capacity   *int      `json:"capacity,omitempty"`
	AutoAccept *bool     `json:"autoAccept,omitempty"`
	Outbound   *Outbound `json:"outbound,omitempty" ask:"-"`
	Places     []Place   `json:"places,omitempty" ask:"-"`
}

// Outbound says from which numbers a person may begin conversations: from those of the
// list only, or, unless Only is set, from those of their inboxes and those from which
// they served the customer before (supervisors: all).
type Outbound struct {
	Only    bool     `json:"only"`
	Numbers []string `json:"numbers" ask:"number"`
}

// Places are all inboxes that a person is in.
type Places struct {
	List []Place `json:"list"`
}

// Place is an inbox that a person is in, and their proficiency there, 1–100.
type Place struct {
	InboxID string `json:"inboxId" ask:"inbox"`
	Level   int    `json:"level"`
}

// SetLicences says which licences a colleague has: base, contactCenter, whatsApp.
type SetLicences struct {
	UserID   string   `json:"userId" ask:"user"`
	Licences []string `json:"licences" of:"desk.Licence"`
	// Changed are those that are given or taken: the others stay as they are, whatever is
	// said of them here. None = all are as they are said.
	Changed []string `json:"changed,omitempty" of:"desk.Licence"`
}

// Preferences are a person's own switches that the relay acts on.
type Preferences struct {
	ReadReceipts bool `json:"readReceipts"`
	// KeepReceipts leaves the receipts as they are, whatever is said of them here for
	// relays that do not know it: another switch is set.
	KeepReceipts bool `json:"keepReceipts,omitempty"`
	// DayEnds is when the working day ends, in minutes after midnight where the person
	// is, 1–1440; 0 = as it is, NoDayEnd = they do not say.
	DayEnds    int   `json:"dayEnds,omitempty"`
	AutoAccept *bool `json:"autoAccept,omitempty"` // offers are accepted by themselves; absent = as it is
	// AfterClose is what is shown after they closed a conversation; "" = as it is.
	AfterClose string `json:"afterClose,omitempty" of:"desk.AfterClose | ''"`
}

// NoDayEnd takes back when the working day ends.
const NoDayEnd = -1

// ReadNotices marks notices read: those named, or all.
type ReadNotices struct {
	IDs []string `json:"ids" ask:"notice"`
	All bool     `json:"all"`
}

// States of what the outbox holds.
const (
	QueuedWaiting = "waiting" // for the connection, or for those before it
	QueuedSending = "sending" // handed to the relay, no answer yet
	QueuedStopped = "stopped" // refused; Reason and Said say why, a person decides
)

// Queued is a command on its way: what the desktop's outbox holds. It never
// goes over the wire itself. Uploads are files that must reach the relay first.
type Queued struct {
	ClientID string       `json:"clientId"`
	ThreadID string       `json:"threadId"`
	Name     string       `json:"name"`
	Send     *Send        `json:"send"`           // of message.send
	Start    *StartThread `json:"start"`          // of thread.start
	Note     *AddNote     `json:"note,omitempty"` // of note.add
	File     *QueuedFile  `json:"file"`           // to upload before it goes
	State    string       `json:"state" of:"wire.Queued*"`
	Reason   string       `json:"reason"` // subcode of the refusal
	Said     *Failure     `json:"said,omitempty"`
	Message  string       `json:"message"` // of an entry from before Said
	At       int64        `json:"at"`
	// HoldUntil is until when it stays here so that the person can have it back, in this
	// computer's time; 0 = it goes as soon as it can. Batch is the same for what one press of
	// Enter sent: it is taken back together.
	HoldUntil int64  `json:"holdUntil,omitempty"`
	Batch     string `json:"batch,omitempty"`
	// Tried is whether the relay may have it: it was posted, and no answer said that it was not
	// taken. It cannot be had back then, and goes on only under its client id.
	Tried bool `json:"tried,omitempty"`
}

// MaxHold is for how long a reply can be held back at most, in seconds.
const MaxHold = 30

// VoiceSoFar is how far a recording has come, and where its limits are.
type VoiceSoFar struct {
	Bytes        int64 `json:"bytes"`
	Milliseconds int64 `json:"milliseconds"`
	PlayIcon     int64 `json:"playIcon"` // bytes from which WhatsApp shows no button to play
	Longest      int64 `json:"longest"`  // milliseconds after which it ends by itself
}

// QueuedFile is a file that a queued send carries.
type QueuedFile struct {
	LocalID  string `json:"localId"` // its bytes lie beside the outbox
	FileName string `json:"fileName"`
	MIME     string `json:"mime"`
	Size     int64  `json:"size"`
	MediaID  string `json:"mediaId"`         // once uploaded
	Voice    bool   `json:"voice,omitempty"` // it was recorded here
}
