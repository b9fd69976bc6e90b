package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
)

// HostedPage is the address of the hosted page of the pretend app, after that of the
// sandbox.
const HostedPage = "/facebook/hosted?app_id=" + DefaultAppID + "&config_id=" + DefaultConfigID

// partnerAdded tells the app that an account was granted to it. It goes to the app's own
// address: the account is not subscribed yet. Callers hold mu.
func (s *Sandbox) partnerAdded(a *account, business string) {
	raw, err := json.Marshal(map[string]any{"object": "whatsapp_business_account", "entry": []any{map[string]any{
		"id": a.ID, "time": s.now().Unix(), "changes": []any{map[string]any{"field": "account_update", "value": map[string]any{
			"event": "PARTNER_ADDED", "waba_info": map[string]any{"waba_id": a.ID, "owner_business_id": business},
		}}},
	}}})
	if err != nil {
		s.log.Error("webhook not encodable", "kind", "event", "err", err)
		return
	}
	s.enqueue(&delivery{Kind: "event", Key: a.ID, Method: http.MethodPost, Type: "application/json", Body: raw, URL: s.w.Subs[s.cfg.AppID]})
}

// fetchGranted answers POST /{business}/system_user_access_tokens: the app's own system user
// fetches what a business granted on the hosted page.
func (s *Sandbox) fetchGranted(c *call) (any, *apiError) {
	if c.method != http.MethodPost {
		return nil, errMethod()
	}
	mac := hmac.New(sha256.New, []byte(s.secret()))
	mac.Write([]byte(s.cfg.Token))
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case c.grant != nil:
		return nil, graphErr(200, "Only a system user of the app's business may fetch what was granted to the app.")
	case !hmac.Equal([]byte(c.args.str("appsecret_proof")), []byte(hex.EncodeToString(mac.Sum(nil)))):
		return nil, graphErr(100, "Invalid appsecret_proof provided in the API argument")
	case c.args.str("fetch_only") != "true":
		return nil, graphErr(100, "The sandbox only fetches tokens that there are: fetch_only must be true.")
	}
	for _, g := range slices.Backward(s.w.Grants) {
		if g.Business == c.node {
			return map[string]any{"access_token": g.Token}, nil
		}
	}
	return nil, graphErr(100, "No token was granted by this business.")
}
