package twilio

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// senderJSON is a WhatsApp sender: a number of ours on WhatsApp, at Twilio.
type senderJSON struct {
	SID     string      `json:"sid,omitempty"`
	Status  string      `json:"status,omitempty"`
	ID      string      `json:"sender_id,omitempty"` // whatsapp:+E164
	Config  *configJSON `json:"configuration,omitempty"`
	Hook    *hookJSON   `json:"webhook,omitempty"`
	Profile profileJSON `json:"profile,omitzero"`
	Is      *struct {
		Quality string `json:"quality_rating"`
		Limit   string `json:"messaging_limit"`
	} `json:"properties,omitempty"`
	Offline []struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"offline_reasons,omitempty"`
}

type configJSON struct {
	Method string `json:"verification_method,omitempty"`
	Code   string `json:"verification_code,omitempty"`
}

type hookJSON struct {
	URL          string `json:"callback_url,omitempty"`
	Method       string `json:"callback_method,omitempty"`
	StatusURL    string `json:"status_callback_url,omitempty"`
	StatusMethod string `json:"status_callback_method,omitempty"`
}

// The statuses of a sender by which something is decided here.
const (
	senderPending   = "PENDING_VERIFICATION"
	senderVerifying = "VERIFYING"
	senderCreating  = "CREATING"
	senderOffline   = "OFFLINE"
	senderOnline    = "ONLINE"
)

// unverified are the statuses before a code has proved the number.
var unverified = map[string]bool{senderPending: true, senderVerifying: true, senderCreating: true, "DRAFT": true, "": true}

// qualities maps Twilio's words for what customers think of a number.
var qualities = map[string]string{"HIGH": desk.QualityGreen, "MEDIUM": desk.QualityYellow, "LOW": desk.QualityRed}

func online(status string) bool {
	return status == senderOnline || strings.HasPrefix(status, senderOnline+":")
}

func (c *Client) number(j senderJSON) channel.Number {
	n := channel.Number{
		ID: j.ID, DisplayPhone: phoneOf(j.ID), VerifiedName: j.Profile.Name, Status: j.Status, Quality: desk.QualityUnknown,
		Verified: online(j.Status), Registered: online(j.Status) && c.called(j.Hook), NoPIN: true,
	}
	if !unverified[j.Status] && j.Status != senderOffline {
		n.Verified = true
	}
	if j.Status == senderOffline {
		n.Trouble = desk.TroubleDisconnected
	}
	if j.Is != nil {
		n.Limit, n.Daily = j.Is.Limit, dailyOf(j.Is.Limit)
		if q, ok := qualities[strings.ToUpper(j.Is.Quality)]; ok {
			n.Quality = q
		}
	}
	return n
}

// dailyOf reads how many customers may be written to first in 24 hours, such as "10K
// Customers/24hr"; 0 = it is not said, or in words that are not known.
func dailyOf(words string) int64 {
	word, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(words)), " ")
	if word == "UNLIMITED" {
		return desk.NoLimit
	}
	digits, thousands := strings.CutSuffix(word, "K")
	n, err := strconv.ParseInt(digits, 10, 32)
	switch {
	case err != nil || n < 0:
		return 0
	case thousands:
		return n * 1000
	}
	return n
}

// called says whether the sender's webhooks call this relay.
func (c *Client) called(h *hookJSON) bool {
	return c.Webhook == "" || h != nil && withoutFragment(h.URL) == c.Webhook
}

// ourHook has a sender's webhooks call this relay; nil when nobody outside can.
func (c *Client) ourHook() *hookJSON {
	if c.Webhook == "" {
		return nil
	}
	return &hookJSON{URL: c.Webhook + retries, Method: http.MethodPost, StatusURL: c.Webhook + retries, StatusMethod: http.MethodPost}
}

const sendersPath = "/v2/Channels/Senders"

// senders lists the WhatsApp senders of the account.
func (c *Client) senders(ctx context.Context) ([]senderJSON, error) {
	r := request{
		op: "list senders", method: http.MethodGet, base: c.Hosts.messaging(), path: sendersPath,
		query: url.Values{"Channel": {"whatsapp"}, "PageSize": {strconv.Itoa(sendersPage)}},
	}
	var out []senderJSON
	for range maxPages {
		var page struct {
			Senders *[]senderJSON `json:"senders"`
			Meta    metaJSON      `json:"meta"`
		}
		if err := c.call(ctx, r, &page); err != nil {
			return nil, err
		}
		if page.Senders == nil {
			return nil, r.unreadable(http.StatusOK, errNotOurShape)
		}
		out = append(out, *page.Senders...)
		more, err := page.Meta.next(&r)
		if err != nil || !more {
			return out, err
		}
	}
	return nil, r.unreadable(http.StatusOK, errAnswerTooLong)
}

const sendersPage = 100

// metaJSON says where a list of the newer APIs goes on.
type metaJSON struct {
	Next string `json:"next_page_url"`
}

// next makes r ask for the next page. The address is whole, but only its query is
// followed: the credentials go nowhere else.
func (m metaJSON) next(r *request) (more bool, err error) {
	if m.Next == "" {
		return false, nil
	}
	u, err := url.Parse(m.Next)
	if err != nil || !strings.HasSuffix(u.Path, r.path) {
		return false, r.unreadable(http.StatusOK, errNotOurShape)
	}
	r.query = u.Query()
	return true, nil
}

// ListPhoneNumbers lists the WhatsApp senders of the account.
func (c *Client) ListPhoneNumbers(ctx context.Context, _ string) ([]channel.Number, error) {
	list, err := c.senders(ctx)
	out := make([]channel.Number, 0, len(list))
	for _, j := range list {
		out = append(out, c.number(j))
	}
	return out, err
}

// sender finds a sender by its address.
func (c *Client) sender(ctx context.Context, op, address string) (senderJSON, error) {
	list, err := c.senders(ctx)
	if err != nil {
		return senderJSON{}, err
	}
	for _, j := range list {
		if j.ID == address && senderForm.MatchString(j.SID) {
			return j, nil
		}
	}
	return senderJSON{}, invalid(op, "senderGone")
}

var senderForm = regexp.MustCompile(`^XE[0-9a-f]{32}$`)

// GetPhoneNumber reads one sender by its address.
func (c *Client) GetPhoneNumber(ctx context.Context, address string) (channel.Number, error) {
	j, err := c.sender(ctx, "get sender", address)
	if err != nil {
		return channel.Number{}, err
	}
	return c.number(j), nil
}

// AddPhoneNumber makes a sender of a number and returns its address. Twilio then has
// WhatsApp send the code by SMS at once.
func (c *Client) AddPhoneNumber(ctx context.Context, _ string, n channel.NewNumber) (string, error) {
	address := whatsapp + "+" + n.CountryCode + n.National.Digits()
	var made senderJSON
	r := request{
		op: "create sender", method: http.MethodPost, base: c.Hosts.messaging(), path: sendersPath,
		body: senderJSON{ID: address, Config: &configJSON{Method: "sms"}, Hook: c.ourHook(), Profile: profileJSON{Name: n.Name}},
	}
	err := c.call(ctx, r, &made)
	if e, ok := err.(*Error); ok && e.Status == http.StatusConflict { //nolint:errorlint // call gives it bare
		e.Reason = channel.ReasonNumberExists
	}
	switch {
	case err != nil:
		return "", err
	case made.ID != address:
		return "", r.unreadable(http.StatusAccepted, errNotOurShape)
	}
	return address, nil
}

// RemoveUnverified deletes the sender of a number that no code has proved.
func (c *Client) RemoveUnverified(ctx context.Context, number desk.PhoneNumber) error {
	const op = "delete sender"
	list, err := c.senders(ctx)
	if err != nil {
		return err
	}
	address := whatsapp + "+" + number.Digits()
	for _, j := range list {
		if j.ID != address || !senderForm.MatchString(j.SID) || c.number(j).Verified {
			continue
		}
		err := c.call(ctx, request{op: op, method: http.MethodDelete, base: c.Hosts.messaging(), path: sendersPath + "/" + j.SID}, nil)
		if e, ok := err.(*Error); err != nil && (!ok || e.Status != http.StatusNotFound) { //nolint:errorlint // call gives it bare
			return err
		}
	}
	return nil
}

var _ channel.NumberRemover = (*Client)(nil)

// RequestCode has WhatsApp send or speak the code again.
func (c *Client) RequestCode(ctx context.Context, address string, by channel.CodeMethod, _ string) error {
	const op = "request code"
	j, err := c.sender(ctx, op, address)
	if err != nil {
		return err
	}
	method := map[channel.CodeMethod]string{channel.CodeBySMS: "sms", channel.CodeByVoice: "voice"}[by]
	return c.change(ctx, op, j.SID, senderJSON{Config: &configJSON{Method: method}}, "")
}

// VerifyCode hands the code over and waits for what WhatsApp says to it, which Twilio
// does not answer but shows in the sender's status.
func (c *Client) VerifyCode(ctx context.Context, address string, code desk.Secret) error {
	const op = "verify code"
	digits := desk.PhoneNumber(code.Reveal()).Digits()
	if len(digits) != 6 {
		return invalid(op, "code")
	}
	j, err := c.sender(ctx, op, address)
	if err != nil {
		return err
	}
	if online(j.Status) { // Twilio reads the code of its own numbers itself
		return nil
	}
	if err := c.change(ctx, op, j.SID, senderJSON{Config: &configJSON{Code: digits}}, desk.Secret(digits)); err != nil {
		return err
	}
	taken := false // the code was looked at: the status before it may show for a moment
	j, err = c.settled(ctx, j.SID, func(s string) bool {
		taken = taken || s == senderVerifying
		return s != senderVerifying && (s != senderPending || taken)
	})
	switch {
	case err != nil:
		return &Error{Op: op, Source: channel.FromTheWay, Unknown: true, Err: err}
	case j.Status == senderVerifying:
		return &Error{Op: op, Source: channel.FromProvider, Unknown: true, Said: said(desk.CodeUnavailable, "verifying", nil)}
	case j.Status == senderOffline, j.Status == senderPending:
		return c.refusedCode(op, j)
	}
	return nil
}

// refusedCode says why a sender did not come online after a code.
func (c *Client) refusedCode(op string, j senderJSON) error {
	e := &Error{Op: op, Source: channel.FromProvider, Reason: channel.ReasonWrongCode, Said: said(desk.CodeInvalid, "wrongCode", nil)}
	if len(j.Offline) > 0 {
		e.Said, e.Title = offline(j), desk.Clip(j.Offline[0].Message, longestTitle)
		if code, err := strconv.Atoi(j.Offline[0].Code); err == nil {
			e.Code = code
		}
	}
	return e
}

// offline names the sentence of why a sender is offline.
func offline(j senderJSON) *desk.Said {
	if len(j.Offline) == 0 || j.Offline[0].Message == "" {
		return said(desk.CodeInvalid, "offline", nil)
	}
	return said(desk.CodeInvalid, "offlineBecause", desk.Params{"title": desk.Clip(j.Offline[0].Message, longestTitle)})
}

func said(code desk.Code, context string, params desk.Params) *desk.Said {
	p := desk.Params{desk.ParamContext: context}
	for k, v := range params {
		p[k] = v
	}
	return &desk.Said{Code: code, Subcode: subTwilio, Params: p}
}

// Register has the sender's webhooks call this relay, and waits for it to be online.
// Twilio knows no PIN here.
func (c *Client) Register(ctx context.Context, address string, _ desk.Secret) error {
	const op = "register sender"
	j, err := c.sender(ctx, op, address)
	if err != nil {
		return err
	}
	if hook := c.ourHook(); hook != nil && !c.called(j.Hook) {
		if err := c.change(ctx, op, j.SID, senderJSON{Hook: hook}, ""); err != nil {
			return err
		}
	}
	j, err = c.settled(ctx, j.SID, func(s string) bool { return online(s) || s == senderOffline })
	switch {
	case err != nil:
		return err
	case j.Status == senderOffline:
		return &Error{Op: op, Source: channel.FromProvider, Said: offline(j)}
	case !online(j.Status):
		return &Error{Op: op, Source: channel.FromProvider, Said: said(desk.CodeUnavailable, "notOnline", desk.Params{"status": clipWord(j.Status)})}
	}
	return nil
}

// change updates a sender. Twilio answers that it will, not that it has.
func (c *Client) change(ctx context.Context, op, sid string, to senderJSON, secret desk.Secret) error {
	return c.call(ctx, request{
		op: op, method: http.MethodPost, base: c.Hosts.messaging(), path: sendersPath + "/" + sid, body: to, secrets: []desk.Secret{secret},
	}, nil)
}

// settled looks at a sender until its status is what is waited for, or patience ends; it
// gives the last that it saw.
func (c *Client) settled(ctx context.Context, sid string, done func(status string) bool) (senderJSON, error) {
	patience, look := c.Patience, c.Look
	if patience == 0 {
		patience = 25 * time.Second
	}
	if look == 0 {
		look = 500 * time.Millisecond
	}
	over := time.NewTimer(patience)
	defer over.Stop()
	for {
		var j senderJSON
		r := request{op: "get sender", method: http.MethodGet, base: c.Hosts.messaging(), path: sendersPath + "/" + sid}
		if err := c.call(ctx, r, &j); err != nil || done(j.Status) {
			return j, err
		}
		next := time.NewTimer(look)
		select {
		case <-next.C:
		case <-over.C:
			next.Stop()
			return j, nil
		case <-ctx.Done():
			next.Stop()
			return j, ctx.Err()
		}
	}
}
