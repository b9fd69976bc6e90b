package v2_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v2"
)

// anyUser draws from few ids, so that lists overlap.
func anyUser() *rapid.Generator[desk.UserID] {
	return rapid.Map(rapid.IntRange(0, 9), func(n int) desk.UserID { return desk.UserID(fmt.Sprintf("u%d", n)) })
}

// anyCandidate is able more often than not, or nobody would ever win.
func anyCandidate() *rapid.Generator[v2.Candidate] {
	mostly := rapid.SampledFrom([]bool{true, true, true, true, false})
	return rapid.Custom(func(t *rapid.T) v2.Candidate {
		return v2.Candidate{
			UserID:         anyUser().Draw(t, "user"),
			Role:           rapid.SampledFrom([]desk.Role{desk.RoleAgent, desk.RoleAgent, desk.RoleAdmin, desk.RoleOwner, "none"}).Draw(t, "role"),
			Active:         mostly.Draw(t, "active"),
			ContactCenter:  mostly.Draw(t, "contactCenter"),
			WhatsApp:       mostly.Draw(t, "whatsApp"),
			Presence:       rapid.SampledFrom([]desk.PresenceState{desk.PresenceOnline, desk.PresenceOnline, desk.PresenceOnline, desk.PresenceAway, desk.PresenceOffline, "?"}).Draw(t, "presence"),
			PresenceReason: rapid.SampledFrom([]string{"", "lunch", "<&\u2028>"}).Draw(t, "presenceReason"),
			PresenceSince:  rapid.Int64().Draw(t, "since"),
			Capacity:       rapid.IntRange(-1, 5).Draw(t, "capacity"),
			OpenThreads:    rapid.IntRange(0, 4).Draw(t, "open"),
			PendingOffers:  rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "pending"),
			Level:          rapid.IntRange(-1, 101).Draw(t, "level"),
			IdleSince:      rapid.Int64Range(-1, 3).Draw(t, "idleSince"),
			OpenHere:       rapid.IntRange(0, 3).Draw(t, "here"),
		}
	})
}

func anyInteraction() *rapid.Generator[v2.Interaction] {
	return rapid.Custom(func(t *rapid.T) v2.Interaction {
		attempt := rapid.Custom(func(t *rapid.T) v2.Attempt {
			return v2.Attempt{
				UserID:  anyUser().Draw(t, "asked"),
				Outcome: rapid.SampledFrom([]string{v2.OutcomeDeclined, v2.OutcomeMissed, "?"}).Draw(t, "outcome"),
			}
		})
		return v2.Interaction{
			ID:           desk.InteractionID(fmt.Sprintf("int_%d", rapid.IntRange(0, 99).Draw(t, "id"))),
			Trigger:      rapid.SampledFrom([]v2.Trigger{v2.TriggerArrived, v2.TriggerMissed, v2.TriggerDrain, "?"}).Draw(t, "trigger"),
			WaitingSince: rapid.Int64Range(0, 20).Draw(t, "waitingSince"),
			Seq:          rapid.Int64Range(0, 20).Draw(t, "seq"),
			Attempts:     rapid.SliceOfN(attempt, 0, 5).Draw(t, "attempts"),
			Excluded:     rapid.SliceOfN(anyUser(), 0, 2).Draw(t, "excluded"),
			Preferred:    rapid.OneOf(rapid.Just(desk.UserID("")), anyUser()).Draw(t, "preferred"),
			Escalated:    rapid.Bool().Draw(t, "escalated"),
			LastAgent:    rapid.OneOf(rapid.Just(desk.UserID("")), anyUser()).Draw(t, "lastAgent"),
		}
	})
}

