package wire

// Org is the viewer's organization.
type Org struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Practice bool   `json:"practice"`
	// Seats are the licences that were bought (admins); of one that is missing there
	// are as many as anybody wants.
	Seats []Seat `json:"seats,omitempty"`
	// OptIns is what happens to templates for who has not agreed to them; a relay
	// from before asks for no opt-in.
	OptIns string `json:"optIns,omitempty" of:"desk.OptInRule"`
	// AwayReasons are what people choose from when they are away; none = the page's own.
	AwayReasons []string `json:"awayReasons,omitempty"`
}

// Seat says how many of a licence there are.
type Seat struct {
	Licence string `json:"licence" of:"desk.Licence"`
	Bought  int    `json:"bought"`
}

// User is a colleague. Email is empty for agents looking at others.
type User struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Role     string `json:"role" of:"desk.Role"`
	Active   bool   `json:"active"`
	WhatsApp bool   `json:"whatsApp"`
	Capacity int    `json:"capacity"`
	// Without are the licences that they lack, of base, contactCenter and whatsApp.
	Without      []string `json:"without,omitempty" of:"desk.Licence"`
	ReadReceipts bool     `json:"readReceipts"`
	DayEnds      int      `json:"dayEnds,omitempty"`    // minutes after midnight; 0 = they have not said. For themselves and supervisors
	AutoAccept   bool     `json:"autoAccept,omitempty"` // offers to them are accepted by themselves
	// Outbound is from which numbers they may begin conversations, when that was said
	// of them (supervisors, themselves).
	Outbound      *Outbound `json:"outbound,omitempty"`
	Presence      string    `json:"presence" of:"desk.PresenceState"`
	Chosen        string    `json:"chosen" of:"desk.PresenceState | ''"` // what they asked for
	PresenceWhy   string    `json:"presenceReason"`
	PresenceSince int64     `json:"presenceSince"`
	PresenceBy    string    `json:"presenceBy,omitempty"` // the supervisor who chose it for them
}

// App is a Meta app (admins).
type App struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	HandshakeAt int64  `json:"handshakeAt"`
}

// Waba is a linked WhatsApp Business Account (admins). The token never leaves
// the relay.
type Waba struct {
	ID         string   `json:"id"`
	Provider   string   `json:"provider,omitempty"` // whose account it is; "" = of before there were several
	AppID      string   `json:"appId"`
	Name       string   `json:"name"`
	VerifiedAt int64    `json:"verifiedAt"`
	ExpiresAt  int64    `json:"expiresAt"`
	Scopes     []string `json:"scopes"`
	Problem    string   `json:"problem"`        // of a row from before Said
	Said       *Failure `json:"said,omitempty"` // what is wrong

	Restrictions []Restriction `json:"restrictions,omitempty"` // what it may not do for a while
	MaxNumbers   int64         `json:"maxNumbers,omitempty"`   // that its business may have; 0 = not known
	TemplatesAt  int64         `json:"templatesAt,omitempty"`  // when its provider was last asked for its templates
}

// Restriction is something that an account may not do.
type Restriction struct {
	Kind  string `json:"type" of:"desk.RestrictionKind | ''"` // "" = something for which there are no words
	Word  string `json:"word"`                                // the provider's
	Until int64  `json:"until"`                               // Unix ms, 0 = it does not say
}

// KV is one key=value pair.
type KV struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Profile is a business profile.
type Profile struct {
	About       string   `json:"about"`
	Address     string   `json:"address"`
	Description string   `json:"description"`
	Email       string   `json:"email"`
	Vertical    string   `json:"vertical"`
	Websites    []string `json:"websites"`
}

