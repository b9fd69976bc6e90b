package bridge

import "github.com/parleydesk/parley/backend/wire"

// Phases of the app, as its first question is answered.
const (
	PhaseWelcome = "welcome" // nothing chosen yet: practice, this computer, a team's relay
	PhaseSignIn  = "signIn"  // a relay is known, nobody is signed in
	PhaseReady   = "ready"   // signed in; the local copy can be shown
	PhaseBlocked = "blocked" // Problem says what: certificate, app too old, relay too old, revoked
)

// What this computer can and cannot receive.
const (
	ReceivesPractice  = "practice"  // from pretend customers only
	ReceivesHere      = "here"      // while this computer's relay runs
	ReceivesTeam      = "team"      // by the team's relay, always
	ReceivesUndecided = "undecided" // no relay was chosen yet
)

// States of the connection.
const (
	LinkConnecting = "connecting"
	LinkCatchingUp = "catchingUp"
	LinkLive       = "live"
	LinkPreparing  = "preparing" // the relay makes its data fit after an update; Behind is how much is done, in percent
	LinkOffline    = "offline"
)

// AppState is where the app stands. The UI asks for it at start and at every
// "state" event.
type AppState struct {
	Phase        string         `json:"phase" of:"bridge.Phase*"`
	Profile      string         `json:"profile"`
	Practice     bool           `json:"practice"`
	ThisComputer bool           `json:"thisComputer"` // the relay runs inside this app
	RelayURL     string         `json:"relayUrl"`
	RelayName    string         `json:"relayName"`
	Fresh        bool           `json:"fresh"` // the relay has no owner yet
	UserID       string         `json:"userId"`
	UserName     string         `json:"userName"`
	Role         string         `json:"role" of:"desk.Role | ''"`
	DeviceID     string         `json:"deviceId"`
	Keychain     bool           `json:"keychain"` // false: the session lies in an encrypted file
	Version      string         `json:"version"`
	ClockSkew    int64          `json:"clockSkew"`  // relay's clock minus ours, ms
	SignInEnds   int64          `json:"signInEnds"` // when this sign-in ends however much it is used, by the relay's clock; 0 = not known
	Link         LinkState      `json:"link"`
	Missed       Missed         `json:"missed"`  // while the app was closed
	Repairs      []wire.Failure `json:"repairs"` // what was damaged at this start
	Problem      *wire.Failure  `json:"problem"`
	Receives     string         `json:"receives" of:"bridge.Receives*"`
	// Organizations are those between which the person may choose or switch; empty
	// for somebody who has one.
	Organizations []Organization `json:"organizations"`
}

// Organization is one of several that somebody belongs to at a relay.
type Organization struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Current  bool   `json:"current"`
	SignedIn bool   `json:"signedIn"` // no password is needed to switch to it
}

// Switched says what stands in the way of another organization, if anything does.
type Switched struct {
	Queued   int  `json:"queued"`   // replies that have not gone and would wait here
	Password bool `json:"password"` // the organization's password is needed
}

// LinkState is the status line.
type LinkState struct {
	State       string        `json:"state" of:"bridge.Link*"`
	Behind      int64         `json:"behind"` // changes still to come
	Queued      int           `json:"queued"` // replies that wait
	LastEventAt int64         `json:"lastEventAt"`
	Problem     *wire.Failure `json:"problem"` // why it is not live
	Skipped     int           `json:"skipped"` // what came from the relay and could not be read
}

// Missed is what arrived while nobody looked.
type Missed struct {
	Messages int   `json:"messages"`
	Threads  int   `json:"threads"`
	Since    int64 `json:"since"`
}

// Account is what the app does with relays, sign-in and profiles.
type Account interface {
	State() AppState
	// StartPractice starts the sandbox on this computer and signs its owner in.
	StartPractice() error
	// StartHere starts a relay for real use on this computer and gives its
	// one-time code for the first owner.
	StartHere() (ownerCode string, err error)
	// Connect points the app at a team's relay (https://…).
	Connect(url string) error
	// Retry tries what blocked the app again, at once, and says how it ended.
	Retry() error
	// SignIn signs a person in; of somebody in several organizations the state then
	// says which.
	SignIn(email, password string) error
	// SignInTo signs a person in to one of their organizations.
	SignInTo(email, password, organization string) error
	// SwitchOrganization goes to another of the person's organizations. Without force
	// it says how many replies have not gone, if there are any, and does nothing.
	SwitchOrganization(organization, password string, force bool) (Switched, error)
	// Claim uses a one-time code: first owner, invitation or reset. A link that
	// holds relay and code may be given as code.
	Claim(code, name, email, password string) error
	// SignOut forgets the session and wipes the local copy; replies that have
	// not gone are given as their number unless force is set.
	SignOut(force bool) (queued int, err error)
	// LeavePractice goes from practice to the first question, for real use.
	LeavePractice() error
	// DismissMissed forgets the line about what was missed.
	DismissMissed()
	// DismissRepairs forgets the lines about what was damaged.
	DismissRepairs()
	// SwitchUser signs a seeded practice person in by e-mail (practice only).
	SwitchUser(email string) error
}

// Session is start, sign-in and the state of the connection.
type Session struct{ account Account }

// NewSession wires the service.
func NewSession(account Account) *Session { return &Session{account} }

// State tells where the app stands.
func (s *Session) State() AppState { return s.account.State() }

// StartPractice starts the sandbox on this computer.
func (s *Session) StartPractice() error { return s.account.StartPractice() }

// StartHere starts a relay for real use on this computer.
func (s *Session) StartHere() (string, error) { return s.account.StartHere() }

// Connect points the app at a team's relay.
func (s *Session) Connect(url string) error { return s.account.Connect(url) }

// Retry tries again at once; an error says what still stands in the way.
func (s *Session) Retry() error { return s.account.Retry() }

// SignIn signs a person in.
func (s *Session) SignIn(email, password string) error { return s.account.SignIn(email, password) }

// SignInTo signs a person in to one of the organizations that the state lists.
func (s *Session) SignInTo(email, password, organization string) error {
	return s.account.SignInTo(email, password, organization)
}

// SwitchOrganization goes to another of the person's organizations, or says what
// stands in the way.
func (s *Session) SwitchOrganization(organization, password string, force bool) (Switched, error) {
	return s.account.SwitchOrganization(organization, password, force)
}

// Claim uses a one-time code or link.
func (s *Session) Claim(code, name, email, password string) error {
	return s.account.Claim(code, name, email, password)
}

// SignOut forgets the session. Without force it does nothing and gives the
// number of replies that have not gone, if there are any.
func (s *Session) SignOut(force bool) (int, error) { return s.account.SignOut(force) }

// LeavePractice goes from practice to real use.
func (s *Session) LeavePractice() error { return s.account.LeavePractice() }

// DismissMissed forgets the line about what was missed.
func (s *Session) DismissMissed() { s.account.DismissMissed() }

// DismissRepairs forgets the lines about what was damaged.
func (s *Session) DismissRepairs() { s.account.DismissRepairs() }

// SwitchUser signs a practice person in (practice only).
func (s *Session) SwitchUser(email string) error { return s.account.SwitchUser(email) }
