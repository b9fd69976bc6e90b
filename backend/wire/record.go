package wire

// MaxRecords is how many records a page has at most.
const MaxRecords = 100

// RecordsAsk asks for the records that match a filter.
type RecordsAsk struct {
	Filter RecordFilter `json:"filter"`
	Before int64        `json:"before"` // firstSeq of the last row of the page before, 0 = from the newest
	Limit  int          `json:"limit"`  // 0 = as many as a page has
}

// RecordFilter says which records are wanted: those that meet every part of it that is
// not empty. A list is met by any of its values. Ids of what is not there match nothing.
type RecordFilter struct {
	Text         string      `json:"text,omitempty"` // words, each somewhere in customer, number, inbox, agents, service or source
	From         int64       `json:"from,omitempty"` // it began then or later, Unix ms
	To           int64       `json:"to,omitempty"`   // and before then
	Numbers      []string    `json:"numbers,omitempty" ask:"-"`
	Services     []string    `json:"services,omitempty"`
	Sources      []string    `json:"sources,omitempty"` // key=value
	Contact      string      `json:"contact,omitempty" ask:"-"`
	Inboxes      []string    `json:"inboxes,omitempty" ask:"-"`
	Plans        []string    `json:"plans,omitempty" ask:"-"`
	Agents       []string    `json:"agents,omitempty" ask:"-"` // who had it at any time
	StartedBy    []string    `json:"startedBy,omitempty" ask:"-"`
	EndedBy      []string    `json:"endedBy,omitempty" ask:"-"`
	Started      string      `json:"started,omitempty" of:"'' | 'customer' | 'business'"`
	Dispositions []string    `json:"dispositions,omitempty"`
	Before       []string    `json:"before,omitempty"` // the disposition until it ended
	Rules        []string    `json:"rules,omitempty"`  // lifecycle.Rule of the disposition: now, or until it ended
	EndReasons   []string    `json:"endReasons,omitempty"`
	Promised     []string    `json:"promised,omitempty"` // what became of service levels: met, missed
	Queue        RecordRange `json:"queue,omitzero"`     // seconds
	First        RecordRange `json:"first,omitzero"`     // seconds; met only where a person answered
	Handling     RecordRange `json:"handling,omitzero"`  // seconds
	Messages     RecordRange `json:"messages,omitzero"`  // of both sides
	Unanswered   bool        `json:"unanswered,omitempty"`
	NoAgent      bool        `json:"noAgent,omitempty"`                        // nobody ever had it
	Channel      string      `json:"channel,omitempty" of:"desk.Channel | ''"` // of its number
	Hours        []int64     `json:"hours,omitempty"`                          // of the week in which it began, 0 = Monday 0:00 to 1:00
	Zone         string      `json:"zone,omitempty"`                           // IANA name, for Hours; "" = UTC
	Templates    []string    `json:"templates,omitempty" ask:"-"`              // one of them was sent in it
	Fate         string      `json:"fate,omitempty" of:"desk.SentFate | ''"`   // and that became of it
	Ratings      []string    `json:"ratings,omitempty"`                        // how the customer rated it: desk.RatedAs
}

// RecordRange bounds a number; 0 = no bound.
type RecordRange struct {
	From int64 `json:"from,omitempty"`
	To   int64 `json:"to,omitempty"` // inclusive
}

// RecordsPage is a page of records and what is known of all that match.
type RecordsPage struct {
	Rows     []RecordRow `json:"rows"`
	More     bool        `json:"more"`
	Matching int64       `json:"matching"` // how many match, on all pages
	All      int64       `json:"all"`      // how many there are
	Services []string    `json:"services"` // names and sources that occur, for the choices of a filter
	Sources  []string    `json:"sources"`
	Lines    int64       `json:"lines"` // of the chain
	Hash     string      `json:"hash"`  // of its last line; "" = it has none
}

