package rig

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

// TextBody is a webhook of Meta's with one text message.
func TextBody(wamid, from, text string, at time.Time) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"493023125014","phone_number_id":%q},`+
		`"contacts":[{"profile":{"name":"Customer %s"},"wa_id":%q}],`+
		`"messages":[{"from":%q,"id":%q,"timestamp":"%d","text":{"body":%q},"type":"text"}]},"field":"messages"}]}]}`,
		sandbox.DefaultWABA, sandbox.DefaultNumber, from, from, from, wamid, at.Unix(), text)
}

// EchoBody is a webhook of Meta's with one text that the business wrote on its
// phone.
func EchoBody(wamid, to, text string, at time.Time) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"493023125014","phone_number_id":%q},`+
		`"contacts":[{"profile":{"name":"Customer %s"},"wa_id":%q}],`+
		`"message_echoes":[{"from":"493023125014","to":%q,"id":%q,"timestamp":"%d","text":{"body":%q},"type":"text"}]},"field":"smb_message_echoes"}]}]}`,
		sandbox.DefaultWABA, sandbox.DefaultNumber, to, to, to, wamid, at.Unix(), text)
}

// StatusBody is a webhook of Meta's that says how far a message of ours has come.
func StatusBody(wamid, to, status string, at time.Time) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"493023125014","phone_number_id":%q},`+
		`"contacts":[{"profile":{"name":"Customer %s"},"wa_id":%q}],`+
		`"statuses":[{"id":%q,"status":%q,"timestamp":"%d","recipient_id":%q}]},"field":"messages"}]}]}`,
		sandbox.DefaultWABA, sandbox.DefaultNumber, to, to, wamid, status, at.Unix(), to)
}

// Sign gives the value of X-Hub-Signature-256.
func Sign(body []byte) string {
	m := hmac.New(sha256.New, []byte(sandbox.DefaultAppSecret))
	m.Write(body)
	return "sha256=" + hex.EncodeToString(m.Sum(nil))
}

// WebhookPath is where the relay takes the sandbox's app's webhooks.
const WebhookPath = "/webhooks/meta/" + sandbox.DefaultAppID

// Post sends a signed webhook to the relay at base and gives the status.
func Post(ctx context.Context, c *http.Client, base string, body []byte) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+WebhookPath, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Hub-Signature-256", Sign(body))
	res, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	return res.StatusCode, drain(res)
}

// drain reads what is left, so that the connection is used again.
func drain(res *http.Response) error {
	_, err := io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	return err
}
