package sender

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
)

// The limits of a picture of an ad. Whoever writes the webhook chooses its address, so the
// relay gives it little room and little time.
const (
	mostAdBytes = 8 << 20
	adTimeout   = 30 * time.Second
	mostAdHops  = 3
)

// fetchAd brings the picture of the ad here that a message was started from. No desktop
// fetches it: the one who serves it would learn where our people are and when they read.
func (s *Sender) fetchAd(ctx context.Context, j desk.OrgJob, _ int) error {
	m, err := desk.Get[*desk.Message](ctx, s.cfg.Rows, j.Org, desk.RowMessage, j.Subject)
	if err != nil {
		return desk.Wrap("read message", err)
	}
	if m.Ad == nil || m.Ad.Picture == nil || m.Ad.Picture.State != desk.MediaPending {
		return nil // settled by a run that ended after this job was read
	}
	pic := m.Ad.Picture
	got, err := s.adPicture(ctx, pic)
	if err == nil {
		_, err = s.record(ctx, j.Org, desk.EntryMediaFetched, desk.MediaEntry{MessageID: m.ID, Media: got})
		return err
	}
	old := s.cfg.Clock().UnixMilli()-m.At > desk.AdLife
	if !old && adAgain(err) {
		return &desk.Error{Code: desk.CodeUnavailable, Op: "fetch the picture of an ad", Err: err}
	}
	_, err = s.record(ctx, j.Org, desk.EntryMediaFailed, desk.MediaEntry{MessageID: m.ID, Media: desk.Media{ID: pic.ID}})
	return err
}

// adFailure is an answer that brought no picture.
type adFailure struct {
	what  string
	again bool // it may be another one later
}

func (e *adFailure) Error() string { return "ad: " + e.what }

// adAgain says whether a picture that did not come may come later.
func adAgain(err error) bool {
	var f *adFailure
	switch {
	case errors.As(err, &f):
		return f.again
	case errors.Is(err, channel.ErrTooLarge), desk.CodeOf(err) == desk.CodeInvalid, isNobody(err):
		return false
	}
	return true
}

// isNobody says that the address leads to nobody who is asked: it is inside a network, has no
// such name, or is not who it says.
func isNobody(err error) bool {
	if errors.Is(err, channel.ErrPrivateAddress) || errors.Is(err, http.ErrSchemeMismatch) {
		return true
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return true
	}
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

func (s *Sender) adPicture(ctx context.Context, pic *desk.Media) (desk.Media, error) {
	if s.cfg.Public == nil {
		return desk.Media{}, &adFailure{what: "this relay fetches nothing"}
	}
	ctx, cancel := context.WithTimeout(ctx, adTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, pic.RemoteID, nil)
	if err != nil || !openAddress(req.URL) {
		return desk.Media{}, &adFailure{what: "not an address that is fetched"}
	}
	req.Header.Set("Accept", "image/*")
	client := *s.cfg.Public
	client.CheckRedirect = adHop
	resp, err := client.Do(req)
	if err != nil {
		return desk.Media{}, withoutAddress(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to the end or given up
	if resp.StatusCode != http.StatusOK {
		return desk.Media{}, &adFailure{
			what:  fmt.Sprintf("answered %d", resp.StatusCode),
			again: resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusRequestTimeout,
		}
	}
	return s.cfg.Files.PutChecked(ctx, pic.ID, io.LimitReader(resp.Body, mostAdBytes+1), mostAdBytes, onlyPicture)
}

// onlyPicture refuses what the page could not draw.
func onlyPicture(is filetype.Facts) error {
	if is.Shows() != filetype.Image {
		return desk.Refuse(desk.CodeInvalid, "notShown")
	}
	return nil
}

// adHop follows a few redirects, each to an address that would be fetched by itself.
func adHop(req *http.Request, via []*http.Request) error {
	if len(via) > mostAdHops || !openAddress(req.URL) {
		return &adFailure{what: "leads on and on, or where nothing is fetched"}
	}
	req.Header.Del("Referer")
	return nil
}

// openAddress accepts https, and http on this computer only, which the client refuses unless
// an operator chose it. What lies where is the client's to judge, after the name is resolved.
func openAddress(u *url.URL) bool {
	return u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && channel.IsLoopback(u.Hostname()))
}

// withoutAddress keeps a customer's click out of logs: an ad's address may hold it.
func withoutAddress(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
