package v2_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v2"
)

func waiting(id string, since, seq int64) v2.Interaction {
	return v2.Interaction{ID: desk.InteractionID(id), WaitingSince: since, Seq: seq}
}

// offers is who is asked about what, as "interaction>agent".
func offers(steps []v2.Step) []string {
	got := []string{}
	for _, s := range steps {
		got = append(got, string(s.Decision.InteractionID)+">"+string(s.Decision.Winner))
	}
	return got
}

func TestDrain_longestWaitFirst_oneOfferPerAgent(t *testing.T) {
	t.Parallel()
	in := picture("a", "b")
	b := v2.Backlog{Inbox: in.Inbox, Candidates: in.Candidates, Waiting: []v2.Interaction{
		waiting("late", 30, 1), waiting("tie2", 10, 3), waiting("tie1", 10, 2), waiting("old", 5, 9),
	}}
	if got, want := offers(v2.Drain(b)), []string{"old>a", "tie1>b"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestDrain_highestRankFirst_thenTheLongestWait(t *testing.T) {
	t.Parallel()
	in := picture("a", "b", "c")
	high := func(it v2.Interaction, rank int) v2.Interaction { it.Rank = rank; return it }
	b := v2.Backlog{Inbox: in.Inbox, Candidates: in.Candidates, Waiting: []v2.Interaction{
		waiting("old", 5, 1), high(waiting("high", 20, 3), 1), high(waiting("urgent", 30, 4), 2), high(waiting("high too", 10, 2), 1),
	}}
	want := []string{"urgent>a", "high too>b", "high>c"}
	if got := offers(v2.Drain(b)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	b.Room = v2.Free(b) // for who has counted already it is the same
	if got := offers(v2.Drain(b)); !slices.Equal(got, want) {
		t.Errorf("with the room counted: got %v, want %v", got, want)
	}
}

func TestDrain_oneThatNobodyCanTake_doesNotHoldUpTheNext(t *testing.T) {
	t.Parallel()
	in := picture("a")
	stuck := waiting("stuck", 1, 1)
	stuck.Attempts = []v2.Attempt{{UserID: "a", Outcome: v2.OutcomeDeclined}}
	b := v2.Backlog{Inbox: in.Inbox, Candidates: in.Candidates, Waiting: []v2.Interaction{stuck, waiting("next", 2, 2)}}
	if got, want := offers(v2.Drain(b)), []string{"next>a"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestDrain_manualInbox_onlyAsksWhomItIsMeantFor(t *testing.T) {
	t.Parallel()
	in := picture("a", "b")
	in.Inbox.Mode = desk.ModeManual
	meant := waiting("meant", 9, 9)
	meant.Preferred = "b"
	b := v2.Backlog{Inbox: in.Inbox, Candidates: in.Candidates, Waiting: []v2.Interaction{waiting("any", 1, 1), meant}}
	if got, want := offers(v2.Drain(b)), []string{"meant>b"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestDrain_anyBacklog_stepsReplayAndAskOnlyWhoCan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput().Draw(t, "in")
		b := v2.Backlog{Inbox: in.Inbox, Candidates: in.Candidates, Waiting: rapid.SliceOfN(anyInteraction(), 0, 8).Draw(t, "waiting")}
		asked := map[desk.UserID]bool{}
		steps := v2.Drain(b)
		for _, s := range steps {
			checkWinner(t, s.Input, s.Decision.Winner)
			if asked[s.Decision.Winner] {
				t.Fatalf("%s is asked twice", s.Decision.Winner)
			}
			asked[s.Decision.Winner] = true
			input, decision := store(t, s.Input)
			if stored := encoded(t, s.Decision); string(stored) != string(decision) {
				t.Fatalf("the step's decision is not that of its picture:\n%s\n%s", stored, decision)
			}
			decidesTheSame(t, input, decision)
		}
		if !slices.IsSortedFunc(steps, func(x, y v2.Step) int {
			return int(x.Input.Interaction.WaitingSince - y.Input.Interaction.WaitingSince)
		}) {
			t.Fatal("a shorter wait was served first")
		}
	})
}

func TestDrain_leavesItsArgumentAlone(t *testing.T) {
	t.Parallel()
	in := picture("a", "b")
	b := v2.Backlog{Inbox: in.Inbox, Candidates: in.Candidates, Waiting: []v2.Interaction{waiting("y", 2, 2), waiting("x", 1, 1)}}
	v2.Drain(b)
	if b.Waiting[0].ID != "y" || b.Candidates[0].PendingOffers != 0 || b.Inbox.Cursor != "" {
		t.Errorf("changed: %+v", b)
	}
}
