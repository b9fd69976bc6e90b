package meta_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/channel"
)

func TestStanding_readsMetasWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		want   channel.AccountStanding
	}{
		"all is well":   {`{"id":"1","account_review_status":"APPROVED","business_verification_status":"verified","health_status":{"can_send_message":"AVAILABLE","entities":[{"entity_type":"WABA","id":"1"}]}}`, channel.AccountStanding{Review: channel.StandingApproved, Verification: channel.StandingApproved}},
		"in capitals":   {`{"id":"1","account_review_status":"PENDING","business_verification_status":"UNVERIFIED"}`, channel.AccountStanding{Review: channel.StandingPending, Verification: channel.StandingMissing}},
		"no payment":    {`{"id":"1","account_review_status":"REJECTED","business_verification_status":"pending_need_more_info","health_status":{"entities":[{"entity_type":"WABA","errors":[{"error_code":141010},{"error_code":141006}]}]}}`, channel.AccountStanding{Review: channel.StandingRejected, Verification: channel.StandingPending, NoPayment: true}},
		"other trouble": {`{"id":"1","health_status":{"entities":[{"entity_type":"BUSINESS","errors":[{"error_code":141010}]}]}}`, channel.AccountStanding{}},
		"a new word":    {`{"id":"1","account_review_status":"DREAMING","business_verification_status":"failed"}`, channel.AccountStanding{Verification: channel.StandingRejected}},
	} {
		client, asked := answering(t, c.answer)
		got, err := client.Standing(t.Context(), wabaID)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if f := asked.URL.Query().Get("fields"); f != "id,account_review_status,business_verification_status,health_status" {
			t.Errorf("%s: asked for %q", name, f)
		}
	}
	client, _ := answering(t, `{}`)
	if _, err := client.Standing(t.Context(), wabaID); err == nil {
		t.Error("an answer without an account is taken")
	}
}
