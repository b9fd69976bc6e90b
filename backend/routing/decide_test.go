package routing_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// able is somebody who could take a chat now.
func able(id string) routing.Candidate {
	return routing.Candidate{
		UserID: desk.UserID(id), Role: desk.RoleAgent, Active: true, ContactCenter: true, WhatsApp: true,
		Presence: desk.PresenceOnline, PresenceSince: 1000, Capacity: 5,
	}
}

// picture is an inbox with these members, all able, and a fresh interaction.
func picture(members ...string) routing.Input {
	in := routing.Input{
		Interaction: routing.Interaction{ID: "int_1", Trigger: routing.TriggerArrived, WaitingSince: 5000, Seq: 7},
		Inbox:       routing.Inbox{ID: "inb_1", Mode: desk.ModeRoundRobin, ReassignSeconds: 30},
	}
	for _, m := range members {
		in.Inbox.Members = append(in.Inbox.Members, desk.UserID(m))
		in.Candidates = append(in.Candidates, able(m))
	}
	return in
}

// person gives the candidate to change.
func person(in *routing.Input, id string) *routing.Candidate {
	for i := range in.Candidates {
		if string(in.Candidates[i].UserID) == id {
			return &in.Candidates[i]
		}
	}
	panic("no candidate " + id)
}

func tried(in *routing.Input, outcome string, ids ...string) {
	for _, id := range ids {
		in.Interaction.Attempts = append(in.Interaction.Attempts, routing.Attempt{UserID: desk.UserID(id), Outcome: outcome})
	}
}

func reasons(d routing.Decision) map[string]routing.Reason {
	got := map[string]routing.Reason{}
	for _, v := range d.Candidates {
		got[string(v.UserID)] = v.Reason
	}
	return got
}

// why is the reasons of a, b and c in this order.
type why [3]routing.Reason

type decideCase struct {
	name     string
	change   func(in *routing.Input)
	outcome  routing.Outcome
	cause    routing.Cause
	winner   desk.UserID
	escalate bool
	cursor   desk.UserID
	why      why
}

func checkDecide(t *testing.T, cases []decideCase) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			in := picture("a", "b", "c")
			tc.change(&in)
			d := routing.Decide(in)
			if d.Outcome != tc.outcome || d.Cause != tc.cause || d.Winner != tc.winner || d.Escalate != tc.escalate || d.NewCursor != tc.cursor {
				t.Errorf("got %s/%s winner %q escalate %v cursor %q, want %s/%s %q %v %q",
					d.Outcome, d.Cause, d.Winner, d.Escalate, d.NewCursor, tc.outcome, tc.cause, tc.winner, tc.escalate, tc.cursor)
			}
			r := reasons(d)
			if got := (why{r["a"], r["b"], r["c"]}); got != tc.why {
				t.Errorf("reasons of a, b, c: got %v, want %v", got, tc.why)
			}
			if (d.WinnerReason != "") != (d.Outcome == routing.OutcomeOffer) || d.WinnerReason != "" && r[string(d.Winner)] != d.WinnerReason {
				t.Errorf("winner's reason %q does not fit outcome %s", d.WinnerReason, d.Outcome)
			}
		})
	}
}

func TestDecide_roundRobin_asksTheNextInTurn(t *testing.T) {
	t.Parallel()
	const won, later = routing.ReasonWonTurn, routing.ReasonLaterInTurn
	offer, offered := routing.OutcomeOffer, routing.CauseOffered
	checkDecide(t, []decideCase{
		{"first of all", func(*routing.Input) {}, offer, offered, "a", false, "a", why{won, later, later}},
		{"after the cursor", func(in *routing.Input) { in.Inbox.Cursor = "a" }, offer, offered, "b", false, "b", why{later, won, later}},
		{"wraps round", func(in *routing.Input) { in.Inbox.Cursor = "c" }, offer, offered, "a", false, "a", why{won, later, later}},
		{"cursor left the inbox", func(in *routing.Input) { in.Inbox.Cursor = "z" }, offer, offered, "a", false, "a", why{won, later, later}},
		{"skips who is away and keeps the turn of the next", func(in *routing.Input) {
			in.Inbox.Cursor = "a"
			person(in, "b").Presence = desk.PresenceAway
		}, offer, offered, "c", false, "c", why{later, routing.ReasonAway, won}},
		{"a member listed twice has one turn", func(in *routing.Input) {
			in.Inbox.Members = append(in.Inbox.Members, "a", "a")
			in.Inbox.Cursor = "c"
		}, offer, offered, "a", false, "a", why{won, later, later}},
		{"a supervisor who is a member takes chats", func(in *routing.Input) {
			person(in, "a").Role = desk.RoleOwner
		}, offer, offered, "a", false, "a", why{won, later, later}},
	})
}

