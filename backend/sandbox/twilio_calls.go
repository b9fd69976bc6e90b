package sandbox

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// How well the pretend carriers understand what a call says.
const (
	HearsClearly = "clear"   // as it was said
	HearsGarbled = "garbled" // some of the digits are other words
	HearsNothing = "nothing"
)

// Ears say what the pretend carriers understand of calls while it listens (Live), and of a
// recording (Later). "" = HearsClearly.
type Ears struct {
	Live  string `json:"live"`
	Later string `json:"later"`
}

// twilioRecording is a recording, or the text of one, as long as nobody deletes it.
type twilioRecording struct {
	SID  string `json:"sid"`
	Says string `json:"says"` // what its sound says in digits, or its text
}

// mostTwiML bounds the documents that one call runs through: a loop of redirects ends.
const mostTwiML = 8

// robotNumber is from where Meta calls.
const robotNumber = "+16505434800"

// SetEars says how well calls are understood.
func (s *Sandbox) SetEars(e Ears) error {
	for _, how := range []string{e.Live, e.Later} {
		if !slices.Contains([]string{"", HearsClearly, HearsGarbled, HearsNothing}, how) {
			return fmt.Errorf("%w: Twilio hears clearly, garbled or nothing", ErrInvalid)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.twilio().Ears = e
	s.touch()
	return nil
}

// CallNumber lets somebody call a number of the business and say something. One that is
// rented at no carrier rings on its desk only.
func (s *Sandbox) CallNumber(to, from, says string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if digitsOnly(to) == "" || from == "" || len(says) > 4096 {
		return fmt.Errorf("%w: a call needs a number and a caller", ErrInvalid)
	}
	s.rings(digitsOnly(to), from, says)
	s.touch()
	return nil
}

// rings has a number called, at whichever carrier it is rented. Callers hold mu.
func (s *Sandbox) rings(to, from, says string) {
	s.twilioRings(to, from, says)
	s.vonageRings(to, from, says)
}

// SpokenBy is what Meta's robot says of a code.
func SpokenBy(code string) string {
	digits := strings.Join(strings.Split(code, ""), " ")
	return "Your WhatsApp verification code is " + digits + ". Once again, your code is " + digits
}

// twilioRings has a number called that is rented at Twilio. Callers hold mu.
func (s *Sandbox) twilioRings(to, from, says string) {
	n := s.rentedAtTwilio(to)
	if n == nil || !n.Voice || n.VoiceURL == "" {
		return
	}
	c := &twilioRinging{s: s, says: says, sid: s.sid("CA"), from: from, to: n.Phone, ears: s.twilio().Ears}
	c.method, c.address = first(n.VoiceMethod, http.MethodPost), n.VoiceURL
	s.running.Add(1)
	go c.run()
}

// twilioRinging is a call that is under way.
type twilioRinging struct {
	s                   *Sandbox
	says, sid, from, to string
	ears                Ears
	method, address     string     // asked next what to do
	form                url.Values // and told then
	sound, onText       string     // the recording, and where its text is told
}

// twilioDo is what a TwiML document asks for, as far as the pretend Twilio can do it.
type twilioDo struct {
	Gather *struct {
		Action string `xml:"action,attr"`
		Method string `xml:"method,attr"`
		Empty  bool   `xml:"actionOnEmptyResult,attr"`
	} `xml:"Gather"`
	Record *struct {
		Action     string `xml:"action,attr"`
		Method     string `xml:"method,attr"`
		Transcribe bool   `xml:"transcribe,attr"`
		OnText     string `xml:"transcribeCallback,attr"`
	} `xml:"Record"`
	Redirect *struct {
		Method string `xml:"method,attr"`
		To     string `xml:",chardata"`
	} `xml:"Redirect"`
	Hangup *struct{} `xml:"Hangup"`
}

// run asks what to do with the call and does it, until it is hung up on.
func (c *twilioRinging) run() {
	defer c.s.running.Done()
	defer c.transcribe()
	for range mostTwiML {
		do, err := c.ask()
		if err != nil {
			c.s.log.Info("call ended", "err", err)
			return
		}
		if !c.do(do) {
			return
		}
	}
}

// do does what was asked for, and tells whether the call goes on.
func (c *twilioRinging) do(do twilioDo) bool {
	c.form = url.Values{}
	heard := understood(c.says, c.ears.Live)
	switch {
	case do.Gather != nil && (heard != "" || do.Gather.Empty):
		c.method, c.address = do.Gather.Method, do.Gather.Action
		c.form.Set("SpeechResult", heard)
		c.form.Set("Confidence", "0.91")
	case do.Record != nil && c.says != "":
		c.method, c.address = do.Record.Method, do.Record.Action
		c.record(do.Record.Transcribe, do.Record.OnText)
	case do.Redirect != nil:
		c.method, c.address = do.Redirect.Method, strings.TrimSpace(do.Redirect.To)
	default:
		return false
	}
	return c.address != ""
}

func (c *twilioRinging) record(transcribe bool, onText string) {
	c.s.mu.Lock()
	r := &twilioRecording{SID: c.s.sid("RE"), Says: c.says}
	c.s.twilio().Recordings = append(c.s.twilio().Recordings, r)
	c.s.mu.Unlock()
	if c.sound = r.SID; transcribe {
		c.onText = onText
	}
	c.form.Set("RecordingSid", r.SID)
	c.form.Set("RecordingUrl", "https://api.twilio.com/2010-04-01/Accounts/"+DefaultTwilioAccount+"/Recordings/"+r.SID)
	c.form.Set("RecordingDuration", "9")
}

// transcribe tells what was understood of the recording, which takes longer than the call.
func (c *twilioRinging) transcribe() {
	if c.onText == "" {
		return
	}
	text := understood(c.says, c.ears.Later)
	c.s.mu.Lock()
	t := &twilioRecording{SID: c.s.sid("TR"), Says: text}
	c.s.twilio().Recordings = append(c.s.twilio().Recordings, t)
	c.s.mu.Unlock()
	c.method, c.address = http.MethodPost, c.onText
	c.form = url.Values{"TranscriptionSid": {t.SID}, "TranscriptionText": {text}, "TranscriptionStatus": {"completed"}, "RecordingSid": {c.sound}}
	if text == "" {
		c.form.Set("TranscriptionStatus", "failed")
	}
	if _, err := c.ask(); err != nil {
		c.s.log.Info("transcription not told", "err", err)
	}
}

// ask asks an address what to do, signed as Twilio does.
func (c *twilioRinging) ask() (twilioDo, error) {
	var do twilioDo
	form := url.Values{
		"CallSid": {c.sid}, "AccountSid": {DefaultTwilioAccount}, "ApiVersion": {"2010-04-01"}, "From": {c.from}, "To": {c.to},
		"CallStatus": {"ringing"}, "Direction": {"inbound"},
	}
	if c.form != nil {
		form.Set("CallStatus", "in-progress")
	}
	for name, values := range c.form {
		form[name] = values
	}
	address, body := c.address, io.Reader(strings.NewReader(form.Encode()))
	if c.method == http.MethodGet {
		address, body, form = withQuery(address, form), http.NoBody, nil
	}
	req, err := http.NewRequest(first(c.method, http.MethodPost), address, body) //nolint:noctx // the client has a time-out
	if err != nil {
		return do, err
	}
	if c.method != http.MethodGet {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	}
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	req.Header.Set("X-Twilio-Signature", twilioSignature(DefaultTwilioToken, address, form))
	res, err := c.s.cfg.Client.Do(req)
	if err != nil {
		return do, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := answerOf(res)
	if err == nil {
		err = xml.Unmarshal(raw, &do)
	}
	return do, err
}

// withQuery adds a form to the query of an address.
func withQuery(address string, form url.Values) string {
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
	}
	return address + sep + form.Encode()
}

// answerOf reads what an address says is to be done with a call.
func answerOf(res *http.Response) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("the address answered %d", res.StatusCode)
	}
	return raw, err
}

