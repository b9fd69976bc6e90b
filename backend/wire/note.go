package wire

// AddNote puts a note into a thread, for colleagues who may see it.
type AddNote struct {
	ThreadID string   `json:"threadId" ask:"thread"`
	Text     string   `json:"text"`                // at most desk.LongestPrivateNote characters
	Mentions []string `json:"mentions" ask:"user"` // whose names stand in it after an @
}

// EditNote changes one's own note.
type EditNote struct {
	MessageID string   `json:"messageId" ask:"message"`
	Text      string   `json:"text"`
	Mentions  []string `json:"mentions" ask:"user"`
}

// DeleteNote deletes one's own note, or brings back one that was deleted.
type DeleteNote struct {
	MessageID string `json:"messageId" ask:"message"`
	Undo      bool   `json:"undo"`
}

// Mention is somebody who is mentioned in a note.
type Mention struct {
	UserID string `json:"userId"`
	Name   string `json:"name"` // as it stands in the text after the @
}
