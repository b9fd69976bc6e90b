package sandbox

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Kinds of Content.
const (
	KindText        = "text"
	KindImage       = "image"
	KindAudio       = "audio"
	KindVideo       = "video"
	KindDocument    = "document"
	KindSticker     = "sticker"
	KindLocation    = "location"
	KindContacts    = "contacts"
	KindReaction    = "reaction" // Target, Text: the emoji, empty removes it
	KindRemoval     = "removal"  // Target: "delete for everyone"
	KindButton      = "button"   // quick reply of a template: ButtonID, Text, ReplyTo
	KindButtonReply = "button_reply"
	KindListReply   = "list_reply"
	KindUnsupported = "unsupported" // something that the API cannot carry: Name says what
)

const (
	maxCustomerText  = 65_536
	maxCustomerMedia = 100 << 20
)

// Content is what a customer writes. Which fields count depends on Kind.
type Content struct {
	Kind string `json:"kind"`
	Text string `json:"text"` // body, caption, emoji or button title

	Data     []byte `json:"data"` // bytes of media; an image, a voice note or a sticker without any gets some
	MIME     string `json:"mime"` // told from Data if empty
	Filename string `json:"filename"`
	Voice    bool   `json:"voice"`
	Animated bool   `json:"animated"`

	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name"`
	Address   string  `json:"address"`
	URL       string  `json:"url"`

	Cards []Card `json:"cards"` // contacts

	ButtonID    string `json:"buttonId"` // id or payload of what was tapped
	Description string `json:"description"`

	ReplyTo   string `json:"replyTo"` // quotes this message
	Forwarded bool   `json:"forwarded"`
	Ad        *Ad    `json:"ad,omitempty"` // that it was started from
	Target    string `json:"target"`       // of a reaction or removal
}

// Card is one shared contact.
type Card struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

func (c *Content) isMedia() bool {
	switch c.Kind {
	case KindImage, KindAudio, KindVideo, KindDocument, KindSticker:
		return true
	}
	return false
}

// check fills what can be told from the rest and refuses what a phone could
// not send.
func (c *Content) check() error {
	if c.Kind == "" {
		c.Kind = KindText
	}
	if len(c.Text) > maxCustomerText || !utf8.ValidString(c.Text) {
		return fmt.Errorf("%w: a text is at most %d bytes of UTF-8", ErrInvalid, maxCustomerText)
	}
	need := func(ok bool, what string) error {
		if ok {
			return nil
		}
		return fmt.Errorf("%w: %s needs %s", ErrInvalid, c.Kind, what)
	}
	if c.isMedia() {
		c.fillFile()
		if c.MIME == "" {
			c.MIME = http.DetectContentType(c.Data)
		}
		return need(len(c.Data) > 0 && len(c.Data) <= maxCustomerMedia, "1 byte to 100 MB of data")
	}
	switch c.Kind {
	case KindText:
		return need(c.Text != "", "text")
	case KindLocation:
		return need(c.Latitude >= -90 && c.Latitude <= 90 && c.Longitude >= -180 && c.Longitude <= 180, "a place on earth")
	case KindContacts:
		return need(len(c.Cards) > 0 && len(c.Cards) <= 257, "1 to 257 cards")
	case KindReaction, KindRemoval:
		return need(c.Target != "", "a target")
	case KindButton:
		return need(c.Text != "", "the button's text")
	case KindButtonReply, KindListReply:
		return need(c.Text != "" && c.ButtonID != "" && c.ReplyTo != "", "text, buttonId and replyTo")
	case KindUnsupported:
		return need(c.Name != "", "a name such as poll")
	}
	return fmt.Errorf("%w: unknown kind of content", ErrInvalid)
}

func (c *Content) message() *Message {
	m := &Message{
		Type: c.Kind, Text: c.Text, MIME: c.MIME, Filename: c.Filename, Voice: c.Voice,
		Latitude: c.Latitude, Longitude: c.Longitude, Name: c.Name, Address: c.Address,
		Cards: c.Cards, ReplyTo: c.ReplyTo,
	}
	if c.Target != "" {
		m.ReplyTo = c.Target
	}
	return m
}

// payload is the part of the webhook that depends on the kind. Callers hold mu.
func (s *Sandbox) payload(c Content, m *Message, n *number) (map[string]any, error) {
	if c.isMedia() {
		return s.mediaPayload(c, m, n)
	}
	switch c.Kind {
	case KindText:
		return typed("text", map[string]any{"body": c.Text}), nil
	case KindLocation:
		p := map[string]any{"latitude": c.Latitude, "longitude": c.Longitude}
		optional(p, "name", c.Name)
		optional(p, "address", c.Address)
		optional(p, "url", c.URL)
		return typed("location", p), nil
	case KindContacts:
		list := []any{}
		for _, card := range c.Cards {
			list = append(list, cardPayload(card))
		}
		return typed("contacts", list), nil
	case KindReaction:
		p := map[string]any{"message_id": c.Target}
		optional(p, "emoji", c.Text) // a removed reaction has no emoji at all
		return typed("reaction", p), nil
	case KindRemoval:
		return typed("revoke", map[string]any{"original_message_id": c.Target}), nil
	case KindButton:
		id := c.ButtonID
		if id == "" {
			id = c.Text
		}
		return typed("button", map[string]any{"payload": id, "text": c.Text}), nil
	case KindButtonReply, KindListReply:
		p := map[string]any{"id": c.ButtonID, "title": c.Text}
		optional(p, "description", c.Description)
		return typed("interactive", map[string]any{"type": c.Kind, c.Kind: p}), nil
	}
	out := typed("unsupported", map[string]any{"type": c.Name})
	why := webhookError(131051, "Message type is not currently supported.")
	delete(why, "href") // only statuses have it
	out["errors"] = []any{why}
	return out, nil
}

func typed(kind string, v any) map[string]any { return map[string]any{"type": kind, kind: v} }

func optional(p map[string]any, key, v string) {
	if v != "" {
		p[key] = v
	}
}

func cardPayload(c Card) map[string]any {
	first, last, _ := strings.Cut(c.Name, " ")
	name := map[string]any{"formatted_name": c.Name, "first_name": first}
	optional(name, "last_name", last)
	out := map[string]any{"name": name}
	if c.Phone != "" {
		out["phones"] = []any{map[string]any{"phone": c.Phone, "wa_id": digitsOnly(c.Phone), "type": "CELL"}}
	}
	return out
}

func (s *Sandbox) mediaPayload(c Content, m *Message, n *number) (map[string]any, error) {
	kind, params, err := mime.ParseMediaType(c.MIME)
	if err != nil {
		return nil, fmt.Errorf("%w: the media type cannot be read", ErrInvalid)
	}
	if params["charset"] != "" {
		c.MIME = kind
	}
	kept, err := s.store(n.ID, c.MIME, c.Data, true)
	if err != nil {
		return nil, fmt.Errorf("keep the media of a customer: %w", err)
	}
	m.MediaID, m.MIME = kept.ID, c.MIME
	sum, _ := hex.DecodeString(kept.SHA256)
	p := map[string]any{
		"id": kept.ID, "mime_type": c.MIME, "sha256": base64.StdEncoding.EncodeToString(sum),
	}
	optional(p, "url", s.mediaURL(kept))
	switch c.Kind {
	case KindAudio:
		p["voice"] = c.Voice
	case KindSticker:
		p["animated"] = c.Animated
	default:
		optional(p, "caption", c.Text)
	}
	if c.Kind == KindDocument {
		optional(p, "filename", c.Filename)
	}
	return typed(c.Kind, p), nil
}
