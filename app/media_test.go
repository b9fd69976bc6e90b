package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

var (
	pngBytes  = append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{7}, 100)...)
	htmlBytes = []byte("<!doctype html><script>alert(1)</script>")
)

// mediaRig is a media box over messages m1 (picture), m2 (a page that calls
// itself a picture) and m3 (text only).
func mediaRig(t *testing.T, room int64) (http.Handler, *mediaBox, *atomic.Int32) {
	t.Helper()
	var fetched atomic.Int32
	b, err := openMedia(&mediaBox{
		dir: t.TempDir(), room: room, clock: time.Now, log: silent,
		message: func(_ context.Context, id string) (wire.Message, error) {
			switch id {
			case "m1":
				return wire.Message{ID: id, Media: &wire.Media{ID: "med_1", MIME: "image/png"}}, nil
			case "m2":
				return wire.Message{ID: id, Media: &wire.Media{ID: "med_2", MIME: "image/png", FileName: "../../x\u202egpj.exe"}}, nil
			case "m3":
				return wire.Message{ID: id}, nil
			}
			return wire.Message{}, desk.Errorf(desk.CodeNotFound, "message", "Not here.")
		},
		fetch: func(_ context.Context, _, media string) (io.ReadCloser, error) {
			fetched.Add(1)
			if media == "med_2" {
				return io.NopCloser(bytes.NewReader(htmlBytes)), nil
			}
			return io.NopCloser(bytes.NewReader(pngBytes)), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /media/{message}/{media}", b)
	return mux, b, &fetched
}

func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec
}

func TestMedia_isFetchedOnceAndKept(t *testing.T) {
	t.Parallel()
	h, b, fetched := mediaRig(t, mediaRoom)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if rec := get(t, h, "/media/m1/med_1"); rec.Code != http.StatusOK || !bytes.Equal(rec.Body.Bytes(), pngBytes) {
				t.Errorf("got %d with %d bytes", rec.Code, rec.Body.Len())
			}
		})
	}
	wg.Wait()
	if got := fetched.Load(); got != 1 {
		t.Errorf("fetched %d times", got)
	}
	list, err := os.ReadDir(b.dir)
	if err != nil || len(list) != 1 || strings.Contains(list[0].Name(), "med") {
		t.Errorf("kept as %v, %v; want one name that says nothing", list, err)
	}
	rec := get(t, h, "/media/m1/med_1", "Range", "bytes=0-7")
	if rec.Code != http.StatusPartialContent || rec.Body.String() != "\x89PNG\r\n\x1a\n" {
		t.Errorf("range: %d %q", rec.Code, rec.Body.String())
	}
}

func TestMedia_typeComesFromTheBytes(t *testing.T) {
	t.Parallel()
	h, _, _ := mediaRig(t, mediaRoom)
	pic, page := get(t, h, "/media/m1/med_1").Header(), get(t, h, "/media/m2/med_2").Header()
	if got := pic.Get("Content-Type"); got != "image/png" {
		t.Errorf("picture: %q", got)
	}
	if got := page.Get("Content-Type"); got != "application/octet-stream" {
		t.Errorf("a page that calls itself a picture: %q", got)
	}
	if got := page.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") || strings.Contains(got, "..") || strings.Contains(got, "202e") || strings.Contains(got, "202E") {
		t.Errorf("disposition %q", got)
	}
	for _, header := range []http.Header{pic, page} {
		if header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("headers %v", header)
		}
	}
}

func TestMedia_onlyWhatTheCopyHolds(t *testing.T) {
	t.Parallel()
	h, _, fetched := mediaRig(t, mediaRoom)
	for path, want := range map[string]int{
		"/media/m1/med_2": http.StatusNotFound, "/media/m3/med_1": http.StatusNotFound, "/media/m9/med_1": http.StatusNotFound,
		"/media/m1": http.StatusNotFound, "/other": http.StatusNotFound,
	} {
		if rec := get(t, h, path); rec.Code != want {
			t.Errorf("%s: %d, want %d", path, rec.Code, want)
		}
	}
	if got := fetched.Load(); got != 0 {
		t.Errorf("asked the relay %d times", got)
	}
}

func TestMedia_forgetsTheOldestBeyondTheRoom(t *testing.T) {
	t.Parallel()
	h, b, _ := mediaRig(t, int64(len(pngBytes)))
	get(t, h, "/media/m1/med_1")
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(b.path("med_1"), old, old); err != nil {
		t.Fatal(err)
	}
	get(t, h, "/media/m2/med_2")
	if _, err := os.Stat(b.path("med_1")); err == nil {
		t.Error("the oldest file is still here")
	}
	if _, err := os.Stat(b.path("med_2")); err != nil {
		t.Errorf("the newest file is gone: %v", err)
	}
	if err := b.clear(); err != nil {
		t.Fatal(err)
	}
	if list, err := filepath.Glob(filepath.Join(b.dir, "*")); err != nil || len(list) != 0 {
		t.Errorf("left after clear: %v", list)
	}
}

func TestFileName_isOnePlainName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, kind, want string }{
		{"report.pdf", "application/pdf", "report.pdf"},
		{"../../etc/passwd", "", "etcpasswd"},
		{`C:\x\y.txt`, "", "Cxy.txt"},
		{"", "image/jpeg", "parley-file.jpg"},
		{"...", "image/png", "parley-file.png"},
		{"photo\u202egpj.exe", "", "photogpj.exe"},
		{"a\x00b\n.txt", "", "ab.txt"},
		{strings.Repeat("ä", 300) + ".pdf", "", strings.Repeat("ä", 116) + ".pdf"},
	} {
		if got := fileName(wire.Media{FileName: tt.in}, tt.kind); got != tt.want {
			t.Errorf("fileName(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestAttachedFiles_areShownFromTheirBytesOnly(t *testing.T) {
	t.Parallel()
	d := newDesktop(t, nil)
	h, compose := d.pages(), d.services.compose
	add := func(name string, content []byte) string {
		id, err := compose.AttachBegin("thr_1", name, int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		if err := compose.AttachChunk(id, base64.StdEncoding.EncodeToString(content)); err != nil {
			t.Fatal(err)
		}
		if rec := get(t, h, "/attached/"+id); rec.Code != http.StatusNotFound {
			t.Errorf("half a file was given: %d", rec.Code)
		}
		if _, err := compose.AttachEnd(id); err != nil {
			t.Fatal(err)
		}
		return id
	}
	pic, text := add("photo.png", pngBytes), add("notes.png", []byte("only words"))
	rec := get(t, h, "/attached/"+pic)
	if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "image/png" || !bytes.Equal(rec.Body.Bytes(), pngBytes) {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
	rec = get(t, h, "/attached/"+text)
	if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "application/octet-stream" || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
	files, err := compose.DraftFiles()
	if err != nil || len(files) != 2 || files[0].ThreadID != "thr_1" || files[0].File.LocalID != pic {
		t.Errorf("%+v, %v", files, err)
	}
	if err := compose.AttachDrop(pic); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/attached/" + pic, "/attached/nothing", "/attached/..%2foutbox.db"} {
		if rec := get(t, h, path); rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
}
