package wire

// AlertsTold reports what became of alerts on this person's computer, each once, when it
// is over: they saw it, or it has climbed its ladder in vain.
type AlertsTold struct {
	Items []AlertTold `json:"items"`
}

// AlertTold is what became of the alert of one notice. Unix ms by the relay's clock; 0 =
// it did not come to that.
type AlertTold struct {
	NoticeID string `json:"noticeId" ask:"-"` // one that is not known, or somebody else's, is passed over
	At       int64  `json:"at"`               // of the notice, as it was told: another time is another alert
	RaisedAt int64  `json:"raisedAt"`
	TakenAt  int64  `json:"takenAt"`
	SeenAt   int64  `json:"seenAt"`
	Fault    string `json:"fault" of:"desk.AlertFault | ''"`
}

// UnreachedAsk asks which alerts reached nobody since a time.
type UnreachedAsk struct {
	Since int64 `json:"since"`
}

// UnreachedAlerts are alerts that reached nobody, the newest first.
type UnreachedAlerts struct {
	Items []UnreachedAlert `json:"items"`
}

// UnreachedAlert is a conversation for which people were called and nobody was reached.
type UnreachedAlert struct {
	ThreadID string            `json:"threadId"`
	Kind     string            `json:"type" of:"desk.NoticeKind"` // of the last call
	At       int64             `json:"at"`
	People   []UnreachedPerson `json:"people"`
}

// UnreachedPerson is somebody who was called, and why that did not reach them.
type UnreachedPerson struct {
	UserID string `json:"userId"`
	Why    string `json:"why" of:"desk.Unreached"`
}
