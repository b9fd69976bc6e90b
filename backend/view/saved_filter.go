package view

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// SavedFilter projects a filter that the viewer keeps. Records are for supervisors: who is
// none any more keeps it and sees nothing of it.
func (v Viewer) SavedFilter(f *desk.SavedFilter) Projected {
	if f.UserID != v.UserID || !v.Role.Supervisor() {
		return Projected{}
	}
	out := wire.SavedFilter{ID: string(f.ID), Name: f.Name, Period: f.Period, FirstDay: f.FirstDay, LastDay: f.LastDay, Default: f.Default}
	if f.Filter != "" && json.Unmarshal([]byte(f.Filter), &out.Filter) != nil {
		return Projected{} // of a newer relay: rather none than one that leaves everything
	}
	return project(desk.RowSavedFilter, out.ID, out)
}
