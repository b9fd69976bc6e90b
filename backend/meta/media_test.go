package meta_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/meta"
)

func TestUploadMedia_streamsTheFileWithItsLength(t *testing.T) {
	t.Parallel()
	file := bytes.Repeat([]byte{0, 1, 2, 255}, 50_000)
	var raw []byte
	var r *http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r = req
		raw, _ = io.ReadAll(req.Body)
		fmt.Fprint(w, `{"id":"4001"}`)
	}))
	defer server.Close()
	id, err := newClient(server.URL).UploadMedia(t.Context(), phoneID, channel.Upload{
		Name: "a \"b\"\r\nX-Evil: 1.jpg", MIME: "image/jpeg", Size: int64(len(file)), Body: bytes.NewReader(file),
	})
	if err != nil || id != "4001" {
		t.Fatalf("got %q, %v", id, err)
	}
	if r.URL.Path != "/v23.0/"+phoneID+"/media" || r.ContentLength != int64(len(raw)) || len(r.TransferEncoding) != 0 {
		t.Errorf("path %s, length %d of %d, encoding %v", r.URL.Path, r.ContentLength, len(raw), r.TransferEncoding)
	}
	form := &http.Request{Method: http.MethodPost, Header: r.Header, Body: io.NopCloser(bytes.NewReader(raw))}
	if err := form.ParseMultipartForm(10 << 20); err != nil {
		t.Fatal(err)
	}
	if got := form.FormValue("messaging_product") + " " + form.FormValue("type"); got != "whatsapp image/jpeg" {
		t.Errorf("fields %q", got)
	}
	header := form.MultipartForm.File["file"][0]
	if header.Header.Get("Content-Type") != "image/jpeg" || header.Header.Get("X-Evil") != "" {
		t.Errorf("part header %v", header.Header)
	}
	part, err := header.Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := io.ReadAll(part); !bytes.Equal(got, file) {
		t.Errorf("got %d bytes, want %d", len(got), len(file))
	}
	if spec := metasFile(t); spec != nil {
		for _, bad := range spec.CheckRequest(r.Method, r.URL.Path, nil, r.Header.Get("Content-Type"), raw) {
			t.Errorf("request: %s", bad)
		}
	}
}

func TestDownloadMedia_readsUpToTheLimit(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		if r.URL.Path == "/unannounced" {
			w.(http.Flusher).Flush()
		}
		fmt.Fprint(w, "0123456789")
	}))
	defer server.Close()
	tests := []struct {
		path  string
		limit int64
		fails bool
	}{
		{"/announced", 10, false},
		{"/announced", 9, true},
		{"/unannounced", 10, false},
		{"/unannounced", 9, true},
		{"/unannounced", 0, true},
	}
	for _, tt := range tests {
		got, err := download(t, newClient(server.URL), server.URL+tt.path, tt.limit)
		switch {
		case tt.fails && !errors.Is(err, channel.ErrTooLarge):
			t.Errorf("%+v: got %q, %v", tt, got, err)
		case !tt.fails && (err != nil || got != "0123456789"):
			t.Errorf("%+v: got %q, %v", tt, got, err)
		}
		if int64(len(got)) > tt.limit {
			t.Errorf("%+v: %d bytes came through", tt, len(got))
		}
	}
}

func download(t *testing.T, c *meta.Client, address string, limit int64) (string, error) {
	t.Helper()
	d, err := c.DownloadMedia(t.Context(), address, limit)
	if err != nil {
		return "", err
	}
	defer d.Body.Close() //nolint:errcheck // read to its end
	if d.MIME != "image/png" {
		t.Errorf("type %q", d.MIME)
	}
	var b strings.Builder
	for {
		// Small pieces, on past an error: a reader may be read again.
		n, err := io.CopyN(&b, d.Body, 3)
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			if m, again := d.Body.Read(make([]byte, 8)); m != 0 || again == nil {
				t.Errorf("read on after an error: %d, %v", m, again)
			}
			return b.String(), err
		}
		_ = n
	}
}

