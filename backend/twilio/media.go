package twilio

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/parleydesk/parley/backend/channel"
)

// MaxMedia is the size of the largest file that Twilio carries on WhatsApp.
const MaxMedia = 16 << 20

// UploadMedia puts a file where Twilio will fetch it, and returns that address: Twilio
// takes no uploads.
func (c *Client) UploadMedia(ctx context.Context, _ string, u channel.Upload) (string, error) {
	const op = "upload media"
	switch {
	case u.Size <= 0 || u.Size > MaxMedia:
		return "", invalid(op, "fileSize")
	case c.Publish == nil || c.Webhook == "":
		return "", invalid(op, "noAddress")
	}
	address, err := c.Publish(ctx, u)
	if err != nil {
		return "", &Error{Op: op, Source: channel.FromTheWay, Err: err}
	}
	return address, nil
}

var mediaIDForm = regexp.MustCompile(`^((?:SM|MM)[0-9a-f]{32})/(ME[0-9a-f]{32})$`)

// GetMedia gives the address of a file of a message. Twilio says neither its size nor its
// hash.
func (c *Client) GetMedia(_ context.Context, id, _ string) (channel.MediaInfo, error) {
	if at := mediaIDForm.FindStringSubmatch(id); at != nil {
		return channel.MediaInfo{ID: id, URL: c.Hosts.api() + c.account("/Messages/"+at[1]+"/Media/"+at[2])}, nil
	}
	u, err := url.Parse(id)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return channel.MediaInfo{}, invalid("get media", "fileAddress")
	}
	return channel.MediaInfo{ID: id, URL: id}, nil
}

// mostHops bounds the redirects to where a file is stored.
const mostHops = 3

// DownloadMedia fetches a file from the address that GetMedia gave. Twilio's own address
// gets the credentials; where it redirects to gets none, and must be https.
func (c *Client) DownloadMedia(ctx context.Context, address string, limit int64) (*channel.Download, error) {
	const op = "download media"
	target, err := url.Parse(address)
	if err != nil || !c.own(target) {
		return nil, invalid(op, "fileAddress")
	}
	ctx, cancel := context.WithTimeout(ctx, downloadTimeout)
	req, err := c.build(ctx, request{op: op, method: http.MethodGet, base: target.Scheme + "://" + target.Host, path: target.EscapedPath(), query: target.Query()})
	if err != nil {
		cancel()
		return nil, err
	}
	for range mostHops {
		resp, err := c.do(req, new(atomic.Bool)) //nolint:bodyclose // closed through limited, here or by whoever takes the Download
		if err != nil {
			cancel()
			return nil, &Error{Op: op, Source: channel.FromTheWay, Err: withoutURL(err)}
		}
		next := resp.Header.Get("Location")
		if resp.StatusCode < 300 || resp.StatusCode > 399 || next == "" {
			return c.opened(resp, limit, cancel)
		}
		_ = resp.Body.Close() // nothing of it is wanted
		to, err := req.URL.Parse(next)
		if err != nil || to.User != nil || to.Scheme != "https" && !c.own(to) {
			cancel()
			return nil, &Error{Op: op, Source: channel.FromTheWay, Status: resp.StatusCode, Err: errNotOurShape}
		}
		if req, err = http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil); err != nil {
			cancel()
			return nil, invalid(op, "fileAddress")
		}
	}
	cancel()
	return nil, &Error{Op: op, Source: channel.FromTheWay, Err: errNotOurShape}
}

// own says whether an address is Twilio's API, which may see the credentials.
func (c *Client) own(u *url.URL) bool {
	base, err := url.Parse(c.Hosts.api())
	return err == nil && u.User == nil && u.Scheme == base.Scheme && u.Host == base.Host && strings.HasPrefix(u.Path, base.Path)
}

// opened turns an answer into a file being fetched.
func (c *Client) opened(resp *http.Response, limit int64, cancel context.CancelFunc) (*channel.Download, error) {
	r := request{op: "download media", method: http.MethodGet}
	body := &limited{body: resp.Body, left: limit, cancel: cancel}
	if resp.StatusCode != http.StatusOK {
		answer, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorAnswer)) // an unreadable answer is unreadable
		_ = body.Close()
		return nil, r.refused(resp.StatusCode, answer, c.Login.Secret)
	}
	if resp.ContentLength > limit {
		_ = body.Close()
		return nil, &Error{Op: r.op, Source: channel.FromTheWay, Status: resp.StatusCode, Err: channel.ErrTooLarge}
	}
	return &channel.Download{Body: body, MIME: resp.Header.Get("Content-Type"), Size: resp.ContentLength}, nil
}

// maxErrorAnswer bounds what is read of a refusal of a download.
const maxErrorAnswer = 64 << 10

// limited fails instead of ending when there is more than allowed: a file cut short must
// not look whole.
type limited struct {
	body   io.ReadCloser
	left   int64
	cancel context.CancelFunc
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, channel.ErrTooLarge
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.body.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return n + int(l.left), channel.ErrTooLarge
	}
	return n, err
}

func (l *limited) Close() error {
	l.cancel()
	return l.body.Close()
}
