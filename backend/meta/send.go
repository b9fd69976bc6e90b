package meta

import (
	"context"
	"net/http"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/channel"
)

// The limits of what can be sent.
const (
	MaxText         = 4096
	MaxCaption      = 1024
	MaxCallbackData = 512
)

// Send sends a message. Only after an Error with the outcome NothingSent may
// it be sent again.
func (c *Client) Send(ctx context.Context, phoneID string, m channel.Outgoing) (channel.Sent, error) {
	body, err := outBody(&m)
	if err != nil {
		return channel.Sent{}, err
	}
	r := request{
		op: opSend, method: http.MethodPost, path: []string{phoneID, "messages"}, body: body, timeout: sendTimeout,
	}
	var answer struct {
		Contacts list[struct {
			WaID   str `json:"wa_id"`
			UserID str `json:"user_id"`
		}] `json:"contacts"`
		Messages list[struct {
			ID     str `json:"id"`
			Status str `json:"message_status"`
		}] `json:"messages"`
	}
	if err := c.call(ctx, r, &answer); err != nil {
		return channel.Sent{}, err
	}
	if len(answer.Messages) == 0 || answer.Messages[0].ID == "" {
		return channel.Sent{}, r.unreadable(http.StatusOK, errNotOurShape)
	}
	sent := channel.Sent{MessageID: string(answer.Messages[0].ID), Status: string(answer.Messages[0].Status)}
	if len(answer.Contacts) > 0 {
		who := person(answer.Contacts[0].WaID, answer.Contacts[0].UserID, "")
		sent.WaID, sent.UserID = who.WaID, who.UserID
	}
	return sent, nil
}

const opSend = "send message"

// outJSON is the body of a send.
type outJSON struct {
	Product       string        `json:"messaging_product"`
	RecipientType string        `json:"recipient_type"`
	To            string        `json:"to,omitempty"`
	Recipient     string        `json:"recipient,omitempty"`
	Type          string        `json:"type"`
	Context       *outContext   `json:"context,omitempty"`
	CallbackData  string        `json:"biz_opaque_callback_data,omitempty"`
	IdentityHash  string        `json:"recipient_identity_key_hash,omitempty"`
	Text          *outText      `json:"text,omitempty"`
	Image         *outMedia     `json:"image,omitempty"`
	Video         *outMedia     `json:"video,omitempty"`
	Audio         *outMedia     `json:"audio,omitempty"`
	Document      *outMedia     `json:"document,omitempty"`
	Sticker       *outMedia     `json:"sticker,omitempty"`
	Location      *outLocation  `json:"location,omitempty"`
	Contacts      []outCard     `json:"contacts,omitempty"`
	Interactive   *outQuestion  `json:"interactive,omitempty"`
	Reaction      *outReaction  `json:"reaction,omitempty"`
	Template      *outTemplated `json:"template,omitempty"`
}

type outContext struct {
	MessageID string `json:"message_id"`
}

type outText struct {
	Body    string `json:"body"`
	Preview bool   `json:"preview_url,omitempty"`
}

type outMedia struct {
	ID       string `json:"id"`
	Caption  string `json:"caption,omitempty"`
	FileName string `json:"filename,omitempty"`
	Voice    bool   `json:"voice,omitempty"`
}

type outLocation struct {
	Latitude  string `json:"latitude"` // text in Meta's pages and file
	Longitude string `json:"longitude"`
	Name      string `json:"name,omitempty"`
	Address   string `json:"address,omitempty"`
}

type outReaction struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji"` // empty takes the reaction off
}

type outTemplated struct {
	Name     string `json:"name"`
	Language struct {
		Code string `json:"code"`
	} `json:"language"`
	Components []outComponent `json:"components,omitempty"`
}

type outComponent struct {
	Type       string         `json:"type"`
	SubType    string         `json:"sub_type,omitempty"`
	Index      string         `json:"index,omitempty"`
	Parameters []outParameter `json:"parameters,omitempty"`
}

type outParameter struct {
	Type     string    `json:"type"`
	Name     string    `json:"parameter_name,omitempty"`
	Text     string    `json:"text,omitempty"`
	Payload  string    `json:"payload,omitempty"`
	Coupon   string    `json:"coupon_code,omitempty"`
	Image    *outMedia `json:"image,omitempty"`
	Video    *outMedia `json:"video,omitempty"`
	Document *outMedia `json:"document,omitempty"`
}

// MarkRead gives the customer the blue ticks for a message and all before it.
// With typing they also see that we write, for up to 25 seconds.
func (c *Client) MarkRead(ctx context.Context, phoneID, messageID string, typing bool) error {
	const op = "mark read"
	if messageID == "" {
		return invalid(op, "messageId")
	}
	body := struct {
		Product   string            `json:"messaging_product"`
		Status    string            `json:"status"`
		MessageID string            `json:"message_id"`
		Typing    map[string]string `json:"typing_indicator,omitempty"`
	}{product, "read", messageID, nil}
	if typing {
		body.Typing = map[string]string{"type": "text"}
	}
	return c.command(ctx, request{op: op, method: http.MethodPost, path: []string{phoneID, "messages"}, body: body})
}

// tooLong counts as Meta does, in characters.
func tooLong(text string, limit int) bool { return utf8.RuneCountInString(text) > limit }
