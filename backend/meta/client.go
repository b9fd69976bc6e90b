package meta

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// DefaultBaseURL is where Meta's Graph API lives.
const DefaultBaseURL = "https://graph.facebook.com"

// The deadlines of the calls; the caller's context may be shorter.
const (
	callTimeout     = 20 * time.Second // questions and settings
	sendTimeout     = 30 * time.Second // a message; long, for after it nobody knows
	uploadTimeout   = 5 * time.Minute  // 100 MB at 3 Mbit/s
	downloadTimeout = 5 * time.Minute  // until the last byte is read
)

// maxAnswer bounds what is read of an answer: a page of a hundred templates
// with ten components each stays below it.
const maxAnswer = 4 << 20

// userAgent is the form that Meta's OpenAPI file asks for.
const userAgent = "Parley/1.0.0"

// TokenSource gives the access token at the time of a call.
type TokenSource func(ctx context.Context) (desk.Secret, error)

// StaticToken is a TokenSource that always gives the same token.
func StaticToken(token desk.Secret) TokenSource {
	return func(context.Context) (desk.Secret, error) { return token, nil }
}

// Client calls the Graph API. The fields are set before the first call and not
// changed after; the methods may be called concurrently. Every method returns
// a *Error if it fails. Nothing is ever retried here, but an upload goes on where
// its connection broke (UploadHandle).
type Client struct {
	BaseURL string // DefaultBaseURL, or the sandbox
	Version string // such as v23.0; never "latest"
	Token   TokenSource
	// HTTP makes the calls; nil means NewHTTPClient(BaseURL). Its
	// CheckRedirect is not used: redirects are never followed.
	HTTP *http.Client

	heard  func(err error) // see OnCall
	once   sync.Once
	caller *http.Client
}

// request is one call to be made.
type request struct {
	op       string
	method   string
	path     []string    // after the version, or
	rawPath  string      // the same as Meta wrote it, with
	rawQuery string      // its query as Meta wrote it
	scheme   string      // of the Authorization header, "" = Bearer
	header   http.Header // others; names as written, Meta has some in lower case
	query    url.Values
	body     any       // sent as JSON, or
	stream   io.Reader // sent as it is, with
	length   int64     // its length, -1 if unknown, and
	mime     string    // its type
	timeout  time.Duration
	secrets  []desk.Secret // what must not show in an error
	// anonymous is a call without a token: one that is made to get one.
	anonymous bool
}

// OnCall is channel's. A call that is made to get a token is not told of.
func (c *Client) OnCall(f func(err error)) { c.heard = f }

