package desk

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Direction is which way a message went.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// MessageKind is what a message is.
type MessageKind string

// The kinds of messages. KindUnsupported keeps what nobody can show and says
// what it was.
const (
	KindText        MessageKind = "text"
	KindImage       MessageKind = "image"
	KindVideo       MessageKind = "video"
	KindAudio       MessageKind = "audio"
	KindDocument    MessageKind = "document"
	KindSticker     MessageKind = "sticker"
	KindLocation    MessageKind = "location"
	KindContacts    MessageKind = "contacts"
	KindButton      MessageKind = "button"
	KindInteractive MessageKind = "interactive"
	KindTemplate    MessageKind = "template"
	KindOrder       MessageKind = "order"
	// KindReaction is a reaction of ours on its way out, which is shown at ReplyTo,
	// or stands for a message that is not here (Message.Awaited). It is a line only
	// with ReplyLost.
	KindReaction    MessageKind = "reaction"
	KindCall        MessageKind = "call" // Message.System: ringing, missed, ended
	KindSystem      MessageKind = "system"
	KindUnsupported MessageKind = "unsupported"
	// KindNote is what a colleague wrote for colleagues, by itself or with a conversation
	// that they handed over (Handover). It is never sent, and counts as nobody's answer.
	KindNote MessageKind = "note"
)

// The lines of the system's own, beside those that a provider sends (Message.System of
// KindSystem). Values are stored and sent.
const (
	SystemElsewhere = "elsewhere" // another system that shares the number answers
	SystemFromAgent = "fromAgent" // the provider's assistant gave the conversation to us
	SystemFromOther = "fromOther" // another system did
	SystemToAgent   = "toAgent"   // the provider's assistant has it now
	SystemToOther   = "toOther"   // another system has
	SystemJoined    = "joined"    // another conversation of the customer goes on in this one
	SystemJoinedTo  = "joinedTo"  // this one goes on in another conversation
)

// HasMedia says whether messages of the kind carry a file.
func (k MessageKind) HasMedia() bool {
	switch k {
	case KindImage, KindVideo, KindAudio, KindDocument, KindSticker:
		return true
	default:
		return false
	}
}

// Status is how far a message of ours has come. It only climbs; failure stands
// beside it (Message.Problem).
type Status string

// The statuses of a message of ours, in climbing order, then the three that
// end a send early.
const (
	StatusQueued    Status = "queued"
	StatusPosting   Status = "posting"
	StatusUnknown   Status = "unknown"  // sent, and no answer came: not confirmed
	StatusAccepted  Status = "accepted" // Meta took it
	StatusSent      Status = "sent"
	StatusDelivered Status = "delivered"
	StatusRead      Status = "read"
	StatusPlayed    Status = "played"
	StatusReceived  Status = "received" // of inbound messages, always
	StatusRejected  Status = "rejected" // refused before it left; Problem says why
	StatusCancelled Status = "cancelled"
)

// StatusStamp is a status with the provider's time of it.
type StatusStamp struct {
	Status Status `json:"status"`
	At     int64  `json:"at"`
}

// contraryBy is by how many milliseconds times of one message have to disagree: a provider
// stamps whole seconds, on several machines.
const contraryBy = 2000

// Contrary gives the lesser of two statuses when its time is the later one, else nil: nothing
// is read before it is delivered. Only what a provider stamps counts.
func Contrary(a, b StatusStamp) *StatusStamp {
	if statusRank[a.Status] > statusRank[b.Status] {
		a, b = b, a
	}
	if statusRank[a.Status] < statusRank[StatusSent] || a.Status == b.Status || a.At-b.At <= contraryBy {
		return nil
	}
	return &a
}

var statusRank = map[Status]int{
	StatusQueued: 1, StatusPosting: 2, StatusUnknown: 3, StatusAccepted: 4,
	StatusSent: 5, StatusDelivered: 6, StatusRead: 7, StatusPlayed: 8,
}

// Arrived says whether a message of ours has come to the customer for sure.
func (s Status) Arrived() bool { return statusRank[s] >= statusRank[StatusDelivered] }

// Climbs says whether a message at from may go to to: upwards on the ladder
// only, or from before Accepted to an early end.
func Climbs(from, to Status) bool {
	if to == StatusRejected || to == StatusCancelled {
		return statusRank[from] > 0 && statusRank[from] < statusRank[StatusAccepted]
	}
	// A status webhook may prove that a rejected-looking or unknown send went out.
	if from == StatusRejected || from == StatusCancelled {
		return statusRank[to] >= statusRank[StatusSent]
	}
	return statusRank[to] > statusRank[from] && statusRank[from] > 0
}

// MediaState is whether a message's file is here yet.
type MediaState string

