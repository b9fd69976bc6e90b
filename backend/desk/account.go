package desk

import "context"

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
	// Seq is the entry that opened it: what ends a person's sessions ends those
	// from before, by this order.
	Seq int64
	// DeviceKey is the public key of the device, Ed25519 in base64: the token alone
	// opens nothing. "" = it was opened by a version that had no keys, and opens
	// nothing any more.
	DeviceKey string
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
	Seq       int64 // the entry that made it
}

// AccountAct is something that happened to a sign-in, a password or a one-time code.
type AccountAct string

// The acts. Values are in the record: they are never renamed.
const (
	ActInvited         AccountAct = "invited"         // By made an invitation that gives Role
	ActUninvited       AccountAct = "uninvited"       // By took it back
	ActJoined          AccountAct = "joined"          // On came by an invitation of By
	ActResetMade       AccountAct = "resetMade"       // By made a code with which On sets a password
	ActResetUsed       AccountAct = "resetUsed"       // On set a password with By's code
	ActSignedIn        AccountAct = "signedIn"        // On, on DeviceID
	ActSignedOut       AccountAct = "signedOut"       // By ended On's session on DeviceID
	ActSignedOutAll    AccountAct = "signedOutAll"    // By ended On's sessions, but the one on DeviceID
	ActPasswordChanged AccountAct = "passwordChanged" // On, on DeviceID; their other sessions ended
	ActCopyRefused     AccountAct = "copyRefused"     // a copy of On's sign-in on DeviceID was refused
)

// Valid says whether this build knows the act.
func (a AccountAct) Valid() bool {
	switch a {
	case ActInvited, ActUninvited, ActJoined, ActResetMade, ActResetUsed, ActSignedIn, ActSignedOut, ActSignedOutAll, ActPasswordChanged, ActCopyRefused:
		return true
	}
	return false
}

// AccountEntry is the payload of EntryAccount: who did what to whose sign-in, password
// or code. It names codes by their ids and holds no secret and no address.
type AccountEntry struct {
	Act      AccountAct `json:"act"`
	By       UserID     `json:"by,omitempty"` // "" = nobody who was signed in
	On       UserID     `json:"on,omitempty"` // "" = nobody yet
	DeviceID DeviceID   `json:"deviceId,omitempty"`
	InviteID string     `json:"inviteId,omitempty"`
	Role     Role       `json:"role,omitempty"`
	// Of an invitation to join: what the person will lack, and how long it is good.
	Without []Licence `json:"without,omitempty"`
	Until   int64     `json:"until,omitempty"`
	// Arranged is what else waits for the person of an invitation to join.
	Arranged Arrangement `json:"arranged,omitzero"`
}

// Ending says that a person's power ends with the entry that says so: their
// sessions, the codes that they made, and the codes to set their password.
// Whatever was made later stays, also at a rebuild.
type Ending struct{ UserID UserID }

// DoorTx reads and writes who may sign in (credentials, sessions, one-time codes), in
// the same write transaction as the entry that says so. Not found is CodeNotFound.
type DoorTx interface {
	Rows
	// CredentialsByEmail gives those of every organization.
	CredentialsByEmail(ctx context.Context, email string) ([]Credential, error)
	CredentialOf(ctx context.Context, org OrgID, user UserID) (Credential, error)
	// PutCredential gives CodeConflict when somebody else of the organization has the
	// address.
	PutCredential(ctx context.Context, c Credential) error
	DeleteCredential(ctx context.Context, org OrgID, user UserID) error
	SessionByToken(ctx context.Context, tokenHash string) (Session, error)
	SessionByDevice(ctx context.Context, org OrgID, device DeviceID) (Session, error)
	// PutSession opens a session; the device's earlier one makes room.
	PutSession(ctx context.Context, s Session) error
	// EndSession ends the session of a device, EndSessions all of a person but
	// the one of keep. Ended ones keep their time.
	EndSession(ctx context.Context, s Session, at int64) error
	EndSessions(ctx context.Context, org OrgID, user UserID, keep DeviceID, at int64) error
	InviteByCode(ctx context.Context, codeHash string) (Invite, error)
	InvitesOf(ctx context.Context, org OrgID) ([]Invite, error)
	PutInvite(ctx context.Context, i Invite) error
	// DeleteInvite deletes a code. One that is not there is fine.
	DeleteInvite(ctx context.Context, org OrgID, id string) error
	// DeleteResets deletes the codes that set a person's password.
	DeleteResets(ctx context.Context, org OrgID, user UserID) error
}