func TestDecide_eachObstacle_isToldAndNobodyElseIsHeldUp(t *testing.T) {
	t.Parallel()
	change := func(f func(c *routing.Candidate)) func(*routing.Input) {
		return func(in *routing.Input) { f(person(in, "a")) }
	}
	var cases []decideCase
	for _, o := range []struct {
		reason routing.Reason
		change func(*routing.Input)
	}{
		{routing.ReasonGone, func(in *routing.Input) { in.Candidates = in.Candidates[1:] }},
		{routing.ReasonSuspended, change(func(c *routing.Candidate) { c.Active = false })},
		{routing.ReasonRole, change(func(c *routing.Candidate) { c.Role = "auditor" })},
		{routing.ReasonNotMember, func(in *routing.Input) { in.Inbox.Members = in.Inbox.Members[1:] }},
		{routing.ReasonNotLicensed, change(func(c *routing.Candidate) { c.ContactCenter = false })},
		{routing.ReasonNotLicensed, change(func(c *routing.Candidate) { c.WhatsApp = false })},
		{routing.ReasonDeclined, func(in *routing.Input) { tried(in, routing.OutcomeDeclined, "a") }},
		{routing.ReasonDeclined, func(in *routing.Input) {
			tried(in, routing.OutcomeDeclined, "a")
			tried(in, routing.OutcomeMissed, "a")
		}},
		{routing.ReasonExcluded, func(in *routing.Input) { in.Interaction.Excluded = []desk.UserID{"a"} }},
		{routing.ReasonOffline, change(func(c *routing.Candidate) { c.Presence = desk.PresenceOffline })},
		{routing.ReasonOffline, change(func(c *routing.Candidate) { c.Presence = "dreaming" })},
		{routing.ReasonAway, change(func(c *routing.Candidate) { c.Presence = desk.PresenceAway })},
		{routing.ReasonMissed, func(in *routing.Input) { tried(in, routing.OutcomeMissed, "a") }},
		{routing.ReasonMissed, func(in *routing.Input) { tried(in, "somethingNew", "a") }},
		{routing.ReasonAtCapacity, change(func(c *routing.Candidate) { c.OpenChats = 5 })},
		{routing.ReasonAtCapacity, change(func(c *routing.Candidate) { c.Capacity = 0 })},
		{routing.ReasonPendingOffer, change(func(c *routing.Candidate) { c.PendingOffers = 1 })},
	} {
		cases = append(cases, decideCase{
			string(o.reason), o.change, routing.OutcomeOffer, routing.CauseOffered, "b", false, "b",
			why{o.reason, routing.ReasonWonTurn, routing.ReasonLaterInTurn},
		})
	}
	checkDecide(t, cases)
}

