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
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/filetype/filetypetest"
	"github.com/parleydesk/parley/backend/wire"
)

var (
	pngBytes  = filetypetest.PNG(30, 20, 1)
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
	pic, page := get(t, h, "/media/m1/med_1"), get(t, h, "/media/m2/med_2")
	if got := pic.Header().Get("Content-Type"); got != "image/png" {
		t.Errorf("picture: %q", got)
	}
	if page.Code != http.StatusUnsupportedMediaType || bytes.Contains(page.Body.Bytes(), []byte("script")) {
		t.Errorf("a page that calls itself a picture: %d %q", page.Code, page.Body.String())
	}
	for _, header := range []http.Header{pic.Header(), page.Header()} {
		if header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("headers %v", header)
		}
	}
}

// The page is given the bytes of what it may draw or play, as what they are,
// and not one byte of anything else, whatever message it is part of.
func TestRule8_pageGetsOnlyWhatMayBeShown(t *testing.T) {
	t.Parallel()
	bodies := [][]byte{htmlBytes, []byte("MZ\x90\x00"), []byte("words"), []byte("%PDF-1.7\n"), filetypetest.Zip("a"), filetypetest.Sound(), []byte("\xff\xd8\xff\xe0"), []byte("GIF89a")}
	for _, d := range filetypetest.AllDrawn() {
		for _, size := range [][3]int{{1, 1, 1}, {640, 480, 3}, {4096, 4096, 1}, {4096, 4096, 1000}, {8160, 6120, 1}, {20_000, 20_000, 1}, {50_000, 50_000, 1}, {1, 16_384, 1}} {
			bodies = append(bodies, d.Make(min(size[0], d.Side), min(size[1], d.Side), min(size[2], d.Most)))
		}
	}
	for _, body := range bodies {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		is, err := filetype.Measure(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		for where, h := range map[string]http.Handler{"media": mediaOf(t, body), "attached": attachedFiles(func(string) (*os.File, error) { return os.Open(path) })} {
			rec := get(t, h, "/media/m1/med_1")
			if is.Shows() == filetype.Nothing {
				if rec.Code != http.StatusUnsupportedMediaType || len(body) > 20 && bytes.Contains(rec.Body.Bytes(), body[:20]) {
					t.Errorf("%s: %+v is given: %d, %d bytes", where, is, rec.Code, rec.Body.Len())
				}
			} else if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != is.MIME || !bytes.Equal(rec.Body.Bytes(), body) {
				t.Errorf("%s: %+v: %d %v", where, is, rec.Code, rec.Header())
			}
		}
	}
}

// mediaOf is a media box with one file, which its message calls a picture.
func mediaOf(t *testing.T, body []byte) http.Handler {
	t.Helper()
	b, err := openMedia(&mediaBox{
		dir: t.TempDir(), room: mediaRoom, clock: time.Now, log: silent,
		message: func(_ context.Context, id string) (wire.Message, error) {
			return wire.Message{ID: id, Kind: string(desk.KindImage), Media: &wire.Media{ID: "med_1", MIME: "image/png", Width: 1, Height: 1}}, nil
		},
		fetch: func(context.Context, string, string) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(body)), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /media/{message}/{media}", b)
	return mux
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
	if rec.Code != http.StatusUnsupportedMediaType || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "sandbox") {
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
