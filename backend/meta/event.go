package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// DecodeEvent reads the payload of a KindEvent item.
func DecodeEvent(payload json.RawMessage) (channel.Event, error) { return Open(payload).Event() }

func (e *envelope) event() (channel.Event, error) {
	ev := channel.Event{WABA: e.Entry, Time: e.Time}
	ev.PhoneNumberID, ev.DisplayPhone = e.number()
	if e.Error != nil {
		var p soft[problemJSON]
		_ = p.UnmarshalJSON(e.Error) // never fails
		if p.p == nil || p.p.Code == 0 && first(p.p.Title, p.p.Message) == "" {
			return ev, malformed("the error has neither code nor title")
		}
		ev.Kind, ev.Problem = channel.EventProblem, &problems(list[problemJSON]{*p.p})[0]
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
func (v *valueJSON) read(e *envelope, ev *channel.Event) (found, known bool) {
	switch e.Field {
	case "message_template_status_update", "message_template_quality_update",
		"message_template_components_update", "template_category_update":
		return v.template(e.Field, ev), true
	case "phone_number_quality_update":
		ev.Kind = channel.EventNumberQuality
		limit := first(v.CurrentLimit, v.MaxDaily)
		ev.Number = &channel.NumberEvent{
			Means: qualityMeans[v.Event], Event: string(v.Event), Limit: limit, Daily: dailyOf(limit), OldLimit: string(v.OldLimit), Throughput: throughputMeans[v.Event],
		}
	case "phone_number_name_update":
		ev.Kind = channel.EventNumberName
		ev.Number = &channel.NumberEvent{
			Means: nameMeans[v.Decision], Event: string(v.Decision), Name: string(v.RequestedName), Reason: none(v.RejectionReason),
		}
	case "security":
		ev.Kind = channel.EventNumberSecurity
		ev.Number = &channel.NumberEvent{Means: securityMeans[v.Event], Event: string(v.Event), Requester: string(v.Requester)}
	case "business_username_updates", "business_username_update": // both spellings are in use
		ev.Kind = channel.EventNumberUsername
		ev.Number = &channel.NumberEvent{Event: string(v.Status)}
		if v.Status == "approved" { // one that is reserved, or was given up, finds nobody
			ev.Number.Username = string(v.Username)
		}
	case "account_update":
		return v.account(ev), true
	case "account_review_update":
		ev.Kind, ev.Account = channel.EventAccountReview, &channel.AccountEvent{State: reviewMeans[v.Decision], Event: string(v.Decision)}
		return v.Decision != "", true
	case "account_alerts":
		return v.alert(ev), true
	case "business_capability_update":
		ev.Kind = channel.EventCapability
		ev.Capability = &channel.Capability{
			DailyLimit: string(v.MaxDaily), Daily: dailyOf(string(v.MaxDaily)), MaxNumbers: max(int64(v.MaxPerBusiness), int64(v.MaxPerWABA)),
		}
		return *ev.Capability != channel.Capability{}, true
	case "user_preferences":
		return v.preferences(ev), true
	case "user_id_update":
		return v.userIDs(ev), true
	case "smb_app_state_sync":
		return v.sync(ev), true
	case "group_lifecycle_update", "group_settings_update", "group_participants_update", "group_participant_update", "group_status_update":
		return v.groups(ev), true
	case fieldHandovers:
		return v.handover(ev), true
	case fieldMessages, fieldEchoes, fieldAppEchoes, fieldStandby: // with none of their arrays
		return false, true
	default:
		return false, false
	}
	return ev.Number.Event != "", true
}
