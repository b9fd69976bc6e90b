package wire

// Names of calls: answered, never stored.
const (
	CallOlder        = "thread.older"  // OlderRequest → OlderPage
	CallWhole        = "message.whole" // WholeRequest → WholePage: what did not fit into the message's row
	CallSearch       = "search"        // SearchRequest → OlderPage: on the relay, beyond the replica
	CallSkipped      = "sync.skipped"  // SkippedRows → {}: what a desktop could not keep
	CallRawUnhandled = "unhandled.raw" // UnhandledRef → RawUnhandled
	CallPulse        = "pulse"         // {} → Pulse
	CallSetClock     = "clock.set"     // SetClock → ClockState: a person says that the relay's clock is right now

	CallCarrierLink    = "carrier.link"    // CarrierLink → {}; stores the Vonage credentials encrypted
	CallCarrierState   = "carrier.state"   // {} → CarrierState
	CallCarrierNumbers = "carrier.numbers" // {} → CarrierNumbers
	CallCheckNumber    = "setup.check"     // CheckNumber → CheckedNumber
	CallAppPut         = "app.put"         // AppPut → AppAccess
	CallAppAccess      = "app.access"      // {} → AppAccessList
	CallWabaVerify     = "waba.verify"     // WabaVerify → WabaVerified; also stores the token, encrypted
	CallWabaNumbers    = "waba.numbers"    // WabaRef → WabaNumbers
	CallTemplatesPull  = "templates.pull"  // WabaRef → {}

	CallSetups       = "setup.list"    // {} → Setups
	CallSetupBegin   = "setup.begin"   // SetupBegin → Setup; takes the lease
	CallSetupRenew   = "setup.renew"   // SetupRef → Setup; keeps the lease
	CallSetupLeave   = "setup.leave"   // SetupRef → {}; gives the lease back
	CallSetupDrop    = "setup.drop"    // SetupRef → {}; throws the set-up away
	CallSetupConnect = "setup.connect" // SetupConnect → Setup; adds or finds the number at Meta
	CallSetupRequest = "setup.request" // SetupRequest → Setup; asks Meta for the code
	CallSetupCode    = "setup.code"    // SetupRef → SealedCode; the code again, for the holder
	CallSetupVerify  = "setup.verify"  // SetupVerify → Setup
	CallSetupSave    = "setup.save"    // SetupSave → Setup; settings and profile
	CallSetupFinish  = "setup.finish"  // SetupFinish → Setup; register, subscribe, pull, map

	CallInvite        = "people.invite"        // Invite → Invitation
	CallInvitations   = "people.invitations"   // {} → Invitations
	CallUninvite      = "people.uninvite"      // InvitationRef → {}
	CallResetPassword = "people.resetPassword" // UserRef → Invitation: a one-time link to set a new one
	CallDevices       = "people.devices"       // UserRef → Devices
	CallRevokeDevice  = "people.revokeDevice"  // DeviceRef → {}
	CallSignOutAll    = "people.signOutAll"    // UserRef → {}; oneself: all but this device
	CallChangePass    = "me.changePassword"    // ChangePassword → PasswordChanged

	CallSandboxPanel  = "sandbox.panel"    // {} → the sandbox's panel
	CallSandboxWrite  = "sandbox.write"    // a customer's message
	CallSandboxFaults = "sandbox.faults"   // failures to inject
	CallSandboxAdd    = "sandbox.customer" // a new customer
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
	Query    string `json:"query"`
	ThreadID string `json:"threadId" ask:"-"` // "" = everywhere; of a thread that one may not see, nothing is found
	Before   int64  `json:"before"`           // sequence, 0 = newest
	Limit    int    `json:"limit"`
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
	LastEventAt int64  `json:"lastEventAt"`
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
	Alarms    []string      `json:"alarms"` // desk.Alarm: what is wrong with the relay now
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