func TestDecide_severalObstacles_tellTheStrongest(t *testing.T) {
	t.Parallel()
	in := picture("a")
	a := person(&in, "a")
	steps := []struct {
		undo func()
		want routing.Reason
	}{
		{func() {}, routing.ReasonSuspended},
		{func() { a.Active = true }, routing.ReasonRole},
		{func() { a.Role = desk.RoleAgent }, routing.ReasonNotMember},
		{func() { in.Inbox.Members = []desk.UserID{"a"} }, routing.ReasonNotLicensed},
		{func() { a.WhatsApp = true }, routing.ReasonDeclined},
		{func() { in.Interaction.Attempts = in.Interaction.Attempts[1:] }, routing.ReasonExcluded},
		{func() { in.Interaction.Excluded = nil }, routing.ReasonOffline},
		{func() { a.Presence = desk.PresenceAway }, routing.ReasonAway},
		{func() { a.Presence = desk.PresenceOnline }, routing.ReasonMissed},
		{func() { in.Interaction.Attempts = nil }, routing.ReasonAtCapacity},
		{func() { a.OpenChats = 0 }, routing.ReasonPendingOffer},
		{func() { a.PendingOffers = 0 }, routing.ReasonWonTurn},
	}
	*a = routing.Candidate{UserID: "a", Role: "x", ContactCenter: true, Capacity: 1, OpenChats: 1, PendingOffers: 1}
	in.Inbox.Members = nil
	in.Interaction.Excluded = []desk.UserID{"a"}
	tried(&in, routing.OutcomeDeclined, "a")
	tried(&in, routing.OutcomeMissed, "a")
	for _, s := range steps {
		s.undo()
		if got := routing.Decide(in).Candidates[0].Reason; got != s.want {
			t.Fatalf("got %s, want %s", got, s.want)
		}
	}
}

func TestDecide_nobody_saysWhyAndEscalatesOnce(t *testing.T) {
	t.Parallel()
	all := func(f func(c *routing.Candidate)) func(*routing.Input) {
		return func(in *routing.Input) {
			for i := range in.Candidates {
				f(&in.Candidates[i])
			}
		}
	}
	offline := func(c *routing.Candidate) { c.Presence = desk.PresenceOffline }
	const off, missed, declined = routing.ReasonOffline, routing.ReasonMissed, routing.ReasonDeclined
	queue := routing.OutcomeQueue
	checkDecide(t, []decideCase{
		{"all offline waits quietly", all(offline), queue, routing.CauseNobodyHere, "", false, "", why{off, off, off}},
		{"all busy waits quietly", all(func(c *routing.Candidate) { c.OpenChats = 9 }), queue, routing.CauseNobodyFree, "", false, "",
			why{routing.ReasonAtCapacity, routing.ReasonAtCapacity, routing.ReasonAtCapacity}},
		{"all asked escalates", func(in *routing.Input) {
			tried(in, routing.OutcomeMissed, "a", "b")
			tried(in, routing.OutcomeDeclined, "c")
			in.Inbox.Cursor = "c"
		}, queue, routing.CauseRoundOver, "", true, "c", why{missed, missed, declined}},
		{"but not twice in a round", func(in *routing.Input) {
			tried(in, routing.OutcomeMissed, "a", "b", "c")
			in.Interaction.Escalated = true
		}, queue, routing.CauseRoundOver, "", false, "", why{missed, missed, missed}},
		{"one asked in vain, the others offline", func(in *routing.Input) {
			all(offline)(in)
			person(in, "a").Presence = desk.PresenceOnline
			tried(in, routing.OutcomeMissed, "a")
		}, queue, routing.CauseRoundOver, "", true, "", why{missed, off, off}},
		{"one asked in vain, another busy", func(in *routing.Input) {
			all(offline)(in)
			person(in, "a").Presence = desk.PresenceOnline
			tried(in, routing.OutcomeDeclined, "a")
			person(in, "b").Presence = desk.PresenceOnline
			person(in, "b").PendingOffers = 1
		}, queue, routing.CauseNobodyFree, "", true, "", why{declined, routing.ReasonPendingOffer, off}},
		{"no members", func(in *routing.Input) { in.Inbox.Members = nil }, routing.OutcomeNobody, routing.CauseNoMembers, "", true, "",
			why{routing.ReasonNotMember, routing.ReasonNotMember, routing.ReasonNotMember}},
		{"nobody licensed", all(func(c *routing.Candidate) { c.WhatsApp = false }), routing.OutcomeNobody, routing.CauseNobodyAllowed, "", true, "",
			why{routing.ReasonNotLicensed, routing.ReasonNotLicensed, routing.ReasonNotLicensed}},
	})
}

