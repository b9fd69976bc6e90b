package session_test

import (
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/session"
)

func TestState_saysWhatThisComputerReceives(t *testing.T) {
	t.Parallel()
	for want, place := range map[string]session.Place{
		bridge.ReceivesUndecided: {},
		bridge.ReceivesTeam:      {RelayURL: "https://relay.example"},
		bridge.ReceivesHere:      {RelayURL: "http://127.0.0.1:1", ThisComputer: true},
		bridge.ReceivesPractice:  {RelayURL: "http://127.0.0.1:1", ThisComputer: true, Practice: true},
	} {
		if got := session.Receives(place); got != want {
			t.Errorf("%+v: %q, not %q", place, got, want)
		}
	}
}
