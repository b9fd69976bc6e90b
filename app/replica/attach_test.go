package replica_test

import (
	"cmp"
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/filetype/filetypetest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func attach(t *testing.T, a *replica.Attachments, name string, b []byte) string {
	t.Helper()
	f, err := tryAttach(a, name, b)
	if err != nil {
		t.Fatalf("attach %s: %v", name, err)
	}
	return f.LocalID
}

func tryAttach(a *replica.Attachments, name string, b []byte) (wire.QueuedFile, error) {
	id, err := a.Begin("", name, int64(len(b)))
	if err != nil {
		return wire.QueuedFile{}, err
	}
	for len(b) > 0 {
		n := min(len(b), 1000)
		if err := a.Append(id, b[:n]); err != nil {
			return wire.QueuedFile{}, err
		}
		b = b[n:]
	}
	return a.End(context.Background(), id)
}

func TestAttachments_typeComesFromTheBytes(t *testing.T) {
	t.Parallel()
	a := whole(t).Attachments()
	pad := strings.Repeat("\x00", 64)
	const ooxml = "application/vnd.openxmlformats-officedocument."
	for _, c := range []struct{ name, bytes, want string }{
		{"photo.txt", "\xff\xd8\xff\xe0" + pad, "image/jpeg"},
		{"a.mp4", "\x00\x00\x00\x18ftypisom" + pad, "video/mp4"},
		{"a.m4a", string(filetypetest.Sound()), "audio/mp4"},
		{"a.ogg", "OggS\x00\x02" + pad + "OpusHead", "audio/ogg"},
		{"a.docx", string(filetypetest.Zip("word/document.xml")), ooxml + "wordprocessingml.document"},
		{"a.xls", string(filetypetest.Compound("Workbook", 0)), "application/vnd.ms-excel"},
		{"a.csv", "name,città\n1,2\n", "text/plain"},
	} {
		f, err := tryAttach(a, c.name, []byte(c.bytes))
		if err != nil || f.MIME != c.want || f.Size != int64(len(c.bytes)) {
			t.Errorf("%s %.12q: %+v, %v; want %s", c.name, c.bytes, f, err, c.want)
		}
	}
}

// What WhatsApp does not take is refused when it is attached: by its name
// before a byte is read, else by its bytes, whatever the name says. The refusal
// says what to do.
func TestRule8_whatWhatsAppDoesNotTakeIsRefusedAtAttach(t *testing.T) {
	t.Parallel()
	a := whole(t).Attachments()
	pad := strings.Repeat("\x00", 400)
	for _, name := range []string{"IMG_2041.HEIC", "a.heif", "clip.mov", "anim.gif", "a.webp", "a.avif", "a.bmp", "a.tif", "plans.zip", "report.odt", "a.rar", "a.7z", "a.pages", "a.webm", "a.avi", "a.mkv", "a.flac", "a.wav", "a.rtf", "a.epub"} {
		if _, err := a.Begin("", name, 10); desk.SubcodeOf(err) != "fileType" || !strings.Contains(words.Of(err), "WhatsApp takes") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, bytes := range map[string]string{
		"heic": "\x00\x00\x00\x20ftypheic" + pad, "mov": "\x00\x00\x00\x20ftypqt  " + pad, "gif": "GIF89a" + pad, "webp": "RIFF\x10\x00\x00\x00WEBPVP8 ",
		"zip": string(filetypetest.Zip("password/list.txt")), "vorbis": "OggS\x00\x02" + pad + "\x01vorbis", "wav": "RIFF\x10\x00\x00\x00WAVEfmt " + pad,
		"unknown": "\x01\x02\x03" + pad, "old office of no kind": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + pad, "rtf": "{\\rtf1 words}",
	} {
		for _, claimed := range []string{"photo.jpg", "clip.mp4", "report.pdf", "file"} {
			if _, err := tryAttach(a, claimed, []byte(bytes)); desk.SubcodeOf(err) != "fileType" {
				t.Errorf("%s called %s: %v", name, claimed, err)
			}
		}
	}
	for _, d := range filetypetest.AllDrawn() {
		f, err := tryAttach(a, "file", d.Make(640, 480, 1))
		if isTaken := d.MIME != "image/gif" && d.MIME != "image/webp"; isTaken != (err == nil) || isTaken && f.MIME != d.MIME {
			t.Errorf("%s: %+v, %v", d.MIME, f, err)
		}
	}
}

// The name that goes to the customer is one plain name, however the file is
// called here.
func TestRule1_attachedNamesArePlain(t *testing.T) {
	t.Parallel()
	a := whole(t).Attachments()
	for _, name := range desktest.Hostile() {
		f, err := tryAttach(a, name, []byte("words"))
		if desk.SubcodeOf(err) == "fileKind" || desk.SubcodeOf(err) == "fileType" {
			continue // by its ending
		}
		if err != nil || f.FileName == "" || len(f.FileName) > filetype.MaxName || f.FileName != cmp.Or(filetype.CleanName(f.FileName), "file") {
			t.Errorf("%+q is attached as %+q, %v", name, f.FileName, err)
		}
		if err == nil {
			if err := a.Drop(t.Context(), f.LocalID); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAttachments_refusesWhatRunsAndLeavesNoBytes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := open(t, dir).Attachments()
	for name, bytes := range map[string]string{
		"invoice.pdf": "MZ\x90\x00", "photo.jpg": "\x7fELF\x02", "note.txt": "#!/bin/sh\n", "a.txt": "\ufeff <!DOCTYPE html><p>",
		"b.txt": "  <svg xmlns='x'>", "c.txt": "<?xml version='1.0'?><svg>", "d.bin": "\xcf\xfa\xed\xfe",
		"setup.EXE": "anything", "page.html": "plain text", "x.svg": "text", "run.jar": "PK\x03\x04",
	} {
		_, err := tryAttach(a, name, []byte(bytes))
		if desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "fileKind" || words.Of(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := os.ReadDir(file(dir, "outbox")); err != nil || len(list) != 0 {
		t.Errorf("left %v, %v", list, err)
	}
}

func TestAttachments_sizes(t *testing.T) {
	t.Parallel()
	a := whole(t).Attachments()
	for name, size := range map[string]int64{"empty": 0, "negative": -1, "huge": wire.MaxUpload + 1} {
		if _, err := a.Begin("", "a.txt", size); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	big := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 5<<20)...)
	whole, err := a.Begin("", "a.png", int64(len(big)))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Append(whole, big); err != nil {
		t.Fatal(err)
	}
	if _, err := a.End(t.Context(), whole); desk.SubcodeOf(err) != "fileTooLarge" {
		t.Errorf("a picture beyond WhatsApp's 5 MB: %v", err)
	}
	id, err := a.Begin("", "a.txt", 3)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Append(id, []byte("four")); desk.SubcodeOf(err) != "fileGrew" {
		t.Errorf("took more than announced: %v", err)
	}
	if err := a.Append(id, []byte("ab")); err != nil {
		t.Fatal(err)
	}
	if _, err := a.End(t.Context(), id); desk.SubcodeOf(err) != "fileShort" {
		t.Errorf("took less than announced: %v", err)
	}
	if _, err := a.End(t.Context(), id); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("ended twice: %v", err)
	}
}

func TestAttachments_nameIsCleaned(t *testing.T) {
	t.Parallel()
	a := whole(t).Attachments()
	for in, want := range map[string]string{
		`C:\Users\me\plan.pdf`: "plan.pdf", "/etc/../x/plan.pdf": "plan.pdf", "a\x00b\n.pdf": "ab .pdf", "": "file", "..": "file",
		"photo\u202egpj.txt": "photogpj.txt", strings.Repeat("é", 300) + ".pdf": strings.Repeat("é", 118) + ".pdf",
		"x." + strings.Repeat("y", 300): "x." + strings.Repeat("y", 238), "con.pdf": "_con.pdf",
	} {
		f, err := tryAttach(a, in, []byte("text"))
		if err != nil || f.FileName != want {
			t.Errorf("%q became %q (%v)", in, f.FileName, err)
		}
	}
}

func TestAttachments_liveAsLongAsTheirReply(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir)
	a, o, ctx := r.Attachments(), r.Outbox(), t.Context()
	carry := func(clientID string) string {
		id := attach(t, a, "a.txt", []byte("bytes of "+clientID))
		q := send(clientID, "t-"+clientID, "")
		q.File = &wire.QueuedFile{LocalID: id, FileName: "a.txt"}
		put(t, o, q)
		return id
	}
	done, discarded, kept := carry("a"), carry("b"), carry("c")
	unsent := attach(t, a, "a.txt", []byte("never sent"))
	if err := a.Drop(t.Context(), kept); desk.CodeOf(err) != desk.CodeConflict {
		t.Errorf("dropped a file that waits: %v", err)
	}
	if err := o.MarkUploaded(ctx, "a", wire.Uploaded{MediaID: "m1"}); err != nil {
		t.Fatal(err)
	}
	if q, err := o.Queued(ctx); err != nil || q[0].File.MediaID != "m1" {
		t.Errorf("%+v, %v", q[0].File, err)
	}
	if err := o.Done(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	if err := o.Discard(ctx, "b"); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{done, discarded, "../outbox.db"} {
		if _, err := a.Open(id); desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("%s is still here: %v", id, err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	a = open(t, dir).Attachments()
	if _, err := a.Open(unsent); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("the unsent file is still here: %v", err)
	}
	f, err := a.Open(kept)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := io.ReadAll(f); err != nil || string(b) != "bytes of c" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestAttachments_dropForgets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := open(t, dir).Attachments()
	open1, err := a.Begin("", "a.txt", 10)
	if err != nil {
		t.Fatal(err)
	}
	done := attach(t, a, "b.txt", []byte("text"))
	for _, id := range []string{open1, done} {
		if err := a.Drop(t.Context(), id); err != nil {
			t.Errorf("drop: %v", err)
		}
		if err := a.Drop(t.Context(), id); desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("dropped twice: %v", err)
		}
	}
	if list, err := os.ReadDir(file(dir, "outbox")); err != nil || len(list) != 0 {
		t.Errorf("left %v, %v", list, err)
	}
}
