package wire

import "github.com/parleydesk/parley/backend/desk"

// The calls: answered, never stored. Declared like commands; hub, relay and
// provision answer them.
var (
	CallOlder          = call[OlderRequest, OlderPage]("thread.older", Everybody)
	CallWhole          = call[WholeRequest, WholePage]("message.whole", Everybody) // what did not fit into the message's row
	CallSearch         = call[SearchRequest, OlderPage]("search", Everybody)       // on the relay, beyond the replica
	CallSkipped        = call[SkippedRows, None]("sync.skipped", Everybody)        // what a desktop could not keep
	CallReach          = call[Reach, None]("presence.reach", Everybody)            // whether somebody is at the desktop
	CallPutDraft       = call[PutDraft, DraftPut]("draft.put", Everybody)
	CallDrafts         = call[DraftsAsk, KeptDrafts]("draft.list", Everybody) // one's own
	CallInView         = call[InView, None]("thread.inView", Everybody)       // which conversation the desktop shows
	CallRawUnhandled   = call[UnhandledRef, RawUnhandled]("unhandled.raw", Supervisors)
	CallPulse          = call[None, Pulse]("pulse", Everybody)
	CallReplay         = call[DecisionRef, Replayed]("decision.replay", Everybody)   // decides once more, and compares
	CallRehearse       = call[RehearseAsk, Rehearsal]("rehearse.start", Supervisors) // of other settings of an inbox; in the background
	CallRehearsal      = call[None, Rehearsal]("rehearse.state", Supervisors)        // how far one's own last one is
	CallRehearseCancel = call[None, Rehearsal]("rehearse.cancel", Supervisors)
	CallTryPlan        = call[TryPlan, PlanTried]("plan.try", Supervisors)                   // where a plan would lead
	CallHolidays       = call[HolidaysAsk, PublicHolidays]("hours.holidays", Supervisors)    // public holidays to choose from
	CallRecords        = call[RecordsAsk, RecordsPage]("records.list", Supervisors)          // a page of them, newest first
	CallSetClock       = call[SetClock, ClockState]("clock.set", Supervisors)                // a person says that the relay's clock is right now
	CallTakers         = call[InteractionRef, Takers]("interaction.takers", Everybody)       // whom it could be given to
	CallShiftPacket    = call[None, ShiftPacket]("shift.packet", Everybody)                  // who would get what one has
	CallUnreached      = call[UnreachedAsk, UnreachedAlerts]("alert.unreached", Supervisors) // which alerts reached nobody

	CallCarrierLink    = slowCall[CarrierLink, CarrierState]("carrier.link", settingUp) // stores the credentials encrypted
	CallCarrierUnlink  = call[CarrierRef, CarrierState]("carrier.unlink", settingUp)    // forgets the credentials
	CallCarrierState   = call[None, CarrierState]("carrier.state", settingUp)           // of the first carrier, for desktops that know no other
	CallCarriers       = call[None, Carriers]("carrier.list", settingUp)
	CallCarrierNumbers = slowCall[None, CarrierNumbers]("carrier.numbers", settingUp)
	CallSMSLook        = slowCall[SMSNumber, SMSRoute]("sms.look", settingUp)
	CallSMSAdd         = slowCall[SMSAdd, IDResult]("sms.add", settingUp) // makes a carrier's number an SMS channel
	CallCheckNumber    = call[CheckNumber, CheckedNumber]("setup.check", settingUp)
	CallAppPut         = call[AppPut, AppAccess]("app.put", settingUp)
	CallAppUnlink      = call[AppRef, None]("app.unlink", settingUp) // forgets the secrets
	CallAppAccess      = call[None, AppAccessList]("app.access", settingUp)
	CallWabaVerify     = slowCall[WabaVerify, WabaVerified]("waba.verify", settingUp)   // also stores the token, encrypted
	CallNumberProve    = slowCall[NumberProve, NumberProven]("number.prove", settingUp) // the same, by the id of a number
	CallWabaUnlink     = call[WabaRef, None]("waba.unlink", settingUp)                  // forgets the token
	CallWabaNumbers    = slowCall[WabaRef, WabaNumbers]("waba.numbers", settingUp)
	CallWebhooksLook   = slowCall[WabaRef, Webhooks]("webhooks.look", settingUp) // asks the provider where it sends them
	CallWebhooksSend   = slowCall[WebhooksSend, Webhooks]("webhooks.send", settingUp)
	CallStandingLook   = slowCall[WabaRef, AccountStanding]("standing.look", settingUp) // asks the provider how an account stands
	CallCredentialUses = call[None, CredentialUses]("credential.uses", settingUp)       // when each was last used
	CallTemplatesPull  = slowCall[WabaRef, None]("templates.pull", settingUp)

	CallTemplateTake    = call[TemplateRef, None]("template.take", settingUp)             // what the provider has of it counts from now on
	CallTemplateCheck   = call[TemplateRef, TemplateChecked]("template.check", settingUp) // what the provider would refuse of a draft
	CallTemplateSubmit  = slowCall[TemplateRef, TemplateSubmitted]("template.submit", settingUp)
	CallTemplateDelete  = slowCall[DeleteTemplate, None]("template.delete", settingUp)
	CallTemplateSample  = slowCall[TemplateSample, TemplateHandle]("template.sample", settingUp)
	CallTemplatePutBack = slowCall[TemplateRef, None]("template.putBack", settingUp) // the provider is to have again what was agreed on

	CallCheckupRun   = call[NumberRef, CheckupProgress]("checkup.run", settingUp)   // examines a number, in the background
	CallCheckupState = call[NumberRef, CheckupProgress]("checkup.state", settingUp) // how far that is

	CallSetups         = call[None, Setups]("setup.list", settingUp)
	CallSetupBegin     = call[SetupBegin, Setup]("setup.begin", settingUp)                   // takes the lease
	CallSetupCreate    = slowCall[SetupCreate, SetupCreated]("setup.create", settingUp)      // all of it, from one form
	CallMoveCheck      = slowCall[NumberMove, MoveChecked]("number.moveCheck", settingUp)    // what stands in the way of a move; changes nothing
	CallMove           = slowCall[NumberMove, Setup]("number.move", settingUp)               // begins one: a set-up that ends with the same number
	CallSetupRenew     = call[SetupRef, Setup]("setup.renew", settingUp)                     // keeps the lease
	CallSetupLeave     = call[SetupRef, None]("setup.leave", settingUp)                      // gives the lease back
	CallSetupDrop      = call[SetupRef, None]("setup.drop", settingUp)                       // throws the set-up away
	CallSetupAsk       = call[SetupRef, Setup]("setup.ask", settingUp)                       // asks its holder for the set-up
	CallSetupAnswer    = call[SetupAnswer, Setup]("setup.answer", settingUp)                 // the holder hands it over, or keeps it
	CallSetupTakeOver  = call[SetupRef, Setup]("setup.takeOver", settingUp)                  // takes it, when the holder is gone or does not answer
	CallSetupConnect   = slowCall[SetupConnect, Setup]("setup.connect", settingUp)           // adds or finds the number at Meta
	CallSetupRequest   = slowCall[SetupRequest, Setup]("setup.request", settingUp)           // asks Meta for the code
	CallSetupCode      = call[SetupRef, SealedCode]("setup.code", settingUp)                 // the code again, for the holder
	CallSetupCopied    = call[SetupRef, None]("setup.copied", settingUp)                     // the holder has the code on the clipboard
	CallSetupLook      = slowCall[SetupRef, Setup]("setup.look", settingUp)                  // asks Meta whether the number is verified
	CallSetupListen    = slowCall[SetupRef, Setup]("setup.listen", settingUp)                // answers the calls to the number for a while
	CallSetupRecording = slowCall[SetupRecording, SealedSound]("setup.recording", settingUp) // what a call said
	CallSetupVerify    = slowCall[SetupVerify, Setup]("setup.verify", settingUp)
	CallSetupSave      = call[SetupSave, Setup]("setup.save", settingUp)         // settings and profile
	CallSetupFinish    = slowCall[SetupFinish, Setup]("setup.finish", settingUp) // register, subscribe, pull, map

	CallSignUps       = call[None, SignUps]("signup.list", settingUp) // one's own that are not over
	CallSignUpBegin   = call[SignUpBegin, SignUp]("signup.begin", settingUp)
	CallSignUpState   = slowCall[SignUpRef, SignUp]("signup.state", settingUp) // goes on with one that a restart interrupted
	CallSignUpChoose  = slowCall[SignUpChoose, SignUp]("signup.choose", settingUp)
	CallSignUpConfirm = call[SignUpConfirm, SignUp]("signup.confirm", settingUp)
	CallSignUpCancel  = call[SignUpRef, None]("signup.cancel", settingUp)
	CallProfilePut    = call[ProfilePut, IDResult]("profile.put", settingUp) // makes or changes one, and sends it to whoever uses it
	CallProfileDelete = call[ProfileRef, None]("profile.delete", settingUp)
	CallProfileUse    = call[ProfileUse, None]("profile.use", settingUp)     // gives it to a number, or sends it once more
	CallProfileLook   = slowCall[NumberRef, None]("profile.look", settingUp) // asks the provider what it shows of a number
	CallPINPut        = slowCall[NumberPIN, None]("pin.put", settingUp)      // sets the two-step PIN of a number
	// CallNumberIdentity switches the check of identities of a number on or off at its provider.
	CallNumberIdentity = slowCall[NumberIdentity, None]("number.identity", settingUp)
	CallPINTake        = slowCall[NumberPIN, None]("pin.take", settingUp)     // proves the one that somebody else set
	CallProfileTake    = call[NumberRef, IDResult]("profile.take", settingUp) // takes over what the provider shows

	CallReport      = call[ReportAsk, Report]("records.report", Supervisors)                // the figures of the records
	CallCustomers   = call[CustomersAsk, Customers]("records.customers", Supervisors)       // whom a filter can be for
	CallContacts    = call[ContactsAsk, ContactsPage]("contacts.list", Everybody)           // of whom one may see a conversation; a page of them
	CallCheckCanned = call[ImportCanned, CannedImported]("cannedReplies.check", Everybody)  // what would become of a list
	CallCheckList   = call[ImportContacts, ContactsImported]("contacts.check", Supervisors) // what would become of a list
	CallTalks       = call[ContactRef, ContactTalks]("contact.talks", Everybody)            // what was talked about with one of them
	CallFiles       = call[ContactFilesAsk, ContactFiles]("contact.files", Everybody)       // what was sent there, newest first
	CallMergeCheck  = call[MergeContacts, MergePreview]("contact.mergeCheck", Supervisors)  // what would be noted of them then
	CallUnmerge     = call[ContactRef, UnmergePreview]("contact.unmergeCheck", Supervisors)
	CallLimitsUsed  = call[None, LimitsUsed]("limits.used", Supervisors) // how much of messaging limits is used up

	CallInvite        = call[Invite, Invitation]("people.invite", Supervisors)
	CallImportPeople  = call[ImportPeople, PeopleImported]("people.import", Supervisors)
	CallInvitations   = call[None, Invitations]("people.invitations", Supervisors)
	CallUninvite      = call[InvitationRef, None]("people.uninvite", Supervisors)
	CallReinvite      = call[InvitationRefs, Invitations]("people.reinvite", Supervisors)
	CallResetPassword = call[UserRef, Invitation]("people.resetPassword", Supervisors) // a one-time link to set a new one
	CallDevices       = call[UserRef, Devices]("people.devices", Everybody)
	CallRevokeDevice  = call[DeviceRef, None]("people.revokeDevice", Everybody)
	CallSignOutAll    = call[UserRef, None]("people.signOutAll", Everybody) // oneself: all but this device
	CallChangePass    = call[ChangePassword, PasswordChanged]("me.changePassword", Everybody)
)

