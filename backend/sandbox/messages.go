package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"time"
)

// TransportMessages sends SMS in the format of the Messages API: JSON with a signed
// token, which an account chooses under "Default SMS setting". Long SMS come joined.
const TransportMessages = "messages"

// messagesRequest makes a webhook of the Messages API of an SMS. Callers hold mu.
func (s *Sandbox) messagesRequest(to, from, text, id string) *delivery {
	at := s.now().UTC()
	body, _ := json.Marshal(map[string]any{ // text only: cannot fail
		"to": to, "from": from, "channel": "sms", "message_uuid": id, "timestamp": at.Format(time.RFC3339),
		"usage": map[string]any{"price": "0.0000", "currency": "EUR"}, "message_type": "text", "text": text,
		"context_status": "none", "sms": map[string]any{"num_messages": "1", "count_total": "1"},
	})
	d := &delivery{SMS: true, Kind: "sms", Method: http.MethodPost, Type: "application/json", Body: body}
	if s.cfg.Carrier.Signature != SignNone {
		d.Auth = "Bearer " + s.messagesToken(body, at)
	}
	return d
}

// messagesToken is the token of a body ("Decoding signed webhooks"): always HS256,
// whatever the account's signature method is.
func (s *Sandbox) messagesToken(body []byte, at time.Time) string {
	sum, nonce := sha256.Sum256(body), s.digest("jti", s.next())
	part := func(v map[string]any) string {
		raw, _ := json.Marshal(v) // text and numbers only: cannot fail
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	signed := part(map[string]any{"alg": "HS256", "typ": "JWT"}) + "." + part(map[string]any{
		"iat": at.Unix(), "jti": hex.EncodeToString(nonce[:16]), "iss": "Vonage",
		"payload_hash": hex.EncodeToString(sum[:]), "api_key": s.cfg.VonageAPIKey,
	})
	mac := hmac.New(sha256.New, []byte(s.signedWith(s.cfg.VonageSignatureSecret)))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
