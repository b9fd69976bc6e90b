package meta_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// eventOf reads one change as a webhook brings it.
func eventOf(t *testing.T, field, value string) channel.Event {
	t.Helper()
	body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"9001","time":1739321024,"changes":[{"field":%q,"value":%s}]}]}`, field, value)
	items, err := meta.Split([]byte(body))
	if err != nil || len(items) != 1 {
		t.Fatalf("%s: %d items, %v", value, len(items), err)
	}
	ev, err := meta.DecodeEvent(items[0].Payload)
	if err != nil {
		t.Fatalf("%s: %v", value, err)
	}
	return ev
}

// The engine decides by these and knows none of Meta's words: what stands here is
// all that an account can come to.
func TestEvent_accountMeans(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]channel.AccountState{
		`{"event":"ACCOUNT_DELETED"}`:         channel.AccountDeleted,
		`{"event":"ACCOUNT_VIOLATION"}`:       channel.AccountViolation,
		`{"event":"ACCOUNT_RESTRICTION"}`:     channel.AccountRestricted,
		`{"event":"ACCOUNT_OFFBOARDED"}`:      channel.AccountDisconnected,
		`{"event":"PARTNER_REMOVED"}`:         channel.AccountDisconnected,
		`{"event":"PARTNER_APP_UNINSTALLED"}`: channel.AccountDisconnected,
		`{"event":"ACCOUNT_RECONNECTED"}`:     channel.AccountFine,
		`{"event":"PARTNER_ADDED"}`:           channel.AccountFine,
		`{"event":"PARTNER_APP_INSTALLED"}`:   channel.AccountFine,
		`{"event":"AD_ACCOUNT_LINKED"}`:       "",
		`{"event":"A_WORD_OF_NEXT_YEAR"}`:     "",
		// a ban counts with the event that is about bans, and with no other
		`{"event":"DISABLED_UPDATE"}`:                                                                                    channel.AccountDisabled,
		`{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE"}}`:                                            channel.AccountDisabled,
		`{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}}`:                                          channel.AccountFine,
		`{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"SCHEDULE_FOR_DISABLE","waba_ban_date":"May 1, 2026"}}`: channel.AccountDisabledSoon,
		`{"event":"ACCOUNT_DELETED","ban_info":{"waba_ban_state":"REINSTATE"}}`:                                          channel.AccountDeleted,
	} {
		if ev := eventOf(t, "account_update", value); ev.Account.State != want {
			t.Errorf("%s: the account is %q, want %q", value, ev.Account.State, want)
		}
	}
	for decision, want := range map[string]channel.AccountState{
		"APPROVED": channel.AccountFine, "REJECTED": channel.AccountReviewRejected, "PENDING": "", "DEFERRED": "",
	} {
		if ev := eventOf(t, "account_review_update", `{"decision":"`+decision+`"}`); ev.Kind != channel.EventAccountReview || ev.Account.State != want {
			t.Errorf("review %s: the account is %q, want %q", decision, ev.Account.State, want)
		}
	}
}

func TestEvent_alertIsSerious(t *testing.T) {
	t.Parallel()
	for severity, want := range map[string]bool{"CRITICAL": true, "WARNING": true, "INFORMATIONAL": false, "": false} {
		value := `{"entity_type":"BUSINESS","entity_id":"1","alert_info":{"alert_type":"OBA","alert_severity":"` + severity + `"}}`
		if ev := eventOf(t, "account_alerts", value); ev.Alert.Serious != want {
			t.Errorf("severity %q: serious %v, want %v", severity, ev.Alert.Serious, want)
		}
	}
}

func TestEvent_numberMeans(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		field, value string
		want         channel.NumberNews
	}{
		{"phone_number_quality_update", `{"event":"FLAGGED"}`, channel.NumberFlagged},
		{"phone_number_quality_update", `{"event":"UNFLAGGED"}`, channel.NumberUnflagged},
		{"phone_number_quality_update", `{"event":"UPGRADE","current_limit":"TIER_1K"}`, ""},
		{"phone_number_quality_update", `{"event":"APPROVED"}`, ""}, // a word of another field
		{"phone_number_name_update", `{"decision":"APPROVED","requested_verified_name":"Lamps"}`, channel.NumberNameApproved},
		{"phone_number_name_update", `{"decision":"REJECTED"}`, channel.NumberNameRefused},
		{"phone_number_name_update", `{"decision":"DEFERRED"}`, channel.NumberNamePending},
		{"security", `{"event":"PIN_CHANGED"}`, channel.NumberPINChanged},
		{"security", `{"event":"PIN_RESET_REQUEST","requester":"6155"}`, channel.NumberPINReset},
		{"security", `{"event":"PIN_REQUEST_SUCCESS"}`, channel.NumberPINOff},
		{"security", `{"event":"FLAGGED"}`, ""}, // a word of another field
	} {
		if ev := eventOf(t, tc.field, tc.value); ev.Number.Means != tc.want {
			t.Errorf("%s %s: means %q, want %q", tc.field, tc.value, ev.Number.Means, tc.want)
		}
	}
}

// What is no status must leave none behind: a template that is flagged goes on being
// approved.
func TestEvent_templateStatusLeftBehind(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"APPROVED": desk.TemplateApproved, "REINSTATED": desk.TemplateApproved, "UNARCHIVED": desk.TemplateApproved,
		"REJECTED": desk.TemplateRejected, "PENDING": desk.TemplatePending, "PAUSED": desk.TemplatePaused,
		"DISABLED": desk.TemplateDisabled, "DELETED": desk.TemplateDeleted,
		"IN_APPEAL": "IN_APPEAL", "PENDING_DELETION": "PENDING_DELETION", "LIMIT_EXCEEDED": "LIMIT_EXCEEDED", "ARCHIVED": "ARCHIVED",
		"FLAGGED": "", "LOCKED": "", "UNHEARD_OF": "",
	} {
		ev := eventOf(t, "message_template_status_update", `{"event":"`+word+`","message_template_id":7}`)
		if ev.Template.Status != want || ev.Template.Value != word {
			t.Errorf("%s leaves %q behind, said as %q; want %q", word, ev.Template.Status, ev.Template.Value, want)
		}
	}
	if ev := eventOf(t, "template_category_update", `{"message_template_id":7,"previous_category":"UTILITY","new_category":"APPROVED"}`); ev.Template.Status != "" {
		t.Errorf("a category leaves the status %q behind", ev.Template.Status)
	}
}
