package desk

// Channel is what a customer uses to talk to us. What differs between them is
// channel.Rules.
type Channel string

// The channels. Values are stored. A number or thread from before there was more
// than one names none, which means WhatsApp.
const (
	WhatsApp Channel = "whatsapp"
	SMS      Channel = "sms"
)

// Named gives the channel that c stands for.
func (c Channel) Named() Channel {
	if c == "" {
		return WhatsApp
	}
	return c
}

// App is an app at a provider of messages, whose webhooks come to
// /webhooks/<provider>/{id}. Its secret vouches only for the numbers that name it.
// Secrets are kept by the secrets store, never here.
type App struct {
	ID          AppID  `json:"id"`
	Provider    string `json:"provider,omitempty"` // "" = the first that there was
	Name        string `json:"name"`
	HandshakeAt int64  `json:"handshakeAt"` // when the provider last completed the handshake, 0 = never
	// ConfigID is the provider's id of the sign-up's configuration, "" = there is none.
	ConfigID string `json:"configId,omitempty"`
	// HostedURL is the provider's own page from which the sign-up starts, "" = there is none.
	HostedURL string `json:"hostedUrl,omitempty"`
	// RefusedAt is when somebody last asked for it with another verify token, 0 = never.
	RefusedAt int64 `json:"refusedAt,omitempty"`
	ChangedAt int64 `json:"changedAt,omitempty"` // when its secret was last changed
	Unlinked  bool  `json:"unlinked,omitempty"`  // its secrets were forgotten: nobody is shown it
}

// Waba is a linked account at a provider of messages, such as a WhatsApp Business
// Account. Its token is kept encrypted by the secrets store.
type Waba struct {
	ID         WabaID   `json:"id"`
	Provider   string   `json:"provider,omitempty"` // its app's
	AppID      AppID    `json:"appId"`
	Name       string   `json:"name"`
	VerifiedAt int64    `json:"verifiedAt"` // when the token was last proven
	ExpiresAt  int64    `json:"expiresAt"`  // token expiry, 0 = never
	Scopes     []string `json:"scopes"`
	Problem    string   `json:"problem"`             // what is wrong, in an entry from before Said
	Said       *Said    `json:"said,omitempty"`      // what is wrong; nil = nothing
	ChangedAt  int64    `json:"changedAt,omitempty"` // when its token was last changed
	// What it may not do for a while; Said names the sentence of it, unless there is worse.
	Restrictions []Restriction `json:"restrictions,omitempty"`
	MaxNumbers   int64         `json:"maxNumbers,omitempty"`  // that its business may have; 0 = not known
	TemplatesAt  int64         `json:"templatesAt,omitempty"` // when its provider was last asked for its templates, Unix ms

	Unlinked bool `json:"unlinked,omitempty"` // its token was forgotten: nobody is shown it, and Said says so of its numbers
}

// NumberState is how far a number has come.
type NumberState string

// The states of a number, in the order in which it goes through them. Circumstances
// says which it is in.
const (
	NumberDraft        NumberState = "draft"        // its set-up has begun
	NumberVerified     NumberState = "verified"     // a code proved it; the set-up goes on
	NumberReady        NumberState = "ready"        // connected; its messages reach nobody
	NumberActive       NumberState = "active"       // its messages reach agents
	NumberInactive     NumberState = "inactive"     // switched off here
	NumberRestricted   NumberState = "restricted"   // the provider lets it do only a part
	NumberDisconnected NumberState = "disconnected" // nothing comes in, or nothing leaves
	NumberGone         NumberState = "gone"         // deleted here; Deleted is set too

	// NumberProblem was what an entry called TroubleRefused; no row is in it any more.
	NumberProblem NumberState = "problem"
)

