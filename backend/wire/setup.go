package wire

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

// CarrierLink stores the account at a carrier.
type CarrierLink struct {
	Provider        string `json:"provider"`          // one of Carriers
	Account         string `json:"account,omitempty"` // the account's id, where that is not the key
	APIKey          string `json:"apiKey"`
	APISecret       string `json:"apiSecret"`
	SignatureSecret string `json:"signatureSecret"`
	SignatureMethod string `json:"signatureMethod"` // one of the carrier's, "" = its own choice
}

// CarrierState is whether an account at a carrier is linked.
type CarrierState struct {
	Provider   string   `json:"provider"`
	Linked     bool     `json:"linked"`
	Signed     bool     `json:"signed"` // webhooks are signed
	WebhookURL string   `json:"webhookUrl"`
	Methods    []string `json:"methods"` // in which the carrier may sign; the first is its own choice
}

// Carriers are those that the relay can be linked with. A screen shows no other.
type Carriers struct {
	Carriers []CarrierState `json:"carriers"`
}

// CarrierNumber is a number owned at the carrier.
type CarrierNumber struct {
	Phone   string `json:"phone"` // E.164
	Carrier string `json:"carrier"`
	Country string `json:"country"`
	Kind    string `json:"type"`
	SMS     bool   `json:"sms"`
	Voice   bool   `json:"voice"`
	Used    string `json:"used"`              // "" or the name of our WhatsApp number that has it, itself while it is being set up
	SetUp   bool   `json:"setUp,omitempty"`   // it is being set up
	SetUpBy string `json:"setUpBy,omitempty"` // who sets it up now; "" = nobody, or somebody without a name
	// SMSUsed is the name of our SMS channel that has the number, "" = none. It may be a
	// number of WhatsApp as well.
	SMSUsed string `json:"smsUsed,omitempty"`
}

// CarrierNumbers is the dropdown.
type CarrierNumbers struct {
	Numbers []CarrierNumber `json:"numbers"`
}

// CheckNumber asks whether a typed number will do.
type CheckNumber struct {
	Phone string `json:"phone"`
}

// CheckedNumber says why a number will not do, or what it is. Older relays say
// so in sentences: Message and Notes.
type CheckedNumber struct {
	OK      bool     `json:"ok"`
	Phone   string   `json:"phone"` // E.164
	Display string   `json:"display"`
	Reason  string   `json:"reason" of:"phone.Reason | ''"` // of phone's closed list
	Message string   `json:"message,omitempty"`
	Notes   []string `json:"notes" of:"phone.NoteCode"` // what may go wrong though it passes, of phone's closed list
	InUse   string   `json:"inUse"`                     // as CarrierNumber.Used
	SetUp   bool     `json:"setUp,omitempty"`
	SetUpBy string   `json:"setUpBy,omitempty"`
}

// AppPut stores an app at a provider with its secret.
type AppPut struct {
	ID       string `json:"id" ask:"-"`
	Provider string `json:"provider,omitempty"` // one of AppAccessList.Providers; "" = the first
	Name     string `json:"name"`
	Secret   string `json:"secret"` // "" = keep; a new one keeps the old beside it for rotation
	// ConfigID is the provider's id of the configuration of its sign-up. "" = keep,
	// "none" = there is none.
	ConfigID string `json:"configId,omitempty" ask:"-"`
	// HostedURL is the provider's own page of its sign-up, and SystemToken the token of the
	// system user with which what is granted there is fetched. "" = keep, "none" = there is none.
	HostedURL   string `json:"hostedUrl,omitempty"`
	SystemToken string `json:"systemToken,omitempty"`
}

// AppAccess is what to paste into the provider's dashboard.
type AppAccess struct {
	ID          string `json:"id"`
	Provider    string `json:"provider"`
	Name        string `json:"name"`
	WebhookURL  string `json:"webhookUrl"`
	VerifyToken string `json:"verifyToken"`
	HandshakeAt int64  `json:"handshakeAt"`
	RefusedAt   int64  `json:"refusedAt"`   // when one was asked for with another verify token, 0 = never
	ConfigID    string `json:"configId"`    // of its sign-up, "" = not configured
	ConnectURL  string `json:"connectUrl"`  // of the page from which the sign-up starts, "" = nobody can open one
	HostedURL   string `json:"hostedUrl"`   // the provider's own page of its sign-up, "" = not configured
	HostedToken bool   `json:"hostedToken"` // there is a token with which what is granted there is fetched
}

// AppAccessList lists the apps, and the providers at which the relay can have one. A
// screen shows no other.
type AppAccessList struct {
	Apps      []AppAccess       `json:"apps"`
	Providers []OfferedProvider `json:"providers"`
}

// OfferedProvider is a provider of messages.
type OfferedProvider struct {
	Name    string `json:"name"`                      // "meta"
	Channel string `json:"channel" of:"desk.Channel"` // what its numbers are reached by
	SignUp  bool   `json:"signUp"`                    // accounts can be granted in the provider's own window
}

