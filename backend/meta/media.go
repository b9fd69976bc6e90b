package meta

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// MaxMedia is the size of the largest file on WhatsApp, a document.
const MaxMedia = 100 << 20

// UploadMedia uploads a file for a number and returns its media id, which
// lives 30 days and can be sent by that number only. The file is streamed.
func (c *Client) UploadMedia(ctx context.Context, phoneID string, u channel.Upload) (string, error) {
	const op = "upload media"
	if u.Size <= 0 || u.Size > MaxMedia || u.Body == nil {
		return "", invalid(op, "fileSize")
	}
	if _, _, err := mime.ParseMediaType(u.MIME); err != nil {
		return "", invalid(op, "fileType")
	}
	head, tail, contentType := multipartAround(u)
	length := int64(len(head)) + u.Size + int64(len(tail))
	r := request{
		op: op, method: http.MethodPost, path: []string{phoneID, "media"}, timeout: uploadTimeout, mime: contentType,
		length: length,
		stream: io.MultiReader(bytes.NewReader(head), io.LimitReader(u.Body, u.Size), bytes.NewReader(tail)),
	}
	var answer struct {
		ID str `json:"id"`
	}
	if err := c.call(ctx, r, &answer); err != nil {
		return "", err
	}
	if answer.ID == "" {
		return "", r.unreadable(http.StatusOK, errNotOurShape)
	}
	return string(answer.ID), nil
}

// multipartAround writes what stands before and after the file's bytes, so
// that the whole can be sent with a length and without being held in memory.
func multipartAround(u channel.Upload) (head, tail []byte, contentType string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	// Writing to a buffer never fails.
	_ = w.WriteField("messaging_product", product)
	_ = w.WriteField("type", u.MIME)
	part := textproto.MIMEHeader{}
	part.Set("Content-Disposition", multipart.FileContentDisposition("file", desk.PlainLine(u.Name)))
	part.Set("Content-Type", oneLine(u.MIME))
	_, _ = w.CreatePart(part)
	n := b.Len()
	_ = w.Close()
	return b.Bytes()[:n:n], b.Bytes()[n:], w.FormDataContentType()
}

// oneLine keeps a value from ending its header.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '_'
		}
		return r
	}, s)
}

// GetMedia asks for the address of a file. An id out of a webhook lives seven
// days.
func (c *Client) GetMedia(ctx context.Context, mediaID, phoneID string) (channel.MediaInfo, error) {
	r := request{
		op: "get media", method: http.MethodGet, path: []string{mediaID}, query: url.Values{"phone_number_id": {phoneID}},
	}
	var a struct {
		ID     str `json:"id"`
		URL    str `json:"url"`
		MIME   str `json:"mime_type"`
		SHA256 str `json:"sha256"`
		Size   num `json:"file_size"`
	}
	if err := c.call(ctx, r, &a); err != nil {
		return channel.MediaInfo{}, err
	}
	if a.URL == "" {
		return channel.MediaInfo{}, r.unreadable(http.StatusOK, errNotOurShape)
	}
	return channel.MediaInfo{
		ID: string(a.ID), URL: string(a.URL), MIME: string(a.MIME), SHA256: string(a.SHA256), Size: int64(a.Size),
	}, nil
}

// DownloadMedia fetches a file from the address that GetMedia or a webhook
// gave. The token goes to Meta's own hosts and the client's base address only,
// whatever the address says, and no redirect is followed. An address that has
// expired is answered by 404: ask GetMedia for a new one.
func (c *Client) DownloadMedia(ctx context.Context, address string, limit int64) (*channel.Download, error) {
	const op = "download media"
	r := request{op: op, method: http.MethodGet}
	target, err := url.Parse(address)
	if err != nil || !c.mayFetch(target) {
		return nil, invalid(op, "fileAddress")
	}
	ctx, cancel := context.WithTimeout(ctx, downloadTimeout)
	token, err := c.token(ctx, op)
	if err != nil {
		cancel()
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		cancel()
		return nil, invalid(op, "fileAddress")
	}
	var wrote atomic.Bool
	resp, err := c.do(req, token, &wrote) //nolint:bodyclose // closed through limited, here or by whoever takes the Download
	if err != nil {
		cancel()
		return nil, &Error{Op: op, Cause: CauseTransport, Outcome: NothingSent, Err: withoutURL(err)}
	}
	body := &limited{body: resp.Body, left: limit, cancel: cancel}
	if resp.StatusCode != http.StatusOK {
		answer, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorAnswer)) // an unreadable answer is unreadable
		_ = body.Close()
		r.secrets = []desk.Secret{token}
		if e := r.graphError(resp.StatusCode, answer); e != nil {
			return nil, e
		}
		return nil, r.unreadable(resp.StatusCode, errNotOurShape)
	}
	if resp.ContentLength > limit {
		_ = body.Close()
		return nil, &Error{Op: op, Cause: CauseUnreadable, Outcome: NothingSent, HTTPStatus: resp.StatusCode, Err: channel.ErrTooLarge}
	}
	return &channel.Download{Body: body, MIME: resp.Header.Get("Content-Type"), Size: resp.ContentLength}, nil
}

// maxErrorAnswer bounds what is read of a refusal of a download.
const maxErrorAnswer = 64 << 10

// mediaHosts are the domains from which Meta serves files.
var mediaHosts = []string{"fbsbx.com", "fbcdn.net", "facebook.com", "whatsapp.net"}

// mayFetch says whether the token may be shown to an address.
func (c *Client) mayFetch(u *url.URL) bool {
	if u.User != nil {
		return false
	}
	if base, err := parseBase(c.BaseURL); err == nil && u.Scheme == base.Scheme && u.Host == base.Host {
		return true
	}
	if u.Scheme != "https" || u.Port() != "" && u.Port() != "443" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	for _, h := range mediaHosts {
		if host == h || strings.HasSuffix(host, "."+h) {
			return true
		}
	}
	return false
}

// limited fails instead of ending when there is more than allowed: a file cut
// short must not look whole.
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
