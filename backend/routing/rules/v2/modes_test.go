package v2_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v2"
)

// inMode gives the changes with the inbox in that mode.
func inMode(mode desk.Mode, changes ...func(in *v2.Input)) func(*v2.Input) {
	return func(in *v2.Input) {
		in.Inbox.Mode = mode
		for _, change := range changes {
			change(in)
		}
	}
}

func TestDecide_proficiency_asksTheHighestLevelWhoIsAvailable(t *testing.T) {
	t.Parallel()
	levels := func(a, b, c int) func(*v2.Input) {
		return func(in *v2.Input) {
			person(in, "a").Level, person(in, "b").Level, person(in, "c").Level = a, b, c
		}
	}
	mode := func(changes ...func(*v2.Input)) func(*v2.Input) { return inMode(desk.ModeProficiency, changes...) }
	const won, lower, later = v2.ReasonWonLevel, v2.ReasonLowerLevel, v2.ReasonLaterInTurn
	offer, offered := v2.OutcomeOffer, v2.CauseOffered
	checkDecide(t, []decideCase{
		{"the highest, whoever's turn it is", mode(levels(10, 90, 50)), offer, offered, "b", false, "b", why{lower, won, lower}},
		{"ties go round among the highest", mode(levels(90, 10, 90), func(in *v2.Input) { in.Inbox.Cursor = "a" }),
			offer, offered, "c", false, "c", why{later, lower, won}},
		{"and round again", mode(levels(90, 10, 90), func(in *v2.Input) { in.Inbox.Cursor = "c" }),
			offer, offered, "a", false, "a", why{won, lower, later}},
		{"nobody has one: all are at 1, and go round", mode(func(in *v2.Input) { in.Inbox.Cursor = "a" }),
			offer, offered, "b", false, "b", why{later, won, later}},
		{"never 0: it counts as 1", mode(levels(0, 1, -5)), offer, offered, "a", false, "a", why{won, later, later}},
		{"over 100 counts as 100", mode(levels(100, 900, 1)), offer, offered, "a", false, "a", why{won, later, lower}},
		{"the highest is offline: the next level", mode(levels(10, 90, 50), func(in *v2.Input) {
			person(in, "b").Presence = desk.PresenceOffline
		}), offer, offered, "c", false, "c", why{lower, v2.ReasonOffline, won}},
		{"the highest declined: the next level", mode(levels(10, 90, 50), func(in *v2.Input) {
			tried(in, v2.OutcomeDeclined, "b")
		}), offer, offered, "c", false, "c", why{lower, v2.ReasonDeclined, won}},
		{"all missed, at a drain: the highest of them again", mode(levels(10, 90, 50), func(in *v2.Input) {
			tried(in, v2.OutcomeMissed, "b", "c", "a")
			in.Interaction.Trigger = v2.TriggerDrain
		}), offer, offered, "b", false, "b", why{v2.ReasonMissed, v2.ReasonWonAgain, v2.ReasonMissed}},
	})
}

