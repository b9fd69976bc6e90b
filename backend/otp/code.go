package otp

import (
	"fmt"
	"log/slog"
)

// masked is text in memory that never prints itself. fmt cannot call the
// methods of another struct's unexported field and prints what it finds there,
// following one pointer under some verbs; behind two the bytes are safe.
type masked struct{ b **[]byte }

func newMasked(s string) masked {
	b := []byte(s)
	p := &b
	return masked{b: &p}
}

// Reveal gives the text in clear: for the lease holder's screen and for the
// request that needs it, nothing else. It is "" once wiped.
func (m masked) Reveal() string {
	if m.b == nil {
		return ""
	}
	return string(**m.b)
}

// Wipe overwrites the bytes. What Reveal gave before is beyond reach.
func (m masked) Wipe() {
	if m.b != nil {
		clear(**m.b)
		**m.b = nil
	}
}

// Format masks the text under every verb.
func (masked) Format(f fmt.State, _ rune) {
	_, _ = f.Write([]byte(mask)) // a failing writer is fmt's to report
}

// String masks the text.
func (masked) String() string { return mask }

// GoString masks the text in %#v too.
func (masked) GoString() string { return mask }

// LogValue masks the text in logs.
func (masked) LogValue() slog.Value { return slog.StringValue(mask) }

// MarshalJSON masks the text: it is never stored or sent as JSON.
func (masked) MarshalJSON() ([]byte, error) { return []byte(`"` + mask + `"`), nil }

// MarshalText masks the text in every other encoding.
func (masked) MarshalText() ([]byte, error) { return []byte(mask), nil }

// Code is a verification code: six digits that only Reveal shows.
type Code struct{ masked }

// IsZero tells whether there is no code.
func (c Code) IsZero() bool { return c.Reveal() == "" }

// Text is the raw text of an SMS with a code, for the person who is setting the
// number up; only Reveal shows it.
type Text struct{ masked }
