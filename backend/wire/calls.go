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

// CarrierLink stores the account at the carrier.
type CarrierLink struct {
	Provider        string `json:"provider"` // "vonage"
	APIKey          string `json:"apiKey"`
	APISecret       string `json:"apiSecret"`
	SignatureSecret string `json:"signatureSecret"`
	SignatureMethod string `json:"signatureMethod"` // md5hash, md5, sha1, sha256, sha512
}

// CarrierState is whether a carrier is linked.
type CarrierState struct {
	Provider   string `json:"provider"`
	Linked     bool   `json:"linked"`
	Signed     bool   `json:"signed"` // webhooks are signed
	WebhookURL string `json:"webhookUrl"`
}

// CarrierNumber is a number owned at the carrier.
type CarrierNumber struct {
	Phone   string `json:"phone"` // E.164
	Country string `json:"country"`
	Kind    string `json:"type"`
	SMS     bool   `json:"sms"`
	Voice   bool   `json:"voice"`
	Used    string `json:"used"` // "" or the name of our number or set-up that has it
}

// CarrierNumbers is the dropdown.
type CarrierNumbers struct {
	Numbers []CarrierNumber `json:"numbers"`
}

// CheckNumber asks whether a typed number will do.
type CheckNumber struct {
	Phone string `json:"phone"`
}

// CheckedNumber says why a number will not do, or what it is. Every Reason has
// a sentence in Message.
type CheckedNumber struct {
	OK      bool     `json:"ok"`
	Phone   string   `json:"phone"` // E.164
	Display string   `json:"display"`
	Reason  string   `json:"reason"` // of phone's closed list
	Message string   `json:"message"`
	Notes   []string `json:"notes"` // what may go wrong though it passes
	InUse   string   `json:"inUse"` // name of the number or holder that has it
}

// AppPut stores a Meta app with its secret.
type AppPut struct {
	ID     string `json:"id" ask:"-"`
	Name   string `json:"name"`
	Secret string `json:"secret"` // "" = keep; a new one keeps the old beside it for rotation
}

// AppAccess is what to paste into Meta's dashboard.
type AppAccess struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	WebhookURL  string `json:"webhookUrl"`
	VerifyToken string `json:"verifyToken"`
	HandshakeAt int64  `json:"handshakeAt"`
}

// AppAccessList lists the Meta apps.
type AppAccessList struct {
	Apps []AppAccess `json:"apps"`
}

// WabaVerify proves an account's id and token.
type WabaVerify struct {
	AppID  string `json:"appId" ask:"app"`
	WabaID string `json:"wabaId" ask:"-"`
	Token  string `json:"token"` // "" = the stored one again
}

// WabaVerified is what Verify found. Problem is "" when the account is usable.
type WabaVerified struct {
	WabaID    string   `json:"wabaId"`
	Name      string   `json:"name"`
	Scopes    []string `json:"scopes"`
	Missing   []string `json:"missing"`
	ExpiresAt int64    `json:"expiresAt"`
	Problem   string   `json:"problem"`
}

// WabaRef names an account.
type WabaRef struct {
	WabaID string `json:"wabaId" ask:"waba"`
}

// WabaNumber is a number that the account has at Meta.
type WabaNumber struct {
	PhoneID      string `json:"phoneId"`
	Phone        string `json:"phone"`
	VerifiedName string `json:"verifiedName"`
	Verified     bool   `json:"verified"`
	Registered   bool   `json:"registered"`
	Quality      string `json:"quality"`
	Used         string `json:"used"`
}

// WabaNumbers lists an account's numbers.
type WabaNumbers struct {
	Numbers []WabaNumber `json:"numbers"`
}

