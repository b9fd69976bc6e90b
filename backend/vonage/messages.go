package vonage

import (
	"errors"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// decodeMessages reads both shapes of the Messages API. Long texts arrive
// joined there. Its signature covers the raw bytes, so no Params are kept.
func decodeMessages(f map[string]any) (Delivery, error) {
	if _, isStatus := f["status"]; isStatus {
		return Delivery{Kind: channel.SMSReceipt}, nil
	}
	s := channel.SMS{
		Provider:  Provider,
		API:       APIMessages,
		MessageID: text(f["message_uuid"]),
		APIKey:    text(f["api_key"]),
		Type:      strings.ToLower(text(f["message_type"])),
		Text:      text(f["text"]),
		Timestamp: parseTime(text(f["timestamp"])),
	}
	on := text(f["channel"])
	if from, old := f["from"].(map[string]any); old {
		to, _ := f["to"].(map[string]any)
		message, _ := f["message"].(map[string]any)
		content, _ := message["content"].(map[string]any)
		s.API = APIMessagesOld
		s.From = desk.PhoneNumber(text(from["number"]))
		s.To = desk.PhoneNumber(text(to["number"]))
		s.Type = strings.ToLower(text(content["type"]))
		s.Text = text(content["text"])
		on = text(from["type"])
		if on == "" {
			on = text(to["type"])
		}
	} else {
		s.From = desk.PhoneNumber(text(f["from"]))
		s.To = desk.PhoneNumber(text(f["to"]))
	}
	if !strings.EqualFold(on, "sms") {
		return Delivery{}, unread(SubNotUnderstood, errors.New("the webhook brings a message of another channel than SMS"))
	}
	return finish(s, nil)
}

// text gives a scalar as text, and "" for anything nested or absent.
func text(v any) string {
	s, _ := scalar(v)
	return s
}
