package wire

// InView says which conversation a desktop shows, and whether its person is writing there.
// It is kept in memory only, and is over a while after it was said last.
type InView struct {
	ThreadID string `json:"threadId,omitempty" ask:"thread"` // "" = none
	Typing   bool   `json:"typing,omitempty"`
}

// Together says who else has a conversation in view. It comes again whenever that changes.
type Together struct {
	ThreadID string   `json:"threadId"`
	People   []Looker `json:"people"` // who writes comes first
}

// MaxLookers is how many people a Together names at most.
const MaxLookers = 20

// Looker is somebody who has a conversation in view.
type Looker struct {
	UserID string `json:"userId"`
	Typing bool   `json:"typing,omitempty"`
}