// Number is one of our business numbers.
type Number struct {
	ID           string        `json:"id"`
	Provider     string        `json:"provider"`
	Channel      string        `json:"channel" of:"desk.Channel | ''"` // as Thread.Channel
	WabaID       string        `json:"wabaId"`
	Phone        string        `json:"phone"` // E.164; it is ours, so it is shown
	Name         string        `json:"name"`
	Description  string        `json:"description"`
	ServiceName  string        `json:"serviceName"`
	DataSource   []KV          `json:"dataSource"`
	VerifiedName string        `json:"verifiedName"`
	Profile      Profile       `json:"profile"`
	ProfileID    string        `json:"profileId"`       // the profile that it uses, "" = none of those here
	Shown        *ShownProfile `json:"shown,omitempty"` // for supervisors, of a number that uses one
	State        string        `json:"state" of:"desk.NumberState"`
	Why          *Failure      `json:"why,omitempty"` // why it is in that state, or a warning
	Off          bool          `json:"off"`           // somebody has switched it off
	Problem      string        `json:"problem"`       // always ""; apps of before Said expect it
	Quality      string        `json:"quality"`
	TwoStep      *TwoStep      `json:"twoStep,omitempty"` // for supervisors
	News         *NumberNews   `json:"news,omitempty"`    // for supervisors: what the provider said last
	PlanID       string        `json:"planId"`            // where its interactions go, "" = not mapped
	InboxID      string        `json:"inboxId"`           // to which the plan leads
	History      NumberHistory `json:"history"`
	OnPhone      bool          `json:"onPhone"`           // it stays in use in the WhatsApp Business app
	NoNames      *Failure      `json:"noNames,omitempty"` // why the phone gave no names of its contacts
}

// NumberNews is what the provider last said of a number.
type NumberNews struct {
	Trouble      string `json:"trouble" of:"desk.NumberTrouble | ''"`
	Limit        int64  `json:"limit"`                             // customers that it may write to first in 24 hours; -1 = any number, 0 = not known
	Throughput   string `json:"throughput"`                        // STANDARD, HIGH; "" = not known
	Review       string `json:"review" of:"desk.ReviewState | ''"` // of a display name
	ReviewName   string `json:"reviewName"`
	ReviewReason string `json:"reviewReason"`       // of a refusal, the provider's word
	Username     string `json:"username,omitempty"` // by which customers find the business
}

// NumberHistory is how far the old messages have come of a number that is also on a
// phone.
type NumberHistory struct {
	Percent int      `json:"percent"`
	Problem string   `json:"problem"`        // why there are none, in a row from before Said
	Said    *Failure `json:"said,omitempty"` // why there are none
	At      int64    `json:"at"`             // 0 = none were sent
	Asked   int64    `json:"asked"`          // when the phone was asked for them, 0 = it was not
}

// Inbox is a queue.
type Inbox struct {
	ID              string   `json:"id"`
	Name            string   `json:"name"`
	Kind            string   `json:"type" of:"desk.Channel"`
	Mode            string   `json:"mode" of:"desk.Mode"`
	NumberID        string   `json:"numberId"` // whose plan leads here
	ReassignSeconds int      `json:"reassignSeconds"`
	Members         []string `json:"members"`
	Levels          []Level  `json:"levels,omitempty"`   // of members who are not at 1; for supervisors
	Dials           int      `json:"dials,omitempty"`    // how often the customer's last agent is asked
	Capacity        int      `json:"capacity,omitempty"` // of its conversations one agent has at once; 0 = no limit of its own
	// GraceMinutes is how long an agent may be offline before what they hold goes to others; 0 = the usual time.
	GraceMinutes int       `json:"graceMinutes,omitempty"`
	Hours        *Hours    `json:"hours,omitempty"` // when it is open, nil = always
	Opening      *Opening  `json:"opening,omitempty"`
	Overflow     *Overflow `json:"overflow,omitempty"` // nil = nobody else is asked
	Targets      *Targets  `json:"targets,omitempty"`  // nil = nothing is promised
	Cut          bool      `json:"cut"`                // it has more members than fit into a row; none are listed
}

// MarkCut says that the row is not whole: a stub, or with fields that were
// shortened.
func (i *Inbox) MarkCut(stub bool) { i.Cut = stub }

// TemplateButton is one button of a template.
type TemplateButton struct {
	Kind string `json:"type"`
	Text string `json:"text"`
	URL  string `json:"url"`

	Phone  string `json:"phone,omitempty"`
	Sample string `json:"sample,omitempty"` // of the variable in URL, or of a code to copy
}

