package wire

// Survey is what an inbox asks its customers once a conversation was closed.
type Survey struct {
	Question     string `json:"question"`
	DelayMinutes int    `json:"delayMinutes,omitempty"`              // after the close, at most 60
	Thanks       string `json:"thanks,omitempty"`                    // what answers a rating, "" = nothing does
	TemplateID   string `json:"templateId,omitempty" ask:"template"` // asks while the window is shut, "" = nobody is asked then
}

// Rating is how a customer was asked for a rating of a conversation, and what they answered.
type Rating struct {
	DueAt      int64  `json:"dueAt,omitempty"` // when they are asked, 0 = that was decided
	Skipped    string `json:"skipped,omitempty" of:"desk.RatingSkip | ''"`
	AskedAt    int64  `json:"askedAt,omitempty"` // 0 = they were not asked
	Failed     bool   `json:"failed,omitempty"`  // the question reached nobody
	Score      int    `json:"score,omitempty"`   // 1–5, 0 = no answer
	AnsweredAt int64  `json:"answeredAt,omitempty"`
	CommentID  string `json:"commentId,omitempty"` // the message that they wrote right after
}

// MessageRating says that a message is part of a rating.
type MessageRating struct {
	Part  string `json:"part" of:"desk.RatingPart"`
	Score int    `json:"score,omitempty"` // of an answer
}
