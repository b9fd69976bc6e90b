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
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/filetype/filetypetest"
)

func open(t *testing.T) (*files.Folder, string) {
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

// What the relay says of a file is what the desktop will see in it.
func TestRule8_relayMeasuresAsTheDesktopDoes(t *testing.T) {
	t.Parallel()
	b, _ := open(t)
	bodies := [][]byte{[]byte("MZ\x90\x00"), []byte("<!DOCTYPE html><script>"), []byte("hello"), filetypetest.Zip("word/document.xml"), filetypetest.Zip("password/list.txt")}
	for _, d := range filetypetest.AllDrawn() {
		for _, side := range []int{1, 640, 4096, 8160, 16_384} {
			bodies = append(bodies, d.Make(side, side*3/4+1, min(3, d.Most)))
		}
	}
	for _, body := range bodies {
		id := desk.MediaID(desk.NewID("med"))
		m, err := b.Put(t.Context(), id, bytes.NewReader(body), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		is, err := filetype.Measure(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		if m.MIME != is.MIME || m.Width != is.Width || m.Height != is.Height || m.Size != is.Size {
			t.Errorf("the relay says %+v, the desktop %+v", m, is)
		}
		if again, err := b.Describe(id); err != nil || again.MIME != m.MIME || again.Size != m.Size {
			t.Errorf("described again as %+v, %v", again, err)
		}
	}
}
