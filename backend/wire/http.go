package wire

// HTTP endpoints of the relay that a desktop uses before and beside the socket.
const (
	PathSync    = "/sync"         // websocket; Authorization: Bearer, and a proof (HeaderProof)
	PathState   = "/api/state"    // GET → RelayState; no sign-in needed
	PathSignIn  = "/api/sign-in"  // POST SignIn → Session
	PathClaim   = "/api/claim"    // POST Claim → Session: first owner, invitation, reset
	PathSignOut = "/api/sign-out" // POST; Bearer, and a proof: ends that sign-in
	PathNonce   = "/api/nonce"    // GET → Nonce, for one proof; no sign-in needed
	PathMedia   = "/api/media"    // POST bytes → Uploaded; GET /api/media/{id} → bytes; Bearer, and a proof
	PathRecords = "/api/records"  // POST RecordsExport → CSV, with HeaderRows; Bearer, and a proof
)

// RelayState tells a desktop whether it can talk to this relay.
type RelayState struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	MinVersion int    `json:"minVersion"` // of the protocol
	MaxVersion int    `json:"maxVersion"`
	Practice   bool   `json:"practice"`
	Fresh      bool   `json:"fresh"` // no owner yet
}

// SignIn asks for a session.
type SignIn struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	Device   Device `json:"device"`
	Org      string `json:"org,omitempty"` // which organization, "" = the one that there is
}

// Claim uses a one-time code: to become the first owner, to join by
// invitation, or to set a new password.
type Claim struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
	Device   Device `json:"device"`
}

// Membership is an organization that somebody may enter.
type Membership struct {
	Org  string `json:"org"`
	Name string `json:"name"`
}

// Session is a signed-in device. Token is shown once and kept in the OS
// keychain. It is empty when the password opens several organizations and the
// request named none: the person chooses one of Memberships then.
type Session struct {
	Token    string `json:"token"`
	UserID   string `json:"userId"`
	DeviceID string `json:"deviceId"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Org      string `json:"org"`
	OrgName  string `json:"orgName"`
	// Memberships are all that the password opens, when it opens several.
	Memberships []Membership `json:"memberships,omitempty"`
}

// Uploaded answers an upload.
type Uploaded struct {
	MediaID string `json:"mediaId"`
	MIME    string `json:"mime"` // from the bytes
	Size    int64  `json:"size"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
}
