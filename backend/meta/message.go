package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

// The types of messages that are understood; Meta's words.
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
	// TypeRequestWelcome is sent when a customer opens the chat for the first
	// time, so that the business can greet them. It holds nothing else.
	TypeRequestWelcome = "request_welcome"
	// TypeCall is ours: Meta tells of calls beside the messages.
	TypeCall = "call"
)

// Message is a message as Meta tells it. Next to the common part exactly one
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
	// Unsupported is what the content was, in Meta's word, where Type does not
	// say it: of TypeUnsupported, and of an interactive answer that is not known.
	Unsupported string `json:"unsupported,omitempty"`
	Call        *Call  `json:"call,omitempty"` // TypeCall

	// NotUnderstood is why the content could not be read, "" if it was. The
	// message is one all the same: somebody wrote it, to this number, then.
	// Details are what the content held, for a person to look at.
	NotUnderstood string   `json:"notUnderstood,omitempty"`
	Details       []Detail `json:"details,omitempty"`
}

// Richness says how much of a message came through. Meta sends the same id
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

// DecodeMessage reads the payload of a KindMessage, KindEcho or KindHistory
// item. Content that is not understood is no error: Message.NotUnderstood says
// so. An error means that nothing says whose message it is.
func DecodeMessage(payload json.RawMessage) (Message, error) { return Open(payload).Message() }

type messageJSON struct {
	ID           str `json:"id"`
	Type         str `json:"type"`
	Timestamp    num `json:"timestamp"`
	From         str `json:"from"`
	FromUserID   str `json:"from_user_id"`
	FromParentID str `json:"from_parent_user_id"`
	To           str `json:"to"`
	ToUserID     str `json:"to_user_id"`
	ToParentID   str `json:"to_parent_user_id"`
	GroupID      str `json:"group_id"`

	History soft[struct {
		Status str `json:"status"`
	}] `json:"history_context"`
	Context  soft[contextJSON]  `json:"context"`
	Referral soft[referralJSON] `json:"referral"`
	Errors   list[problemJSON]  `json:"errors"`

	contentJSON
}

type contactJSON struct {
	WaID     str `json:"wa_id"`
	UserID   str `json:"user_id"`
	ParentID str `json:"parent_user_id"`
	Hash     str `json:"identity_key_hash"`
	Profile  soft[struct {
		Name     str `json:"name"`
		Username str `json:"username"`
	}] `json:"profile"`
}

type contextJSON struct {
	ID         str  `json:"id"`
	MessageID  str  `json:"message_id"`
	From       str  `json:"from"`
	FromUserID str  `json:"from_user_id"`
	Forwarded  flag `json:"forwarded"`
	Frequently flag `json:"frequently_forwarded"`
	Product    soft[struct {
		CatalogID  str `json:"catalog_id"`
		RetailerID str `json:"product_retailer_id"`
	}] `json:"referred_product"`
}

type referralJSON struct {
	SourceURL  str `json:"source_url"`
	SourceID   str `json:"source_id"`
	SourceType str `json:"source_type"`
	Headline   str `json:"headline"`
	Body       str `json:"body"`
	MediaType  str `json:"media_type"`
	ImageURL   str `json:"image_url"`
	VideoURL   str `json:"video_url"`
	Thumbnail  str `json:"thumbnail_url"`
	ClickID    str `json:"ctwa_clid"`
	Welcome    soft[struct {
		Text str `json:"text"`
	}] `json:"welcome_message"`
}

func (e *envelope) message() (Message, error) {
	if e.decoded == nil {
		m, err := e.decodeMessage()
		m.fitIDs()
		e.decoded = &decodedMessage{m, err}
	}
	return e.decoded.m, e.decoded.err
}

// fitIDs gives the ids of other messages' and the message's own a length that
// can be kept. Those of people have it already.
func (m *Message) fitIDs() {
	m.ID, m.RevokedID = desk.FitID(m.ID), desk.FitID(m.RevokedID)
	if m.Context != nil {
		m.Context.ID = desk.FitID(m.Context.ID)
	}
	if m.Reaction != nil {
		m.Reaction.MessageID = desk.FitID(m.Reaction.MessageID)
	}
	if m.Edit != nil {
		m.Edit.OriginalID = desk.FitID(m.Edit.OriginalID)
		m.Edit.Content.fitIDs()
	}
}

