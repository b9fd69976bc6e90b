package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Others gives who else has a thread in view, for those who may see what is written there
// now or are asked to take it. Nobody hears of themselves at another computer.
func (v Viewer) Others(s Subject, people []wire.Looker) []wire.Looker {
	if a := v.Access(s); a != wire.AccessFull && a != wire.AccessSummary {
		return nil
	}
	var out []wire.Looker
	for _, p := range people {
		if p.UserID != string(v.UserID) && len(out) < wire.MaxLookers {
			out = append(out, p)
		}
	}
	return out
}

// Together wraps it to be sent.
func (v Viewer) Together(id desk.ThreadID, others []wire.Looker) (Body, error) {
	return Own(wire.Together{ThreadID: string(id), People: append([]wire.Looker{}, others...)})
}
