package sandbox

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Customer is a pretend person with a phone.
type Customer struct {
	ID string `json:"id"` // the sandbox's own; chosen by it if empty
	// Name is the WhatsApp profile name.
	Name string `json:"name"`
	// Phone is the WhatsApp id: digits with country code, no +. Empty for
	// somebody who hides it behind a user name.
	Phone string `json:"phone"`
	// UserID is the business-scoped user id; made from Country if empty.
	UserID   string `json:"userId"`
	Username string `json:"username"`
	Country  string `json:"country"` // two letters

	Offline    bool `json:"offline"`    // the phone is off: sent, never delivered
	NoReceipts bool `json:"noReceipts"` // blue ticks switched off
	NoAutoRead bool `json:"noAutoRead"` // reads only when Read is called
	Blocked    bool `json:"blocked"`    // has blocked the business, or left WhatsApp
	// Identity counts how often the person has set up WhatsApp anew.
	Identity int `json:"identity"`
}

func (c *Customer) identityHash() string {
	return "idh" + strconv.Itoa(c.Identity) + hex.EncodeToString([]byte(c.UserID))[:12]
}

// contact is the person in a webhook's contacts.
func (c *Customer) contact(n *number) map[string]any {
	p := map[string]any{"name": c.Name}
	if c.Username != "" {
		p["username"] = c.Username
	}
	out := map[string]any{"profile": p, "user_id": c.UserID}
	if c.Phone != "" {
		out["wa_id"] = c.Phone
	}
	if n.IdentityKeys {
		out["identity_key_hash"] = c.identityHash()
	}
	return out
}

// AddCustomer gives a pretend person a phone. A zero Customer with a name is
// enough for somebody with a hidden number.
func (s *Sandbox) AddCustomer(c Customer) (Customer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addCustomer(c)
}

func (s *Sandbox) addCustomer(c Customer) (Customer, error) {
	c.Phone = digitsOnly(c.Phone)
	if c.Country == "" {
		c.Country = "US"
	}
	switch {
	case strings.TrimSpace(c.Name) == "" || len(c.Name) > 200:
		return c, fmt.Errorf("%w: a customer needs a name", ErrInvalid)
	case c.Phone != "" && (len(c.Phone) < 7 || len(c.Phone) > 15):
		return c, fmt.Errorf("%w: a phone number has 7 to 15 digits", ErrInvalid)
	case s.ix.phones[c.Phone] != nil || s.ix.customers[c.ID] != nil || s.ix.users[c.UserID] != nil:
		return c, fmt.Errorf("%w: there is such a customer already", ErrInvalid)
	}
	if c.UserID == "" {
		c.UserID = c.Country + "." + s.digits("user", 17)
	}
	if c.ID == "" {
		c.ID = "c" + s.digits("customer", 8)
	}
	kept := c
	s.w.Customers = append(s.w.Customers, &kept)
	s.ix.addCustomer(&kept)
	s.touch()
	return c, nil
}

// Customers lists everybody, in the order in which they were added.
func (s *Sandbox) Customers() []Customer {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Customer, 0, len(s.w.Customers))
	for _, c := range s.w.Customers {
		out = append(out, *c)
	}
	return out
}

// SetCustomer changes how a person behaves: the flags and Identity of c, found
// by its ID. A phone that is switched on gets what waited for it.
func (s *Sandbox) SetCustomer(c Customer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	have := s.ix.customers[c.ID]
	if have == nil {
		return fmt.Errorf("%w: no such customer", ErrNotFound)
	}
	on := have.Offline && !c.Offline
	have.Offline, have.NoReceipts, have.NoAutoRead = c.Offline, c.NoReceipts, c.NoAutoRead
	have.Blocked, have.Identity = c.Blocked, c.Identity
	if on {
		for _, t := range s.w.Threads {
			for _, m := range t.Messages {
				if t.CustomerID == c.ID && !m.FromCustomer && m.Tick == tickSent && m.Type != "reaction" {
					s.later(0, step{Kind: stepDelivered, Ref: m.ID})
				}
			}
		}
	}
	s.touch()
	return nil
}

// Read opens the customer's thread with a number: everything delivered is read.
func (s *Sandbox) Read(customerID, numberID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.ix.threads[threadKey{numberID, customerID}]
	if t == nil {
		return fmt.Errorf("%w: no such conversation", ErrNotFound)
	}
	for _, m := range t.Messages {
		if !m.FromCustomer && m.Tick == tickDelivered {
			s.later(0, step{Kind: stepRead, Ref: m.ID})
		}
	}
	return nil
}

