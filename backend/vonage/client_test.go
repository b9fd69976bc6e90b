package vonage_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/words"
)

const apiSecret = "s3cr3t-value"

func client(t *testing.T, h http.HandlerFunc) *vonage.Client {
	t.Helper()
	s := httptest.NewServer(asDocumented(t, h))
	t.Cleanup(s.Close)
	return vonage.NewClient(vonage.ClientConfig{BaseURL: s.URL + "/", APIKey: "abcd1234", APISecret: apiSecret, HTTP: s.Client()})
}

func TestListNumbers_readsEveryPage(t *testing.T) {
	t.Parallel()
	const total = 230
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		key, sec, _ := r.BasicAuth()
		if key != "abcd1234" || sec != apiSecret || r.URL.Path != "/account/numbers" || r.URL.Query().Get("size") != "100" {
			t.Errorf("unexpected request %s", r.URL)
		}
		if strings.Contains(r.URL.String(), apiSecret) {
			t.Error("the secret is in the URL")
		}
		index, _ := strconv.Atoi(r.URL.Query().Get("index"))
		var rows []string
		for i := (index - 1) * 100; i < min(index*100, total); i++ {
			rows = append(rows, fmt.Sprintf(`{"country":"US","msisdn":"1202555%04d","moHttpUrl":"https://old.example/","type":"mobile-lvn","features":["SMS","VOICE"]}`, i))
		}
		fmt.Fprintf(w, `{"count":%d,"numbers":[%s]}`, total, strings.Join(rows, ","))
	})
	got, err := c.ListNumbers(t.Context())
	if err != nil || len(got) != total {
		t.Fatalf("got %d, %v", len(got), err)
	}
	n := got[229]
	if string(n.E164) != "+12025550229" || n.Country != "US" || !n.HasSMS() || !n.HasVoice() || n.MOHTTPURL != "https://old.example/" {
		t.Errorf("got %+v", n)
	}
}

func TestListNumbers_emptyAccountAndRepeats(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		`{}`: 0, `{"count":0,"numbers":[]}`: 0, `{"count":5,"numbers":null}`: 0,
		`{"count":2,"numbers":[{"msisdn":"12025550123","features":["VOICE"]},{"msisdn":"12025550123"}]}`: 1,
		`{"count":2,"numbers":[{"msisdn":"not a number"},{"msisdn":"12025550123"}]}`:                     1,
	} {
		c := client(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		got, err := c.ListNumbers(t.Context())
		if err != nil || got == nil || len(got) != want {
			t.Errorf("%s: got %v, %v", body, got, err)
		}
	}
}

func TestListNumbers_stopsWhenTheCarrierCountsWrong(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		fmt.Fprint(w, `{"count":1000000,"numbers":[{"msisdn":"12025550123"}]}`)
	})
	if _, err := c.ListNumbers(t.Context()); desk.SubcodeOf(err) != vonage.SubCarrier || calls.Load() > 500 {
		t.Errorf("got %v after %d calls", err, calls.Load())
	}
}

func TestClient_failuresInPlainWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		code   desk.Code
	}{
		"401":            {401, `{"error-code":"401","error-code-label":"authentication failed"}`, desk.CodeUnauthorized},
		"401 inside 200": {200, `{"error-code":"401","error-code-label":"authentication failed"}`, desk.CodeUnauthorized},
		"403":            {403, ``, desk.CodeForbidden},
		"404":            {404, `not json`, desk.CodeNotFound},
		"420":            {420, `{"error-code":"420","error-code-label":"method failed"}`, desk.CodeInvalid},
		"429":            {429, `<html>`, desk.CodeTooMany},
		"418":            {418, ``, desk.CodeInvalid},
		"503":            {503, ``, desk.CodeUnavailable},
		"not json":       {200, `<html>welcome</html>`, desk.CodeUnavailable},
		"odd code":       {200, `{"error-code":"s3cr3t-value is wrong"}`, desk.CodeInvalid},
		"wrong type":     {200, `{"count":"many"}`, desk.CodeUnavailable},
		"too long":       {200, `{"count":0,"x":"` + strings.Repeat("x", 3<<20) + `"}`, desk.CodeUnavailable},
		"redirect":       {302, ``, desk.CodeUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cl := client(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/elsewhere" {
					t.Error("the redirect was followed with the credentials")
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			})
			_, err := cl.ListNumbers(t.Context())
			if desk.CodeOf(err) != c.code {
				t.Fatalf("got %v, want %s", err, c.code)
			}
			if m := words.Of(err); strings.Contains(err.Error(), apiSecret) || !strings.Contains(m, "Vonage") || len(m) < 30 {
				t.Errorf("message %q", m)
			}
		})
	}
}

func TestClient_unreachableHidesTheAddress(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	url := s.URL
	s.Close()
	c := vonage.NewClient(vonage.ClientConfig{BaseURL: url, APIKey: "k", APISecret: apiSecret})
	_, err := c.ListNumbers(t.Context())
	if desk.CodeOf(err) != desk.CodeUnavailable || strings.Contains(err.Error(), "/account/") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = c.ListNumbers(ctx); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("cancelled: %v", err)
	}
	if _, err = vonage.NewClient(vonage.ClientConfig{}).ListNumbers(t.Context()); desk.SubcodeOf(err) != vonage.SubCredentials {
		t.Errorf("no credentials: %v", err)
	}
}

func TestUpdateNumber_sendsTheFormAndNeedsConfirmation(t *testing.T) {
	t.Parallel()
	for body, wantErr := range map[string]bool{`{"error-code":"200","error-code-label":"success"}`: false, `{}`: true} {
		c := client(t, func(w http.ResponseWriter, r *http.Request) {
			if err := r.ParseForm(); err != nil || r.Method != http.MethodPost || r.URL.Path != "/number/update" ||
				r.PostForm.Get("country") != "US" || r.PostForm.Get("msisdn") != "12025550123" || r.PostForm.Get("moHttpUrl") != "https://relay.example/hook" {
				t.Errorf("unexpected %s %s %v", r.Method, r.URL, r.PostForm)
			}
			fmt.Fprint(w, body)
		})
		err := c.UpdateNumber(t.Context(), vonage.NumberUpdate{E164: "+12025550123", Country: "US", MOHTTPURL: "https://relay.example/hook"})
		if (err != nil) != wantErr {
			t.Errorf("%s: got %v", body, err)
		}
	}
	c := client(t, func(http.ResponseWriter, *http.Request) { t.Error("an invalid change was sent") })
	if err := c.UpdateNumber(t.Context(), vonage.NumberUpdate{E164: "+1 202", Country: "US"}); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("got %v", err)
	}
}