func TestDecide_drain_asksAgainWhoMissedNeverWhoDeclined(t *testing.T) {
	t.Parallel()
	drain := func(f func(in *routing.Input)) func(*routing.Input) {
		return func(in *routing.Input) {
			in.Interaction.Trigger = routing.TriggerDrain
			f(in)
		}
	}
	const missed, declined, again = routing.ReasonMissed, routing.ReasonDeclined, routing.ReasonWonAgain
	offer, offered := routing.OutcomeOffer, routing.CauseOffered
	checkDecide(t, []decideCase{
		{"who was not asked comes first", drain(func(in *routing.Input) { tried(in, routing.OutcomeMissed, "a", "b") }),
			offer, offered, "c", false, "c", why{missed, missed, routing.ReasonWonTurn}},
		{"then who missed, in turn", drain(func(in *routing.Input) {
			tried(in, routing.OutcomeMissed, "a", "c")
			tried(in, routing.OutcomeDeclined, "b")
			in.Inbox.Cursor = "a"
		}), offer, offered, "c", false, "c", why{missed, declined, again}},
		{"all declined stays with the supervisors", drain(func(in *routing.Input) {
			tried(in, routing.OutcomeDeclined, "a", "b", "c")
			in.Interaction.Escalated = true
		}), routing.OutcomeQueue, routing.CauseRoundOver, "", false, "", why{declined, declined, declined}},
		{"who handed it back waits while somebody is here", drain(func(in *routing.Input) {
			in.Interaction.Excluded = []desk.UserID{"a"}
			person(in, "b").OpenChats = 5
			person(in, "c").Presence = desk.PresenceAway
		}), routing.OutcomeQueue, routing.CauseNobodyFree, "", false, "", why{routing.ReasonExcluded, routing.ReasonAtCapacity, routing.ReasonAway}},
		{"and is the last resort when nobody is", drain(func(in *routing.Input) {
			in.Interaction.Excluded = []desk.UserID{"a"}
			person(in, "b").Presence = desk.PresenceOffline
			tried(in, routing.OutcomeDeclined, "c")
		}), offer, offered, "a", false, "a", why{routing.ReasonWonLastResort, routing.ReasonOffline, declined}},
	})
}

func TestDecide_preferred_isAskedFirstAndCostsNobodyATurn(t *testing.T) {
	t.Parallel()
	const pref, not = routing.ReasonWonPreferred, routing.ReasonNotPreferred
	const won, later = routing.ReasonWonTurn, routing.ReasonLaterInTurn
	offer, offered := routing.OutcomeOffer, routing.CauseOffered
	checkDecide(t, []decideCase{
		{"asked out of turn", func(in *routing.Input) { in.Interaction.Preferred, in.Inbox.Cursor = "c", "a" }, offer, offered, "c", false, "a", why{not, not, pref}},
		{"in a manual inbox too", func(in *routing.Input) { in.Interaction.Preferred, in.Inbox.Mode = "c", desk.ModeManual }, offer, offered, "c", false, "", why{not, not, pref}},
		{"cannot: by turn", func(in *routing.Input) {
			in.Interaction.Preferred = "c"
			person(in, "c").Presence = desk.PresenceOffline
		}, offer, offered, "a", false, "a", why{won, later, routing.ReasonOffline}},
		{"declined: by turn", func(in *routing.Input) {
			in.Interaction.Preferred = "c"
			tried(in, routing.OutcomeDeclined, "c")
		}, offer, offered, "a", false, "a", why{won, later, routing.ReasonDeclined}},
		{"not a member: by turn", func(in *routing.Input) {
			in.Interaction.Preferred = "c"
			in.Inbox.Members = in.Inbox.Members[:2]
		}, offer, offered, "a", false, "a", why{won, later, routing.ReasonNotMember}},
		{"handed it back: excluded is stronger", func(in *routing.Input) {
			in.Interaction.Preferred, in.Interaction.Excluded = "c", []desk.UserID{"c"}
		}, offer, offered, "a", false, "a", why{won, later, routing.ReasonExcluded}},
		{"missed in a manual inbox: the queue, and somebody is told", func(in *routing.Input) {
			in.Interaction.Preferred, in.Inbox.Mode = "c", desk.ModeManual
			tried(in, routing.OutcomeMissed, "c")
		}, routing.OutcomeManualQueue, routing.CauseManual, "", true, "", why{routing.ReasonMayTake, routing.ReasonMayTake, routing.ReasonMissed}},
	})
}

