package twilio

import (
	"regexp"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// Provider names Twilio in stored rows, entries and addresses. It never changes.
const Provider = "twilio"

// IDs is the form of the ids of apps and accounts: an account's SID.
var IDs = regexp.MustCompile(`^AC[0-9a-f]{32}$`)

var (
	keyForm    = regexp.MustCompile(`^SK[0-9a-f]{32}$`)
	secretForm = regexp.MustCompile(`^[!-~]{8,256}$`)
)

// Login is what opens an account. Key and Secret are an API key with its secret, or
// Key is "" and Secret the account's auth token. Only the auth token proves webhooks.
type Login struct {
	Account string // AC…
	Key     string // SK…, "" = none
	Secret  desk.Secret
}

// Token writes the login as the one secret that is kept for an account.
func (l Login) Token() desk.Secret {
	return desk.Secret(l.Account + ":" + l.Key + ":" + l.Secret.Reveal())
}

// ReadToken reads what Token wrote. What is not of that form opens nothing: every call
// with it is refused before it is made.
func ReadToken(token desk.Secret) Login {
	parts := strings.SplitN(token.Reveal(), ":", 3)
	if len(parts) != 3 {
		return Login{}
	}
	return Login{Account: parts[0], Key: parts[1], Secret: desk.Secret(parts[2])}
}

// fault says which part has not the form that Twilio gives it, "" = none.
func (l Login) fault() string {
	switch {
	case !IDs.MatchString(l.Account):
		return "account"
	case l.Key != "" && !keyForm.MatchString(l.Key):
		return "key"
	case !secretForm.MatchString(l.Secret.Reveal()):
		return "secret"
	}
	return ""
}

// user is the name under which a call signs in.
func (l Login) user() string {
	if l.Key != "" {
		return l.Key
	}
	return l.Account
}
