package desk

import (
	"log/slog"
	"strings"
)

// PhoneNumber is a customer's or business's number as received or in E.164. It masks
// itself wherever it is printed or logged; string(p) gives it in clear, which only view
// (for the screen) and the provider clients (for sending) may do.
type PhoneNumber string

// String masks the number, keeping only its last two digits.
func (p PhoneNumber) String() string {
	if len(p) < 4 {
		return "•••"
	}
	return "•••" + string(p[len(p)-2:])
}

// Digits gives the digits of the number: it is written in more than one way, and
// compared by them.
func (p PhoneNumber) Digits() string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, string(p))
}

// GoString masks the number in %#v too.
func (p PhoneNumber) GoString() string { return p.String() }

// LogValue masks the number in logs.
func (p PhoneNumber) LogValue() slog.Value { return slog.StringValue(p.String()) }

// Secret is a token, key, PIN or password in memory. It never prints itself;
// Reveal is the one way to its value, so that every use can be found.
type Secret string

// Reveal gives the value in clear.
func (s Secret) Reveal() string { return string(s) }

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[secret]"
}

// GoString hides the value in %#v too.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the value in logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON hides the value: a secret is never stored or sent as JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"[secret]"`), nil }
