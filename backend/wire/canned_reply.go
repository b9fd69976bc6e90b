package wire

// CannedReply is a text that is written once and sent often, with the files that go with it.
type CannedReply struct {
	ID       string       `json:"id"`
	UserID   string       `json:"userId"`
	Shared   bool         `json:"shared"`
	Shortcut string       `json:"shortcut"`
	Title    string       `json:"title"`
	Text     string       `json:"text"`
	Inboxes  []string     `json:"inboxes"` // in whose conversations it is offered; none = in all
	At       int64        `json:"at"`
	Files    []CannedFile `json:"files,omitempty"`
}

// CannedFile is a file that the relay keeps with a canned reply.
type CannedFile struct {
	MediaID  string `json:"mediaId" ask:"file"`
	FileName string `json:"fileName"`
	MIME     string `json:"mime"` // as the relay measured it, whatever a command says
	Size     int64  `json:"size"`
}

// PutCannedReply makes (ID "") or changes a canned reply, or brings back one that was deleted
// within a day. Those that are shared are for supervisors to change.
type PutCannedReply struct {
	ID       string       `json:"id" ask:"cannedReply"`
	Shared   bool         `json:"shared"`
	Shortcut string       `json:"shortcut"`
	Title    string       `json:"title"`
	Text     string       `json:"text"`
	Inboxes  []string     `json:"inboxes" ask:"inbox"`
	Files    []CannedFile `json:"files,omitempty"` // uploads, or what it has already; not there and without Edited = as they are
	Edited   *CannedEdit  `json:"edited,omitempty" ask:"-"`
}

// CannedEdit is what a form has changed, with what was there when the form was opened: see
// InboxEdit.
type CannedEdit struct {
	Shared   *bool       `json:"shared,omitempty"`
	Shortcut *string     `json:"shortcut,omitempty"`
	Title    *string     `json:"title,omitempty"`
	Text     *string     `json:"text,omitempty"`
	Inboxes  *CannedList `json:"inboxes,omitempty"`
	Files    *CannedList `json:"files,omitempty"`
}

// CannedList is a list of ids that may be empty and is there all the same.
type CannedList struct {
	List []string `json:"list"`
}

// CannedReplyRef names a canned reply.
type CannedReplyRef struct {
	ID string `json:"id" ask:"cannedReply"`
}

// ImportCanned takes a part of a list of canned replies, of one's own or of everybody's.
type ImportCanned struct {
	Shared bool         `json:"shared"`
	Rows   []CannedLine `json:"rows"`
	Ahead  int          `json:"ahead,omitempty"` // only to look through: how many the parts before would have added to this list
}

// CannedLine is a row of it, by its shortcut.
type CannedLine struct {
	Shortcut string   `json:"shortcut"`
	Title    string   `json:"title,omitempty"` // "" = as it is, of a new one the shortcut
	Text     string   `json:"text"`
	Inboxes  []string `json:"inboxes,omitempty" ask:"-"` // by their names; none = as it is
}

// CannedImported says what became of the rows, or would.
type CannedImported struct {
	Added   int                `json:"added"`
	Changed int                `json:"changed"`
	Same    int                `json:"same"`
	Refused []ContactLineFault `json:"refused"`
}
