package desk

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"

	"github.com/google/uuid"
)

// Ids are opaque text. Those of things that a fold makes derive from the
// entry that made them, so that a rebuild gives the same ids.
type (
	OrgID         string // an organization
	UserID        string // a person of the organization
	DeviceID      string // one installation of the desktop, one person
	AppID         string // a Meta app, by Meta's own id
	WabaID        string // a WhatsApp Business Account, by Meta's own id
	NumberID      string // a business number, ours
	InboxID       string
	ContactID     string
	ThreadID      string
	InteractionID string
	OfferID       string
	DecisionID    string
	MessageID     string
	MediaID       string
	TemplateID    string
	NoticeID      string
	UnhandledID   string
	SetupID       string
)

// enc is lower-case base32 without padding: short, and safe in paths and URLs.
var enc = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// DeriveID gives the n-th id that the entry seq of org makes: prefix, the
// sequence, and 40 bits of a SHA-256. It is the same at every rebuild, and ids
// made later sort later, so that indexes grow at their end.
func DeriveID(prefix string, org OrgID, seq int64, n int) string {
	h := sha256.New()
	h.Write([]byte(prefix))
	h.Write([]byte{0})
	h.Write([]byte(org))
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(seq)) //nolint:gosec // a sequence is never negative
	binary.BigEndian.PutUint64(b[8:], uint64(n))   //nolint:gosec // a count is never negative
	h.Write(b[:])
	id := append(b[3:8:8], h.Sum(nil)[:5]...) // 40 bits of sequence are enough for ever
	return prefix + "_" + enc.EncodeToString(id)
}

// NewID gives a fresh, time-ordered id for things that are not made by a fold
// (commands, devices, set-ups).
func NewID(prefix string) string {
	id, err := uuid.NewV7()
	if err != nil {
		panic("no randomness from the operating system: " + err.Error())
	}
	return prefix + "_" + strings.ReplaceAll(id.String(), "-", "")
}
