package desk

// MostFilings is how many times of putting an interaction away are kept, the newest.
const MostFilings = 20

// Filing is that somebody put an ended interaction away into the archive, or took it out
// again. How it ended stays as it was: that is what the records say.
type Filing struct {
	At   int64  `json:"at"` // Unix ms
	By   UserID `json:"by"`
	Back bool   `json:"back,omitempty"` // out of the archive
}

// Filed says whether an ended interaction was put away after its end.
func (i *Interaction) Filed() bool {
	n := len(i.Filings)
	return n > 0 && !i.Filings[n-1].Back
}
