package channel

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// Client speaks for one account at a provider of messages, where numbers are set
// up. Its errors are failures of FailureOf. It may be used concurrently.
type Client interface {
	DebugToken(ctx context.Context, inspected desk.Secret) (TokenInfo, error)
	GetAccount(ctx context.Context, account string) (Account, error)
	SubscribeApp(ctx context.Context, account string) error
	ListSubscribedApps(ctx context.Context, account string) ([]SubscribedApp, error)
	Templates(ctx context.Context, account desk.WabaID) ([]desk.Template, error)

	ListPhoneNumbers(ctx context.Context, account string) ([]Number, error)
	GetPhoneNumber(ctx context.Context, number string) (Number, error)
	AddPhoneNumber(ctx context.Context, account string, n NewNumber) (string, error)
	RequestCode(ctx context.Context, number string, by CodeMethod, language string) error
	VerifyCode(ctx context.Context, number string, code desk.Secret) error
	Register(ctx context.Context, number string, pin desk.Secret) error
	GetProfile(ctx context.Context, number string) (Profile, error)
	UpdateProfile(ctx context.Context, number string, change ProfileUpdate) error
}

// Carrier speaks for one account at a carrier, from which numbers are rented. Its
// errors are *desk.Error with a sentence for a person.
type Carrier interface {
	Numbers(ctx context.Context) ([]CarrierNumber, error)
	// RedirectSMS sends the SMS of a number to an address, "" = nowhere. The carrier
	// may try the address before it answers.
	RedirectSMS(ctx context.Context, n CarrierNumber, address string) error
}

// CarrierNumber is a number that is rented from a carrier.
type CarrierNumber struct {
	E164    desk.PhoneNumber
	Country string // two letters
	Type    string // landline, mobile, in the carrier's words
	SMS     bool   // it can receive SMS
	Voice   bool   // it can receive calls
	SMSURL  string // where its SMS go today, "" = nowhere
}
