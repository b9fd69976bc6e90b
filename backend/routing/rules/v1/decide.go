package v1

import "github.com/parleydesk/parley/backend/desk"

// Decide answers an Input. It is total: whatever the input, the answer has an
// outcome, a cause and one verdict for every member and candidate, and nobody
// is asked who is not an active, licensed, connected member with room for one
// more thread and no other offer open. It takes time in proportion to the people
// named (those who are not members are sorted besides).
//
// Order of asking: Preferred, if not asked yet; by the inbox's mode among those
// not asked yet; at a drain, by the mode among those who missed; at a drain at
// which nobody else is here, who handed it back. Only an offer by turn moves
// the cursor: what was meant for somebody costs nobody a turn.
func Decide(in Input) Decision {
	seats := seatAll(in)
	judge(seats, in.Interaction.Trigger == TriggerDrain)
	rule, known := ruleOf(in.Inbox.Mode)

	d := Decision{
		Version:       Version,
		InteractionID: in.Interaction.ID,
		InboxID:       in.Inbox.ID,
		Mode:          in.Inbox.Mode,
		Trigger:       in.Interaction.Trigger,
		NewCursor:     in.Inbox.Cursor,
	}
	winner, reason := choose(seats, rule, in.Interaction.Preferred)
	if winner != nil {
		winner.reason = reason
		d.Outcome, d.Cause = OutcomeOffer, CauseOffered
		d.Winner, d.WinnerReason = winner.id, reason
		d.OfferSeconds = OfferSeconds(in.Inbox.ReassignSeconds)
		if reason != ReasonWonPreferred {
			d.NewCursor = d.Winner
		}
	} else {
		d.Outcome, d.Cause = unanswered(seats, rule, known)
		d.Escalate = !in.Interaction.Escalated && escalates(d, len(in.Interaction.Attempts) > 0)
	}
	d.Candidates = verdicts(seats, bystander(reason))
	return d
}

// judge gives each seat its obstacle or its tier.
func judge(seats []seat, drain bool) {
	last := drain
	for i := range seats {
		last = last && !seats[i].here()
	}
	for i := range seats {
		s := &seats[i]
		s.reason = s.obstacle(drain, last)
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
}

// choose finds who is asked, and as what. nil = nobody.
func choose(seats []seat, rule modeRule, preferred desk.UserID) (*seat, Reason) {
	if preferred != "" {
		for i := range seats {
			if seats[i].tier == tierFresh && seats[i].id == preferred {
				return &seats[i], ReasonWonPreferred
			}
		}
	}
	if rule.pick == nil {
		return nil, ""
	}
	for _, t := range []struct {
		tier   tier
		reason Reason
	}{{tierFresh, ReasonWonTurn}, {tierAgain, ReasonWonAgain}, {tierLast, ReasonWonLastResort}} {
		if able := ofTier(seats, t.tier); len(able) > 0 {
			return able[rule.pick(able)], t.reason
		}
	}
	return nil, ""
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

// unanswered says what happens to an interaction for which nobody is asked.
func unanswered(seats []seat, rule modeRule, known bool) (Outcome, Cause) {
	switch {
	case !known:
		return OutcomeManualQueue, CauseModeUnknown
	case !rule.supported():
		return OutcomeManualQueue, CauseModeNotSupported
	}
	var members, allowed, full, asked int
	for i := range seats {
		s := &seats[i]
		if s.turn == 0 {
			continue
		}
		members++
		if s.barred() == "" {
			allowed++
		}
		switch s.reason {
		case ReasonAtCapacity, ReasonPendingOffer:
			full++
		case ReasonDeclined, ReasonMissed:
			asked++
		default: // not in the way of another try
		}
	}
	switch {
	case members == 0:
		return OutcomeNobody, CauseNoMembers
	case allowed == 0:
		return OutcomeNobody, CauseNobodyAllowed
	case !rule.automatic:
		return OutcomeManualQueue, CauseManual
	case full > 0:
		return OutcomeQueue, CauseNobodyFree
	case asked > 0:
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
	case CauseNoMembers, CauseNobodyAllowed, CauseModeUnknown, CauseModeNotSupported:
		return true
	default:
		return asked
	}
}

// bystander is the reason of those who could have been asked and were not.
func bystander(winner Reason) Reason {
	switch winner {
	case "":
		return ReasonMayTake
	case ReasonWonPreferred:
		return ReasonNotPreferred
	default:
		return ReasonLaterInTurn
	}
}

// verdicts lists what was decided about each seat; able is the reason of those
// who still have none. Where somebody else is asked, those who missed hear that
// rather than that their turn comes later.
func verdicts(seats []seat, able Reason) []Verdict {
	list := make([]Verdict, len(seats))
	for i := range seats {
		v := seats[i].verdict()
		switch {
		case v.Reason != "":
		case v.Missed > 0 && able != ReasonMayTake:
			v.Reason = ReasonMissed
		default:
			v.Reason = able
		}
		list[i] = v
	}
	return list
}
