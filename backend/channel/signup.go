package channel

import "github.com/parleydesk/parley/backend/desk"

// Exchange is what turns the code of a sign-up in the provider's own window into a
// token of the account's.
type Exchange struct {
	App    desk.AppID
	Secret desk.Secret // the app's
	Code   desk.Secret // lives for seconds and works once
	Back   string      // the address that the code was sent to by a redirect, "" = it came from the window
}

// HostedGrant is what fetches the token of an account that was granted on the provider's
// own page, where nothing leads back to us.
type HostedGrant struct {
	App      desk.AppID
	Secret   desk.Secret // the app's
	System   desk.Secret // the token of the system user whose business the app belongs to
	Business string      // that the account belongs to
}

// Grant is an account that was granted to an app, as the app's webhook tells of it.
type Grant struct {
	App      desk.AppID
	Account  string
	Business string // that it belongs to
	At       int64  // the provider's stamp, Unix milliseconds, 0 = none
}

// SignUpEventKind says how a sign-up in the provider's window went.
type SignUpEventKind string

// The kinds.
const (
	SignUpFinished  SignUpEventKind = "finished"
	SignUpNoNumber  SignUpEventKind = "noNumber"  // an account was granted, and no number was added
	SignUpOnPhone   SignUpEventKind = "onPhone"   // the number stays in use in the WhatsApp Business app
	SignUpCancelled SignUpEventKind = "cancelled" // by the person; Step says where
	SignUpFailed    SignUpEventKind = "failed"    // the window told of an error
)

// SignUpEvent is what the provider's window says of the course of a sign-up. It comes
// through a browser: nothing in it is proven.
type SignUpEvent struct {
	Kind     SignUpEventKind
	Account  string // the ids, "" = not said
	Number   string
	Business string
	Step     string // the provider's name of the step that a person cancelled at
	Error    string // the provider's words
	Code     string // the provider's number of the error
}

// SignUpPlace is what a sign-up in the provider's window is for.
type SignUpPlace struct {
	App     desk.AppID
	Config  string // the provider's id of the app's configuration
	OnPhone bool   // the number stays in use in the WhatsApp Business app
}
