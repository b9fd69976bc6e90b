package sandbox

import (
	"fmt"
	"slices"
)

// Ticks beside a message. For the business's own they are Meta's statuses; a
// customer's message is sent, delivered once the relay has answered for it,
// and read once the business says so.
const (
	tickAccepted  = "accepted"
	tickSent      = "sent"
	tickDelivered = "delivered"
	tickRead      = "read"
	tickFailed    = "failed"
)

// Message is one message as it lies on the customer's phone.
type Message struct {
	ID           string `json:"id"`
	FromCustomer bool   `json:"fromCustomer"`
	Type         string `json:"type"`
	StampMs      int64  `json:"stampMs"`
	Tick         string `json:"tick"`
	ErrorCode    int    `json:"errorCode"`
	ErrorText    string `json:"errorText"`
	Removed      bool   `json:"removed"`
	ReplyTo      string `json:"replyTo"` // quoted, or target of a reaction

	Header string `json:"header"`
	Text   string `json:"text"` // body or caption; a template's with its variables filled in
	Footer string `json:"footer"`

	MediaID  string `json:"mediaId"`
	MIME     string `json:"mime"`
	Filename string `json:"filename"`
	Voice    bool   `json:"voice"`
	URL      string `json:"url"` // of media sent by link

	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name"`
	Address   string  `json:"address"`

	Cards       []Card   `json:"cards"`
	Buttons     []Button `json:"buttons"`
	Interactive string   `json:"interactive"` // kind of an interactive message

	Template string `json:"template"`
	Language string `json:"language"`
	Category string `json:"category"`
	Opaque   string `json:"opaque"` // biz_opaque_callback_data

	CustomerReaction string `json:"customerReaction"`
	BusinessReaction string `json:"businessReaction"`
}

// Button is something to tap under a message: kind reply, row, quick_reply,
// url, call, copy, location or contact.
type Button struct {
	Kind        string `json:"kind"`
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
}

// Thread is one conversation on a customer's phone.
type Thread struct {
	PhoneNumberID string `json:"phoneNumberId"`
	BusinessName  string `json:"businessName"`
	Unread        int    `json:"unread"`
	Typing        bool   `json:"typing"` // the business is typing
	// WindowEndsMs is when free text stops reaching this customer; 0 if it
	// never began.
	WindowEndsMs int64     `json:"windowEndsMs"`
	Messages     []Message `json:"messages"` // oldest first
}

// Phone is a customer's phone.
type Phone struct {
	Customer Customer `json:"customer"`
	Threads  []Thread `json:"threads"`
}

// Phone shows a customer's phone: every conversation with ticks and reactions,
// nobody else's.
func (s *Sandbox) Phone(customerID string) (Phone, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.ix.customers[customerID]
	if c == nil {
		return Phone{}, fmt.Errorf("%w: no such customer", ErrNotFound)
	}
	return s.phone(c, keepMessages, func(id string) string { return id }), nil
}

// typingLife is how long Meta shows that somebody types.
const typingLife = 25_000

// phone shows the newest messages of each thread, with their ids as name has them.
func (s *Sandbox) phone(c *Customer, most int, name func(id string) string) Phone {
	p := Phone{Customer: *c, Threads: []Thread{}}
	for _, n := range s.businesses() {
		t := s.ix.threads[threadKey{n.id, c.ID}]
		if t == nil {
			continue
		}
		thread := Thread{
			PhoneNumberID: n.id, BusinessName: n.name, Unread: t.Unread, Messages: []Message{},
			Typing: t.Typing > 0 && s.nowMs()-t.Typing < typingLife,
		}
		if t.LastIn > 0 {
			thread.WindowEndsMs = t.LastIn + window.Milliseconds()
		}
		for _, m := range t.Messages {
			if !m.onScreen() {
				continue
			}
			x := *m
			x.ID, x.ReplyTo = name(m.ID), name(m.ReplyTo)
			x.Cards = append([]Card{}, m.Cards...)
			x.Buttons = append([]Button{}, m.Buttons...)
			thread.Messages = append(thread.Messages, x)
		}
		if over := len(thread.Messages) - most; over > 0 {
			thread.Messages = slices.Delete(thread.Messages, 0, over)
		}
		p.Threads = append(p.Threads, thread)
	}
	return p
}

// business is a number on WhatsApp as a customer's phone names it.
type business struct{ id, name string }

// businesses lists the numbers at Meta and at Twilio, and those that have SMS at a
// carrier. Callers hold mu.
func (s *Sandbox) businesses() []business {
	out := make([]business, 0, len(s.w.Numbers))
	for _, n := range s.w.Numbers {
		out = append(out, business{n.ID, n.Name})
	}
	for _, t := range s.twilio().Senders {
		name, _ := t.Profile["name"].(string)
		out = append(out, business{t.ID, name})
	}
	for _, digits := range s.smsNumbers() {
		out = append(out, business{smsThread + digits, "SMS +" + digits})
	}
	return out
}

// onScreen says whether a phone shows the message: reactions and removals sit
// on the message they are about.
func (m *Message) onScreen() bool {
	switch m.Type {
	case KindReaction, KindRemoval:
		return false
	}
	return true
}

// MediaBytes returns the bytes behind a media id, for the panel's pictures.
func (s *Sandbox) MediaBytes(mediaID string) (data []byte, mimeType string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.ix.media[mediaID]
	if m == nil {
		return nil, "", fmt.Errorf("%w: no such media", ErrNotFound)
	}
	if data = s.readMedia(mediaID); data == nil {
		return nil, "", fmt.Errorf("%w: the media's bytes are gone", ErrNotFound)
	}
	return data, m.MIME, nil
}
