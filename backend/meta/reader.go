package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Reader reads what the ledger keeps of Meta's webhooks.
type Reader struct{}

var _ channel.Reader = Reader{}

// Provider names Meta.
func (Reader) Provider() string { return Provider }

// ReadEntry reads what WriteEntry wrote.
func (Reader) ReadEntry(payload []byte) (desk.ItemEntry, channel.Stored, bool) {
	e, item, ok := ReadEntry(payload)
	return e, item, ok
}

// OpenItem opens an Item's payload.
func (Reader) OpenItem(item json.RawMessage) channel.Stored { return Open(item) }

// ReceiptKeys is how the keys of the statuses of a message begin.
func (Reader) ReceiptKeys(app desk.AppID, messageID string) string {
	return channel.EntryKey(Provider, app, fieldMessages, join("status", str(messageID)))
}

// Explain names the sentence that says what one of Meta's codes means.
func (Reader) Explain(code int, title string) *desk.Said { return Explain(code).Said(title) }
