package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// DecodeMessage reads the payload of a KindMessage, KindEcho or KindHistory
// item. Content that is not understood is no error: Message.NotUnderstood says
// so. An error means that nothing says whose message it is.
func DecodeMessage(payload json.RawMessage) (channel.Message, error) { return Open(payload).Message() }

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

func (e *envelope) message() (channel.Message, error) {
	if e.decoded == nil {
		m, err := e.decodeMessage()
		fitIDs(&m)
		e.decoded = &decodedMessage{m, err}
	}
	return e.decoded.m, e.decoded.err
}

// fitIDs gives the ids of other messages' and the message's own a length that
// can be kept. Those of people have it already.
func fitIDs(m *channel.Message) {
	m.ID, m.RevokedID = desk.FitID(m.ID), desk.FitID(m.RevokedID)
	if m.Context != nil {
		m.Context.ID = desk.FitID(m.Context.ID)
	}
	if m.Reaction != nil {
		m.Reaction.MessageID = desk.FitID(m.Reaction.MessageID)
	}
	if m.Edit != nil {
		m.Edit.OriginalID = desk.FitID(m.Edit.OriginalID)
		fitIDs(&m.Edit.Content)
	}
}

func (e *envelope) decodeMessage() (channel.Message, error) {
	if e.Call != nil {
		return e.decodeCall()
	}
	var j messageJSON
	if !isObject(e.Message) || !read(e.Message, &j) {
		return channel.Message{}, malformed("the message is not an object")
	}
	m := channel.Message{
		ID: string(j.ID), Type: string(j.Type), Time: millis(j.Timestamp), GroupID: string(j.GroupID),
		From:          person(j.From, j.FromUserID, j.FromParentID),
		To:            person(j.To, j.ToUserID, j.ToParentID),
		HistoryStatus: string(j.History.or().Status), OnPhone: e.Field == fieldAppEchoes,
		Context: j.Context.p.context(), Referral: j.Referral.p.referral(), Problems: problems(j.Errors),
	}
	m.PhoneNumberID, m.DisplayPhone = e.number()
	e.side(&m)
	if m.To == (channel.Person{}) {
		e.introduce(&m.From)
	} else { // the business wrote, so the contacts describe the other side
		e.introduce(&m.To)
	}
	if m.ID == "" && m.From == (channel.Person{}) && m.To == (channel.Person{}) {
		return m, malformed("the message has neither an id nor a sender")
	}
	j.fill(&m, e.Message)
	return m, nil
}

// number reads our number out of the metadata.
func (e *envelope) number() (id string, display desk.PhoneNumber) {
	if e.ours != nil {
		return string(e.ours.PhoneID), e.ours.display()
	}
	var m soft[metadata]
	_ = m.UnmarshalJSON(e.Metadata) // never fails
	ours := m.or()
	return string(ours.PhoneID), ours.display()
}

// person sorts ids into their places: a user id may stand where a phone number
// belongs.
func person(waID, userID, parentID str) channel.Person {
	if isUserID(string(waID)) {
		userID, waID = str(first(userID, waID)), ""
	}
	return channel.Person{
		WaID: desk.PhoneNumber(desk.FitID(string(waID))), UserID: desk.FitID(string(userID)), ParentUserID: desk.FitID(string(parentID)),
	}
}

// introduce adds to p what the contacts say about them.
func (e *envelope) introduce(p *channel.Person) {
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

func (j *contextJSON) context() *channel.Context {
	if j == nil {
		return nil
	}
	c := &channel.Context{ID: first(j.ID, j.MessageID), From: person(j.From, j.FromUserID, "")}
	switch {
	case bool(j.Frequently):
		c.Forwarded = "often"
	case bool(j.Forwarded):
		c.Forwarded = "once"
	}
	if p := j.Product.p; p != nil {
		c.Product = &channel.Product{CatalogID: string(p.CatalogID), RetailerID: string(p.RetailerID)}
	}
	return c
}

func (j *referralJSON) referral() *channel.Referral {
	if j == nil {
		return nil
	}
	return &channel.Referral{
		SourceURL: string(j.SourceURL), SourceID: string(j.SourceID), SourceType: string(j.SourceType),
		Headline: string(j.Headline), Body: string(j.Body), MediaType: string(j.MediaType),
		MediaURL: first(j.ImageURL, j.VideoURL), ThumbnailURL: string(j.Thumbnail),
		ClickID: string(j.ClickID), Welcome: string(j.Welcome.or().Text),
	}
}