// KV is one key=value pair of a number's data source.
type KV struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Number is one of our business numbers.
type Number struct {
	ID           NumberID        `json:"id"`
	Provider     string          `json:"provider"` // whose package reads and sends its messages: "meta"
	Channel      Channel         `json:"channel,omitempty"`
	AppID        AppID           `json:"appId"`
	WabaID       WabaID          `json:"wabaId"`
	PhoneID      string          `json:"phoneId"` // Meta's phone_number_id
	Phone        PhoneNumber     `json:"phone"`   // E.164
	Name         string          `json:"name"`    // unique; WhatsApp_Support_DACH
	Description  string          `json:"description"`
	ServiceName  string          `json:"serviceName"` // for reports
	DataSource   []KV            `json:"dataSource"`
	VerifiedName string          `json:"verifiedName"`
	Profile      BusinessProfile `json:"profile"`             // what customers see; of a number with a profile: that one's
	ProfileID    ProfileID       `json:"profileId,omitempty"` // "" = it has none of those here
	Shown        ShownProfile    `json:"shown"`
	State        NumberState     `json:"state"`
	Why          *Said           `json:"why,omitempty"` // why it is in that state, or a warning; nil = all is well
	Off          bool            `json:"off,omitempty"` // switched off: nobody is asked, nothing is begun
	Quality      string          `json:"quality"`       // one of Quality…
	PlanID       PlanID          `json:"planId"`        // where its interactions go, "" = not mapped
	Deleted      bool            `json:"deleted"`
	CreatedAt    int64           `json:"createdAt"`
	ForeignID    UnhandledID     `json:"foreignId"` // the line that counts statuses of what other systems send, "" = none
	History      NumberHistory   `json:"history"`
	News         NumberNews      `json:"news,omitzero"`
	TwoStep      TwoStep         `json:"twoStep,omitzero"`
	OnPhone      OnPhone         `json:"onPhone,omitzero"`
	// IdentityCheck is whether hashes of identities come and go with messages of it.
	IdentityCheck IdentityCheck `json:"identityCheck,omitempty"`
	// IdentityFrom is when it got its id at the provider, if it had another one: hashes that
	// were told before are of that one.
	IdentityFrom int64 `json:"identityFrom,omitempty"`
}

// NumberNews is what the provider last said of a number, by itself or when it was asked.
type NumberNews struct {
	Trouble    NumberTrouble `json:"trouble,omitempty"`
	Limit      int64         `json:"limit,omitempty"`      // how many customers may be written to first in 24 hours; 0 = not known
	Throughput string        `json:"throughput,omitempty"` // STANDARD, HIGH
	Review     NameReview    `json:"review,omitzero"`
	Username   string        `json:"username,omitempty"` // by which customers find the business; "" = none is known
}

// NoLimit is the Limit of a number that may write to as many as it likes.
const NoLimit = -1

// ReviewState is how far the review of a display name is. Values are stored.
type ReviewState string

// The states of a review; "" = nothing is known of one.
const (
	ReviewPending  ReviewState = "pending"
	ReviewApproved ReviewState = "approved"
	ReviewRefused  ReviewState = "refused"
	ReviewExpired  ReviewState = "expired"
)

// NameReview is the provider's review of the name that customers see.
type NameReview struct {
	State  ReviewState `json:"state,omitempty"`
	Name   string      `json:"name,omitempty"`   // that is reviewed
	Reason string      `json:"reason,omitempty"` // of a refusal, the provider's word
}

// NumberSeen is the payload of EntryNumberSeen: what the provider answered of a number
// when it was asked.
type NumberSeen struct {
	NumberID     NumberID   `json:"numberId"`
	VerifiedName string     `json:"verifiedName"`
	Quality      string     `json:"quality"`
	News         NumberNews `json:"news"`
	PIN          PINSeen    `json:"pin,omitempty"` // of two-step verification
	Was          *NumberWas `json:"was,omitempty"` // nil in entries of earlier versions
}

// NumberWas is what was known of a number when its provider was asked. What differs by the
// time of the answer was told meanwhile, and is later than the answer.
type NumberWas struct {
	VerifiedName string     `json:"verifiedName,omitempty"`
	Quality      string     `json:"quality,omitempty"`
	News         NumberNews `json:"news,omitzero"`
	PINOff       bool       `json:"pinOff,omitempty"`
}

// What customers think of a number. Values are stored.
const (
	QualityGreen   = "GREEN"
	QualityYellow  = "YELLOW"
	QualityRed     = "RED"
	QualityUnknown = "UNKNOWN"
)

// Rated is a provider's word for a rating as templates have it: "" for one that says
// nothing.
func Rated(word string) string {
	switch word {
	case QualityGreen, QualityYellow, QualityRed:
		return word
	}
	return ""
}

// NumberEntry is the payload of EntryNumberPut: a number, and the inbox to which its
// interactions are to go. Without one, the mapping stays as it is.
type NumberEntry struct {
	Number
	InboxID InboxID `json:"inboxId"`
	// AgentID is who gets an inbox of their own, in which the number is: in one entry, so
	// that there is never the one without the other. Not with InboxID.
	AgentID UserID `json:"agentId,omitempty"`
	// ProfileSeq is the change of the number's profile that the provider took while the
	// number was set up; 0 = none.
	ProfileSeq int64 `json:"profileSeq,omitempty"`
	// StaysOnPhone says that the number stays in use in the WhatsApp Business app.
	StaysOnPhone bool `json:"staysOnPhone,omitempty"`
	// Problem was a field of entries once. It is read and passed over: the state says
	// that there is a problem, and the page has the sentence.
	Problem string `json:"problem,omitempty"`
}

