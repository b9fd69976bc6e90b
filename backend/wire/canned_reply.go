package wire

// CannedReply is a text that is written once and sent often.
type CannedReply struct {
	ID       string   `json:"id"`
	UserID   string   `json:"userId"`
	Shared   bool     `json:"shared"`
	Shortcut string   `json:"shortcut"`
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Inboxes  []string `json:"inboxes"` // in whose conversations it is offered; none = in all
	At       int64    `json:"at"`
}

// PutCannedReply makes (ID "") or changes a canned reply. Those that are shared are for
// supervisors to change.
type PutCannedReply struct {
	ID       string   `json:"id" ask:"cannedReply"`
	Shared   bool     `json:"shared"`
	Shortcut string   `json:"shortcut"`
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Inboxes  []string `json:"inboxes" ask:"inbox"`
}

// CannedReplyRef names a canned reply.
type CannedReplyRef struct {
	ID string `json:"id" ask:"cannedReply"`
}
