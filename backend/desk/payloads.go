package desk

import (
	"crypto/sha256"
	"encoding/json"
)

// CommandEntry is the payload of EntryCommand: who asked for what. Body is the
// wire command of that name in that version; 0 is 1, from before they had one.
type CommandEntry struct {
	UserID   UserID          `json:"userId"`
	DeviceID DeviceID        `json:"deviceId"`
	ClientID string          `json:"clientId"`
	Name     string          `json:"name"`
	Version  int             `json:"version"`
	Body     json.RawMessage `json:"body"`
	// Erased is set when what was written is not in Body any more.
	Erased bool `json:"erased,omitempty"`
}

// ItemEntry is the payload of the entries of ItemKind: one item of a provider's
// webhook with what surrounds it, and the number it is for when that is known.
// Item is the provider's, read by its channel.Reader.
type ItemEntry struct {
	AppID    AppID           `json:"appId"`
	WabaID   WabaID          `json:"wabaId"`
	NumberID NumberID        `json:"numberId"` // "" = unknown number or no number in it
	PhoneID  string          `json:"phoneId"`
	Field    string          `json:"field"`
	Time     int64           `json:"time"`   // the provider's stamp, Unix ms, 0 = none
	Reason   string          `json:"reason"` // of ItemUnknown: why
	Item     json.RawMessage `json:"item"`

	// Rated is what the message was of a rating, set when its content is erased: it cannot be
	// read off it any more.
	Rated *MessageRating `json:"rated,omitempty"`
}

// PresenceEntry is the payload of EntryPresence: a person's desktops came or
// went. (What they choose is a command.)
type PresenceEntry struct {
	UserID    UserID `json:"userId"`
	Connected bool   `json:"connected"`
	// Locked is set where a desktop is connected, but none reaches them, because the
	// screen is locked or the computer goes to sleep. Still says that none did before.
	Locked bool `json:"locked,omitempty"`
	Still  bool `json:"still,omitempty"`
}

// NoRoomEntry is the payload of EntryNoRoom: whoever an offer was made to could not accept
// it, because they had no room for it any more.
type NoRoomEntry struct {
	OfferID OfferID `json:"offerId"`
}

// DecisionEntry is the payload of EntryDecision: what routing knew and what came of
// it, as routing's canonical JSON. It replays to the same bytes.
type DecisionEntry struct {
	ID            DecisionID    `json:"id"`
	InteractionID InteractionID `json:"interactionId"`
	ThreadID      ThreadID      `json:"threadId"`
	At            int64         `json:"at"`
	Version       int           `json:"version"`
	Input         string        `json:"input"`  // JSON text of routing.Input
	Output        string        `json:"output"` // JSON text of routing.Decision
}

// SendEntry is the payload of the send.* entries.
type SendEntry struct {
	MessageID  MessageID `json:"messageId"`
	ProviderID string    `json:"providerId,omitempty"` // accepted: Meta's id
	WaID       string    `json:"waId,omitempty"`       // accepted: the id Meta resolved
	UserID     string    `json:"userId,omitempty"`     // accepted: business-scoped id
	Problem    *Problem  `json:"problem,omitempty"`    // rejected
	RetryAt    int64     `json:"retryAt,omitempty"`    // deferred
	Attempts   int       `json:"attempts,omitempty"`   // deferred: tries so far
}

// PostingAnswer is what the fold of send.posting answers: whether the sender
// may make the call now.
type PostingAnswer struct {
	Allowed bool   `json:"allowed"`
	Reason  string `json:"reason"` // windowClosed, notOwner, notQueued, held, expired, identity
	// Identity is the hash that goes with it; "" = none.
	Identity string `json:"identity,omitempty"`
}

// MediaEntry is the payload of the media.* entries.
type MediaEntry struct {
	MessageID MessageID `json:"messageId"`
	Media     Media     `json:"media"`
}

// TemplatesEntry is the payload of EntryTemplatesPut: all templates of a WABA.
type TemplatesEntry struct {
	WabaID    WabaID     `json:"wabaId"`
	Templates []Template `json:"templates"`
	AskedAt   int64      `json:"askedAt,omitempty"` // before the provider was asked, Unix ms, 0 = not noted
}

// ReplayEntry is the payload of EntryReplay: fold the entry Seq again, now
// that this version may understand it.
type ReplayEntry struct {
	UnhandledID UnhandledID     `json:"unhandledId"`
	Seq         int64           `json:"seq"`
	Kind        EntryKind       `json:"kind"`
	Payload     json.RawMessage `json:"payload"`
}

// EraseEntry is the payload of EntryErase: the content of these messages goes, and
// these entries held it. Left is the hash of what stays of each, so that nobody
// can change that afterwards.
type EraseEntry struct {
	By       UserID        `json:"by"`
	Messages []MessageID   `json:"messages"`
	Entries  []ErasedEntry `json:"entries"`
}

// PayloadHash stands in the chain for an entry's payload, so that this can be erased.
func PayloadHash(payload []byte) []byte {
	h := sha256.Sum256(payload)
	return h[:]
}

// ErasedEntry is an entry of which the content was erased.
type ErasedEntry struct {
	Seq  int64  `json:"seq"`
	Left []byte `json:"left"`
}

// TickEntry is the payload of EntryReadTicked: Meta was told that we read the
// thread, or could not be.
type TickEntry struct {
	ThreadID ThreadID `json:"threadId"`
}

// AlarmEntry is something about the relay itself that its owners and admins
// have to hear of.
type AlarmEntry struct {
	Alarm Alarm `json:"alarm"`
	// Count is how many entries are missing, for AlarmBehind; else 0.
	Count int64 `json:"count,omitempty"`
}

// ClockEntry says that the record's stamps had run ahead of the time, as far as
// Was, and go on from this entry's.
type ClockEntry struct {
	Was int64 `json:"was"` // Unix ms
	// Behind is set when the clock was put forward from Was instead.
	Behind bool   `json:"behind,omitempty"`
	By     UserID `json:"by,omitempty"` // who had it put right; "" = the relay by itself
	// Operator is set when it was done at the relay's computer.
	Operator bool `json:"operator,omitempty"`
}

// Alarm names what is wrong with a relay. Values are stored and sent.
type Alarm string

// The alarms.
const (
	AlarmDamaged Alarm = "damaged" // the database file has damage
	AlarmBehind  Alarm = "behind"  // the record ends before entries that were confirmed
	AlarmFull    Alarm = "full"    // there is no room on the disk
	AlarmWrite   Alarm = "write"   // the last write failed, and not for want of room
	AlarmClock   Alarm = "clock"   // the computer's clock is wrong, or nothing speaks for it
)
