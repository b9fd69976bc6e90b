package sandbox

import (
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // the carrier's default signature is MD5
	"crypto/sha1" //nolint:gosec // one of the carrier's signatures
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Transports and signatures of inbound SMS.
const (
	TransportGET  = "get"
	TransportForm = "form"
	TransportJSON = "json"

	SignNone    = "none"
	SignMD5Hash = "md5hash"
	SignMD5     = "md5"
	SignSHA1    = "sha1"
	SignSHA256  = "sha256"
	SignSHA512  = "sha512"
)

// Carrier says how inbound SMS reach the relay; account settings at Vonage.
type Carrier struct {
	Transport string `json:"transport"` // default TransportForm
	Signature string `json:"signature"` // default SignSHA256
	DelayMs   int64  `json:"delayMs"`   // code requested → SMS; default 900, negative at once
	Parts     int    `json:"parts"`     // concatenated parts per SMS; default 1
	Backwards bool   `json:"backwards"` // the parts arrive last to first
}

func (c Carrier) filled() Carrier {
	if c.Transport == "" {
		c.Transport = TransportForm
	}
	if c.Signature == "" {
		c.Signature = SignSHA256
	}
	if c.DelayMs == 0 {
		c.DelayMs = 900
	}
	c.Parts = max(c.Parts, 1)
	return c
}

// SetCarrier changes how inbound SMS are sent.
func (s *Sandbox) SetCarrier(c Carrier) error {
	c = c.filled()
	if !slices.Contains([]string{TransportGET, TransportForm, TransportJSON, TransportMessages}, c.Transport) || c.Parts > 10 ||
		!slices.Contains([]string{SignNone, SignMD5Hash, SignMD5, SignSHA1, SignSHA256, SignSHA512}, c.Signature) {
		return fmt.Errorf("%w: unknown transport or signature, or too many parts", ErrInvalid)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Carrier = c
	s.touch()
	return nil
}

// SendSMS lets somebody send an SMS to a number of the business. One that is
// not rented at the carrier gets it on its handset only.
func (s *Sandbox) SendSMS(to, from, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	to = digitsOnly(to)
	if to == "" || from == "" || text == "" || len(text) > 4096 {
		return fmt.Errorf("%w: an SMS needs a number, a sender and a text", ErrInvalid)
	}
	s.textNumber(to, from, text)
	s.touch()
	return nil
}

// textNumber delivers an SMS: to the handset, and to the relay if the number
// is rented at the carrier, and onto the phone of the customer who sent it. It gives the
// carrier's id of it, "" when no carrier has the number. Callers hold mu.
func (s *Sandbox) textNumber(to, from, text string) (id string) {
	defer func() { s.wroteSMS(id, from, to, text) }()
	for _, n := range s.w.Numbers {
		if n.Digits == to {
			n.LastText = text
		}
	}
	id = s.twilioText(to, from, text)
	v := s.rented(to)
	nowhere := v != nil && v.URL == "" && s.w.AccountSMS != nil && *s.w.AccountSMS == ""
	if v == nil || nowhere || s.w.Faults.SMSLost {
		return id
	}
	if s.keepsText() {
		return strings.ToUpper(s.digits("sms", 16))
	}
	if s.cfg.Carrier.Transport == TransportMessages {
		id = s.digits("sms", 16)
		d := s.messagesRequest(to, from, text, id)
		d.URL, d.Items, d.Key = v.URL, []string{id}, "sms "+to
		s.counters.SMS++
		s.enqueue(d)
		return id
	}
	parts := split(text, s.cfg.Carrier.Parts)
	ref := strconv.FormatUint(s.next()%255+1, 10)
	list := []*delivery{}
	for i, part := range parts {
		p := map[string]string{
			"msisdn": from, "to": to, "messageId": strings.ToUpper(s.digits("sms", 16)), "text": part, "type": "text",
			"keyword": keyword(part), "api-key": s.cfg.VonageAPIKey,
			"message-timestamp": s.now().UTC().Format("2006-01-02 15:04:05"),
		}
		if i == 0 {
			id = p["messageId"]
		}
		if strings.ContainsFunc(part, func(r rune) bool { return r > 126 }) {
			p["type"] = "unicode"
		}
		if len(parts) > 1 {
			p["concat"], p["concat-ref"] = "true", ref
			p["concat-total"], p["concat-part"] = strconv.Itoa(len(parts)), strconv.Itoa(i+1)
		}
		d := s.smsRequest(p)
		d.URL, d.Items, d.Key = v.URL, []string{p["messageId"]}, "sms "+to
		list = append(list, d)
	}
	if s.cfg.Carrier.Backwards {
		slices.Reverse(list)
	}
	for _, d := range list {
		s.counters.SMS++
		s.enqueue(d)
	}
	return id
}

func keyword(text string) string {
	first, _, _ := strings.Cut(text, " ")
	return strings.ToUpper(first)
}

// split cuts a text into n pieces of nearly the same length, between runes.
func split(text string, n int) []string {
	r := []rune(text)
	n = min(max(n, 1), max(len(r), 1))
	var out []string
	for i := range n {
		out = append(out, string(r[i*len(r)/n:(i+1)*len(r)/n]))
	}
	return out
}

// smsRequest puts the parameters into a request by the account's transport,
// signed by its method. Callers hold mu.
func (s *Sandbox) smsRequest(p map[string]string) *delivery {
	if c := s.cfg.Carrier; c.Signature != SignNone {
		nonce := s.digest("nonce", s.next())
		p["timestamp"], p["nonce"] = strconv.FormatInt(s.now().Unix(), 10), hex.EncodeToString(nonce[:16])
		p["sig"] = smsSignature(c.Signature, s.signedWith(s.cfg.VonageSignatureSecret), p)
	}
	d := &delivery{SMS: true, Kind: "sms", Method: http.MethodPost}
	form := url.Values{}
	for k, v := range p {
		form.Set(k, v)
	}
	switch s.cfg.Carrier.Transport {
	case TransportGET:
		d.Method, d.Query = http.MethodGet, form.Encode()
	case TransportJSON:
		d.Type = "application/json"
		d.Body, _ = json.Marshal(p) // strings only: cannot fail
	default:
		d.Type, d.Body = "application/x-www-form-urlencoded", []byte(form.Encode())
	}
	return d
}

// smsSignature is the SMS API's signature over the decoded values, with & and =
// in them replaced ("Signing messages").
func smsSignature(method, secret string, p map[string]string) string {
	keys := make([]string, 0, len(p))
	for k := range p {
		if k != "sig" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var b strings.Builder
	tame := strings.NewReplacer("&", "_", "=", "_")
	for _, k := range keys {
		b.WriteString("&" + k + "=" + tame.Replace(p[k]))
	}
	if method == SignMD5Hash {
		sum := md5.Sum([]byte(b.String() + secret)) //nolint:gosec // the carrier's
		return hex.EncodeToString(sum[:])
	}
	hashes := map[string]func() hash.Hash{
		SignMD5: md5.New, SignSHA1: sha1.New, SignSHA256: sha256.New, SignSHA512: sha512.New,
	}
	m := hmac.New(hashes[method], []byte(secret))
	m.Write([]byte(b.String()))
	return strings.ToUpper(hex.EncodeToString(m.Sum(nil)))
}
