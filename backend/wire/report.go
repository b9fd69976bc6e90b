package wire

// Bounds of a report.
const (
	MaxReportDays   = 400
	MaxReportAgents = 500

	MaxReportTemplates = 100
	MaxReportFailures  = 5 // of a template
)

// ReportAsk asks for the figures of the records that match a filter. Days and hours are
// those of the filter's zone.
type ReportAsk struct {
	Filter RecordFilter `json:"filter"`
}

// Report has the figures of the conversations that began in a period: of those that have
// ended, and of those that go on as they stand now. Each figure is that of the records
// which a filter finds, so that whoever doubts it can read them.
type Report struct {
	Zone          string        `json:"zone"` // in which days and hours are counted
	Conversations int64         `json:"conversations"`
	GoOn          int64         `json:"goOn"`       // of them
	ByBusiness    int64         `json:"byBusiness"` // of them; customers began the others
	Unanswered    int64         `json:"unanswered"` // customers began them, and no person has answered
	NoAgent       int64         `json:"noAgent"`    // nobody has had them
	MessagesIn    int64         `json:"messagesIn"`
	MessagesOut   int64         `json:"messagesOut"`
	Hours         []int64       `json:"hours"`    // how many began in each hour of the week: 168, from Monday 0:00 on
	Days          []ReportDay   `json:"days"`     // on which one began, oldest first
	DaysCut       bool          `json:"daysCut"`  // there were earlier ones
	Queue         ReportWait    `json:"queue"`    // of those that a customer began and an agent had
	First         ReportWait    `json:"first"`    // of those that a person answered
	Handling      ReportWait    `json:"handling"` // of those that an agent had and that have ended
	Dispositions  []ReportCount `json:"dispositions"`
	Before        []ReportCount `json:"before"`     // the disposition until it ended, of those that have
	EndReasons    []ReportCount `json:"endReasons"` // of those that have ended
	Promised      []ReportCount `json:"promised"`   // what became of service levels, of those with a result: met, missed
	Agents        []ReportAgent `json:"agents"`     // who had most first
	MoreAgents    int64         `json:"moreAgents"` // that did not fit in

	// Ratings are how customers rated them; nil = nobody was asked.
	Ratings *ReportRatings `json:"ratings,omitempty"`

	// Templates are those that were sent in these conversations, most first; nil also from
	// a relay that does not count them.
	Templates     []ReportTemplate `json:"templates,omitempty"`
	MoreTemplates int64            `json:"moreTemplates,omitempty"` // that did not fit in
}

// ReportRatings counts the conversations whose customers were asked for a rating.
type ReportRatings struct {
	Asked    int64          `json:"asked"`
	Answered int64          `json:"answered"`
	Comments int64          `json:"comments"`
	Scores   []int64        `json:"scores"`  // how many gave each, from 1 to 5
	Inboxes  []ReportRating `json:"inboxes"` // the lowest average first
	Agents   []ReportRating `json:"agents"`  // the same; one that several had counts for each

	MoreInboxes int64 `json:"moreInboxes,omitempty"` // that did not fit in
	MoreAgents  int64 `json:"moreAgents,omitempty"`
}

// ReportRating counts the ratings of an inbox or agent.
type ReportRating struct {
	Key      string `json:"key"` // its id
	Asked    int64  `json:"asked"`
	Answered int64  `json:"answered"`
	Sum      int64  `json:"sum"` // of the scores
	Low      int64  `json:"low"` // of the answers: 1 or 2
}

// ReportTemplate is what became of a template in one language: how many messages of it
// there are, and how many conversations in which that happened, which is what a filter
// finds.
type ReportTemplate struct {
	TemplateID string          `json:"templateId"`
	Name       string          `json:"name"`
	Language   string          `json:"language"`
	Sent       ReportFate      `json:"sent"`      // all of them, those on their way too
	Delivered  ReportFate      `json:"delivered"` // and those that were read
	Read       ReportFate      `json:"read"`
	Answered   ReportFate      `json:"answered"` // the customer wrote within 24 hours
	Failed     ReportFate      `json:"failed"`
	Failures   []ReportFailure `json:"failures"` // why they failed, most frequent first
	Charged    []ReportCount   `json:"charged"`  // by the category that was charged, "free" for none, as far as it was told
}

// ReportFate counts messages, and the conversations that they are in.
type ReportFate struct {
	Messages      int64 `json:"messages"`
	Conversations int64 `json:"conversations"`
}

// ReportFailure is a reason for which messages failed.
type ReportFailure struct {
	Said  *Failure `json:"said"` // without what stood in it; nil = nothing was said
	Code  int      `json:"code"` // the provider's, 0 = none
	Count int64    `json:"count"`
}

// ReportDay is a day on which conversations began.
type ReportDay struct {
	Day   string `json:"day"` // 2026-11-30
	Count int64  `json:"count"`
}

// ReportWait tells how long something took. P50 is the time within which half of them
// were done, P95 within which 95 of 100 were (nearest rank); ms, whole seconds.
type ReportWait struct {
	Count int64 `json:"count"`
	P50   int64 `json:"p50"`
	P95   int64 `json:"p95"`
}

// ReportCount is how many there are of a kind.
type ReportCount struct {
	Key   string `json:"key"`
	Count int64  `json:"count"`
}

// ReportAgent is how much an agent had. A conversation that several had counts for each.
type ReportAgent struct {
	UserID        string `json:"userId"`
	Conversations int64  `json:"conversations"`
	Ended         int64  `json:"ended"` // they ended them
}

// LimitsUsed tells how much of its messaging limit each account has used up.
type LimitsUsed struct {
	Accounts []LimitUsed `json:"accounts"`
}

// LimitUsed is how many customers the numbers of an account wrote to first in the last 24
// hours. The limit itself is its numbers'. The provider counts by the business: what other
// systems send, and other accounts of it, is not in here.
type LimitUsed struct {
	WabaID    string `json:"wabaId"`
	Customers int64  `json:"customers"`
	NextAt    int64  `json:"nextAt"` // when the first of them counts no more, Unix ms; 0 = there are none
}