// Names of the calls of the sandbox's panel: they are there in practice only, and
// carry the sandbox's own types.
const (
	CallSandboxPanel  = "sandbox.panel"    // {} → the sandbox's panel
	CallSandboxWrite  = "sandbox.write"    // a customer's message
	CallSandboxFaults = "sandbox.faults"   // failures to inject
	CallSandboxAdd    = "sandbox.customer" // a new customer
	CallSandboxWindow = "sandbox.window"   // something done in Meta's window
	CallSandboxNews   = "sandbox.news"     // something that Meta does by itself
	CallSandboxMedia  = "sandbox.media"    // a piece of a file that lies on a phone
)

// OlderRequest asks for messages of a thread before (At, Seq).
type OlderRequest struct {
	ThreadID string `json:"threadId" ask:"thread"`
	At       int64  `json:"at"`
	Seq      int64  `json:"seq"`
	Limit    int    `json:"limit"`
}

// WholeRequest asks for the whole content of a message, from a place in it on.
type WholeRequest struct {
	MessageID string `json:"messageId" ask:"message"`
	From      int64  `json:"from"` // WholePage.Next, 0 = the beginning
}

// WholePage is a part of a message's content as plain text: its words, or its
// cards, lines or places one below the other.
type WholePage struct {
	Text string `json:"text"`
	Next int64  `json:"next"` // 0 = this was the end
}