// Steps of a set-up, in order. They are stored.
const (
	StepNumber   = "number"   // chosen, lease taken
	StepConnect  = "connect"  // account linked, number known to Meta
	StepVerify   = "verify"   // code requested, waiting for it or for its check
	StepSettings = "settings" // verified; name and so on
	StepProfile  = "profile"
	StepSummary  = "summary"
	StepFinish   = "finish" // register, subscribe, pull, map: in progress or stopped at FinishStep
	StepDone     = "done"
)

// Setup is a number being set up, as its screen needs it.
type Setup struct {
	ID           string   `json:"id"`
	Phone        string   `json:"phone"`
	Display      string   `json:"display"`
	Step         string   `json:"step"`
	Holder       string   `json:"holder"` // user id
	HolderName   string   `json:"holderName"`
	Mine         bool     `json:"mine"` // the viewer holds the lease
	LeaseSince   int64    `json:"leaseSince"`
	LeaseUntil   int64    `json:"leaseUntil"`
	AppID        string   `json:"appId"`
	WabaID       string   `json:"wabaId"`
	PhoneID      string   `json:"phoneId"`
	DisplayName  string   `json:"displayName"` // asked of Meta
	CodeMethod   string   `json:"codeMethod"`  // SMS, VOICE
	CodeAskedAt  int64    `json:"codeAskedAt"`
	CodeCameAt   int64    `json:"codeCameAt"`
	ResendAt     int64    `json:"resendAt"` // earliest next request
	VerifiedAt   int64    `json:"verifiedAt"`
	Name         string   `json:"name"`
	Description  string   `json:"description"`
	ServiceName  string   `json:"serviceName"`
	DataSource   []KV     `json:"dataSource"`
	Profile      Profile  `json:"profile"`
	InboxID      string   `json:"inboxId"`
	FinishStep   string   `json:"finishStep"` // register, subscribe, profile, templates, activate
	FinishDone   []string `json:"finishDone"`
	NumberID     string   `json:"numberId"` // once it exists
	Problem      string   `json:"problem"`  // of the last step tried, in plain words
	ProblemCode  int      `json:"problemCode"`
	CarrierOwned bool     `json:"carrierOwned"` // the code can be caught
	UpdatedAt    int64    `json:"updatedAt"`
}

// Setups lists what is being set up.
type Setups struct {
	Setups []Setup `json:"setups"`
}

// SetupBegin starts or takes up a set-up.
type SetupBegin struct {
	Phone string `json:"phone"`
}

// SetupRef names a set-up.
type SetupRef struct {
	SetupID string `json:"setupId" ask:"setup"`
}

// SetupConnect links the number with an account at Meta.
type SetupConnect struct {
	SetupID     string `json:"setupId" ask:"setup"`
	WabaID      string `json:"wabaId" ask:"waba"`
	DisplayName string `json:"displayName"`
}

// SetupRequest asks Meta to send the code.
type SetupRequest struct {
	SetupID string `json:"setupId" ask:"setup"`
	Method  string `json:"method"` // SMS, VOICE
}

// SetupVerify checks a code: the caught one (Code "") or a typed one.
type SetupVerify struct {
	SetupID string `json:"setupId" ask:"setup"`
	Code    string `json:"code"`
}

// SetupSave keeps what the admin typed.
type SetupSave struct {
	SetupID     string  `json:"setupId" ask:"setup"`
	Step        string  `json:"step"` // the step the wizard is at afterwards
	Name        string  `json:"name"`
	Description string  `json:"description"`
	ServiceName string  `json:"serviceName"`
	DataSource  []KV    `json:"dataSource"`
	Profile     Profile `json:"profile"`
	InboxID     string  `json:"inboxId" ask:"inbox"`
}

// SetupFinish registers the number with its two-step PIN (six digits).
type SetupFinish struct {
	SetupID string `json:"setupId" ask:"setup"`
	PIN     string `json:"pin"`
}

// SetupCode is a caught code. It travels sealed and is kept nowhere.
type SetupCode struct {
	SetupID    string `json:"setupId"`
	Code       string `json:"code"` // "" when the SMS held none that is sure
	SMS        string `json:"sms"`
	Sender     string `json:"sender"`
	ReceivedAt int64  `json:"receivedAt"`
	ExpiresAt  int64  `json:"expiresAt"`
}

