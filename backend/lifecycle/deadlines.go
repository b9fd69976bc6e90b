package lifecycle

import (
	"cmp"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// The moments of a window that Warnings names, beside the timers of desk.
const (
	WindowSoon     desk.TimerKind = "windowSoon"     // SoonBefore left: tell the agent
	WindowVerySoon desk.TimerKind = "windowVerySoon" // VerySoonBefore left: tell the supervisors
	WindowCloses   desk.TimerKind = "windowCloses"   // free text ends
)

// How long before the window closes the warnings come, in milliseconds.
const (
	SoonBefore     = int64(time.Hour / time.Millisecond)
	VerySoonBefore = int64(15 * time.Minute / time.Millisecond)
)

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
// or Waiting one the expiry 24 hours after the last message of either side. A
// reopened interaction gets its time anew. An ended one has none, nor has one
// without a believable stamp.
func Deadlines(f Facts) []Deadline {
	disposition, _ := DispositionOf(f)
	switch disposition {
	case Initiated:
		cause := latestStamp(f.StartedAt, f.TemplateAt, f.ReopenedAt)
		if cause == 0 {
			return nil
		}
		return []Deadline{
			{Kind: desk.TimerWindowMissed, At: cause + Day, Cause: cause},
			{Kind: desk.TimerArchive, At: cause + 2*Day, Cause: cause, Reason: EndRule48h},
		}
	case Active, Waiting:
		cause := latestStamp(f.StartedAt, f.FirstCustomerAt, f.LastCustomerAt, f.LastBusinessAt, f.HumanReplyAt, f.ReopenedAt)
		if cause == 0 {
			return nil
		}
		reason := EndExpired
		if disposition == Waiting {
			reason = EndExpiredUnanswered
		}
		return []Deadline{{Kind: desk.TimerExpire, At: cause + Day, Cause: cause, Reason: reason}}
	default:
		return nil
	}
}

// Warnings gives the moments of the window that the customer's last message
// opened, in order of time. Somebody is warned only while the customer waits
// for an answer; that the window closes matters to the composer in any case.
func Warnings(r channel.Rules, lastCustomerMs int64, owed bool) []Deadline {
	closes := Window(r, lastCustomerMs, lastCustomerMs).ClosesAt
	if closes == 0 {
		return nil
	}
	var list []Deadline
	if owed {
		list = append(list,
			Deadline{Kind: WindowSoon, At: closes - SoonBefore, Cause: lastCustomerMs},
			Deadline{Kind: WindowVerySoon, At: closes - VerySoonBefore, Cause: lastCustomerMs})
	}
	return append(list, Deadline{Kind: WindowCloses, At: closes, Cause: lastCustomerMs})
}

// Due gives the deadlines that have come since the clock stood at afterMs, up
// to and including untilMs, in order of time. After a jump backwards there are
// none, so nothing fires twice; after a jump forwards or a stop all that was
// passed over.
func Due(list []Deadline, afterMs, untilMs int64) []Deadline {
	var due []Deadline
	for _, d := range list {
		if afterMs < d.At && d.At <= untilMs {
			due = append(due, d)
		}
	}
	slices.SortStableFunc(due, func(a, b Deadline) int { return cmp.Compare(a.At, b.At) })
	return due
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
