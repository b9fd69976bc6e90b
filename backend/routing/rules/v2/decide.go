package v2

import "github.com/parleydesk/parley/backend/desk"

// Decide answers an Input. It is total: whatever the input, the answer has an
// outcome, a cause and one verdict for every member and candidate, and nobody
// is asked who is not an active, licensed, connected member with room for one
// more thread and no other offer open. It takes time in proportion to the people
// named (those who are not members are sorted besides).
//
// Order of asking: Preferred, if not asked yet; in a sticky inbox LastAgent, while
// only they were asked and not as often as the inbox dials; by the inbox's mode
// among those not asked yet; at a drain, by the mode among those who missed; at a
// drain at which nobody else is here, who handed it back. What was meant for
// somebody, or came to the last agent, costs nobody a turn: it leaves the cursor.
func Decide(in Input) Decision {
	rule, known := ruleOf(in.Inbox)
	seats := seatAll(in)
	last := dialled(in, rule)
	judge(seats, rule, last, in.Interaction.Trigger == TriggerDrain)

	d := begun(in, rule)
	winner, reason := choose(seats, rule, in.Interaction.Preferred, last)
	if winner != nil {
		winner.reason = reason
		d.offer(in, winner.id, reason)
	} else {
		d.Outcome, d.Cause = unanswered(rule, known, crowdOf(seats))
		d.Escalate = !in.Interaction.Escalated && escalates(d, len(in.Interaction.Attempts) > 0)
	}
	d.Candidates = verdicts(seats, rule, winner)
	return d
}

// begun is a decision before anybody was looked at.
func begun(in Input, rule modeRule) Decision {
	d := Decision{
		Version:       Version,
		InteractionID: in.Interaction.ID,
		InboxID:       in.Inbox.ID,
		Mode:          in.Inbox.Mode,
		Trigger:       in.Interaction.Trigger,
		NewCursor:     in.Inbox.Cursor,
	}
	if rule.sticky {
		d.LastAgent, d.Dials = in.Interaction.LastAgent, in.Inbox.dials()
	}
	return d
}

// offer has the decision ask somebody.
func (d *Decision) offer(in Input, winner desk.UserID, reason Reason) {
	d.Outcome, d.Cause = OutcomeOffer, CauseOffered
	d.Winner, d.WinnerReason = winner, reason
	d.OfferSeconds = OfferSeconds(in.Inbox.ReassignSeconds)
	if reason != ReasonWonPreferred && reason != ReasonWonLastAgent {
		d.NewCursor = winner
	}
}

// dialled gives the customer's last agent while it is their turn to be asked, ""
// for nobody: nobody else was asked in this round, they did not decline, and they
// have not missed it as often as the inbox dials.
func dialled(in Input, rule modeRule) desk.UserID {
	it := in.Interaction
	if !rule.sticky || len(it.Attempts) >= in.Inbox.dials() {
		return ""
	}
	for _, a := range it.Attempts {
		if a.UserID != it.LastAgent || a.Outcome == OutcomeDeclined {
			return ""
		}
	}
	return it.LastAgent
}

// judge gives each seat its obstacle or its tier.
func judge(seats []seat, rule modeRule, dialled desk.UserID, drain bool) {
	last := drain
	for i := range seats {
		last = last && !seats[i].here()
	}
	for i := range seats {
		seats[i].judge(rule, drain || dialled != "" && seats[i].id == dialled, last)
	}
}

// judge gives the seat its obstacle or its tier. again lets those who missed be asked
// once more, last those who handed it back.
func (s *seat) judge(rule modeRule, again, last bool) {
	s.reason = s.obstacle(rule, again, last)
	switch {
	case s.reason != "":
	case s.excluded:
		s.tier = tierLast
	case s.missed > 0:
		s.tier = tierAgain
	default:
		s.tier = tierFresh
	}
}

