package channel

import "github.com/parleydesk/parley/backend/desk"

// EventKind says what an Event is about and which of its parts is set.
type EventKind string

// The kinds of events, with the part of Event that each fills.
const (
	EventTemplateStatus     EventKind = "templateStatus"     // Template
	EventTemplateQuality    EventKind = "templateQuality"    // Template
	EventTemplateCategory   EventKind = "templateCategory"   // Template
	EventTemplateComponents EventKind = "templateComponents" // Template; its text changed
	EventNumberQuality      EventKind = "numberQuality"      // Number; limits and throughput, despite its name
	EventNumberName         EventKind = "numberName"         // Number
	EventNumberSecurity     EventKind = "numberSecurity"     // Number
	EventNumberUsername     EventKind = "numberUsername"     // Number
	EventAccount            EventKind = "account"            // Account
	EventAccountAlert       EventKind = "accountAlert"       // Alert
	EventAccountReview      EventKind = "accountReview"      // Account.Event is the decision
	EventCapability         EventKind = "capability"         // Capability
	EventPreferences        EventKind = "preferences"        // Preferences
	EventUserIDs            EventKind = "userIds"            // UserIDs
	EventContactSync        EventKind = "contactSync"        // Sync
	EventGroups             EventKind = "groups"             // Groups
	EventHandover           EventKind = "handover"           // Handover
	EventProblem            EventKind = "problem"            // Problem
)

// Event is something about an account, a number, a template or a user.
type Event struct {
	Kind          EventKind        `json:"kind"`
	WABA          string           `json:"waba,omitempty"`
	PhoneNumberID string           `json:"phoneNumberId,omitempty"`
	DisplayPhone  desk.PhoneNumber `json:"displayPhone,omitempty"`
	Time          int64            `json:"time,omitempty"` // Unix milliseconds

	Template    *TemplateEvent `json:"template,omitempty"`
	Number      *NumberEvent   `json:"number,omitempty"`
	Account     *AccountEvent  `json:"account,omitempty"`
	Alert       *Alert         `json:"alert,omitempty"`
	Capability  *Capability    `json:"capability,omitempty"`
	Preferences []Preference   `json:"preferences,omitempty"`
	UserIDs     []UserIDChange `json:"userIds,omitempty"`
	Sync        []ContactSync  `json:"sync,omitempty"`
	Groups      []Group        `json:"groups,omitempty"`
	Handover    *Handover      `json:"handover,omitempty"`
	Problem     *Problem       `json:"problem,omitempty"`
}

// Handover is news of who answers a customer, where several systems share a number.
type Handover struct {
	Who Person `json:"who"`
	// ToUs: the other system gave the conversation to us. Else it took it from us.
	ToUs bool `json:"toUs"`
	// ByAgent: the other one is the provider's own assistant, which answers by itself.
	ByAgent bool `json:"byAgent,omitempty"`
}

// Group is a group of people on WhatsApp.
type Group struct {
	ID      string `json:"id"`
	Change  string `json:"change"`            // the provider's word, such as group_create
	Subject string `json:"subject,omitempty"` // what it is called, if that is said
}

// TemplateEvent is a change of a template. Which values are set depends on the
// kind: the status, the quality or the category, the old one where the provider tells.
type TemplateEvent struct {
	// Status is what a change of the status leaves behind, one of desk's; "" for news
	// after which the template is what it was.
	Status   string `json:"status,omitempty"`
	ID       string `json:"id"`
	Name     string `json:"name,omitempty"`
	Language string `json:"language,omitempty"` // en-US or en_US
	Value    string `json:"value,omitempty"`
	Previous string `json:"previous,omitempty"`
	Category string `json:"category,omitempty"`
	// Planned is the category that the provider is going to set at PlannedAt.
	Planned   string `json:"planned,omitempty"`
	PlannedAt int64  `json:"plannedAt,omitempty"`
	Reason    string `json:"reason,omitempty"` // the provider's word
	Detail    string `json:"detail,omitempty"` // the provider's sentences on why and what to do
	Pause     string `json:"pause,omitempty"`  // FIRST_PAUSE, SECOND_PAUSE, ...
}

// NumberNews is what a NumberEvent means; "" = nothing that a row shows.
type NumberNews string

// What may be told of a number.
const (
	NumberNameApproved NumberNews = "nameApproved"
	NumberNamePending  NumberNews = "namePending"
	NumberNameRefused  NumberNews = "nameRefused"
	NumberFlagged      NumberNews = "flagged" // customers complain
	NumberUnflagged    NumberNews = "unflagged"
	NumberPINChanged   NumberNews = "pinChanged" // of two-step verification
	NumberPINReset     NumberNews = "pinReset"   // somebody asked to switch it off
	NumberPINOff       NumberNews = "pinOff"     // it was switched off
)

