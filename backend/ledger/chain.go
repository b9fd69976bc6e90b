package ledger

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/parleydesk/parley/backend/desk"
)

// PayloadHash is what stays of a payload that is erased.
func PayloadHash(payload []byte) []byte {
	return desk.PayloadHash(payload)
}

// Hash links an entry to the one before it: SHA-256 over the previous hash, the
// header and the payload's hash, each text with its length before it. The
// payload itself is not in it, so that it can be erased.
func Hash(prev []byte, e desk.Entry, payloadHash []byte) []byte {
	b := make([]byte, 0, 256)
	text := func(s string) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s))) //nolint:gosec // far below 4 GiB
		b = append(b, s...)
	}
	number := func(n int64) { b = binary.BigEndian.AppendUint64(b, uint64(n)) } //nolint:gosec // its bits, for hashing
	text(string(prev))
	text(string(e.Org))
	number(e.Seq)
	text(string(e.Kind))
	text(e.Key)
	number(e.At)
	number(e.Intake)
	text(string(payloadHash))
	h := sha256.Sum256(b)
	return h[:]
}
