package engine

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// How alerts that reached nobody are found.
const (
	reachWithin    = 135 * 1000          // ms in which somebody may still see one: two minutes on their screen, and the time to report it
	unreachedSince = 31 * 24 * 3_600_000 // ms, as far back as is looked
	mostUnreached  = 200
	mostLookedAt   = 20_000 // notices
)

// cmdAlertsTold notes what became of alerts. What was told anew meanwhile is another alert.
// One of a notice that is gone keeps nobody from noting the others.
func (w *work) cmdAlertsTold(r request, c wire.AlertsTold) (*wire.None, error) {
	for _, item := range c.Items {
		n, err := get[desk.Notice](w, desk.RowNotice, item.NoticeID)
		if missing(err) {
			continue
		}
		if err != nil {
			return nil, desk.Wrap("read notice", err)
		}
		if n.UserID != r.by.ID || n.At != item.At {
			continue
		}
		fault := desk.AlertFault(item.Fault)
		if fault != "" && fault != desk.AlertOff && fault != desk.AlertRefused {
			return nil, refuse(desk.CodeInvalid, "badFault")
		}
		// A computer's clock is a rumour: nothing was told before it happened, or later than now.
		at := func(said, known int64) int64 {
			if known != 0 || said == 0 {
				return known
			}
			return min(max(said, n.At), w.e.At)
		}
		n.Alerted.RaisedAt, n.Alerted.TakenAt, n.Alerted.SeenAt = at(item.RaisedAt, n.Alerted.RaisedAt), at(item.TakenAt, n.Alerted.TakenAt), at(item.SeenAt, n.Alerted.SeenAt)
		if n.Alerted.Fault = fault; n.Alerted.TakenAt != 0 {
			n.Alerted.Fault = "" // one of their computers showed it
		}
		w.putQuiet(n)
	}
	return nil, nil
}

// Unreached gives the conversations for which people were called since a time, as of
// another, and of which nobody has seen the last call or a later one.
func (g *Engine) Unreached(ctx context.Context, st State, org desk.OrgID, since, now int64) (wire.UnreachedAlerts, error) {
	out := wire.UnreachedAlerts{Items: []wire.UnreachedAlert{}}
	since = max(since, now-unreachedSince)
	all, err := desk.Find[*desk.Notice](ctx, st, org, desk.NoticesAfter.With(since-1).First(mostLookedAt))
	if err != nil {
		return out, desk.Wrap("read notices", err)
	}
	of := map[desk.ThreadID][]*desk.Notice{}
	for _, n := range all {
		if n.ThreadID != "" && n.Kind.Calls() {
			of[n.ThreadID] = append(of[n.ThreadID], n)
		}
	}
	for _, list := range of {
		if a, unreached := unreachedOf(list, now); unreached {
			out.Items = append(out.Items, a)
		}
	}
	slices.SortFunc(out.Items, func(a, b wire.UnreachedAlert) int { return compare(b.At, a.At, b.ThreadID, a.ThreadID) })
	out.Items = out.Items[:min(len(out.Items), mostUnreached)]
	return out, nil
}

func compare(a, b int64, x, y string) int {
	switch {
	case a != b:
		return int(min(max(a-b, -1), 1))
	case x < y:
		return -1
	}
	return 1
}

// unreachedOf looks at the calls for one conversation: whoever sees a later call knows
// what the earlier ones were about.
func unreachedOf(list []*desk.Notice, now int64) (wire.UnreachedAlert, bool) {
	slices.SortFunc(list, func(a, b *desk.Notice) int { return compare(a.At, b.At, string(a.ID), string(b.ID)) })
	seen := -1
	for i, n := range list {
		if n.Read || n.Alerted.SeenAt != 0 {
			seen = i
		}
	}
	list = list[seen+1:]
	if len(list) == 0 || now-list[len(list)-1].At < reachWithin {
		return wire.UnreachedAlert{}, false
	}
	last := list[len(list)-1]
	out := wire.UnreachedAlert{ThreadID: string(last.ThreadID), Kind: string(last.Kind), At: last.At, People: []wire.UnreachedPerson{}}
	told := map[desk.UserID]bool{}
	for i := len(list) - 1; i >= 0; i-- { // the newest of each person
		if n := list[i]; !told[n.UserID] {
			told[n.UserID] = true
			out.People = append(out.People, wire.UnreachedPerson{UserID: string(n.UserID), Why: string(n.Why())})
		}
	}
	return out, true
}
