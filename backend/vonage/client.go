package vonage

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// DefaultBaseURL is where the carrier's account and number calls live.
const DefaultBaseURL = "https://rest.nexmo.com"

const (
	callDeadline = 15 * time.Second
	maxAnswer    = 2 << 20 // bytes; a page of 100 numbers has some 50 KiB
)

// ClientConfig says which account a Client speaks for.
type ClientConfig struct {
	BaseURL   string       // "" = DefaultBaseURL; the sandbox has its own
	APIURL    string       // "" = DefaultAPIURL; the sandbox has both at one address
	APIKey    string       // the account's key
	APISecret desk.Secret  // sent as Basic auth, never in a URL
	HTTP      *http.Client // nil = a plain one; redirects are never followed
}

// Client makes the carrier's REST calls. Errors are *desk.Error with a sentence
// for the person who set the account up; they contain no secret and no number.
// It may be used concurrently.
type Client struct {
	base   string
	api    string
	key    string
	secret desk.Secret
	http   *http.Client
	heard  func(err error) // see OnCall
}

// NewClient makes a Client. It does not call anything yet.
func NewClient(c ClientConfig) *Client {
	base := strings.TrimRight(c.BaseURL, "/")
	if base == "" {
		base = DefaultBaseURL
	}
	api := first(strings.TrimRight(c.APIURL, "/"), DefaultAPIURL)
	h := http.Client{}
	if c.HTTP != nil {
		h = *c.HTTP
	}
	// A redirect would carry the credentials to wherever it points.
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{base: base, api: api, key: c.APIKey, secret: c.APISecret, http: &h}
}

// OnCall is channel's.
func (c *Client) OnCall(f func(err error)) { c.heard = f }

// tell passes on how a call ended.
func (c *Client) tell(err error) {
	if c.heard != nil {
		c.heard(err)
	}
}

// call makes one request and decodes its JSON answer into out.
func (c *Client) call(ctx context.Context, op, method, path string, query, form url.Values, out any) error {
	err := c.callForm(ctx, op, method, path, query, form, out)
	c.tell(err)
	return err
}

func (c *Client) callForm(ctx context.Context, op, method, path string, query, form url.Values, out any) error {
	target := c.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	var body io.Reader
	kind := ""
	if form != nil {
		body, kind = strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"
	}
	status, raw, err := c.ask(ctx, op, method, target, kind, body)
	if err != nil {
		return err
	}
	return readAnswer(op, status, raw, out)
}

// ask makes one signed-in request, with a body of some kind or none, and gives the answer
// with its status.
func (c *Client) ask(ctx context.Context, op, method, target, kind string, body io.Reader) (status int, answer []byte, err error) {
	if c.key == "" || c.secret == "" {
		return 0, nil, refusal(op, desk.CodeInvalid, SubCredentials, "none", nil)
	}
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return 0, nil, refusal(op, desk.CodeInvalid, SubCarrier, "address", nil)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set("Accept", "application/json")
	req.SetBasicAuth(c.key, c.secret.Reveal())
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, nil, unreachable(op, err)
	}
	defer resp.Body.Close() //nolint:errcheck // the answer is read; a late close error changes nothing
	answer, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return 0, nil, unreachable(op, err)
	case len(answer) > maxAnswer:
		return 0, nil, nonsense(op, errors.New("the answer is far larger than expected"))
	}
	return resp.StatusCode, answer, nil
}

// unreachable drops the URL that net/http puts into its errors.
func unreachable(op string, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	why := "unreachable"
	if errors.Is(err, context.DeadlineExceeded) {
		why = "slow"
	}
	return refusal(op, desk.CodeUnavailable, SubCarrier, why, err)
}

// carrierCode is the error part of the carrier's answers. It comes with status
// 200 too.
type carrierCode struct {
	Code  string `json:"error-code"`
	Label string `json:"error-code-label"`
}

func readAnswer(op string, status int, raw []byte, out any) error {
	var cc carrierCode
	jsonErr := json.Unmarshal(raw, &cc)
	if status != http.StatusOK || cc.Code != "" && cc.Code != "200" {
		code := cc.Code
		if code == "" || code == "200" {
			code = statusCode(status)
		}
		return refused(op, code)
	}
	if jsonErr != nil {
		return nonsense(op, jsonErr)
	}
	if out == nil {
		if cc.Code != "200" {
			return nonsense(op, errors.New("the change was not confirmed"))
		}
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return nonsense(op, err)
	}
	return nil
}

func nonsense(op string, cause error) error {
	return refusal(op, desk.CodeUnavailable, SubCarrier, "nonsense", cause)
}

// refusal makes an Error whose sentence subcode and context choose.
func refusal(op string, code desk.Code, subcode, context string, cause error) error {
	return &desk.Error{Code: code, Subcode: subcode, Params: desk.Params{desk.ParamContext: context}, Op: op, Err: cause}
}

// statusCode gives the codes that refused knows; a redirect is as little an
// answer as a 500.
func statusCode(status int) string {
	switch {
	case status == 401, status == 403, status == 404, status == 420, status == 429:
		return strconv.Itoa(status)
	case status >= 400 && status < 500:
		return "400"
	}
	return "500"
}

// codes says what kind of failure the carrier's codes are.
var codes = map[string]desk.Code{
	"401": desk.CodeUnauthorized, "403": desk.CodeForbidden, "404": desk.CodeNotFound, "420": desk.CodeInvalid,
	"429": desk.CodeTooMany, "500": desk.CodeUnavailable,
}

// refused gives the error to a code of the carrier's; the sentences of the i18n
// files say what it means.
func refused(op, code string) error {
	kind, known := codes[code]
	switch {
	case !known:
		return &desk.Error{Code: desk.CodeInvalid, Subcode: SubCarrier, Params: desk.Params{"code": clip(code)}, Op: op}
	case code == "401" || code == "403":
		return refusal(op, kind, SubCredentials, code, nil)
	}
	return refusal(op, kind, SubCarrier, code, nil)
}

// clip keeps a code from outside short and printable.
func clip(code string) string {
	if !isDigits(code) || len(code) > 6 {
		return "?"
	}
	return code
}
