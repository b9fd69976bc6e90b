package twilio

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/channel"
)

// maxBody is how long a text may be that Twilio takes, in characters.
const maxBody = 1600

const opSend = "send message"

// retries tunes how often Twilio tries a webhook that was not answered; it is no part of
// the address that is signed.
const retries = "#rc=5&rp=ct,rt,5xx"

// Send sends a message from an address of the account's: whatsapp:+E164, or +E164 for an
// SMS. Only after an Error that is not Unknown may it be sent again.
func (c *Client) Send(ctx context.Context, from string, m channel.Outgoing) (channel.Sent, error) {
	form, err := c.sendForm(from, &m)
	if err != nil {
		return channel.Sent{}, err
	}
	r := request{
		op: opSend, method: http.MethodPost, base: c.Hosts.api(), path: c.account("/Messages.json"), form: form, timeout: sendTimeout,
	}
	var answer messageJSON
	if err := c.call(ctx, r, &answer); err != nil {
		return channel.Sent{}, err
	}
	if answer.SID == "" {
		return channel.Sent{}, r.unreadable(http.StatusCreated, errNotOurShape)
	}
	return channel.Sent{MessageID: answer.SID, WaID: person(answer.To).WaID, Status: answer.Status}, nil
}

// sendForm writes a message in Twilio's words, or says why it cannot be one.
func (c *Client) sendForm(from string, m *channel.Outgoing) (url.Values, error) {
	to := m.To.Digits()
	if to == "" {
		return nil, invalid(opSend, "noNumber") // Twilio knows no one by a user id
	}
	prefix := ""
	if strings.HasPrefix(from, whatsapp) {
		prefix = whatsapp
	}
	form := url.Values{"From": {from}, "To": {prefix + "+" + to}}
	if c.Webhook != "" {
		callback := c.Webhook
		if m.CallbackData != "" {
			callback += "?" + url.Values{oursParam: {m.CallbackData}}.Encode()
		}
		form.Set("StatusCallback", callback+retries)
	}
	switch {
	case m.Template != nil:
		return form, putTemplate(form, m.Template)
	case m.Text != nil:
		return form, putBody(form, m.Text.Body)
	case m.File != nil:
		if m.File.MediaID == "" {
			return nil, invalid(opSend, "noFile")
		}
		form.Set("MediaUrl", m.File.MediaID)
		if m.File.Caption != "" {
			return form, putBody(form, m.File.Caption)
		}
		return form, nil
	case m.Location != nil && prefix != "":
		l := m.Location
		at := strconv.FormatFloat(l.Latitude, 'f', -1, 64) + "," + strconv.FormatFloat(l.Longitude, 'f', -1, 64)
		label := first(l.Name, l.Address, at)
		form.Set("PersistentAction", "geo:"+at+"|"+strings.ReplaceAll(label, "|", " "))
		return form, putBody(form, label)
	case m.Card != nil:
		return nil, invalid(opSend, "card")
	case m.Choices != nil:
		return nil, invalid(opSend, "choices")
	case m.Reaction != nil:
		return nil, invalid(opSend, "reaction")
	}
	return nil, invalid(opSend, "kind")
}

func putBody(form url.Values, text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return invalid(opSend, "empty")
	case utf8.RuneCountInString(text) > maxBody:
		return invalid(opSend, "tooLong")
	}
	form.Set("Body", text)
	return nil
}

// putTemplate names the template by its id: by any other way Twilio sends it as a free
// text, which is refused outside the window.
func putTemplate(form url.Values, t *channel.OutTemplate) error {
	if !contentForm.MatchString(t.ID) {
		return invalid(opSend, "template")
	}
	variables := map[string]string{}
	put := func(name, value string) bool {
		variables[name] = value
		return name != "" && strings.TrimSpace(value) != ""
	}
	filled := true
	for i, v := range t.Body {
		filled = put(first(v.Name, strconv.Itoa(i+1)), v.Value) && filled
	}
	if h := t.Header; h != nil {
		if h.File != nil {
			return invalid(opSend, "templateHeader") // its file is a part of the template at Twilio
		}
		filled = put(h.Name, h.Text) && filled
	}
	for _, b := range t.Buttons {
		filled = put(b.Name, b.Value) && filled
	}
	if !filled {
		return invalid(opSend, "notFilledIn")
	}
	form.Set("ContentSid", t.ID)
	if len(variables) > 0 {
		raw, err := json.Marshal(variables)
		if err != nil {
			return invalid(opSend, "template")
		}
		form.Set("ContentVariables", string(raw))
	}
	return nil
}

// MarkRead shows the customer that we write, which also gives the blue ticks; Twilio has
// no way to give the ticks alone, so without typing nothing is done.
func (c *Client) MarkRead(ctx context.Context, phoneID, messageID string, typing bool) error {
	if !typing || !strings.HasPrefix(phoneID, whatsapp) {
		return nil
	}
	messageID, _, _ = strings.Cut(messageID, ".") // a further file is of the same message
	if messageID == "" {
		return invalid("mark read", "messageId")
	}
	return c.call(ctx, request{
		op: "mark read", method: http.MethodPost, base: c.Hosts.messaging(), path: "/v2/Indicators/Typing.json",
		form: url.Values{"messageId": {messageID}, "channel": {"whatsapp"}},
	}, nil)
}
