package v2

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// Index holds the agents of one inbox so that whom to ask is found without looking at
// each of them. It gives the same answers as Decide, but for the line about each
// candidate, in a time that grows with the logarithm of their number (and with the
// length of the interaction's own lists). It is for decisions of which nobody asks
// why: many in a row, as when a day is rehearsed. Not safe for use by several at once.
type Index struct {
	inbox Inbox
	rule  modeRule
	known bool
	at    map[desk.UserID]int // the member's place in the order of turns
	seats []seat
	able  board
	count tally
}

// tally counts the members whom a fresh interaction meets, by what Decide asks of all.
type tally struct{ allowed, here, full int }

// NewIndex makes the index of an inbox. Members and candidates must each be named once;
// candidates who are not members are left out.
func NewIndex(inbox Inbox, candidates []Candidate) *Index {
	rule, known := ruleOf(inbox)
	x := &Index{inbox: inbox, rule: rule, known: known, at: make(map[desk.UserID]int, len(inbox.Members))}
	x.seats = make([]seat, len(inbox.Members))
	x.able = newBoard(len(inbox.Members), func(a, b int) bool { return rule.ahead(&x.seats[a], &x.seats[b]) })
	for i, m := range inbox.Members {
		x.at[m] = i
		x.seats[i] = seat{id: m, turn: i + 1}
	}
	for _, c := range candidates {
		x.Put(c)
	}
	return x
}

// Put says what is known of a candidate now. Who is not a member is not taken in.
func (x *Index) Put(c Candidate) {
	i, ok := x.at[c.UserID]
	if !ok {
		return
	}
	s := &x.seats[i]
	x.count.add(x.stands(s), -1)
	s.who = &c
	x.count.add(x.stands(s), 1)
	x.able.set(i, s.obstacle(x.rule, false, false) == "")
}

// Turn puts the cursor where a decision left it.
func (x *Index) Turn(cursor desk.UserID) { x.inbox.Cursor = cursor }

// stands says what of the tally a seat counts for, without an interaction.
func (x *Index) stands(s *seat) tally {
	return tally{one(s.barred() == ""), one(s.here()), one(s.obstacle(x.rule, false, false).full())}
}

func (t *tally) add(o tally, times int) {
	t.allowed += times * o.allowed
	t.here += times * o.here
	t.full += times * o.full
}

// Decide answers for an interaction as the function Decide does, with no line about the
// candidates.
func (x *Index) Decide(it Interaction) Decision {
	in := Input{Interaction: it, Inbox: x.inbox}
	own := x.recalled(in)
	last := dialled(in, x.rule)
	winner, reason := x.choose(in, own, last)
	d := begun(in, x.rule)
	if winner != nil {
		d.offer(in, winner.id, reason)
		return d
	}
	d.Outcome, d.Cause = x.unanswered(own)
	d.Escalate = !it.Escalated && escalates(d, len(it.Attempts) > 0)
	return d
}

// recalled are the seats of those of whom the interaction has something to tell, by
// their place, with what it tells. Everybody else stands as for a fresh one.
func (x *Index) recalled(in Input) map[int]*seat {
	it := in.Interaction
	own := make(map[int]*seat, len(it.Attempts)+len(it.Excluded))
	of := func(id desk.UserID) *seat {
		i, ok := x.at[id]
		if !ok {
			return &seat{}
		}
		if own[i] == nil {
			s := x.seats[i]
			own[i] = &s
		}
		return own[i]
	}
	for _, a := range it.Attempts {
		of(a.UserID).tried(a)
	}
	for _, id := range it.Excluded {
		of(id).excluded = true
	}
	drain, last := it.Trigger == TriggerDrain, dialled(in, x.rule)
	alone := drain && x.hereWith(own) == 0
	for _, s := range own {
		s.judge(x.rule, drain || last != "" && s.id == last, alone)
	}
	return own
}

// hereWith counts those who might still take it, as the interaction sees them.
func (x *Index) hereWith(own map[int]*seat) int {
	n := x.count.here
	for i, s := range own {
		n += one(s.here()) - one(x.seats[i].here())
	}
	return n
}

// choose finds who is asked, and as what. nil = nobody.
func (x *Index) choose(in Input, own map[int]*seat, last desk.UserID) (*seat, Reason) {
	if s := x.seatOf(in.Interaction.Preferred, own); s != nil && s.tier == tierFresh {
		return s, ReasonWonPreferred
	}
	if s := x.seatOf(last, own); s != nil && (s.tier == tierFresh || s.tier == tierAgain) {
		return s, ReasonWonLastAgent
	}
	if !x.rule.automatic {
		return nil, ""
	}
	if s := x.fresh(own); s != nil {
		return s, x.rule.won
	}
	if s := x.among(own, tierAgain); s != nil {
		return s, ReasonWonAgain
	}
	if s := x.among(own, tierLast); s != nil {
		return s, ReasonWonLastResort
	}
	return nil, ""
}

// seatOf gives a member's seat as the interaction sees it, nil for nobody.
func (x *Index) seatOf(id desk.UserID, own map[int]*seat) *seat {
	i, ok := x.at[id]
	if !ok {
		return nil
	}
	if s := own[i]; s != nil {
		return s
	}
	s := x.seats[i]
	s.judge(x.rule, false, false)
	return &s
}

// fresh gives whoever is asked first among those of whom the interaction tells nothing.
func (x *Index) fresh(own map[int]*seat) *seat {
	for i := range own {
		if x.able.set(i, false) {
			defer x.able.set(i, true)
		}
	}
	i := x.able.first(x.start())
	if i < 0 {
		return nil
	}
	return &x.seats[i]
}

// among gives whoever of a tier is asked first. The interaction's own lists are short.
func (x *Index) among(own map[int]*seat, t tier) *seat {
	var able []*seat
	for _, s := range own {
		if s.tier == t {
			able = append(able, s)
		}
	}
	if len(able) == 0 {
		return nil
	}
	slices.SortFunc(able, func(a, b *seat) int { return cmp.Compare(x.turnOf(a), x.turnOf(b)) })
	return x.rule.first(able)
}

// start is the place whose turn is next.
func (x *Index) start() int {
	if i, ok := x.at[x.inbox.Cursor]; ok {
		return i + 1
	}
	return 0
}

// turnOf is how many turns it takes until theirs.
func (x *Index) turnOf(s *seat) int {
	n := len(x.seats)
	return (x.at[s.id] - x.start() + 2*n) % n
}

// unanswered says what happens to an interaction for which nobody is asked.
func (x *Index) unanswered(own map[int]*seat) (Outcome, Cause) {
	full, asked := x.count.full, 0
	for i, s := range own {
		full += one(s.reason.full()) - one(x.seats[i].obstacle(x.rule, false, false).full())
		asked += one(s.reason.asked())
	}
	return unanswered(x.rule, x.known, crowd{members: len(x.seats), allowed: x.count.allowed, full: full, asked: asked})
}
