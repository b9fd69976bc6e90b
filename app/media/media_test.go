package media

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
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

var silent = slog.New(slog.DiscardHandler)

// messages is a local copy of messages by their ids.
type messages func(ctx context.Context, id string) (wire.Message, error)

func (f messages) Row(ctx context.Context, kind desk.Kind, id string, v any) error {
	out, ok := v.(*wire.Message)
	if !ok || kind != desk.RowMessage {
		return desk.Refuse(desk.CodeInternal, "")
	}
	m, err := f(ctx, id)
	*out = m
	return err
}

// Messages pages through m1 to m9, two at a time, whatever the thread.
func (f messages) Messages(ctx context.Context, thread string, _, seq int64, _ int) ([]wire.Message, bool, error) {
	if thread != "thr_1" {
		return nil, false, desk.Refuse(desk.CodeInternal, "")
	}
	if seq == 0 {
		seq = 10
	}
	var page []wire.Message
	for n := max(seq-2, 1); n < seq; n++ {
		m, err := f(ctx, fmt.Sprint("m", n))
		if err == nil {
			m.Seq, m.At = n, n
			page = append(page, m)
		}
	}
	if len(page) == 0 { // m4 to m9 are not there: the page is empty and there is more
		page = []wire.Message{{ID: "none", Seq: max(seq-2, 1), At: 1}}
	}
	return page, seq > 2, nil
}

// mediaRig is the store over messages m1 (picture), m2 (a page that calls
// itself a picture) and m3 (text only).
func mediaRig(t *testing.T, room int64) (http.Handler, *Store, *atomic.Int32) {
	t.Helper()
	var fetched atomic.Int32
	b, err := Open(Config{
		Dir: t.TempDir(), Opened: t.TempDir(), Room: room, Clock: time.Now, Log: silent,
		Rows: messages(func(_ context.Context, id string) (wire.Message, error) {
			switch id {
			case "m1":
				return wire.Message{ID: id, Media: &wire.Media{ID: "med_1", MIME: "image/png"}}, nil
			case "m2":
				return wire.Message{ID: id, Media: &wire.Media{ID: "med_2", MIME: "image/png", FileName: "../../x\u202egpj.exe"}}, nil
			case "m3":
				return wire.Message{ID: id}, nil
			}
			return wire.Message{}, desk.Refuse(desk.CodeNotFound, "message")
		}),
		Fetch: func(_ context.Context, _, media string) (io.ReadCloser, error) {
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
	h, b, fetched := mediaRig(t, room)
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
	list, err := os.ReadDir(b.cfg.Dir)
	if err != nil || len(list) != 1 || strings.Contains(list[0].Name(), "med") {
		t.Errorf("kept as %v, %v; want one name that says nothing", list, err)
	}
	rec := get(t, h, "/media/m1/med_1", "Range", "bytes=0-7")
	if rec.Code != http.StatusPartialContent || rec.Body.String() != "\x89PNG\r\n\x1a\n" {
		t.Errorf("range: %d %q", rec.Code, rec.Body.String())
	}
}

// Somebody looked before the file was there and asks for it when it is.
func TestMedia_thatCameMeanwhile_isNotFetchedAgain(t *testing.T) {
	t.Parallel()
	h, b, fetched := mediaRig(t, room)
	get(t, h, "/media/m1/med_1")
	if err := b.bring(t.Context(), "m1", "med_1"); err != nil {
		t.Error(err)
	}
	if got := fetched.Load(); got != 1 {
		t.Errorf("fetched %d times", got)
	}
}

func TestMedia_typeComesFromTheBytes(t *testing.T) {
	t.Parallel()
	h, _, _ := mediaRig(t, room)
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
		for where, h := range map[string]http.Handler{"media": mediaOf(t, body), "attached": Attached(func(string) (*os.File, error) { return os.Open(path) })} {
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

// mediaOf is a store with one file, which its message calls a picture.
func mediaOf(t *testing.T, body []byte) http.Handler {
	t.Helper()
	b, err := Open(Config{
		Dir: t.TempDir(), Opened: t.TempDir(), Room: room, Clock: time.Now, Log: silent,
		Rows: messages(func(_ context.Context, id string) (wire.Message, error) {
			return wire.Message{ID: id, Kind: string(desk.KindImage), Media: &wire.Media{ID: "med_1", MIME: "image/png", Width: 1, Height: 1}}, nil
		}),
		Fetch: func(context.Context, string, string) (io.ReadCloser, error) {
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
	h, _, fetched := mediaRig(t, room)
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

func TestMedia_forgetsTheOldestBeyondTheLimit(t *testing.T) {
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
	if err := b.Clear(); err != nil {
		t.Fatal(err)
	}
	if list, err := filepath.Glob(filepath.Join(b.cfg.Dir, "*")); err != nil || len(list) != 0 {
		t.Errorf("left after clear: %v", list)
	}
}
