package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/filetype/filetypetest"
	"github.com/parleydesk/parley/backend/wire"
)

// system notes what it was asked to do with files.
type system struct {
	saveTo        string
	title         string // of the last question
	asked, opened []string
}

func (s *system) OpenFile(path string) error {
	s.opened = append(s.opened, path)
	return nil
}

func (s *system) AskSave(title, name string) (string, error) {
	s.title = title
	s.asked = append(s.asked, name)
	return s.saveTo, nil
}

// holding gives the store one received file, of a message that was shown.
func holding(t *testing.T, name string, body []byte, fake *system) *Store {
	t.Helper()
	s, err := Open(Config{
		Dir: t.TempDir(), Opened: filepath.Join(t.TempDir(), "opened"), Clock: time.Now, Log: silent, System: fake, MarkOutside: shell.MarkOutside,
		Rows: messages(func(_ context.Context, id string) (wire.Message, error) {
			return wire.Message{ID: id, Kind: string(desk.KindDocument), Media: &wire.Media{ID: "med_1", FileName: name, MIME: "image/png"}}, nil
		}),
		Fetch: func(context.Context, string, string) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(body)), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.seen["med_1"] = "msg_1"
	return s
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
			fake := &system{saveTo: filepath.Join(t.TempDir(), "saved")}
			s := holding(t, c.name, c.body, fake)
			path, err := s.Save("med_1")
			if err != nil {
				t.Fatal(err)
			}
			if asked := fake.asked; len(asked) != 1 || asked[0] != c.saved || fake.title != "Save file" {
				t.Errorf("offered as %q, want %q", asked, c.saved)
			}
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, c.body) {
				t.Errorf("saved %d bytes, %v", len(got), err)
			}
			err = s.OpenOutside("med_1")
			opened := fake.opened
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

// A file of the thread on the screen is found although the page never asked for
// it, however far up it is; one of another thread is not.
func TestSave_findsAFileOfTheThreadInView(t *testing.T) {
	t.Parallel()
	for thread, want := range map[string]desk.Code{"thr_1": "", "": desk.CodeNotFound} {
		_, s, fetched := mediaRig(t, room)
		fake := &system{saveTo: filepath.Join(t.TempDir(), "saved")}
		s.cfg.System, s.cfg.MarkOutside = fake, shell.MarkOutside
		s.Viewing(thread)
		path, err := s.Save("med_1")
		if desk.CodeOf(err) != want || (fetched.Load() == 1) != (want == "") {
			t.Fatalf("with %q in view: %v, fetched %d times", thread, err, fetched.Load())
		}
		if want != "" {
			continue
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, pngBytes) {
			t.Errorf("saved %d bytes, %v", len(got), err)
		}
	}
}

// Whoever cancels the question where to has written nothing, and a file that is
// marked in no way is written all the same.
func TestSave_cancelledAndUnmarked(t *testing.T) {
	t.Parallel()
	fake := &system{}
	s := holding(t, "a.png", pngBytes, fake)
	if path, err := s.Save("med_1"); path != "" || err != nil {
		t.Errorf("cancelled: %q, %v", path, err)
	}
	fake.saveTo = filepath.Join(t.TempDir(), "saved")
	s.cfg.MarkOutside = func(string, time.Time) error { return errors.ErrUnsupported }
	path, err := s.Save("med_1")
	if got, rerr := os.ReadFile(path); err != nil || rerr != nil || !bytes.Equal(got, pngBytes) {
		t.Errorf("unmarked: %v, %v", err, rerr)
	}
	fake.saveTo = filepath.Join(t.TempDir(), "no such folder", "saved")
	if _, err := s.Save("med_1"); desk.SubcodeOf(err) != "disk" {
		t.Errorf("where nothing can be written: %v", err)
	}
}