// The states of media.
const (
	MediaPending MediaState = "pending" // being fetched
	MediaReady   MediaState = "ready"
	MediaFailed  MediaState = "failed" // Reason says why and what to do
)

// Media is a file of a message. Its bytes lie under an opaque name on disk.
type Media struct {
	ID       MediaID    `json:"id"`
	State    MediaState `json:"state"`
	Reason   string     `json:"reason"`         // why it failed, in an entry from before Said
	Said     *Said      `json:"said,omitempty"` // why it failed
	MIME     string     `json:"mime"`           // from the bytes once ready, as claimed before
	Size     int64      `json:"size"`
	SHA256   string     `json:"sha256"` // hex
	FileName string     `json:"fileName"`
	Voice    bool       `json:"voice"`
	Animated bool       `json:"animated"`
	Width    int        `json:"width"`
	Height   int        `json:"height"`
	RemoteID string     `json:"remoteId"` // the provider's media id, lives 7 days; never leaves the relay
}

// LongestAddress is the longest address of a file somewhere else that is fetched, in bytes.
const LongestAddress = 2 << 10

// AdLife is for how long the picture of an ad is tried, in milliseconds from when the
// customer wrote: the text and the link are there all the time.
const AdLife = 24 * 60 * 60 * 1000

// UploadLife is how long an upload waits for a message, in milliseconds. After
// that no message can take it, and its bytes are removed.
const UploadLife = 24 * 60 * 60 * 1000

// Upload is a file that a person sent to the relay. It is theirs alone until a
// message takes it, which happens once; from then on it belongs to whoever may
// see the message. One that a canned reply keeps is for everybody who may use that.
type Upload struct {
	UserID    UserID    `json:"userId"`
	Media     Media     `json:"media"` // as measured from its bytes
	At        int64     `json:"at"`
	MessageID MessageID `json:"messageId"` // that took it, "" = none yet
	// CannedID is the canned reply that keeps it, "" = none.
	CannedID CannedReplyID `json:"cannedId,omitempty"`
}

// Taken says whether it belongs to a message or a canned reply.
func (u *Upload) Taken() bool { return u.takenBy() != "" }

// takenBy is what has taken it.
func (u *Upload) takenBy() string { return cmp.Or(string(u.MessageID), string(u.CannedID)) }

// Location is a place.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name"`
	Address   string  `json:"address"`
	URL       string  `json:"url"`
}

// What a line of the kind KindNote says in place of words of a colleague: Message.System.
const (
	SystemBlocked   = "blocked" // the author blocked the customer
	SystemUnblocked = "unblocked"
	SystemMerged    = "merged" // the author merged the customer with another one
	SystemUnmerged  = "unmerged"
	// SystemIdentityChecked: the author made sure in another way who the customer is.
	SystemIdentityChecked = "identityChecked"
)

// ContactCard is a contact that was sent as a message.
type ContactCard struct {
	Name       string        `json:"name"`
	Phones     []PhoneNumber `json:"phones"`
	Emails     []string      `json:"emails"`
	Company    string        `json:"company"`
	Department string        `json:"department"`
	Title      string        `json:"title"`
	URLs       []string      `json:"urls"`
	Addresses  []string      `json:"addresses"`
	Birthday   string        `json:"birthday"`

	Numbers []CardNumber `json:"numbers,omitempty"` // of a card of ours: more about each of Phones
}

// CardNumber is what a card of ours says about one of its numbers.
type CardNumber struct {
	Kind PhoneKind   `json:"kind"`
	WaID PhoneNumber `json:"waId,omitempty"` // set if it is known to be on WhatsApp
}

// PhoneKind is what a number on a contact card is for.
type PhoneKind string

// The kinds of numbers: those that Meta's file knows, and any other.
const (
	PhoneWork  PhoneKind = "work"
	PhoneHome  PhoneKind = "home"
	PhoneOther PhoneKind = "other"
)

// Interactive is what a customer tapped or filled in, or a list of products
// ordered: a title, and lines under it.
type Interactive struct {
	Kind  string `json:"kind"` // buttonReply, listReply, flow, address, callPermission, button, order
	ID    string `json:"id"`   // the business's own payload
	Title string `json:"title"`
	Lines []KV   `json:"lines"`
	Total string `json:"total"` // of an order, "" = it cannot be told
}

// TemplateUse is a template as it was sent.
type TemplateUse struct {
	TemplateID TemplateID `json:"templateId"`
	Name       string     `json:"name"`
	Language   string     `json:"language"`
	Header     string     `json:"header"`
	Footer     string     `json:"footer"`
	Params     []string   `json:"params"` // of the body, in order
	ParamNames []string   `json:"paramNames"`
	HeaderText string     `json:"headerText"` // parameter of a text header
	Buttons    []string   `json:"buttons"`
	ButtonText string     `json:"buttonText"` // suffix of the one URL button with a variable

	Values []ButtonValue `json:"values,omitempty"` // of the buttons that take one; with them ButtonText is ""
}

