package replica_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
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

func office(part string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", part} {
		if _, err := z.Create(name); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func TestAttachments_typeComesFromTheBytes(t *testing.T) {
	t.Parallel()
	a := whole(t).Attachments()
	pad := strings.Repeat("\x00", 64)
	const ooxml = "application/vnd.openxmlformats-officedocument."
	for _, c := range []struct{ name, bytes, want string }{
		{"photo.txt", "\xff\xd8\xff\xe0" + pad, "image/jpeg"},
		{"a.png", "\x89PNG\r\n\x1a\n" + pad, "image/png"},
		{"a.webp", "RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"},
		{"a.mp4", "\x00\x00\x00\x18ftypisom" + pad, "video/mp4"},
		{"a.mp4", "\x00\x00\x00\x18ftypmp42" + pad, "video/mp4"},
		{"a.3gp", "\x00\x00\x00\x18ftyp3gp5" + pad, "video/3gpp"},
		{"a.m4a", "\x00\x00\x00\x18ftypM4A " + pad, "audio/mp4"},
		{"a.heic", "\x00\x00\x00\x18ftypheic" + pad, replica.TypeUnknown},
		{"a.aac", "\xff\xf1\x50\x80" + pad, "audio/aac"},
		{"a.amr", "#!AMR\n" + pad, "audio/amr"},
		{"a.mp3", "ID3\x04" + pad, "audio/mpeg"},
		{"a.mp3", "\xff\xfb\x90\x00" + pad, "audio/mpeg"},
		{"a.ogg", "OggS\x00\x02" + pad + "OpusHead", "audio/ogg"},
		{"a.ogv", "OggS\x00\x02" + pad + "theora", replica.TypeUnknown},
		{"a.pdf", "%PDF-1.7\n" + pad, "application/pdf"},
		{"a.docx", office("word/document.xml"), ooxml + "wordprocessingml.document"},
		{"a.xlsx", office("xl/workbook.xml"), ooxml + "spreadsheetml.sheet"},
		{"a.pptx", office("ppt/presentation.xml"), ooxml + "presentationml.presentation"},
		{"a.zip", office("readme"), "application/zip"},
		{"a.zip", "PK\x03\x04broken", replica.TypeUnknown},
		{"a.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + pad, "application/vnd.ms-excel"},
		{"a.bin", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + pad, replica.TypeUnknown},
		{"a.csv", "name,città\n1,2\n", "text/plain"},
		{"a.txt", strings.Repeat("x", 4095) + "é and on", "text/plain"},
		{"a.bin", "\x01\x02\x03" + pad, replica.TypeUnknown},
	} {
		f, err := tryAttach(a, c.name, []byte(c.bytes))
		if err != nil || f.MIME != c.want || f.Size != int64(len(c.bytes)) {
			t.Errorf("%s %.12q: %+v, %v; want %s", c.name, c.bytes, f, err, c.want)
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
		if desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "fileKind" || desk.MessageOf(err) == "" {
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
		`C:\Users\me\plan.pdf`: "plan.pdf", "/etc/../x/plan.pdf": "plan.pdf", "a\x00b\n.pdf": "ab.pdf", "": "file", "..": "file",
		"photo\u202egpj.txt": "photogpj.txt", strings.Repeat("é", 300) + ".pdf": strings.Repeat("é", 98) + ".pdf",
		"x." + strings.Repeat("y", 300): "x." + strings.Repeat("y", 198),
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
