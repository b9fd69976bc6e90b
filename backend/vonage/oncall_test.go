package vonage_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/vonage"
)

// Each call is told of, of both kinds of API and of sending, good or bad.
func TestOnCall_tellsOfEveryCall(t *testing.T) {
	t.Parallel()
	status := http.StatusOK
	s := httptest.NewServer(asDocumented(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		answer := `{}`
		if r.URL.Path == "/sms/json" {
			answer = accepted
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(s.Close)
	c := vonage.NewClient(vonage.ClientConfig{BaseURL: s.URL, APIURL: s.URL, APIKey: "abcd1234", APISecret: apiSecret})
	opened := vonage.Carrier{BaseURL: s.URL}.Open(channel.Login{Key: "abcd1234", Secret: apiSecret}).(channel.TextCarrier)
	var heard []bool
	hear := func(err error) { heard = append(heard, err == nil) }
	c.OnCall(hear)
	opened.(channel.Watchable).OnCall(hear)
	for _, status = range []int{http.StatusOK, http.StatusUnauthorized} {
		heard = nil
		_, _ = c.ListNumbers(t.Context())
		_, _ = c.ListApplications(t.Context())
		_, _ = opened.Texts("").Send(t.Context(), "+14155550123", sms("hi"))
		good := status == http.StatusOK
		if !slices.Equal(heard, []bool{good, good, good}) {
			t.Errorf("with status %d: %v", status, heard)
		}
	}
}