// ButtonValue is what stands in a button of a template that was sent.
type ButtonValue struct {
	Index int    `json:"index"`
	Value string `json:"value"`
}

// Referral is the advertisement or post that a message was started from.
type Referral struct {
	URL      string `json:"url"`
	Kind     string `json:"kind"` // ad, post
	ID       string `json:"id"`
	Headline string `json:"headline"`
	Body     string `json:"body"`
	Media    string `json:"media"` // image, video
	MediaURL string `json:"mediaUrl"`
	ClickID  string `json:"clickId"`
	Welcome  string `json:"welcome"` // the greeting that the customer saw

	// Picture is what the ad shows, or the first picture of its film: fetched by the relay,
	// since a desktop that fetched it would tell the other side where it is. RemoteID is its
	// address.
	Picture *Media `json:"picture,omitempty"`
}

// adPicture begins the names of the pictures of ads.
const adPicture = "adpic_"

// addressMark is how many characters of such a name say which address the picture lay at.
const addressMark = 8

// AdPictureOf gives the name under which the picture of the ad is kept that led to a message.
// It follows from the message's, so that who finds the file finds the message, and from its
// address: another picture is never taken for it, here or where a desktop keeps what it saw.
func AdPictureOf(id MessageID, address string) MediaID {
	sum := sha256.Sum256([]byte(address))
	return MediaID(adPicture + strings.TrimPrefix(string(id), "msg_") + hex.EncodeToString(sum[:])[:addressMark])
}

// MessageOfAdPicture gives the message that a picture of an ad belongs to; ok is false of any
// other file.
func MessageOfAdPicture(id MediaID) (m MessageID, ok bool) {
	rest, ok := strings.CutPrefix(string(id), adPicture)
	if !ok || len(rest) <= addressMark {
		return "", false
	}
	return MessageID("msg_" + rest[:len(rest)-addressMark]), true
}

// File gives the file of that name: what the message carries, or the picture of its ad. nil if
// it has none such.
func (m *Message) File(id MediaID) *Media {
	switch {
	case m.Media != nil && m.Media.ID == id:
		return m.Media
	case m.Ad != nil && m.Ad.Picture != nil && m.Ad.Picture.ID == id:
		return m.Ad.Picture
	}
	return nil
}

// Version is what a message said before it was edited.
type Version struct {
	Text string `json:"text"`
	At   int64  `json:"at"`
}

// Reaction is an emoji on a message, one per side. One that was taken off stays
// with no emoji, so that an older one that comes late does not bring it back.
type Reaction struct {
	From  Direction `json:"from"`
	Emoji string    `json:"emoji"`
	At    int64     `json:"at"`
}

// Problem is why a message failed: the provider's code and its meaning.
type Problem struct {
	Code   int    `json:"code"`
	Title  string `json:"title"`          // the provider's words
	Text   string `json:"text"`           // ours, in entries from before Said
	Said   *Said  `json:"said,omitempty"` // ours: what happened and what to do
	Source string `json:"source"`         // "window", "owner", "relay", or the provider's name
	At     int64  `json:"at"`
}

// Ours says whether Parley did not send it, rather than the provider having refused it.
func (p *Problem) Ours() bool {
	switch p.Source {
	case "", "window", "owner", "relay":
		return true
	}
	return false
}

// Handover is where a conversation went with a note: to somebody, or to the queue of an
// inbox.
type Handover struct {
	To      UserID  `json:"to,omitempty"`
	InboxID InboxID `json:"inboxId,omitempty"`
	// Draft says that the note is what whoever had it had begun to write to the customer.
	Draft    bool `json:"draft,omitempty"`
	ShiftEnd bool `json:"shiftEnd,omitempty"` // it went because their shift ended
}

// LongestPrivateNote is how many characters a note has at most that goes with no transfer.
const LongestPrivateNote = 4096

// MostMentioned is how many people one note mentions at most.
const MostMentioned = 50

// Mention is somebody who is mentioned in a note.
type Mention struct {
	UserID UserID `json:"userId"`
	Name   string `json:"name"` // as it was then: the text has it after an @
}

