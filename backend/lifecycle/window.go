package lifecycle

import (
	"time"

	"github.com/parleydesk/parley/backend/channel"
)

// Lengths of time, in milliseconds.
const (
	// Day is after how long a silent interaction ends, and each half of the 48-hour
	// rule. How long a window stands open is the channel's (channel.Rules).
	Day = int64(24 * time.Hour / time.Millisecond)
	// DispatchGuard is the end of the window in which free text no longer
	// leaves: the call takes time, and the provider's clock decides when it lands.
	DispatchGuard = int64(2 * time.Minute / time.Millisecond)
	// MaxAhead is how far a stamp may lie in the future and still be believed.
	MaxAhead = int64(time.Hour / time.Millisecond)
)

// maxStamp is the end of the year 9999. No true stamp is later; keeping to it
// also keeps sums of stamps and lengths from overflowing.
const maxStamp = 253_402_300_799_999

// WindowState is what is left of the window of a thread.
type WindowState struct {
	Open     bool  `json:"open"`     // free text is allowed by the channel's rule
	ClosesAt int64 `json:"closesAt"` // 0 = the customer never wrote, or the channel has no window
	Left     int64 `json:"left"`     // ms until ClosesAt; 0 when not Open or without a window
	Ahead    int64 `json:"ahead"`    // ms by which the stamp lies in the future; more than a second or two means that a clock is wrong
}

// Window gives the state of the window that the customer's last message, at
// lastCustomerMs by the provider's stamp, opened. The first instant at which it
// is closed is ClosesAt. A stamp up to MaxAhead in the future counts as written
// just now; one further ahead, or past the year 9999, leaves the window shut.
// A channel without a window is open for ever.
func Window(r channel.Rules, lastCustomerMs, nowMs int64) WindowState {
	length := r.Window.Milliseconds()
	if length == 0 {
		return WindowState{Open: true}
	}
	if lastCustomerMs <= 0 || lastCustomerMs > maxStamp {
		return WindowState{}
	}
	now := min(max(nowMs, 0), maxStamp+length)
	w := WindowState{
		ClosesAt: lastCustomerMs + length,
		Ahead:    max(lastCustomerMs-now, 0),
	}
	if w.Ahead > MaxAhead || now >= w.ClosesAt {
		return w
	}
	w.Open = true
	w.Left = min(w.ClosesAt-now, length)
	return w
}

// CanSendFreeText says whether a message that is no template may leave now: the
// window is open and more than DispatchGuard of it is left, or the channel has none.
func CanSendFreeText(r channel.Rules, lastCustomerMs, nowMs int64) bool {
	return r.Window == 0 || Window(r, lastCustomerMs, nowMs).Left > DispatchGuard
}

// Latest gives the time to judge by: our own clock, or the newest stamp that a
// provider vouched for if that is later by no more than MaxAhead. Later than
// that, and one absurd stamp would shut every window.
func Latest(clockMs, seenMs int64) int64 {
	if seenMs > clockMs && seenMs <= maxStamp && seenMs-max(clockMs, 0) <= MaxAhead {
		return seenMs
	}
	return clockMs
}
