package meta

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
)

// The keys of items: what comes again has the same one, whatever it came with.

// messageKey names a version of a message: by its id alone if its content is there, and
// by another key if it is not. So the real message is another item than the notice,
// which came before it, that there is one, and each is recognised when it comes again.
func messageKey(env *envelope, prefix string, id str) string {
	if id == "" {
		return ""
	}
	switch m, _ := env.message(); m.Richness() {
	case channel.Bare:
		return join(prefix, id) + channel.KeyGrades[0]
	case channel.Loose:
		return join(prefix, id) + channel.KeyGrades[1]
	default:
		return join(prefix, id)
	}
}

// hashKey names an item that has no id of its own: by its content and Meta's
// stamp, or, without a stamp, by the body and its place in it.
func (s *splitter) hashKey(at *place, item channel.Item) (key string, expiring bool) {
	if item.Time == 0 {
		if s.hash == "" {
			sum := sha256.Sum256(s.body)
			s.hash = hex.EncodeToString(sum[:])
		}
		return join("body", str(s.hash), str(strconv.Itoa(len(s.items)))), true
	}
	parts := []string{at.entryID, strconv.FormatInt(item.Time, 10), strconv.Itoa(at.n), at.content()}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return join("event", str(item.Field), str(hex.EncodeToString(sum[:]))), false
}

// content stands for the change in its items' keys: itself for the first, and
// for the others its hash, or a body full of items without ids would be hashed
// once for each of them.
func (p *place) content() string {
	if p.n > 0 && p.digest != "" {
		return p.digest
	}
	var compact bytes.Buffer
	if json.Compact(&compact, p.change) != nil {
		compact.Write(p.change)
	}
	if p.n == 0 {
		return compact.String()
	}
	sum := sha256.Sum256(compact.Bytes())
	p.digest = hex.EncodeToString(sum[:])
	return p.digest
}

var escapes = strings.NewReplacer("%", "%25", "|", "%7C")

// join builds a key whose parts cannot run into each other.
func join(prefix string, parts ...str) string {
	size := len(prefix)
	for _, p := range parts {
		size += 1 + len(p)
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(prefix)
	for _, p := range parts {
		b.WriteByte('|')
		if strings.ContainsAny(string(p), "%|") {
			p = str(escapes.Replace(string(p)))
		}
		b.WriteString(string(p))
	}
	return b.String()
}
