package vonage

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Subcodes of this package's errors.
const (
	SubTooLarge      = "tooLarge"      // over a limit of this package
	SubMalformed     = "malformed"     // not a query, form or JSON object
	SubNotUnderstood = "notUnderstood" // well-formed, but no SMS that we know
	SubUnsigned      = "unsigned"      // no signature where one is required
	SubBadSignature  = "badSignature"  // signature or token does not match
	SubStale         = "stale"         // signed, but too old or from the future
	SubCredentials   = "credentials"   // the carrier refuses key and secret
	SubCarrier       = "carrier"       // the carrier's answer makes no sense
)

// Inbound is a webhook as it came. Body are the raw bytes, read once.
type Inbound struct {
	Method      string
	ContentType string
	RawQuery    string
	Body        []byte
}

// Params are the decoded parameters of an SMS API webhook: one value per name,
// the very ones that the signature covers.
type Params map[string]string

// Decode reads a webhook in any of the carrier's transports and shapes. A GET
// or HEAD without parameters is the carrier trying the address: KindProbe. An
// error has code invalid and subcode tooLarge, malformed or notUnderstood; it
// never quotes the input.
func Decode(in Inbound) (Delivery, error) {
	if len(in.Body) > MaxBody || len(in.RawQuery) > MaxBody {
		return Delivery{}, unread(SubTooLarge, errors.New("the SMS webhook is larger than any SMS can be"))
	}
	switch in.Method {
	case http.MethodGet, http.MethodHead:
		if in.RawQuery == "" {
			return Delivery{Kind: channel.SMSProbe}, nil
		}
		return decodeForm(in.RawQuery)
	case http.MethodPost:
		if isJSON(in) {
			return decodeJSON(in.Body)
		}
		return decodeForm(string(in.Body))
	}
	return Delivery{}, unread(SubMalformed, errors.New("an SMS webhook is a GET or a POST"))
}

// unread is the error of a webhook that cannot be read; only the log has it.
func unread(sub string, cause error) error {
	return &desk.Error{Code: desk.CodeInvalid, Subcode: sub, Err: cause}
}

// isJSON believes the content type, and the first byte where there is none.
func isJSON(in Inbound) bool {
	media, _, err := mime.ParseMediaType(in.ContentType)
	if err == nil && media != "" {
		return media == "application/json" || strings.HasSuffix(media, "+json")
	}
	return bytes.HasPrefix(bytes.TrimSpace(in.Body), []byte("{"))
}

func decodeForm(raw string) (Delivery, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return Delivery{}, unread(SubMalformed, errors.New("the SMS webhook's parameters cannot be read"))
	}
	if len(values) > maxFields {
		return Delivery{}, unread(SubTooLarge, errors.New("the SMS webhook has too many parameters"))
	}
	p := make(Params, len(values))
	for k, v := range values {
		// It is not known which of two values the signature covers, so a repeated name
		// could smuggle in one that was never signed.
		if len(v) != 1 {
			return Delivery{}, unread(SubMalformed, errors.New("the SMS webhook repeats a parameter"))
		}
		p[k] = v[0]
	}
	return fromParams(p)
}

// decodeJSON tells the three JSON shapes apart by their names.
func decodeJSON(body []byte) (Delivery, error) {
	var fields map[string]any
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber() // the signature covers the digits as they were written
	if err := dec.Decode(&fields); err != nil || fields == nil {
		return Delivery{}, unread(SubMalformed, errors.New("the SMS webhook is not a JSON object"))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Delivery{}, unread(SubMalformed, errors.New("the SMS webhook has something behind its JSON object"))
	}
	if len(fields) > maxFields {
		return Delivery{}, unread(SubTooLarge, errors.New("the SMS webhook has too many parameters"))
	}
	if _, ok := fields["message_uuid"]; ok {
		return decodeMessages(fields)
	}
	p := make(Params, len(fields))
	for k, v := range fields {
		s, ok := scalar(v)
		if !ok {
			return Delivery{}, unread(SubNotUnderstood, errors.New("the SMS webhook has nested values where the SMS API has none"))
		}
		p[k] = s
	}
	return fromParams(p)
}

// scalar gives a JSON value as the text that a form would have carried.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	case nil:
		return "", true
	}
	return "", false
}

