package channel

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

// Reader reads what the ledger keeps of a provider's webhooks. It goes on reading
// whatever it once read. Its methods may be called concurrently; what they give
// shares the payload's memory.
type Reader interface {
	// Provider is the provider's name: the first part of the kinds of its entries.
	Provider() string
	// ReadEntry reads an entry's payload and opens its item. False: it is not what
	// the provider's webhooks write.
	ReadEntry(payload []byte) (desk.ItemEntry, Stored, bool)
	// OpenItem opens the item of an entry that was read in another way.
	OpenItem(item json.RawMessage) Stored
	// ReceiptKeys is how the keys of the entries begin that tell how far a message
	// has come which went out through an app; the next character is |.
	ReceiptKeys(app desk.AppID, messageID string) string
	// Explain gives a person the meaning of an error that has only its code and the
	// provider's words.
	Explain(code int, title string) *desk.Said
}

// Read is what an entry's payload says, read already by whoever made the entry.
type Read struct {
	Entry  desk.ItemEntry
	Stored Stored
}

// Stored is a kept item, open for those who ask more than one thing of it. What
// it is, is today's knowledge: an item that was KindUnknown when it came may be
// understood by a later version.
type Stored interface {
	Classify() (kind Kind, reason string)
	// Message reads a KindMessage, KindEcho, KindStandby or KindHistory. Content that is not
	// understood is no error: Message.NotUnderstood says so. An error means that
	// nothing says whose message it is.
	Message() (Message, error)
	// Receipt reads a KindStatus. What could be read comes with the error.
	Receipt() (Receipt, error)
	// Event reads a KindEvent.
	Event() (Event, error)
	// History reads a KindHistory that is no message, and gives the messages in it.
	History() (h History, messages []Stored, isChunk bool)
}

// KeyGrades are the ends of an Item's key that say that the content of a message
// is not, or not all, there; the poorer first. The key without them is that of
// the whole message.
var KeyGrades = []string{"|bare", "|loose"}

// EntryKey is the key of the entry of an item.
func EntryKey(provider string, app desk.AppID, field, itemKey string) string {
	return provider + "/" + string(app) + "/" + field + "/" + itemKey
}