func TestDecide_sticky_asksTheLastAgentAsOftenAsTheInboxDials(t *testing.T) {
	t.Parallel()
	mode := func(last desk.UserID, dials int, f func(in *v2.Input)) func(*v2.Input) {
		return inMode(desk.ModeSticky, func(in *v2.Input) {
			in.Interaction.LastAgent, in.Inbox.Dials, in.Inbox.Cursor = last, dials, "a"
			f(in)
		})
	}
	as := func(*v2.Input) {}
	const won, not = v2.ReasonWonLastAgent, v2.ReasonNotLastAgent
	const turn, later, missed = v2.ReasonWonTurn, v2.ReasonLaterInTurn, v2.ReasonMissed
	offer, offered := v2.OutcomeOffer, v2.CauseOffered
	checkDecide(t, []decideCase{
		{"a customer's first interaction goes round", mode("", 1, as), offer, offered, "b", false, "b", why{later, turn, later}},
		{"a later one goes to the last agent, and costs nobody a turn", mode("c", 1, as), offer, offered, "c", false, "a", why{not, not, won}},
		{"who is offline: round", mode("c", 3, func(in *v2.Input) { person(in, "c").Presence = desk.PresenceOffline }),
			offer, offered, "b", false, "b", why{later, turn, v2.ReasonOffline}},
		{"who is away: round", mode("c", 3, func(in *v2.Input) { person(in, "c").Presence = desk.PresenceAway }),
			offer, offered, "b", false, "b", why{later, turn, v2.ReasonAway}},
		{"who is full: round", mode("c", 3, func(in *v2.Input) { person(in, "c").OpenThreads = 5 }),
			offer, offered, "b", false, "b", why{later, turn, v2.ReasonAtCapacity}},
		{"who left the inbox: round", mode("z", 3, as), offer, offered, "b", false, "b", why{later, turn, later}},
		{"who handed it back: round", mode("c", 3, func(in *v2.Input) { in.Interaction.Excluded = []desk.UserID{"c"} }),
			offer, offered, "b", false, "b", why{later, turn, v2.ReasonExcluded}},
		{"one miss of one dial: round", mode("c", 1, func(in *v2.Input) { tried(in, v2.OutcomeMissed, "c") }),
			offer, offered, "b", false, "b", why{later, turn, missed}},
		{"no number of dials is one", mode("c", 0, func(in *v2.Input) { tried(in, v2.OutcomeMissed, "c") }),
			offer, offered, "b", false, "b", why{later, turn, missed}},
		{"two misses of three: once more", mode("c", 3, func(in *v2.Input) { tried(in, v2.OutcomeMissed, "c", "c") }),
			offer, offered, "c", false, "a", why{not, not, won}},
		{"three of three: round", mode("c", 3, func(in *v2.Input) { tried(in, v2.OutcomeMissed, "c", "c", "c") }),
			offer, offered, "b", false, "b", why{later, turn, missed}},
		{"a decline: round at once", mode("c", 3, func(in *v2.Input) { tried(in, v2.OutcomeDeclined, "c") }),
			offer, offered, "b", false, "b", why{later, turn, v2.ReasonDeclined}},
		{"a miss and a decline: round", mode("c", 3, func(in *v2.Input) {
			tried(in, v2.OutcomeMissed, "c")
			tried(in, v2.OutcomeDeclined, "c")
		}), offer, offered, "b", false, "b", why{later, turn, v2.ReasonDeclined}},
		{"once somebody else was asked it stays with the round", mode("c", 3, func(in *v2.Input) {
			tried(in, v2.OutcomeMissed, "c", "b")
		}), offer, offered, "a", false, "a", why{turn, missed, missed}},
		{"at a drain the last agent comes first too", mode("c", 3, func(in *v2.Input) {
			tried(in, v2.OutcomeMissed, "c")
			in.Interaction.Trigger = v2.TriggerDrain
		}), offer, offered, "c", false, "a", why{not, not, won}},
		{"what is meant for somebody else goes to them", mode("c", 3, func(in *v2.Input) { in.Interaction.Preferred = "b" }),
			offer, offered, "b", false, "a", why{v2.ReasonNotPreferred, v2.ReasonWonPreferred, v2.ReasonNotPreferred}},
	})
}

func TestDecide_sticky_saysWhomTheCustomerHadLast(t *testing.T) {
	t.Parallel()
	in := picture("a", "b")
	in.Inbox.Mode, in.Inbox.Dials, in.Interaction.LastAgent = desk.ModeSticky, 400, "z"
	if d := v2.Decide(in); d.LastAgent != "z" || d.Dials != 100 {
		t.Errorf("last agent %q, %d dials", d.LastAgent, d.Dials)
	}
	in.Inbox.Mode = desk.ModeRoundRobin
	if d := v2.Decide(in); d.LastAgent != "" || d.Dials != 0 {
		t.Errorf("another mode: last agent %q, %d dials", d.LastAgent, d.Dials)
	}
}

