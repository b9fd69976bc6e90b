package meta_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/words"
)

func TestSend_outcomeSaysWhetherAnythingCanHaveBeenSent(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	graph := func(code int) string {
		return fmt.Sprintf(`{"error":{"message":"(#%d) Something","type":"OAuthException","code":%d,"error_data":{"details":"d"}}}`, code, code)
	}
	tests := []struct {
		name    string
		handler http.HandlerFunc
		outcome meta.Outcome
		cause   meta.Cause
		code    int
	}{
		{"refused by code", answer(400, graph(131047)), meta.NothingSent, meta.CauseGraph, 131047},
		{"dead token, code as text", answer(401, `{"error":{"message":"m","code":"190","error_data":"text"}}`), meta.NothingSent, meta.CauseGraph, 190},
		{"code zero", answer(401, graph(0)), meta.NothingSent, meta.CauseGraph, 0},
		{"limit", answer(429, graph(130429)), meta.NothingSent, meta.CauseGraph, 130429},
		{"vague code, although 400", answer(400, graph(131000)), meta.OutcomeUnknown, meta.CauseGraph, 131000},
		{"known code with 500", answer(500, graph(131047)), meta.OutcomeUnknown, meta.CauseGraph, 131047},
		{"500 without a word", answer(500, ""), meta.OutcomeUnknown, meta.CauseUnreadable, 0},
		{"gateway's page", answer(502, "<html>Bad gateway</html>"), meta.OutcomeUnknown, meta.CauseUnreadable, 0},
		{"400 of somebody else", answer(400, "<html>Bad request</html>"), meta.OutcomeUnknown, meta.CauseUnreadable, 0},
		{"400 with an error without a code", answer(400, `{"error":{"message":"m"}}`), meta.OutcomeUnknown, meta.CauseUnreadable, 0},
		{"200 that is no JSON", answer(200, "OK"), meta.OutcomeUnknown, meta.CauseUnreadable, 0},
		{"200 without an id", answer(200, `{"messages":[{}]}`), meta.OutcomeUnknown, meta.CauseUnreadable, 0},
		{"200 with an error", answer(200, graph(131047)), meta.OutcomeUnknown, meta.CauseGraph, 131047},
		{"200 without end", answer(200, `{"messages":[{"id":"`+strings.Repeat("w", 5<<20)+`"}]}`), meta.OutcomeUnknown, meta.CauseUnreadable, 0},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, meta.OutcomeUnknown, meta.CauseUnreadable, 0},
		{"reset after the request", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			panic(http.ErrAbortHandler)
		}, meta.OutcomeUnknown, meta.CauseTransport, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tt.handler)
			defer server.Close()
			e := sendOnce(t.Context(), t, newClient(server.URL))
			if e.Outcome != tt.outcome || e.Cause != tt.cause || e.Code != tt.code {
				t.Errorf("got %s, %s, %d; want %s, %s, %d (%v)", e.Outcome, e.Cause, e.Code, tt.outcome, tt.cause, tt.code, e)
			}
			if desk.Retryable(e) && e.Outcome != meta.NothingSent {
				t.Errorf("called retryable, although the outcome is %s", e.Outcome)
			}
		})
	}
}

// sendOnce sends a text that must fail.
func sendOnce(ctx context.Context, t *testing.T, c *meta.Client) *meta.Error {
	t.Helper()
	_, err := c.Send(ctx, phoneID, channel.Outgoing{To: "+4915550100200", Text: &channel.OutText{Body: "Hello"}})
	var e *meta.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a meta.Error", err)
	}
	return e
}

func TestSend_timeoutAfterTheRequestWentOut_isUnknown(t *testing.T) {
	t.Parallel()
	arrived, stop := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(arrived)
		<-stop
	}))
	defer server.Close()
	defer close(stop)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	e := sendOnce(ctx, t, newClient(server.URL))
	if e.Outcome != meta.OutcomeUnknown || !errors.Is(e, context.Canceled) {
		t.Errorf("got %v", e)
	}
}

func TestSend_neverConnected_nothingSent(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close() //nolint:errcheck // a test's listener
	go func() {          // a TLS handshake that never comes about
		for {
			conn, err := silent.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}()
	late, cancel := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer cancel()
	tests := []struct {
		name string
		ctx  context.Context
		base string
	}{
		{"connection refused", t.Context(), closed.URL},
		{"handshake fails", t.Context(), "https://" + silent.Addr().String()},
		{"out of time before it began", late, closed.URL},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := sendOnce(tt.ctx, t, newClient(tt.base))
			if e.Outcome != meta.NothingSent || e.Cause != meta.CauseTransport || !desk.Retryable(e) {
				t.Errorf("got %v, retryable %v", e, desk.Retryable(e))
			}
		})
	}
}

func TestClient_read_failsWithNothingSent(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer server.Close()
	_, err := newClient(server.URL).GetPhoneNumber(t.Context(), phoneID)
	var e *meta.Error
	if !errors.As(err, &e) || e.Outcome != meta.NothingSent {
		t.Errorf("got %v", err)
	}
}

func TestCommand_successFalse_isAnError(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{`{"success":false}`, `{}`, `[]`, `null`} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) }))
		if err := newClient(server.URL).SubscribeApp(t.Context(), wabaID); err == nil {
			t.Errorf("%s: taken for success", answer)
		}
		server.Close()
	}
}

func TestErrors_holdNoSecretsNumbersOrText(t *testing.T) {
	t.Parallel()
	secrets := []string{testToken, "EAAinspected99999999", "314159", "271828", "4915550100200", "very private"}
	// Meta quotes what it was given.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		quote, _ := json.Marshal(r.Header.Get("Authorization") + r.URL.RawQuery + string(body))
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error":{"message":%s,"code":777777,"error_user_msg":%s}}`, quote, quote)
	}))
	defer server.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for _, base := range []string{server.URL, gone.URL} {
		c := newClient(base)
		calls := map[string]error{}
		_, calls["debug"] = c.DebugToken(t.Context(), "EAAinspected99999999")
		calls["register"] = c.Register(t.Context(), phoneID, "314159")
		calls["verify"] = c.VerifyCode(t.Context(), phoneID, "271-828")
		_, calls["send"] = c.Send(t.Context(), phoneID, channel.Outgoing{To: "+4915550100200", Text: &channel.OutText{Body: "very private"}})
		for name, err := range calls {
			var e *meta.Error
			if !errors.As(err, &e) {
				t.Fatalf("%s: got %v", name, err)
			}
			for i, secret := range secrets {
				if strings.Contains(err.Error()+fmt.Sprintf("%+v", err)+words.Of(err)+desk.Wrap("op", err).Error(), secret) {
					t.Errorf("%s: the error holds %s: %v", name, secret, err)
				}
				// Meta's own words may name a number, but no secret.
				if i < 4 && strings.Contains(e.Message+e.Details, secret) {
					t.Errorf("%s: Meta's words hold %s", name, secret)
				}
			}
		}
	}
}
