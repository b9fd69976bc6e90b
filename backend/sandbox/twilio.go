package sandbox

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// What the pretend Twilio knows. They are public, as the other defaults are.
const (
	DefaultTwilioAccount = "AC0b1e5a0c7d3f4e2a9c8b7a6d5e4f3c2b"
	DefaultTwilioToken   = "practice-twilio-auth-token"         //nolint:gosec // opens nothing but this sandbox
	DefaultTwilioKey     = "SK4f3c2b1a0d9e8f7c6b5a4d3e2f1c0b9a" //nolint:gosec // as above
	DefaultTwilioSecret  = "practice-twilio-key-secret"         //nolint:gosec // as above
	DefaultTwilioNumber  = "+442079460412"                      // rented at Twilio, not on WhatsApp yet
)

// twilioWorld is Twilio's part of the world.
type twilioWorld struct {
	Numbers  []*twilioNumber  `json:"numbers"`
	Senders  []*twilioSender  `json:"senders"`
	Contents []*twilioContent `json:"contents"`
	Messages []*twilioMessage `json:"messages"`

	Recordings []*twilioRecording `json:"recordings,omitempty"` // of calls, and the texts of them
	Ears       Ears               `json:"ears"`
	Break      int                `json:"break,omitempty"` // the code with which the next message fails
}

// twilioNumber is a number that is rented at Twilio.
type twilioNumber struct {
	SID       string `json:"sid"`
	Phone     string `json:"phone"` // with +
	SMS       bool   `json:"sms"`
	Voice     bool   `json:"voice"`
	SMSURL    string `json:"smsUrl"`
	SMSMethod string `json:"smsMethod"`
	SMSElse   string `json:"smsElse,omitempty"`
	SMSApp    string `json:"smsApp"` // takes the SMS whatever the address says
	VoiceURL  string `json:"voiceUrl"`

	VoiceMethod string `json:"voiceMethod,omitempty"`
}

// twilioWorldOf makes Twilio's part of a first start.
func twilioWorldOf(empty bool) *twilioWorld {
	w := &twilioWorld{Numbers: []*twilioNumber{
		{SID: "PN1a2b3c4d5e6f708192a3b4c5d6e7f801", Phone: DefaultTwilioNumber, SMS: true, Voice: true, SMSMethod: http.MethodPost},
		{SID: "PN1a2b3c4d5e6f708192a3b4c5d6e7f802", Phone: "+493023125099", Voice: true, SMSMethod: http.MethodPost},
	}}
	if !empty {
		w.Contents = seedContents()
	}
	return w
}

// twilio gives Twilio's part of the world, made when it is first asked for: a state file
// may be older than it. Callers hold mu.
func (s *Sandbox) twilio() *twilioWorld {
	if s.w.Twilio == nil {
		s.w.Twilio = twilioWorldOf(s.cfg.Empty)
	}
	return s.w.Twilio
}

// Twilio answers as api.twilio.com, messaging.twilio.com and content.twilio.com do.
func (s *Sandbox) Twilio() http.Handler {
	mux := http.NewServeMux()
	on := func(pattern string, do func(*twilioCall) *twilioError) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.twilioServe(w, r, do) })
	}
	const account = "/2010-04-01/Accounts/{account}"
	on("GET /2010-04-01/Accounts/{file}", s.twilioAccount) // AC….json
	on("GET "+account+"/IncomingPhoneNumbers.json", s.twilioNumbers)
	on("POST "+account+"/IncomingPhoneNumbers/{file}", s.twilioChangeNumber)
	on("GET "+account+"/Messages.json", s.twilioMessages)
	on("POST "+account+"/Messages.json", s.twilioSend)
	on("GET "+account+"/Messages/{message}/Media/{media}", s.twilioMedia)
	on("GET "+account+"/Recordings/{file}", s.twilioSound)
	on("DELETE "+account+"/Recordings/{file}", s.twilioForget)
	on("DELETE "+account+"/Transcriptions/{file}", s.twilioForget)
	on("GET /v2/Channels/Senders", s.twilioSenders)
	on("POST /v2/Channels/Senders", s.twilioCreateSender)
	on("GET /v2/Channels/Senders/{sid}", s.twilioSender)
	on("POST /v2/Channels/Senders/{sid}", s.twilioChangeSender)
	on("DELETE /v2/Channels/Senders/{sid}", s.twilioDeleteSender)
	on("POST /v2/Indicators/Typing.json", s.twilioTyping)
	on("GET /v1/ContentAndApprovals", s.twilioContents)
	on("POST /v1/Content", s.twilioCreateContent)
	on("DELETE /v1/Content/{sid}", s.twilioDeleteContent)
	on("GET /v1/Content/{sid}/ApprovalRequests", s.twilioApproval)
	on("POST /v1/Content/{sid}/ApprovalRequests/whatsapp", s.twilioAskApproval)
	mux.HandleFunc("GET /store/{media}", s.twilioStore) // where files lie, for whoever has the address
	return mux
}

