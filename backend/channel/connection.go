package channel

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// AppClient speaks for one of our apps at a provider, proven by the app's secret. Its
// errors are failures of FailureOf; ReasonWrongSecret says that the provider does not
// take the secret. It may be used concurrently.
type AppClient interface {
	// Subscription tells where the provider sends the app's webhooks.
	Subscription(ctx context.Context) (Subscription, error)
	// Subscribe makes the provider send them to an address, in place of the one
	// before. It asks the address for the verify token before it answers.
	Subscribe(ctx context.Context, to Subscription, verifyToken desk.Secret) error
}

// Subscription is where a provider sends the webhooks of an app, and which. The zero
// value: it sends none.
type Subscription struct {
	Address string
	Fields  []string
}

// Redirector is a client that can take back the address that somebody set for one
// number alone: its webhooks go where those of its account go then.
type Redirector interface {
	ClearRedirect(ctx context.Context, number string) error
}

// Fields are what an app has to ask for at its provider.
type Fields struct {
	Needed []string // without one, messages or their receipts do not come
	Useful []string // without one, the screens learn something late or never
}

// Connection is what one of our numbers hangs on, open for questions.
type Connection struct {
	Provider string
	Scopes   []string // the permissions that the account's token needs
	Fields   Fields
	// Checks are those that the provider can answer; the others do not apply.
	Checks []desk.CheckName

	App     *desk.App
	Waba    *desk.Waba
	Account Client      // speaks for the account; nil with NoToken
	Token   desk.Secret // of the account
	NoToken error       // why there is none
	AsApp   AppClient   // nil: no secret of the app is stored, or the provider has no such thing
	Address string      // where its webhooks come in here, "" = nobody outside can reach it

	// Rental is what an SMS number hangs on in place of an app and an account with a
	// client: nil for every other number.
	Rental *Rental
}

// Rental is the account at a carrier from which a number is rented. With NoToken there is
// none, and Carrier is nil.
type Rental struct {
	LinkedCarrier
	Since  int64 // since when it is linked as it is, Unix ms; 0 = not known
	Signed bool  // a secret is stored by which its webhooks are proven
}

// Callbacks are the addresses to which a provider sends the webhooks of a number. The
// first that is set counts; some webhooks go to the app's whatever is set.
type Callbacks struct {
	Number  string // of the number alone
	Account string // of its account
	App     string
}