// Write sends something from a customer's phone to a business number, and
// returns the message id that the webhook carries.
func (s *Sandbox) Write(customerID, numberID string, c Content) (string, error) {
	return s.WriteAt(customerID, numberID, c, s.now())
}

// WriteAt is Write with another stamp, at most 30 days in the past: what a
// phone that was off sends late. Windows are judged by it.
func (s *Sandbox) WriteAt(customerID, numberID string, c Content, stamp time.Time) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write(customerID, numberID, c, stamp)
}

func (s *Sandbox) write(customerID, numberID string, c Content, stamp time.Time) (string, error) {
	who, n := s.ix.customers[customerID], s.ix.numbers[numberID]
	if strings.HasPrefix(numberID, smsThread) {
		return s.writeSMS(customerID, numberID, c, stamp)
	}
	if n == nil && strings.HasPrefix(numberID, "whatsapp:") {
		return s.twilioWrite(customerID, numberID, c, stamp)
	}
	switch {
	case who == nil:
		return "", fmt.Errorf("%w: no such customer", ErrNotFound)
	case n == nil:
		return "", fmt.Errorf("%w: no such number", ErrNotFound)
	case !n.Registered:
		return "", fmt.Errorf("%w: that number is not registered with WhatsApp", ErrRefused)
	}
	if age := s.now().Sub(stamp); age < 0 || age > 30*24*time.Hour {
		return "", fmt.Errorf("%w: a stamp lies in the last 30 days", ErrInvalid)
	}
	if err := c.check(); err != nil {
		return "", err
	}
	for _, id := range []*string{&c.ReplyTo, &c.Target} {
		if meant := s.ix.handles[*id]; meant != "" {
			*id = meant
		}
	}
	t := s.talk(numberID, customerID)
	if err := s.checkTargets(t, c); err != nil {
		return "", err
	}
	m := c.message()
	m.ID, m.FromCustomer, m.StampMs, m.Tick = s.wamid(who, true), true, stamp.UnixMilli(), tickSent
	body, err := s.payload(c, m, n)
	if err != nil {
		return "", err
	}
	s.apply(t, c)
	s.keep(t, m)
	t.LastIn = max(t.LastIn, m.StampMs)
	body["id"], body["timestamp"], body["from_user_id"] = m.ID, seconds(m.StampMs), who.UserID
	if who.Phone != "" {
		body["from"] = who.Phone
	}
	if c.Ad != nil {
		body["referral"] = s.referral(c.Ad)
	}
	if c.ReplyTo != "" {
		quoted := s.ix.messages[c.ReplyTo].m
		from := n.Digits
		if quoted.FromCustomer {
			from = who.Phone
		}
		quote := map[string]any{"id": c.ReplyTo}
		optional(quote, "from", from)
		body["context"] = quote
	} else if c.Forwarded {
		body["context"] = map[string]any{"forwarded": true}
	}
	s.hook(change{
		account: s.ix.accounts[n.AccountID], number: n, kind: "message", field: "messages",
		key: numberID + " " + customerID, items: []string{m.ID},
		value: map[string]any{
			"messaging_product": "whatsapp", "metadata": metadata(n),
			"contacts": []any{who.contact(n)}, "messages": []any{body},
		},
	})
	s.touch()
	return m.ID, nil
}

// checkTargets refuses to quote, react to or remove what is not in this very
// conversation.
func (s *Sandbox) checkTargets(t *thread, c Content) error {
	for _, id := range []string{c.ReplyTo, c.Target} {
		if id == "" {
			continue
		}
		l, ok := s.ix.messages[id]
		if !ok || l.t != t {
			return fmt.Errorf("%w: that message is not in this conversation", ErrNotFound)
		}
		if c.Kind == KindRemoval && !l.m.FromCustomer {
			return fmt.Errorf("%w: only one's own messages can be removed", ErrInvalid)
		}
	}
	return nil
}

// apply changes the message that a reaction or removal is about.
func (s *Sandbox) apply(t *thread, c Content) {
	i := slices.IndexFunc(t.Messages, func(m *Message) bool { return m.ID == c.Target })
	if c.Target == "" || i < 0 {
		return
	}
	switch m := t.Messages[i]; c.Kind {
	case KindReaction:
		m.CustomerReaction = c.Text
	case KindRemoval:
		m.Removed, m.Text, m.MediaID = true, "", ""
	}
}

func seconds(ms int64) string { return strconv.FormatInt(ms/1000, 10) }

func metadata(n *number) map[string]any {
	return map[string]any{"display_phone_number": n.Digits, "phone_number_id": n.ID}
}
