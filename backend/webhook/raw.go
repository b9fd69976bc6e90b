package webhook

import (
	"net/http"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
)

// passedHeaders are the headers by which a receiver reads a webhook and believes it; all
// others are between the carrier, its proxies and this relay.
var (
	passedHeaders  = []string{"Content-Type", "Authorization", "User-Agent"}
	passedPrefixes = []string{"X-Nexmo-", "X-Vonage-", "X-Twilio-", "I-Twilio-"}
)

// rawOf keeps a webhook as it came. body is copied: its memory is given back.
func rawOf(r *http.Request, body []byte) *channel.Raw {
	raw := &channel.Raw{Method: r.Method, Query: r.URL.RawQuery, Body: slices.Clone(body), Header: map[string]string{}}
	for name := range r.Header {
		known := slices.Contains(passedHeaders, name) ||
			slices.ContainsFunc(passedPrefixes, func(p string) bool { return strings.HasPrefix(name, p) })
		if known {
			raw.Header[name] = r.Header.Get(name)
		}
	}
	return raw
}