func TestDecide_modesWithoutOffers_leaveItToPeople(t *testing.T) {
	t.Parallel()
	const may = routing.ReasonMayTake
	manual := routing.OutcomeManualQueue
	var cases []decideCase
	for mode, c := range map[desk.Mode]struct {
		cause    routing.Cause
		escalate bool
	}{
		desk.ModeManual:      {routing.CauseManual, false},
		desk.ModeProficiency: {routing.CauseModeNotSupported, true},
		desk.ModeSticky:      {routing.CauseModeNotSupported, true},
		desk.ModeLongestIdle: {routing.CauseModeNotSupported, true},
		"fortuneTeller":      {routing.CauseModeUnknown, true},
		"":                   {routing.CauseModeUnknown, true},
	} {
		cases = append(cases, decideCase{"mode " + string(mode), func(in *routing.Input) {
			in.Inbox.Mode = mode
			in.Inbox.Cursor = "b"
			person(in, "a").Presence = desk.PresenceOffline
		}, manual, c.cause, "", c.escalate, "b", why{routing.ReasonOffline, may, may}})
	}
	checkDecide(t, cases)
}

func TestModes_isTheClosedList(t *testing.T) {
	t.Parallel()
	want := []routing.ModeInfo{
		{Mode: desk.ModeRoundRobin, Supported: true, Automatic: true},
		{Mode: desk.ModeManual, Supported: true},
		{Mode: desk.ModeProficiency, Automatic: true},
		{Mode: desk.ModeSticky, Automatic: true},
		{Mode: desk.ModeLongestIdle, Automatic: true},
	}
	if diff := cmp.Diff(want, routing.Modes()); diff != "" {
		t.Error(diff)
	}
}

func TestDecide_verdicts_comeInOrderOfTurnWithTheirFacts(t *testing.T) {
	t.Parallel()
	in := picture("a", "b")
	in.Inbox.Cursor = "a"
	in.Candidates = append(in.Candidates, able("z"), able("d"))
	*person(&in, "b") = routing.Candidate{
		UserID: "b", Role: desk.RoleAgent, Active: true, ContactCenter: true, WhatsApp: true,
		Presence: desk.PresenceAway, PresenceReason: "lunch", PresenceSince: 42, Capacity: 3, OpenChats: 2, PendingOffers: 1,
	}
	tried(&in, routing.OutcomeMissed, "b", "b")
	want := []routing.Verdict{
		{UserID: "b", Reason: routing.ReasonAway, Turn: 1, PresenceReason: "lunch", PresenceSince: 42, OpenChats: 2, PendingOffers: 1, Capacity: 3, Missed: 2},
		{UserID: "a", Reason: routing.ReasonWonTurn, Turn: 2, PresenceSince: 1000, Capacity: 5},
		{UserID: "d", Reason: routing.ReasonNotMember, PresenceSince: 1000, Capacity: 5},
		{UserID: "z", Reason: routing.ReasonNotMember, PresenceSince: 1000, Capacity: 5},
	}
	if diff := cmp.Diff(want, routing.Decide(in).Candidates); diff != "" {
		t.Error(diff)
	}
}

func TestReasons_areDistinctAndKnowTheWinners(t *testing.T) {
	t.Parallel()
	seen := map[routing.Reason]bool{}
	var winners []routing.Reason
	for _, r := range routing.Reasons {
		if seen[r] {
			t.Errorf("%s twice", r)
		}
		seen[r] = true
		if r.Won() {
			winners = append(winners, r)
		}
	}
	want := []routing.Reason{routing.ReasonWonTurn, routing.ReasonWonPreferred, routing.ReasonWonAgain, routing.ReasonWonLastResort}
	if !slices.Equal(winners, want) {
		t.Errorf("winners %v, want %v", winners, want)
	}
}