// twilioCall is one request that is signed in, and its answer.
type twilioCall struct {
	r      *http.Request
	base   string // the address of the pretend Twilio, as the caller wrote it
	status int
	answer any
	raw    []byte // instead of answer
	header http.Header
}

// twilioError is an answer in Twilio's own form of errors.
type twilioError struct {
	status, code int
	message      string
}

func refusedByTwilio(status, code int, format string, args ...any) *twilioError {
	return &twilioError{status, code, fmt.Sprintf(format, args...)}
}

func (s *Sandbox) twilioServe(w http.ResponseWriter, r *http.Request, do func(*twilioCall) *twilioError) {
	f := s.Faults()
	if f.APILatencyMs > 0 {
		select {
		case <-time.After(time.Duration(f.APILatencyMs) * time.Millisecond):
		case <-r.Context().Done():
			return
		}
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	prefix := strings.TrimSuffix(strings.SplitN(r.RequestURI, "?", 2)[0], r.URL.EscapedPath())
	c := &twilioCall{r: r, base: "http://" + r.Host + prefix, status: http.StatusOK, header: http.Header{}}
	fail := s.twilioSignedIn(r, f)
	if fail == nil {
		s.mu.Lock()
		s.counters.APICalls++
		fail = s.twilioMishap(r)
		s.mu.Unlock()
	}
	if fail == nil {
		fail = do(c)
	}
	if fail != nil {
		s.mu.Lock()
		s.counters.APIErrors++
		s.mu.Unlock()
		writeJSON(w, fail.status, map[string]any{
			"code": fail.code, "message": fail.message, "status": fail.status,
			"more_info": "https://www.twilio.com/docs/errors/" + strconv.Itoa(fail.code),
		})
		return
	}
	for k, v := range c.header {
		w.Header()[k] = v
	}
	if c.answer == nil {
		w.WriteHeader(c.status)
		_, _ = w.Write(c.raw) // whoever is gone does not hear it
		return
	}
	writeJSON(w, c.status, c.answer)
}

// twilioSignedIn judges the login: the account with its token, or the key with its secret.
func (s *Sandbox) twilioSignedIn(r *http.Request, f Faults) *twilioError {
	user, password, _ := r.BasicAuth()
	same := func(a, b string) int { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) }
	good := same(user, DefaultTwilioAccount)&same(password, DefaultTwilioToken) | same(user, DefaultTwilioKey)&same(password, DefaultTwilioSecret)
	account := r.PathValue("account")
	if file := r.PathValue("file"); account == "" && strings.HasPrefix(file, "AC") {
		account = strings.TrimSuffix(file, ".json")
	}
	if good != 1 || f.TokenDead || slices.Contains(f.Breaks, desk.CheckToken) || account != "" && account != DefaultTwilioAccount {
		return refusedByTwilio(http.StatusUnauthorized, 20003, "Authenticate")
	}
	return nil
}

// twilioMishap decides whether a call fails before it does anything. Callers hold mu.
func (s *Sandbox) twilioMishap(r *http.Request) *twilioError {
	f := s.w.Faults
	sending := r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/Messages.json")
	if f.APIErrorProbability == 0 || f.MessagesOnly && !sending || s.roll("api") >= f.APIErrorProbability {
		return nil
	}
	switch f.APIErrorCode {
	case 0:
		return refusedByTwilio(http.StatusInternalServerError, 20500, "Internal Server Error")
	case 20429:
		return refusedByTwilio(http.StatusTooManyRequests, 20429, "Too Many Requests")
	}
	return refusedByTwilio(http.StatusBadRequest, f.APIErrorCode, "Broken on purpose")
}

func notAtTwilio(r *http.Request) *twilioError {
	return refusedByTwilio(http.StatusNotFound, 20404, "The requested resource %s was not found", r.URL.Path)
}

func (s *Sandbox) twilioAccount(c *twilioCall) *twilioError {
	if c.r.PathValue("file") != DefaultTwilioAccount+".json" {
		return notAtTwilio(c.r)
	}
	c.answer = map[string]any{"sid": DefaultTwilioAccount, "friendly_name": "Harbour & Pine", "status": "active", "type": "Full"}
	return nil
}

