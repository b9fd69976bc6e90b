package webhook

import (
	"crypto/sha256"
	"encoding/hex"
)

// bodyHash names a body by its bytes.
func bodyHash(body []byte) string {
	h := sha256.Sum256(body)
	return hex.EncodeToString(h[:])
}
