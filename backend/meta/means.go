package meta

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// What Meta's words mean, in channel's. A word that is missing here means nothing
// that a row shows.

// accountMeans has the events of account_update. DISABLED_UPDATE is told apart by its
// ban: see stateOf.
var accountMeans = map[str]channel.AccountState{
	"ACCOUNT_DELETED":         channel.AccountDeleted,
	"ACCOUNT_VIOLATION":       channel.AccountViolation,
	"ACCOUNT_RESTRICTION":     channel.AccountRestricted,
	"ACCOUNT_OFFBOARDED":      channel.AccountDisconnected,
	"PARTNER_REMOVED":         channel.AccountDisconnected,
	"PARTNER_APP_UNINSTALLED": channel.AccountDisconnected,
	"ACCOUNT_RECONNECTED":     channel.AccountFine,
	"PARTNER_ADDED":           channel.AccountFine,
	"PARTNER_APP_INSTALLED":   channel.AccountFine,
}

// banMeans has the states of a ban in DISABLED_UPDATE; any other one has begun.
var banMeans = map[str]channel.AccountState{
	"REINSTATE":            channel.AccountFine,
	"SCHEDULE_FOR_DISABLE": channel.AccountDisabledSoon,
}

// restrictionMeans has the types of restrictions, as account_update documents them.
var restrictionMeans = map[str]desk.RestrictionKind{
	"RESTRICTED_BIZ_INITIATED_MESSAGING":                   desk.RestrictStart,
	"RESTRICTED_CUSTOMER_INITIATED_MESSAGING":              desk.RestrictReply,
	"RESTRICTED_ADD_PHONE_NUMBER_ACTION":                   desk.RestrictAdd,
	"RESTRICTED_UTILITY_TEMPLATES":                         desk.RestrictTemplate,
	"RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES":             desk.RestrictDirect,
	"RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING":  desk.RestrictCalls,
	"RESTRICTED_BUSINESS_INITIATED_CALLING":                desk.RestrictCalls,
	"RESTRICTED_USER_INITIATED_CALLING":                    desk.RestrictCalls,
	"RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN": desk.RestrictButton,
}

// stateOf says how an account stands after an event.
func stateOf(event, ban str) channel.AccountState {
	if event != "DISABLED_UPDATE" {
		return accountMeans[event]
	}
	if state, ok := banMeans[ban]; ok {
		return state
	}
	return channel.AccountDisabled
}

// reviewMeans has the decisions of account_review_update.
var reviewMeans = map[str]channel.AccountState{
	"APPROVED": channel.AccountFine, "REJECTED": channel.AccountReviewRejected,
}

// templateMeans has the events of message_template_status_update that leave a status
// behind. The others (FLAGGED, LOCKED) are no statuses.
var templateMeans = map[str]string{
	"APPROVED": desk.TemplateApproved, "REINSTATED": desk.TemplateApproved, "UNARCHIVED": desk.TemplateApproved,
	"REJECTED": desk.TemplateRejected, "PENDING": desk.TemplatePending, "PAUSED": desk.TemplatePaused,
	"DISABLED": desk.TemplateDisabled, "DELETED": desk.TemplateDeleted,
	// Shown as they are; nothing is decided by them but that they are not approved.
	"IN_APPEAL": "IN_APPEAL", "PENDING_DELETION": "PENDING_DELETION", "LIMIT_EXCEEDED": "LIMIT_EXCEEDED", "ARCHIVED": "ARCHIVED",
}

// nameMeans has the decisions of phone_number_name_update.
var nameMeans = map[str]channel.NumberNews{
	"APPROVED": channel.NumberNameApproved, "REJECTED": channel.NumberNameRefused,
	"PENDING": channel.NumberNamePending, "DEFERRED": channel.NumberNamePending,
}

// qualityMeans has the events of a number that are about its quality.
var qualityMeans = map[str]channel.NumberNews{
	"FLAGGED": channel.NumberFlagged, "UNFLAGGED": channel.NumberUnflagged,
}

// securityMeans has the events of two-step verification. Meta tells only what somebody did
// in WhatsApp Manager, never what was set through the API.
var securityMeans = map[str]channel.NumberNews{
	"PIN_CHANGED": channel.NumberPINChanged, "PIN_RESET_REQUEST": channel.NumberPINReset, "PIN_REQUEST_SUCCESS": channel.NumberPINOff,
}

// throughputMeans has the events of a number after which it sends at another speed.
var throughputMeans = map[str]string{"THROUGHPUT_UPGRADE": "HIGH"}

// troubleMeans has the statuses of a number in which something is wrong with it. The
// others (CONNECTED, FLAGGED, UNKNOWN) leave it as it is: a bad quality is told apart.
var troubleMeans = map[str]desk.NumberTrouble{
	"RATE_LIMITED": desk.TroubleLimited, "RESTRICTED": desk.TroubleRestricted, "BANNED": desk.TroubleBanned,
	"DISCONNECTED": desk.TroubleDisconnected, "DELETED": desk.TroubleMoved, "MIGRATED": desk.TroubleMoved,
	"PENDING": desk.TroubleUnregistered, "UNVERIFIED": desk.TroubleUnregistered,
}

// nameStates has the states of a display name.
var nameStates = map[str]desk.ReviewState{
	"APPROVED": desk.ReviewApproved, "AVAILABLE_WITHOUT_REVIEW": desk.ReviewApproved, "DECLINED": desk.ReviewRefused,
	"EXPIRED": desk.ReviewExpired, "PENDING_REVIEW": desk.ReviewPending,
}

// serious has the severities of alerts that a person has to look at.
var serious = map[str]bool{"CRITICAL": true, "WARNING": true}
