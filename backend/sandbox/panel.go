package sandbox

import "slices"

// panelMessages bounds each thread in a Panel; Phone has the rest.
const panelMessages = 200

// Panel is everything that the sandbox panel shows, ready for JSON: no times,
// no maps, no nil slices.
type Panel struct {
	Rev       uint64     `json:"rev"`
	NowMs     int64      `json:"nowMs"`
	AccountID string     `json:"accountId"`
	AppID     string     `json:"appId"`
	Token     string     `json:"token"` // to type into the wizard; it opens nothing but this sandbox
	Numbers   []Line     `json:"numbers"`
	Phones    []Phone    `json:"phones"`
	Templates []PanelTpl `json:"templates"`
	Faults    Faults     `json:"faults"`
	Carrier   Carrier    `json:"carrier"`
	Counters  Counters   `json:"counters"`
}

// Line is a phone number of the business in the panel.
type Line struct {
	ID         string `json:"id"`     // of Meta; empty if Meta does not know the number
	Digits     string `json:"digits"` // E.164 without +
	Name       string `json:"name"`
	Status     string `json:"status"`
	AtCarrier  bool   `json:"atCarrier"`
	Verified   bool   `json:"verified"`
	Registered bool   `json:"registered"`
	Live       bool   `json:"live"` // registered, and its account is subscribed
	// LastText is what the handset of the number got last: an SMS or a call.
	LastText string `json:"lastText"`
}

// PanelTpl is a template in the panel.
type PanelTpl struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Category string `json:"category"`
	Status   string `json:"status"`
}

// Counters count since this process began, except Pending.
type Counters struct {
	Delivered  int `json:"delivered"`  // webhooks answered with success
	Pending    int `json:"pending"`    // not answered yet
	Failed     int `json:"failed"`     // given up after 7 days
	Retries    int `json:"retries"`    // answers that were not a success
	Duplicates int `json:"duplicates"` // copies made on purpose
	APICalls   int `json:"apiCalls"`
	APIErrors  int `json:"apiErrors"`
	Accepted   int `json:"accepted"` // messages of the business
	SMS        int `json:"sms"`      // sent towards the relay
}

// Counters returns the counters.
func (s *Sandbox) Counters() Counters {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts()
}

func (s *Sandbox) counts() Counters {
	c := s.counters
	c.Pending = len(s.w.Pending)
	return c
}

// Snapshot is the state of the panel at one moment. Poll it after Changed or
// Wait; threads hold the newest 200 messages. Messages have handles instead of
// Meta's ids, which contain phone numbers; Write takes them in ReplyTo and
// Target.
func (s *Sandbox) Snapshot() Panel {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := Panel{
		Rev: s.rev, NowMs: s.nowMs(), AppID: s.cfg.AppID, Token: s.cfg.Token,
		Numbers: s.lines(), Phones: []Phone{}, Templates: []PanelTpl{},
		Faults: s.faults(), Carrier: s.cfg.Carrier, Counters: s.counts(),
	}
	if len(s.w.Accounts) > 0 {
		p.AccountID = s.w.Accounts[0].ID
	}
	for _, c := range s.w.Customers {
		p.Phones = append(p.Phones, s.phone(c, panelMessages, handle))
	}
	for _, t := range s.w.Templates {
		p.Templates = append(p.Templates, PanelTpl{t.ID, t.Name, t.Language, t.Category, t.Status})
	}
	return p
}

func (s *Sandbox) lines() []Line {
	out := []Line{}
	for _, n := range s.w.Numbers {
		out = append(out, Line{
			ID: n.ID, Digits: n.Digits, Name: n.Name, Status: n.status(), Verified: n.Verified,
			Registered: n.Registered, Live: n.live(s.ix.accounts[n.AccountID]), LastText: n.LastText,
			AtCarrier: s.rented(n.Digits) != nil,
		})
	}
	for _, v := range s.w.Carrier {
		if !slices.ContainsFunc(s.w.Numbers, func(n *number) bool { return n.Digits == v.MSISDN }) {
			out = append(out, Line{Digits: v.MSISDN, Status: "UNKNOWN", AtCarrier: true})
		}
	}
	return out
}