func anyInput() *rapid.Generator[v2.Input] {
	return rapid.Custom(func(t *rapid.T) v2.Input {
		modes := append(slices.Clone(automatic), desk.ModeManual, "?")
		return v2.Input{
			Interaction: anyInteraction().Draw(t, "interaction"),
			Inbox: v2.Inbox{
				ID:              "inb_1",
				Mode:            rapid.SampledFrom(modes).Draw(t, "mode"),
				ReassignSeconds: rapid.IntRange(-10, 1000).Draw(t, "seconds"),
				Cursor:          rapid.OneOf(rapid.Just(desk.UserID("")), anyUser()).Draw(t, "cursor"),
				Members:         rapid.SliceOfN(anyUser(), 0, 8).Draw(t, "members"),
				Dials:           rapid.IntRange(-1, 4).Draw(t, "dials"),
				Capacity:        rapid.SampledFrom([]int{0, 0, 0, 1, 2, 3, -1}).Draw(t, "capacity"),
			},
			Candidates: rapid.SliceOfN(anyCandidate(), 0, 12).Draw(t, "candidates"),
		}
	})
}

// automatic are the modes that ask somebody.
var automatic = []desk.Mode{desk.ModeRoundRobin, desk.ModeProficiency, desk.ModeSticky, desk.ModeLongestIdle, desk.ModeLeastBusy}

func encoded(t *rapid.T, d v2.Decision) []byte {
	b, err := v2.EncodeDecision(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// checkWinner states the promise of the package without its code.
func checkWinner(t *rapid.T, in v2.Input, winner desk.UserID) {
	if !slices.Contains(in.Inbox.Members, winner) {
		t.Fatalf("%s is asked and is not a member", winner)
	}
	if slices.Contains(in.Interaction.Attempts, v2.Attempt{UserID: winner, Outcome: v2.OutcomeDeclined}) {
		t.Fatalf("%s is asked and has declined", winner)
	}
	known := false
	for _, c := range in.Candidates {
		if c.UserID != winner {
			continue
		}
		known = true
		if !c.Active || !c.ContactCenter || !c.WhatsApp || !c.Role.Valid() || c.Presence != desk.PresenceOnline ||
			c.OpenThreads >= c.Capacity || c.PendingOffers > 0 || in.Inbox.Mode == desk.ModeLongestIdle && c.OpenThreads > 0 ||
			in.Inbox.Capacity > 0 && c.OpenHere >= in.Inbox.Capacity {
			t.Fatalf("%s is asked and cannot take it: %+v", winner, c)
		}
	}
	if !known {
		t.Fatalf("%s is asked and nothing is known of them", winner)
	}
}

func TestDecide_anyInput_hasAWinnerWhoCanOrAReasonForEverybody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput().Draw(t, "in")
		d := v2.Decide(in)
		offered := d.Outcome == v2.OutcomeOffer
		if offered {
			checkWinner(t, in, d.Winner)
		}
		if offered != (d.Winner != "") || offered != (d.Cause == v2.CauseOffered) || offered != (d.OfferSeconds > 0) || offered && d.Escalate {
			t.Fatalf("outcome and the rest disagree: %+v", d)
		}
		if !slices.Contains(v2.Causes, d.Cause) {
			t.Fatalf("cause %q is not in the list", d.Cause)
		}
		want := map[desk.UserID]bool{}
		for _, m := range in.Inbox.Members {
			want[m] = true
		}
		for _, c := range in.Candidates {
			want[c.UserID] = true
		}
		for _, v := range d.Candidates {
			if !want[v.UserID] {
				t.Fatalf("a verdict too many for %s", v.UserID)
			}
			delete(want, v.UserID)
			if !slices.Contains(v2.Reasons, v.Reason) || v.Reason.Won() != (v.UserID == d.Winner) {
				t.Fatalf("reason %q of %s, winner %q", v.Reason, v.UserID, d.Winner)
			}
		}
		if len(want) > 0 {
			t.Fatalf("no verdict for %v", want)
		}
	})
}

func TestDecide_automaticModeWithAnAbleFreshMember_alwaysAsks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput().Draw(t, "in")
		in.Inbox.Mode = rapid.SampledFrom(automatic).Draw(t, "mode")
		in.Inbox.Members = append(in.Inbox.Members, "fresh")
		in.Candidates = append(in.Candidates, able("fresh"))
		if d := v2.Decide(in); d.Outcome != v2.OutcomeOffer {
			t.Fatalf("nobody is asked: %s/%s", d.Outcome, d.Cause)
		}
	})
}