// SealedCode answers setup.code.
type SealedCode struct {
	Found bool   `json:"found"`
	Box   []byte `json:"box"` // SetupCode, sealed to the device
}

// Invite asks for an invitation.
type Invite struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Role  string `json:"role"`
}

// Invitation is a link and a code to join or to set a new password. The code
// is shown once.
type Invitation struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Email     string `json:"email"`
	Role      string `json:"role"`
	Link      string `json:"link"` // "" in lists
	Code      string `json:"code"` // "" in lists
	ExpiresAt int64  `json:"expiresAt"`
}

// Invitations lists the open ones.
type Invitations struct {
	Invitations []Invitation `json:"invitations"`
}

// InvitationRef names an invitation.
type InvitationRef struct {
	ID string `json:"id" ask:"invitation"`
}

// UserRef names a person.
type UserRef struct {
	UserID string `json:"userId" ask:"user"`
}

// Device is one signed-in installation.
type Device struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Platform   string `json:"platform"`
	CreatedAt  int64  `json:"createdAt"`
	LastSeenAt int64  `json:"lastSeenAt"`
	Current    bool   `json:"current"`
	Key        []byte `json:"key,omitempty"` // public key, Ed25519, of this sign-in: in SignIn and Claim, where it must be
}

// Devices lists a person's devices.
type Devices struct {
	Devices []Device `json:"devices"`
}

// DeviceRef names a device.
type DeviceRef struct {
	DeviceID string `json:"deviceId" ask:"device"`
}

// ChangePassword changes one's own password.
type ChangePassword struct {
	Old string `json:"old"`
	New string `json:"new"`
	// Next is the SHA-256, in hex, of the token that this device has next. It has
	// kept that token already, so that a crash on the way locks nobody out.
	// "" = the relay makes one.
	Next string `json:"next,omitempty" ask:"-"`
}

// PasswordChanged answers ChangePassword. Token is "" when the device chose it.
type PasswordChanged struct {
	Token string `json:"token,omitempty"`
}

// HTTP endpoints of the relay that a desktop uses before and beside the socket.
const (
	PathSync   = "/sync"        // websocket; Authorization: Bearer, and a proof (HeaderProof)
	PathState  = "/api/state"   // GET → RelayState; no sign-in needed
	PathSignIn = "/api/sign-in" // POST SignIn → Session
	PathClaim  = "/api/claim"   // POST Claim → Session: first owner, invitation, reset
	PathNonce  = "/api/nonce"   // GET → Nonce, for one proof; no sign-in needed
	PathMedia  = "/api/media"   // POST bytes → Uploaded; GET /api/media/{id} → bytes; Bearer, and a proof
)

// RelayState tells a desktop whether it can talk to this relay.
type RelayState struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	MinVersion int    `json:"minVersion"` // of the protocol
	MaxVersion int    `json:"maxVersion"`
	Practice   bool   `json:"practice"`
	Fresh      bool   `json:"fresh"` // no owner yet
}

// SignIn asks for a session.
type SignIn struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	Device   Device `json:"device"`
}

// Claim uses a one-time code: to become the first owner, to join by
// invitation, or to set a new password.
type Claim struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
	Device   Device `json:"device"`
}

// Session is a signed-in device. Token is shown once and kept in the OS
// keychain.
type Session struct {
	Token    string `json:"token"`
	UserID   string `json:"userId"`
	DeviceID string `json:"deviceId"`
	Name     string `json:"name"`
	Role     string `json:"role"`
}

// Uploaded answers an upload.
type Uploaded struct {
	MediaID string `json:"mediaId"`
	MIME    string `json:"mime"` // from the bytes
	Size    int64  `json:"size"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
}
