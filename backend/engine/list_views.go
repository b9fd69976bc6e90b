package engine

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdPutListView keeps a view of the conversations, for the person or for everybody.
func (w *work) cmdPutListView(r request, c wire.PutListView) (*wire.IDResult, error) {
	if c.Shared && !r.by.Role.Supervisor() {
		return nil, refuse(desk.CodeForbidden, "role")
	}
	v := &desk.ListView{ID: desk.ListViewID(c.ID), UserID: r.by.ID, Shared: c.Shared}
	var err error
	if v.Name, err = cleanName(c.Name, "view"); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(v.Name) > desk.LongestSavedName {
		return nil, refuse(desk.CodeInvalid, "longName", desk.Params{"field": "view", "most": desk.LongestSavedName})
	}
	kept, err := json.Marshal(c.Filter)
	if err != nil {
		return nil, desk.Wrap("encode filter", err)
	}
	if len(kept) > desk.LargestListView {
		return nil, refuse(desk.CodeInvalid, "savedFilterSize")
	}
	v.Filter = string(kept)
	if err := w.mayList(v); err != nil {
		return nil, err
	}
	if v.ID == "" {
		v.ID = desk.ListViewID(w.id("vw"))
	}
	w.put(v)
	return &wire.IDResult{ID: string(v.ID)}, nil
}

// mayList refuses a view whose name is taken where it is listed, and one too many.
func (w *work) mayList(v *desk.ListView) error {
	among := desk.ListViewsOf.With(string(v.UserID))
	if v.Shared {
		among = desk.ListViewsShared.With()
	}
	others, err := list[desk.ListView](w, among)
	if err != nil {
		return desk.Wrap("read views", err)
	}
	others = slices.DeleteFunc(others, func(o *desk.ListView) bool { return o.ID == v.ID })
	switch {
	case slices.ContainsFunc(others, func(o *desk.ListView) bool { return strings.EqualFold(o.Name, v.Name) }):
		return refuse(desk.CodeConflict, "listViewName", desk.Params{"name": v.Name})
	case len(others) >= desk.MostListViews:
		return refuse(desk.CodeConflict, "listViews", desk.Params{"most": desk.MostListViews})
	}
	return nil
}

// cmdDeleteListView deletes one. Putting the same again undoes it.
func (w *work) cmdDeleteListView(_ request, c wire.ListViewRef) (*wire.None, error) {
	v, err := named(get[desk.ListView](w, desk.RowListView, c.ID))(wire.AskListView)
	if err != nil {
		return nil, err
	}
	w.remove(v)
	return nil, nil
}