// WabaVerify proves an account's id and token.
type WabaVerify struct {
	AppID  string `json:"appId" ask:"app"`
	WabaID string `json:"wabaId" ask:"-"`
	Token  string `json:"token"` // "" = the stored one again
}

// WabaVerified is what Verify found. Said is nil and Problem "" when the account is usable.
type WabaVerified struct {
	WabaID    string   `json:"wabaId"`
	Name      string   `json:"name"`
	Scopes    []string `json:"scopes"`
	Missing   []string `json:"missing"`
	ExpiresAt int64    `json:"expiresAt"`
	Problem   string   `json:"problem"`        // what is wrong, of an older relay
	Said      *Failure `json:"said,omitempty"` // what is wrong
}

// NumberProve proves a token by a number that it can read, and links the number's
// account. Ids are the provider's.
type NumberProve struct {
	AppID   string `json:"appId" ask:"app"`
	PhoneID string `json:"phoneId" ask:"-"`
	WabaID  string `json:"wabaId" ask:"-"` // "" = to be found
	Token   string `json:"token"`
}

// NumberProven is what was found of the number and of its account.
type NumberProven struct {
	PhoneID      string       `json:"phoneId"`
	Phone        string       `json:"phone"` // E.164
	VerifiedName string       `json:"verifiedName"`
	Verified     bool         `json:"verified"` // no code is needed
	Registered   bool         `json:"registered"`
	Waba         WabaVerified `json:"waba"`
}

// WabaRef names an account.
type WabaRef struct {
	WabaID string `json:"wabaId" ask:"waba"`
}

// AppRef names an app.
type AppRef struct {
	AppID string `json:"appId" ask:"app"`
}

// CarrierRef names a carrier.
type CarrierRef struct {
	Provider string `json:"provider"`
}

