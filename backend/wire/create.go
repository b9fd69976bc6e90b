package wire

// SetupCreate connects a number from one form. Everything in it is checked before
// anything is done, and what does not do is told together.
type SetupCreate struct {
	WabaID      string `json:"wabaId" ask:"-"` // of an account that is linked, typed or chosen
	Phone       string `json:"phone"`          // E.164; a whatsapp: in front is fine
	Name        string `json:"name"`           // the display name: customers and colleagues see it
	Active      bool   `json:"active"`         // its messages reach somebody: AgentID or InboxID says whom
	AgentID     string `json:"agentId" ask:"user"`
	InboxID     string `json:"inboxId" ask:"inbox"`
	Certificate string `json:"certificate"`                         // as Meta shows it for the number, "" = none
	Method      string `json:"method" of:"channel.CodeMethod | ''"` // how the code is to come; "" = it is asked for later
	PIN         string `json:"pin"`                                 // six digits, of a number that is verified and not signed in
}

// SetupCreated is how far it came. With Reasons nothing was done and nothing is kept;
// else there is a set-up, done or at the step that comes next, with what is wrong in Said.
type SetupCreated struct {
	Reasons []FormReason `json:"reasons"`
	Setup   *Setup       `json:"setup,omitempty"`
}

// FormReason is why a number cannot be connected as a form says.
type FormReason struct {
	Field string  `json:"field" of:"wire.Field*"` // the one to change
	Said  Failure `json:"said"`
}

// NumberMove names a number and the account to which it is to move.
type NumberMove struct {
	NumberID string `json:"numberId" ask:"number"`
	WabaID   string `json:"wabaId" ask:"waba"`
}

// MoveChecked is what has to be true before a number moves, in order.
type MoveChecked struct {
	Checks []MoveCheck `json:"checks"`
}

// MoveCheck is one of those conditions.
type MoveCheck struct {
	Name string   `json:"name" of:"wire.Move*"`
	Said *Failure `json:"said,omitempty"` // what has to be done first, nil = it is true
}

// The conditions of a move.
const (
	MoveConnected = "connected" // the number works where it is
	MoveName      = "name"      // its display name is approved
	MoveNoPIN     = "noPin"     // two-step verification is off
	MoveReviewed  = "reviewed"  // the new account passed its review
	MoveBusiness  = "business"  // its business is verified
)

// The fields of SetupCreate that a FormReason may be about.
const (
	FieldAccount     = "account"
	FieldPhone       = "phone"
	FieldName        = "name"
	FieldAssigned    = "assigned" // agent or inbox
	FieldCertificate = "certificate"
	FieldPIN         = "pin"
)