// Template is a message template.
type Template struct {
	ID             string           `json:"id"`
	WabaID         string           `json:"wabaId"`
	Name           string           `json:"name"`
	Language       string           `json:"language"`
	Category       string           `json:"category"`
	Status         string           `json:"status"`
	RejectedReason string           `json:"rejectedReason"`
	Quality        string           `json:"quality,omitempty"` // GREEN, YELLOW, RED; "" = not rated
	Named          bool             `json:"named"`
	HeaderKind     string           `json:"headerKind"` // "", TEXT, IMAGE, VIDEO, DOCUMENT
	HeaderText     string           `json:"headerText"`
	Body           string           `json:"body"`
	Footer         string           `json:"footer"`
	Buttons        []TemplateButton `json:"buttons"`
	Draft          *TemplateDraft   `json:"draft"` // for supervisors

	Agreed *AgreedTemplate `json:"agreed,omitempty"` // for supervisors: what it was before somebody changed it at the provider

	Other        []string       `json:"other,omitempty"` // parts that cannot be shown here: CAROUSEL, …
	HeaderSample string         `json:"headerSample,omitempty"`
	Samples      []string       `json:"samples,omitempty"` // of the body's variables, in the order in which they first appear
	Fills        []TemplateFill `json:"fills,omitempty"`
	SubmittedAt  int64          `json:"submittedAt,omitempty"` // from here, 0 = never
	Asked        string         `json:"asked,omitempty"`       // the category that it was submitted with from here
	HeldUntil    int64          `json:"heldUntil,omitempty"`   // of a deleted one: until when its name cannot be used
}

// AgreedTemplate is the content of a template on which people relied and which is not the
// provider's any more.
type AgreedTemplate struct {
	At         int64            `json:"at"` // when that was seen
	Category   string           `json:"category"`
	HeaderKind string           `json:"headerKind"`
	HeaderText string           `json:"headerText"`
	Body       string           `json:"body"`
	Footer     string           `json:"footer"`
	Buttons    []TemplateButton `json:"buttons"`
}

// TemplateDraft is a wording that is written here and not submitted.
type TemplateDraft struct {
	Version    int64  `json:"version"`
	Category   string `json:"category"`
	HeaderText string `json:"headerText"`
	Body       string `json:"body"`
	Footer     string `json:"footer"`
	By         string `json:"by"`
	At         int64  `json:"at"`

	HeaderKind   string           `json:"headerKind,omitempty"`
	HeaderSample string           `json:"headerSample,omitempty"`
	HeaderHandle string           `json:"headerHandle,omitempty"`
	HeaderFile   string           `json:"headerFile,omitempty"`
	Samples      []string         `json:"samples,omitempty"`
	Buttons      []TemplateButton `json:"buttons,omitempty"`
	Fills        []TemplateFill   `json:"fills,omitempty"`
}

// Contact is a customer. Phone is "" when PhoneHidden; Label is what to show
// when there is no name: the number, the account id, or "Hidden number".
type Contact struct {
	ID          string   `json:"id"`
	Label       string   `json:"label"`
	SavedName   string   `json:"savedName"`
	ProfileName string   `json:"profileName"`
	Username    string   `json:"username"`
	Phone       string   `json:"phone"`
	PhoneHidden bool     `json:"phoneHidden"`
	AccountID   string   `json:"accountId"`
	Language    string   `json:"language,omitempty"` // as somebody noted it: de; "" = not known
	Labels      []string `json:"labels,omitempty"`
	Group       bool     `json:"group"` // it stands for a group: nobody can write there
	CreatedAt   int64    `json:"createdAt"`
	// OptIns are what they agreed to, the last recorded last; Stops of marketing too.
	// A row from before has neither.
	OptIns  []OptIn `json:"optIns,omitempty"`
	Stops   []Stop  `json:"stops,omitempty"`
	Stopped bool    `json:"stopped,omitempty"` // no marketing may be sent to them
}

// How much of a thread a viewer may see.
const (
	AccessFull    = "full"    // everything
	AccessSummary = "summary" // offered or waiting: who, first line, window
	AccessHandled = "handled" // only the interactions that this agent handled
)

// PreviewFailed is the PreviewStatus of a message of ours that did not arrive.
const PreviewFailed = "failed"

