package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// change is what a webhook tells of an account.
type change struct {
	account *account
	number  *number // nil: it is about no single number
	kind    string  // see Delivery.Kind
	field   string
	key     string // see delivery.Key
	items   []string
	value   any
}

// overridable are the fields that an address of the number's or the account's
// own is for; all others go to the app's, whatever was set ("Override").
var overridable = strings.Fields(`messages message_echoes calls consumer_profile messaging_handovers
	smb_message_echoes smb_app_state_sync history account_settings_update`)

// callback is the address that c goes to; "" is the one in the dashboard. A
// number's own goes before the account's, and that before the app's. Callers
// hold mu.
func (s *Sandbox) callback(c change) string {
	if slices.Contains(overridable, c.field) || strings.HasPrefix(c.field, "group_") {
		if c.number != nil && c.number.Override != "" {
			return c.number.Override
		}
		if c.account.Override != "" {
			return c.account.Override
		}
	}
	return s.w.Subs[s.cfg.AppID]
}

// hook queues one change of an account as a webhook of Meta's. Callers hold mu.
func (s *Sandbox) hook(c change) {
	if !c.account.Subscribed {
		return // as with Meta, nothing is kept for an app that did not ask
	}
	if s.kept(c) {
		return
	}
	if fields, set := s.w.Fields[s.cfg.AppID]; set && !slices.Contains(fields, c.field) {
		return // the same
	}
	e := map[string]any{"id": c.account.ID, "changes": []any{map[string]any{"value": c.value, "field": c.field}}}
	if c.field != "messages" {
		e["time"] = s.now().Unix()
	}
	raw, err := json.Marshal(map[string]any{"object": "whatsapp_business_account", "entry": []any{e}})
	if err != nil {
		s.log.Error("webhook not encodable", "kind", c.kind, "err", err)
		return
	}
	s.enqueue(&delivery{
		Kind: c.kind, Items: c.items, Key: c.key, Method: http.MethodPost,
		Type: "application/json", Body: escapeUnicode(raw), URL: s.callback(c),
	})
}
