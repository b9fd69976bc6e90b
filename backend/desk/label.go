package desk

import (
	"slices"
	"strings"
)

// LabelID names a label.
type LabelID string

// LabelColour is one of the colours that a label may have. The page has a shade of each
// for light and for dark. Values are stored.
type LabelColour string

// The colours.
const (
	LabelGrey   LabelColour = "grey"
	LabelRed    LabelColour = "red"
	LabelOrange LabelColour = "orange"
	LabelYellow LabelColour = "yellow"
	LabelGreen  LabelColour = "green"
	LabelTeal   LabelColour = "teal"
	LabelBlue   LabelColour = "blue"
	LabelPurple LabelColour = "purple"
	LabelPink   LabelColour = "pink"
)

// LabelColours lists them, in the order in which new labels get them.
var LabelColours = []LabelColour{LabelBlue, LabelGreen, LabelOrange, LabelPurple, LabelRed, LabelTeal, LabelYellow, LabelPink, LabelGrey}

// Bounds of labels.
const (
	MostLiveLabels   = 200  // of an organization
	MostLabelsEver   = 2000 // with those that were deleted, which can be restored
	MostThreadLabels = 20   // of one conversation
)

// Label is a word with which an organization sorts conversations and customers. A thread
// names its labels by id, a customer by name. Both may name what a label was before: so a
// label is renamed, merged and deleted without touching a single conversation.
type Label struct {
	ID      LabelID     `json:"id"`
	Name    string      `json:"name"`
	Colour  LabelColour `json:"colour"`
	Were    []string    `json:"were,omitempty"`  // names of it, and of those merged into it, from before
	Holds   []LabelID   `json:"holds,omitempty"` // those that were merged into it
	Deleted bool        `json:"deleted,omitempty"`
}

// RowKey names the row.
func (l *Label) RowKey() Ref { return Ref{RowLabel, string(l.ID)} }

// Clone copies the row.
func (l *Label) Clone() Row {
	c := shallow(l)
	c.Were, c.Holds = slices.Clone(l.Were), slices.Clone(l.Holds)
	return c
}

// Called says whether the label is or was called so.
func (l *Label) Called(name string) bool {
	return strings.EqualFold(l.Name, name) || slices.ContainsFunc(l.Were, func(was string) bool { return strings.EqualFold(was, name) })
}

// Is says whether the id is the label's, or of one that was merged into it.
func (l *Label) Is(id LabelID) bool { return l.ID == id || slices.Contains(l.Holds, id) }

// LabelCalled gives the label that is called so: rather one that is called so now than one
// that was, and one that is deleted last; nil = there is none.
func LabelCalled(labels []*Label, name string) *Label {
	var found *Label
	rank := func(l *Label) int {
		switch {
		case l.Deleted:
			return 1
		case strings.EqualFold(l.Name, name):
			return 3
		default:
			return 2
		}
	}
	for _, l := range labels {
		if l.Called(name) && (found == nil || rank(l) > rank(found)) {
			found = l
		}
	}
	return found
}

// LabelNames gives what labels of a customer are called now. One that was deleted is left
// out, one that no label is called stays as it is.
func LabelNames(labels []*Label, names []string) []string {
	out := make([]string, 0, len(names))
	for _, name := range names {
		l := LabelCalled(labels, name)
		switch {
		case l == nil:
		case l.Deleted:
			continue
		default:
			name = l.Name
		}
		if !slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, name) }) {
			out = append(out, name)
		}
	}
	return out
}
