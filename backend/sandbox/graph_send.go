package sandbox

import (
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	window       = 24 * time.Hour
	reactionLife = 30 * 24 * time.Hour // of what a reaction or a read receipt is about
	maxOpaque    = 512
)

// sendKeys are what a body may hold beside the object named by its type; Meta
// refuses anything else, which is how misspelt parameters are found.
var sendKeys = strings.Fields(`messaging_product recipient_type to recipient type context biz_opaque_callback_data
	recipient_identity_key_hash status message_id typing_indicator`)

// postMessage accepts a message, or a read receipt. Accepted is not sent: what
// becomes of it is told by webhook. Callers hold mu.
func (s *Sandbox) postMessage(c *call, n *number) (any, *apiError) {
	if c.args.str("messaging_product") != "whatsapp" {
		return nil, errProduct()
	}
	if c.args.str("status") != "" {
		return s.markRead(c, n)
	}
	kind := c.args.str("type")
	if kind == "" {
		kind = "text"
	}
	for k := range c.args {
		if k != kind && !slices.Contains(sendKeys, k) {
			return nil, graphErr(100, "Unexpected key \""+k+"\" on param \"message\".")
		}
	}
	if !n.Registered {
		return nil, graphErr(133010, "The phone number is not registered on the platform.")
	}
	who, input, fail := s.recipient(c, n)
	if fail != nil {
		return nil, fail
	}
	opaque := c.args.str("biz_opaque_callback_data")
	if len(opaque) > maxOpaque {
		return nil, graphErr(100, "biz_opaque_callback_data is too long.")
	}
	o := &outgoing{s: s, n: n, t: s.talk(n.ID, who.ID), args: c.args, m: &Message{Type: kind, Opaque: opaque}}
	if fail := o.read(kind); fail != nil {
		return nil, fail
	}
	if fail := o.context(); fail != nil {
		return nil, fail
	}
	return s.accept(c, o, who, input)
}

// accept decides what becomes of a well-formed message.
func (s *Sandbox) accept(c *call, o *outgoing, who *Customer, input string) (any, *apiError) {
	code, details := s.obstacle(o, who, c.args.str("recipient_identity_key_hash"))
	if code != 0 && code != 137000 && s.w.Faults.SyncErrors {
		return nil, graphErr(code, details)
	}
	m := o.m
	m.ID, m.StampMs, m.Tick, m.ErrorText = s.wamid(who, false), s.nowMs(), tickAccepted, details
	s.keep(o.t, m)
	if code != 0 {
		s.later(s.cfg.Pace.Sent, step{Kind: stepFail, Ref: m.ID, Code: code})
	} else {
		if m.Type == "reaction" {
			s.ix.messages[m.ReplyTo].m.BusinessReaction = m.Text
		}
		if !s.broken(desk.CheckOutbound) {
			s.later(s.cfg.Pace.Sent, step{Kind: stepSent, Ref: m.ID})
		}
	}
	s.counters.Accepted++
	s.touch()
	if p := s.w.Faults.FailAfterSend; p > 0 && s.roll("after") < p {
		return nil, &apiError{hangUp: true}
	}
	contact := map[string]any{"input": input, "user_id": who.UserID}
	if who.Phone != "" {
		contact["wa_id"] = who.Phone
	}
	if who.UserID == "" {
		delete(contact, "user_id")
	}
	msg := map[string]any{"id": m.ID}
	if m.Type == "template" {
		msg["message_status"] = "accepted"
	}
	return map[string]any{
		"messaging_product": "whatsapp", "contacts": []any{contact}, "messages": []any{msg},
	}, nil
}

// obstacle says why a message cannot reach its recipient, or 0.
func (s *Sandbox) obstacle(o *outgoing, who *Customer, hash string) (int, string) {
	if s.ix.customers[who.ID] == nil || who.Blocked {
		return 131026, "Message undeliverable."
	}
	if hash != "" && hash != who.identityHash() {
		return 137000, "The identity key hash of the recipient has changed."
	}
	open := o.t.LastIn > 0 && s.nowMs()-o.t.LastIn < window.Milliseconds()
	if o.m.Type != "template" && !open {
		return 131047, "Message failed to send because more than 24 hours have passed since the customer last replied to this number."
	}
	return 0, ""
}

// recipient finds who is meant. Somebody who is not on WhatsApp gets a
// stand-in, because Meta finds out only after it has accepted.
func (s *Sandbox) recipient(c *call, n *number) (*Customer, string, *apiError) {
	if rt := c.args.str("recipient_type"); rt != "" && rt != "individual" {
		return nil, "", graphErr(100, "recipient_type must be individual.")
	}
	to, user := c.args.str("to"), c.args.str("recipient")
	if to == "" && user != "" {
		if who := s.ix.users[user]; who != nil {
			return who, user, nil
		}
		return nil, "", graphErr(131009, "recipient is not a user id of this business portfolio.")
	}
	if to == "" {
		return nil, "", graphErr(131008, "The parameter to is required.")
	}
	digits := digitsOnly(to)
	// Without the + Meta reads the digits as a national number of the
	// business's own country (send messages, "phone number formats").
	if !strings.HasPrefix(strings.TrimSpace(to), "+") && !strings.HasPrefix(digits, n.CC) {
		digits = n.CC + digits
	}
	if len(digits) < 7 || len(digits) > 15 {
		return nil, "", graphErr(131009, "to is not a phone number.")
	}
	if digits == n.Digits {
		return nil, "", graphErr(131021, "The recipient is the sender.")
	}
	if who := s.ix.phones[digits]; who != nil {
		return who, to, nil
	}
	return &Customer{ID: "+" + digits, Phone: digits}, to, nil
}

