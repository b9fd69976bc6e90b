package channel

import "log/slog"

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
