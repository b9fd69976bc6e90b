package files_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/files"
)

func open(t *testing.T) (*files.Box, string) {
	t.Helper()
	dir := t.TempDir()
	b, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b, dir
}

func pngOf(t *testing.T, w, h int) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestPut_tellsWhatTheBytesAre(t *testing.T) {
	t.Parallel()
	b, _ := open(t)
	body := pngOf(t, 30, 20)
	m, err := b.Put(context.Background(), "med_0123456789", bytes.NewReader(body), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(body)
	if m.MIME != "image/png" || m.Width != 30 || m.Height != 20 || m.Size != int64(len(body)) ||
		m.SHA256 != hex.EncodeToString(sum[:]) || m.State != desk.MediaReady {
		t.Errorf("described as %+v", m)
	}
	f, err := b.Get("med_0123456789")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := io.ReadAll(f)
	if err != nil || !bytes.Equal(got, body) {
		t.Errorf("read back %d bytes, %v", len(got), err)
	}
}

func TestPut_tooLargeOrEmpty_leavesNothing(t *testing.T) {
	t.Parallel()
	b, dir := open(t)
	for name, r := range map[string]io.Reader{"tooLarge": strings.NewReader("12345"), "empty": strings.NewReader("")} {
		_, err := b.Put(context.Background(), "med_0123456789", r, 4)
		if desk.SubcodeOf(err) != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	left, _ := filepath.Glob(filepath.Join(dir, "partial", "*"))
	if _, err := b.Get("med_0123456789"); desk.CodeOf(err) != desk.CodeNotFound || len(left) > 0 {
		t.Errorf("something stayed: %v, %v", err, left)
	}
}

func TestGet_onlyOpaqueNames(t *testing.T) {
	t.Parallel()
	b, dir := open(t)
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"secret", "../secret", "med_../../x", "", "med_0123/456789", "CON"} {
		if _, err := b.Get(desk.MediaID(id)); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%q: %v, want invalid", id, err)
		}
	}
}

func TestOpen_forgetsHalfWrittenFiles(t *testing.T) {
	t.Parallel()
	_, dir := open(t)
	half := filepath.Join(dir, "partial", "x")
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Open(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(half); !os.IsNotExist(err) {
		t.Errorf("the half-written file is still there: %v", err)
	}
}

func TestSniff_nothingActivePasses(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"<!DOCTYPE html><script>":             "application/octet-stream",
		"<svg xmlns='x'>":                     "text/plain",
		"<?xml version='1.0'?><svg/>":         "application/octet-stream",
		"%PDF-1.7":                            "application/pdf",
		"OggS\x00\x02":                        "audio/ogg",
		"\x00\x00\x00\x20ftypM4A ":            "audio/mp4",
		"\x00\x00\x00\x20ftypisom":            "video/mp4",
		"#!AMR\n":                             "audio/amr",
		"\xff\xd8\xff\xe0":                    "image/jpeg",
		"PK\x03\x04............word/document": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"hello":                               "text/plain",
	}
	for in, want := range tests {
		if got := files.Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestPut_pixelBomb_isNoImage guards the UI from a small file that claims to
// be 50,000 pixels square.
func TestPut_pixelBomb_isNoImage(t *testing.T) {
	t.Parallel()
	b, _ := open(t)
	body := pngOf(t, 1, 1)
	copy(body[16:24], []byte{0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50})
	m, err := b.Put(context.Background(), "med_0123456789", bytes.NewReader(body), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if m.MIME != "application/octet-stream" || m.Width != 0 {
		t.Errorf("the bomb is described as %+v", m)
	}
}
