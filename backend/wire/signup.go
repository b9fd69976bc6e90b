package wire

// PathConnect is the page in a browser from which a sign-up at Meta starts.
const PathConnect = "/connect/meta"

// Stages of a sign-up in the provider's own window. They are stored.
const (
	StageWaiting    = "waiting"    // for the page to be opened
	StageOpened     = "opened"     // the page is open; Said says how the last try went
	StageExchanging = "exchanging" // the code is being turned into a token
	StageGranted    = "granted"    // there is a token, which is being checked
	StageConfirm    = "confirm"    // an account came from the hosted page: is it this organization's?
	StageAccounts   = "accounts"   // its accounts are known: one is to be chosen
	StageLinked     = "linked"     // one was integrated
)

// Ways of a sign-up.
const (
	WayCloud   = "cloud"   // the number is used here only
	WayOnPhone = "onPhone" // it stays in use in the WhatsApp Business app
)

// SignUpBegin makes the address at which an account is granted in the provider's own
// window.
type SignUpBegin struct {
	AppID   string `json:"appId" ask:"app"`
	SetupID string `json:"setupId" ask:"setup"` // whose number is to be connected, "" = of none
	Way     string `json:"way" of:"wire.Way*"`
	// Hosted is for the provider's own page instead of its window in a page of the relay's.
	Hosted bool `json:"hosted,omitempty"`
}

// SignUpRef names a sign-up.
type SignUpRef struct {
	SignUpID string `json:"signUpId" ask:"signup"`
}

// SignUpChoose integrates one of the accounts that were granted.
type SignUpChoose struct {
	SignUpID string `json:"signUpId" ask:"signup"`
	WabaID   string `json:"wabaId" ask:"-"` // one of SignUp.Accounts
}

// SignUpConfirm says whether the account that came from the provider's hosted page is the
// organization's own. Whoever says so names the business that it belongs to.
type SignUpConfirm struct {
	SignUpID   string `json:"signUpId" ask:"signup"`
	Mine       bool   `json:"mine"`
	BusinessID string `json:"businessId" ask:"-"`
}

// SignUpAccount is an account that was granted.
type SignUpAccount struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Review       string `json:"review"`       // of the account, in the provider's words
	Verification string `json:"verification"` // of the business, in the provider's words
	Linked       bool   `json:"linked"`       // it is linked here already
}

// SignUp is how a sign-up stands. Times are Unix milliseconds.
type SignUp struct {
	ID       string          `json:"id"`
	AppID    string          `json:"appId"`
	SetupID  string          `json:"setupId"`
	Way      string          `json:"way" of:"wire.Way*"`
	URL      string          `json:"url"` // to be opened in a browser, once; only in the answer to begin
	Stage    string          `json:"stage" of:"wire.Stage*"`
	Until    int64           `json:"until"` // when it is forgotten
	Accounts []SignUpAccount `json:"accounts"`
	WabaID   string          `json:"wabaId"`         // the account that the person chose in the window, or that was integrated
	PhoneID  string          `json:"phoneId"`        // the number that they chose there, as far as it was said
	NoNumber bool            `json:"noNumber"`       // they added none
	Step     string          `json:"step"`           // the provider's name of the step that they cancelled at
	Said     *Failure        `json:"said,omitempty"` // how the last try failed
	Hosted   bool            `json:"hosted"`         // on the provider's own page
	// BusinessID is whose account came from that page, at StageConfirm. "" there: it may be
	// another organization's, so it is not shown, and the person types the id.
	BusinessID string `json:"businessId"`
}

// SignUps lists sign-ups.
type SignUps struct {
	SignUps []SignUp `json:"signUps"`
}