// Thread is all messages between a number and a contact, as a list row.
type Thread struct {
	ID             string `json:"id"`
	NumberID       string `json:"numberId"`
	Channel        string `json:"channel" of:"desk.Channel | ''"` // "" in rows from before: whatsapp
	ContactID      string `json:"contactId"`
	InteractionID  string `json:"interactionId"` // the open one, or the last
	Open           bool   `json:"open"`
	State          string `json:"state" of:"desk.InteractionState | ''"`
	InboxID        string `json:"inboxId"`
	Owner          string `json:"owner"`
	Epoch          int64  `json:"epoch"`
	Access         string `json:"access" of:"wire.Access*"`
	Preview        string `json:"preview"`                                                                      // text of the last message the viewer may see
	PreviewKind    string `json:"previewKind" of:"desk.MessageKind | 'revoked' | 'erased' | 'missedCall' | ''"` // its type, or what became of it
	PreviewOut     bool   `json:"previewOut"`
	PreviewStatus  string `json:"previewStatus" of:"desk.Status | 'failed' | ''"` // of a message of ours: its status, or "failed"; else ""
	LastAt         int64  `json:"lastAt"`
	LastSeq        int64  `json:"lastSeq"`
	Messages       int64  `json:"messages"`       // how many there are, seen or not
	LastCustomerAt int64  `json:"lastCustomerAt"` // the channel's window is counted from it
	WaitingSince   int64  `json:"waitingSince"`
	EndReason      string `json:"endReason,omitempty" of:"lifecycle.EndReason | ''"` // why the last interaction ended, "" = it has not
	Priority       string `json:"priority,omitempty" of:"desk.Priority | ''"`        // of the open or last interaction, "" = the usual
}

// Interaction is one cycle of a thread: the unit of routing and of the record.
type Interaction struct {
	ID              string         `json:"id"`
	ThreadID        string         `json:"threadId"`
	InboxID         string         `json:"inboxId"`
	State           string         `json:"state" of:"desk.InteractionState"`
	Owner           string         `json:"owner"`
	Epoch           int64          `json:"epoch"`
	BusinessStarted bool           `json:"businessStarted"`
	StartedAt       int64          `json:"startedAt"`
	FirstSeq        int64          `json:"firstSeq"`
	EndedAt         int64          `json:"endedAt"`
	EndReason       string         `json:"endReason" of:"lifecycle.EndReason | ''"`
	EndedBy         string         `json:"endedBy"`
	Disposition     string         `json:"disposition" of:"lifecycle.Disposition | ''"`
	DispositionRule string         `json:"dispositionRule" of:"lifecycle.Rule | ''"`
	ServiceName     string         `json:"serviceName"`          // of the number when it began, for reports
	ReopenedAt      int64          `json:"reopenedAt"`           // when a person took the conversation up again with it, 0 = it was not so
	Branched        *Branched      `json:"branched,omitempty"`   // of a plan that branches
	Overflowed      *Overflowed    `json:"overflowed,omitempty"` // where it waited before this inbox
	ServiceStartAt  int64          `json:"serviceStartAt"`       // 0 = the clock has not started
	AnsweredAt      int64          `json:"answeredAt"`
	WaitingSince    int64          `json:"waitingSince"`
	Escalated       bool           `json:"escalated"`
	DecisionID      string         `json:"decisionId"`
	DataSource      []KV           `json:"dataSource"`
	EndsAt          int64          `json:"endsAt,omitempty"` // when it ends by itself if nobody writes, 0 = it has ended
	LostAt          int64          `json:"lostAt,omitempty"` // when its window last closed on a customer who waited, 0 = it has not
	Levels          *ServiceLevels `json:"levels,omitempty"` // what its inbox promises of it, nil = nothing
	// Declines are the offers of this round that were declined with a reason, at most the newest hundred.
	Declines []Decline `json:"declines,omitempty"`
}

// Decline is why somebody declined an offer.
type Decline struct {
	UserID string `json:"userId"`
	Reason string `json:"reason" of:"desk.DeclineReason | ''"`
	Note   string `json:"note,omitempty"` // in their own words
}

