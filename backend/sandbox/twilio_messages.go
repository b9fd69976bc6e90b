package sandbox

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// twilioMessage is a message as Twilio's log has it, in either direction.
type twilioMessage struct {
	SID       string `json:"sid"`
	From      string `json:"from"`
	To        string `json:"to"`
	Body      string `json:"body"`
	Inbound   bool   `json:"inbound"`
	Status    string `json:"status"`
	ErrorCode int    `json:"errorCode"`
	CreatedMs int64  `json:"createdMs"`
	Callback  string `json:"callback,omitempty"`
	MediaURL  string `json:"mediaUrl,omitempty"` // of ours: where Twilio fetches it
	MediaSID  string `json:"mediaSid,omitempty"` // of a customer's
	MIME      string `json:"mime,omitempty"`
}

// keepTwilioMessages bounds Twilio's log.
const keepTwilioMessages = 2000

func (s *Sandbox) logTwilio(m *twilioMessage) {
	w := s.twilio()
	if w.Messages = append(w.Messages, m); len(w.Messages) > keepTwilioMessages {
		w.Messages = slices.Clone(w.Messages[len(w.Messages)-keepTwilioMessages:])
	}
}

func (s *Sandbox) twilioMessageOf(sid string) *twilioMessage {
	for _, m := range s.twilio().Messages {
		if m.SID == sid {
			return m
		}
	}
	return nil
}

func (m *twilioMessage) json() map[string]any {
	direction := "outbound-api"
	if m.Inbound {
		direction = "inbound"
	}
	out := map[string]any{
		"sid": m.SID, "account_sid": DefaultTwilioAccount, "from": m.From, "to": m.To, "body": m.Body, "status": m.Status, "direction": direction,
		"date_created": time.UnixMilli(m.CreatedMs).UTC().Format(time.RFC1123Z), "error_code": nil, "api_version": "2010-04-01", "num_media": "0", "num_segments": "1",
		"uri": "/2010-04-01/Accounts/" + DefaultTwilioAccount + "/Messages/" + m.SID + ".json",
	}
	if m.ErrorCode != 0 {
		out["error_code"] = m.ErrorCode
	}
	return out
}

