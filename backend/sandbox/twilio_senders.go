package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// twilioSender is a number on WhatsApp, at Twilio.
type twilioSender struct {
	SID     string         `json:"sid"`
	ID      string         `json:"id"` // whatsapp:+E164
	Status  string         `json:"status"`
	Profile map[string]any `json:"profile"`
	Hook    map[string]any `json:"hook"`
	Reasons []any          `json:"reasons,omitempty"`
	Code    string         `json:"code,omitempty"`
	ByVoice bool           `json:"byVoice,omitempty"` // the code is spoken
	Tried   string         `json:"tried,omitempty"`   // the code that is looked at
}

// The statuses of a sender.
const (
	twilioCreating  = "CREATING"
	twilioPending   = "PENDING_VERIFICATION"
	twilioVerifying = "VERIFYING"
	twilioOnline    = "ONLINE"
	twilioOffline   = "OFFLINE"
)

// twilioBeat is how long Twilio takes for a step of a sender.
const twilioBeat = 5 * time.Millisecond

func (t *twilioSender) json() map[string]any {
	out := map[string]any{
		"sid": t.SID, "status": t.Status, "sender_id": t.ID, "profile": t.Profile, "webhook": t.Hook,
		"configuration": map[string]any{"waba_id": DefaultWABA, "verification_method": "sms", "verification_code": nil},
		"properties":    nil, "offline_reasons": nil, "url": "https://messaging.twilio.com/v2/Channels/Senders/" + t.SID,
	}
	if t.online() {
		out["properties"] = map[string]any{"quality_rating": "HIGH", "messaging_limit": "1K Customers/24hr"}
	}
	if t.Reasons != nil {
		out["offline_reasons"] = t.Reasons
	}
	return out
}

func (t *twilioSender) online() bool { return t.Status == twilioOnline }

// hook is where one of the sender's webhooks goes.
func (t *twilioSender) hook(name string) string {
	url, _ := t.Hook[name].(string)
	return url
}

// senderAt finds a sender by its address. Callers hold mu.
func (s *Sandbox) senderAt(id string) *twilioSender {
	for _, t := range s.twilio().Senders {
		if t.ID == id {
			return t
		}
	}
	return nil
}

