package app

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/filetype/filetypetest"
)

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
	return rec
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
	pngBytes := filetypetest.PNG(30, 20, 1)
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
