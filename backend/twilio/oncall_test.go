package twilio_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/twilio"
)

// Both the numbers of an account and what sends for them tell of their calls.
func TestOnCall_tellsOfEveryCall(t *testing.T) {
	t.Parallel()
	s := newServer(t).
		on("GET {account}/IncomingPhoneNumbers.json", http.StatusOK, `{"incoming_phone_numbers":[]}`).
		on("POST {account}/Messages.json", http.StatusUnauthorized, `{"code":20003,"message":"Authenticate","status":401}`)
	c := twilio.Carrier{Hosts: twilio.HostsAt(s.URL)}.Open(channel.Login{Account: account, Signature: authToken}).(channel.TextCarrier)
	var heard []bool
	c.(channel.Watchable).OnCall(func(err error) { heard = append(heard, err == nil) })
	if _, err := c.Numbers(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := c.Texts(hook).Send(t.Context(), "+14155550123", channel.Outgoing{To: "+14155550124", Text: &channel.OutText{Body: "hi"}})
	if err == nil || !slices.Equal(heard, []bool{true, false}) {
		t.Errorf("%v, %v", heard, err)
	}
}