// RecordRow is what there is to say about one interaction. Times are Unix ms, 0 = never.
type RecordRow struct {
	InteractionID   string         `json:"interactionId"`
	ThreadID        string         `json:"threadId"`
	FirstSeq        int64          `json:"firstSeq"` // the order of rows
	Line            int64          `json:"line"`     // in the chain, 0 = it goes on
	NumberID        string         `json:"numberId"`
	ServiceName     string         `json:"serviceName"`
	DataSource      []KV           `json:"dataSource"`
	ContactID       string         `json:"contactId"`
	ContactName     string         `json:"contactName"`
	ContactPhone    string         `json:"contactPhone"` // "" also where it is hidden
	InboxID         string         `json:"inboxId"`
	PlanID          string         `json:"planId"`
	BusinessStarted bool           `json:"businessStarted"`
	StartedBy       string         `json:"startedBy"`
	StartedAt       int64          `json:"startedAt"`
	EndedAt         int64          `json:"endedAt"`
	EndReason       string         `json:"endReason"`
	EndedBy         string         `json:"endedBy"`
	Disposition     string         `json:"disposition"`
	Rule            string         `json:"rule"`
	Before          string         `json:"before"`
	BeforeRule      string         `json:"beforeRule"`
	Agents          []RecordAgent  `json:"agents"`
	MoreAgents      int            `json:"moreAgents"` // spans that did not fit in
	Queue           int64          `json:"queue"`      // ms until somebody had it
	First           int64          `json:"first"`      // ms until a person answered, -1 = nobody did
	Handling        int64          `json:"handling"`   // ms for which agents had it
	MessagesIn      int64          `json:"messagesIn"`
	MessagesOut     int64          `json:"messagesOut"`
	Sentiment       string         `json:"sentiment"`
	Service         *RecordService `json:"service,omitempty"` // nil = nothing was promised
	Score           int            `json:"score,omitempty"`   // how the customer rated it, beside the line in the chain; 0 = not
}

// RecordAgent is a time in which one agent had an interaction.
type RecordAgent struct {
	UserID string `json:"userId"`
	From   int64  `json:"from"`
	To     int64  `json:"to"` // 0 = they have it now
	Began  string `json:"began" of:"desk.SpanBegin"`
	Ended  string `json:"ended" of:"desk.SpanEnd | ''"`
}

// MaxCustomers is how many customers are named to choose from.
const MaxCustomers = 30

// CustomersAsk asks for customers, for the filter of the records.
type CustomersAsk struct {
	Text string `json:"text"`                 // words of the name or number
	ID   string `json:"id,omitempty" ask:"-"` // that one, whatever the text; one who is gone is not found
}

// Customers are those who are found, by name.
type Customers struct {
	Customers []Customer `json:"customers"`
	More      bool       `json:"more"` // there are others
}

// Customer is one of them.
type Customer struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"` // "" also where it is hidden
}

// HeaderRows says how many rows a table is going to have.
const HeaderRows = "Parley-Rows"

// RecordsExport asks for the records that match as CSV (RFC 4180, UTF-8).
type RecordsExport struct {
	Filter    RecordFilter   `json:"filter"`
	Columns   []RecordColumn `json:"columns"`
	Separator string         `json:"separator"` // "," or ";", which spreadsheets of some countries want
	Words     []KV           `json:"words"`     // what dispositions, rules, reasons and the like are called
}

// RecordColumn is a column of the table.
type RecordColumn struct {
	Key   string `json:"key"`
	Label string `json:"label"` // its heading, in the words of who asks
}

// TableProgress is how far a desktop is with saving a table of records.
type TableProgress struct {
	State   string   `json:"state" of:"'none' | 'running' | 'saved' | 'failed'"`
	Rows    int64    `json:"rows"`    // that have come
	All     int64    `json:"all"`     // that it is going to have
	Path    string   `json:"path"`    // where it is saved
	Problem *Failure `json:"problem"` // of one that failed
}

// The states of TableProgress.
const (
	TableNone    = "none"
	TableRunning = "running"
	TableSaved   = "saved"
	TableFailed  = "failed"
)