// WabaNumber is a number that the account has at Meta.
type WabaNumber struct {
	PhoneID      string `json:"phoneId"`
	Phone        string `json:"phone"`
	VerifiedName string `json:"verifiedName"`
	Verified     bool   `json:"verified"`
	Registered   bool   `json:"registered"`
	Quality      string `json:"quality"`
	Used         string `json:"used"` // as CarrierNumber.Used
	SetUp        bool   `json:"setUp,omitempty"`
	SetUpBy      string `json:"setUpBy,omitempty"`
	Elsewhere    bool   `json:"elsewhere,omitempty"` // another organization of this relay has it: it cannot be connected
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

// What StepFinish does, in order. They are stored.
const (
	FinishRegister  = "register"
	FinishSubscribe = "subscribe"
	FinishProfile   = "profile"
	FinishTemplates = "templates"
	FinishActivate  = "activate"
)

// Setup is a number being set up, as its screen needs it.
type Setup struct {
	ID            string   `json:"id"`
	Phone         string   `json:"phone"`
	Display       string   `json:"display"`
	Step          string   `json:"step" of:"wire.Step*"`
	State         string   `json:"state" of:"desk.NumberState"` // draft or verified
	Holder        string   `json:"holder"`                      // user id
	HolderName    string   `json:"holderName"`
	Mine          bool     `json:"mine"` // the viewer holds the lease
	LeaseSince    int64    `json:"leaseSince"`
	LeaseUntil    int64    `json:"leaseUntil"`
	HolderGone    bool     `json:"holderGone"` // no desktop of the holder is connected
	AskedBy       string   `json:"askedBy"`    // to the holder: who asks for the set-up, "" = nobody, or somebody without a name
	AskedAt       int64    `json:"askedAt"`    // to the holder and to who asked, 0 = nobody did
	KeptAt        int64    `json:"keptAt"`     // to who asked: when the holder said that they keep it, 0 = no answer
	TakeOverAt    int64    `json:"takeOverAt"` // from when the viewer may take it over, 0 = they have to ask first
	AppID         string   `json:"appId"`
	WabaID        string   `json:"wabaId"`
	PhoneID       string   `json:"phoneId"`
	DisplayName   string   `json:"displayName"` // asked of Meta
	CodeMethod    string   `json:"codeMethod" of:"channel.CodeMethod | ''"`
	CodeAskedAt   int64    `json:"codeAskedAt"`
	CodeCameAt    int64    `json:"codeCameAt"`
	CodeShownAt   int64    `json:"codeShownAt"`   // when the last caught code went to a desktop of its holder, 0 = not yet
	CodeCopiedAt  int64    `json:"codeCopiedAt"`  // when it was copied, 0 = not yet
	CodeExpiresAt int64    `json:"codeExpiresAt"` // when it is over, or was, 0 = none came
	ResendAt      int64    `json:"resendAt"`      // earliest next request
	TryAt         int64    `json:"tryAt"`         // earliest next try of a code, in the past = now
	VerifiedAt    int64    `json:"verifiedAt"`
	NoPIN         bool     `json:"noPin,omitempty"` // its provider registers without a two-step PIN
	LookedAt      int64    `json:"lookedAt"`        // when Meta was asked last whether the number is verified, 0 = never
	Name          string   `json:"name"`
	Description   string   `json:"description"`
	ServiceName   string   `json:"serviceName"`
	DataSource    []KV     `json:"dataSource"`
	Profile       Profile  `json:"profile"`            // typed here, in a set-up from before ProfileID
	ProfileID     string   `json:"profileId"`          // the profile that was chosen or made
	Added         bool     `json:"added,omitempty"`    // this set-up added the number to its account, where it was not before
	MoveFrom      string   `json:"moveFrom,omitempty"` // the account that the number is in until this is done, "" = it is new here
	InboxID       string   `json:"inboxId"`
	AgentID       string   `json:"agentId"`                           // for whom an inbox of their own is made when it is finished, "" = nobody
	FinishStep    string   `json:"finishStep" of:"wire.Finish* | ''"` // what it is at
	FinishDone    []string `json:"finishDone" of:"wire.Finish*"`
	NumberID      string   `json:"numberId"`       // once it exists
	Problem       string   `json:"problem"`        // of the last step tried, in a set-up from before Said
	Said          *Failure `json:"said,omitempty"` // what is wrong with the last step tried
	ProblemCode   int      `json:"problemCode"`
	CarrierOwned  bool     `json:"carrierOwned"` // the code can be caught when it comes by SMS
	CarrierCalls  bool     `json:"carrierCalls"` // and when it is spoken: calls to the number can be answered here
	Listens       bool     `json:"listens"`      // they are, now
	UpdatedAt     int64    `json:"updatedAt"`
}

// Setups lists what is being set up.
type Setups struct {
	Setups []Setup `json:"setups"`
	// Owed are the numbers whose SMS come here still, although nobody sets them up any
	// more: the carrier has not taken the earlier address back so far. It is being tried.
	Owed []OwedAddress `json:"owed,omitempty"`
}

// OwedAddress is a number whose SMS address is still to be put back at the carrier.
type OwedAddress struct {
	Phone   string `json:"phone"`
	Display string `json:"display"`
	Carrier string `json:"carrier"`         // its name in stored rows: "vonage"
	Since   int64  `json:"since"`           // since when it is being tried
	Calls   bool   `json:"calls,omitempty"` // its calls come here, not its SMS
}

// SetupBegin starts or takes up a set-up.
type SetupBegin struct {
	Phone string `json:"phone"`
}

// SetupRef names a set-up.
type SetupRef struct {
	SetupID string `json:"setupId" ask:"setup"`
}

// SetupAnswer is the holder's answer to who asked for the set-up.
type SetupAnswer struct {
	SetupID  string `json:"setupId" ask:"setup"`
	HandOver bool   `json:"handOver"`
}

// LeaseNews says that somebody asks for a set-up that the person holds, or else that who
// holds it, or what was answered, has changed. It is pushed.
type LeaseNews struct {
	SetupID string `json:"setupId"`
	IsAsked bool   `json:"isAsked"`
	AskedBy string `json:"askedBy"` // who asks, "" = somebody without a name
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
	Method  string `json:"method" of:"channel.CodeMethod"`
}

// SetupVerify checks a code: the caught one (Code "") or a typed one.
type SetupVerify struct {
	SetupID string `json:"setupId" ask:"setup"`
	Code    string `json:"code"`
}

// SetupSave keeps what the admin typed.
type SetupSave struct {
	SetupID     string  `json:"setupId" ask:"setup"`
	Step        string  `json:"step" of:"wire.Step*"` // the step the wizard is at afterwards
	Name        string  `json:"name"`
	Description string  `json:"description"`
	ServiceName string  `json:"serviceName"`
	DataSource  []KV    `json:"dataSource"`
	Profile     Profile `json:"profile"`
	ProfileID   string  `json:"profileId" ask:"profile"`
	InboxID     string  `json:"inboxId" ask:"inbox"`
	AgentID     string  `json:"agentId,omitempty" ask:"user"` // an inbox of their own; not with InboxID
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
	Call       bool   `json:"call,omitempty"`      // it was spoken: SMS is what was understood, "" for nothing
	Recording  string `json:"recording,omitempty"` // of a call: names what can be listened to, "" = nothing
}

// SealedCode answers setup.code.
type SealedCode struct {
	Found bool   `json:"found"`
	Box   []byte `json:"box"` // SetupCode, sealed to the device
}

// Supervised lets supervisors through to a call of a number's set-up, reads its
// body and gives the answer.
func Supervised[In, Out any](user *desk.User, body []byte, f func(In) (Out, error)) (any, error) {
	if user == nil || !user.Active || !user.Role.Supervisor() {
		return nil, desk.Refuse(desk.CodeForbidden, "role")
	}
	var in In
	if len(body) > 0 {
		// The error is not kept: it may quote a PIN or a code.
		if json.Unmarshal(body, &in) != nil {
			return nil, desk.Refuse(desk.CodeInvalid, "badBody")
		}
	}
	out, err := f(in)
	if err != nil {
		return nil, err
	}
	return out, nil
}
