package twilio

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Webhooks reads Twilio's webhooks of messages and statuses.
type Webhooks struct{}

// Provider names Twilio.
func (Webhooks) Provider() string { return Provider }

// Handshake is none: Twilio asks no address whether it is ours.
func (Webhooks) Handshake(url.Values, string) (challenge string, ok bool) { return "", false }

// Verify is the function of the same name.
func (Webhooks) Verify(r channel.Request, tokens ...string) bool { return Verify(r, tokens...) }

// MapTexts is the function of the same name.
func (Webhooks) MapTexts(body []byte, change func(string) string) []byte {
	return MapTexts(body, change)
}

// Split is the function of the same name.
func (Webhooks) Split(r channel.Request) ([]channel.Item, error) { return Split(r) }

// WriteEntry gives the payload that Reader reads.
func (Webhooks) WriteEntry(e desk.ItemEntry) []byte {
	if len(e.Item) == 0 {
		e.Item = json.RawMessage("null")
	}
	b, err := json.Marshal(e)
	if err != nil { // an item that is no JSON: there is nothing in it that could be read later
		e.Item = json.RawMessage("null")
		b, _ = json.Marshal(e) // texts only
	}
	return b
}

// Reply is what Twilio wants to hear of a webhook that was kept: for a message TwiML that
// says nothing, because any other text would be sent to the customer; for a status no
// content.
func (Webhooks) Reply(body []byte) (status int, contentType, text string) {
	if strings.Contains("&"+string(body), "&MessageStatus=") {
		return http.StatusNoContent, "", ""
	}
	return replyTwiML()
}

func replyTwiML() (status int, contentType, text string) {
	return http.StatusOK, "text/xml; charset=utf-8", "<Response/>"
}
