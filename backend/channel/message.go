package channel

import "github.com/parleydesk/parley/backend/desk"

// The types of messages that are understood. The words are those of the first
// provider; another one translates its own into them.
const (
	TypeText        = "text"
	TypeImage       = "image"
	TypeVideo       = "video"
	TypeAudio       = "audio"
	TypeVoice       = "voice" // older payloads; TypeAudio with Media.Voice today
	TypeDocument    = "document"
	TypeSticker     = "sticker"
	TypeLocation    = "location"
	TypeContacts    = "contacts"
	TypeButton      = "button"
	TypeInteractive = "interactive"
	TypeReaction    = "reaction"
	TypeOrder       = "order"
	TypeSystem      = "system"
	TypeEdit        = "edit"
	TypeRevoke      = "revoke"
	TypeUnsupported = "unsupported"
	TypeUnknown     = "unknown" // what TypeUnsupported was called before
	// TypeMediaPlaceholder stands in history for a file that comes later.
	TypeMediaPlaceholder = "media_placeholder"
	// TypeRequestWelcome is sent when a customer opens the thread for the first
	// time, so that the business can greet them. It holds nothing else.
	TypeRequestWelcome = "request_welcome"
	// TypeCall stands for a call, which is told of like a message.
	TypeCall = "call"
)

// Message is a message as a provider tells it. Next to the common part exactly one
// of the pointers (or Text, Contacts) says what it holds, by Type.
type Message struct {
	ID            string           `json:"id"`
	Type          string           `json:"type"`
	Time          int64            `json:"time,omitempty"` // Unix milliseconds
	PhoneNumberID string           `json:"phoneNumberId,omitempty"`
	DisplayPhone  desk.PhoneNumber `json:"displayPhone,omitempty"`
	From          Person           `json:"from"`
	To            Person           `json:"to,omitzero"` // of echoes and history
	GroupID       string           `json:"groupId,omitempty"`
	HistoryStatus string           `json:"historyStatus,omitempty"`
	OnPhone       bool             `json:"onPhone,omitempty"` // of echoes: a person wrote it on the business's phone

	Context  *Context  `json:"context,omitempty"`
	Referral *Referral `json:"referral,omitempty"`
	Problems []Problem `json:"problems,omitempty"`

	Text        string       `json:"text,omitempty"` // body or caption
	Media       *Media       `json:"media,omitempty"`
	Location    *Location    `json:"location,omitempty"`
	Contacts    []Card       `json:"contacts,omitempty"`
	Button      *Button      `json:"button,omitempty"`
	Interactive *Interactive `json:"interactive,omitempty"`
	Reaction    *Reaction    `json:"reaction,omitempty"`
	Order       *Order       `json:"order,omitempty"`
	System      *System      `json:"system,omitempty"`
	Edit        *Edit        `json:"edit,omitempty"`
	RevokedID   string       `json:"revokedId,omitempty"` // TypeRevoke: the message taken back
	// Unsupported is what the content was, in the provider's word, where Type does not
	// say it: of TypeUnsupported, and of an interactive answer that is not known.
	Unsupported string `json:"unsupported,omitempty"`
	Call        *Call  `json:"call,omitempty"` // TypeCall

	// NotUnderstood is why the content could not be read, "" if it was. The
	// message is one all the same: somebody wrote it, to this number, then.
	// Details are what the content held, for a person to look at.
	NotUnderstood string   `json:"notUnderstood,omitempty"`
	Details       []Detail `json:"details,omitempty"`

	// Erased is set when the content was erased: how much of it there was.
	Erased *Richness `json:"-"`
}

// Richness says how much of a message came through. Providers send the same id
// again when it has more to tell; a version that tells more stands for one that
// tells less, never the other way round.
type Richness int

// The degrees of Richness.
const (
	Bare  Richness = iota // that there was a message, at most what kind it was
	Loose                 // content that is not understood
	Whole                 // content that is
)

// Richness says how much of m came through.
func (m *Message) Richness() Richness {
	switch {
	case m.Erased != nil:
		return *m.Erased
	case m.Type == TypeUnsupported || m.Type == TypeUnknown || m.Type == TypeMediaPlaceholder:
		return Bare
	case m.NotUnderstood == "":
		return Whole
	case len(m.Details) > 0:
		return Loose
	}
	return Bare
}

// Person is somebody on WhatsApp. A phone number is optional: people with a
// username are known by their business-scoped user id only.
type Person struct {
	WaID         desk.PhoneNumber `json:"waId,omitempty"` // as received, digits without +
	UserID       string           `json:"userId,omitempty"`
	ParentUserID string           `json:"parentUserId,omitempty"`
	Name         string           `json:"name,omitempty"`
	Username     string           `json:"username,omitempty"`
	IdentityHash string           `json:"identityHash,omitempty"`
}

// Context says what a message answers or where it was forwarded from. The
// quoted text is never included.
type Context struct {
	ID        string   `json:"id,omitempty"` // the quoted message
	From      Person   `json:"from,omitzero"`
	Forwarded string   `json:"forwarded,omitempty"` // "", "once", "often"
	Product   *Product `json:"product,omitempty"`
}

// Product is a product that a message was started from.
type Product struct {
	CatalogID  string `json:"catalogId,omitempty"`
	RetailerID string `json:"retailerId,omitempty"`
}

// Referral is the advertisement or post that a message was started from.
type Referral struct {
	SourceURL    string `json:"sourceUrl,omitempty"`
	SourceID     string `json:"sourceId,omitempty"`
	SourceType   string `json:"sourceType,omitempty"` // ad, post
	Headline     string `json:"headline,omitempty"`
	Body         string `json:"body,omitempty"`
	MediaType    string `json:"mediaType,omitempty"`
	MediaURL     string `json:"mediaUrl,omitempty"`
	ThumbnailURL string `json:"thumbnailUrl,omitempty"`
	ClickID      string `json:"clickId,omitempty"`
	Welcome      string `json:"welcome,omitempty"`
}
