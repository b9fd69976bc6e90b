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
	APIKey    string       // the account's key
	APISecret desk.Secret  // sent as Basic auth, never in a URL
	HTTP      *http.Client // nil = a plain one; redirects are never followed
}

// Client makes the carrier's REST calls. Errors are *desk.Error with a sentence
// for the person who set the account up; they contain no secret and no number.
// It may be used concurrently.
type Client struct {
	base   string
	key    string
	secret desk.Secret
	http   *http.Client
}

// NewClient makes a Client. It does not call anything yet.
func NewClient(c ClientConfig) *Client {
	base := strings.TrimRight(c.BaseURL, "/")
	if base == "" {
		base = DefaultBaseURL
	}
	h := http.Client{}
	if c.HTTP != nil {
		h = *c.HTTP
	}
	// A redirect would carry the credentials to wherever it points.
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{base: base, key: c.APIKey, secret: c.APISecret, http: &h}
}

// call makes one request and decodes its JSON answer into out.
func (c *Client) call(ctx context.Context, op, method, path string, query, form url.Values, out any) error {
	if c.key == "" || c.secret == "" {
		return &desk.Error{
			Code: desk.CodeInvalid, Subcode: SubCredentials, Op: op,
			Message: "No Vonage API key and secret are set. Enter both, from the API settings of the Vonage dashboard.",
		}
	}
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	target := c.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return &desk.Error{Code: desk.CodeInvalid, Op: op, Message: "The carrier's address is not a valid URL: check it in the settings."}
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Accept", "application/json")
	req.SetBasicAuth(c.key, c.secret.Reveal())
	resp, err := c.http.Do(req)
	if err != nil {
		return unreachable(op, err)
	}
	defer resp.Body.Close() //nolint:errcheck // the answer is read; a late close error changes nothing
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return unreachable(op, err)
	}
	return readAnswer(op, resp, raw, out)
}

// unreachable drops the URL that net/http puts into its errors.
func unreachable(op string, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	message := "Vonage cannot be reached. Check the network connection and try again."
	if errors.Is(err, context.DeadlineExceeded) {
		message = "Vonage did not answer in time. Try again."
	}
	return &desk.Error{Code: desk.CodeUnavailable, Op: op, Message: message, Err: err}
}

// carrierCode is the error part of the carrier's answers. It comes with status
// 200 too.
type carrierCode struct {
	Code  string `json:"error-code"`
	Label string `json:"error-code-label"`
}

func readAnswer(op string, resp *http.Response, raw []byte, out any) error {
	if len(raw) > maxAnswer {
		return nonsense(op, "Vonage's answer is far larger than expected.")
	}
	var cc carrierCode
	jsonErr := json.Unmarshal(raw, &cc)
	if resp.StatusCode != http.StatusOK || cc.Code != "" && cc.Code != "200" {
		code := cc.Code
		if code == "" || code == "200" {
			code = statusCode(resp.StatusCode)
		}
		return refused(op, code)
	}
	if jsonErr != nil {
		return nonsense(op, "Vonage's answer cannot be read.")
	}
	if out == nil {
		if cc.Code != "200" {
			return nonsense(op, "Vonage did not confirm the change.")
		}
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return nonsense(op, "Vonage's answer has an unexpected shape.")
	}
	return nil
}

func nonsense(op, what string) error {
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: SubCarrier, Op: op,
		Message: what + " Check that the carrier's address in the settings is right, then try again.",
	}
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

// refused says in plain words what the carrier's code means.
func refused(op, code string) error {
	e := &desk.Error{Op: op, Subcode: SubCarrier}
	switch code {
	case "401":
		e.Code, e.Subcode = desk.CodeUnauthorized, SubCredentials
		e.Message = "Vonage does not accept the API key and secret (401). Copy both again from the API settings of the Vonage dashboard."
	case "403":
		e.Code, e.Subcode = desk.CodeForbidden, SubCredentials
		e.Message = "Vonage knows the API key but does not allow this (403). Check the account's permissions and its balance in the Vonage dashboard."
	case "404":
		e.Code = desk.CodeNotFound
		e.Message = "Vonage does not know this address or number (404). Check that the number belongs to this account."
	case "420":
		e.Code = desk.CodeInvalid
		e.Message = "Vonage refuses the change (420): the number is not in this account, or the webhook address does not answer from the internet. Check both."
	case "429":
		e.Code = desk.CodeTooMany
		e.Message = "Vonage asks to slow down (429): this account makes too many calls. Wait a few seconds and try again."
	case "500":
		e.Code = desk.CodeUnavailable
		e.Message = "Vonage has a fault of its own (5xx). Try again in a minute; its status page tells about longer outages."
	default:
		e.Code = desk.CodeInvalid
		e.Message = "Vonage refuses the request (" + clip(code) + "). Check the entries and try again."
	}
	return e
}

// clip keeps a code from outside short and printable.
func clip(code string) string {
	if !isDigits(code) || len(code) > 6 {
		return "unknown code"
	}
	return code
}