// call makes a request and decodes the answer into out.
func (c *Client) call(ctx context.Context, r request, out any) error {
	err := c.ask(ctx, r, out)
	if c.heard != nil && !r.anonymous {
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
	var token desk.Secret
	if !r.anonymous {
		var err error
		if token, err = c.token(ctx, r.op); err != nil {
			return err
		}
		r.secrets = append(r.secrets, token)
	}
	req, err := c.build(ctx, r)
	if err != nil {
		return err
	}
	var wrote atomic.Bool
	resp, err := c.do(req, token, &wrote)
	if err != nil {
		return &Error{Op: r.op, Cause: CauseTransport, Outcome: r.outcome(wrote.Load()), Err: withoutURL(err)}
	}
	defer resp.Body.Close() //nolint:errcheck // the answer is read or given up
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil || len(answer) > maxAnswer {
		if err == nil {
			err = errAnswerTooLong
		}
		return &Error{
			Op: r.op, Cause: CauseUnreadable, Outcome: r.outcome(true), HTTPStatus: resp.StatusCode, Err: withoutURL(err),
		}
	}
	return r.readAnswer(resp.StatusCode, answer, out)
}

var (
	errAnswerTooLong = errors.New("the answer is too long")
	errNotOurShape   = errors.New("the answer is not the expected JSON")
	errRefused       = errors.New("the answer does not say success")
)

// token fetches the access token.
func (c *Client) token(ctx context.Context, op string) (desk.Secret, error) {
	if c.Token == nil {
		return "", invalid(op, "noToken")
	}
	token, err := c.Token(ctx)
	if err != nil {
		return "", &Error{Op: op, Cause: CauseTransport, Outcome: NothingSent, Err: err}
	}
	// A line break or the like in a header would fail with the token quoted.
	if strings.ContainsFunc(token.Reveal(), func(r rune) bool { return r <= ' ' || r > '~' }) || token == "" {
		return "", invalid(op, "badToken")
	}
	return token, nil
}

var (
	versionForm = regexp.MustCompile(`^v[0-9]{1,3}\.[0-9]{1,2}$`)
	segmentForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.:=-]*$`)
)

// build makes the http.Request, without the token.
func (c *Client) build(ctx context.Context, r request) (*http.Request, error) {
	base, err := parseBase(c.BaseURL)
	if err != nil || !versionForm.MatchString(c.Version) {
		return nil, invalid(r.op, "address")
	}
	segments := append([]string{c.Version}, r.path...)
	for _, s := range segments {
		if !segmentForm.MatchString(s) {
			return nil, invalid(r.op, "id")
		}
	}
	target := base.JoinPath(segments...)
	target.RawQuery = r.query.Encode()
	if r.rawPath != "" {
		if target, err = url.Parse(base.JoinPath(c.Version).String() + "/" + r.rawPath + "?" + r.rawQuery); err != nil {
			return nil, invalid(r.op, "id")
		}
	}
	body, length, mime := r.stream, r.length, r.mime
	if r.body != nil {
		raw, err := marshal(r.body)
		if err != nil {
			return nil, invalid(r.op, "request")
		}
		body, length, mime = bytes.NewReader(raw), int64(len(raw)), "application/json"
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target.String(), body)
	if err != nil {
		return nil, invalid(r.op, "request")
	}
	if body != nil {
		req.ContentLength = length
		req.Header.Set("Content-Type", mime)
	}
	req.Header.Set("Accept", "application/json")
	maps.Copy(req.Header, r.header)
	if r.scheme != "" {
		req.Header.Set("Authorization", r.scheme)
	}
	return req, nil
}

// do makes the call. Afterwards wrote says whether the request's header went
// into a connection: from then on Meta may have read all of it.
func (c *Client) do(req *http.Request, token desk.Secret, wrote *atomic.Bool) (*http.Response, error) {
	if token != "" {
		req.Header.Set("Authorization", cmp.Or(req.Header.Get("Authorization"), "Bearer")+" "+token.Reveal())
	}
	req.Header.Set("User-Agent", userAgent)
	trace := &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }}
	return c.http().Do(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
}

func (c *Client) http() *http.Client {
	c.once.Do(func() {
		own := c.HTTP
		if own == nil {
			own = NewHTTPClient(c.BaseURL)
		}
		with := *own
		// A redirect would carry the token and the message elsewhere.
		with.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		c.caller = &with
	})
	return c.caller
}

// outcome says what is known after a failure without a readable answer.
func (r *request) outcome(wrote bool) Outcome {
	if !wrote || r.method == http.MethodGet {
		return NothingSent
	}
	return OutcomeUnknown
}

// readAnswer turns an answer into out or into an Error.
func (r *request) readAnswer(status int, answer []byte, out any) error {
	if status >= 200 && status <= 299 {
		// An error with status 200 does not say that nothing was done.
		if e := r.graphError(status, answer); e != nil {
			e.Outcome = r.outcome(true)
			return e
		}
		if isObject(answer) && json.Unmarshal(answer, out) == nil {
			return nil
		}
	} else if e := r.graphError(status, answer); e != nil {
		return e
	}
	return r.unreadable(status, errNotOurShape)
}

func (r *request) unreadable(status int, err error) *Error {
	return &Error{Op: r.op, Cause: CauseUnreadable, Outcome: r.outcome(true), HTTPStatus: status, Err: err}
}

// graphError reads Meta's error envelope; nil if there is none.
func (r *request) graphError(status int, answer []byte) *Error {
	var env struct {
		Error soft[struct {
			Message     str             `json:"message"`
			Code        *num            `json:"code"`
			Subcode     num             `json:"error_subcode"`
			UserMessage str             `json:"error_user_msg"`
			Data        json.RawMessage `json:"error_data"`
		}] `json:"error"`
	}
	if !isObject(answer) || json.Unmarshal(answer, &env) != nil || env.Error.p == nil || env.Error.p.Code == nil {
		return nil //nolint:nilerr // what cannot be read is no error in Graph's words; the caller says so
	}
	g := env.Error.p
	e := &Error{
		Op: r.op, Cause: CauseGraph, Outcome: r.outcome(true), HTTPStatus: status,
		Code: int(*g.Code), Subcode: int(g.Subcode),
		Message: scrub(string(g.Message), r.secrets),
		Details: scrub(first(str(details(g.Data, "")), g.UserMessage), r.secrets),
	}
	if status >= 400 && status <= 499 && !vague[e.Code] {
		e.Outcome = NothingSent
	}
	return e
}

// vague are the codes by which Meta says only that something went wrong on its
// side: with any status they do not prove that nothing was done.
var vague = map[int]bool{1: true, 2: true, 131000: true, 131016: true, 133004: true, 135000: true}

// success reads the answer {"success":true} of a call that has no other.
type success struct {
	Success flag `json:"success"`
}

// command makes a call that is answered by success only.
func (c *Client) command(ctx context.Context, r request) error {
	var done success
	if err := c.call(ctx, r, &done); err != nil {
		return err
	}
	if !done.Success {
		return r.unreadable(http.StatusOK, errRefused)
	}
	return nil
}

// parseBase accepts https, and http on this computer only: the token must not
// cross a network in clear.
func parseBase(base string) (*url.URL, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("meta: not a base address")
	}
	if u.Scheme == "https" || u.Scheme == "http" && channel.IsLoopback(u.Hostname()) {
		return u, nil
	}
	return nil, errors.New("meta: neither https nor this computer")
}
