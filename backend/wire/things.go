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
	// Attributes are what is noted of customers, in the order in which it is shown.
	Attributes []Attribute `json:"attributes,omitempty"`
}

// Attribute is something that an organization notes of its customers.
type Attribute struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Kind    string   `json:"type" of:"desk.AttributeKind"`
	Options []string `json:"options,omitempty"` // of a list
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
	// AfterClose is what is shown after they closed a conversation; "" = they have not said.
	// For themselves.
	AfterClose string `json:"afterClose,omitempty" of:"desk.AfterClose | ''"`
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
	// IdentityCheck is as it was last set from here (supervisors).
	IdentityCheck string        `json:"identityCheck,omitempty" of:"desk.IdentityCheck | ''"`
	News          *NumberNews   `json:"news,omitempty"` // for supervisors: what the provider said last
	PlanID        string        `json:"planId"`         // where its interactions go, "" = not mapped
	InboxID       string        `json:"inboxId"`        // to which the plan leads
	History       NumberHistory `json:"history"`
	OnPhone       bool          `json:"onPhone"`           // it stays in use in the WhatsApp Business app
	NoNames       *Failure      `json:"noNames,omitempty"` // why the phone gave no names of its contacts
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
	Survey       *Survey   `json:"survey,omitempty"`   // nil = nobody is asked for a rating
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
	EditableAt   int64          `json:"editableAt,omitempty"`  // of an approved one that was changed: from when on its provider takes another change
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
