package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// digest is the sandbox's only source of chance: the same seed, stream and n
// give the same bytes.
func (s *Sandbox) digest(stream string, n uint64) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%d|%d|%s|%d", s.w.Seed, s.w.Incarnation, stream, n))
}

// roll returns the next number in [0,1) of a stream. Callers hold mu.
func (s *Sandbox) roll(stream string) float64 {
	s.draws[stream]++
	d := s.digest("roll/"+stream, s.draws[stream])
	return float64(binary.BigEndian.Uint64(d[:8])>>11) / (1 << 53)
}

func (s *Sandbox) next() uint64 {
	s.w.Counter++
	return s.w.Counter
}

// digits makes a numeric id of the given length that does not begin with 0.
func (s *Sandbox) digits(kind string, length int) string {
	d := s.digest(kind, s.next())
	out := make([]byte, length)
	for i := range out {
		out[i] = '0' + d[i%len(d)]%10
	}
	if out[0] == '0' {
		out[0] = '1'
	}
	return string(out)
}

// wamid makes a message id as Meta does: base64 around the customer's number,
// the direction and hexadecimal digits. That the number can be read out of the
// id is the point: whoever lets an id leave the relay leaks the number.
func (s *Sandbox) wamid(c *Customer, inbound bool) string {
	who := c.Phone
	if who == "" {
		_, who, _ = strings.Cut(c.UserID, ".")
	}
	d := s.digest("wamid", s.next())
	mark, tail := byte(0x11), strings.ToUpper(fmt.Sprintf("%x", d[:9]))
	if inbound {
		mark, tail = 0x12, "3A"+strings.ToUpper(fmt.Sprintf("%x", d[:9]))
	}
	b := []byte{0x1c, 0x18, byte(len(who))}
	b = append(b, who...)
	b = append(b, 0x15, 0x02, 0x00, mark, 0x18, byte(len(tail)))
	b = append(b, tail...)
	b = append(b, 0x00)
	return "wamid." + base64.StdEncoding.EncodeToString(b)
}

// handle stands for a message id where the id itself must not go, because the
// customer's number is in it: on the panel, which crosses the relay's border.
func handle(id string) string {
	if id == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("handle|" + id))
	return "m" + hex.EncodeToString(sum[:8])
}

// escapeUnicode rewrites JSON as Meta puts it on the wire: everything outside
// ASCII as \uXXXX with lower-case digits, and slashes escaped.
func escapeUnicode(in []byte) []byte {
	out := make([]byte, 0, len(in)+len(in)/4)
	for i := 0; i < len(in); {
		c := in[i]
		if c == '/' {
			out = append(out, '\\', '/')
			i++
			continue
		}
		if c < utf8.RuneSelf {
			out = append(out, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(in[i:])
		i += n
		if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
			continue
		}
		out = fmt.Appendf(out, `\u%04x`, r)
	}
	return out
}