// SearchRequest searches what the viewer may see, on the relay.
type SearchRequest struct {
	Query    string       `json:"query"`
	ThreadID string       `json:"threadId" ask:"-"` // "" = everywhere; of a thread that one may not see, nothing is found
	Before   int64        `json:"before"`           // sequence, 0 = newest
	Limit    int          `json:"limit"`
	Filter   SearchFilter `json:"filter"`
}

// SearchFilter says which messages a search is for; an empty field is no condition.
type SearchFilter struct {
	From     string   `json:"from" ask:"-"`     // customer, us, or the person of ours who wrote it
	NumberID string   `json:"numberId" ask:"-"` // of one that one may not see, nothing is found
	Labels   []string `json:"labels" ask:"-"`   // of the conversation, one of them
	Files    string   `json:"files" of:"desk.FileSort | ''"`
	Since    int64    `json:"since"` // ms
	Until    int64    `json:"until"` // ms, not included
}

// Desk gives the filter as the relay reads it.
func (f SearchFilter) Desk() desk.MessageFilter {
	out := desk.MessageFilter{From: f.From, NumberID: desk.NumberID(f.NumberID), Files: desk.FileSort(f.Files), Since: f.Since, Until: f.Until}
	for _, id := range f.Labels {
		out.Labels = append(out.Labels, desk.LabelID(id))
	}
	return out
}

