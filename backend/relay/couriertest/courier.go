// Package couriertest is a second provider of messages, which exists in tests only:
// it brings SMS, in a format of its own, and knows nothing of Meta. A relay speaks to it
// when relay.Options.Providers has it, and nothing else says so: what it shows is that
// a provider is its package and its wiring.
//
// Server plays the provider's own machines behind real HTTP.
package couriertest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/integration"
	"github.com/parleydesk/parley/backend/relay"
)

// Name is the provider's.
const Name = "courier"

// IDs is the form of the ids of its apps and accounts.
var IDs = regexp.MustCompile(`^(app|acc)-[a-z]+$`)

// Provider is what a relay is given. address is where the provider's machines are.
func Provider(address string) relay.Provider {
	return relay.Provider{
		Provider: integration.Provider{
			Name: Name, Channel: desk.SMS, IDs: IDs, Scopes: []string{"post"},
			Open: func(token desk.Secret) channel.Client { return client{address, token} },
		},
		Reader: Reader{}, Webhooks: Webhooks{},
	}
}

// SignatureHeader carries the hex HMAC-SHA256 of the body.
const SignatureHeader = "X-Courier-Seal"

// Sign gives the seal of a body.
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// Webhooks reads its webhooks: one slip a line, each a query string.
type Webhooks struct{}

// Provider is Name.
func (Webhooks) Provider() string { return Name }

// Handshake asks for the token backwards.
func (Webhooks) Handshake(query url.Values, token string) (challenge string, ok bool) {
	return reversed(query.Get("hello")), query.Get("hello") == token && token != ""
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// Verify compares the seal.
func (Webhooks) Verify(r channel.Request, secrets ...string) bool {
	ok := false
	for _, s := range secrets {
		ok = s != "" && hmac.Equal([]byte(r.Header(SignatureHeader)), []byte(Sign(s, r.Body))) || ok
	}
	return ok
}

// MapTexts changes the texts.
func (Webhooks) MapTexts(body []byte, change func(string) string) []byte {
	lines := strings.Split(string(body), "\n")
	for i, line := range lines {
		q, err := url.ParseQuery(line)
		if err != nil || !q.Has("text") || q.Get("text") == change(q.Get("text")) {
			continue
		}
		q.Set("text", change(q.Get("text")))
		lines[i] = q.Encode()
	}
	return []byte(strings.Join(lines, "\n"))
}

// Split gives an item a line.
func (Webhooks) Split(r channel.Request) ([]channel.Item, error) {
	var out []channel.Item
	for line := range strings.Lines(string(r.Body)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		payload, err := json.Marshal(map[string]string{"slip": line})
		if err != nil {
			return nil, err
		}
		s := openSlip(payload)
		kind, reason := s.Classify()
		out = append(out, channel.Item{
			Kind: kind, Field: "slip", WABA: s.of("account"), PhoneNumberID: s.of("line"), Time: s.time(), ID: s.of("id"),
			Key: s.key(), Payload: payload, Reason: reason,
		})
	}
	if len(out) == 0 {
		return nil, errors.New("the bag is empty")
	}
	return out, nil
}

// WriteEntry is plain JSON.
func (Webhooks) WriteEntry(e desk.ItemEntry) []byte {
	b, err := json.Marshal(e)
	if err != nil {
		panic(err) // nothing in it can fail
	}
	return b
}

// Reader reads what Webhooks wrote.
type Reader struct{}

// Provider is Name.
func (Reader) Provider() string { return Name }

// ReadEntry reads what WriteEntry wrote.
func (r Reader) ReadEntry(payload []byte) (e desk.ItemEntry, stored channel.Stored, ok bool) {
	if json.Unmarshal(payload, &e) != nil {
		return e, nil, false
	}
	return e, r.OpenItem(e.Item), true
}

// OpenItem opens a slip.
func (Reader) OpenItem(item json.RawMessage) channel.Stored { return openSlip(item) }

// ReceiptKeys is how the keys of receipts begin.
func (Reader) ReceiptKeys(app desk.AppID, id string) string {
	return channel.EntryKey(Name, app, "slip", "came/"+id)
}

// Explain knows one code.
func (Reader) Explain(code int, title string) *desk.Said {
	return &desk.Said{Message: "The courier came back with " + strconv.Itoa(code) + ": " + title}
}

// slip is a stored item: {"slip": "<query string>"}.
type slip struct{ q url.Values }

func openSlip(item json.RawMessage) slip {
	var s struct{ Slip string }
	if json.Unmarshal(item, &s) != nil {
		return slip{}
	}
	q, err := url.ParseQuery(s.Slip)
	if err != nil {
		return slip{}
	}
	return slip{q}
}

func (s slip) of(name string) string { return s.q.Get(name) }

func (s slip) time() int64 {
	ms, err := strconv.ParseInt(s.of("at"), 10, 64)
	if err != nil {
		return 0
	}
	return ms
}

func (s slip) key() string {
	if s.of("kind") == "came" {
		return "came/" + s.of("id") + "|" + s.of("how")
	}
	return s.of("kind") + "/" + s.of("id")
}

// Classify says what the slip is.
func (s slip) Classify() (kind channel.Kind, reason string) {
	switch {
	case s.of("kind") == "text" && s.of("id") != "":
		return channel.KindMessage, ""
	case s.of("kind") == "came" && s.of("id") != "":
		return channel.KindStatus, ""
	case s.of("kind") == "account":
		return channel.KindEvent, ""
	}
	return channel.KindUnknown, "the slip cannot be read"
}

// Message reads a text.
func (s slip) Message() (channel.Message, error) {
	if s.of("id") == "" {
		return channel.Message{}, errors.New("the slip has no id")
	}
	return channel.Message{
		ID: s.of("id"), Type: channel.TypeText, Time: s.time(), PhoneNumberID: s.of("line"), Text: s.of("text"),
		From: channel.Person{WaID: desk.PhoneNumber(s.of("from")), Name: s.of("name")},
	}, nil
}

// came translates the courier's words into channel's.
var came = map[string]string{"out": channel.ReceiptSent, "there": channel.ReceiptDelivered, "lost": channel.ReceiptFailed}

// Receipt reads how far a text came.
func (s slip) Receipt() (channel.Receipt, error) {
	r := channel.Receipt{
		MessageID: s.of("id"), Status: came[s.of("how")], Time: s.time(), PhoneNumberID: s.of("line"),
		CallbackData: s.of("ours"), Recipient: channel.Person{WaID: desk.PhoneNumber(s.of("from"))},
	}
	if r.Status == channel.ReceiptFailed {
		r.Problems = []channel.Problem{{Code: 7, Title: "rain", Said: Reader{}.Explain(7, "rain")}}
	}
	if r.Status == "" {
		return r, errors.New("nobody knows that word")
	}
	return r, nil
}

// Event reads what is told of an account.
func (s slip) Event() (channel.Event, error) {
	state := map[string]channel.AccountState{"shut": channel.AccountDisabled, "open": channel.AccountFine}[s.of("is")]
	return channel.Event{
		Kind: channel.EventAccount, WABA: s.of("account"), Time: s.time(), Account: &channel.AccountEvent{State: state, Event: s.of("is")},
	}, nil
}

// History is never told.
func (slip) History() (h channel.History, messages []channel.Stored, isChunk bool) {
	return h, nil, false
}
