package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// valueJSON is every key of the values of the events, in one struct: no two
// fields use a key for different things, and Meta has mixed fields up.
type valueJSON struct {
	DisplayPhone str `json:"display_phone_number"`
	Phone        str `json:"phone_number"`
	Event        str `json:"event"`
	Decision     str `json:"decision"`
	Status       str `json:"status"`

	// templates
	TemplateID       str `json:"message_template_id"`
	TemplateName     str `json:"message_template_name"`
	TemplateLanguage str `json:"message_template_language"`
	TemplateCategory str `json:"message_template_category"`
	Reason           str `json:"reason"`
	OldQuality       str `json:"previous_quality_score"`
	NewQuality       str `json:"new_quality_score"`
	OldCategory      str `json:"previous_category"`
	NewCategory      str `json:"new_category"`
	CorrectCategory  str `json:"correct_category"`
	CategoryAt       num `json:"category_update_timestamp"`
	RejectionInfo    soft[struct {
		Reason         str `json:"reason"`
		Recommendation str `json:"recommendation"`
	}] `json:"rejection_info"`
	OtherInfo soft[struct {
		Title       str `json:"title"`
		Description str `json:"description"`
	}] `json:"other_info"`

	// numbers
	CurrentLimit    str `json:"current_limit"`
	OldLimit        str `json:"old_limit"`
	MaxDaily        str `json:"max_daily_conversations_per_business"`
	RequestedName   str `json:"requested_verified_name"`
	RejectionReason str `json:"rejection_reason"`
	Requester       str `json:"requester"`
	Username        str `json:"username"`

	// accounts
	Country        str               `json:"country"`
	MaxPerBusiness num               `json:"max_phone_numbers_per_business"`
	MaxPerWABA     num               `json:"max_phone_numbers_per_waba"`
	WABAInfo       soft[wabaInfo]    `json:"waba_info"`
	EntityType     str               `json:"entity_type"`
	EntityID       str               `json:"entity_id"`
	AlertInfo      soft[alertInfo]   `json:"alert_info"`
	Violation      soft[accountInfo] `json:"violation_info"`
	Ban            soft[accountInfo] `json:"ban_info"`
	Restrictions   list[accountInfo] `json:"restriction_info"`
	Disconnection  soft[accountInfo] `json:"disconnection_info"`

	// customers
	Contacts    list[json.RawMessage] `json:"contacts"`
	Preferences list[customerJSON]    `json:"user_preferences"`
	UserIDs     list[customerJSON]    `json:"user_id_update"`
	StateSync   list[syncJSON]        `json:"state_sync"`
	Groups      list[groupJSON]       `json:"groups"`

	// who answers
	Sender soft[senderJSON]  `json:"sender"`
	Passed soft[controlJSON] `json:"control_passed"`
	Taken  soft[controlJSON] `json:"control_taken"`
}

type groupJSON struct {
	ID      str `json:"group_id"`
	Type    str `json:"type"`
	Subject str `json:"subject"`
}

type wabaInfo struct {
	ID           str `json:"waba_id"`
	OwnerID      str `json:"owner_business_id"`
	PartnerAppID str `json:"partner_app_id"`
	SolutionID   str `json:"solution_id"`
}

type accountInfo struct {
	ViolationType   str `json:"violation_type"`
	BanState        str `json:"waba_ban_state"`
	BanDate         str `json:"waba_ban_date"`
	RestrictionType str `json:"restriction_type"`
	Expiration      num `json:"expiration"`
	Reason          str `json:"reason"`
	InitiatedBy     str `json:"initiated_by"`
}

type alertInfo struct {
	Severity    str `json:"alert_severity"`
	Status      str `json:"alert_status"`
	Type        str `json:"alert_type"`
	Description str `json:"alert_description"`
}

type customerJSON struct {
	WaID      str `json:"wa_id"`
	Category  str `json:"category"`
	Value     str `json:"value"`
	Timestamp num `json:"timestamp"`
	// UserID is the customer's id in a preference, both ids in a change.
	UserID userIDJSON `json:"user_id"`
}

// userIDJSON reads an id or {previous, current}.
type userIDJSON struct{ id, previous, current str }

func (u *userIDJSON) UnmarshalJSON(b []byte) error {
	var both soft[struct {
		Previous str `json:"previous"`
		Current  str `json:"current"`
	}]
	_, _ = both.UnmarshalJSON(b), u.id.UnmarshalJSON(b) // never fail
	u.previous, u.current = both.or().Previous, both.or().Current
	return nil
}

type syncJSON struct {
	Action  str `json:"action"`
	Contact soft[struct {
		FullName  str `json:"full_name"`
		FirstName str `json:"first_name"`
		Phone     str `json:"phone_number"`
	}] `json:"contact"`
	Metadata soft[struct {
		Timestamp num `json:"timestamp"`
	}] `json:"metadata"`
}

// none leaves out the word with which Meta says "no reason".
func none(word str) string {
	if word == "NONE" {
		return ""
	}
	return string(word)
}