// understood is what Twilio makes of what was said.
func understood(says, how string) string {
	switch how {
	case HearsNothing:
		return ""
	case HearsGarbled:
		return strings.NewReplacer("1", "won", "2", "to", "4", "for", "8", "ate", "5", "fife", "0", "owe").Replace(says)
	}
	return says
}

// twilioSound gives a recording, and twilioForget deletes one or the text of one.
func (s *Sandbox) twilioSound(c *twilioCall) *twilioError {
	sid, isSound := strings.CutSuffix(c.r.PathValue("file"), ".wav")
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.twilio().Recordings, func(r *twilioRecording) bool { return r.SID == sid && strings.HasPrefix(sid, "RE") })
	if !isSound || i < 0 {
		return notAtTwilio(c.r)
	}
	c.raw = beeps(s.twilio().Recordings[i].Says)
	c.header.Set("Content-Type", "audio/x-wav")
	c.header.Set("Content-Length", strconv.Itoa(len(c.raw)))
	return nil
}

func (s *Sandbox) twilioForget(c *twilioCall) *twilioError {
	sid := strings.TrimSuffix(c.r.PathValue("file"), ".json")
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.twilio().Recordings
	i := slices.IndexFunc(list, func(r *twilioRecording) bool { return r.SID == sid })
	if i < 0 {
		return notAtTwilio(c.r)
	}
	s.twilio().Recordings = slices.Delete(list, i, i+1)
	s.touch()
	c.status = http.StatusNoContent
	return nil
}

// TwilioKeeps lists the ids of the recordings, and texts of them, that nobody deleted.
func (s *Sandbox) TwilioKeeps() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []string{}
	for _, r := range s.twilio().Recordings {
		out = append(out, r.SID)
	}
	return out
}

// TwilioVoiceURL is where a rented number's calls go.
func (s *Sandbox) TwilioVoiceURL(phone string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.rentedAtTwilio(digitsOnly(phone)); n != nil {
		return n.VoiceURL
	}
	return ""
}

// SetTwilioVoice changes what a rented number does with its calls, as its owner would.
func (s *Sandbox) SetTwilioVoice(phone, address, method string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.rentedAtTwilio(digitsOnly(phone))
	if n == nil {
		return fmt.Errorf("%w: no such number at Twilio", ErrNotFound)
	}
	n.VoiceURL, n.VoiceMethod = address, method
	s.touch()
	return nil
}
