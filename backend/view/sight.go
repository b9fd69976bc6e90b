package view

import (
	"maps"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// Sight is what the projection of a change depends on beside its rows: whoever
// has the same sight of an organization is shown the same bytes. It can be
// compared, so that hub makes them once.
type Sight struct {
	org         desk.OrgID
	supervisor  bool
	hideNumbers bool
	user        desk.UserID // "" = it does not matter who of them it is
	inboxes     string
}

// Sight gives the viewer's. own says that something among the changes is this
// person's own: then they share their sight with nobody. Agents never do: what
// they may see depends on what they own, owned, are asked about and may take.
func (v Viewer) Sight(own bool) Sight {
	s := Sight{org: v.OrgID, supervisor: v.Role.Supervisor(), hideNumbers: v.HideNumbers}
	if s.supervisor && !own {
		return s
	}
	s.user = v.UserID
	for _, id := range slices.Sorted(maps.Keys(v.Inboxes)) {
		if v.Inboxes[id] {
			s.inboxes += string(id) + " "
		}
	}
	return s
}
