package desk

// Credential is how a person signs in. It is kept apart from the ledger.
type Credential struct {
	Org       OrgID
	UserID    UserID
	Email     string // lower case; unique in the relay
	Hash      string // argon2id, PHC format
	ChangedAt int64
}

// Session is one signed-in device. The token itself is kept nowhere.
type Session struct {
	TokenHash  string // SHA-256, hex
	Org        OrgID
	UserID     UserID
	DeviceID   DeviceID
	DeviceName string
	Platform   string
	CreatedAt  int64
	LastSeenAt int64
	RevokedAt  int64 // 0 = good; kept afterwards so that the device stays known
}

// InviteKind is what a one-time code is for.
type InviteKind string

// The kinds of one-time codes.
const (
	InviteOwner InviteKind = "owner" // the first person of a fresh relay
	InviteJoin  InviteKind = "join"
	InviteReset InviteKind = "reset" // a new password
)

// Invite is a one-time code for joining or for setting a new password.
type Invite struct {
	ID        string
	Org       OrgID
	Kind      InviteKind
	CodeHash  string // SHA-256, hex
	Name      string
	Email     string
	Role      Role
	UserID    UserID // of a reset
	CreatedBy UserID
	ExpiresAt int64
}
