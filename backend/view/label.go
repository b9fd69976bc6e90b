package view

import (
	"encoding/json"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Label projects a label. One that was deleted is shown as such: conversations and customers
// still name it.
func (v Viewer) Label(l *desk.Label) Projected {
	return project(desk.RowLabel, string(l.ID), wire.Label{
		ID: string(l.ID), Name: l.Name, Colour: string(l.Colour), Were: slices.Clone(l.Were), Holds: names(l.Holds), Deleted: l.Deleted,
	})
}

// ListView projects a view of the conversations to whose it is, a shared one to everybody.
// For others it is gone: it may have been shared before.
func (v Viewer) ListView(l *desk.ListView) Projected {
	if l.UserID != v.UserID && !l.Shared {
		return Gone(desk.RowListView, string(l.ID))
	}
	out := wire.ListView{ID: string(l.ID), UserID: string(l.UserID), Shared: l.Shared, Name: l.Name}
	if l.Filter != "" && json.Unmarshal([]byte(l.Filter), &out.Filter) != nil {
		return Projected{} // of a newer relay: rather none than one that leaves everything
	}
	return project(desk.RowListView, out.ID, out)
}

// snoozes gives the times for which a conversation slept.
func snoozes(list []desk.Snooze) []wire.Snooze {
	var out []wire.Snooze
	for _, s := range list {
		out = append(out, wire.Snooze{At: s.At, By: string(s.By), Until: s.Until, WokeAt: s.WokeAt, Woke: string(s.Woke)})
	}
	return out
}

// asleep adds to a row of the list whether the conversation sleeps.
func asleep(i *desk.Interaction, out *wire.Thread) {
	if s := i.Sleeps(); s != nil {
		out.SnoozedUntil = s.Until
	}
	out.WokenAt = i.WokenAt()
}
