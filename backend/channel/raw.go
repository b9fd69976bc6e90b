package channel

import "log/slog"

// Resigner is a Carrier that signs the address which it calls: what is passed on to
// another one needs another signature there, else its receiver takes it for a forgery.
type Resigner interface {
	Carrier
	// Resign gives the headers of a webhook that goes to an address.
	Resign(raw Raw, address string) map[string]string
}

// Raw is a webhook as it came, to be passed on to where it went before. It masks
// itself when it is printed or logged: it holds somebody's SMS and its signature.
type Raw struct {
	Method string            `json:"method"`
	Query  string            `json:"query,omitempty"`  // encoded, as it came
	Header map[string]string `json:"header,omitempty"` // what the receiver reads and verifies it by
	Body   []byte            `json:"body,omitempty"`
}

// String names it without anything of its content.
func (Raw) String() string { return "a webhook" }

// GoString masks it in %#v too.
func (r Raw) GoString() string { return r.String() }

// LogValue masks it in logs.
func (r Raw) LogValue() slog.Value { return slog.StringValue(r.String()) }