// Message is one message of a thread. Order within a thread is (At, Seq).
type Message struct {
	ID            MessageID     `json:"id"`
	ThreadID      ThreadID      `json:"threadId"`
	InteractionID InteractionID `json:"interactionId"`
	Direction     Direction     `json:"direction"`
	Author        UserID        `json:"author"`               // of ours
	AuthorKind    AuthorKind    `json:"authorKind,omitempty"` // of ours: what wrote it
	ClientID      string        `json:"clientId"`             // the desktop's id of the send
	ProviderID    string        `json:"providerId"`
	Seq           int64         `json:"seq"`
	At            int64         `json:"at"` // Meta's second or the commit's second, in ms
	Kind          MessageKind   `json:"kind"`
	Text          string        `json:"text"` // body or caption
	Media         *Media        `json:"media"`
	Location      *Location     `json:"location"`
	Contacts      []ContactCard `json:"contacts"`
	Interactive   *Interactive  `json:"interactive"`
	Template      *TemplateUse  `json:"template"`
	System        string        `json:"system"`    // kind of a system message or of something unsupported
	ReplyTo       MessageID     `json:"replyTo"`   // "" or the quoted message
	ReplyLost     bool          `json:"replyLost"` // quotes something we do not have
	Forwarded     string        `json:"forwarded"` // "", "once", "often"
	Referral      string        `json:"referral"`  // headline of the ad that led here
	Ad            *Referral     `json:"ad"`        // the whole of it
	Edited        bool          `json:"edited"`
	EditedAt      int64         `json:"editedAt"` // stamp of the edit that Text comes from
	Earlier       []Version     `json:"earlier"`  // what it said before, oldest first
	Revoked       bool          `json:"revoked"`
	Echo          bool          `json:"echo"`   // sent by the business elsewhere, or history
	Past          bool          `json:"past"`   // history: nothing followed from it
	Writer        string        `json:"writer"` // who wrote it in a group, as they call themselves
	Reactions     []Reaction    `json:"reactions"`
	Status        Status        `json:"status"`
	StatusAt      int64         `json:"statusAt"`
	Problem       *Problem      `json:"problem"`
	Epoch         int64         `json:"epoch"`            // assignment epoch the send was made under
	ValidUntil    int64         `json:"validUntil"`       // contract of an offline reply, 0 = none
	Erased        bool          `json:"erased,omitempty"` // what it said was erased here
	MoreSeq       int64         `json:"moreSeq"`          // of the entry that holds what did not fit in here, 0 = all is here

	// Awaited is set while only words about the message are here: a reaction, a
	// quote, an edit, that it was taken back. The message fills this row when it
	// comes. QuotedBy are those that quote it until then.
	Awaited  bool        `json:"awaited"`
	QuotedBy []MessageID `json:"quotedBy"`

	// HeldIn are entries beside the one of Seq that hold something of its content, and
	// Copies are the messages as which it was sent again: an erasure needs them.
	HeldIn []int64     `json:"heldIn,omitempty"`
	Copies []MessageID `json:"copies,omitempty"`

	Handover *Handover     `json:"handover,omitempty"` // of a note
	Mentions []Mention     `json:"mentions,omitempty"` // of a note: who may see it and is mentioned in it
	Fate     *TemplateFate `json:"fate,omitempty"`     // of a template of ours
	Choices  *Choices      `json:"choices,omitempty"`  // of a question of ours

	// Settled is the promise of a further answer that this one kept or missed. It runs
	// on if the message turns out to have reached nobody.
	Settled *ServiceTarget `json:"settled,omitempty"`

	// Other is another conversation: the one of which a line tells, or in which ReplyTo was said.
	Other ThreadID `json:"other,omitempty"`

	// IdentityHash went with it: it was for nobody else. "" = none did.
	IdentityHash string `json:"identityHash,omitempty"`
	// Contrary is what the provider said of how far it came that cannot be true together with
	// Status and StatusAt: less, at a later time.
	Contrary *StatusStamp `json:"contrary,omitempty"`

	Rating *MessageRating `json:"rating,omitempty"` // it is part of a rating
	// Unrated is what it was of one, before its author changed it to what is none.
	Unrated *MessageRating `json:"unrated,omitempty"`

	Uncounted bool `json:"uncounted,omitempty"` // it never reached the customer, and does not count in its interaction
}

// Lost says whether a message of ours reached nobody, as far as is known. The problem of
// one that was sent elsewhere is with what is here of it.
func (m *Message) Lost() bool {
	if m.Status == StatusRejected || m.Status == StatusCancelled {
		return true
	}
	return m.Problem != nil && !m.Problem.Ours() && !m.Echo && !m.Status.Arrived()
}

// OwnLine says whether it is a line with which Parley tells what happened, and nobody's words.
func (m *Message) OwnLine() bool { return m.Kind == KindSystem && m.ProviderID == "" }

// Answers says whether it is a person's answer to a customer. One that is on its way is
// until it turns out to be lost.
func (m *Message) Answers() bool {
	answers := m.Direction == Out && !m.Past && m.Kind != KindReaction && m.Kind != KindNote && m.AuthorKind.Answers()
	return answers && !m.Lost()
}
