package meta_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/meta"
)

// session is the id of an upload as Meta gives it: its signature must come back as it is.
const session = "upload:MTphdHRh/Y2g+bWVudA==?sig=ARZq%2BkGCA_uQMxC8nHKI"

// uploads is Meta's side of one upload session.
type uploads struct {
	id      string
	breakAt []int // after how many bytes the connection breaks, each time anew
	got     []byte
	asked   []string // what was called, in order
}

func (u *uploads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.asked = append(u.asked, r.Method+" "+r.Header.Get("Authorization")+" "+strings.Join(r.Header["File_offset"], ","))
	switch {
	case strings.HasSuffix(r.URL.Path, "/uploads"):
		fmt.Fprintf(w, `{"id":%q}`, u.id)
	case r.RequestURI != "/v23.0/"+session:
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":{"message":"HMAC check failed","code":100}}`)
	case r.Method == http.MethodGet:
		fmt.Fprintf(w, `{"id":"x","file_offset":%d}`, len(u.got))
	case len(u.breakAt) > 0:
		part := make([]byte, u.breakAt[0])
		_, _ = io.ReadFull(r.Body, part)
		u.breakAt, u.got = u.breakAt[1:], append(u.got, part...)
		panic(http.ErrAbortHandler)
	default:
		rest, _ := io.ReadAll(r.Body)
		u.got = append(u.got, rest...)
		fmt.Fprint(w, `{"h":"4::aW1hZ2U="}`)
	}
}

func upload(t *testing.T, u *uploads, f channel.Sample) (string, error) {
	t.Helper()
	server := httptest.NewServer(u)
	t.Cleanup(server.Close)
	return newClient(server.URL).UploadHandle(t.Context(), "77", f)
}

func sampleOf(text string) channel.Sample {
	return channel.Sample{Name: "logo.png", MIME: "image/png", Size: int64(len(text)), Body: strings.NewReader(text)}
}

// The steps, with the header and the scheme that only this endpoint has.
func TestUploadHandle_asTheEndpointWantsIt(t *testing.T) {
	t.Parallel()
	u := &uploads{id: session}
	handle, err := upload(t, u, sampleOf("picture"))
	if err != nil || handle != "4::aW1hZ2U=" || string(u.got) != "picture" {
		t.Errorf("%q, %v, got %q", handle, err, u.got)
	}
	if want := []string{"POST Bearer " + testToken + " ", "POST OAuth " + testToken + " 0"}; !slices.Equal(u.asked, want) {
		t.Errorf("asked %q", u.asked)
	}
}

// A broken connection loses nothing and doubles nothing: what came is asked for.
func TestUploadHandle_goesOnWhereItBroke(t *testing.T) {
	t.Parallel()
	for _, at := range [][]int{{0}, {3}, {6}, {1, 2, 3}} {
		u := &uploads{id: session, breakAt: at}
		if handle, err := upload(t, u, sampleOf("picture")); err != nil || handle == "" || string(u.got) != "picture" {
			t.Errorf("broken at %v: %v, got %q", at, err, u.got)
		}
	}
	u := &uploads{id: session, breakAt: []int{0, 0, 0, 0, 0}}
	if _, err := upload(t, u, sampleOf("picture")); err == nil || len(u.breakAt) != 1 {
		t.Errorf("without end: %v, %d breaks left", err, len(u.breakAt))
	}
}

// What Meta refuses is not tried again, and an id of another form is not called.
func TestUploadHandle_refusals(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "upload:", "upload:../../me?sig=x", "https://evil.example/upload:x", "upload:x?sig=y&access_token=z", "upload:x#y", "17"} {
		u := &uploads{id: id}
		if _, err := upload(t, u, sampleOf("picture")); err == nil || len(u.asked) != 1 {
			t.Errorf("%q: %v after %q", id, err, u.asked)
		}
	}
	u := &uploads{id: strings.TrimSuffix(session, "I")}
	var refused *meta.Error
	if _, err := upload(t, u, sampleOf("picture")); !errors.As(err, &refused) || refused.Code != 100 || len(u.asked) != 2 {
		t.Errorf("a wrong signature: %v after %q", err, u.asked)
	}
	for name, f := range map[string]channel.Sample{
		"nothing": sampleOf(""), "too much": {Size: meta.MaxMedia + 1, Body: strings.NewReader("")}, "no body": {Size: 3},
	} {
		u := &uploads{id: session}
		if _, err := upload(t, u, f); err == nil || len(u.asked) != 0 {
			t.Errorf("%s: %v after %q", name, err, u.asked)
		}
	}
}
