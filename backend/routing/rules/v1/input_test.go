package v1_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v1"
)

func TestOfferSeconds_staysInRange(t *testing.T) {
	t.Parallel()
	for in, want := range map[int]int{-5: 30, 0: 30, 1: 1, 45: 45, 900: 900, 901: 900} {
		if got := v1.OfferSeconds(in); got != want {
			t.Errorf("OfferSeconds(%d) = %d, want %d", in, got, want)
		}
	}
}

func TestDecide_twoRecordsOfOnePerson_theLessAbleCounts(t *testing.T) {
	t.Parallel()
	for reason, change := range map[v1.Reason]func(c *v1.Candidate){
		v1.ReasonSuspended:    func(c *v1.Candidate) { c.Active = false },
		v1.ReasonRole:         func(c *v1.Candidate) { c.Role = "?" },
		v1.ReasonNotLicensed:  func(c *v1.Candidate) { c.WhatsApp = false },
		v1.ReasonAway:         func(c *v1.Candidate) { c.Presence = desk.PresenceAway },
		v1.ReasonOffline:      func(c *v1.Candidate) { c.Presence = desk.PresenceOffline },
		v1.ReasonAtCapacity:   func(c *v1.Candidate) { c.OpenThreads = c.Capacity },
		v1.ReasonPendingOffer: func(c *v1.Candidate) { c.PendingOffers = 1 },
	} {
		in := picture("a")
		second := able("a")
		change(&second)
		in.Candidates = append(in.Candidates, second)
		if got := reasons(v1.Decide(in))["a"]; got != reason {
			t.Errorf("able first: got %s, want %s", got, reason)
		}
		in.Candidates[0], in.Candidates[1] = in.Candidates[1], in.Candidates[0]
		if got := reasons(v1.Decide(in))["a"]; got != reason {
			t.Errorf("able second: got %s, want %s", got, reason)
		}
	}
}
