package wire

// FollowThread has somebody follow a conversation, or no longer. Whoever holds it and
// supervisors decide about others too.
type FollowThread struct {
	ThreadID string `json:"threadId" ask:"thread"`
	UserID   string `json:"userId" ask:"user"` // "" = oneself
	Stop     bool   `json:"stop,omitempty"`
}
