package bridge

// Transcript is a conversation as a paper, in the words, times and masks of who looks at it.
type Transcript struct {
	Title string          `json:"title"`
	Facts [][]string      `json:"facts"` // what there is to know about it: pairs of name and value
	Days  []TranscriptDay `json:"days"`
}

// TranscriptDay is what was said on one day.
type TranscriptDay struct {
	Day   string           `json:"day"`
	Lines []TranscriptLine `json:"lines"`
}

// TranscriptLine is one message.
type TranscriptLine struct {
	Time   string `json:"time"`
	Who    string `json:"who"`
	Text   string `json:"text"`
	Status string `json:"status"` // how far a message of ours came, "" = it is none
	Kind   string `json:"kind" of:"'in' | 'out' | 'note' | 'system'"`
}

// SavedTranscript is where it was saved, "" = the person cancelled, and how many different
// characters the font has no picture of.
type SavedTranscript struct {
	Path  string `json:"path"`
	Lacks int    `json:"lacks"`
}
