package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/parleydesk/parley/backend/desk"
)

// stepVonageReceipt is what becomes of an SMS to somebody whose phone nobody looks at:
// Ref: the SMS, Text: its status.
const stepVonageReceipt = "vonageReceipt"

// vonageSMS is an SMS that was sent through Vonage.
type vonageSMS struct {
	Parts    []string `json:"parts"` // the ids; the first names the SMS
	From     string   `json:"from"`
	To       string   `json:"to"`
	Callback string   `json:"callback,omitempty"`
	Ref      string   `json:"ref,omitempty"`
}

// keepVonageSMS bounds those that are known.
const keepVonageSMS = 2000

// The carrier's words for the status of a receipt, and its codes ("DLR error codes").
var vonageWords = map[string]string{tickSent: "accepted", tickDelivered: "delivered", tickFailed: "failed"}

// vonageRefused is the answer to an SMS that is not sent ("Troubleshooting SMS").
func vonageRefused(w http.ResponseWriter, status int, text string) {
	writeJSON(w, http.StatusOK, map[string]any{
		"message-count": "1", "messages": []any{map[string]any{"status": strconv.Itoa(status), "error-text": text}},
	})
}

// sendSMS answers POST /sms/json. Whoever asks signs in with the account's secret or
// signs the request, one of the two.
func (s *Sandbox) sendSMS(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		vonageRefused(w, 3, "The form cannot be read")
		return
	}
	f := r.PostForm
	s.mu.Lock()
	defer s.mu.Unlock()
	if status, text := s.refusesSMS(f); status != 0 {
		vonageRefused(w, status, text)
		return
	}
	s.counters.Accepted++
	m := &vonageSMS{From: f.Get("from"), To: f.Get("to"), Callback: f.Get("callback"), Ref: f.Get("client-ref")}
	if f.Get("status-report-req") == "0" || f.Get("status-report-req") == "false" {
		m.Callback = ""
	}
	messages := []any{}
	for range smsParts(f.Get("text"), f.Get("type") == "unicode") {
		id := strings.ToUpper(s.digits("sms", 16))
		m.Parts = append(m.Parts, id)
		messages = append(messages, map[string]any{
			"to": m.To, "message-id": id, "status": "0", "remaining-balance": "16.20", "message-price": "0.0333", "network": "23410",
		})
	}
	if s.w.SMSOut = append(s.w.SMSOut, m); len(s.w.SMSOut) > keepVonageSMS {
		s.w.SMSOut = slices.Clone(s.w.SMSOut[len(s.w.SMSOut)-keepVonageSMS:])
	}
	if !s.getsSMS(m.Parts[0], m.From, m.To, f.Get("text")) {
		s.later(s.cfg.Pace.Sent, step{Kind: stepVonageReceipt, Ref: m.Parts[0], Text: "accepted"})
		s.later(s.cfg.Pace.Sent+s.cfg.Pace.Delivered, step{Kind: stepVonageReceipt, Ref: m.Parts[0], Text: "delivered"})
	}
	s.touch()
	if s.w.Faults.FailAfterSend > 0 && s.roll("after") < s.w.Faults.FailAfterSend {
		panic(http.ErrAbortHandler) // taken, and the answer is lost
	}
	writeJSON(w, http.StatusOK, map[string]any{"message-count": strconv.Itoa(len(messages)), "messages": messages})
}

// refusesSMS says why an SMS is not sent, 0 = it is. Callers hold mu.
func (s *Sandbox) refusesSMS(f url.Values) (status int, text string) {
	p := map[string]string{}
	for name := range f {
		p[name] = f.Get(name)
	}
	signed := p["sig"] != ""
	n := s.rented(p["from"])
	switch {
	case signed && p["api_secret"] != "":
		return 32, "A signed request may not also present an api_secret"
	case p["api_key"] != s.cfg.VonageAPIKey, !signed && p["api_secret"] != s.cfg.VonageAPISecret, s.broken(desk.CheckToken):
		return 4, "Bad Credentials"
	case signed && !strings.EqualFold(p["sig"], smsSignature(s.cfg.Carrier.Signature, s.signedWith(s.cfg.VonageSignatureSecret), p)):
		return 14, "Invalid Signature"
	case p["to"] == "" || p["text"] == "":
		return 2, "Missing to or text param"
	case digitsOnly(p["to"]) != p["to"] || len(p["to"]) < 7 || len(p["to"]) > 15:
		return 3, "Invalid value for param: to"
	case n == nil || !n.has("SMS"):
		return 15, "Illegal Sender Address - rejected"
	case len(p["client-ref"]) > 40:
		return 3, "Invalid value for param: client-ref"
	case p["type"] != "unicode" && strings.ContainsFunc(p["text"], func(r rune) bool { return r > 0x2000 && r != '€' }):
		return 3, "Invalid value for param: type"
	case s.w.Faults.APIErrorProbability > 0 && s.roll("sms") < s.w.Faults.APIErrorProbability:
		return 1, "Throughput Rate Exceeded - please wait and retry"
	}
	return 0, ""
}

func (n *carrierNumber) has(feature string) bool { return slices.Contains(n.Features, feature) }

// smsParts counts the SMS of a text, roughly as a network does.
func smsParts(text string, unicode bool) int {
	alone, part, size := 160, 153, len([]rune(text))
	if unicode {
		alone, part, size = 70, 67, len(utf16.Encode([]rune(text)))
	}
	if size <= alone {
		return 1
	}
	return (size + part - 1) / part
}

// vonageTicked tells of a tick on a customer's phone. Callers hold mu.
func (s *Sandbox) vonageTicked(l located) {
	code := 0
	if l.m.Tick == tickFailed {
		code = max(l.m.ErrorCode, 1)
	}
	s.vonageReceipt(l.m.ID, vonageWords[l.m.Tick], code)
}

// vonageReceipt sends the delivery receipts of an SMS, one for each of its parts. Callers
// hold mu.
func (s *Sandbox) vonageReceipt(id, status string, code int) {
	at := slices.IndexFunc(s.w.SMSOut, func(m *vonageSMS) bool { return m.Parts[0] == id })
	if at < 0 || status == "" || s.w.SMSOut[at].Callback == "" {
		return
	}
	if s.unreported(status) {
		return
	}
	m := s.w.SMSOut[at]
	for _, part := range m.Parts {
		p := map[string]string{
			"msisdn": m.To, "to": m.From, "network-code": "23410", "messageId": part, "price": "0.0333", "status": status,
			"scts": s.now().UTC().Format("0601021504"), "err-code": strconv.Itoa(code), "api-key": s.cfg.VonageAPIKey,
			"message-timestamp": s.now().UTC().Format("2006-01-02 15:04:05"),
		}
		if m.Ref != "" {
			p["client-ref"] = m.Ref
		}
		d := s.smsRequest(p)
		d.URL, d.Kind, d.Items, d.Key = m.Callback, "status", []string{part + "/" + status}, "receipt "+m.From+" "+m.To
		s.enqueue(d)
	}
}
