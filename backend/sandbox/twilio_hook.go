package sandbox

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio's signature is HMAC-SHA1
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// stepTwilioSender and stepTwilioStatus are what Twilio does in its own time.
const (
	stepTwilioSender = "twilioSender" // Ref: the sender, Text: the status that it is on the way to
	stepTwilioStatus = "twilioStatus" // Ref: the message, Text: its status
)

// twilioSignature signs the address and the form as Twilio documents it.
func twilioSignature(token, address string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address))
	for _, k := range slices.Sorted(maps.Keys(form)) {
		mac.Write([]byte(k + form.Get(k)))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// twilioHook queues a webhook of Twilio's. The fragment of the address says how often it
// is tried again. Callers hold mu.
func (s *Sandbox) twilioHook(address, kind, key string, items []string, form url.Values) {
	address, tuning, _ := strings.Cut(address, "#")
	if address == "" {
		return // as with Twilio, what nobody asked for is not kept
	}
	tries := 2 // it tries once more by itself
	if t, err := url.ParseQuery(tuning); err == nil && t.Get("rc") != "" {
		if n, err := strconv.Atoi(t.Get("rc")); err == nil && n >= 0 && n <= 5 {
			tries = n + 1
		}
	}
	s.enqueue(&delivery{
		Twilio: tries, URL: address, Kind: kind, Items: items, Key: key, Method: http.MethodPost,
		Type: "application/x-www-form-urlencoded; charset=UTF-8", Body: []byte(form.Encode()),
	})
}

// signTwilio signs a request that is about to leave, by the address that it was told.
func (s *Sandbox) signTwilio(req *http.Request, d *delivery) {
	form, err := url.ParseQuery(string(d.Body))
	if err != nil {
		return // made by twilioHook: it can be read
	}
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	s.mu.Lock()
	token := s.signedWith(DefaultTwilioToken)
	s.mu.Unlock()
	req.Header.Set("X-Twilio-Signature", twilioSignature(token, d.URL, form))
	req.Header.Set("I-Twilio-Idempotency-Token", d.ID)
}

func twilioForm(sid, from, to string) url.Values {
	return url.Values{"MessageSid": {sid}, "SmsSid": {sid}, "AccountSid": {DefaultTwilioAccount}, "ApiVersion": {"2010-04-01"}, "From": {from}, "To": {to}}
}

// twilioText delivers an SMS to a number that is rented at Twilio: into its log, and to
// the address that it has. Callers hold mu.
func (s *Sandbox) twilioText(to, from, text string) string {
	n := s.rentedAtTwilio(to)
	if n == nil || !n.SMS || s.w.Faults.SMSLost {
		return ""
	}
	if digits := digitsOnly(from); digits == from && len(from) > 6 {
		from = "+" + from
	}
	m := &twilioMessage{SID: s.sid("SM"), From: from, To: n.Phone, Body: text, Inbound: true, Status: "received", CreatedMs: s.nowMs()}
	s.logTwilio(m)
	if n.SMSApp != "" || s.keepsText() {
		return m.SID // it has them, and not this relay
	}
	form := twilioForm(m.SID, m.From, m.To)
	form.Set("SmsMessageSid", m.SID)
	form.Set("Body", text)
	form.Set("NumMedia", "0")
	form.Set("NumSegments", strconv.Itoa(1+len(text)/153))
	form.Set("SmsStatus", "received")
	s.counters.SMS++
	s.twilioHook(n.SMSURL, "sms", "sms "+to, []string{m.SID}, form)
	return m.SID
}

// twilioWrite sends something from a customer's phone to a sender. Callers hold mu.
func (s *Sandbox) twilioWrite(customerID, senderID string, c Content, stamp time.Time) (string, error) {
	who, t := s.ix.customers[customerID], s.senderAt(senderID)
	switch {
	case who == nil:
		return "", fmt.Errorf("%w: no such customer", ErrNotFound)
	case who.Phone == "":
		return "", fmt.Errorf("%w: Twilio does not know people without a number", ErrRefused)
	case t == nil:
		return "", fmt.Errorf("%w: no such sender", ErrNotFound)
	case !t.online():
		return "", fmt.Errorf("%w: that number is not on WhatsApp", ErrRefused)
	}
	if err := c.check(); err != nil {
		return "", err
	}
	talk := s.talk(senderID, customerID)
	if err := s.checkTargets(talk, c); err != nil {
		return "", err
	}
	m := c.message()
	m.ID, m.FromCustomer, m.StampMs, m.Tick = s.sid("SM"), true, stamp.UnixMilli(), tickSent
	logged := &twilioMessage{From: "whatsapp:+" + who.Phone, To: senderID, Body: c.Text, Inbound: true, Status: "received", CreatedMs: s.nowMs()}
	if c.isMedia() {
		m.ID = "MM" + m.ID[2:]
		logged.MediaSID, logged.MIME = s.sid("ME"), c.MIME
		m.MediaID = logged.MediaSID
		s.ix.media[m.MediaID] = &media{ID: m.MediaID, NumberID: senderID, MIME: c.MIME, Size: len(c.Data), Inbound: true}
		s.w.Media = append(s.w.Media, s.ix.media[m.MediaID])
		if err := s.writeMedia(m.MediaID, c.Data); err != nil {
			return "", err
		}
	}
	logged.SID = m.ID
	form, err := s.twilioContent(c, logged, who)
	if err != nil {
		return "", err
	}
	s.logTwilio(logged)
	s.keep(talk, m)
	talk.LastIn = max(talk.LastIn, m.StampMs)
	s.twilioHook(t.hook("callback_url"), "message", senderID+" "+customerID, []string{m.ID}, form)
	s.touch()
	return m.ID, nil
}

// twilioContent is the form of what a customer wrote.
func (s *Sandbox) twilioContent(c Content, m *twilioMessage, who *Customer) (url.Values, error) {
	f := twilioForm(m.SID, m.From, m.To)
	put := func(pairs ...string) {
		for pair := range slices.Chunk(pairs, 2) {
			f.Set(pair[0], pair[1])
		}
	}
	put("SmsMessageSid", m.SID, "SmsStatus", "received", "NumSegments", "1", "NumMedia", "0", "ProfileName", who.Name, "WaId", who.Phone, "Body", c.Text, "MessageType", c.Kind)
	if c.Forwarded {
		put("Forwarded", "true")
	}
	if c.Ad != nil {
		put(s.twilioReferral(c.Ad)...)
	}
	if c.ReplyTo != "" {
		put("OriginalRepliedMessageSid", c.ReplyTo, "OriginalRepliedMessageSender", m.To)
	}
	switch {
	case c.isMedia():
		put("NumMedia", "1", "MediaContentType0", c.MIME,
			"MediaUrl0", "https://api.twilio.com/2010-04-01/Accounts/"+DefaultTwilioAccount+"/Messages/"+m.SID+"/Media/"+m.MediaSID)
	case c.Kind == KindLocation:
		put("Latitude", strconv.FormatFloat(c.Latitude, 'f', -1, 64), "Longitude", strconv.FormatFloat(c.Longitude, 'f', -1, 64), "Label", c.Name, "Address", c.Address)
	case c.Kind == KindButton, c.Kind == KindButtonReply:
		put("ButtonText", c.Text, "ButtonPayload", c.ButtonID, "MessageType", "button")
	case c.Kind == KindListReply:
		put("ListId", c.ButtonID, "ListTitle", c.Text, "ListDescription", c.Description, "MessageType", "interactive")
	case c.Kind == KindUnsupported:
		put("MessageType", c.Name)
	case c.Kind != KindText:
		return nil, fmt.Errorf("%w: Twilio does not carry a %s", ErrInvalid, c.Kind)
	}
	return f, nil
}

// twilioWords are Twilio's for the ticks.
var twilioWords = map[string]string{tickSent: "sent", tickDelivered: "delivered", tickRead: "read", tickFailed: "undelivered"}

// twilioTicked tells of a tick on a customer's phone. Callers hold mu.
func (s *Sandbox) twilioTicked(l located) {
	if m := s.twilioMessageOf(l.m.ID); m != nil {
		m.ErrorCode = l.m.ErrorCode
		s.twilioStatus(m, twilioWords[l.m.Tick])
	}
}

// twilioStatus tells how far a message has come. Callers hold mu.
func (s *Sandbox) twilioStatus(m *twilioMessage, word string) {
	if word == "" {
		return
	}
	m.Status = word
	if s.unreported(word) {
		return
	}
	f := twilioForm(m.SID, m.From, m.To)
	f.Set("MessageStatus", word)
	f.Set("SmsStatus", word)
	if strings.HasPrefix(m.To, "whatsapp:") {
		f.Set("ChannelPrefix", "whatsapp")
		f.Set("EventType", strings.ToUpper(word))
	}
	if m.ErrorCode != 0 {
		f.Set("ErrorCode", strconv.Itoa(m.ErrorCode))
	}
	url := m.Callback
	if t := s.senderAt(m.From); url == "" && t != nil {
		url = t.hook("status_callback_url")
	}
	s.twilioHook(url, "status", m.From+" "+m.To, []string{m.SID + "/" + word}, f)
}

// BreakNextTwilio has the next message fail on its way with one of Twilio's codes, which
// shows in its status and not in the answer.
func (s *Sandbox) BreakNextTwilio(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.twilio().Break = code
}