// Offer asks the viewer to take an interaction.
type Offer struct {
	ID            string `json:"id"`
	InteractionID string `json:"interactionId"`
	ThreadID      string `json:"threadId"`
	InboxID       string `json:"inboxId"`
	UserID        string `json:"userId"`
	State         string `json:"state" of:"desk.OfferState"`
	OfferedAt     int64  `json:"offeredAt"`
	ExpiresAt     int64  `json:"expiresAt"`
	Why           string `json:"why" of:"routing.Reason | ''"`                                               // winner's reason code
	FirstLine     string `json:"firstLine"`                                                                  // what the customer wrote first; while it stands
	FirstKind     string `json:"firstKind" of:"desk.MessageKind | 'revoked' | 'erased' | 'missedCall' | ''"` // as Thread.PreviewKind
	DecisionID    string `json:"decisionId"`
}

// Candidate is one line of the why card.
type Candidate struct {
	UserID string `json:"userId"`
	Reason string `json:"reason" of:"routing.Reason"`
	Since  int64  `json:"since"` // of the presence, 0 = does not apply
	Open   int    `json:"open"`  // threads held
	Limit  int    `json:"limit"`
	Level  int    `json:"level,omitempty"`     // proficiency in the inbox, where it decided
	Idle   int64  `json:"idleSince,omitempty"` // since when they had no thread, where it decided
	Last   bool   `json:"last,omitempty"`      // had the customer last, where that decides
	Here   int    `json:"openHere,omitempty"`  // threads held of the inbox, where it limits them
	Most   int    `json:"limitHere,omitempty"` // how many it allows one agent, 0 = any number
}

// Decision is why an interaction went where it went.
type Decision struct {
	ID            string      `json:"id"`
	InteractionID string      `json:"interactionId"`
	ThreadID      string      `json:"threadId"`
	At            int64       `json:"at"`
	Mode          string      `json:"mode" of:"desk.Mode"`
	Outcome       string      `json:"outcome" of:"routing.Outcome"`
	Cause         string      `json:"cause" of:"routing.Cause"` // why this outcome
	Winner        string      `json:"winner"`
	Reason        string      `json:"reason" of:"routing.Reason | ''"`
	Candidates    []Candidate `json:"candidates"`
	Version       int         `json:"version"`
}

// Media is a file of a message; its bytes come from /api/media/{id}.
type Media struct {
	ID       string   `json:"id"`
	State    string   `json:"state" of:"desk.MediaState"`
	Reason   string   `json:"reason"`         // why it failed, in a row from before Said
	Said     *Failure `json:"said,omitempty"` // why it failed
	MIME     string   `json:"mime"`
	Size     int64    `json:"size"`
	FileName string   `json:"fileName"`
	Voice    bool     `json:"voice"`
	Animated bool     `json:"animated"`
	Width    int      `json:"width"`
	Height   int      `json:"height"`
}

// Location is a place.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name"`
	Address   string  `json:"address"`
	URL       string  `json:"url"`
}

// ContactCard is a contact sent as a message. Phones are empty when hidden.
type ContactCard struct {
	Name         string   `json:"name"`
	Phones       []string `json:"phones"`
	PhonesHidden bool     `json:"phonesHidden"`
	Emails       []string `json:"emails"`
	Company      string   `json:"company"`
	Department   string   `json:"department"`
	Title        string   `json:"title"`
	URLs         []string `json:"urls"`
	Addresses    []string `json:"addresses"`
	Birthday     string   `json:"birthday"`
}

// Interactive is what a customer tapped, filled in or ordered.
type Interactive struct {
	Kind  string `json:"type"`
	Title string `json:"title"`
	Lines []KV   `json:"lines"`
	Total string `json:"total"` // of an order, "" = it cannot be told
}

// TemplateUse is a template as it was sent; the message's Text is its body
// with the parameters in it.
type TemplateUse struct {
	Name     string   `json:"name"`
	Language string   `json:"language"`
	Header   string   `json:"header"`
	Footer   string   `json:"footer"`
	Buttons  []string `json:"buttons"`
}

// Referral is the advertisement or post that a message was started from.
type Referral struct {
	URL      string `json:"url"`
	Kind     string `json:"type"` // ad, post
	ID       string `json:"id"`
	Headline string `json:"headline"`
	Body     string `json:"body"`
	Media    string `json:"media"` // image, video
	ClickID  string `json:"clickId"`
	Welcome  string `json:"welcome"` // the greeting that the customer saw
}