// choose finds who is asked, and as what. nil = nobody.
func choose(seats []seat, rule modeRule, preferred, dialled desk.UserID) (*seat, Reason) {
	if s := able(seats, preferred); s != nil && s.tier == tierFresh {
		return s, ReasonWonPreferred
	}
	if s := able(seats, dialled); s != nil && s.tier != tierLast {
		return s, ReasonWonLastAgent
	}
	if !rule.automatic {
		return nil, ""
	}
	for _, t := range []struct {
		tier   tier
		reason Reason
	}{{tierFresh, rule.won}, {tierAgain, ReasonWonAgain}, {tierLast, ReasonWonLastResort}} {
		if able := ofTier(seats, t.tier); len(able) > 0 {
			return rule.first(able), t.reason
		}
	}
	return nil, ""
}

// able gives the seat of somebody who can be asked, nil if they cannot.
func able(seats []seat, id desk.UserID) *seat {
	if id == "" {
		return nil
	}
	for i := range seats {
		if seats[i].id == id && seats[i].tier != tierNone {
			return &seats[i]
		}
	}
	return nil
}

func ofTier(seats []seat, t tier) []*seat {
	var able []*seat
	for i := range seats {
		if seats[i].tier == t {
			able = append(able, &seats[i])
		}
	}
	return able
}

// crowd counts an inbox's members for whom nobody is asked: those there are, those
// who may take threads, those who are here and have no room, those who were asked.
type crowd struct{ members, allowed, full, asked int }

func crowdOf(seats []seat) crowd {
	var c crowd
	for i := range seats {
		s := &seats[i]
		if s.turn == 0 {
			continue
		}
		c.members++
		c.allowed += one(s.barred() == "")
		c.full += one(s.reason.full())
		c.asked += one(s.reason.asked())
	}
	return c
}

// full says whether the reason is that of somebody who is here and has no room.
func (r Reason) full() bool {
	return r == ReasonAtCapacity || r == ReasonAtInboxCapacity || r == ReasonBusy || r == ReasonPendingOffer
}

// asked says whether the reason is that of somebody who was asked in this round.
func (r Reason) asked() bool { return r == ReasonDeclined || r == ReasonMissed }

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// unanswered says what happens to an interaction for which nobody is asked.
func unanswered(rule modeRule, known bool, of crowd) (Outcome, Cause) {
	switch {
	case !known:
		return OutcomeManualQueue, CauseModeUnknown
	case of.members == 0:
		return OutcomeNobody, CauseNoMembers
	case of.allowed == 0:
		return OutcomeNobody, CauseNobodyAllowed
	case !rule.automatic:
		return OutcomeManualQueue, CauseManual
	case of.full > 0:
		return OutcomeQueue, CauseNobodyFree
	case of.asked > 0:
		return OutcomeQueue, CauseRoundOver
	}
	return OutcomeQueue, CauseNobodyHere
}

// escalates says whether a person must be told: somebody was asked in vain and
// nobody is left to ask, or nobody ever will be as the inbox is set up. That
// everybody is at lunch, or busy, is what the queue is for; what waits too long
// there engine escalates by a timer.
func escalates(d Decision, asked bool) bool {
	switch d.Cause {
	case CauseNoMembers, CauseNobodyAllowed, CauseModeUnknown:
		return true
	default:
		return asked
	}
}

// verdicts lists what was decided about each seat. Where somebody else is asked,
// those who missed hear that rather than that their turn comes later.
func verdicts(seats []seat, rule modeRule, winner *seat) []Verdict {
	list := make([]Verdict, len(seats))
	for i := range seats {
		s := &seats[i]
		v := s.verdict(rule)
		if v.Reason == "" {
			v.Reason = s.bystander(rule, winner)
		}
		list[i] = v
	}
	return list
}

// bystander is the reason of somebody who could have been asked and was not.
func (s *seat) bystander(rule modeRule, winner *seat) Reason {
	switch {
	case winner == nil:
		return ReasonMayTake
	case s.missed > 0:
		return ReasonMissed
	case winner.reason == ReasonWonPreferred:
		return ReasonNotPreferred
	case winner.reason == ReasonWonLastAgent:
		return ReasonNotLastAgent
	}
	return rule.behind(s, winner)
}
