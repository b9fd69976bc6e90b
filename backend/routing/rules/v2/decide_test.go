package v2_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v2"
)

// able is somebody who could take a thread now.
func able(id string) v2.Candidate {
	return v2.Candidate{
		UserID: desk.UserID(id), Role: desk.RoleAgent, Active: true, ContactCenter: true, WhatsApp: true,
		Presence: desk.PresenceOnline, PresenceSince: 1000, Capacity: 5,
	}
}

// picture is an inbox with these members, all able, and a fresh interaction.
func picture(members ...string) v2.Input {
	in := v2.Input{
		Interaction: v2.Interaction{ID: "int_1", Trigger: v2.TriggerArrived, WaitingSince: 5000, Seq: 7},
		Inbox:       v2.Inbox{ID: "inb_1", Mode: desk.ModeRoundRobin, ReassignSeconds: 30},
	}
	for _, m := range members {
		in.Inbox.Members = append(in.Inbox.Members, desk.UserID(m))
		in.Candidates = append(in.Candidates, able(m))
	}
	return in
}

// person gives the candidate to change.
func person(in *v2.Input, id string) *v2.Candidate {
	for i := range in.Candidates {
		if string(in.Candidates[i].UserID) == id {
			return &in.Candidates[i]
		}
	}
	panic("no candidate " + id)
}

func tried(in *v2.Input, outcome string, ids ...string) {
	for _, id := range ids {
		in.Interaction.Attempts = append(in.Interaction.Attempts, v2.Attempt{UserID: desk.UserID(id), Outcome: outcome})
	}
}

func reasons(d v2.Decision) map[string]v2.Reason {
	got := map[string]v2.Reason{}
	for _, v := range d.Candidates {
		got[string(v.UserID)] = v.Reason
	}
	return got
}

// why is the reasons of a, b and c in this order.
type why [3]v2.Reason

type decideCase struct {
	name     string
	change   func(in *v2.Input)
	outcome  v2.Outcome
	cause    v2.Cause
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
			d := v2.Decide(in)
			if d.Outcome != tc.outcome || d.Cause != tc.cause || d.Winner != tc.winner || d.Escalate != tc.escalate || d.NewCursor != tc.cursor {
				t.Errorf("got %s/%s winner %q escalate %v cursor %q, want %s/%s %q %v %q",
					d.Outcome, d.Cause, d.Winner, d.Escalate, d.NewCursor, tc.outcome, tc.cause, tc.winner, tc.escalate, tc.cursor)
			}
			r := reasons(d)
			if got := (why{r["a"], r["b"], r["c"]}); got != tc.why {
				t.Errorf("reasons of a, b, c: got %v, want %v", got, tc.why)
			}
			if (d.WinnerReason != "") != (d.Outcome == v2.OutcomeOffer) || d.WinnerReason != "" && r[string(d.Winner)] != d.WinnerReason {
				t.Errorf("winner's reason %q does not fit outcome %s", d.WinnerReason, d.Outcome)
			}
		})
	}
}

func TestDecide_roundRobin_asksTheNextInTurn(t *testing.T) {
	t.Parallel()
	const won, later = v2.ReasonWonTurn, v2.ReasonLaterInTurn
	offer, offered := v2.OutcomeOffer, v2.CauseOffered
	checkDecide(t, []decideCase{
		{"first of all", func(*v2.Input) {}, offer, offered, "a", false, "a", why{won, later, later}},
		{"after the cursor", func(in *v2.Input) { in.Inbox.Cursor = "a" }, offer, offered, "b", false, "b", why{later, won, later}},
		{"wraps round", func(in *v2.Input) { in.Inbox.Cursor = "c" }, offer, offered, "a", false, "a", why{won, later, later}},
		{"cursor left the inbox", func(in *v2.Input) { in.Inbox.Cursor = "z" }, offer, offered, "a", false, "a", why{won, later, later}},
		{"skips who is away and keeps the turn of the next", func(in *v2.Input) {
			in.Inbox.Cursor = "a"
			person(in, "b").Presence = desk.PresenceAway
		}, offer, offered, "c", false, "c", why{later, v2.ReasonAway, won}},
		{"a member listed twice has one turn", func(in *v2.Input) {
			in.Inbox.Members = append(in.Inbox.Members, "a", "a")
			in.Inbox.Cursor = "c"
		}, offer, offered, "a", false, "a", why{won, later, later}},
		{"a supervisor who is a member takes threads", func(in *v2.Input) {
			person(in, "a").Role = desk.RoleOwner
		}, offer, offered, "a", false, "a", why{won, later, later}},
	})
}

