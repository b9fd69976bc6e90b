package wire

// SavedFilter is a filter of the records that the viewer keeps under a name.
type SavedFilter struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Filter   RecordFilter `json:"filter"` // without From and To: days are the reader's
	Period   string       `json:"period" of:"wire.Period*"`
	FirstDay string       `json:"firstDay"` // of PeriodOwn, YYYY-MM-DD; "" = open
	LastDay  string       `json:"lastDay"`
	Default  bool         `json:"default"` // the records begin with it
}

// Periods of a filter that is kept: they move along, but for the last.
const (
	PeriodAll   = "all"
	PeriodToday = "today"
	PeriodWeek  = "week"
	PeriodMonth = "month"
	PeriodOwn   = "own"
)

// PutSavedFilter makes (ID "") or changes one of one's own.
type PutSavedFilter struct {
	ID       string       `json:"id" ask:"savedFilter"`
	Name     string       `json:"name"`
	Filter   RecordFilter `json:"filter"`
	Period   string       `json:"period" of:"wire.Period*"`
	FirstDay string       `json:"firstDay"`
	LastDay  string       `json:"lastDay"`
	Default  bool         `json:"default"` // and no other one any more
}

// SavedFilterRef names one.
type SavedFilterRef struct {
	ID string `json:"id" ask:"savedFilter"`
}
