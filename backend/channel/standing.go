package channel

import "context"

// Standing is how far something is that a provider looks at.
type Standing string

// The standings; "" = the provider does not say.
const (
	StandingApproved Standing = "approved"
	StandingPending  Standing = "pending"
	StandingRejected Standing = "rejected"
	StandingMissing  Standing = "missing" // nobody has asked for it, or it ended
)

// AccountStanding is what decides how much an account may do.
type AccountStanding struct {
	Review       Standing // the provider's check of the account
	Verification Standing // of the business behind it
	NoPayment    bool     // the provider says that no payment method works; false says nothing
}

// StandingClient is a Client that says how its accounts stand.
type StandingClient interface {
	Standing(ctx context.Context, account string) (AccountStanding, error)
}