func TestDecide_longestIdle_asksWhoHasWaitedLongest(t *testing.T) {
	t.Parallel()
	since := func(a, b, c int64) func(*v2.Input) {
		return func(in *v2.Input) {
			person(in, "a").IdleSince, person(in, "b").IdleSince, person(in, "c").IdleSince = a, b, c
		}
	}
	mode := func(changes ...func(*v2.Input)) func(*v2.Input) { return inMode(desk.ModeLongestIdle, changes...) }
	const won, less, later, busy = v2.ReasonWonIdle, v2.ReasonLessIdle, v2.ReasonLaterInTurn, v2.ReasonBusy
	offer, offered := v2.OutcomeOffer, v2.CauseOffered
	checkDecide(t, []decideCase{
		{"the earliest end", mode(since(300, 100, 200)), offer, offered, "b", false, "b", why{less, won, less}},
		{"ties go round", mode(since(100, 100, 200), func(in *v2.Input) { in.Inbox.Cursor = "a" }),
			offer, offered, "b", false, "b", why{later, won, less}},
		{"whoever has a conversation is out until it ends", mode(since(300, 100, 200), func(in *v2.Input) {
			person(in, "b").OpenThreads = 1
		}), offer, offered, "c", false, "c", why{less, busy, won}},
		{"all have one: it waits", mode(func(in *v2.Input) {
			for i := range in.Candidates {
				in.Candidates[i].OpenThreads = 1
			}
		}), v2.OutcomeQueue, v2.CauseNobodyFree, "", false, "", why{busy, busy, busy}},
		{"who declined is passed over", mode(since(300, 100, 200), func(in *v2.Input) { tried(in, v2.OutcomeDeclined, "b") }),
			offer, offered, "c", false, "c", why{less, v2.ReasonDeclined, won}},
	})
}

func TestDecide_leastBusy_asksWhoHasTheFewest(t *testing.T) {
	t.Parallel()
	open := func(a, b, c int, cursor desk.UserID) func(*v2.Input) {
		return inMode(desk.ModeLeastBusy, func(in *v2.Input) {
			person(in, "a").OpenThreads, person(in, "b").OpenThreads, person(in, "c").OpenThreads = a, b, c
			in.Inbox.Cursor = cursor
		})
	}
	const won, more, later = v2.ReasonWonLeastBusy, v2.ReasonMoreOpen, v2.ReasonLaterInTurn
	offer, offered := v2.OutcomeOffer, v2.CauseOffered
	checkDecide(t, []decideCase{
		{"the fewest", open(2, 1, 3, ""), offer, offered, "b", false, "b", why{more, won, more}},
		{"ties go round", open(1, 3, 1, "a"), offer, offered, "c", false, "c", why{later, more, won}},
		{"who is full is not asked", open(5, 4, 5, ""), offer, offered, "b", false, "b", why{v2.ReasonAtCapacity, won, v2.ReasonAtCapacity}},
	})
}

// The facts by which a mode decides are on the card in that mode only.
func TestDecide_verdicts_haveTheFactsOfTheirMode(t *testing.T) {
	t.Parallel()
	for _, mode := range automatic {
		in := picture("a")
		in.Inbox.Mode = mode
		person(&in, "a").Level, person(&in, "a").IdleSince = 7, 42
		v := v2.Decide(in).Candidates[0]
		if got, want := v.Level == 7, mode == desk.ModeProficiency; got != want || !want && v.Level != 0 {
			t.Errorf("%s: level %d", mode, v.Level)
		}
		if got, want := v.IdleSince == 42, mode == desk.ModeLongestIdle; got != want || !want && v.IdleSince != 0 {
			t.Errorf("%s: idle since %d", mode, v.IdleSince)
		}
	}
}