func (e *envelope) decodeMessage() (Message, error) {
	if e.Call != nil {
		return e.decodeCall()
	}
	var j messageJSON
	if !isObject(e.Message) || !read(e.Message, &j) {
		return Message{}, malformed("the message is not an object")
	}
	m := Message{
		ID: string(j.ID), Type: string(j.Type), Time: millis(j.Timestamp), GroupID: string(j.GroupID),
		From:          person(j.From, j.FromUserID, j.FromParentID),
		To:            person(j.To, j.ToUserID, j.ToParentID),
		HistoryStatus: string(j.History.or().Status),
		Context:       j.Context.p.context(), Referral: j.Referral.p.referral(), Problems: problems(j.Errors),
	}
	m.PhoneNumberID, m.DisplayPhone = e.number()
	e.side(&m)
	if m.To == (Person{}) {
		e.introduce(&m.From)
	} else { // the business wrote, so the contacts describe the other side
		e.introduce(&m.To)
	}
	if m.ID == "" && m.From == (Person{}) && m.To == (Person{}) {
		return m, malformed("the message has neither an id nor a sender")
	}
	j.fill(&m, e.Message)
	return m, nil
}

// number reads our number out of the metadata.
func (e *envelope) number() (id string, display desk.PhoneNumber) {
	var m soft[metadata]
	_ = m.UnmarshalJSON(e.Metadata) // never fails
	return string(m.or().PhoneID), desk.PhoneNumber(m.or().DisplayPhone)
}

// person sorts ids into their places: a user id may stand where a phone number
// belongs.
func person(waID, userID, parentID str) Person {
	if isUserID(string(waID)) {
		userID, waID = str(first(userID, waID)), ""
	}
	return Person{
		WaID: desk.PhoneNumber(desk.FitID(string(waID))), UserID: desk.FitID(string(userID)), ParentUserID: desk.FitID(string(parentID)),
	}
}

// introduce adds to p what the contacts say about them.
func (e *envelope) introduce(p *Person) {
	for _, raw := range e.Contacts {
		var s soft[contactJSON]
		_ = s.UnmarshalJSON(raw) // never fails
		c := s.or()
		q := person(c.WaID, c.UserID, c.ParentID)
		same := q.UserID != "" && q.UserID == p.UserID || q.WaID != "" && q.WaID == p.WaID
		stranger := p.UserID == "" && p.WaID == "" && len(e.Contacts) == 1
		if !same && !stranger {
			continue
		}
		p.WaID = desk.PhoneNumber(first(str(p.WaID), str(q.WaID)))
		p.UserID = first(str(p.UserID), str(q.UserID))
		p.ParentUserID = first(str(p.ParentUserID), str(q.ParentUserID))
		p.Name, p.Username = visible(c.Profile.or().Name), visible(c.Profile.or().Username)
		p.IdentityHash = string(c.Hash)
		return
	}
}

func (j *contextJSON) context() *Context {
	if j == nil {
		return nil
	}
	c := &Context{ID: first(j.ID, j.MessageID), From: person(j.From, j.FromUserID, "")}
	switch {
	case bool(j.Frequently):
		c.Forwarded = "often"
	case bool(j.Forwarded):
		c.Forwarded = "once"
	}
	if p := j.Product.p; p != nil {
		c.Product = &Product{CatalogID: string(p.CatalogID), RetailerID: string(p.RetailerID)}
	}
	return c
}

func (j *referralJSON) referral() *Referral {
	if j == nil {
		return nil
	}
	return &Referral{
		SourceURL: string(j.SourceURL), SourceID: string(j.SourceID), SourceType: string(j.SourceType),
		Headline: string(j.Headline), Body: string(j.Body), MediaType: string(j.MediaType),
		MediaURL: first(j.ImageURL, j.VideoURL), ThumbnailURL: string(j.Thumbnail),
		ClickID: string(j.ClickID), Welcome: string(j.Welcome.or().Text),
	}
}
