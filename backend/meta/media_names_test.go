package meta_test

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
)

// A file's name is one parameter of one header of one part of the upload,
// whatever it is called.
func TestRule1_uploadedNamesStayInTheirHeader(t *testing.T) {
	t.Parallel()
	type part struct {
		header map[string][]string
		body   string
	}
	var parts []part
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts = nil
		form, err := r.MultipartReader()
		for err == nil {
			p, nextErr := form.NextRawPart()
			if err = nextErr; err == nil {
				body, _ := io.ReadAll(p)
				parts = append(parts, part{p.Header, string(body)})
			}
		}
		fmt.Fprint(w, `{"id":"4001"}`)
	}))
	defer server.Close()
	client := newClient(server.URL)
	for _, name := range desktest.Hostile() {
		_, err := client.UploadMedia(t.Context(), phoneID, channel.Upload{Name: name, MIME: "text/plain", Size: 5, Body: strings.NewReader("words")})
		if err != nil {
			t.Fatalf("%+q: %v", name, err)
		}
		if len(parts) != 3 || parts[2].body != "words" || len(parts[2].header) != 2 {
			t.Errorf("%+q gives %d parts: %q", name, len(parts), parts)
			continue
		}
		kind, params, err := mime.ParseMediaType(strings.Join(parts[2].header["Content-Disposition"], "|"))
		if err != nil || kind != "form-data" || params["name"] != "file" || params["filename"] != desk.PlainLine(name) || len(params) != 2 {
			t.Errorf("%+q gives %s %v, %v", name, kind, params, err)
		}
	}
}
