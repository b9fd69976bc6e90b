package desk

// SavedFilterID names a filter that somebody keeps.
type SavedFilterID string

// SavedFilter is a filter of the records that a person keeps under a name, for all of
// their desktops.
type SavedFilter struct {
	ID     SavedFilterID `json:"id"`
	UserID UserID        `json:"userId"`
	Name   string        `json:"name"`
	Filter string        `json:"filter"` // as the records are asked with it (wire.RecordFilter), in JSON, without its days
	// Period is a period that moves along ("week"), "own" for the days that follow.
	Period   string `json:"period,omitempty"`
	FirstDay string `json:"firstDay,omitempty"` // YYYY-MM-DD of whoever looks; "" = open
	LastDay  string `json:"lastDay,omitempty"`
	Default  bool   `json:"default,omitempty"` // the records begin with it
}

// Bounds of what a person keeps.
const (
	MostSavedFilters   = 50
	LongestSavedName   = 60       // characters
	LargestSavedFilter = 24 << 10 // bytes
)

// RowKey names the row.
func (f *SavedFilter) RowKey() Ref { return Ref{RowSavedFilter, string(f.ID)} }

// Clone copies the row.
func (f *SavedFilter) Clone() Row { return shallow(f) }
