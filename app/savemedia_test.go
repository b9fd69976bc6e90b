package app

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/filetype/filetypetest"
	"github.com/parleydesk/parley/backend/wire"
)

// holding gives a desktop one received file, in a chat that was shown.
func holding(t *testing.T, name string, body []byte) *desktop {
	t.Helper()
	d := newDesktop(t, nil)
	b, err := openMedia(&mediaBox{
		dir: t.TempDir(), room: mediaRoom, clock: time.Now, log: silent,
		message: func(_ context.Context, id string) (wire.Message, error) {
			return wire.Message{ID: id, Kind: string(desk.KindDocument), Media: &wire.Media{ID: "med_1", FileName: name, MIME: "image/png"}}, nil
		},
		fetch: func(context.Context, string, string) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(body)), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.seen["med_1"] = "msg_1"
	d.media = b
	return d
}

// What is saved is offered under the ending of its bytes, and arrives whole.
// What is opened has been measured, runs nothing, and goes to the system under
// a name of ours.
func TestRule8_savedAndOpenedByWhatTheBytesAre(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		body  []byte
		saved string
		opens bool
	}{
		{"photo.jpg.exe", filetypetest.PNG(640, 480, 1), "photo.jpg.exe.png", true},
		{"x.lnk", []byte("L\x00\x00\x00\x01\x14\x02\x00"), "x.lnk.bin", false},
		{"x.url", []byte("[InternetShortcut]\r\nURL=x"), "x.url.txt", true},
		{"x.scf", []byte("[Shell]\r\nIconFile=\\\\e\\x"), "x.scf.txt", true},
		{"invoice.pdf", []byte("MZ\x90\x00"), "invoice.pdf.bin", false},
		{"page.html", []byte("<html><script>"), "page.html.txt", false},
		{"NUL.pdf", []byte("%PDF-1.7\n"), "_NUL.pdf", true},
		{"a.docx", filetypetest.Zip("word/document.xml"), "a.docx", false},
		{"bomb.png", filetypetest.PNG(20_000, 20_000, 1), "bomb.png", false},
		{strings.Repeat("👍", 70) + ".jpg", filetypetest.JPEG(640, 480, 1), strings.Repeat("👍", 59) + ".jpg", true},
	} {
		t.Run(c.saved, func(t *testing.T) {
			t.Parallel()
			d := holding(t, c.name, c.body)
			d.fake.SaveTo = filepath.Join(t.TempDir(), "saved")
			path, err := machine{d.App}.SaveMedia("med_1")
			if err != nil {
				t.Fatal(err)
			}
			if asked := d.fake.Asked(); len(asked) != 1 || asked[0] != c.saved {
				t.Errorf("offered as %q, want %q", asked, c.saved)
			}
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, c.body) {
				t.Errorf("saved %d bytes, %v", len(got), err)
			}
			err = machine{d.App}.OpenMedia("med_1")
			_, opened := d.fake.Opened()
			if (err == nil) != c.opens || (len(opened) == 1) != c.opens {
				t.Errorf("opened %q, %v; want %v", opened, err, c.opens)
			}
			for _, o := range opened {
				if filepath.Base(o) != c.saved || len(filepath.Base(o)) > filetype.MaxName {
					t.Errorf("opened as %q", filepath.Base(o))
				}
			}
		})
	}
}