// NumberHistory is how far the old messages have come of a number that is also on
// a phone. The zero value: none were sent.
type NumberHistory struct {
	Percent int    `json:"percent"`
	Problem string `json:"problem"`        // why there are none, in a row from before Said
	Said    *Said  `json:"said,omitempty"` // why there are none
	At      int64  `json:"at"`             // when we last heard of them
}

// OnPhone is what is asked of a number that stays in use in the WhatsApp Business app. The
// zero value: it is on no phone. Times are Unix milliseconds, 0 = not yet.
type OnPhone struct {
	Since      int64 `json:"since,omitempty"`      // when it was connected: the phone may be asked for a day
	ContactsAt int64 `json:"contactsAt,omitempty"` // when the phone was asked for the names of its contacts
	HistoryAt  int64 `json:"historyAt,omitempty"`  // and for its old messages; each once
	Said       *Said `json:"said,omitempty"`       // why there are no names
}

// Wants says what the phone is to be asked for next, "" = nothing more.
func (o OnPhone) Wants() PhoneSync {
	switch {
	case o.Since == 0:
		return ""
	case o.ContactsAt == 0:
		return SyncContacts
	case o.HistoryAt == 0:
		return SyncHistory
	}
	return ""
}

// PhoneSync is what a phone may be asked for. Values are stored.
type PhoneSync string

// What there is, in the order in which it is asked for.
const (
	SyncContacts PhoneSync = "contacts"
	SyncHistory  PhoneSync = "history"
)

// NumberSynced is the payload of EntryNumberSynced: a phone was asked for something, or
// will not be.
type NumberSynced struct {
	NumberID NumberID  `json:"numberId"`
	What     PhoneSync `json:"what"`
	Said     *Said     `json:"said,omitempty"` // why nothing comes; nil = it was asked for
}

// BusinessProfile is what customers see of a number (Meta's
// whatsapp_business_profile; limits in facts of the API: about 1–139,
// address 256, description 512, email 128, two websites of 256).
type BusinessProfile struct {
	About       string   `json:"about"`
	Address     string   `json:"address"`
	Description string   `json:"description"`
	Email       string   `json:"email"`
	Vertical    string   `json:"vertical"`
	Websites    []string `json:"websites"`
}

// Mode is how an inbox assigns its interactions.
type Mode string

// The assignment modes; rules/v2 of routing says what each does.
const (
	ModeRoundRobin  Mode = "roundRobin"
	ModeManual      Mode = "manual"
	ModeProficiency Mode = "proficiency"
	ModeSticky      Mode = "sticky"
	ModeLongestIdle Mode = "longestIdle"
	ModeLeastBusy   Mode = "leastBusy"
)

// The bounds of an agent's level in an inbox, and of how often a sticky inbox asks
// the customer's last agent.
const (
	MinLevel = 1
	MaxLevel = 100
	MinDials = 1
	MaxDials = 100
)

// MaxInboxCapacity is the largest capacity that an inbox may set itself.
const MaxInboxCapacity = 100

// The limits of how long an agent may be offline before what they hold in an inbox
// goes to others, in minutes.
const (
	MinGraceMinutes = 1
	MaxGraceMinutes = 24 * 60
)

// The limits of an inbox's reassignment time, in seconds.
const (
	MinReassignSeconds     = 1
	MaxReassignSeconds     = 900
	DefaultReassignSeconds = 30
)

