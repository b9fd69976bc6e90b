package twilio_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/twilio"
)

const (
	fileID    = "MM0123456789abcdef0123456789abcdef/ME0123456789abcdef0123456789abcdef"
	filePath  = "/2010-04-01/Accounts/" + account + "/Messages/MM0123456789abcdef0123456789abcdef/Media/ME0123456789abcdef0123456789abcdef"
	fileRoute = "GET " + filePath
)

func TestGetMedia_namesTheAddress(t *testing.T) {
	t.Parallel()
	c := newServer(t).client()
	got, err := c.GetMedia(t.Context(), fileID, from)
	if err != nil || got.URL != c.Hosts.API+filePath || got.Size != 0 || got.SHA256 != "" {
		t.Errorf("%+v, %v", got, err)
	}
	for id, ok := range map[string]bool{"https://elsewhere.example/x": true, "": false, "../../x": false, "javascript:x": false} {
		if _, err := c.GetMedia(t.Context(), id, from); (err == nil) != ok {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// A file is fetched with the login, and from where Twilio redirects to without it.
func TestDownloadMedia_showsTheLoginToTwilioOnly(t *testing.T) {
	t.Parallel()
	var seen []string
	store := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		w.Header().Set("Content-Type", "image/png")
		io.WriteString(w, "picture") //nolint:errcheck,gosec // the client may be gone
	}))
	t.Cleanup(store.Close)
	s := newServer(t)
	s.answers[fileRoute] = []answer{{status: 307, header: http.Header{"Location": {store.URL + "/x"}}}}
	c := s.client()
	c.HTTP = store.Client()
	d, err := c.DownloadMedia(t.Context(), s.URL+filePath, 100)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Body.Close() //nolint:errcheck // read whole
	body, err := io.ReadAll(d.Body)
	if err != nil || string(body) != "picture" || d.MIME != "image/png" || d.Size != 7 {
		t.Errorf("%q, %+v, %v", body, d, err)
	}
	if a := s.last(); a.user != account || a.password != authToken || len(seen) != 1 || seen[0] != "" {
		t.Errorf("shown %q to Twilio and %q to the store", a.user, seen)
	}
}

func TestDownloadMedia_bounds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		limit    int64
		tooLarge bool
	}{"just fits": {7, false}, "one byte too large": {6, true}} {
		s := newServer(t).on(fileRoute, 200, "picture")
		d, err := s.client().DownloadMedia(t.Context(), s.URL+filePath, tt.limit)
		if err == nil {
			_, err = io.ReadAll(d.Body)
			_ = d.Body.Close()
		}
		if errors.Is(err, channel.ErrTooLarge) != tt.tooLarge || !tt.tooLarge && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	flushed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		http.NewResponseController(w).Flush() //nolint:errcheck,gosec // httptest flushes
		io.WriteString(w, "picture")          //nolint:errcheck,gosec // the client may be gone
	}))
	t.Cleanup(flushed.Close)
	c := newServer(t).client()
	c.Hosts = twilio.HostsAt(flushed.URL)
	d, err := c.DownloadMedia(t.Context(), flushed.URL+filePath, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Body.Close() //nolint:errcheck // given up
	if body, err := io.ReadAll(d.Body); !errors.Is(err, channel.ErrTooLarge) || len(body) > 3 {
		t.Errorf("%q, %v", body, err)
	}
}

func TestDownloadMedia_refuses(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, address := range []string{"https://elsewhere.example/x", s.URL + "@evil.example/x", "://", "", strings.Replace(s.URL, "http://", "http://a:b@", 1) + filePath} {
		if _, err := s.client().DownloadMedia(t.Context(), address, 100); failure(t, err).Source != channel.FromHere {
			t.Errorf("%q: %v", address, err)
		}
	}
	for name, location := range map[string]string{"in clear": "http://10.0.0.1/x", "with a login": "https://a:b@x.example/y", "no address": "://"} {
		s := newServer(t)
		s.answers[fileRoute] = []answer{{status: 302, header: http.Header{"Location": {location}}}}
		if _, err := s.client().DownloadMedia(t.Context(), s.URL+filePath, 100); failure(t, err).Source != channel.FromTheWay {
			t.Errorf("%s: %v", name, err)
		}
	}
	round := newServer(t)
	round.answers[fileRoute] = []answer{{status: 302, header: http.Header{"Location": {filePath}}}}
	if _, err := round.client().DownloadMedia(t.Context(), round.URL+filePath, 100); err == nil || round.count() > 5 {
		t.Errorf("round and round: %v after %d", err, round.count())
	}
	gone := newServer(t)
	if _, err := gone.client().DownloadMedia(t.Context(), gone.URL+filePath, 100); failure(t, err).Retry != channel.RetryNever || failure(t, err).Code != 20404 {
		t.Errorf("gone: %v", err)
	}
	if _, err := newServer(t).on(fileRoute, 503, "busy").client().DownloadMedia(t.Context(), "https://api.twilio.com"+filePath, 1); err == nil {
		t.Error("another address than the configured one is asked")
	}
}

func TestUploadMedia_publishes(t *testing.T) {
	t.Parallel()
	c := newServer(t).client()
	var given channel.Upload
	c.Publish = func(_ context.Context, u channel.Upload) (string, error) {
		given = u
		return "https://parley.example/out/x", nil
	}
	u := channel.Upload{Name: "a.png", MIME: "image/png", Size: 3, Body: strings.NewReader("abc")}
	if id, err := c.UploadMedia(t.Context(), from, u); err != nil || id != "https://parley.example/out/x" || given.Name != "a.png" {
		t.Errorf("%s, %v", id, err)
	}
	for why, change := range map[string]func(){
		"fileSize":  func() { u.Size = twilio.MaxMedia + 1 },
		"noAddress": func() { u.Size, c.Webhook = 3, "" },
	} {
		before, hook := u, c.Webhook
		change()
		if _, err := c.UploadMedia(t.Context(), from, u); failure(t, err).Said.Params[desk.ParamContext] != why {
			t.Errorf("%s: %v", why, err)
		}
		u, c.Webhook = before, hook
	}
	c.Publish = func(context.Context, channel.Upload) (string, error) { return "", errors.New("disk full") }
	if _, err := c.UploadMedia(t.Context(), from, u); failure(t, err).Outcome() != channel.OutcomeAgain {
		t.Errorf("%v", err)
	}
	c.Publish = nil
	if _, err := c.UploadMedia(t.Context(), from, u); failure(t, err).Said.Params[desk.ParamContext] != "noAddress" {
		t.Errorf("%v", err)
	}
}
