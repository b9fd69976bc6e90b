package engine_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// sharedFolder finds the folder of reference material, if it is there: named by
// the environment, or a sibling of the repository.
func sharedFolder(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("PARLEY_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
			continue
		}
		shared := filepath.Join(filepath.Dir(dir), "shared")
		if _, err := os.Stat(shared); err == nil {
			return shared
		}
	}
	t.Skip("the reference material is not here")
	return ""
}

// What a payload comes to, each against a fresh state in which its number is
// set up.
const (
	isMessage  = "message"        // a row of a message appears
	isReaction = "reaction"       // a row that stands for the message it is about, which is not here
	isEvent    = "event"          // understood; rows may change, nobody is told that it was not
	isStranger = "not understood" // a line for the admins
	isStatus   = "status"         // of a message that was sent before: it climbs or fails
)

// fixtureResults says what each file of the reference material comes to.
var fixtureResults = map[string]string{
	"account_alerts":                                            isEvent,
	"account_review_update":                                     isEvent,
	"account_update_account_deleted":                            isEvent,
	"account_update_account_offboarded":                         isEvent,
	"account_update_account_reconnected":                        isEvent,
	"account_update_account_violation":                          isEvent,
	"account_update_ad_account_linked":                          isEvent,
	"account_update_auth_intl_price_eligibility_update":         isEvent,
	"account_update_business_primary_location_country_update":   isEvent,
	"account_update_disabled_update_reinstate":                  isEvent,
	"account_update_mm_lite_terms_signed":                       isEvent,
	"account_update_partner_added":                              isEvent,
	"account_update_partner_added_embedded_signup":              isEvent,
	"account_update_partner_app_installed":                      isEvent,
	"account_update_partner_app_uninstalled":                    isEvent,
	"account_update_partner_client_certification_status_update": isEvent,
	"account_update_partner_removed_coexistence":                isEvent,
	"account_update_verified_account":                           isEvent,
	"account_update_volume_based_pricing_tier_update":           isEvent,
	"bsuid_msg_text_without_phone":                              isMessage,
	"bsuid_status_delivered_with_phone":                         isStatus,
	"bsuid_status_delivered_without_phone":                      isStatus,
	"business_capability_update":                                isEvent,
	"calls_webhook":                                             isMessage,
	"constructed_bsuid_msg_system_user_changed_user_id":         isMessage,
	"constructed_bsuid_user_id_update":                          isEvent,
	"constructed_message_template_status_update_disabled":       isEvent,
	"constructed_message_template_status_update_paused_first":   isEvent,
	"constructed_phone_number_name_update_rejected":             isEvent,
	"constructed_status_failed_137000_identity_mismatch":        isStatus,
	"constructed_status_sent_service_billable_2026_10":          isStatus,
	"history_chunk_approved":                                    isMessage,
	"history_media_asset":                                       isMessage,
	"message_template_components_update":                        isEvent,
	"message_template_quality_update_DOC_FIELD_NAME_TYPO":       isEvent,
	"message_template_status_update_approved":                   isEvent,
	"message_template_status_update_rejected_invalid_format":    isEvent,
	"msg_audio_voice_or_basic":                                  isMessage,
	"msg_button_template_quick_reply":                           isMessage,
	"msg_contacts":                                              isMessage,
	"msg_document":                                              isMessage,
	"msg_edit":                                                  isMessage,
	"msg_group_text":                                            isMessage,
	"msg_image":                                                 isMessage,
	"msg_interactive_button_reply":                              isMessage,
	"msg_interactive_list_reply":                                isMessage,
	"msg_location":                                              isMessage,
	"msg_order":                                                 isMessage,
	"msg_reaction_added":                                        isReaction,
	"msg_reaction_removed":                                      isReaction,
	"msg_revoke":                                                isMessage,
	"msg_sticker":                                               isMessage,
	"msg_system_user_changed_number":                            isMessage,
	"msg_text":                                                  isMessage,
	"msg_text_message_business_button_referred_product":         isMessage,
	"msg_text_referral_ctwa_ad":                                 isMessage,
	"msg_unsupported_edit":                                      isMessage,
	"msg_video":                                                 isMessage,
	"partner_solutions_created":                                 isStranger,
	"payment_configuration_update":                              isStranger,
	"phone_number_name_update_approved":                         isEvent,
	"phone_number_quality_update_flagged":                       isEvent,
	"phone_number_quality_update_throughput_upgrade":            isEvent,
	"security_pin_reset_request":                                isEvent,
	"smb_app_state_sync":                                        isEvent,
	"smb_message_echoes_text":                                   isMessage,
	"status_delivered_overview":                                 isStatus,
	"status_failed_131049":                                      isStatus,
	"status_sent_marketing_conversation":                        isStatus,
	"status_sent_or_read_v24_no_conversation":                   isStatus,
	"template_category_update_completed":                        isEvent,
	"template_category_update_impending":                        isEvent,
	"user_preferences_stop":                                     isEvent,
	"value_level_errors":                                        isEvent,
}

