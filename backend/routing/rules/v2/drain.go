package v2

import (
	"cmp"
	"slices"
)

// Backlog is what waits in one inbox when somebody may have become able to take
// a thread.
type Backlog struct {
	Inbox      Inbox
	Candidates []Candidate
	Waiting    []Interaction // any order; each one's Trigger is set to TriggerDrain
	Room       int           // as Free counts it, for whoever has counted already; 0 = Drain counts
}

// Step is one offer that a drain makes, with the picture it was decided on.
type Step struct {
	Input    Input
	Decision Decision
}

// Order sorts waiting interactions into the order in which they are offered:
// the highest rank first, then the longest wait; of equal stamps (Meta's are whole seconds) the one
// that came first.
func Order(waiting []Interaction) {
	slices.SortFunc(waiting, func(a, b Interaction) int {
		return cmp.Or(
			cmp.Compare(b.Rank, a.Rank),
			cmp.Compare(a.WaitingSince, b.WaitingSince),
			cmp.Compare(a.Seq, b.Seq),
			cmp.Compare(a.ID, b.ID),
		)
	})
}

// Drain decides for each waiting interaction in Order, each decision seeing the
// offers and the cursor of those before it, and gives the steps that made an
// offer. An interaction that nobody can take does not hold up those behind it,
// and leaves no step: that it still waits is nothing new. It stops as soon as
// no candidate has room, so a long queue costs nothing while everybody is busy.
func Drain(b Backlog) []Step {
	waiting := slices.Clone(b.Waiting)
	Order(waiting)
	inbox := b.Inbox
	people := slices.Clone(b.Candidates)
	free := b.Room
	if free == 0 {
		free = Free(b)
	}

	var steps []Step
	for _, it := range waiting {
		if free == 0 {
			break
		}
		it.Trigger = TriggerDrain
		in := Input{Interaction: it, Inbox: inbox, Candidates: people}
		d := Decide(in)
		if d.Outcome != OutcomeOffer {
			continue
		}
		in.Candidates = slices.Clone(people) // the record keeps this moment's picture
		steps = append(steps, Step{Input: in, Decision: d})
		inbox.Cursor = d.NewCursor
		free--
		for i := range people {
			if people[i].UserID == d.Winner {
				people[i].PendingOffers++
			}
		}
	}
	return steps
}

// Free counts those whom a fresh interaction could be offered to.
func Free(b Backlog) int {
	in := Input{Inbox: b.Inbox, Candidates: b.Candidates}
	rule, _ := ruleOf(in.Inbox)
	seats := seatAll(in)
	judge(seats, rule, "", false)
	return len(ofTier(seats, tierFresh))
}
