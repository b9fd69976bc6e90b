package twilio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Where Twilio's APIs live.
const (
	DefaultAPI       = "https://api.twilio.com"
	DefaultMessaging = "https://messaging.twilio.com"
	DefaultContent   = "https://content.twilio.com"
)

// Hosts says where the APIs are; "" = Twilio's own.
type Hosts struct{ API, Messaging, Content string }

// HostsAt has all of them at one address; "" = Twilio's own. The sandbox has them so.
func HostsAt(base string) Hosts { return Hosts{base, base, base} }

func (h Hosts) api() string { return first(strings.TrimRight(h.API, "/"), DefaultAPI) }
func (h Hosts) messaging() string {
	return first(strings.TrimRight(h.Messaging, "/"), DefaultMessaging)
}
func (h Hosts) content() string { return first(strings.TrimRight(h.Content, "/"), DefaultContent) }

// The deadlines of the calls; the caller's context may be shorter.
const (
	callTimeout     = 20 * time.Second // questions and settings
	sendTimeout     = 30 * time.Second // a message; long, for after it nobody knows
	downloadTimeout = 5 * time.Minute  // until the last byte is read
)

// maxAnswer bounds what is read of an answer: a page of a hundred templates stays far
// below it.
const maxAnswer = 4 << 20

// Client speaks for one account. Its fields are set before the first call and not changed
// after; the methods may be called concurrently. Each returns a *Error if it fails.
// Nothing is ever retried here.
type Client struct {
	Hosts Hosts
	Login Login
	// HTTP makes the calls; its CheckRedirect is not used: redirects are followed by
	// DownloadMedia alone, which leaves the credentials out.
	HTTP *http.Client
	// Webhook is where Twilio reaches this relay with what is the account's, "" when
	// nobody outside can: messages and statuses do not come then.
	Webhook string
	// Publish puts a file where Twilio can fetch it for a while, and gives the address;
	// nil = files cannot be sent.
	Publish func(ctx context.Context, u channel.Upload) (address string, err error)
	// PublishPicture does the same for the picture of a profile.
	PublishPicture func(ctx context.Context, f channel.Sample) (address string, err error)
	// Patience bounds the wait for what Twilio does after it has answered; 0 = 25 s.
	// Between two looks it waits for Look; 0 = half a second.
	Patience, Look time.Duration

	heard func(err error) // see OnCall
}

// request is one call to be made.
type request struct {
	op      string
	method  string
	base    string
	path    string
	query   url.Values
	form    url.Values
	body    any // sent as JSON
	timeout time.Duration
	secrets []desk.Secret // what must not show in an error
}

// OnCall is channel's.
func (c *Client) OnCall(f func(err error)) { c.heard = f }

// call makes a request and decodes the answer into out, which may be nil.
func (c *Client) call(ctx context.Context, r request, out any) error {
	err := c.ask(ctx, r, out)
	if c.heard != nil {
		c.heard(err)
	}
	return err
}

func (c *Client) ask(ctx context.Context, r request, out any) error {
	if r.timeout == 0 {
		r.timeout = callTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	req, err := c.build(ctx, r)
	if err != nil {
		return err
	}
	var wrote atomic.Bool
	resp, err := c.do(req, &wrote)
	if err != nil {
		return &Error{Op: r.op, Source: channel.FromTheWay, Unknown: r.unknown(wrote.Load()), Err: withoutURL(err)}
	}
	defer resp.Body.Close() //nolint:errcheck // the answer is read or given up
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return r.unreadable(resp.StatusCode, withoutURL(err))
	case len(answer) > maxAnswer:
		return r.unreadable(resp.StatusCode, errAnswerTooLong)
	}
	return r.readAnswer(resp.StatusCode, answer, out, c.Login.Secret)
}

var (
	errAnswerTooLong = errors.New("the answer is too long")
	errNotOurShape   = errors.New("the answer is not the expected JSON")
)

// build makes the http.Request, signed in.
func (c *Client) build(ctx context.Context, r request) (*http.Request, error) {
	if why := c.Login.fault(); why != "" {
		return nil, invalid(r.op, why)
	}
	if !goodBase(r.base) {
		return nil, invalid(r.op, "address")
	}
	target := r.base + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	var body io.Reader
	mime := ""
	switch {
	case r.body != nil:
		raw, err := json.Marshal(r.body)
		if err != nil {
			return nil, invalid(r.op, "request")
		}
		body, mime = bytes.NewReader(raw), "application/json"
	case r.form != nil:
		body, mime = strings.NewReader(r.form.Encode()), "application/x-www-form-urlencoded"
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, body)
	if err != nil {
		return nil, invalid(r.op, "request")
	}
	if mime != "" {
		req.Header.Set("Content-Type", mime)
	}
	req.Header.Set("Accept", "application/json")
	req.SetBasicAuth(c.Login.user(), c.Login.Secret.Reveal())
	return req, nil
}

// do makes the call. Afterwards wrote says whether the request's header went into a
// connection: from then on Twilio may have read all of it.
func (c *Client) do(req *http.Request, wrote *atomic.Bool) (*http.Response, error) {
	with := http.Client{}
	if c.HTTP != nil {
		with = *c.HTTP
	}
	// A redirect would carry the credentials and the message elsewhere.
	with.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	req.Header.Set("User-Agent", "Parley/1.0.0")
	trace := &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }}
	return with.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
}

// unknown says whether a call without a readable answer may have done something.
func (r request) unknown(wrote bool) bool { return wrote && r.method != http.MethodGet }

func (r request) unreadable(status int, err error) *Error {
	return &Error{Op: r.op, Source: channel.FromTheWay, Unknown: r.unknown(true), Status: status, Err: err}
}

// readAnswer turns an answer into out or into an Error.
func (r request) readAnswer(status int, answer []byte, out any, secret desk.Secret) error {
	if status >= 200 && status <= 299 {
		if out == nil || json.Unmarshal(answer, out) == nil {
			return nil
		}
		return r.unreadable(status, errNotOurShape)
	}
	return r.refused(status, answer, secret)
}

// refused reads Twilio's own error. A 4xx says that nothing was done; what went wrong on
// Twilio's side, with any other status, may have been done all the same.
func (r request) refused(status int, answer []byte, secret desk.Secret) *Error {
	var said struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	isJSON := json.Unmarshal(answer, &said) == nil
	certain := status >= 400 && status <= 499
	if !certain && (!isJSON || said.Code == 0) {
		return r.unreadable(status, errNotOurShape)
	}
	return &Error{
		Op: r.op, Source: channel.FromProvider, Unknown: !certain && r.unknown(true), Status: status, Code: said.Code,
		Title: scrub(said.Message, append(r.secrets, secret)...),
	}
}

// account is the path of what belongs to the account.
func (c *Client) account(rest string) string { return "/2010-04-01/Accounts/" + c.Login.Account + rest }

// goodBase accepts https, and http on this computer only: the secret must not cross a
// network in clear.
func goodBase(base string) bool {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && channel.IsLoopback(u.Hostname())
}