func (s *Sandbox) twilioSenders(c *twilioCall) *twilioError {
	if c.r.URL.Query().Get("Channel") != "whatsapp" {
		return refusedByTwilio(http.StatusBadRequest, 20001, "Channel is required")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []any{}
	for _, t := range s.twilio().Senders {
		list = append(list, t.json())
	}
	return c.listed("senders", list)
}

// listed answers with a page in the form of the newer APIs, whose next page is a whole
// address.
func (c *twilioCall) listed(key string, list []any) *twilioError {
	page, next, fail := twilioPage(c.r, list, 50)
	if fail != nil {
		return fail
	}
	meta := map[string]any{"key": key, "page_size": len(page), "next_page_url": nil}
	if next != "" {
		meta["next_page_url"] = c.base + c.r.URL.Path + "?" + next
	}
	c.answer = map[string]any{key: page, "meta": meta}
	return nil
}

// twilioSenderOrder is the body of a creation or a change.
type twilioSenderOrder struct {
	ID     string `json:"sender_id"`
	Config *struct {
		WABA   string `json:"waba_id"`
		Method string `json:"verification_method"`
		Code   string `json:"verification_code"`
	} `json:"configuration"`
	Hook    map[string]any `json:"webhook"`
	Profile map[string]any `json:"profile"`
}

func (c *twilioCall) order() (o twilioSenderOrder, fail *twilioError) {
	if json.NewDecoder(c.r.Body).Decode(&o) != nil {
		return o, refusedByTwilio(http.StatusBadRequest, 20001, "The body is not JSON")
	}
	if o.Config != nil && o.Config.Method != "" && o.Config.Method != "sms" && o.Config.Method != "voice" {
		return o, refusedByTwilio(http.StatusBadRequest, 20001, "verification_method is sms or voice")
	}
	return o, nil
}

func (s *Sandbox) twilioCreateSender(c *twilioCall) *twilioError {
	o, fail := c.order()
	name, _ := o.Profile["name"].(string)
	switch {
	case fail != nil:
		return fail
	case !twilioSenderForm.MatchString(o.ID):
		return refusedByTwilio(http.StatusBadRequest, 20001, "sender_id is whatsapp:<E.164>")
	case name == "":
		return refusedByTwilio(http.StatusBadRequest, 20001, "profile.name is required")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.senderAt(o.ID) != nil {
		return refusedByTwilio(http.StatusConflict, 20409, "A sender with this id exists")
	}
	t := &twilioSender{SID: s.sid("XE"), ID: o.ID, Status: twilioCreating, Profile: o.Profile, Hook: map[string]any{}}
	maps.Copy(t.Hook, o.Hook)
	s.twilio().Senders = append(s.twilio().Senders, t)
	s.later(twilioBeat, step{Kind: stepTwilioSender, Ref: t.SID, Text: twilioPending})
	s.touch()
	c.status, c.answer = http.StatusAccepted, t.json()
	return nil
}

// senderOf finds the sender of a call. Callers hold mu.
func (s *Sandbox) senderOf(c *twilioCall) (*twilioSender, *twilioError) {
	for _, t := range s.twilio().Senders {
		if t.SID == c.r.PathValue("sid") {
			return t, nil
		}
	}
	return nil, notAtTwilio(c.r)
}

func (s *Sandbox) twilioSender(c *twilioCall) *twilioError {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, fail := s.senderOf(c)
	if fail == nil {
		c.answer = t.json()
	}
	return fail
}

func (s *Sandbox) twilioDeleteSender(c *twilioCall) *twilioError {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, fail := s.senderOf(c)
	if fail != nil {
		return fail
	}
	w := s.twilio()
	w.Senders = slices.DeleteFunc(w.Senders, func(x *twilioSender) bool { return x == t })
	s.touch()
	c.status = http.StatusNoContent
	return nil
}

// twilioChangeSender takes a code, asks for another one, or changes webhook and profile.
// All of it is only taken; what comes of it shows in the status.
func (s *Sandbox) twilioChangeSender(c *twilioCall) *twilioError {
	o, fail := c.order()
	if fail != nil {
		return fail
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t, fail := s.senderOf(c)
	if fail != nil {
		return fail
	}
	maps.Copy(t.Hook, o.Hook)
	for k, v := range o.Profile {
		t.Profile[k] = v
	}
	if o.Config != nil && !t.online() {
		switch {
		case o.Config.Code != "":
			t.Status, t.Tried, t.Reasons = twilioVerifying, o.Config.Code, nil
			s.later(twilioBeat, step{Kind: stepTwilioSender, Ref: t.SID, Text: twilioOnline})
		case o.Config.Method != "":
			t.ByVoice = o.Config.Method == "voice"
			s.later(twilioBeat, step{Kind: stepTwilioSender, Ref: t.SID, Text: twilioPending})
		}
	}
	s.touch()
	c.status, c.answer = http.StatusAccepted, t.json()
	return nil
}

// advanceSender does what Twilio does in its own time: it has WhatsApp send a code, or
// hears what WhatsApp says to one. Callers hold mu.
func (s *Sandbox) advanceSender(st *step) {
	i := slices.IndexFunc(s.twilio().Senders, func(t *twilioSender) bool { return t.SID == st.Ref })
	if i < 0 {
		return
	}
	t := s.twilio().Senders[i]
	switch {
	case st.Text == twilioPending:
		t.Status, t.Code = twilioPending, s.digits("code", 6)
		if t.ByVoice {
			s.twilioRings(digitsOnly(t.ID), robotNumber, SpokenBy(t.Code))
			break
		}
		s.textNumber(digitsOnly(t.ID), "WhatsApp", "WhatsApp code "+t.Code[:3]+"-"+t.Code[3:])
	case t.Tried != t.Code:
		t.Status = twilioPending // another try is open
	default:
		t.Status, t.Code = twilioOnline, ""
	}
	t.Tried = ""
}

// TwilioCode is the code that WhatsApp last sent for a sender, for tests.
func (s *Sandbox) TwilioCode(id string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.senderAt(id); t != nil && t.Code != "" {
		return t.Code, nil
	}
	return "", fmt.Errorf("%w: no code is open for this sender", ErrNotFound)
}

// TwilioSenderHook is where a sender's messages go.
func (s *Sandbox) TwilioSenderHook(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.senderAt(id); t != nil {
		return t.hook("callback_url")
	}
	return ""
}

// AddTwilioSender puts a sender that is online into the account, as somebody would who
// made it in the Console before.
func (s *Sandbox) AddTwilioSender(id, name, hook string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !twilioSenderForm.MatchString(id) || name == "" {
		return fmt.Errorf("%w: a sender needs an address such as whatsapp:+4930123456 and a name", ErrInvalid)
	}
	if s.senderAt(id) != nil {
		return fmt.Errorf("%w: the sender is there", ErrRefused)
	}
	s.twilio().Senders = append(s.twilio().Senders, &twilioSender{
		SID: s.sid("XE"), ID: id, Status: twilioOnline, Profile: map[string]any{"name": name}, Hook: map[string]any{"callback_url": hook, "callback_method": http.MethodPost},
	})
	s.touch()
	return nil
}

// TakeTwilioOffline has Twilio take a sender off WhatsApp, with a reason.
func (s *Sandbox) TakeTwilioOffline(id, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.senderAt(id)
	if t == nil {
		return fmt.Errorf("%w: no such sender", ErrNotFound)
	}
	t.Status, t.Reasons = twilioOffline, []any{map[string]any{"code": "63100", "message": reason, "more_info": "https://www.twilio.com/docs/errors/63100"}}
	s.touch()
	return nil
}

// TwilioSenderLogo is where Twilio fetches the picture of a sender, "" = it has none.
func (s *Sandbox) TwilioSenderLogo(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.senderAt(id); t != nil {
		at, _ := t.Profile["logo_url"].(string)
		return at
	}
	return ""
}