// Wording is what a message said before it was edited.
type Wording struct {
	Text string `json:"text"`
	At   int64  `json:"at"`
}

// Reaction is an emoji on a message.
type Reaction struct {
	Out   bool   `json:"out"`
	Emoji string `json:"emoji"`
}

// Problem is why a message failed.
type Problem struct {
	Code   int      `json:"code"`
	Title  string   `json:"title"`
	Text   string   `json:"text"`
	Said   *Failure `json:"said,omitempty"` // instead of Text
	Source string   `json:"source"`
	At     int64    `json:"at"`
}

// Message is one message. Order within a thread is (At, Seq).
type Message struct {
	ID            string        `json:"id"`
	ThreadID      string        `json:"threadId"`
	InteractionID string        `json:"interactionId"`
	Out           bool          `json:"out"`
	Author        string        `json:"author"`
	Writer        string        `json:"writer"` // who wrote it in a group
	ClientID      string        `json:"clientId"`
	Seq           int64         `json:"seq"`
	At            int64         `json:"at"`
	Kind          string        `json:"type" of:"desk.MessageKind"`
	Text          string        `json:"text"`
	Media         *Media        `json:"media"`
	Location      *Location     `json:"location"`
	Contacts      []ContactCard `json:"contacts"`
	Interactive   *Interactive  `json:"interactive"`
	Template      *TemplateUse  `json:"template"`
	System        string        `json:"system"`
	ReplyTo       string        `json:"replyTo"`
	ReplyLost     bool          `json:"replyLost"`
	Forwarded     string        `json:"forwarded"`
	Referral      string        `json:"referral"` // in one line
	Ad            *Referral     `json:"ad"`
	Edited        bool          `json:"edited"`
	Earlier       []Wording     `json:"earlier"` // what it said before, oldest first
	Revoked       bool          `json:"revoked"`
	AuthorKind    string        `json:"authorKind" of:"desk.AuthorKind | ''"` // of ours
	Erased        bool          `json:"erased"`                               // what it said was deleted here
	Echo          bool          `json:"echo"`                                 // sent by the business elsewhere, or history
	Reactions     []Reaction    `json:"reactions"`
	Status        string        `json:"status" of:"desk.Status | ''"`
	StatusAt      int64         `json:"statusAt"`
	Problem       *Problem      `json:"problem"`
	More          bool          `json:"more"`               // the relay keeps more of it; ask CallWhole
	Handover      *Handover     `json:"handover,omitempty"` // of a note
}

// Handover is where a conversation went with a note.
type Handover struct {
	To       string `json:"to"`       // "" = to the inbox
	InboxID  string `json:"inboxId"`  // "" = to somebody
	Draft    bool   `json:"draft"`    // the note is what had been begun to the customer
	ShiftEnd bool   `json:"shiftEnd"` // the shift of whoever had it ended
}

// MarkCut says that the row is not whole.
func (m *Message) MarkCut(bool) { m.More = true }

// ReadMark is how far the viewer has read a thread.
type ReadMark struct {
	ThreadID string `json:"threadId"`
	UpToSeq  int64  `json:"upToSeq"`
	Unread   bool   `json:"unread"`
}

// Notice is a line on the Notifications page.
type Notice struct {
	ID       string `json:"id"`
	Kind     string `json:"type" of:"desk.NoticeKind"`
	ThreadID string `json:"threadId"`
	Subject  string `json:"subject"`
	At       int64  `json:"at"`
	Read     bool   `json:"read"`
}

// Unhandled is something received that Parley did not understand (admins).
type Unhandled struct {
	ID       string `json:"id"`
	Provider string `json:"provider"`
	Account  string `json:"account"`
	Field    string `json:"field"`
	Kind     string `json:"type"`
	Reason   string `json:"reason"`
	At       int64  `json:"at"`
	Replayed bool   `json:"replayed"`        // understood at a later try
	Tried    int    `json:"tried,omitempty"` // how often it was tried again in vain
	Count    int64  `json:"count"`           // how many of its kind the line stands for, 0 = one
}