func TestDecide_eachObstacle_isToldAndNobodyElseIsHeldUp(t *testing.T) {
	t.Parallel()
	change := func(f func(c *v2.Candidate)) func(*v2.Input) {
		return func(in *v2.Input) { f(person(in, "a")) }
	}
	var cases []decideCase
	for _, o := range []struct {
		reason v2.Reason
		change func(*v2.Input)
	}{
		{v2.ReasonGone, func(in *v2.Input) { in.Candidates = in.Candidates[1:] }},
		{v2.ReasonSuspended, change(func(c *v2.Candidate) { c.Active = false })},
		{v2.ReasonRole, change(func(c *v2.Candidate) { c.Role = "auditor" })},
		{v2.ReasonNotMember, func(in *v2.Input) { in.Inbox.Members = in.Inbox.Members[1:] }},
		{v2.ReasonNotLicensed, change(func(c *v2.Candidate) { c.ContactCenter = false })},
		{v2.ReasonNotLicensed, change(func(c *v2.Candidate) { c.WhatsApp = false })},
		{v2.ReasonDeclined, func(in *v2.Input) { tried(in, v2.OutcomeDeclined, "a") }},
		{v2.ReasonDeclined, func(in *v2.Input) {
			tried(in, v2.OutcomeDeclined, "a")
			tried(in, v2.OutcomeMissed, "a")
		}},
		{v2.ReasonExcluded, func(in *v2.Input) { in.Interaction.Excluded = []desk.UserID{"a"} }},
		{v2.ReasonOffline, change(func(c *v2.Candidate) { c.Presence = desk.PresenceOffline })},
		{v2.ReasonOffline, change(func(c *v2.Candidate) { c.Presence = "dreaming" })},
		{v2.ReasonAway, change(func(c *v2.Candidate) { c.Presence = desk.PresenceAway })},
		{v2.ReasonMissed, func(in *v2.Input) { tried(in, v2.OutcomeMissed, "a") }},
		{v2.ReasonMissed, func(in *v2.Input) { tried(in, "somethingNew", "a") }},
		{v2.ReasonAtCapacity, change(func(c *v2.Candidate) { c.OpenThreads = 5 })},
		{v2.ReasonAtCapacity, change(func(c *v2.Candidate) { c.Capacity = 0 })},
		{v2.ReasonAtInboxCapacity, func(in *v2.Input) { in.Inbox.Capacity, person(in, "a").OpenHere = 2, 2 }},
		{v2.ReasonPendingOffer, change(func(c *v2.Candidate) { c.PendingOffers = 1 })},
	} {
		cases = append(cases, decideCase{
			string(o.reason), o.change, v2.OutcomeOffer, v2.CauseOffered, "b", false, "b",
			why{o.reason, v2.ReasonWonTurn, v2.ReasonLaterInTurn},
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
		want v2.Reason
	}{
		{func() {}, v2.ReasonSuspended},
		{func() { a.Active = true }, v2.ReasonRole},
		{func() { a.Role = desk.RoleAgent }, v2.ReasonNotMember},
		{func() { in.Inbox.Members = []desk.UserID{"a"} }, v2.ReasonNotLicensed},
		{func() { a.WhatsApp = true }, v2.ReasonDeclined},
		{func() { in.Interaction.Attempts = in.Interaction.Attempts[1:] }, v2.ReasonExcluded},
		{func() { in.Interaction.Excluded = nil }, v2.ReasonOffline},
		{func() { a.Presence = desk.PresenceAway }, v2.ReasonAway},
		{func() { a.Presence = desk.PresenceOnline }, v2.ReasonMissed},
		{func() { in.Interaction.Attempts = nil }, v2.ReasonAtCapacity},
		{func() { a.OpenThreads = 0 }, v2.ReasonPendingOffer},
		{func() { a.PendingOffers = 0 }, v2.ReasonWonTurn},
	}
	*a = v2.Candidate{UserID: "a", Role: "x", ContactCenter: true, Capacity: 1, OpenThreads: 1, PendingOffers: 1}
	in.Inbox.Members = nil
	in.Interaction.Excluded = []desk.UserID{"a"}
	tried(&in, v2.OutcomeDeclined, "a")
	tried(&in, v2.OutcomeMissed, "a")
	for _, s := range steps {
		s.undo()
		if got := v2.Decide(in).Candidates[0].Reason; got != s.want {
			t.Fatalf("got %s, want %s", got, s.want)
		}
	}
}

func TestDecide_nobody_saysWhyAndEscalatesOnce(t *testing.T) {
	t.Parallel()
	all := func(f func(c *v2.Candidate)) func(*v2.Input) {
		return func(in *v2.Input) {
			for i := range in.Candidates {
				f(&in.Candidates[i])
			}
		}
	}
	offline := func(c *v2.Candidate) { c.Presence = desk.PresenceOffline }
	const off, missed, declined = v2.ReasonOffline, v2.ReasonMissed, v2.ReasonDeclined
	queue := v2.OutcomeQueue
	checkDecide(t, []decideCase{
		{"all offline waits quietly", all(offline), queue, v2.CauseNobodyHere, "", false, "", why{off, off, off}},
		{"all busy waits quietly", all(func(c *v2.Candidate) { c.OpenThreads = 9 }), queue, v2.CauseNobodyFree, "", false, "",
			why{v2.ReasonAtCapacity, v2.ReasonAtCapacity, v2.ReasonAtCapacity}},
		{"all asked escalates", func(in *v2.Input) {
			tried(in, v2.OutcomeMissed, "a", "b")
			tried(in, v2.OutcomeDeclined, "c")
			in.Inbox.Cursor = "c"
		}, queue, v2.CauseRoundOver, "", true, "c", why{missed, missed, declined}},
		{"but not twice in a round", func(in *v2.Input) {
			tried(in, v2.OutcomeMissed, "a", "b", "c")
			in.Interaction.Escalated = true
		}, queue, v2.CauseRoundOver, "", false, "", why{missed, missed, missed}},
		{"one asked in vain, the others offline", func(in *v2.Input) {
			all(offline)(in)
			person(in, "a").Presence = desk.PresenceOnline
			tried(in, v2.OutcomeMissed, "a")
		}, queue, v2.CauseRoundOver, "", true, "", why{missed, off, off}},
		{"one asked in vain, another busy", func(in *v2.Input) {
			all(offline)(in)
			person(in, "a").Presence = desk.PresenceOnline
			tried(in, v2.OutcomeDeclined, "a")
			person(in, "b").Presence = desk.PresenceOnline
			person(in, "b").PendingOffers = 1
		}, queue, v2.CauseNobodyFree, "", true, "", why{declined, v2.ReasonPendingOffer, off}},
		{"no members", func(in *v2.Input) { in.Inbox.Members = nil }, v2.OutcomeNobody, v2.CauseNoMembers, "", true, "",
			why{v2.ReasonNotMember, v2.ReasonNotMember, v2.ReasonNotMember}},
		{"nobody licensed", all(func(c *v2.Candidate) { c.WhatsApp = false }), v2.OutcomeNobody, v2.CauseNobodyAllowed, "", true, "",
			why{v2.ReasonNotLicensed, v2.ReasonNotLicensed, v2.ReasonNotLicensed}},
	})
}

func TestDecide_drain_asksAgainWhoMissedNeverWhoDeclined(t *testing.T) {
	t.Parallel()
	drain := func(f func(in *v2.Input)) func(*v2.Input) {
		return func(in *v2.Input) {
			in.Interaction.Trigger = v2.TriggerDrain
			f(in)
		}
	}
	const missed, declined, again = v2.ReasonMissed, v2.ReasonDeclined, v2.ReasonWonAgain
	offer, offered := v2.OutcomeOffer, v2.CauseOffered
	checkDecide(t, []decideCase{
		{"who was not asked comes first", drain(func(in *v2.Input) { tried(in, v2.OutcomeMissed, "a", "b") }),
			offer, offered, "c", false, "c", why{missed, missed, v2.ReasonWonTurn}},
		{"then who missed, in turn", drain(func(in *v2.Input) {
			tried(in, v2.OutcomeMissed, "a", "c")
			tried(in, v2.OutcomeDeclined, "b")
			in.Inbox.Cursor = "a"
		}), offer, offered, "c", false, "c", why{missed, declined, again}},
		{"all declined stays with the supervisors", drain(func(in *v2.Input) {
			tried(in, v2.OutcomeDeclined, "a", "b", "c")
			in.Interaction.Escalated = true
		}), v2.OutcomeQueue, v2.CauseRoundOver, "", false, "", why{declined, declined, declined}},
		{"who handed it back waits while somebody is here", drain(func(in *v2.Input) {
			in.Interaction.Excluded = []desk.UserID{"a"}
			person(in, "b").OpenThreads = 5
			person(in, "c").Presence = desk.PresenceAway
		}), v2.OutcomeQueue, v2.CauseNobodyFree, "", false, "", why{v2.ReasonExcluded, v2.ReasonAtCapacity, v2.ReasonAway}},
		{"and is the last resort when nobody is", drain(func(in *v2.Input) {
			in.Interaction.Excluded = []desk.UserID{"a"}
			person(in, "b").Presence = desk.PresenceOffline
			tried(in, v2.OutcomeDeclined, "c")
		}), offer, offered, "a", false, "a", why{v2.ReasonWonLastResort, v2.ReasonOffline, declined}},
	})
}

func TestDecide_preferred_isAskedFirstAndCostsNobodyATurn(t *testing.T) {
	t.Parallel()
	const pref, not = v2.ReasonWonPreferred, v2.ReasonNotPreferred
	const won, later = v2.ReasonWonTurn, v2.ReasonLaterInTurn
	offer, offered := v2.OutcomeOffer, v2.CauseOffered
	checkDecide(t, []decideCase{
		{"asked out of turn", func(in *v2.Input) { in.Interaction.Preferred, in.Inbox.Cursor = "c", "a" }, offer, offered, "c", false, "a", why{not, not, pref}},
		{"in a manual inbox too", func(in *v2.Input) { in.Interaction.Preferred, in.Inbox.Mode = "c", desk.ModeManual }, offer, offered, "c", false, "", why{not, not, pref}},
		{"cannot: by turn", func(in *v2.Input) {
			in.Interaction.Preferred = "c"
			person(in, "c").Presence = desk.PresenceOffline
		}, offer, offered, "a", false, "a", why{won, later, v2.ReasonOffline}},
		{"declined: by turn", func(in *v2.Input) {
			in.Interaction.Preferred = "c"
			tried(in, v2.OutcomeDeclined, "c")
		}, offer, offered, "a", false, "a", why{won, later, v2.ReasonDeclined}},
		{"not a member: by turn", func(in *v2.Input) {
			in.Interaction.Preferred = "c"
			in.Inbox.Members = in.Inbox.Members[:2]
		}, offer, offered, "a", false, "a", why{won, later, v2.ReasonNotMember}},
		{"handed it back: excluded is stronger", func(in *v2.Input) {
			in.Interaction.Preferred, in.Interaction.Excluded = "c", []desk.UserID{"c"}
		}, offer, offered, "a", false, "a", why{won, later, v2.ReasonExcluded}},
		{"missed in a manual inbox: the queue, and somebody is told", func(in *v2.Input) {
			in.Interaction.Preferred, in.Inbox.Mode = "c", desk.ModeManual
			tried(in, v2.OutcomeMissed, "c")
		}, v2.OutcomeManualQueue, v2.CauseManual, "", true, "", why{v2.ReasonMayTake, v2.ReasonMayTake, v2.ReasonMissed}},
	})
}

func TestDecide_modesWithoutOffers_leaveItToPeople(t *testing.T) {
	t.Parallel()
	const may = v2.ReasonMayTake
	manual := v2.OutcomeManualQueue
	var cases []decideCase
	for mode, c := range map[desk.Mode]struct {
		cause    v2.Cause
		escalate bool
	}{
		desk.ModeManual: {v2.CauseManual, false},
		"fortuneTeller": {v2.CauseModeUnknown, true},
		"":              {v2.CauseModeUnknown, true},
	} {
		cases = append(cases, decideCase{"mode " + string(mode), func(in *v2.Input) {
			in.Inbox.Mode = mode
			in.Inbox.Cursor = "b"
			person(in, "a").Presence = desk.PresenceOffline
		}, manual, c.cause, "", c.escalate, "b", why{v2.ReasonOffline, may, may}})
	}
	checkDecide(t, cases)
}

func TestModes_isTheClosedList(t *testing.T) {
	t.Parallel()
	want := []v2.ModeInfo{
		{Mode: desk.ModeRoundRobin, Automatic: true},
		{Mode: desk.ModeManual},
		{Mode: desk.ModeProficiency, Automatic: true},
		{Mode: desk.ModeSticky, Automatic: true},
		{Mode: desk.ModeLongestIdle, Automatic: true},
		{Mode: desk.ModeLeastBusy, Automatic: true},
	}
	if diff := cmp.Diff(want, v2.Modes()); diff != "" {
		t.Error(diff)
	}
}

func TestDecide_verdicts_comeInOrderOfTurnWithTheirFacts(t *testing.T) {
	t.Parallel()
	in := picture("a", "b")
	in.Inbox.Cursor = "a"
	in.Candidates = append(in.Candidates, able("z"), able("d"))
	*person(&in, "b") = v2.Candidate{
		UserID: "b", Role: desk.RoleAgent, Active: true, ContactCenter: true, WhatsApp: true,
		Presence: desk.PresenceAway, PresenceReason: "lunch", PresenceSince: 42, Capacity: 3, OpenThreads: 2, PendingOffers: 1,
	}
	tried(&in, v2.OutcomeMissed, "b", "b")
	want := []v2.Verdict{
		{UserID: "b", Reason: v2.ReasonAway, Turn: 1, PresenceReason: "lunch", PresenceSince: 42, OpenThreads: 2, PendingOffers: 1, Capacity: 3, Missed: 2},
		{UserID: "a", Reason: v2.ReasonWonTurn, Turn: 2, PresenceSince: 1000, Capacity: 5},
		{UserID: "d", Reason: v2.ReasonNotMember, PresenceSince: 1000, Capacity: 5},
		{UserID: "z", Reason: v2.ReasonNotMember, PresenceSince: 1000, Capacity: 5},
	}
	if diff := cmp.Diff(want, v2.Decide(in).Candidates); diff != "" {
		t.Error(diff)
	}
}

func TestReasons_areDistinctAndKnowTheWinners(t *testing.T) {
	t.Parallel()
	seen := map[v2.Reason]bool{}
	var winners []v2.Reason
	for _, r := range v2.Reasons {
		if seen[r] {
			t.Errorf("%s twice", r)
		}
		seen[r] = true
		if r.Won() {
			winners = append(winners, r)
		}
	}
	want := []v2.Reason{
		v2.ReasonWonTurn, v2.ReasonWonPreferred, v2.ReasonWonLastAgent, v2.ReasonWonLevel, v2.ReasonWonIdle,
		v2.ReasonWonLeastBusy, v2.ReasonWonAgain, v2.ReasonWonLastResort,
	}
	if !slices.Equal(winners, want) {
		t.Errorf("winners %v, want %v", winners, want)
	}
}
