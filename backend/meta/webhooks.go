package meta

import (
	"net/url"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Webhooks reads Meta's webhooks.
type Webhooks struct{}

// Provider names Meta.
func (Webhooks) Provider() string { return Provider }

// Handshake is VerifyHandshake.
func (Webhooks) Handshake(query url.Values, token string) (challenge string, ok bool) {
	return VerifyHandshake(query, token)
}

// Verify is VerifySignature with what stands in the header.
func (Webhooks) Verify(r channel.Request, secrets ...string) bool {
	return VerifySignature(r.Body, r.Header(SignatureHeader), secrets...)
}

// MapTexts is the function of the same name.
func (Webhooks) MapTexts(body []byte, change func(string) string) []byte {
	return MapTexts(body, change)
}

// Split is the function of the same name.
func (Webhooks) Split(r channel.Request) ([]channel.Item, error) { return Split(r.Body) }

// WriteEntry is the function of the same name.
func (Webhooks) WriteEntry(e desk.ItemEntry) []byte { return WriteEntry(e) }

// Attempted says whether the query asks for a handshake, whatever its token.
func (Webhooks) Attempted(query url.Values) bool {
	return query.Get("hub.mode") == "subscribe" && query.Get("hub.challenge") != ""
}
