package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// accountNews takes over what the provider tells of an account. What it may not do ends
// by itself when the provider said until when.
func (w *work) accountNews(it item, ev channel.Event) error {
	if ev.Kind == channel.EventAccount {
		if ofNumber, err := w.phoneNews(it, ev); ofNumber || err != nil {
			return err
		}
	}
	id := desk.WabaID(firstOf(ev.WABA, string(it.WabaID)))
	read, err := stored[desk.Waba](w, desk.RowWaba, string(id))
	if missing(err) {
		return nil
	}
	a, err := adopt(w, read, err)
	if err != nil {
		return desk.Wrap("read account", err)
	}
	problem, matters := accountProblem(ev.Account)
	if !matters {
		return nil
	}
	before := slices.Clone(a.Restrictions)
	switch {
	case ev.Account.State == channel.AccountRestricted:
		a.Restrictions = desk.RestrictedBy(a.Restrictions, restrictionsOf(ev.Account), w.e.At)
		problem = desk.Restricted(a.Restrictions)
		if len(ev.Account.Restrictions) > 0 && len(a.Restrictions) == 0 {
			problem = nil // it came so late that all of it is over
		}
		if desk.CutsOff(a.Said) {
			problem = a.Said // that is worse, and stays until it is put right
		}
	case ev.Account.Lifted:
		a.Restrictions = nil
	case problem == nil && len(a.Restrictions) > 0:
		problem = desk.Restricted(a.Restrictions) // something else is well again
	}
	same := a.Problem == "" && a.Said.Equal(problem) && slices.Equal(before, a.Restrictions)
	if same {
		return nil
	}
	a.Problem, a.Said = "", problem
	w.put(a)
	w.remindOfRestrictions(a)
	if problem == nil {
		return nil
	}
	return w.notifySupervisors(desk.NoticeAccount, "", string(a.ID))
}

func restrictionsOf(a *channel.AccountEvent) []desk.Restriction {
	out := make([]desk.Restriction, 0, len(a.Restrictions))
	for _, r := range a.Restrictions {
		out = append(out, desk.Restriction{Kind: r.Kind, Word: r.Type, Until: r.Expires})
	}
	return out
}

// remindOfRestrictions has the first end of a restriction come up when it is there.
func (w *work) remindOfRestrictions(a *desk.Waba) {
	if at := desk.NextEnd(a.Restrictions); at != 0 {
		w.setTimer(desk.TimerRestriction, string(a.ID), at)
	} else {
		w.stopTimer(desk.TimerRestriction, string(a.ID))
	}
}

// restrictionsDue ends those restrictions of an account whose end is there.
func (w *work) restrictionsDue(id desk.WabaID) error {
	read, err := stored[desk.Waba](w, desk.RowWaba, string(id))
	a, err := adopt(w, read, err)
	if err != nil {
		return err
	}
	left := desk.RestrictedBy(a.Restrictions, nil, w.e.At)
	if len(left) != len(a.Restrictions) {
		a.Restrictions = left
		if desk.IsRestricted(a.Said) {
			a.Said = nil
			if len(left) > 0 {
				a.Said = desk.Restricted(left)
			}
		}
		w.put(a)
	}
	w.remindOfRestrictions(a)
	return nil
}

// keepTold gives an account that is written anew what only the provider's news say of it: a
// new token lifts no restriction.
func (w *work) keepTold(a *desk.Waba) error {
	a.Restrictions, a.MaxNumbers, a.TemplatesAt = nil, 0, 0
	before, err := stored[desk.Waba](w, desk.RowWaba, string(a.ID))
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read account", err)
	}
	a.Restrictions, a.MaxNumbers = slices.Clone(before.Restrictions), before.MaxNumbers
	a.TemplatesAt = before.TemplatesAt
	if a.Said == nil && a.Problem == "" && len(a.Restrictions) > 0 {
		a.Said = desk.Restricted(a.Restrictions)
	}
	return nil
}