// fromParams reads the SMS API's own names.
func fromParams(p Params) (Delivery, error) {
	if len(p) == 0 {
		return Delivery{}, unread(SubMalformed, errors.New("the SMS webhook is empty"))
	}
	_, status := p["status"]
	_, errCode := p["err-code"]
	_, scts := p["scts"]
	if status && (errCode || scts) {
		return Delivery{Kind: channel.SMSReceipt, Params: p}, nil
	}
	s := channel.SMS{
		Provider:  Provider,
		API:       APISMS,
		MessageID: p["messageId"],
		APIKey:    p["api-key"],
		From:      desk.PhoneNumber(p["msisdn"]),
		To:        desk.PhoneNumber(p["to"]),
		Text:      p["text"],
		Type:      strings.ToLower(p["type"]),
		Timestamp: parseTime(p["message-timestamp"]),
	}
	readConcat(&s, p)
	return finish(s, p)
}

// readConcat sets the part fields. Carriers that say concat without saying
// which part are taken at their text's word: the SMS stands alone.
func readConcat(s *channel.SMS, p Params) {
	if ok, err := strconv.ParseBool(p["concat"]); err != nil || !ok {
		return
	}
	total, errTotal := strconv.Atoi(p["concat-total"])
	part, errPart := strconv.Atoi(p["concat-part"])
	ref := p["concat-ref"]
	if errTotal != nil || errPart != nil || total < 2 || total > 255 || part < 1 || part > total || len(ref) > maxID {
		return
	}
	s.Concat, s.Ref, s.Total, s.Part = true, ref, total, part
}

// finish checks what every shape must have.
func finish(s channel.SMS, p Params) (Delivery, error) {
	s.To = desk.PhoneNumber(strings.TrimPrefix(strings.TrimSpace(string(s.To)), "+"))
	s.From = desk.PhoneNumber(strings.TrimPrefix(strings.TrimSpace(string(s.From)), "+"))
	switch {
	case s.MessageID == "" || s.To == "":
		return Delivery{}, unread(SubNotUnderstood, errors.New("the webhook is no SMS that Parley knows: its id or its receiver is missing"))
	case len(s.MessageID) > maxID || len(s.To) > maxID || len(s.From) > maxID || len(s.APIKey) > maxID || len(s.Type) > maxID:
		return Delivery{}, unread(SubTooLarge, errors.New("an id or a number in the SMS webhook is too long"))
	case len(s.Text) > maxText:
		return Delivery{}, unread(SubTooLarge, errors.New("the SMS webhook's text is longer than any SMS"))
	case !isDigits(string(s.To)):
		return Delivery{}, unread(SubNotUnderstood, errors.New("the SMS webhook names a receiver that is not a number"))
	}
	if !utf8.ValidString(s.Text) {
		s.Text = strings.ToValidUTF8(s.Text, "\uFFFD")
	}
	s.Items = itemsOf(s)
	return Delivery{Kind: channel.SMSReceived, SMS: s, Params: p}, nil
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// timeLayouts are the spellings of time that were seen or documented. The one
// with two blanks is a +0000 whose plus was decoded as a blank.
var timeLayouts = []string{
	"2006-01-02 15:04:05", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -07:00",
	"2006-01-02 15:04:05 MST", "2006-01-02 15:04:05-07:00", "2006-01-02 15:04:05-0700",
	"2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05 -0700",
}

// parseTime reads a stamp leniently: 0 when it cannot. A stamp outside of this
// century is a broken clock and counts as unreadable.
func parseTime(s string) int64 {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 64 {
		return 0
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		if n < 1e11 { // seconds; as milliseconds it would lie in 1973
			n *= 1000
		}
		return plausible(time.UnixMilli(n))
	}
	// A plus sign that was not percent-encoded arrives as a blank.
	if i := len(s) - 5; i > 10 && s[i] == ' ' && isDigits(s[i+1:]) {
		s = strings.TrimSpace(s[:i]) + " +" + s[i+1:]
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(t)
		}
	}
	return 0
}

func plausible(t time.Time) int64 {
	if y := t.UTC().Year(); y < 2000 || y > 2099 {
		return 0
	}
	return t.UnixMilli()
}
