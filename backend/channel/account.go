package channel

import "github.com/parleydesk/parley/backend/desk"

// TokenInfo is what the provider knows about an access token.
type TokenInfo struct {
	Valid     bool
	AppID     string
	AppName   string
	Type      string   // SYSTEM_USER, USER, ...
	Expires   int64    // Unix milliseconds, 0 = never
	Scopes    []string // permissions
	WABAs     []string // the accounts that it may reach; none given = all
	Limited   bool     // whether WABAs limits it
	UserID    string
	IssuedAt  int64
	DataUntil int64 // until when data may be read, Unix milliseconds, 0 = always
}

// Account is a WhatsApp Business Account.
type Account struct {
	ID           string
	Name         string
	Currency     string
	TimezoneID   string
	Country      string
	ReviewStatus string // of the account
	Verification string // of the business
}

// SubscribedApp is an app that gets an account's webhooks.
type SubscribedApp struct {
	ID       string
	Name     string
	Override string // the address that its webhooks are redirected to, if any
}

// Number is one of our numbers, as the provider keeps it.
type Number struct {
	ID           string
	DisplayPhone desk.PhoneNumber
	VerifiedName string             // not approved unless NameStatus says so
	NameStatus   string             // APPROVED, AVAILABLE_WITHOUT_REVIEW, DECLINED, EXPIRED, PENDING_REVIEW, NONE
	Status       string             // CONNECTED is the one that can send
	Trouble      desk.NumberTrouble // what Status says is wrong
	Review       desk.ReviewState   // what NameStatus says
	Quality      string             // GREEN, YELLOW, RED, UNKNOWN
	Verified     bool               // a code proved that it is ours
	Registered   bool               // it is signed in and can send
	Throughput   string             // STANDARD, HIGH
	Limit        string             // TIER_250, ... of the whole portfolio
	Daily        int64              // what Limit says: customers in 24 hours, desk.NoLimit; 0 = that is not said
	Mode         string             // LIVE, SANDBOX
	PINEnabled   bool
	PINKnown     bool // the provider says whether PINEnabled is so
	OnPhone      bool // also in use in the WhatsApp Business app
	Username     string
	Official     bool // an Official Business Account
	NoPIN        bool // it is registered without a two-step PIN
	Callbacks    Callbacks
}

// NewNumber is a number to be added to an account.
type NewNumber struct {
	CountryCode string // digits, such as 49
	National    desk.PhoneNumber
	Name        string // the display name to be reviewed
	// Moves says that the number is in another account and comes from there. It goes on
	// working there until it is registered in the new one.
	Moves bool
}

// CodeMethod is the way in which a verification code is delivered.
type CodeMethod string

// The ways of delivering a code.
const (
	CodeBySMS   CodeMethod = "SMS"
	CodeByVoice CodeMethod = "VOICE"
)

// Profile is what customers see of a number.
type Profile struct {
	About       string
	Address     string
	Description string
	Email       string
	PictureURL  string
	Websites    []string
	Vertical    string
}

// ProfileUpdate is a change of a business profile; what is nil stays.
type ProfileUpdate struct {
	About         *string   `json:"about,omitempty"`
	Address       *string   `json:"address,omitempty"`
	Description   *string   `json:"description,omitempty"`
	Email         *string   `json:"email,omitempty"`
	Websites      *[]string `json:"websites,omitempty"`
	Vertical      *string   `json:"vertical,omitempty"`
	PictureHandle *string   `json:"profile_picture_handle,omitempty"`
}
