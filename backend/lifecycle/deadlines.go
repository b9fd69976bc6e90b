package lifecycle

import "github.com/parleydesk/parley/backend/desk"

// Deadline is a moment at which something happens by itself.
type Deadline struct {
	Kind   desk.TimerKind
	At     int64     // Unix ms, always later than Cause
	Cause  int64     // the stamp from which it is counted
	Reason EndReason // with which the interaction ends at At; "" = it does not end
}

// Deadlines gives what lies ahead of an interaction, in order of time: for an
// Initiated one the notice that 24 hours passed without an answer and the
// 48-hour rule, both counted from the last template of the cycle; for an Active
// or Waiting one the expiry 24 hours after the last message of either side, and
// before it the notice of a template, if something was said after that. A
// reopened interaction gets its time anew. An ended one has none, nor has one
// without a believable stamp.
func Deadlines(f Facts) []Deadline { return AppendDeadlines(nil, f) }

// AppendDeadlines adds to list what Deadlines gives, two at most.
func AppendDeadlines(list []Deadline, f Facts) []Deadline {
	disposition, _ := DispositionOf(f)
	switch disposition {
	case Initiated:
		cause := latestStamp(f.StartedAt, f.TemplateAt, f.ReopenedAt)
		if cause == 0 {
			return list
		}
		return append(list,
			Deadline{Kind: desk.TimerWindowMissed, At: cause + Day, Cause: cause},
			Deadline{Kind: desk.TimerArchive, At: cause + 2*Day, Cause: cause, Reason: EndRule48h})
	case Active, Waiting:
		cause := latestStamp(f.StartedAt, f.FirstCustomerAt, f.LastCustomerAt, f.LastBusinessAt, f.HumanReplyAt, f.ReopenedAt)
		if cause == 0 {
			return list
		}
		reason := EndExpired
		if disposition == Waiting {
			reason = EndExpiredUnanswered
		}
		if missed := TemplateMissedAt(f); missed > 0 && missed < cause+Day {
			list = append(list, Deadline{Kind: desk.TimerWindowMissed, At: missed, Cause: missed - Day})
		}
		return append(list, Deadline{Kind: desk.TimerExpire, At: cause + Day, Cause: cause, Reason: reason})
	default:
		return list
	}
}

// TemplateMissedAt gives when 24 hours have passed without an answer since the last
// template that was sent while the window was shut, 0 = the customer has answered, or there
// is none. As a rule nothing is said after it, and the interaction expires then.
func TemplateMissedAt(f Facts) int64 {
	at, answered := f.TemplateAt, max(f.LastCustomerAt, f.FirstCustomerAt, 0)
	if f.ended() || at/1000 <= answered/1000 || at < f.ReopenedAt || at > maxStamp { // customers' stamps are whole seconds
		return 0
	}
	return at + Day
}

// latestStamp gives the latest believable stamp, 0 if there is none.
func latestStamp(stamps ...int64) int64 {
	var latest int64
	for _, s := range stamps {
		if s <= maxStamp {
			latest = max(latest, s)
		}
	}
	return latest
}