func TestDecide_orderOfCandidates_changesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput().Draw(t, "in")
		other := in
		other.Candidates = rapid.Permutation(in.Candidates).Draw(t, "candidates")
		other.Interaction.Excluded = rapid.Permutation(in.Interaction.Excluded).Draw(t, "excluded")
		if a, b := encoded(t, v2.Decide(in)), encoded(t, v2.Decide(other)); !bytes.Equal(a, b) {
			t.Fatalf("decisions differ:\n%s\n%s", a, b)
		}
		a, errA := v2.EncodeInput(in)
		b, errB := v2.EncodeInput(other)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Fatalf("pictures differ:\n%s\n%s", a, b)
		}
	})
}

func TestDecide_somebodyOffline_changesNothingForTheOthers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput().Draw(t, "in")
		before := v2.Decide(in)
		absent := able("absent")
		absent.Presence = desk.PresenceOffline
		in.Candidates = append(in.Candidates, absent)
		place := rapid.IntRange(0, len(in.Inbox.Members)).Draw(t, "place")
		in.Inbox.Members = slices.Insert(slices.Clone(in.Inbox.Members), place, "absent")
		// a queue of nobody may become one of somebody who is away: that is no matter to the others
		if after := v2.Decide(in); after.Winner != before.Winner || after.NewCursor != before.NewCursor {
			t.Fatalf("before %s %q, after %s %q", before.Outcome, before.Winner, after.Outcome, after.Winner)
		}
	})
}

func TestDecide_roundRobin_isFairOverAnyNumberOfRounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "members")
		rounds := rapid.IntRange(1, 8).Draw(t, "rounds")
		extra := rapid.IntRange(0, n-1).Draw(t, "extra")
		out := rapid.IntRange(0, n-1).Draw(t, "out") // this many are away throughout
		names := make([]string, n)
		for i := range names {
			names[i] = fmt.Sprintf("m%02d", i)
		}
		in := picture(rapid.Permutation(names).Draw(t, "order")...)
		in.Inbox.Cursor = rapid.SampledFrom(in.Inbox.Members).Draw(t, "cursor")
		for i := range out {
			in.Candidates[i].Presence = desk.PresenceAway
		}
		won := map[desk.UserID]int{}
		for range rounds*(n-out) + extra%(n-out) {
			d := v2.Decide(in)
			won[d.Winner]++
			in.Inbox.Cursor = d.NewCursor
		}
		for _, c := range in.Candidates[out:] {
			if got := won[c.UserID]; got < rounds || got > rounds+1 {
				t.Fatalf("%s was asked %d times in %d rounds: %v", c.UserID, got, rounds, won)
			}
		}
		if extra%(n-out) == 0 && len(won) != n-out {
			t.Fatalf("asked: %v", won)
		}
	})
}

func TestDecide_oneRound_asksEachOnceThenEscalatesOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "members")
		mode := rapid.SampledFrom(automatic).Draw(t, "mode")
		names := make([]string, n)
		for i := range names {
			names[i] = fmt.Sprintf("m%d", i)
		}
		in := picture(names...)
		in.Inbox.Mode = mode
		asked := map[desk.UserID]bool{}
		for range n {
			d := v2.Decide(in)
			if d.Outcome != v2.OutcomeOffer || asked[d.Winner] {
				t.Fatalf("%s %q after %v", d.Outcome, d.Winner, asked)
			}
			asked[d.Winner] = true
			in.Inbox.Cursor = d.NewCursor
			in.Interaction.Trigger = v2.TriggerMissed
			tried(&in, rapid.SampledFrom([]string{v2.OutcomeDeclined, v2.OutcomeMissed}).Draw(t, "outcome"), string(d.Winner))
		}
		d := v2.Decide(in)
		if d.Outcome != v2.OutcomeQueue || d.Cause != v2.CauseRoundOver || !d.Escalate {
			t.Fatalf("after the round: %+v", d)
		}
		in.Interaction.Escalated = true
		if v2.Decide(in).Escalate {
			t.Fatal("escalated twice")
		}
	})
}