func TestDownloadMedia_elsewhere_isNotEvenAsked(t *testing.T) {
	t.Parallel()
	const base = "http://127.0.0.1:8080"
	c := newClient(base)
	c.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		t.Errorf("%s was asked, authorization %q", r.URL.Redacted(), r.Header.Get("Authorization"))
		return nil, net.ErrClosed
	})}
	for _, address := range []string{
		"http://lookaside.fbsbx.com/x", "https://fbsbx.com.evil.example/x", "https://evilfbsbx.com/x",
		"https://lookaside.fbsbx.com:8443/x", "https://user@lookaside.fbsbx.com/x", "https://127.0.0.1:8080/x",
		"http://127.0.0.1:8081/x", "http://127.0.0.1/x", "http://user@127.0.0.1:8080/x",
		"http://127.0.0.1:8080@evil.example/x", "file:///etc/passwd", "//lookaside.fbsbx.com/x", "::", "",
	} {
		_, err := c.DownloadMedia(t.Context(), address, 100)
		var e *meta.Error
		if !errors.As(err, &e) || e.Cause != meta.CauseInvalid {
			t.Errorf("%s: got %v", address, err)
		}
	}
}

func TestDownloadMedia_redirect_isNotFollowed(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("a stranger was called, authorization %q", r.Header.Get("Authorization"))
	}))
	defer stranger.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, stranger.URL, http.StatusFound)
	}))
	defer server.Close()
	c := newClient(server.URL)
	// Even with a client that was told to follow.
	c.HTTP = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
	_, err := c.DownloadMedia(t.Context(), server.URL+"/x", 100)
	var e *meta.Error
	if !errors.As(err, &e) || e.HTTPStatus != http.StatusFound {
		t.Errorf("got %v", err)
	}
}

func TestDownloadMedia_metasHost_isAsked(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"https://lookaside.fbsbx.com/x", "https://scontent.xx.fbcdn.net/y", "https://mmg.whatsapp.net:443/z"} {
		c := newClient("https://graph.facebook.com")
		asked := ""
		c.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked = r.URL.String() + " " + r.Header.Get("Authorization")
			return nil, net.ErrClosed
		})}
		if _, err := c.DownloadMedia(t.Context(), address, 1); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s: got %v", address, err)
		}
		if asked != address+" Bearer "+testToken {
			t.Errorf("asked %q", asked)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestDownloadMedia_expired_saysNotFound(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	_, err := newClient(server.URL).DownloadMedia(t.Context(), server.URL+"/x", 1)
	var e *meta.Error
	if !errors.As(err, &e) || e.HTTPStatus != http.StatusNotFound {
		t.Errorf("got %v", err)
	}
}

func TestNewHTTPClient_reachesPublicAddressesAndTheChosenHostOnly(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/redirect" {
			http.Redirect(w, r, "/", http.StatusFound)
		}
	}))
	defer server.Close()
	chosen := meta.NewHTTPClient(server.URL)
	resp, err := chosen.Get(server.URL + "/redirect")
	if err != nil || resp.StatusCode != http.StatusFound {
		t.Fatalf("the chosen host: %v, %v", resp, err)
	}
	_ = resp.Body.Close()
	other := meta.NewHTTPClient(meta.DefaultBaseURL)
	for _, address := range []string{
		server.URL, strings.Replace(server.URL, "127.0.0.1", "localhost", 1), "http://10.0.0.1", "http://192.168.1.1",
		"http://169.254.169.254", "http://100.64.0.1", "http://0.0.0.0:80", "http://[::1]:80", "http://[fd00::1]",
		"http://[fe80::1]", "http://[::ffff:127.0.0.1]", "http://[64:ff9b::7f00:1]", "http://224.0.0.1",
		"http://[::127.0.0.1]", "http://[100::1]", "http://[2001::1]", "http://[5f00::1]", "http://[fec0::1]", "http://[2002:7f00:1::]",
	} {
		resp, err := other.Get(address)
		if !errors.Is(err, channel.ErrPrivateAddress) {
			t.Errorf("%s: got %v", address, err)
		}
		if err == nil {
			_ = resp.Body.Close()
		}
	}
}