func (n *twilioNumber) json() map[string]any {
	return map[string]any{
		"sid": n.SID, "account_sid": DefaultTwilioAccount, "phone_number": n.Phone, "friendly_name": n.Phone,
		"capabilities": map[string]bool{"sms": n.SMS, "voice": n.Voice, "mms": false, "fax": false},
		"sms_url":      n.SMSURL, "sms_method": n.SMSMethod, "sms_fallback_url": n.SMSElse, "sms_application_sid": n.SMSApp, "voice_url": n.VoiceURL, "voice_method": first(n.VoiceMethod, http.MethodPost),
		"voice_application_sid": "", "trunk_sid": nil, "status": "in-use", "type": "local", "origin": "twilio",
	}
}

func (s *Sandbox) twilioNumbers(c *twilioCall) *twilioError {
	q := c.r.URL.Query()
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []any{}
	for _, n := range s.twilio().Numbers {
		if oneOf(q.Get("PhoneNumber"), n.Phone) {
			shown := *n
			shown.SMS, shown.SMSURL = n.SMS && !s.broken(desk.CheckNumber), s.textsGoTo(n.SMSURL)
			list = append(list, shown.json())
		}
	}
	page, next, fail := twilioPage(c.r, list, 50)
	if fail != nil {
		return fail
	}
	answer := map[string]any{"incoming_phone_numbers": page, "page_size": len(page), "next_page_uri": nil}
	if next != "" { // relative, as the old API has it
		answer["next_page_uri"] = c.r.URL.Path + "?" + next
	}
	c.answer = answer
	return nil
}

// twilioPage cuts a page out of a list, and gives the query of the next one.
func twilioPage(r *http.Request, list []any, usual int) (page []any, next string, fail *twilioError) {
	q := r.URL.Query()
	size, at := usual, 0
	for _, p := range []struct {
		name string
		into *int
		low  int
	}{{"PageSize", &size, 1}, {"Page", &at, 0}} {
		v := q.Get(p.name)
		if v == "" {
			continue
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < p.low || n > 1000 {
			return nil, "", refusedByTwilio(http.StatusBadRequest, 20001, "Invalid %s", p.name)
		}
		*p.into = n
	}
	from := min(at*size, len(list))
	to := min(from+size, len(list))
	if to < len(list) {
		q.Set("Page", strconv.Itoa(at+1))
		q.Set("PageSize", strconv.Itoa(size))
		next = q.Encode()
	}
	return list[from:to], next, nil
}

func (s *Sandbox) twilioChangeNumber(c *twilioCall) *twilioError {
	if err := c.r.ParseForm(); err != nil {
		return refusedByTwilio(http.StatusBadRequest, 20001, "The form cannot be read")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sid := strings.TrimSuffix(c.r.PathValue("file"), ".json")
	i := slices.IndexFunc(s.twilio().Numbers, func(n *twilioNumber) bool { return n.SID == sid })
	if i < 0 {
		return notAtTwilio(c.r)
	}
	n := s.twilio().Numbers[i]
	for name, into := range map[string]*string{"SmsUrl": &n.SMSURL, "SmsMethod": &n.SMSMethod, "SmsFallbackUrl": &n.SMSElse, "SmsApplicationSid": &n.SMSApp, "VoiceUrl": &n.VoiceURL, "VoiceMethod": &n.VoiceMethod} {
		if c.r.PostForm.Has(name) {
			*into = c.r.PostForm.Get(name)
		}
	}
	s.touch()
	c.answer = n.json()
	return nil
}

// rentedAtTwilio finds a number by its digits. Callers hold mu.
func (s *Sandbox) rentedAtTwilio(digits string) *twilioNumber {
	for _, n := range s.twilio().Numbers {
		if digitsOnly(n.Phone) == digits {
			return n
		}
	}
	return nil
}

// SetTwilioNumber changes what a rented number does with its SMS, as its owner would in
// the Console: an address, or an application that takes them whatever the address says.
func (s *Sandbox) SetTwilioNumber(phone, smsURL, application string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.rentedAtTwilio(digitsOnly(phone))
	if n == nil {
		return fmt.Errorf("%w: no such number at Twilio", ErrNotFound)
	}
	n.SMSURL, n.SMSApp = smsURL, application
	s.touch()
	return nil
}

// TwilioSMSURL is where a rented number's SMS go.
func (s *Sandbox) TwilioSMSURL(phone string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.rentedAtTwilio(digitsOnly(phone)); n != nil {
		return n.SMSURL
	}
	return ""
}

var twilioSenderForm = regexp.MustCompile(`^whatsapp:\+[1-9][0-9]{6,14}$`)

// sid makes an id of Twilio's. Callers hold mu.
func (s *Sandbox) sid(prefix string) string {
	d := s.digest("sid", s.next())
	return fmt.Sprintf("%s%x", prefix, d[:16])
}
