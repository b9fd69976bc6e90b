package meta_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/meta"
)

// shared finds the reference folder that lies beside the repository on the
// machines of its developers, and skips the test where there is none.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	root := os.Getenv("PARLEY_SHARED")
	for dir, _ := os.Getwd(); root == "" && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			root = filepath.Join(filepath.Dir(dir), "shared")
		}
	}
	path := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skip("no reference folder: set PARLEY_SHARED to run this test")
	}
	return path
}

// fixtureKinds says what each reference body has to be read as: the kinds of
// its items, each with the type, status or event kind.
var fixtureKinds = map[string]string{
	"account_alerts":                                            "event accountAlert",
	"account_review_update":                                     "event accountReview",
	"account_update_account_deleted":                            "event account",
	"account_update_account_offboarded":                         "event account",
	"account_update_account_reconnected":                        "event account",
	"account_update_account_violation":                          "event account",
	"account_update_ad_account_linked":                          "event account",
	"account_update_auth_intl_price_eligibility_update":         "event account",
	"account_update_business_primary_location_country_update":   "event account",
	"account_update_disabled_update_reinstate":                  "event account",
	"account_update_mm_lite_terms_signed":                       "event account",
	"account_update_partner_added":                              "event account",
	"account_update_partner_added_embedded_signup":              "event account",
	"account_update_partner_app_installed":                      "event account",
	"account_update_partner_app_uninstalled":                    "event account",
	"account_update_partner_client_certification_status_update": "event account",
	"account_update_partner_removed_coexistence":                "event account",
	"account_update_verified_account":                           "event account",
	"account_update_volume_based_pricing_tier_update":           "event account",
	"bsuid_msg_text_without_phone":                              "message text",
	"bsuid_status_delivered_with_phone":                         "status delivered",
	"bsuid_status_delivered_without_phone":                      "status delivered",
	"business_capability_update":                                "event capability",
	"calls_webhook":                                             "echo call",
	"constructed_bsuid_msg_system_user_changed_user_id":         "message system",
	"constructed_bsuid_user_id_update":                          "event userIds",
	"constructed_message_template_status_update_disabled":       "event templateStatus",
	"constructed_message_template_status_update_paused_first":   "event templateStatus",
	"constructed_phone_number_name_update_rejected":             "event numberName",
	"constructed_status_failed_137000_identity_mismatch":        "status failed",
	"constructed_status_sent_service_billable_2026_10":          "status sent",
	"history_chunk_approved":                                    "history text, history media_placeholder, history text, history text, history",
	"history_media_asset":                                       "history image",
	"message_template_components_update":                        "event templateComponents",
	"message_template_quality_update_DOC_FIELD_NAME_TYPO":       "event templateQuality",
	"message_template_status_update_approved":                   "event templateStatus",
	"message_template_status_update_rejected_invalid_format":    "event templateStatus",
	"msg_audio_voice_or_basic":                                  "message audio",
	"msg_button_template_quick_reply":                           "message button",
	"msg_contacts":                                              "message contacts",
	"msg_document":                                              "message document",
	"msg_edit":                                                  "message edit",
	"msg_group_text":                                            "message text",
	"msg_image":                                                 "message image",
	"msg_interactive_button_reply":                              "message interactive",
	"msg_interactive_list_reply":                                "message interactive",
	"msg_location":                                              "message location",
	"msg_order":                                                 "message order",
	"msg_reaction_added":                                        "message reaction",
	"msg_reaction_removed":                                      "message reaction",
	"msg_revoke":                                                "message revoke",
	"msg_sticker":                                               "message sticker",
	"msg_system_user_changed_number":                            "message system",
	"msg_text":                                                  "message text",
	"msg_text_message_business_button_referred_product":         "message text",
	"msg_text_referral_ctwa_ad":                                 "message text",
	"msg_unsupported_edit":                                      "message unsupported",
	"msg_video":                                                 "message video",
	"partner_solutions_created":                                 "unknown",
	"payment_configuration_update":                              "unknown",
	"phone_number_name_update_approved":                         "event numberName",
	"phone_number_quality_update_flagged":                       "event numberQuality",
	"phone_number_quality_update_throughput_upgrade":            "event numberQuality",
	"security_pin_reset_request":                                "event numberSecurity",
	"smb_app_state_sync":                                        "event contactSync",
	"smb_message_echoes_text":                                   "echo text",
	"status_delivered_overview":                                 "status delivered",
	"status_failed_131049":                                      "status failed",
	"status_sent_marketing_conversation":                        "status sent",
	"status_sent_or_read_v24_no_conversation":                   "status sent",
	"template_category_update_completed":                        "event templateCategory",
	"template_category_update_impending":                        "event templateCategory",
	"user_preferences_stop":                                     "event preferences",
	"value_level_errors":                                        "event problem",
}

const vectorFile = "constructed_x_hub_signature_vectors.json"

func TestSplit_referenceBodies_readAsListed(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(shared(t, "fixtures", "meta"), "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		if filepath.Base(path) == vectorFile {
			continue
		}
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		want, listed := fixtureKinds[name]
		if !listed {
			t.Errorf("%s: not in the table", name)
			continue
		}
		items, err := meta.Split(body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, item := range items {
			got = append(got, strings.TrimSpace(string(item.Kind)+" "+word(read(t, item))))
			if item.WABA == "" || item.Key == "" {
				t.Errorf("%s: item without account or key: %+v", name, item)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// word is the type, status or kind of what was read.
func word(r reading) string {
	switch {
	case r.Message != nil:
		return r.Message.Type
	case r.Status != nil:
		return r.Status.Status
	case r.Event != nil:
		return string(r.Event.Kind)
	}
	return ""
}

func TestVerifySignature_referenceVectors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(shared(t, "fixtures", "meta", vectorFile))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Secret  string `json:"app_secret_sample"`
		Vectors []struct{ Name, Body, Header string }
	}
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) == 0 {
		t.Fatalf("vectors: %v", err)
	}
	for _, v := range file.Vectors {
		if !meta.VerifySignature([]byte(v.Body), v.Header, "other", file.Secret) {
			t.Errorf("%s: not verified", v.Name)
		}
		if got := meta.Sign(file.Secret, []byte(v.Body)); got != v.Header {
			t.Errorf("%s: signed as %s, want %s", v.Name, got, v.Header)
		}
		if meta.VerifySignature([]byte(v.Body+"\n"), v.Header, file.Secret) {
			t.Errorf("%s: a longer body verified", v.Name)
		}
	}
}
