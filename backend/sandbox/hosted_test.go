package sandbox_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

func proofOf(secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(sandbox.DefaultToken))
	return hex.EncodeToString(mac.Sum(nil))
}

// fetchGranted asks for the token of what a business granted on the hosted page.
func (r *rig) fetchGranted(token, business string, q url.Values) (int, obj) {
	r.t.Helper()
	return r.as(token, http.MethodPost, "/"+business+"/system_user_access_tokens?"+q.Encode())
}

func TestHosted_theAppsSystemUserFetchesWhatWasGranted(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.login(sandbox.Wish{Account: waba, Hosted: true, Business: "942647313864044"})
	if a.Code != "" || a.Business != "942647313864044" {
		t.Fatalf("granted: %+v", a)
	}
	good := url.Values{"appsecret_proof": {proofOf(sandbox.DefaultAppSecret)}, "fetch_only": {"true"}}
	status, got := r.fetchGranted(sandbox.DefaultToken, a.Business, good)
	token, _ := got["access_token"].(string)
	if status != http.StatusOK || token == "" {
		t.Fatalf("fetched: %d %v", status, got)
	}
	if status, got := r.as(token, http.MethodGet, "/"+waba); status != http.StatusOK {
		t.Errorf("the token does not reach the account: %v", got)
	}
	for name, c := range map[string]struct {
		token, business string
		form            url.Values
	}{
		"a token that was granted":  {token, a.Business, good},
		"another secret's proof":    {sandbox.DefaultToken, a.Business, url.Values{"appsecret_proof": {proofOf("other")}, "fetch_only": {"true"}}},
		"not only to fetch":         {sandbox.DefaultToken, a.Business, url.Values{"appsecret_proof": {proofOf(sandbox.DefaultAppSecret)}}},
		"a business without grants": {sandbox.DefaultToken, "1", good},
	} {
		if status, got := r.fetchGranted(c.token, c.business, c.form); status == http.StatusOK || got["access_token"] != nil {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
	if _, got := r.exchange(url.Values{"code": {""}}); !strings.Contains(message(got), "Missing") {
		t.Errorf("no code: %v", got)
	}
}
