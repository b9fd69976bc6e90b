package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

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
	Problem     *Problem       `json:"problem,omitempty"`
}

// Group is a group of people on WhatsApp.
type Group struct {
	ID      string `json:"id"`
	Change  string `json:"change"`            // Meta's word: group_create, group_add_participants, …
	Subject string `json:"subject,omitempty"` // what it is called, if that is said
}

// TemplateEvent is a change of a template. Which values are set depends on the
// kind: the status, the quality or the category, the old one where Meta tells.
type TemplateEvent struct {
	ID       string `json:"id"`
	Name     string `json:"name,omitempty"`
	Language string `json:"language,omitempty"` // Meta writes en-US here and en_US elsewhere
	Value    string `json:"value,omitempty"`
	Previous string `json:"previous,omitempty"`
	Category string `json:"category,omitempty"`
	// Planned is the category that Meta is going to set at PlannedAt.
	Planned   string `json:"planned,omitempty"`
	PlannedAt int64  `json:"plannedAt,omitempty"`
	Reason    string `json:"reason,omitempty"` // Meta's word; "" also for NONE
	Detail    string `json:"detail,omitempty"` // Meta's sentences on why and what to do
	Pause     string `json:"pause,omitempty"`  // FIRST_PAUSE, SECOND_PAUSE, ...
}

// NumberEvent is a change of one of our numbers.
type NumberEvent struct {
	Event     string `json:"event"` // Meta's word
	Limit     string `json:"limit,omitempty"`
	OldLimit  string `json:"oldLimit,omitempty"`
	Name      string `json:"name,omitempty"` // the display name asked for
	Reason    string `json:"reason,omitempty"`
	Requester string `json:"requester,omitempty"`
	Username  string `json:"username,omitempty"`
}

// AccountEvent is a change of a WhatsApp Business Account.
type AccountEvent struct {
	Event        string        `json:"event"` // Meta's word
	Violation    string        `json:"violation,omitempty"`
	BanState     string        `json:"banState,omitempty"`
	BanDate      string        `json:"banDate,omitempty"` // as Meta writes it, e.g. "April 17, 2025"
	Restrictions []Restriction `json:"restrictions,omitempty"`
	Country      string        `json:"country,omitempty"`
	OwnerID      string        `json:"ownerId,omitempty"`
	PartnerAppID string        `json:"partnerAppId,omitempty"`
	SolutionID   string        `json:"solutionId,omitempty"`
	Reason       string        `json:"reason,omitempty"` // of a disconnection
	InitiatedBy  string        `json:"initiatedBy,omitempty"`
}

// Restriction is something that an account may not do for a while.
type Restriction struct {
	Type    string `json:"type"`
	Expires int64  `json:"expires,omitempty"`
}

// Alert is a warning of Meta's about a business, account or number.
type Alert struct {
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
	MaxNumbers int64  `json:"maxNumbers,omitempty"`
}

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

// DecodeEvent reads the payload of a KindEvent item.
func DecodeEvent(payload json.RawMessage) (Event, error) { return Open(payload).Event() }

func (e *envelope) event() (Event, error) {
	ev := Event{WABA: e.Entry, Time: e.Time}
	ev.PhoneNumberID, ev.DisplayPhone = e.number()
	if e.Error != nil {
		var p soft[problemJSON]
		_ = p.UnmarshalJSON(e.Error) // never fails
		if p.p == nil || p.p.Code == 0 && first(p.p.Title, p.p.Message) == "" {
			return ev, malformed("the error has neither code nor title")
		}
		ev.Kind, ev.Problem = EventProblem, &problems(list[problemJSON]{*p.p})[0]
		return ev, nil
	}
	var v valueJSON
	if !isObject(e.Value) || !read(e.Value, &v) {
		return ev, malformed("the change has no value")
	}
	ev.WABA = first(v.WABAInfo.or().ID, str(ev.WABA))
	ev.DisplayPhone = desk.PhoneNumber(first(str(ev.DisplayPhone), v.DisplayPhone, v.Phone))
	found, known := v.read(e, &ev)
	switch {
	case !known:
		return ev, unfamiliar("the field", str(e.Field))
	case !found:
		return ev, malformed("the change has nothing of what its field promises")
	}
	return ev, nil
}

// read fills the part of the event that belongs to its field, and says whether
// there was anything and whether the field is one that we know.
func (v *valueJSON) read(e *envelope, ev *Event) (found, known bool) {
	switch e.Field {
	case "message_template_status_update", "message_template_quality_update",
		"message_template_components_update", "template_category_update":
		return v.template(e.Field, ev), true
	case "phone_number_quality_update":
		ev.Kind = EventNumberQuality
		limit := first(v.CurrentLimit, v.MaxDaily)
		ev.Number = &NumberEvent{Event: string(v.Event), Limit: limit, OldLimit: string(v.OldLimit)}
	case "phone_number_name_update":
		ev.Kind = EventNumberName
		ev.Number = &NumberEvent{
			Event: string(v.Decision), Name: string(v.RequestedName), Reason: none(v.RejectionReason),
		}
	case "security":
		ev.Kind = EventNumberSecurity
		ev.Number = &NumberEvent{Event: string(v.Event), Requester: string(v.Requester)}
	case "business_username_updates", "business_username_update": // both spellings are in use
		ev.Kind = EventNumberUsername
		ev.Number = &NumberEvent{Event: string(v.Status), Username: string(v.Username)}
	case "account_update":
		return v.account(ev), true
	case "account_review_update":
		ev.Kind, ev.Account = EventAccountReview, &AccountEvent{Event: string(v.Decision)}
		return v.Decision != "", true
	case "account_alerts":
		return v.alert(ev), true
	case "business_capability_update":
		ev.Kind = EventCapability
		ev.Capability = &Capability{
			DailyLimit: string(v.MaxDaily), MaxNumbers: max(int64(v.MaxPerBusiness), int64(v.MaxPerWABA)),
		}
		return *ev.Capability != Capability{}, true
	case "user_preferences":
		return v.preferences(ev), true
	case "user_id_update":
		return v.userIDs(ev), true
	case "smb_app_state_sync":
		return v.sync(ev), true
	case "group_lifecycle_update", "group_settings_update", "group_participants_update", "group_participant_update", "group_status_update":
		return v.groups(ev), true
	case fieldMessages, fieldEchoes, fieldAppEchoes: // with none of their arrays
		return false, true
	default:
		return false, false
	}
	return ev.Number.Event != "", true
}
