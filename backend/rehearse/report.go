package rehearse

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// Report is what a rehearsal says. While Differs is set it has no figures.
type Report struct {
	From, To int64
	Chats    int
	Differs  *Differs
	Old, New Side
	Moved    []Moved // the first of them, by when they came
	All      int     // of them
	Assumed  int     // offers by the new settings whose answer is assumed
}

// Differs is the first offer in which the run by the old settings is not what happened.
type Differs struct {
	At       int64
	Chat     desk.InteractionID
	ThreadID desk.ThreadID
	Was, Is  desk.UserID // who was asked, and who would have been; "" = nobody. The same, at another time
}

// Side is what came of one run.
type Side struct {
	Taken    int   // chats that came to somebody
	P50, P95 int64 // of the waits until then, ms
	Away     int   // chats that went to another inbox
	Waiting  int   // chats that still wait when the period ends
	Lost     int   // whose window closed on a customer who waited
	Shares   []Share
}

// Share is how many chats came to somebody.
type Share struct {
	User  desk.UserID
	Chats int
}

// Moved is a chat that came to somebody else, or sooner or later to nobody.
type Moved struct {
	Chat            desk.InteractionID
	ThreadID        desk.ThreadID
	At              int64
	Was, Is         desk.UserID // "" = nobody
	WasAway, IsAway bool        // it went to another inbox
	WaitWas, WaitIs int64       // ms, -1 = for ever
}

// mostMoved is how many of the chats are listed.
const mostMoved = 200

// Rehearse plays a trace by the settings of then and by new ones. tell hears the percent
// that is done, and may be nil. The only error is that of the context.
func Rehearse(ctx context.Context, t *Trace, old, to Settings, tell func(percent int)) (Report, error) {
	part := func(from int) func(int) {
		return func(done int) {
			if tell != nil {
				tell(from + 50*done/max(len(t.Events), 1))
			}
		}
	}
	out := Report{From: t.From, To: t.To, Chats: len(t.Chats)}
	was, err := Run(ctx, t, old, part(0))
	if err != nil {
		return out, err
	}
	if out.Differs = differs(t, was); out.Differs != nil {
		return out, nil
	}
	is, err := Run(ctx, t, to, part(50))
	if err != nil {
		return out, err
	}
	out.Old, out.New, out.Assumed = sideOf(was), sideOf(is), is.Assumed
	out.moved(t, was, is)
	return out, nil
}

// differs holds the offers of a run against those that were made, chat by chat, and gives
// the earliest that is another one.
func differs(t *Trace, p Played) *Differs {
	made := make([][]Made, len(t.Chats))
	for _, o := range p.Offers {
		made[o.Chat] = append(made[o.Chat], o)
	}
	was := make([][]Offer, len(t.Chats))
	for _, o := range t.Offers {
		if o.Chat >= 0 {
			was[o.Chat] = append(was[o.Chat], o)
		}
	}
	var first *Differs
	for i := range t.Chats {
		d := firstOf(was[i], made[i])
		if d == nil || first != nil && first.At <= d.At {
			continue
		}
		d.Chat, d.ThreadID = t.Chats[i].ID, t.Chats[i].ThreadID
		first = d
	}
	return first
}

func firstOf(was []Offer, made []Made) *Differs {
	for n := range max(len(was), len(made)) {
		switch {
		case n >= len(was):
			return &Differs{At: made[n].At, Is: made[n].User}
		case n >= len(made):
			return &Differs{At: was[n].At, Was: was[n].User}
		case was[n].User != made[n].User || max(was[n].At-made[n].At, made[n].At-was[n].At) > graceOfTimer:
			return &Differs{At: min(was[n].At, made[n].At), Was: was[n].User, Is: made[n].User}
		}
	}
	return nil
}

func sideOf(p Played) Side {
	var s Side
	var waits []int64
	counts := map[desk.UserID]int{}
	for i, got := range p.Chats {
		if p.lost[i] {
			s.Lost++
		}
		if p.Away[i] {
			s.Away++
		}
		if p.Left[i] > 0 {
			s.Waiting++
		}
		if len(got) == 0 {
			continue
		}
		s.Taken++
		waits = append(waits, got[0].Waited)
		counts[got[0].User]++
	}
	slices.Sort(waits)
	s.P50, s.P95 = at(waits, 50), at(waits, 95)
	for id, n := range counts {
		s.Shares = append(s.Shares, Share{id, n})
	}
	slices.SortFunc(s.Shares, func(a, b Share) int { return cmp.Or(cmp.Compare(b.Chats, a.Chats), cmp.Compare(a.User, b.User)) })
	return s
}

// at gives the percentile of a sorted list by the nearest rank, 0 of nothing.
func at(sorted []int64, percent int) int64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max((percent*len(sorted)+99)/100, 1)-1]
}

func (out *Report) moved(t *Trace, was, is Played) {
	for i := range t.Chats {
		a, b := firstGot(was.Chats[i]), firstGot(is.Chats[i])
		if a.User == b.User && was.Away[i] == is.Away[i] {
			continue
		}
		out.All++
		out.Moved = append(out.Moved, Moved{
			Chat: t.Chats[i].ID, ThreadID: t.Chats[i].ThreadID, At: cmp.Or(min(cmp.Or(a.At, b.At), cmp.Or(b.At, a.At)), t.From),
			Was: a.User, Is: b.User, WasAway: was.Away[i], IsAway: is.Away[i], WaitWas: a.Waited, WaitIs: b.Waited,
		})
	}
	slices.SortStableFunc(out.Moved, func(a, b Moved) int { return cmp.Compare(a.At, b.At) })
	out.Moved = out.Moved[:min(len(out.Moved), mostMoved)]
}

func firstGot(list []Got) Got {
	if len(list) == 0 {
		return Got{Waited: -1}
	}
	return list[0]
}
