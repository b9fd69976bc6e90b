package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// onPhone is what the pretend WhatsApp Business app of a number does.
type onPhone struct {
	Asked    []string `json:"asked,omitempty"`    // what it was asked for; each once
	Declines bool     `json:"declines,omitempty"` // its owner does not share the history
}

// syncSpan is how long after a number was connected its phone may be asked.
const syncSpan = 24 * time.Hour

// The refusals of a phone.
const (
	codeSyncAsked    = 2593107
	codeSyncLate     = 2593108
	codeSyncDeclined = 2593109
)

// phoneFriend is who the phone of practice has in its address book, and wrote with.
const (
	phoneFriend     = "4915550140017"
	phoneFriendName = "Frieda vom Hafen"
)

// syncPhone answers POST /{number}/smb_app_data: the phone is asked for its contacts' names or
// its old messages, which come by webhook. Callers hold mu.
func (s *Sandbox) syncPhone(c *call, n *number) (any, *apiError) {
	kind := c.args.str("sync_type")
	switch {
	case !n.OnPhone:
		return nil, graphErr(100, "The number is not in use in the WhatsApp Business app.")
	case c.args.str("messaging_product") != "whatsapp":
		return nil, graphErr(100, "messaging_product must be whatsapp.")
	case kind != "smb_app_state_sync" && kind != "history":
		return nil, graphErr(100, "sync_type must be smb_app_state_sync or history.")
	case slices.Contains(n.OnPhoneState.Asked, kind):
		return nil, graphErr(codeSyncAsked, "The sync was already requested.")
	case s.nowMs()-n.RegisteredAt > syncSpan.Milliseconds():
		return nil, graphErr(codeSyncLate, "The sync can only be requested within 24 hours.")
	}
	n.OnPhoneState.Asked = append(n.OnPhoneState.Asked, kind)
	s.touch()
	if kind == "history" {
		s.tellHistory(n)
	} else {
		s.tellContacts(n)
	}
	return map[string]any{"messaging_product": "whatsapp", "request_id": s.digits("sync", 15)}, nil
}

// phoneHook queues what the phone of a number tells. Callers hold mu.
func (s *Sandbox) phoneHook(n *number, field string, value map[string]any) {
	value["messaging_product"], value["metadata"] = "whatsapp", metadata(n)
	s.hook(change{account: s.ix.accounts[n.AccountID], number: n, kind: "event", field: field, key: n.ID, items: told(value), value: value})
}

func (s *Sandbox) tellContacts(n *number) {
	s.phoneHook(n, "smb_app_state_sync", map[string]any{"state_sync": []any{map[string]any{
		"type": "contact", "action": "add", "metadata": map[string]any{"timestamp": fmt.Sprint(s.now().Unix())},
		"contact": map[string]any{"full_name": phoneFriendName, "first_name": "Frieda", "phone_number": phoneFriend},
	}}})
}

// tellHistory tells one thread of three old messages, in two chunks.
func (s *Sandbox) tellHistory(n *number) {
	if n.OnPhoneState.Declines {
		s.phoneHook(n, "history", map[string]any{"history": []any{map[string]any{"errors": []any{map[string]any{
			"code": codeSyncDeclined, "title": "History sync is turned off by the business from the WhatsApp Business App",
		}}}}})
		return
	}
	day := s.now().Add(-24 * time.Hour)
	old := func(id, from, text string, at time.Time) map[string]any {
		return map[string]any{
			"from": from, "id": "wamid.phone." + n.ID + "." + id, "timestamp": fmt.Sprint(at.Unix()), "type": "text",
			"text": map[string]any{"body": text}, "history_context": map[string]any{"status": "READ"},
		}
	}
	chunk := func(order, progress int, messages ...any) {
		s.phoneHook(n, "history", map[string]any{"history": []any{map[string]any{
			"metadata": map[string]any{"phase": 0, "chunk_order": order, "progress": progress},
			"threads":  []any{map[string]any{"id": phoneFriend, "messages": messages}},
		}}})
	}
	chunk(1, 40, old("1", phoneFriend, "Are you open on Saturday?", day), old("2", n.Digits, "Yes, from ten to four.", day.Add(time.Minute)))
	chunk(2, 100, old("3", phoneFriend, "Then I'll come by.", day.Add(2*time.Minute)))
}

// PhoneDeclines has the owner of a number's phone share no history.
func (s *Sandbox) PhoneDeclines(numberID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.ix.numbers[numberID]
	if n == nil || !n.OnPhone {
		return fmt.Errorf("%w: no such number on a phone", ErrNotFound)
	}
	n.OnPhoneState.Declines = true
	s.touch()
	return nil
}

// TakeBack disconnects a number on its phone.
func (s *Sandbox) TakeBack(numberID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.ix.numbers[numberID]
	if n == nil || !n.OnPhone {
		return fmt.Errorf("%w: no such number on a phone", ErrNotFound)
	}
	s.hook(change{
		account: s.ix.accounts[n.AccountID], number: n, kind: "event", field: "account_update", key: n.ID,
		value: map[string]any{"phone_number": n.Digits, "event": "PARTNER_REMOVED"},
	})
	s.touch()
	return nil
}