// better says of two who can be asked whether the mode puts a before b: another
// wording of the mode, which shares no code with it.
func better(mode desk.Mode, a, b v2.Candidate) bool {
	switch mode {
	case desk.ModeProficiency:
		return max(a.Level, 1) > max(b.Level, 1) && b.Level < 100
	case desk.ModeLongestIdle:
		return a.IdleSince < b.IdleSince
	case desk.ModeLeastBusy:
		return a.OpenThreads < b.OpenThreads
	default:
		return false
	}
}

func TestDecide_anyPicture_nobodyAheadOfTheWinnerIsPassedOver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := staffedInput().Draw(t, "in")
		d := v2.Decide(in)
		if d.Outcome != v2.OutcomeOffer || d.WinnerReason == v2.ReasonWonPreferred || d.WinnerReason == v2.ReasonWonLastAgent {
			return
		}
		winner := *person(&in, string(d.Winner))
		for _, v := range d.Candidates {
			c := *person(&in, string(v.UserID))
			switch v.Reason {
			case v2.ReasonLowerLevel, v2.ReasonLessIdle, v2.ReasonMoreOpen:
				if !better(in.Inbox.Mode, winner, c) {
					t.Fatalf("%s is told to be behind %s", v.UserID, d.Winner)
				}
			case v2.ReasonLaterInTurn:
				if better(in.Inbox.Mode, winner, c) || better(in.Inbox.Mode, c, winner) {
					t.Fatalf("%s is told to be equal to %s", v.UserID, d.Winner)
				}
			default: // could not be asked, or was
			}
			if v.Reason == v2.ReasonLaterInTurn && v.Turn < turnOf(d, d.Winner) {
				t.Fatalf("%s of turn %d waits for %s of turn %d", v.UserID, v.Turn, d.Winner, turnOf(d, d.Winner))
			}
		}
	})
}

func turnOf(d v2.Decision, id desk.UserID) int {
	for _, v := range d.Candidates {
		if v.UserID == id {
			return v.Turn
		}
	}
	return 0
}

// Among equals every mode is as fair as round robin: over whole rounds each is asked
// equally often.
func TestDecide_equals_areAskedInTurnInEveryMode(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "members")
		names := make([]string, n)
		for i := range names {
			names[i] = fmt.Sprintf("m%d", i)
		}
		in := picture(names...)
		in.Inbox.Mode = rapid.SampledFrom(automatic).Draw(t, "mode")
		won := map[desk.UserID]int{}
		rounds := rapid.IntRange(1, 5).Draw(t, "rounds")
		for range rounds * n {
			d := v2.Decide(in)
			won[d.Winner]++
			in.Inbox.Cursor = d.NewCursor
		}
		for _, m := range in.Inbox.Members {
			if won[m] != rounds {
				t.Fatalf("%s was asked %d times in %d rounds", m, won[m], rounds)
			}
		}
	})
}

// Over a day of longest idle with conversations of any length nobody who is free is
// passed over for somebody whose last one ended later.
func TestDrain_longestIdle_oneConversationEachInOrderOfTheirEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := picture("a", "b", "c", "d")
		in.Inbox.Mode = desk.ModeLongestIdle
		for i := range in.Candidates {
			in.Candidates[i].IdleSince = rapid.Int64Range(0, 5).Draw(t, "since")
			in.Candidates[i].OpenThreads = rapid.IntRange(0, 1).Draw(t, "open")
		}
		b := v2.Backlog{Inbox: in.Inbox, Candidates: in.Candidates, Waiting: []v2.Interaction{waiting("1", 1, 1), waiting("2", 2, 2), waiting("3", 3, 3)}}
		var ends []int64
		free := v2.Free(b)
		steps := v2.Drain(b)
		for _, s := range steps {
			ends = append(ends, person(&in, string(s.Decision.Winner)).IdleSince)
		}
		if len(steps) != min(free, 3) || !slices.IsSorted(ends) {
			t.Fatalf("%d free, offers to those idle since %v", free, ends)
		}
	})
}
