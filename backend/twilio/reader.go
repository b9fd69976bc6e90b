package twilio

import (
	"bytes"
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Reader reads what the ledger keeps of Twilio's webhooks.
type Reader struct{}

var _ channel.Reader = Reader{}

// Provider names Twilio.
func (Reader) Provider() string { return Provider }

// ReadEntry reads what WriteEntry wrote.
func (Reader) ReadEntry(payload []byte) (e desk.ItemEntry, stored channel.Stored, ok bool) {
	if !bytes.HasPrefix(payload, []byte("{")) || json.Unmarshal(payload, &e) != nil {
		return desk.ItemEntry{}, nil, false
	}
	return e, Open(e.Item), true
}

// OpenItem opens an item's payload.
func (Reader) OpenItem(item json.RawMessage) channel.Stored { return Open(item) }

// ReceiptKeys is how the keys of the statuses of a message begin.
func (Reader) ReceiptKeys(app desk.AppID, messageID string) string {
	return channel.EntryKey(Provider, app, fieldMessages, "status/"+messageID)
}

// Explain names the sentence that says what one of Twilio's codes means.
func (Reader) Explain(code int, title string) *desk.Said { return Explain(code).Said(title) }
