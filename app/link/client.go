package link

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Deadlines and limits of what goes beside the socket.
const (
	dialDeadline     = 15 * time.Second
	requestDeadline  = 20 * time.Second
	headerDeadline   = 30 * time.Second // until a transfer's answer begins
	transferDeadline = 10 * time.Minute // of one file
	writeDeadline    = 10 * time.Second // of one frame
	maxAnswer        = 1 << 20          // bytes of a JSON answer
	// A relay sends no frame beyond wire.MaxFrame. One of an older build may: it is
	// read all the same, to learn what it covers and to leave out only the row.
	maxRead = 32 << 20
)

// ClientConfig is how a relay is reached.
type ClientConfig struct {
	URL   string           // https://…; http:// only on this computer
	TLS   *tls.Config      // default: the system's authorities
	Clock func() time.Time // default: the computer's
}

// Client asks a relay what goes beside the socket: its state, sign-in, files.
// All methods may be called concurrently. Errors are desk.Errors; what the
// relay refuses has the relay's code and words.
type Client struct {
	base  *url.URL
	http  *http.Client
	ws    websocket.Dialer
	clock func() time.Time
}

// NewClient makes a client for a relay's address. CodeInvalid for an address
// that is none, or that would send the session in clear over a network.
func NewClient(cfg ClientConfig) (*Client, error) {
	base, err := parseURL(cfg.URL)
	if err != nil {
		return nil, err
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	t := cfg.TLS.Clone() // nil stays nil
	if t == nil {
		t = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	dialer := &net.Dialer{Timeout: dialDeadline, KeepAlive: 15 * time.Second}
	return &Client{
		base: base, clock: cfg.Clock,
		http: &http.Client{
			Transport: &http.Transport{
				Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, TLSClientConfig: t,
				TLSHandshakeTimeout: dialDeadline, ResponseHeaderTimeout: headerDeadline,
				IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
			},
			// A redirect would carry the token to somewhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		ws: websocket.Dialer{
			Proxy: http.ProxyFromEnvironment, NetDialContext: dialer.DialContext, TLSClientConfig: t.Clone(),
			HandshakeTimeout: dialDeadline, EnableCompression: true,
		},
	}, nil
}

func parseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Hostname() == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, desk.Refuse(desk.CodeInvalid, "address")
	}
	if u.Scheme == "http" && !isThisComputer(u.Hostname()) {
		return nil, desk.Refuse(desk.CodeInvalid, "insecure")
	}
	u.Path, u.RawPath, u.RawQuery, u.Fragment = strings.TrimRight(u.Path, "/"), "", "", ""
	return u, nil
}

func isThisComputer(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// State asks what the relay is; no sign-in needed.
func (c *Client) State(ctx context.Context) (wire.RelayState, error) {
	return roundTrip[wire.RelayState](ctx, c, http.MethodGet, wire.PathState, nil)
}

// SignIn asks for a session.
func (c *Client) SignIn(ctx context.Context, in wire.SignIn) (SignedIn, error) {
	return enter(&in.Device, func() (wire.Session, error) {
		return roundTrip[wire.Session](ctx, c, http.MethodPost, wire.PathSignIn, in)
	})
}

// Claim uses a one-time code: first owner, invitation, new password.
func (c *Client) Claim(ctx context.Context, in wire.Claim) (SignedIn, error) {
	return enter(&in.Device, func() (wire.Session, error) {
		return roundTrip[wire.Session](ctx, c, http.MethodPost, wire.PathClaim, in)
	})
}

// SignOut ends a sign-in at the relay, one that has no connection.
func (c *Client) SignOut(ctx context.Context, who Credential) error {
	ctx, cancel := context.WithTimeout(ctx, requestDeadline)
	defer cancel()
	resp, err := c.do(ctx, http.MethodPost, wire.PathSignOut, &who, nil)
	if err != nil {
		return c.notReached(err)
	}
	return resp.Body.Close()
}

func roundTrip[T any](ctx context.Context, c *Client, method, path string, in any) (T, error) {
	var out T
	ctx, cancel := context.WithTimeout(ctx, requestDeadline)
	defer cancel()
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return out, &desk.Error{Code: desk.CodeInternal, Op: "encode request", Err: err}
		}
		body = bytes.NewReader(b)
	}
	resp, err := c.do(ctx, method, path, nil, body)
	if err != nil {
		return out, c.notReached(err)
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	return out, c.notReached(decodeAnswer(resp.Body, &out))
}

