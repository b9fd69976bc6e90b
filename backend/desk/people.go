package desk

// Organization is a company that uses this relay.
type Organization struct {
	ID        OrgID  `json:"id"`
	Name      string `json:"name"`
	Practice  bool   `json:"practice"` // lives in the sandbox; nothing in it is real
	CreatedAt int64  `json:"createdAt"`
	// Policy is zero until the record says one: FirstPolicy holds.
	Policy Policy `json:"policy,omitzero"`
	// Seats are the licences that were bought; of one that is missing there are as
	// many as anybody wants.
	Seats []Seat `json:"seats,omitempty"`
	// OptIns is what happens to templates for who has not agreed to them; "" is
	// OptInWarn, for records from before there was a choice.
	OptIns OptInRule `json:"optIns,omitempty"`
	// AwayReasons are what people choose from when they are away; none = the usual ones,
	// which the page has in its language.
	AwayReasons []string `json:"awayReasons,omitempty"`
	// Attributes are what is noted of customers, in the order in which it is shown.
	Attributes []Attribute `json:"attributes,omitempty"`
}

// The bounds of an organization's reasons for being away.
const (
	MaxAwayReasons  = 20
	LongestAwayText = 40 // characters of one
)

// Role is what a person may do. Owner and admin are supervisors.
type Role string

// The roles.
const (
	RoleOwner Role = "owner"
	RoleAdmin Role = "admin"
	RoleAgent Role = "agent"
)

// Supervisor says whether the role sees and arranges everything.
func (r Role) Supervisor() bool { return r == RoleOwner || r == RoleAdmin }

// Valid says whether the role is one of the three.
func (r Role) Valid() bool { return r.Supervisor() || r == RoleAgent }

// Below says whether the role gives less power than another.
func (r Role) Below(other Role) bool { return r.rank() < other.rank() }

func (r Role) rank() int {
	switch r {
	case RoleOwner:
		return 2
	case RoleAdmin:
		return 1
	default:
		return 0
	}
}

// DefaultCapacity is how many threads an agent holds at once unless told otherwise.
const DefaultCapacity = 5

// User is a person of the organization. Credentials are not here: people keeps them,
// apart from the ledger.
type User struct {
	ID           UserID   `json:"id"`
	Name         string   `json:"name"`
	Email        string   `json:"email"`
	Role         Role     `json:"role"`
	Active       bool     `json:"active"`       // false: may not sign in, gets no threads
	WhatsApp     bool     `json:"whatsApp"`     // the WhatsApp channel is on for this person
	Capacity     int      `json:"capacity"`     // threads at once
	ReadReceipts bool     `json:"readReceipts"` // opening a thread sends the customer blue ticks
	Presence     Presence `json:"presence"`
	Generation   int64    `json:"generation"` // bumped when rights change: the replica is rebuilt
	CreatedAt    int64    `json:"createdAt"`
	// Without are the licences that the person lacks: whoever was there before there
	// were licences has them all.
	Without []Licence `json:"without,omitempty"`
	// AutoAccept is set for whom offers are accepted by themselves.
	AutoAccept bool `json:"autoAccept,omitempty"`
	// IdleSince is when the person's last thread ended, or when they took one that
	// has not; 0 = they had none yet. Unix ms.
	IdleSince int64 `json:"idleSince,omitempty"`
	// DayEnds is when their working day ends, in minutes after midnight where they are,
	// 1–1440; 0 = they have not said.
	DayEnds int `json:"dayEnds,omitempty"`
	// Outbound is from which numbers they may begin conversations.
	Outbound Outbound `json:"outbound,omitzero"`
	// AfterClose is what they are shown after they closed a conversation; "" = they have not
	// said.
	AfterClose AfterClose `json:"afterClose,omitempty"`
}

// AfterClose is what a person is shown after they closed a conversation. Values are stored and
// sent.
type AfterClose string

// What there is to choose from.
const (
	AfterCloseStay   AfterClose = "stay"   // the one that was closed
	AfterCloseNext   AfterClose = "next"   // the next in the list
	AfterCloseOldest AfterClose = "oldest" // whoever waits longest
)

// Valid says whether it is one of them.
func (a AfterClose) Valid() bool {
	return a == AfterCloseStay || a == AfterCloseNext || a == AfterCloseOldest
}

// PresenceState is whether a person takes threads now.
type PresenceState string

// The presence states.
const (
	PresenceOnline  PresenceState = "online"
	PresenceAway    PresenceState = "away"
	PresenceOffline PresenceState = "offline"
)

// Presence is a person's state, why, and since when. Chosen is what the person
// asked for; State is that or offline while no desktop of theirs is connected.
type Presence struct {
	State     PresenceState `json:"state"`
	Chosen    PresenceState `json:"chosen"`
	Reason    string        `json:"reason"`    // free text: "lunch"
	Since     int64         `json:"since"`     // Unix ms
	Connected bool          `json:"connected"` // at least one desktop is
	// By is the supervisor who chose it for them; "" = they did.
	By UserID `json:"by,omitempty"`
	// Locked is set while they can't be reached only because their screen is locked.
	Locked bool `json:"locked,omitempty"`
	// GoneSince is when that, in which they kept what they have, became an absence in
	// which they do not; 0 = they have been absent since Since. Unix ms.
	GoneSince int64 `json:"goneSince,omitempty"`
}

// Keeps says whether somebody who can't be reached keeps what they have: they chose to be
// away, and only locked the screen.
func (p *Presence) Keeps() bool {
	return !p.Connected && p.Locked && p.Chosen == PresenceAway
}

// Absent says whether somebody is offline in a way that costs them what they have, once
// it lasts.
func (p *Presence) Absent() bool { return p.State == PresenceOffline && !p.Keeps() }

// AbsentSince says since when. Unix ms.
func (p *Presence) AbsentSince() int64 { return max(p.Since, p.GoneSince) }

// PersonFate is what becomes of a row of a list of people.
type PersonFate string

// The fates.
const (
	FateInvited PersonFate = "invited"
	FateChanged PersonFate = "changed"
	FateSame    PersonFate = "same"    // already as the row says
	FateOpen    PersonFate = "open"    // has an invitation already, which stays as it is
	FateRefused PersonFate = "refused" // and with it the whole list
)