// markRead takes the blue ticks for a customer's message and all before it,
// and the typing indicator that may come with them.
func (s *Sandbox) markRead(c *call, n *number) (any, *apiError) {
	if c.args.str("status") != "read" {
		return nil, graphErr(131009, "status must be read.")
	}
	id := c.args.str("message_id")
	if id == "" {
		return nil, graphErr(131008, "The parameter message_id is required.")
	}
	typing := c.args.obj("typing_indicator")
	if typing != nil && typing.str("type") != "text" {
		return nil, graphErr(131009, "typing_indicator.type must be text.")
	}
	l, ok := s.ix.messages[id]
	if !ok || !l.m.FromCustomer || l.t.NumberID != n.ID || s.nowMs()-l.m.StampMs > reactionLife.Milliseconds() {
		return nil, graphErr(131009, "message_id is not a message that this number received in the last 30 days.")
	}
	for _, m := range l.t.Messages {
		if m.FromCustomer {
			m.Tick = tickRead
		}
		if m == l.m {
			break
		}
	}
	l.t.Typing = 0
	if typing != nil {
		l.t.Typing = s.nowMs()
	}
	s.touch()
	return success, nil
}

// tick moves a business message on and tells the relay. Callers hold mu.
func (s *Sandbox) tick(l located, st *step) {
	m, who := l.m, s.ix.customers[l.t.CustomerID]
	switch st.Kind {
	case stepFail:
		m.Tick, m.ErrorCode = tickFailed, st.Code
	case stepSent:
		m.Tick = tickSent
		if m.Type != "reaction" {
			s.later(s.cfg.Pace.Delivered, step{Kind: stepDelivered, Ref: m.ID})
		}
	case stepDelivered:
		if who == nil || who.Offline || m.Tick != tickSent {
			return
		}
		m.Tick = tickDelivered
		l.t.Unread++
		l.t.Typing = 0
		if isSMS := strings.HasPrefix(l.t.NumberID, smsThread); !isSMS && !who.NoAutoRead && s.cfg.Pace.Read >= 0 {
			s.later(s.cfg.Pace.Read, step{Kind: stepRead, Ref: m.ID})
		}
	case stepRead:
		if who == nil || m.Tick != tickDelivered {
			return
		}
		l.t.Unread = max(0, l.t.Unread-1)
		s.ratesLater(m)
		if who.NoReceipts {
			return
		}
		m.Tick = tickRead
	}
	s.statusHook(l, who)
}

func (s *Sandbox) statusHook(l located, who *Customer) {
	n := s.ix.numbers[l.t.NumberID]
	if n == nil {
		s.twilioTicked(l)
		s.vonageTicked(l)
		return
	}
	m := l.m
	st := map[string]any{"id": m.ID, "status": m.Tick, "timestamp": seconds(s.nowMs())}
	value := map[string]any{"messaging_product": "whatsapp", "metadata": metadata(n)}
	if m.Opaque != "" {
		st["biz_opaque_callback_data"] = m.Opaque
	}
	if who == nil {
		st["recipient_id"] = strings.TrimPrefix(l.t.CustomerID, "+")
	} else {
		if who.Phone != "" {
			st["recipient_id"] = who.Phone
		}
		st["recipient_user_id"] = who.UserID
		if n.IdentityKeys {
			st["recipient_identity_key_hash"] = who.identityHash()
		}
	}
	if m.Tick == tickFailed {
		st["errors"] = []any{webhookError(m.ErrorCode, m.ErrorText)}
	} else if who != nil {
		value["contacts"] = []any{who.contact(n)}
	}
	if (m.Tick == tickSent || m.Tick == tickDelivered) && m.Type != "reaction" {
		st["pricing"] = pricing(m)
	}
	value["statuses"] = []any{st}
	s.hook(change{
		account: s.ix.accounts[n.AccountID], number: n, kind: "status", field: "messages",
		key: l.t.NumberID + " " + l.t.CustomerID, items: []string{m.ID + "/" + m.Tick}, value: value,
	})
}

func pricing(m *Message) map[string]any {
	if m.Category == "" {
		return map[string]any{
			"billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": "service",
		}
	}
	return map[string]any{
		"billable": true, "pricing_model": "PMP", "type": "regular", "category": strings.ToLower(m.Category),
	}
}
