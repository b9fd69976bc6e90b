package wire

import "github.com/parleydesk/parley/backend/desk"

// MostDrafts is how many drafts of a person are kept; the oldest go.
const MostDrafts = 200

// DraftDays is for how many days a draft is kept that nobody touches.
const DraftDays = 30

// PutDraft keeps a reply or a note that the person has begun for their other computers. Of two the
// later one stays, whichever comes first.
type PutDraft struct {
	ThreadID string `json:"threadId" ask:"thread"`
	Text     string `json:"text"`                      // "" = it was sent or taken away; at most MaxText characters
	ReplyTo  string `json:"replyTo,omitempty" ask:"-"` // what it quotes; judged when it is sent
	At       int64  `json:"at"`                        // when it was written, by the relay's clock
	Note     bool   `json:"note,omitempty"`            // it is a note, which lies beside the reply
	Base     int64  `json:"base,omitempty"`            // the At of the one that it was written over
}

// DraftPut says what became of it.
type DraftPut struct {
	Newer *KeptDraft `json:"newer,omitempty"` // what stays instead
}

// DraftsAsk asks for the person's drafts that were written after a time.
type DraftsAsk struct {
	Since int64 `json:"since"`
	// Notes asks for those of notes too. A desktop that knows of none takes each draft for a
	// reply, and a note must never become one.
	Notes bool `json:"notes,omitempty"`
}

// KeptDrafts are drafts of the person, oldest first.
type KeptDrafts struct {
	Items []KeptDraft `json:"items"`
	More  bool        `json:"more,omitempty"` // ask again after the last one
}

// KeptDraft is a reply or a note that the person has begun, here or on another computer.
type KeptDraft struct {
	ThreadID string `json:"threadId"`
	Text     string `json:"text"`
	ReplyTo  string `json:"replyTo,omitempty"`
	Note     bool   `json:"note,omitempty"`
	At       int64  `json:"at"`
	Base     int64  `json:"base,omitempty"`
}

// DraftOf gives a draft as it is sent.
func DraftOf(d desk.KeptDraft) KeptDraft {
	return KeptDraft{ThreadID: string(d.ThreadID), Note: d.Note, Text: d.Text, ReplyTo: string(d.ReplyTo), At: d.At, Base: d.Base}
}