// Inbox is a queue with agents and an assignment mode.
type Inbox struct {
	ID              InboxID  `json:"id"`
	Name            string   `json:"name"`
	Channel         Channel  `json:"kind"`
	Mode            Mode     `json:"mode"`
	ReassignSeconds int      `json:"reassignSeconds"`
	Members         []UserID `json:"members"`
	Cursor          UserID   `json:"cursor"` // last agent offered to, for round robin
	// Levels are the agents' proficiency here; who is not among them is at 1.
	Levels []AgentLevel `json:"levels,omitempty"`
	// Dials is how often a sticky inbox asks the customer's last agent; 0 is 1.
	Dials int `json:"dials,omitempty"`
	// Capacity is how many of its threads one agent has at once, beside the agent's own
	// capacity; 0 = no limit.
	Capacity int `json:"capacity,omitempty"`
	// GraceMinutes is how long an agent may be offline before what they hold goes to
	// others; 0 = as the policy says.
	GraceMinutes int `json:"graceMinutes,omitempty"`
	// Hours are when it is open, nil = always; Opening is whether it was when that was
	// found last.
	Hours   *Hours  `json:"hours,omitempty"`
	Opening Opening `json:"opening,omitzero"`
	// Overflow is who is asked when nobody has taken a conversation for long.
	Overflow Overflow `json:"overflow,omitzero"`
	// Targets are what the inbox promises its customers.
	Targets   Targets `json:"targets,omitzero"`
	Survey    *Survey `json:"survey,omitempty"` // nil = nobody is asked
	Deleted   bool    `json:"deleted"`
	CreatedAt int64   `json:"createdAt"`
}

// AgentLevel is an agent's proficiency in an inbox, 1–100.
type AgentLevel struct {
	UserID UserID `json:"userId"`
	Level  int    `json:"level"`
}

// LevelOf gives the proficiency of each agent who is above the least.
func (i *Inbox) LevelOf() map[UserID]int {
	levels := make(map[UserID]int, len(i.Levels))
	for _, l := range i.Levels {
		levels[l.UserID] = l.Level
	}
	return levels
}

// Template is a message template as Meta reports it.
type Template struct {
	ID             TemplateID       `json:"id"`
	WabaID         WabaID           `json:"wabaId"`
	MetaID         string           `json:"metaId"`
	Name           string           `json:"name"`
	Language       string           `json:"language"`
	Category       string           `json:"category"` // MARKETING, UTILITY, AUTHENTICATION
	Status         string           `json:"status"`   // APPROVED, PENDING, …
	RejectedReason string           `json:"rejectedReason"`
	Quality        string           `json:"quality,omitempty"` // how customers take it: GREEN, YELLOW, RED; "" = not rated
	Named          bool             `json:"named"`             // {{first_name}} rather than {{1}}
	HeaderKind     string           `json:"headerKind"`
	HeaderText     string           `json:"headerText"`
	Body           string           `json:"body"`
	Footer         string           `json:"footer"`
	Buttons        []TemplateButton `json:"buttons"`
	Draft          *TemplateDraft   `json:"draft,omitempty"` // written here and not submitted

	// What stands for the variables in the provider's review, in their order.
	HeaderSample string   `json:"headerSample,omitempty"`
	Samples      []string `json:"samples,omitempty"` // of the body
	// Agreed is the content that was relied on here and is not the provider's any more;
	// nil = there is no difference.
	Agreed *AgreedTemplate `json:"agreed,omitempty"`

	// Other are parts for which there is no place here, in the provider's words: CAROUSEL, ….
	Other []string `json:"other,omitempty"`

	// What only this relay knows of it. The provider's word leaves it alone.
	Fills       []TemplateFill `json:"fills,omitempty"`
	SubmittedAt int64          `json:"submittedAt,omitempty"` // from here, Unix ms, 0 = never
	GoneAt      int64          `json:"goneAt,omitempty"`      // deleted from here, Unix ms, 0 = it was not
	Held        bool           `json:"held,omitempty"`        // when it was deleted its name was blocked for a while
	Asked       string         `json:"asked,omitempty"`       // the category that it was submitted with from here
	ToldAt      int64          `json:"toldAt,omitempty"`      // when the provider last told something of it by itself, Unix ms
	Edits       []int64        `json:"edits,omitempty"`       // when it was changed from here while approved, the last ones, Unix ms
}

// The statuses of a template by which something is decided here. A provider may
// tell of others; with none of them the template may be sent. Values are stored.
const (
	TemplateDrafted  = "DRAFT" // the provider does not know it
	TemplateApproved = "APPROVED"
	TemplatePending  = "PENDING"
	TemplateRejected = "REJECTED"
	TemplatePaused   = "PAUSED"
	TemplateDisabled = "DISABLED"
	TemplateDeleted  = "DELETED"
	// TemplateUnsubmitted is at the provider, and nobody asked for its review.
	TemplateUnsubmitted = "UNSUBMITTED"
)

// TemplateButton is one button of a template.
type TemplateButton struct {
	Kind string `json:"kind"` // QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE
	Text string `json:"text"`
	URL  string `json:"url"` // may end with {{1}}

	Phone  string `json:"phone,omitempty"`
	Sample string `json:"sample,omitempty"` // of the variable in URL, or of a code to copy
}
