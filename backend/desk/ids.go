package desk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strings"
	"sync"

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
	SignUpID      string
)

// enc is lower-case base32 without padding: short, and safe in paths and URLs.
var enc = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// IDKey makes the ids of what folds make.
type IDKey struct {
	Key []byte // a secret of the database, kept in it: nobody else can compute an id
	// Since is the organization's first sequence for which the key counts. What
	// was made before there were keys keeps its ids at every rebuild, and commands
	// from before then are judged by the rules of that time.
	Since int64
	// Macs are hashes under Key that are used again, as MacsOf makes them; nil = each
	// id makes its own.
	Macs *sync.Pool
}

// MacsOf gives hashes under a key for IDKey.Macs.
func MacsOf(key []byte) *sync.Pool {
	return &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}
}

// Counts says whether an entry is one of those for which the key counts.
func (k IDKey) Counts(seq int64) bool { return seq >= k.Since }

// ID gives the n-th id that the entry seq of org makes: prefix, the sequence,
// and 40 bits that only the key can make. It is the same at every rebuild, and
// ids made later sort later, so that indexes grow at their end.
func (k IDKey) ID(prefix string, org OrgID, seq int64, n int) string {
	if !k.Counts(seq) {
		return DeriveID(prefix, org, seq, n)
	}
	if k.Macs == nil {
		return derive(hmac.New(sha256.New, k.Key), prefix, org, seq, n)
	}
	h, _ := k.Macs.Get().(hash.Hash) // nothing else is put there
	h.Reset()
	id := derive(h, prefix, org, seq, n)
	k.Macs.Put(h)
	return id
}

// Named gives the id of a thing that is named by somebody else, such as a number
// by Meta's id: the same for the same name, and made by the key alone.
func (k IDKey) Named(prefix string, org OrgID, name string) string {
	h := hmac.New(sha256.New, k.Key)
	h.Write([]byte("named\x00" + prefix + "\x00" + string(org) + "\x00" + name))
	return prefix + "_" + hex.EncodeToString(h.Sum(nil)[:10])
}

// DeriveID gives the id that an entry made before there were keys: with a plain
// SHA-256, which everybody can compute who knows the organization's id.
func DeriveID(prefix string, org OrgID, seq int64, n int) string {
	return derive(sha256.New(), prefix, org, seq, n)
}

func derive(h hash.Hash, prefix string, org OrgID, seq int64, n int) string {
	const room = 128
	b := make([]byte, 0, room)
	b = append(append(append(b, prefix...), 0), org...)
	at := len(b)
	b = binary.BigEndian.AppendUint64(b, uint64(seq)) //nolint:gosec // a sequence is never negative
	b = binary.BigEndian.AppendUint64(b, uint64(n))   //nolint:gosec // a count is never negative
	h.Write(b)
	id := append(b[at+3:at+8:at+8], h.Sum(b[len(b):])[:5]...) // 40 bits of sequence are enough for ever
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