// NumberEvent is a change of one of our numbers.
type NumberEvent struct {
	Means    NumberNews `json:"means,omitempty"`
	Event    string     `json:"event"`           // the provider's word
	Limit    string     `json:"limit,omitempty"` // TIER_250, … or how many
	OldLimit string     `json:"oldLimit,omitempty"`
	// Daily is what Limit says: how many customers may be written to first in 24 hours,
	// desk.NoLimit, or 0 = that is not said.
	Daily int64 `json:"daily,omitempty"`
	// Throughput is how fast it may send by now, "" = that has not changed.
	Throughput string `json:"throughput,omitempty"`
	Name       string `json:"name,omitempty"` // the display name asked for
	Reason     string `json:"reason,omitempty"`
	Requester  string `json:"requester,omitempty"`
	Username   string `json:"username,omitempty"` // by which customers find the business by now; "" = none
}

// AccountState is what an event about an account leaves behind; "" = what was
// before. The others but AccountFine name the sentence that a person reads.
type AccountState string

// The states of an account.
const (
	AccountFine           AccountState = "fine"
	AccountDeleted        AccountState = "deleted"
	AccountViolation      AccountState = "violation" // Violation names the policy, or is empty
	AccountRestricted     AccountState = "restricted"
	AccountDisconnected   AccountState = "disconnected"
	AccountDisabled       AccountState = "disabled"
	AccountDisabledSoon   AccountState = "disablePlanned" // at BanDate, or at a day that is not said
	AccountReviewRejected AccountState = "reviewRejected"
)

// AccountEvent is a change of an account.
type AccountEvent struct {
	State        AccountState  `json:"state,omitempty"`
	Event        string        `json:"event"` // the provider's word
	Violation    string        `json:"violation,omitempty"`
	BanState     string        `json:"banState,omitempty"`
	BanDate      string        `json:"banDate,omitempty"` // as the provider writes it, e.g. "April 17, 2025"
	Restrictions []Restriction `json:"restrictions,omitempty"`
	Lifted       bool          `json:"lifted,omitempty"` // the provider takes back all that it had restricted
	Country      string        `json:"country,omitempty"`
	OwnerID      string        `json:"ownerId,omitempty"` // the business that it belongs to
	Granted      bool          `json:"granted,omitempty"` // it was given to the app that this came through
	PartnerAppID string        `json:"partnerAppId,omitempty"`
	SolutionID   string        `json:"solutionId,omitempty"`
	Reason       string        `json:"reason,omitempty"` // of a disconnection
	InitiatedBy  string        `json:"initiatedBy,omitempty"`
}

// Restriction is something that an account may not do for a while.
type Restriction struct {
	Kind    desk.RestrictionKind `json:"kind,omitempty"`
	Type    string               `json:"type"`              // the provider's word
	Expires int64                `json:"expires,omitempty"` // Unix ms
}

// Alert is a warning about a business, account or number.
type Alert struct {
	Serious     bool   `json:"serious,omitempty"` // a person has to look at it
	EntityType  string `json:"entityType,omitempty"`
	EntityID    string `json:"entityId,omitempty"`
	Severity    string `json:"severity,omitempty"`
	Status      string `json:"status,omitempty"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
}

// Capability is what an account is now allowed. The limit is a TIER_ word in
// some versions and a number in others (-1: none).
type Capability struct {
	DailyLimit string `json:"dailyLimit,omitempty"`
	Daily      int64  `json:"daily,omitempty"` // as in NumberEvent
	MaxNumbers int64  `json:"maxNumbers,omitempty"`
}

// What a Preference says.
const (
	MarketingMessages = "marketing_messages" // the category that customers may stop
	PreferenceStop    = "stop"
	PreferenceResume  = "resume"
)

// SaysMarketingStopped is the context of the sentence that tells of a message which
// the provider refused because its customer stopped marketing.
const SaysMarketingStopped = "marketingStopped"

// SaysIdentityChanged is the context of the sentence that tells of a message which the
// provider did not deliver because its customer's identity is another one.
const SaysIdentityChanged = "identityChanged"

// Preference is a customer's choice about a category of messages.
type Preference struct {
	Who      Person `json:"who"`
	Category string `json:"category"`
	Value    string `json:"value"` // stop, resume
	Time     int64  `json:"time,omitempty"`
}

// UserIDChange is a customer whose business-scoped user id changed.
type UserIDChange struct {
	Who      Person `json:"who"`
	Previous string `json:"previous"`
	Current  string `json:"current"`
	Time     int64  `json:"time,omitempty"`
}

// ContactSync is a contact that was saved or removed on the business's phone.
type ContactSync struct {
	Action string           `json:"action"` // add, remove
	Name   string           `json:"name,omitempty"`
	Phone  desk.PhoneNumber `json:"phone,omitempty"`
	Time   int64            `json:"time,omitempty"`
}

// History is what a chunk says of itself, beside the messages in it.
type History struct {
	Phase    int // 0: the last day, 1: the last 90 days, 2: the last 180
	Progress int // percent of all of it
	Problems []Problem
}