func (v *valueJSON) template(field string, ev *channel.Event) bool {
	t := &channel.TemplateEvent{
		ID: string(v.TemplateID), Name: string(v.TemplateName), Language: string(v.TemplateLanguage),
		Category: string(v.TemplateCategory), Reason: none(v.Reason),
	}
	ev.Template = t
	switch {
	// Meta's own example of a quality update names the field of the status.
	case v.NewQuality != "":
		ev.Kind = channel.EventTemplateQuality
		t.Value, t.Previous = string(v.NewQuality), string(v.OldQuality)
	case v.NewCategory != "":
		ev.Kind = channel.EventTemplateCategory
		t.Value, t.Previous = string(v.NewCategory), string(v.OldCategory)
		t.Planned, t.PlannedAt = string(v.CorrectCategory), millis(v.CategoryAt)
	case field == "message_template_components_update":
		ev.Kind = channel.EventTemplateComponents
		return t.ID != ""
	default:
		ev.Kind = channel.EventTemplateStatus
		t.Value, t.Status = string(v.Event), templateMeans[v.Event]
		t.Pause = string(v.OtherInfo.or().Title)
		r := v.RejectionInfo.or()
		t.Detail = first(r.Reason, v.OtherInfo.or().Description)
		if r.Recommendation != "" {
			t.Detail += " " + string(r.Recommendation)
		}
	}
	return t.ID != "" && t.Value != ""
}

func (v *valueJSON) account(ev *channel.Event) bool {
	ev.Kind = channel.EventAccount
	info, ban, end := v.WABAInfo.or(), v.Ban.or(), v.Disconnection.or()
	ev.Account = &channel.AccountEvent{
		State: stateOf(v.Event, ban.BanState), Event: string(v.Event), Violation: string(v.Violation.or().ViolationType),
		Lifted:   banMeans[ban.BanState] == channel.AccountFine,
		BanState: string(ban.BanState), BanDate: string(ban.BanDate), Country: string(v.Country),
		OwnerID: string(info.OwnerID), PartnerAppID: string(info.PartnerAppID), SolutionID: string(info.SolutionID),
		Reason: string(end.Reason), InitiatedBy: string(end.InitiatedBy), Granted: v.Event == "PARTNER_ADDED",
	}
	for _, r := range v.Restrictions {
		ev.Account.Restrictions = append(ev.Account.Restrictions, channel.Restriction{
			Kind: restrictionMeans[r.RestrictionType], Type: string(r.RestrictionType), Expires: millis(r.Expiration),
		})
	}
	return v.Event != ""
}

func (v *valueJSON) alert(ev *channel.Event) bool {
	ev.Kind = channel.EventAccountAlert
	a := v.AlertInfo.or()
	ev.Alert = &channel.Alert{
		Serious: serious[a.Severity], EntityType: string(v.EntityType), EntityID: string(v.EntityID), Severity: string(a.Severity),
		Status: string(a.Status), Type: string(a.Type), Description: string(a.Description),
	}
	return a.Type != ""
}

// introduce adds what the contacts say about a customer. With many of both it
// is left out: it would take the product of their numbers.
func (v *valueJSON) introduce(who *channel.Person) {
	const few = 32
	if len(v.Contacts) <= few {
		(&envelope{Contacts: v.Contacts}).introduce(who)
	}
}

func (v *valueJSON) preferences(ev *channel.Event) bool {
	ev.Kind = channel.EventPreferences
	for _, p := range v.Preferences {
		who := person(p.WaID, p.UserID.id, "")
		v.introduce(&who)
		ev.Preferences = append(ev.Preferences, channel.Preference{
			Who: who, Category: string(p.Category), Value: string(p.Value), Time: millis(p.Timestamp),
		})
	}
	return len(ev.Preferences) > 0
}

func (v *valueJSON) userIDs(ev *channel.Event) bool {
	ev.Kind = channel.EventUserIDs
	for _, u := range v.UserIDs {
		who := person(u.WaID, "", "")
		v.introduce(&who)
		who.UserID = desk.FitID(string(u.UserID.current))
		ev.UserIDs = append(ev.UserIDs, channel.UserIDChange{
			Who: who, Previous: desk.FitID(string(u.UserID.previous)), Current: desk.FitID(string(u.UserID.current)), Time: millis(u.Timestamp),
		})
	}
	return len(ev.UserIDs) > 0
}

func (v *valueJSON) sync(ev *channel.Event) bool {
	ev.Kind = channel.EventContactSync
	for _, s := range v.StateSync {
		c := s.Contact.or()
		ev.Sync = append(ev.Sync, channel.ContactSync{
			Action: string(s.Action), Name: first(c.FullName, c.FirstName),
			Phone: desk.PhoneNumber(c.Phone), Time: millis(s.Metadata.or().Timestamp),
		})
	}
	return len(ev.Sync) > 0
}

func (v *valueJSON) groups(ev *channel.Event) bool {
	ev.Kind = channel.EventGroups
	for _, g := range v.Groups {
		ev.Groups = append(ev.Groups, channel.Group{ID: desk.FitID(string(g.ID)), Change: string(g.Type), Subject: string(g.Subject)})
	}
	return len(ev.Groups) > 0
}