// notPayloads are files beside the payloads.
var notPayloads = map[string]bool{"constructed_x_hub_signature_vectors": true}

func TestFixtures_everyPayloadComesToWhatTheTableSays(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(sharedFolder(t), "fixtures", "meta", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	sort.Strings(files)
	seen := 0
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		if notPayloads[name] {
			continue
		}
		want, listed := fixtureResults[name]
		if !listed {
			t.Errorf("%s has no row in the table", name)
			continue
		}
		seen++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			tryFixture(t, body, want)
		})
	}
	if seen != len(fixtureResults) {
		t.Errorf("the table has %d rows, %d files were found", len(fixtureResults), seen)
	}
}

func tryFixture(t *testing.T, raw []byte, want string) {
	w := newWorld(t)
	var body any
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatal(err)
	}
	var phone, statusOf string
	scan(body, func(key string, v any) {
		if s, ok := v.(string); ok && key == "phone_number_id" {
			phone = s
		}
	})
	if phone != "" {
		w.renumber(t, phone)
	}
	if want == isStatus {
		statusOf = sentBefore(t, w, body)
	}
	before := len(every[desk.Message](w.m, desk.RowMessage, nil))
	w.hook(string(raw))
	messages := every[desk.Message](w.m, desk.RowMessage, nil)
	strangers := len(w.unhandled())
	switch want {
	case isMessage, isReaction:
		if len(messages) == before || strangers != 0 {
			t.Fatalf("got %d new messages, %d not understood: %+v", len(messages)-before, strangers, w.unhandled())
		}
		if m := messages[0]; m.Kind == desk.KindUnsupported && m.System == "" {
			t.Errorf("it does not say what it was: %+v", m)
		}
		if m := messages[0]; want == isReaction && (m.Kind != desk.KindReaction || !m.Awaited || m.ReplyLost != (m.Text != "")) {
			t.Errorf("got %+v", m)
		}
	case isEvent:
		if len(messages) != before || strangers != 0 {
			t.Fatalf("got %d new messages, %d not understood: %+v", len(messages)-before, strangers, w.unhandled())
		}
	case isStranger:
		if len(messages) != before || strangers == 0 || w.unhandled()[0].Reason == "" {
			t.Fatalf("got %d new messages, %d not understood", len(messages)-before, strangers)
		}
		if w.notices("olga", desk.NoticeUnhandled) != 1 {
			t.Error("nobody was told")
		}
	case isStatus:
		m := w.message(statusOf)
		if strangers != 0 || m.Status == desk.StatusAccepted && m.Problem == nil {
			t.Fatalf("status %s, %d not understood: %+v", m.Status, strangers, w.unhandled())
		}
		if m.Problem != nil && (m.Problem.Code == 0 || m.Problem.Said == nil) {
			t.Errorf("problem: %+v", m.Problem)
		}
	}
	w.sameAgain()
}

// renumber gives the one number the id that the fixture's metadata names.
func (w *world) renumber(t *testing.T, phoneID string) {
	t.Helper()
	n, err := w.m.Number(t.Context(), orgID, "num1")
	if err != nil {
		t.Fatal(err)
	}
	n.PhoneID = phoneID
	w.must(desk.EntryNumberPut, n)
	w.phoneID = phoneID
}

// sentBefore sends a message that Meta then knows by the id in the fixture.
func sentBefore(t *testing.T, w *world, body any) string {
	t.Helper()
	var id string
	scan(body, func(key string, v any) {
		if key != "statuses" {
			return
		}
		if list, _ := v.([]any); len(list) > 0 {
			id, _ = list[0].(map[string]any)["id"].(string)
		}
	})
	if id == "" {
		t.Fatal("the fixture names no message")
	}
	w.says("wamid.before", "hi")
	w.accept()
	out := w.send(w.interaction().Owner, w.text("hello"))
	w.deliver(out, id)
	return out
}

// scan calls f for every key of the JSON.
func scan(v any, f func(key string, v any)) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			f(k, inner)
			scan(inner, f)
		}
	case []any:
		for _, inner := range v {
			scan(inner, f)
		}
	}
}