// OlderPage is a page of rows, projected.
type OlderPage struct {
	Items []Change `json:"items"`
	More  bool     `json:"more"`
}

// Skipped names a row that a desktop left out, or a whole frame (no ID), and why.
// It holds nothing of its content.
type Skipped struct {
	Kind string `json:"kind" ask:"-"`
	ID   string `json:"id" ask:"-"`
	Seq  int64  `json:"seq"`         // up to which the frame went
	Why  string `json:"why" ask:"-"` // one of the Why constants
}

// Reach says whether the person can be reached at a desktop that is connected: not while its
// screen is locked or it goes to sleep. It changes nothing of what they chose to be.
type Reach struct {
	Away bool `json:"away"`
}

// SkippedRows reports what a desktop left out.
type SkippedRows struct {
	Rows []Skipped `json:"rows"`
}

// RawUnhandled is the kept JSON of something not understood.
type RawUnhandled struct {
	JSON string `json:"json"`
	Cut  bool   `json:"cut"` // it is the beginning of more
}

// NumberPulse is how lively a number is.
type NumberPulse struct {
	NumberID    string `json:"numberId"`
	LastEventAt int64  `json:"lastEventAt"` // Unix ms, 0 = nothing came for a week
	Events      int64  `json:"events"`
	Duplicates  int64  `json:"duplicates"`
}

// Pulse is the relay's own report.
type Pulse struct {
	Now       int64         `json:"now"`
	Version   string        `json:"version"`
	PublicURL string        `json:"publicUrl"` // "" = Meta cannot reach this relay
	Practice  bool          `json:"practice"`
	Unhandled int           `json:"unhandled"`
	Numbers   []NumberPulse `json:"numbers"`
	Alarms    []string      `json:"alarms" of:"desk.Alarm"` // desk.Alarm: what is wrong with the relay now
	Clock     ClockState    `json:"clock"`
}

// ClockState is how it stands with the relay's time.
type ClockState struct {
	Sure     bool  `json:"sure"`     // false = what is judged by the time waits
	Computer int64 `json:"computer"` // what the clock of the relay's computer says
	Ahead    int64 `json:"ahead"`    // the latest stamp of the record if that is later, else 0
}

// SetClock says that the clock of the relay's computer is right. The relay takes
// it where nothing else tells the time, and puts right what is stamped later.
type SetClock struct {
	Now int64 `json:"now"` // by the clock of who says so
}
