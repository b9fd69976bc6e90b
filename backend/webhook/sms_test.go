package webhook_test

import (
	"context"
	"errors"
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
type carrier struct {
	taken    []channel.SMS
	receipts []channel.Item
	fails    error // of taking a receipt
}

const carrierSecret = desk.Secret("signature-secret")

func (*carrier) CarrierKeys(context.Context, string) ([]channel.CarrierKeys, error) {
	return []channel.CarrierKeys{{Org: testOrg, Account: "abcd1234", Method: string(vonage.MethodSHA256), Secrets: []desk.Secret{carrierSecret}}}, nil
}

func (c *carrier) TakeSMS(_ context.Context, _ []desk.OrgID, sms channel.SMS) error {
	c.taken = append(c.taken, sms)
	return nil
}

func (c *carrier) TakeReceipt(_ context.Context, _ []desk.OrgID, carrier string, it channel.Item) error {
	if carrier == "vonage" {
		c.receipts = append(c.receipts, it)
	}
	return c.fails
}

// A receipt that is signed is taken; one that is not kept is sent again, and one that
// nobody signed is nobody's.
func TestSMS_receiptsAreTakenWhenTheyAreProven(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	receipt := vonage.Params{
		"msisdn": "14155550132", "to": "442079460958", "messageId": "0A01", "status": "delivered", "err-code": "0", "scts": "2611220900",
		"message-timestamp": "2026-11-22 09:00:00", "timestamp": "1795338000", "nonce": "n1", "client-ref": "msg_1",
	}
	for name, tt := range map[string]struct {
		secret      desk.Secret
		fails       error
		want, taken int
	}{
		"signed":    {carrierSecret, nil, http.StatusOK, 1},
		"not kept":  {carrierSecret, errors.New("the disk is full"), http.StatusServiceUnavailable, 1},
		"unsigned":  {"", nil, http.StatusServiceUnavailable, 0},
		"another's": {"another-secret", nil, http.StatusUnauthorized, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := url.Values{}
			for k, v := range receipt {
				form.Set(k, v)
			}
			if tt.secret != "" {
				form.Set("sig", vonage.Sign(vonage.MethodSHA256, tt.secret, receipt))
			}
			c := &carrier{fails: tt.fails}
			v := webhook.NewSMS(vonage.Webhooks{}, c, c, func() time.Time { return now }, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler))
			r := httptest.NewRequest(http.MethodPost, "/webhooks/vonage/sms", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			v.ServeHTTP(w, r)
			if w.Code != tt.want || len(c.receipts) != tt.taken || len(c.taken) != 0 {
				t.Errorf("answered %d and took %d, want %d and %d", w.Code, len(c.receipts), tt.want, tt.taken)
			}
			if tt.taken > 0 && (c.receipts[0].PhoneNumberID != "+442079460958" || c.receipts[0].Kind != channel.KindStatus) {
				t.Errorf("took %+v", c.receipts[0])
			}
		})
	}
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

// What a webhook's signature came to is known by number: by whom it was accepted, and that
// one was refused which names the account. One that names no account says nothing.
func TestSMS_sealsTellWhatTheSignaturesCameTo(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	const phone = desk.PhoneNumber("+442079460958")
	for name, tt := range map[string]struct {
		secret   desk.Secret // "" = not signed
		account  string
		org      desk.OrgID
		phone    desk.PhoneNumber
		yes, no  bool
		notAnSMS bool
	}{
		"ours":                   {carrierSecret, "abcd1234", testOrg, phone, true, false, false},
		"another secret's":       {"another", "abcd1234", testOrg, phone, false, true, false},
		"not signed":             {"", "abcd1234", testOrg, phone, false, true, false},
		"another account's":      {"another", "ffff0000", testOrg, phone, false, false, false},
		"nobody's account":       {"another", "", testOrg, phone, false, false, false},
		"of another number":      {"another", "abcd1234", testOrg, "+14155550148", false, false, false},
		"of nobody's org":        {carrierSecret, "abcd1234", "org_other", phone, false, false, false},
		"a receipt, not proven":  {"another", "abcd1234", testOrg, phone, false, false, true},
		"a receipt that is ours": {carrierSecret, "abcd1234", testOrg, phone, true, false, true},
	} {
		p := vonage.Params{
			"msisdn": "14155550132", "to": "442079460958", "messageId": "0A01", "text": "hello", "type": "text",
			"message-timestamp": "2026-11-22 09:00:00", "timestamp": "1795338000", "nonce": "n1",
		}
		if tt.notAnSMS {
			delete(p, "text")
			p["status"], p["err-code"], p["scts"] = "delivered", "0", "2611220900"
		}
		if tt.account != "" {
			p["api-key"] = tt.account
		}
		form := url.Values{}
		for k, v := range p {
			form.Set(k, v)
		}
		if tt.secret != "" {
			form.Set("sig", vonage.Sign(vonage.MethodSHA256, tt.secret, p))
		}
		c := &carrier{}
		v := webhook.NewSMS(vonage.Webhooks{}, c, c, func() time.Time { return now }, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler))
		r := httptest.NewRequest(http.MethodPost, "/webhooks/vonage/sms", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		v.ServeHTTP(httptest.NewRecorder(), r)
		got := v.Seal(tt.org, tt.phone)
		if got.AcceptedAt != 0 != tt.yes || got.RefusedAt != 0 != tt.no {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// The SMS address answers the relay's own question, and nobody else's relay's.
func TestSMS_reachTellsOurAddressFromAnothers(t *testing.T) {
	t.Parallel()
	c := &carrier{}
	newSMS := func() *webhook.SMS {
		return webhook.NewSMS(vonage.Webhooks{}, c, c, time.Now, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler))
	}
	ours, other := newSMS(), newSMS()
	here, there := httptest.NewServer(ours), httptest.NewServer(other)
	defer here.Close()
	defer there.Close()
	if err := ours.Reach(t.Context(), here.Client(), here.URL); err != nil {
		t.Errorf("our own: %v", err)
	}
	if err := ours.Reach(t.Context(), there.Client(), there.URL); desk.SubcodeOf(err) != "checkupReach" || desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("another's: %v", err)
	}
	there.Close()
	if err := ours.Reach(t.Context(), there.Client(), there.URL); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("nobody's: %v", err)
	}
	if len(c.taken) != 0 {
		t.Errorf("taken: %v", c.taken)
	}
}