func (s *Sandbox) twilioMessages(c *twilioCall) *twilioError {
	q := c.r.URL.Query()
	s.mu.Lock()
	defer s.mu.Unlock()
	since, err := time.Parse(time.DateOnly, first(q.Get("DateSent>"), "1970-01-01"))
	if err != nil {
		return refusedByTwilio(http.StatusBadRequest, 20001, "DateSent is a day such as 2026-11-29")
	}
	list := []any{}
	for _, m := range slices.Backward(s.twilio().Messages) {
		if oneOf(q.Get("To"), m.To) && oneOf(q.Get("From"), m.From) && m.CreatedMs >= since.UnixMilli() {
			list = append(list, m.json())
		}
	}
	page, next, fail := twilioPage(c.r, list, 50)
	if fail != nil {
		return fail
	}
	answer := map[string]any{"messages": page, "next_page_uri": nil}
	if next != "" {
		answer["next_page_uri"] = c.r.URL.Path + "?" + next
	}
	c.answer = answer
	return nil
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// twilioSend takes a message. Most of what is wrong with one shows in its status later.
func (s *Sandbox) twilioSend(c *twilioCall) *twilioError {
	if err := c.r.ParseForm(); err != nil {
		return refusedByTwilio(http.StatusBadRequest, 20001, "The form cannot be read")
	}
	f := c.r.PostForm
	s.mu.Lock()
	defer s.mu.Unlock()
	body, code, fail := s.checkTwilioSend(f)
	if fail != nil {
		return fail
	}
	m := &twilioMessage{
		SID: s.sid("SM"), From: f.Get("From"), To: f.Get("To"), Body: body, Status: "queued", CreatedMs: s.nowMs(),
		Callback: f.Get("StatusCallback"), MediaURL: f.Get("MediaUrl"), ErrorCode: code,
	}
	if m.MediaURL != "" {
		m.SID = "MM" + m.SID[2:]
	}
	s.logTwilio(m)
	s.counters.Accepted++
	answer := m.json()
	answer["error_code"] = nil // what is wrong shows later
	s.twilioGoesOut(m, f)
	s.touch()
	if s.w.Faults.FailAfterSend > 0 && s.roll("after") < s.w.Faults.FailAfterSend {
		panic(http.ErrAbortHandler) // taken, and the answer is lost
	}
	c.status, c.answer = http.StatusCreated, answer
	return nil
}

// checkTwilioSend refuses what Twilio refuses at once, and gives the text and the code of
// what shows later, 0 = nothing. Callers hold mu.
func (s *Sandbox) checkTwilioSend(f url.Values) (body string, code int, fail *twilioError) {
	from, to := f.Get("From"), f.Get("To")
	onWhatsApp := strings.HasPrefix(from, "whatsapp:")
	switch {
	case onWhatsApp != strings.HasPrefix(to, "whatsapp:"):
		return "", 0, refusedByTwilio(http.StatusBadRequest, 21910, "From and To are of different channels")
	case digitsOnly(to) == "" || !strings.HasPrefix(strings.TrimPrefix(to, "whatsapp:"), "+"):
		return "", 0, refusedByTwilio(http.StatusBadRequest, 21211, "Invalid 'To' Phone Number: %s", to)
	case onWhatsApp && (s.senderAt(from) == nil || !s.senderAt(from).online()):
		return "", 0, refusedByTwilio(http.StatusBadRequest, 63007, "Twilio could not find a Channel with the specified From address")
	case !onWhatsApp && s.rentedAtTwilio(digitsOnly(from)) == nil:
		return "", 0, refusedByTwilio(http.StatusBadRequest, 21606, "The From phone number %s is not one of the account's", from)
	}
	if id := f.Get("ContentSid"); id != "" {
		return s.filledIn(id, f.Get("ContentVariables"))
	}
	body = f.Get("Body")
	switch {
	case body == "" && f.Get("MediaUrl") == "":
		return "", 0, refusedByTwilio(http.StatusBadRequest, 21619, "A text message body or media urls must be specified")
	case utf8.RuneCountInString(body) > 1600:
		return "", 0, refusedByTwilio(http.StatusBadRequest, 21617, "The message body exceeds the 1600 character limit")
	}
	if onWhatsApp && !s.twilioWindow(from, to) {
		code = 63016
	}
	if s.twilio().Break != 0 {
		code, s.twilio().Break = s.twilio().Break, 0
	}
	return body, code, nil
}

// twilioWindow says whether the customer wrote to the sender in the last 24 hours. Callers
// hold mu.
func (s *Sandbox) twilioWindow(sender, to string) bool {
	who := s.ix.phones[digitsOnly(to)]
	if who == nil {
		return true // that there is nobody shows as another error
	}
	t := s.ix.threads[threadKey{sender, who.ID}]
	return t != nil && s.nowMs()-t.LastIn < window.Milliseconds()
}

// twilioGoesOut puts a message on its way: to the customer's phone, whose ticks come back,
// or into the void of SMS. Callers hold mu.
func (s *Sandbox) twilioGoesOut(m *twilioMessage, f url.Values) {
	who := s.ix.phones[digitsOnly(m.To)]
	if !strings.HasPrefix(m.From, "whatsapp:") {
		if m.ErrorCode == 0 && s.getsSMS(m.SID, m.From, m.To, m.Body) {
			return
		}
		if m.ErrorCode != 0 {
			s.later(s.cfg.Pace.Sent, step{Kind: stepTwilioStatus, Ref: m.SID, Text: "undelivered"})
			return
		}
		s.later(s.cfg.Pace.Sent, step{Kind: stepTwilioStatus, Ref: m.SID, Text: "sent"})
		s.later(s.cfg.Pace.Sent+s.cfg.Pace.Delivered, step{Kind: stepTwilioStatus, Ref: m.SID, Text: "delivered"})
		return
	}
	if who == nil {
		m.ErrorCode = 63003
	}
	if m.ErrorCode != 0 {
		s.later(s.cfg.Pace.Sent, step{Kind: stepTwilioStatus, Ref: m.SID, Text: "undelivered"})
		return
	}
	t := s.talk(m.From, who.ID)
	t.Typing = 0
	onPhone := &Message{ID: m.SID, Type: KindText, StampMs: m.CreatedMs, Tick: tickAccepted, Text: m.Body, URL: m.MediaURL, Template: f.Get("ContentSid")}
	if a, isPlace := strings.CutPrefix(f.Get("PersistentAction"), "geo:"); isPlace {
		at, name, _ := strings.Cut(a, "|")
		onPhone.Type, onPhone.Name = KindLocation, name
		_, _ = fmt.Sscanf(at, "%g,%g", &onPhone.Latitude, &onPhone.Longitude) // what it cannot read is nowhere
	}
	s.keep(t, onPhone)
	if m.MediaURL != "" {
		s.running.Add(1)
		go s.fetchForTwilio(m.SID, m.MediaURL)
		return
	}
	s.later(s.cfg.Pace.Sent, step{Kind: stepSent, Ref: m.SID})
}

// fetchForTwilio fetches the file of a message, which Twilio does after it took the
// message; without the file nothing is delivered.
func (s *Sandbox) fetchForTwilio(sid, address string) {
	defer s.running.Done()
	data, mime, err := s.fetchFile(address)
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.ix.messages[sid]
	m := s.twilioMessageOf(sid)
	if !ok || m == nil {
		return
	}
	if err != nil {
		m.ErrorCode = 63019
		l.m.Tick, l.m.ErrorCode = tickFailed, 63019
		s.later(s.cfg.Pace.Sent, step{Kind: stepTwilioStatus, Ref: sid, Text: "undelivered"})
		return
	}
	l.m.MIME, l.m.MediaID = mime, s.sid("ME")
	kind, _, _ := strings.Cut(mime, "/")
	if l.m.Type = kind; kind != "image" && kind != "video" && kind != "audio" {
		l.m.Type = KindDocument
	}
	s.ix.media[l.m.MediaID] = &media{ID: l.m.MediaID, NumberID: m.From, MIME: mime, Size: len(data)}
	s.w.Media = append(s.w.Media, s.ix.media[l.m.MediaID])
	if err := s.writeMedia(l.m.MediaID, data); err != nil {
		s.log.Error("media not kept", "err", err)
	}
	s.later(s.cfg.Pace.Sent, step{Kind: stepSent, Ref: sid})
	s.touch()
}

const maxTwilioFile = 16 << 20

func (s *Sandbox) fetchFile(address string) (data []byte, mime string, err error) {
	resp, err := s.cfg.Client.Get(address) //nolint:gosec,noctx // Twilio fetches what its customer names; the client has a deadline
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close() //nolint:errcheck // read or given up
	data, err = io.ReadAll(io.LimitReader(resp.Body, maxTwilioFile+1))
	switch {
	case err != nil:
		return nil, "", err
	case resp.StatusCode != http.StatusOK || len(data) == 0 || len(data) > maxTwilioFile:
		return nil, "", fmt.Errorf("%w: the file did not come (%d)", ErrRefused, resp.StatusCode)
	}
	mime, _, _ = strings.Cut(resp.Header.Get("Content-Type"), ";")
	return data, mime, nil
}

// twilioMedia redirects to where a customer's file lies, which asks nobody who they are.
func (s *Sandbox) twilioMedia(c *twilioCall) *twilioError {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.twilioMessageOf(c.r.PathValue("message"))
	if m == nil || m.MediaSID != c.r.PathValue("media") {
		return notAtTwilio(c.r)
	}
	c.status = http.StatusTemporaryRedirect
	c.header.Set("Location", c.base+"/store/"+m.MediaSID)
	return nil
}

func (s *Sandbox) twilioStore(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "" { // whoever shows a login here would show it to anybody
		http.Error(w, "no credentials here", http.StatusBadRequest)
		return
	}
	data, mime, err := s.MediaBytes(r.PathValue("media"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", mime)
	_, _ = w.Write(data) //nolint:gosec // a file as a customer sent it
}

func (s *Sandbox) twilioTyping(c *twilioCall) *twilioError {
	if err := c.r.ParseForm(); err != nil {
		return refusedByTwilio(http.StatusBadRequest, 20001, "The form cannot be read")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.ix.messages[c.r.PostForm.Get("messageId")]
	if !ok || !l.m.FromCustomer || c.r.PostForm.Get("channel") != "whatsapp" {
		return notAtTwilio(c.r)
	}
	l.t.Typing = s.nowMs()
	for _, m := range l.t.Messages { // the ticks of it, and of what was before it
		if m.FromCustomer {
			m.Tick = tickRead
		}
		if m == l.m {
			break
		}
	}
	s.touch()
	c.answer = map[string]any{"success": true}
	return nil
}
