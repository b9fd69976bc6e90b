package sandbox_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

// What happens to a number is told by the webhook that Meta has for it, if there is one,
// and stands in what Graph says of the number.
func TestHappen_tellsAndAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what  string
		told  []string // in the webhook; none = there is none
		field string   // of the number, "" = none changes
		want  string
	}{
		{sandbox.NewsRestrict, []string{`"account_update"`, `"ACCOUNT_RESTRICTION"`, `"RESTRICTED_BIZ_INITIATED_MESSAGING"`, `"expiration"`}, "", ""},
		{sandbox.NewsLift, []string{`"DISABLED_UPDATE"`, `"REINSTATE"`}, "", ""},
		{sandbox.NewsRed, []string{`"phone_number_quality_update"`, `"FLAGGED"`}, "quality_rating", "RED"},
		{sandbox.NewsYellow, nil, "quality_rating", "YELLOW"},
		{sandbox.NewsGreen, nil, "quality_rating", "GREEN"},
		{sandbox.NewsTierUp, []string{`"business_capability_update"`, `"TIER_10K"`}, "whatsapp_business_manager_messaging_limit", "TIER_10K"},
		{sandbox.NewsTierDown, []string{`"TIER_250"`}, "whatsapp_business_manager_messaging_limit", "TIER_250"},
		{sandbox.NewsDisconnect, nil, "status", "DISCONNECTED"},
		{sandbox.NewsNameDeclined, []string{`"phone_number_name_update"`, `"REJECTED"`, `"NAME_GENERIC"`}, "name_status", "DECLINED"},
		{sandbox.NewsNameApproved, []string{`"APPROVED"`}, "name_status", "APPROVED"},
		{sandbox.NewsPause, []string{`"message_template_status_update"`, `"PAUSED"`}, "", ""},
		{sandbox.NewsReject, []string{`"message_template_status_update"`, `"REJECTED"`, `"INVALID_FORMAT"`}, "", ""},
		{sandbox.NewsRecategorize, []string{`"template_category_update"`, `"previous_category":"UTILITY"`, `"new_category":"MARKETING"`}, "", ""},
		{sandbox.NewsDislike, []string{`"message_template_quality_update"`, `"new_quality_score":"RED"`}, "", ""},
	} {
		r := newRig(t, nil)
		before := len(r.got())
		if err := r.s.Happen(sandbox.News{PhoneNumberID: line, What: c.what}); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if len(c.told) > 0 {
			r.until(c.what, func() bool { return len(r.got()) > before })
			for _, word := range c.told {
				if raw := string(r.got()[before].raw); !strings.Contains(raw, word) {
					t.Errorf("%s: no %s in %s", c.what, word, raw)
				}
			}
		}
		if c.field == "" {
			continue
		}
		if got := r.numberField(c.field); got != c.want {
			t.Errorf("%s: %s is %q, want %q", c.what, c.field, got, c.want)
		}
		if n := len(r.got()); len(c.told) == 0 && n != before {
			t.Errorf("%s: %d webhooks", c.what, n-before)
		}
	}
}

// numberField asks Graph for one field of the number.
func (r *rig) numberField(field string) string {
	r.t.Helper()
	_, got := r.graph("GET", "/"+line+"?fields="+field, nil)
	word, _ := got[field].(string)
	return word
}

// What cannot happen is refused with its reason, and changes nothing.
func TestHappen_refusesWhatCannot(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for name, c := range map[string]struct {
		in   sandbox.News
		want error
	}{
		"no number":   {sandbox.News{PhoneNumberID: "none", What: sandbox.NewsRed}, sandbox.ErrNotFound},
		"no news":     {sandbox.News{PhoneNumberID: line}, sandbox.ErrInvalid},
		"odd news":    {sandbox.News{PhoneNumberID: line, What: "explode\u202e"}, sandbox.ErrInvalid},
		"connected":   {sandbox.News{PhoneNumberID: line, What: sandbox.NewsConnect}, sandbox.ErrRefused},
		"none paused": {sandbox.News{PhoneNumberID: line, What: sandbox.NewsResume}, sandbox.ErrRefused},
	} {
		if err := r.s.Happen(c.in); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, what := range []string{sandbox.NewsDisconnect, sandbox.NewsConnect, sandbox.NewsPause, sandbox.NewsResume} {
		if err := r.s.Happen(sandbox.News{PhoneNumberID: line, What: what}); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if got := r.numberField("status"); got != "CONNECTED" {
		t.Errorf("connected again, it is %s", got)
	}
}
