package routing_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

func TestOfferSeconds_staysInRange(t *testing.T) {
	t.Parallel()
	for in, want := range map[int]int{-5: 30, 0: 30, 1: 1, 45: 45, 900: 900, 901: 900} {
		if got := routing.OfferSeconds(in); got != want {
			t.Errorf("OfferSeconds(%d) = %d, want %d", in, got, want)
		}
	}
}

func TestCursorWithout_keepsTheTurnOfWhoFollows(t *testing.T) {
	t.Parallel()
	abc := []desk.UserID{"a", "b", "c"}
	for _, tc := range []struct {
		members            []desk.UserID
		cursor, gone, want desk.UserID
	}{
		{abc, "b", "b", "a"}, {abc, "a", "a", "c"}, {abc, "b", "c", "b"}, {abc, "", "a", ""},
		{abc[:1], "a", "a", ""}, {abc, "z", "z", ""}, {nil, "a", "a", ""},
	} {
		if got := routing.CursorWithout(tc.members, tc.cursor, tc.gone); got != tc.want {
			t.Errorf("members %v cursor %q without %q: got %q, want %q", tc.members, tc.cursor, tc.gone, got, tc.want)
		}
	}
}

func TestDecide_twoRecordsOfOnePerson_theLessAbleCounts(t *testing.T) {
	t.Parallel()
	for reason, change := range map[routing.Reason]func(c *routing.Candidate){
		routing.ReasonSuspended:    func(c *routing.Candidate) { c.Active = false },
		routing.ReasonRole:         func(c *routing.Candidate) { c.Role = "?" },
		routing.ReasonNotLicensed:  func(c *routing.Candidate) { c.WhatsApp = false },
		routing.ReasonAway:         func(c *routing.Candidate) { c.Presence = desk.PresenceAway },
		routing.ReasonOffline:      func(c *routing.Candidate) { c.Presence = desk.PresenceOffline },
		routing.ReasonAtCapacity:   func(c *routing.Candidate) { c.OpenChats = c.Capacity },
		routing.ReasonPendingOffer: func(c *routing.Candidate) { c.PendingOffers = 1 },
	} {
		in := picture("a")
		second := able("a")
		change(&second)
		in.Candidates = append(in.Candidates, second)
		if got := reasons(routing.Decide(in))["a"]; got != reason {
			t.Errorf("able first: got %s, want %s", got, reason)
		}
		in.Candidates[0], in.Candidates[1] = in.Candidates[1], in.Candidates[0]
		if got := reasons(routing.Decide(in))["a"]; got != reason {
			t.Errorf("able second: got %s, want %s", got, reason)
		}
	}
}
