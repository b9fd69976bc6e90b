package desk

// KeptDraft is a reply or a note that somebody has begun, as it is kept for their other
// computers.
type KeptDraft struct {
	ThreadID ThreadID
	Note     bool      // it is for colleagues, and lies beside the reply
	Text     string    // "" = it was sent or taken away
	ReplyTo  MessageID // what it quotes, "" = nothing
	At       int64     // when it was written, Unix ms
	Base     int64     // the At of the one that it was written over, 0 = of none
}
