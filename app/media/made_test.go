package media

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype/filetypetest"
)

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path fill="#000" d="M0 0h1v1H0z"/></svg>`

// What the page made arrives whole under a name that the dialog can
// take, with the ending of what it is.
func TestSaveMade_writesWhatThePageMade(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, name string
		body       []byte
		offered    string
	}{
		{"png", "Support-qr", filetypetest.PNG(64, 64, 1), "Support-qr.png"},
		{"svg", "Support-qr", []byte(drawing), "Support-qr.svg"},
		{"svg", `..\../a:b`, []byte(drawing), "a_b.svg"},
		{"png", "", filetypetest.PNG(64, 64, 1), "parley.png"},
		{"txt", "What you need", []byte("[ ] Größe: ____\n"), "What you need.txt"},
		{"csv", "Report", []byte("\uFEFF\"Agent\",\"Had\"\r\n\"'=Ana\",\"3\"\r\n"), "Report.csv"},
		{"csv", "List", []byte("\"Agent\",\"Had\"\n\"Ana\",\"3\"\n"), "List.csv"},
		{"csv", "Bericht", []byte("\uFEFF\"Agent\";\"Had\"\r\n\"Ana \"\"x\"\"\";\"3\"\r\n"), "Bericht.csv"},
		{"csv", "Refused contacts", []byte("\uFEFF" + strings.Repeat("\"'+34600000001\",\"12\",\"The number has too few digits.\"\r\n", 20_000)), "Refused contacts.csv"},
		{"png", "NUL", filetypetest.PNG(64, 64, 1), "_NUL.png"},
	} {
		t.Run(c.offered, func(t *testing.T) {
			t.Parallel()
			fake := &system{saveTo: filepath.Join(t.TempDir(), "saved")}
			s := holding(t, "x", nil, fake)
			path, err := s.SaveMade(c.kind, c.name, base64.StdEncoding.EncodeToString(c.body))
			if err != nil || path != fake.saveTo {
				t.Fatalf("saved at %q, %v", path, err)
			}
			if len(fake.asked) != 1 || fake.asked[0] != c.offered {
				t.Errorf("offered as %q, want %q", fake.asked, c.offered)
			}
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, c.body) {
				t.Errorf("holds %d bytes, %v; want %d", len(got), err, len(c.body))
			}
		})
	}
}

// Nothing but what is of the named kind is written, and nobody is asked
// where to before that is sure.
func TestRule8_savedPicturesAreWhatTheySay(t *testing.T) {
	t.Parallel()
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	png := base64.StdEncoding.EncodeToString(filetypetest.PNG(64, 64, 1))
	for name, c := range map[string][2]string{
		"a program as png":             {"png", encode("MZ\x90\x00")},
		"a table that is none":         {"csv", encode("\uFEFF\"Agent")},
		"a formula in a table":         {"csv", encode("\uFEFF\"Agent\",\"Had\"\r\n\"=1+1\",\"3\"\r\n")},
		"a formula behind a semicolon": {"csv", encode("\uFEFF\"Agent\";\"Had\"\r\n\"Ana\";\" @x\"\r\n")},
		"bytes that are no text":       {"csv", encode("\uFEFF\"\xff\"\r\n")},
		"an svg as png":                {"png", encode(drawing)},
		"a png as svg":                 {"svg", png},
		"another kind":                 {"exe", png},
		"a program as text":            {"txt", encode("MZ\x90\x00")},
		"a text with escape":           {"txt", encode("a\x1b[31m")},
		"an empty text":                {"txt", ""},
		"a picture as text":            {"txt", png},
		"no kind":                      {"", png},
		"no base64":                    {"png", "?"},
		"nothing":                      {"png", ""},
		"a page":                       {"svg", encode("<html>" + drawing)},
		"an svg with script":           {"svg", encode(strings.Replace(drawing, "<path", "<ScRipt>x</sCript><path", 1))},
		"an svg with entity":           {"svg", encode(strings.Replace(drawing, "#000", "&x;", 1))},
		"more than it may be":          {"svg", encode("<svg " + strings.Repeat(" ", madeMost))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &system{saveTo: filepath.Join(t.TempDir(), "saved")}
			s := holding(t, "x", nil, fake)
			if _, err := s.SaveMade(c[0], "a", c[1]); desk.SubcodeOf(err) != "made" {
				t.Errorf("refused with %v", err)
			}
			if _, err := os.Stat(fake.saveTo); err == nil || len(fake.asked) > 0 {
				t.Error("it was offered or written all the same")
			}
		})
	}
}

// Who cancels has written nothing, and a disk that takes nothing is told.
func TestSaveMade_cancelledAndNoRoom(t *testing.T) {
	t.Parallel()
	fake := &system{}
	s := holding(t, "x", nil, fake)
	content := base64.StdEncoding.EncodeToString([]byte(drawing))
	if path, err := s.SaveMade("svg", "a", content); path != "" || err != nil {
		t.Errorf("cancelled: %q, %v", path, err)
	}
	fake.saveTo = filepath.Join(t.TempDir(), "no such folder", "saved")
	if _, err := s.SaveMade("svg", "a", content); desk.SubcodeOf(err) != "disk" {
		t.Errorf("where nothing can be written: %v", err)
	}
}
