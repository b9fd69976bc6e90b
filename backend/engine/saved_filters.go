package engine

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// dayText is a day as a field has it.
var dayText = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// cmdPutSavedFilter keeps a filter of the records for the person.
func (w *work) cmdPutSavedFilter(r request, c wire.PutSavedFilter) (*wire.IDResult, error) {
	f := desk.SavedFilter{UserID: r.by.ID, Period: c.Period, FirstDay: c.FirstDay, LastDay: c.LastDay, Default: c.Default}
	var err error
	if f.Name, err = cleanName(c.Name, "filter"); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(f.Name) > desk.LongestSavedName {
		return nil, refuse(desk.CodeInvalid, "longName", desk.Params{"field": "filter", "most": desk.LongestSavedName})
	}
	if f.Filter, err = keptFilter(c); err != nil {
		return nil, err
	}
	others, err := list[desk.SavedFilter](w, desk.SavedFiltersOf.With(string(r.by.ID)))
	if err != nil {
		return nil, desk.Wrap("read saved filters", err)
	}
	others = slices.DeleteFunc(others, func(o *desk.SavedFilter) bool { return string(o.ID) == c.ID })
	if slices.ContainsFunc(others, func(o *desk.SavedFilter) bool { return strings.EqualFold(o.Name, f.Name) }) {
		return nil, refuse(desk.CodeConflict, "savedFilterName", desk.Params{"name": f.Name})
	}
	if c.ID == "" && len(others) >= desk.MostSavedFilters {
		return nil, refuse(desk.CodeConflict, "savedFilters", desk.Params{"most": desk.MostSavedFilters})
	}
	if f.Default {
		w.noDefault(others)
	}
	if f.ID = desk.SavedFilterID(c.ID); f.ID == "" {
		f.ID = desk.SavedFilterID(w.id("flt"))
	}
	w.put(&f)
	return &wire.IDResult{ID: string(f.ID)}, nil
}

// noDefault has the records begin with none of the filters.
func (w *work) noDefault(filters []*desk.SavedFilter) {
	for _, o := range filters {
		if o.Default {
			o, _ = adopt(w, o, nil)
			o.Default = false
			w.put(o)
		}
	}
}

// keptFilter gives what is asked with it as it is kept.
func keptFilter(c wire.PutSavedFilter) (string, error) {
	periods := []string{wire.PeriodAll, wire.PeriodToday, wire.PeriodWeek, wire.PeriodMonth, wire.PeriodOwn}
	isDay := func(s string) bool { return s == "" || dayText.MatchString(s) && c.Period == wire.PeriodOwn }
	if !slices.Contains(periods, c.Period) || !isDay(c.FirstDay) || !isDay(c.LastDay) {
		return "", refuse(desk.CodeInvalid, "recordPeriod")
	}
	c.Filter.From, c.Filter.To = 0, 0
	kept, err := json.Marshal(c.Filter)
	if err != nil {
		return "", desk.Wrap("encode filter", err)
	}
	if len(kept) > desk.LargestSavedFilter {
		return "", refuse(desk.CodeInvalid, "savedFilterSize")
	}
	return string(kept), nil
}

// cmdDeleteSavedFilter deletes one. Putting the same again undoes it.
func (w *work) cmdDeleteSavedFilter(_ request, c wire.SavedFilterRef) (*wire.None, error) {
	f, err := named(get[desk.SavedFilter](w, desk.RowSavedFilter, c.ID))(wire.AskSavedFilter)
	if err != nil {
		return nil, err
	}
	w.remove(f)
	return nil, nil
}
