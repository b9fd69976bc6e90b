package desk

// ListViewID names a view of the conversations that is kept.
type ListViewID string

// ListView is a filter of the list of conversations under a name: somebody's own, or of
// everybody.
type ListView struct {
	ID     ListViewID `json:"id"`
	UserID UserID     `json:"userId"` // whose it is; of a shared one who made it
	Shared bool       `json:"shared,omitempty"`
	Name   string     `json:"name"`
	Filter string     `json:"filter"` // wire.ListFilter in JSON
}

// Bounds of what is kept.
const (
	MostListViews   = 50 // of one person, and of those that are shared
	LargestListView = 8 << 10
)

// RowKey names the row.
func (v *ListView) RowKey() Ref { return Ref{RowListView, string(v.ID)} }

// Clone copies the row.
func (v *ListView) Clone() Row { return shallow(v) }

// listedUnder is whose list it is in: "" is everybody's.
func (v *ListView) listedUnder() UserID {
	if v.Shared {
		return ""
	}
	return v.UserID
}
