package v2

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// tier says in which order those who can take the interaction are asked.
type tier int

const (
	tierNone  tier = iota // cannot take it now
	tierFresh             // not asked in this round
	tierAgain             // missed it in this round; only at a drain
	tierLast              // handed it back; only at a drain at which nobody else is here
)

// seat is one person in a decision: what is known of them and what is decided so far.
type seat struct {
	id       desk.UserID
	who      *Candidate // nil = a member of whom nothing is known; never written through
	turn     int        // 1 = next after the cursor; 0 = not a member
	missed   int
	declined bool
	excluded bool
	tier     tier
	reason   Reason
}

// seatAll puts members in the order of their turns, beginning after the cursor,
// and everybody else behind them by id. The order of in.Candidates does not
// matter, nor does a person's appearing twice.
func seatAll(in Input) []seat {
	members := in.Inbox.Members
	index := make(map[desk.UserID]int, max(len(members), len(in.Candidates)))
	seats := make([]seat, 0, max(len(members), len(in.Candidates)))
	start := slices.Index(members, in.Inbox.Cursor) + 1
	for i := range members {
		id := members[(start+i)%len(members)]
		if _, twice := index[id]; twice {
			continue
		}
		index[id] = len(seats)
		seats = append(seats, seat{id: id, turn: len(seats) + 1})
	}
	seated := len(seats)
	for k := range in.Candidates {
		c := &in.Candidates[k]
		i, ok := index[c.UserID]
		if !ok {
			i = len(seats)
			index[c.UserID] = i
			seats = append(seats, seat{id: c.UserID})
		}
		seats[i].meet(c)
	}
	recall(seats, index, in.Interaction)
	slices.SortFunc(seats[seated:], func(a, b seat) int {
		return cmp.Compare(a.id, b.id)
	})
	return seats
}

// recall notes at each seat what happened with this interaction before.
func recall(seats []seat, index map[desk.UserID]int, it Interaction) {
	for _, a := range it.Attempts {
		if i, ok := index[a.UserID]; ok {
			seats[i].tried(a)
		}
	}
	for _, id := range it.Excluded {
		if i, ok := index[id]; ok {
			seats[i].excluded = true
		}
	}
}

// tried notes an offer of the interaction that they did not take.
func (s *seat) tried(a Attempt) {
	if a.Outcome == OutcomeDeclined {
		s.declined = true
	} else {
		s.missed++
	}
}

// meet takes in what is known of the person. Two records of one person are
// joined into the less able of both, so that neither their order matters nor
// somebody is asked whom one of them rules out.
func (s *seat) meet(c *Candidate) {
	if s.who == nil {
		s.who = c
		return
	}
	joined := lessAble(*s.who, *c)
	s.who = &joined
}

func lessAble(a, b Candidate) Candidate {
	if !takesThreads(b.Role) {
		a.Role = b.Role
	}
	if presenceRank(b.Presence) < presenceRank(a.Presence) {
		a.Presence = b.Presence
	}
	a.Active = a.Active && b.Active
	a.ContactCenter = a.ContactCenter && b.ContactCenter
	a.WhatsApp = a.WhatsApp && b.WhatsApp
	a.PresenceReason = max(a.PresenceReason, b.PresenceReason)
	a.PresenceSince = max(a.PresenceSince, b.PresenceSince)
	a.Capacity = min(a.Capacity, b.Capacity)
	a.OpenThreads = max(a.OpenThreads, b.OpenThreads)
	a.PendingOffers = max(a.PendingOffers, b.PendingOffers)
	a.Level = min(a.level(), b.level())
	a.IdleSince = max(a.IdleSince, b.IdleSince)
	a.OpenHere = max(a.OpenHere, b.OpenHere)
	return a
}

// takesThreads says whether the role is one of those that there were when these
// rules were frozen.
func takesThreads(r desk.Role) bool {
	return r == desk.RoleAgent || r == desk.RoleAdmin || r == desk.RoleOwner
}

func presenceRank(p desk.PresenceState) int {
	switch p {
	case desk.PresenceOnline:
		return 2
	case desk.PresenceAway:
		return 1
	default:
		return 0
	}
}

// barred gives the reason that lies in who the person is, or "".
func (s *seat) barred() Reason {
	switch {
	case s.who == nil:
		return ReasonGone
	case !s.who.Active:
		return ReasonSuspended
	case !takesThreads(s.who.Role):
		return ReasonRole
	case s.turn == 0:
		return ReasonNotMember
	case !s.who.ContactCenter || !s.who.WhatsApp:
		return ReasonNotLicensed
	}
	return ""
}

// here says whether the person might still take it without anybody's help:
// allowed to, connected, and has neither declined nor handed it back.
func (s *seat) here() bool {
	return s.barred() == "" && !s.declined && !s.excluded && s.who.Presence == desk.PresenceOnline
}

// obstacle gives the reason why the person cannot be asked now, in the order of
// Reasons, or "". again lets those who missed be asked once more, last those
// who handed it back.
func (s *seat) obstacle(rule modeRule, again, last bool) Reason {
	if r := s.barred(); r != "" {
		return r
	}
	switch {
	case s.declined:
		return ReasonDeclined
	case s.excluded && !last:
		return ReasonExcluded
	case s.who.Presence == desk.PresenceAway:
		return ReasonAway
	case s.who.Presence != desk.PresenceOnline:
		return ReasonOffline
	case s.missed > 0 && !again:
		return ReasonMissed
	case s.who.OpenThreads >= s.who.Capacity:
		return ReasonAtCapacity
	case rule.most > 0 && s.who.OpenHere >= rule.most:
		return ReasonAtInboxCapacity
	case rule.single && s.who.OpenThreads > 0:
		return ReasonBusy
	case s.who.PendingOffers > 0:
		return ReasonPendingOffer
	}
	return ""
}

// verdict gives what is told about the seat, with the facts that the mode asks for.
func (s *seat) verdict(rule modeRule) Verdict {
	v := Verdict{UserID: s.id, Reason: s.reason, Turn: s.turn, Missed: s.missed}
	if c := s.who; c != nil {
		v.PresenceReason, v.PresenceSince = c.PresenceReason, c.PresenceSince
		v.OpenThreads, v.PendingOffers, v.Capacity = c.OpenThreads, c.PendingOffers, c.Capacity
		if rule.most > 0 {
			v.OpenHere, v.InboxCapacity = c.OpenHere, rule.most
		}
		switch rule.mode {
		case desk.ModeProficiency:
			v.Level = c.level()
		case desk.ModeLongestIdle:
			v.IdleSince = c.IdleSince
		default: // no other fact
		}
	}
	return v
}
