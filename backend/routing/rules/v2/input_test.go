package v2_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v2"
)

func TestOfferSeconds_staysInRange(t *testing.T) {
	t.Parallel()
	for in, want := range map[int]int{-5: 30, 0: 30, 1: 1, 45: 45, 900: 900, 901: 900} {
		if got := v2.OfferSeconds(in); got != want {
			t.Errorf("OfferSeconds(%d) = %d, want %d", in, got, want)
		}
	}
}

func TestDecide_twoRecordsOfOnePerson_theLessAbleCounts(t *testing.T) {
	t.Parallel()
	for reason, change := range map[v2.Reason]func(c *v2.Candidate){
		v2.ReasonSuspended:    func(c *v2.Candidate) { c.Active = false },
		v2.ReasonRole:         func(c *v2.Candidate) { c.Role = "?" },
		v2.ReasonNotLicensed:  func(c *v2.Candidate) { c.WhatsApp = false },
		v2.ReasonAway:         func(c *v2.Candidate) { c.Presence = desk.PresenceAway },
		v2.ReasonOffline:      func(c *v2.Candidate) { c.Presence = desk.PresenceOffline },
		v2.ReasonAtCapacity:   func(c *v2.Candidate) { c.OpenThreads = c.Capacity },
		v2.ReasonPendingOffer: func(c *v2.Candidate) { c.PendingOffers = 1 },
	} {
		in := picture("a")
		second := able("a")
		change(&second)
		in.Candidates = append(in.Candidates, second)
		if got := reasons(v2.Decide(in))["a"]; got != reason {
			t.Errorf("able first: got %s, want %s", got, reason)
		}
		in.Candidates[0], in.Candidates[1] = in.Candidates[1], in.Candidates[0]
		if got := reasons(v2.Decide(in))["a"]; got != reason {
			t.Errorf("able second: got %s, want %s", got, reason)
		}
	}
}
