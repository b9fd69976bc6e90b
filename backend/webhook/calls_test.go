package webhook_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/webhook"
)

// booth is a carrier that signs with a word and answers with one, with two organizations
// of which the second has its keys.
type booth struct {
	proven []desk.OrgID
	says   channel.CallSays
	fails  error
}

func (*booth) Provider() string { return "booth" }
func (*booth) MaxBody() int64   { return 100 }

func (*booth) ReadCall(r channel.Request) (channel.CallDelivery, error) {
	word, what, ok := strings.Cut(string(r.Body), " ")
	if !ok {
		return channel.CallDelivery{}, errors.New("no call")
	}
	return channel.CallDelivery{Says: channel.CallSays{CallID: what}, Prove: func(keys channel.CarrierKeys, _ func() time.Time) error {
		if len(keys.Secrets) == 0 || keys.Secrets[0].Reveal() != word {
			return errors.New("not signed")
		}
		return nil
	}}, nil
}

func (*booth) AnswerCall(a channel.CallAnswer, ours string) (contentType, text string) {
	return "text/xml", string(a.Act) + " at " + ours
}

func (b *booth) CarrierKeys(context.Context, string) ([]channel.CarrierKeys, error) {
	return []channel.CarrierKeys{{Org: "org_without"}, {Org: testOrg, Secrets: []desk.Secret{"open"}}}, nil
}

func (b *booth) TakeCall(_ context.Context, proven []desk.OrgID, says channel.CallSays) (channel.CallAnswer, error) {
	b.proven, b.says = proven, says
	return channel.CallAnswer{Act: channel.CallListen}, b.fails
}

func TestCalls_onlyTheCarrierIsAnswered(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body   string
		fails  error
		status int
		text   string
	}{
		"signed":       {"open CA1", nil, http.StatusOK, "listen at https://parley.example/webhooks/booth/voice"},
		"not signed":   {"shut CA1", nil, http.StatusUnauthorized, "signature\n"},
		"an empty key": {" CA1", nil, http.StatusUnauthorized, "signature\n"},
		"no call":      {"hello", nil, http.StatusBadRequest, "not understood\n"},
		"too long":     {"open " + strings.Repeat("x", 200), nil, http.StatusRequestEntityTooLarge, ""},
		"our trouble":  {"open CA1", errors.New("disk"), http.StatusServiceUnavailable, "unavailable\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &booth{fails: tt.fails}
			h := webhook.NewCalls(b, b, b, time.Now, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler))
			h.At(func() string { return "https://parley.example" })
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodPost, "http://inside/webhooks/booth/voice?stage=heard", strings.NewReader(tt.body))
			h.ServeHTTP(w, r)
			got, _ := io.ReadAll(w.Body)
			if w.Code != tt.status || tt.text != "" && string(got) != tt.text {
				t.Errorf("%d %q", w.Code, got)
			}
			if taken := len(b.proven) > 0; taken != (tt.status == http.StatusOK || tt.fails != nil) || taken && (len(b.proven) != 1 || b.proven[0] != testOrg || b.says.CallID != "CA1") {
				t.Errorf("taken for %v: %v", b.proven, b.says)
			}
			if w.Code == http.StatusOK && (w.Header().Get("Content-Type") != "text/xml" || w.Header().Get("X-Content-Type-Options") != "nosniff") {
				t.Errorf("answered with %v", w.Header())
			}
		})
	}
}
