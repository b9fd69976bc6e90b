package wire

// Invite asks for an invitation.
type Invite struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Role  string `json:"role" of:"desk.Role"`
	// Without are the licences that the person will lack; an app that names none
	// gives all.
	Without []string `json:"without,omitempty" of:"desk.Licence"`
	// Arranged is what else waits for them; absent = as for everybody.
	Arranged *Arranged `json:"arranged,omitempty"`
}

// Arranged is what an invitation arranges beside role and licences; what is absent is
// as it is for everybody.
type Arranged struct {
	WhatsApp   *bool     `json:"whatsApp,omitempty"` // whether the channel is on; absent = yes
	Capacity   int       `json:"capacity,omitempty"` // conversations at once; 0 = the usual
	AutoAccept bool      `json:"autoAccept,omitempty"`
	Outbound   *Outbound `json:"outbound,omitempty"`
	Places     *Places   `json:"places,omitempty"`
	// Presence is the one with which they begin, and Reason why they are away; absent =
	// online.
	Presence string `json:"presence,omitempty" of:"desk.PresenceState | ''"`
	Reason   string `json:"reason,omitempty"`
}

// Invitation is a link and a code to join or to set a new password. The code
// is shown once.
type Invitation struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Email     string `json:"email"`
	Role      string `json:"role" of:"desk.Role | ''"`
	Link      string `json:"link"` // "" in lists
	Code      string `json:"code"` // "" in lists
	ExpiresAt int64  `json:"expiresAt"`
}

// Invitations lists the open ones.
type Invitations struct {
	Invitations []Invitation `json:"invitations"`
}

// InvitationRef names an invitation.
type InvitationRef struct {
	ID string `json:"id" ask:"invitation"`
}

// InvitationRefs names invitations, at most MaxPeople.
type InvitationRefs struct {
	IDs []string `json:"ids" ask:"invitation"`
}

// UserRef names a person.
type UserRef struct {
	UserID string `json:"userId" ask:"user"`
}

// Device is one signed-in installation.
type Device struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Platform   string `json:"platform"`
	CreatedAt  int64  `json:"createdAt"`
	LastSeenAt int64  `json:"lastSeenAt"`
	Current    bool   `json:"current"`
	Key        []byte `json:"key,omitempty"` // public key, Ed25519, of this sign-in: in SignIn and Claim, where it must be
}

// Devices lists a person's devices.
type Devices struct {
	Devices []Device `json:"devices"`
}

// DeviceRef names a device.
type DeviceRef struct {
	DeviceID string `json:"deviceId" ask:"device"`
}

// ChangePassword changes one's own password.
type ChangePassword struct {
	Old string `json:"old"`
	New string `json:"new"`
	// Next is the SHA-256, in hex, of the token that this device has next. It has
	// kept that token already, so that a crash on the way locks nobody out.
	// "" = the relay makes one.
	Next string `json:"next,omitempty" ask:"-"`
}

// PasswordChanged answers ChangePassword. Token is "" when the device chose it.
type PasswordChanged struct {
	Token string `json:"token,omitempty"`
}
