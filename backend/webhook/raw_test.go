package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/webhook"
)

// signedForm is an SMS as the carrier signs it.
func signedForm(text string) string {
	p := vonage.Params{
		"msisdn": "Bank", "to": "442079460958", "messageId": "0A0000000123ABCD1", "text": text, "type": "text",
		"message-timestamp": "2026-11-22 09:00:00", "timestamp": "1795338000", "nonce": "n1",
	}
	p["sig"] = vonage.Sign(vonage.MethodSHA256, carrierSecret, p)
	form := url.Values{}
	for k, v := range p {
		form.Set(k, v)
	}
	return form.Encode()
}

func carrierAt(c *carrier, taker webhook.SMSTaker) http.Handler {
	now := func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }
	return webhook.NewSMS(vonage.Webhooks{}, c, taker, now, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler))
}

// What an SMS came by is handed on as it came: its method, query or body and the headers
// by which a receiver believes it, and nothing that is between proxies and this relay.
func TestSMS_keepsTheWebhookAsItCame(t *testing.T) {
	t.Parallel()
	form := signedForm("See you at eight & more")
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		c := &carrier{}
		r := httptest.NewRequest(method, "/webhooks/vonage/sms?"+form, http.NoBody)
		if method == http.MethodPost {
			r = httptest.NewRequest(method, "/webhooks/vonage/sms", strings.NewReader(form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for name, value := range map[string]string{
			"Authorization": "Bearer x", "X-Twilio-Signature": "sig", "I-Twilio-Idempotency-Token": "once", "User-Agent": "Nexmo",
			"Cookie": "a=b", "X-Forwarded-For": "10.0.0.1", "Connection": "close", "Accept-Encoding": "gzip", "Host": "relay.example",
		} {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		carrierAt(c, c).ServeHTTP(w, r)
		if w.Code != http.StatusOK || len(c.taken) != 1 || len(c.taken[0].Raws) != 1 {
			t.Fatalf("%s: answered %d, took %d", method, w.Code, len(c.taken))
		}
		raw := c.taken[0].Raws[0]
		if raw.Method != method || raw.Query+string(raw.Body) != form {
			t.Errorf("%s: kept %s %q %q", method, raw.Method, raw.Query, raw.Body)
		}
		if raw.Header["X-Twilio-Signature"] != "sig" || raw.Header["Authorization"] != "Bearer x" || raw.Header["I-Twilio-Idempotency-Token"] != "once" {
			t.Errorf("%s: without what proves it: %v", method, raw.Header)
		}
		for _, name := range []string{"Cookie", "X-Forwarded-For", "Connection", "Accept-Encoding", "Host"} {
			if _, has := raw.Header[name]; has {
				t.Errorf("%s: %s is handed on", method, name)
			}
		}
		if got := fmt.Sprintf("%v %+v %#v", raw, *raw, raw); strings.Contains(got, "eight") {
			t.Errorf("it prints its content: %s", got)
		}
	}
}

// takes answers what it is told to.
type takes struct{ err error }

func (k takes) TakeSMS(context.Context, []desk.OrgID, channel.SMS) error { return k.err }

func (k takes) TakeReceipt(context.Context, []desk.OrgID, string, channel.Item) error { return k.err }

// A part that waits for the others is not answered with 200, and is no failure either.
func TestSMS_partThatWaits_isSentAgain(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"503 part\n": fmt.Errorf("x: %w", channel.ErrWaits), "503 unavailable\n": errors.New("the disk is full"), "200 ": nil,
	} {
		r := httptest.NewRequest(http.MethodGet, "/webhooks/vonage/sms?"+signedForm("x"), http.NoBody)
		w := httptest.NewRecorder()
		carrierAt(&carrier{}, takes{err}).ServeHTTP(w, r)
		if got := fmt.Sprint(w.Code, " ", w.Body.String()); got != want {
			t.Errorf("%v: answered %q, want %q", err, got, want)
		}
	}
}