func decodeAnswer(r io.Reader, out any) error {
	b, err := io.ReadAll(io.LimitReader(r, maxAnswer+1))
	if err != nil {
		return errReach(err)
	}
	if len(b) > maxAnswer || json.Unmarshal(b, out) != nil { // its error may quote the answer
		return errNotARelay(errors.New("the answer is not JSON"))
	}
	return nil
}

// do sends a request and gives the answer, whose body the caller closes; an
// answer other than 200 becomes an error.
// who is nil for what needs no sign-in.
func (c *Client) do(ctx context.Context, method, path string, who *Credential, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base.String()+path, body)
	if err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "make request", Err: err}
	}
	if who != nil {
		if err := c.prove(ctx, req.Header, *who, method, req.URL); err != nil {
			return nil, endingOf(err).err
		}
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.send(req)
}

func (c *Client) send(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		var u *url.Error // its text has the whole address
		if errors.As(err, &u) {
			err = u.Err
		}
		return nil, netError(c.base.Hostname(), c.clock(), err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	return nil, answerError(resp)
}

// answerError reads the relay's own words, or makes do with the status.
func answerError(resp *http.Response) error {
	var said struct {
		wire.Failure
		Inner *wire.Failure `json:"error"`
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err == nil && json.Unmarshal(b, &said) == nil {
		if said.Inner != nil {
			said.Failure = *said.Inner
		}
		if said.Code != "" {
			return said.Err()
		}
	}
	return refusalEnding(refusal{status: resp.StatusCode}).err
}

// Upload sends a file and names it at the relay.
func (c *Client) Upload(ctx context.Context, who Credential, file io.Reader, size int64, mime string) (wire.Uploaded, error) {
	var out wire.Uploaded
	ctx, cancel := context.WithTimeout(ctx, transferDeadline)
	defer cancel()
	// Hides the file's type from net/http, so that its Close stays the caller's.
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base.String()+wire.PathMedia, struct{ io.Reader }{file})
	if err != nil {
		return out, &desk.Error{Code: desk.CodeInternal, Op: "make request", Err: err}
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", mime)
	if err := c.prove(ctx, req.Header, who, req.Method, req.URL); err != nil {
		return out, endingOf(err).err
	}
	resp, err := c.send(req)
	if err != nil {
		return out, err
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	if err := decodeAnswer(resp.Body, &out); err != nil {
		return out, err
	}
	if out.MediaID == "" {
		return out, errNotARelay(errors.New("the upload has no id"))
	}
	return out, nil
}

// Media is a received file on its way here. Read gives CodeUnavailable when it
// breaks off and CodeInvalid when it is larger than wire.MaxUpload.
type Media struct {
	MIME   string
	Size   int64 // -1 = not told
	body   io.ReadCloser
	cancel context.CancelFunc
	left   int64
}

// Media fetches a message's file. The caller closes it.
func (c *Client) Media(ctx context.Context, who Credential, messageID, mediaID string) (*Media, error) {
	ctx, cancel := context.WithTimeout(ctx, transferDeadline)
	resp, err := c.do(ctx, http.MethodGet, //nolint:bodyclose // Media.Close closes it
		wire.PathMedia+"/"+url.PathEscape(mediaID)+"?"+url.Values{"message": {messageID}}.Encode(), &who, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	return &Media{
		MIME: resp.Header.Get("Content-Type"), Size: contentLength(resp),
		body: resp.Body, cancel: cancel, left: wire.MaxUpload,
	}, nil
}

func contentLength(resp *http.Response) int64 {
	n, err := strconv.ParseInt(resp.Header.Get("Content-Length"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// Read gives the file's bytes.
func (m *Media) Read(p []byte) (int, error) {
	n, err := m.body.Read(p)
	if m.left -= int64(n); m.left < 0 {
		return 0, desk.Refuse(desk.CodeInvalid, "tooLarge", desk.Params{"context": "any"})
	}
	if err != nil && err != io.EOF {
		err = &desk.Error{Code: desk.CodeUnavailable, Subcode: SubOffline, Err: err, Params: desk.Params{"context": "file"}}
	}
	return n, err
}

// Close ends the transfer.
func (m *Media) Close() error {
	defer m.cancel()
	return m.body.Close()
}
