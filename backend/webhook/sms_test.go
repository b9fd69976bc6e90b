package webhook_test

import (
	"context"
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

// carrier is an account that is linked, and counts what was taken from it.
type carrier struct{ taken []channel.SMS }

const carrierSecret = desk.Secret("signature-secret")

func (*carrier) CarrierKeys(context.Context, string) ([]channel.CarrierKeys, error) {
	return []channel.CarrierKeys{{Org: testOrg, Account: "abcd1234", Method: string(vonage.MethodSHA256), Secrets: []desk.Secret{carrierSecret}}}, nil
}

func (c *carrier) TakeSMS(_ context.Context, _ []desk.OrgID, sms channel.SMS) error {
	c.taken = append(c.taken, sms)
	return nil
}

// TestSMS_answersByWhatTheCarrierDoesNext: after a 5xx the carrier sends
// again, so what it may have forgotten to sign is asked for once more; what
// somebody else signed is refused.
func TestSMS_answersByWhatTheCarrierDoesNext(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	sms := func(secret desk.Secret) url.Values {
		p := vonage.Params{
			"msisdn": "WhatsApp", "to": "442079460958", "messageId": "0A0000000123ABCD1", "text": "hello", "type": "text",
			"message-timestamp": "2026-11-22 09:00:00", "timestamp": "1795338000", "nonce": "n1",
		}
		if secret != "" {
			p["sig"] = vonage.Sign(vonage.MethodSHA256, secret, p)
		}
		form := url.Values{}
		for k, v := range p {
			form.Set(k, v)
		}
		return form
	}
	for name, tt := range map[string]struct {
		form        url.Values
		want, taken int
	}{
		"signed":         {sms(carrierSecret), http.StatusOK, 1},
		"unsigned":       {sms(""), http.StatusServiceUnavailable, 0},
		"another's":      {sms("another-secret"), http.StatusUnauthorized, 0},
		"an empty probe": {url.Values{}, http.StatusOK, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &carrier{}
			v := webhook.NewSMS(vonage.Webhooks{}, c, c, func() time.Time { return now }, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler))
			r := httptest.NewRequest(http.MethodPost, "/webhooks/vonage/sms", strings.NewReader(tt.form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if len(tt.form) == 0 {
				r = httptest.NewRequest(http.MethodGet, "/webhooks/vonage/sms", http.NoBody)
			}
			w := httptest.NewRecorder()
			v.ServeHTTP(w, r)
			if w.Code != tt.want || len(c.taken) != tt.taken {
				t.Errorf("answered %d and took %d, want %d and %d", w.Code, len(c.taken), tt.want, tt.taken)
			}
		})
	}
}
