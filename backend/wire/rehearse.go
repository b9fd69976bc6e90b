package wire

// RehearseAsk asks for what would have come of an inbox's recorded time by other
// settings.
type RehearseAsk struct {
	InboxID         string    `json:"inboxId" ask:"inbox"`
	Mode            string    `json:"mode" of:"desk.Mode"`
	ReassignSeconds int       `json:"reassignSeconds"`
	Members         []string  `json:"members" ask:"user"`
	Levels          []Level   `json:"levels,omitempty"`   // nil = as they are
	Dials           int       `json:"dials,omitempty"`    // 0 = as it is
	Hours           *Hours    `json:"hours,omitempty"`    // nil = as they are; without a week = always open
	Overflow        *Overflow `json:"overflow,omitempty"` // nil = as it is; without an inbox = nobody else is asked
	Capacity        *int      `json:"capacity,omitempty"` // nil = as it is
	Days            int       `json:"days"`               // 1–30, until now
	From            int64     `json:"from,omitempty"`     // instead of Days: since then, Unix ms
}

// Rehearsal is how far the person's last rehearsal is, and what came of it.
type Rehearsal struct {
	State   string `json:"state" of:"'none' | 'running' | 'done' | 'failed' | 'cancelled'"`
	InboxID string `json:"inboxId"`
	Percent int    `json:"percent"`
	From    int64  `json:"from"` // of what was rehearsed; later than asked for if the inbox was changed since
	To      int64  `json:"to"`
	Chats   int    `json:"chats"` // that came in that time
	// Differs is the first offer that the settings of then do not make as it was made:
	// then there are no figures, and Since is from when on there would be, 0 = from no time on.
	Differs *RehearsalDiffers `json:"differs,omitempty"`
	Since   int64             `json:"since,omitempty"`
	Old     *RehearsalSide    `json:"old,omitempty"`
	New     *RehearsalSide    `json:"new,omitempty"`
	Moved   []RehearsalMoved  `json:"moved"`   // to somebody else, the first of them
	All     int               `json:"all"`     // how many those are
	Assumed int               `json:"assumed"` // offers of which nobody knows how they would have been answered
	Why     *Failure          `json:"why,omitempty"`
}

// RehearsalDiffers is an offer that the settings of then do not make.
type RehearsalDiffers struct {
	At       int64  `json:"at"`
	ThreadID string `json:"threadId"`
	Was      string `json:"was"` // who was asked, and who would be; "" = nobody
	Is       string `json:"is"`
}

// RehearsalSide is what comes of one of the settings. Waits are ms until somebody has a
// conversation.
type RehearsalSide struct {
	Taken   int              `json:"taken"`
	P50     int64            `json:"p50"`
	P95     int64            `json:"p95"`
	Away    int              `json:"away,omitempty"` // that go to another inbox
	Waiting int              `json:"waiting"`        // that still wait at the end
	Lost    int              `json:"lost"`           // whose window closed on a customer who waited
	Shares  []RehearsalShare `json:"shares"`
}

// RehearsalShare is how many conversations come to somebody.
type RehearsalShare struct {
	UserID string `json:"userId"`
	Chats  int    `json:"chats"`
}

// RehearsalMoved is a conversation that comes to somebody else.
type RehearsalMoved struct {
	ThreadID string `json:"threadId"`
	At       int64  `json:"at"`
	Was      string `json:"was"`     // "" = nobody
	Is       string `json:"is"`      // "" = nobody
	WaitWas  int64  `json:"waitWas"` // ms, -1 = nobody had it
	WaitIs   int64  `json:"waitIs"`
	WasAway  bool   `json:"wasAway,omitempty"` // it went to another inbox
	IsAway   bool   `json:"isAway,omitempty"`
}
