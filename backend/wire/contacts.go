package wire

// ContactRef names a customer.
type ContactRef struct {
	ContactID string `json:"contactId" ask:"contact"`
}

// How a list of customers is sorted.
const (
	SortName    = "name"
	SortLast    = "last"    // by the last message, newest first
	SortCreated = "created" // who was first met last comes first
)

// MaxContacts is how many customers a page has at most.
const MaxContacts = 100

// ContactsAsk asks for customers.
type ContactsAsk struct {
	Text    string `json:"text"` // words of a name, a label or a value, or a number as people write it
	Sort    string `json:"sort" of:"wire.Sort*"`
	Blocked bool   `json:"blocked,omitempty"` // those who are blocked, and nobody else
	Merged  bool   `json:"merged,omitempty"`  // those who were merged into others, and nobody else
	Label   string `json:"label,omitempty"`   // those who have it; "" = whatever they have
	// After is the customer behind whom the page begins, "" = at the first.
	After string `json:"after,omitempty" ask:"-"`
}

// ContactsPage is a page of customers.
type ContactsPage struct {
	Contacts []ContactRow `json:"contacts"`
	Matching int64        `json:"matching"`
	More     bool         `json:"more"`
}

// ContactRow is a customer in a list.
type ContactRow struct {
	Contact Contact `json:"contact"`
	LastAt  int64   `json:"lastAt"` // of the last message that the viewer may know of, 0 = there is none
	// Person is into whom they were merged, in a list of those who were.
	Person *Contact `json:"person,omitempty"`
}

// MaxTalks is how many conversations with a customer are given at most.
const MaxTalks = 200

// ContactTalks are the conversations with a customer, newest first.
type ContactTalks struct {
	Talks []ContactTalk `json:"talks"`
	More  bool          `json:"more"` // there are older ones
}

// ContactTalk is one conversation.
type ContactTalk struct {
	ThreadID      string `json:"threadId"`
	InteractionID string `json:"interactionId"`
	NumberID      string `json:"numberId"`
	InboxID       string `json:"inboxId"`
	Owner         string `json:"owner"`
	State         string `json:"state" of:"desk.InteractionState"`
	EndReason     string `json:"endReason"`
	StartedAt     int64  `json:"startedAt"`
	FirstSeq      int64  `json:"firstSeq"`
	EndedAt       int64  `json:"endedAt"`
	Title         string `json:"title"` // the beginning of what the customer wrote first; "" = nothing that can be read
}

// ContactFilesAsk asks for what was sent in the conversations with a customer.
type ContactFilesAsk struct {
	ContactID string `json:"contactId" ask:"contact"`
	At        int64  `json:"at"` // before that message; 0 = from the newest on
	Seq       int64  `json:"seq"`
}

// ContactFiles are files, newest first.
type ContactFiles struct {
	Files []ContactFile `json:"files"`
	More  bool          `json:"more"` // there may be older ones, before the message of At and Seq
	At    int64         `json:"at"`
	Seq   int64         `json:"seq"`
}

// ContactFile is the file of a message.
type ContactFile struct {
	MessageID     string `json:"messageId"`
	ThreadID      string `json:"threadId"`
	InteractionID string `json:"interactionId"`
	At            int64  `json:"at"`
	Seq           int64  `json:"seq"`
	Out           bool   `json:"out"`
	Kind          string `json:"type" of:"desk.MessageKind"`
	Media         Media  `json:"media"`
}

// MergeContacts says that two customers are one person. The other one's addresses and
// conversations stay what they are; what is noted of both is noted of the first one then.
type MergeContacts struct {
	ContactID string `json:"contactId" ask:"contact"`
	OtherID   string `json:"otherId" ask:"contact"`
	// Take names what the other one's is kept of, where there can be only one: desk.Keep…, or
	// the id of an attribute.
	Take []string `json:"take,omitempty" ask:"-"`
}

// MergePreview is what would become of two customers: the three are theirs now, and what would
// be noted of the person.
type MergePreview struct {
	Contact Contact `json:"contact"`
	Other   Contact `json:"other"`
	After   Contact `json:"after"`
}

// UnmergePreview is what would be noted of each when a merge is undone.
type UnmergePreview struct {
	Contact Contact `json:"contact"` // who keeps the name
	Other   Contact `json:"other"`   // who had been merged into them
}

// NoteContact notes something about a customer, for colleagues.
type NoteContact struct {
	ContactID string `json:"contactId" ask:"contact"`
	Text      string `json:"text"`
}

// ContactNoteRef names a note.
type ContactNoteRef struct {
	ContactID string `json:"contactId" ask:"contact"`
	NoteID    string `json:"noteId" ask:"-"`
}

// BlockContact blocks a customer, or not any more.
type BlockContact struct {
	ContactID string `json:"contactId" ask:"contact"`
	Blocked   bool   `json:"blocked"`
}

// ImportContacts takes a part of a list of customers.
type ImportContacts struct {
	Rows []ContactLine `json:"rows"`
}

// ContactLine is a row of it, by the number. What is empty stays as it is.
type ContactLine struct {
	Phone      string   `json:"phone"` // E.164, or with 00 in place of the +
	Name       string   `json:"name,omitempty"`
	AccountID  string   `json:"accountId,omitempty" ask:"-"`
	Language   string   `json:"language,omitempty"`
	Labels     []string `json:"labels,omitempty"` // beside those that there are
	Attributes []KV     `json:"attributes,omitempty" ask:"-"`
}

// ContactsImported says what became of the rows, or would.
type ContactsImported struct {
	Added   int                `json:"added"`
	Changed int                `json:"changed"`
	Same    int                `json:"same"`
	Refused []ContactLineFault `json:"refused"`
}

// ContactLineFault is a row that was refused, by its place among those that were sent.
type ContactLineFault struct {
	Row  int      `json:"row"`
	Said *Failure `json:"said"`
}

// PutAttribute makes (ID "") or changes an attribute of customers.
type PutAttribute struct {
	ID      string   `json:"id" ask:"-"`
	Name    string   `json:"name"`
	Kind    string   `json:"type" of:"desk.AttributeKind"`
	Options []string `json:"options,omitempty"`
}

// AttributeRef names an attribute.
type AttributeRef struct {
	ID string `json:"id" ask:"-"`
}
