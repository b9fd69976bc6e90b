package filetype_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/filetype/filetypetest"
)

func measure(t interface{ Fatalf(string, ...any) }, b []byte) filetype.Facts {
	f, err := filetype.Measure(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatalf("measure: %v", err)
	}
	return f
}

// The page shows what is measured and within the limits; what is larger, has
// more frames or could not be measured is only saved.
func TestRule8_onlyWhatIsMeasuredAndSmallIsShown(t *testing.T) {
	t.Parallel()
	for _, d := range filetypetest.AllDrawn() {
		t.Run(strings.ReplaceAll(d.MIME, "/", "-"), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				side := rapid.OneOf(rapid.IntRange(1, 5000), rapid.IntRange(1, d.Side))
				width, height := side.Draw(t, "width"), side.Draw(t, "height")
				frames := rapid.OneOf(rapid.IntRange(1, min(20, d.Most)), rapid.IntRange(1, d.Most)).Draw(t, "frames")
				f := measure(t, d.Make(width, height, frames))
				if width >= 1<<30 && height >= 1<<30 && f.Width == 0 && f.Shows() == filetype.Nothing {
					return // image/png refuses what would be 2⁶³ bytes in memory, so it is not measured
				}
				if f.MIME != d.MIME || f.Width != width || f.Height != height {
					t.Fatalf("%d × %d is measured as %+v", width, height, f)
				}
				if d.Show == "image" && f.Frames != frames {
					t.Fatalf("%d frames are measured as %d", frames, f.Frames)
				}
				want := filetype.Show(d.Show)
				if width > 16384 || height > 16384 || width*height > 4096*4096 || frames > 1 && frames*width*height > 200_000_000 {
					want = filetype.Nothing
				}
				if got := f.Shows(); got != want || f.Opens() != (want != filetype.Nothing) {
					t.Fatalf("%d × %d with %d frames: shows %q, opens %v; want %q", width, height, frames, got, f.Opens(), want)
				}
			})
		})
	}
}

// A file that ends early, or whose bytes are changed, is measured as something
// or not shown; it never takes long, and never becomes another kind of picture
// by its name.
func TestRule8_brokenFilesAreNotShownUnmeasured(t *testing.T) {
	t.Parallel()
	for _, d := range filetypetest.AllDrawn() {
		whole := d.Make(640, 480, min(3, d.Most))
		for n := range whole {
			f := measure(t, whole[:n])
			if f.Shows() != filetype.Nothing && (f.Width != 640 || f.Height != 480) {
				t.Errorf("%s cut after %d bytes is shown: %+v", d.MIME, n, f)
			}
		}
		rapid.Check(t, func(t *rapid.T) {
			b := bytes.Clone(whole)
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
			}
			f := measure(t, b)
			isDrawn := f.Shows() == filetype.Image || f.Shows() == filetype.Video
			if isDrawn && (f.Width < 1 || f.Height < 1 || f.Width*f.Height > 4096*4096) {
				t.Fatalf("shown: %+v", f)
			}
		})
	}
}

// One table for what the bytes of files are, whatever asks.
func TestRule8_typesComeFromTheBytes(t *testing.T) {
	t.Parallel()
	pad := strings.Repeat("\x00", 400)
	const ooxml = "application/vnd.openxmlformats-officedocument."
	zipped := func(parts ...string) string { return string(filetypetest.Zip(parts...)) }
	for _, c := range []struct{ bytes, mime, ext string }{
		{"\xff\xd8\xff\xe0" + pad, "image/jpeg", ".jpg"},
		{string(filetypetest.JPEG(8160, 6120, 1)), "image/jpeg", ".jpg"},
		{string(filetypetest.JPEG(12000, 9000, 1)), "image/jpeg", ".jpg"},
		{"\x00\x00\x00\x20ftypM4B \x00\x00\x00\x00" + pad, "audio/mp4", ".m4a"},
		{"\x00\x00\x00\x20ftypM4A " + pad, "audio/mp4", ".m4a"},
		{"\x00\x00\x00\x20ftypheic" + pad, "image/heic", ".heic"},
		{"\x00\x00\x00\x20ftypmif1" + pad, "image/heif", ".heif"},
		{"\x00\x00\x00\x20ftypqt  " + pad, "video/quicktime", ".mov"},
		{"\x00\x00\x00\x18ftypmp42" + pad, "video/mp4", ".mp4"},
		{"\x00\x00\x00\x18ftyp3gr6" + pad, "video/3gpp", ".3gp"},
		{string(filetypetest.Sound()), "audio/mp4", ".m4a"},
		{"\xff\xfa\x90\x00" + pad, "audio/mpeg", ".mp3"},
		{"\xff\xf3\x40\xc0" + pad, "audio/mpeg", ".mp3"},
		{"ID3\x04\x00\x00\x00\x10\x00\x00" + pad, "audio/mpeg", ".mp3"},
		{"ID3<html><script>alert(1)", "text/plain", ".txt"},
		{"\xff\xf1\x50\x80" + pad, "audio/aac", ".aac"},
		{"#!AMR\n" + pad, "audio/amr", ".amr"},
		{"OggS\x00\x02" + pad + "OpusHead", "audio/ogg", ".ogg"},
		{"OggS\x00\x02" + pad + "\x01vorbis", "application/ogg", ".ogg"},
		{"%PDF-1.7\n" + pad, "application/pdf", ".pdf"},
		{zipped("[Content_Types].xml", "docProps/thumbnail.jpeg", "word/document.xml"), ooxml + "wordprocessingml.document", ".docx"},
		{zipped("[Content_Types].xml", "xl/workbook.xml"), ooxml + "spreadsheetml.sheet", ".xlsx"},
		{zipped("[Content_Types].xml", "ppt/presentation.xml"), ooxml + "presentationml.presentation", ".pptx"},
		{zipped("password/list.txt"), "application/zip", ".zip"},
		{zipped("plans/a.txt", "word.txt"), "application/zip", ".zip"},
		{string(filetypetest.Compound("WordDocument", 0)), "application/msword", ".doc"},
		{string(filetypetest.Compound("Workbook", 200_000)), "application/vnd.ms-excel", ".xls"},
		{string(filetypetest.Compound("PowerPoint Document", 70_000)), "application/vnd.ms-powerpoint", ".ppt"},
		{string(filetypetest.Compound("Something", 0)), filetype.Unknown, ".bin"},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + pad, filetype.Unknown, ".bin"},
		{"name,città\n1,2\n", "text/plain", ".csv"},
		{strings.Repeat("x", 65_535) + "é and on", "text/plain", ".txt"},
		{"\x01\x02\x03" + pad, filetype.Unknown, ".bin"},
		{"", "text/plain", ".txt"},
	} {
		f := measure(t, []byte(c.bytes))
		if f.MIME != c.mime || f.Extension() != c.ext || f.Runs != "" {
			t.Errorf("%.20q is %+v %s, want %s %s", c.bytes, f, f.Extension(), c.mime, c.ext)
		}
	}
}

func TestRule8_whatRunsIsNeverShownOpenedOrNamedSo(t *testing.T) {
	t.Parallel()
	pad := strings.Repeat("\x00", 400)
	for _, b := range []string{
		"MZ\x90\x00\x03" + pad, "\x7fELF\x02" + pad, "\xcf\xfa\xed\xfe" + pad, "\xca\xfe\xba\xbe\x00\x00\x00\x02" + pad, "L\x00\x00\x00\x01\x14\x02\x00" + pad,
		"#!/bin/sh\n", "#!/usr/bin/env node\n", "<?php x", "<html><script>alert(1)</script>", "\ufeff <!DOCTYPE html><p>", "<svg xmlns='x'>", "  <svg onload=a()>",
		"<?xml version='1.0'?><!-- x --><svg onload=a()/>", "<HTA:APPLICATION>", "FWS\x09" + pad, "!<arch>\ndebian-binary" + pad,
	} {
		f := measure(t, []byte(b))
		if f.Runs == "" || f.MIME != filetype.Unknown || f.Shows() != filetype.Nothing || f.Opens() || f.Extension() != ".bin" && f.Extension() != ".txt" {
			t.Errorf("%.20q: %+v, named %s, opens %v", b, f, f.Extension(), f.Opens())
		}
	}
}

// A file that cannot be read is an error, not a type.
func TestMeasure_errorOfTheDisk(t *testing.T) {
	t.Parallel()
	if f, err := filetype.Measure(broken{}, 100); err == nil || f != (filetype.Facts{}) {
		t.Errorf("Measure = %+v, %v", f, err)
	}
}

type broken struct{}

func (broken) ReadAt([]byte, int64) (int, error) { return 0, errors.New("bad sector") }

func FuzzMeasure(f *testing.F) {
	for _, d := range filetypetest.AllDrawn() {
		f.Add(d.Make(10, 10, min(3, d.Most)))
	}
	f.Add(filetypetest.Zip("word/document.xml"))
	f.Add(filetypetest.Compound("Workbook", 1000))
	f.Fuzz(func(t *testing.T, b []byte) {
		facts := measure(t, b)
		if show := facts.Shows(); (show == filetype.Image || show == filetype.Video) && (facts.Width < 1 || facts.Width*facts.Height > 4096*4096) {
			t.Errorf("shown: %+v", facts)
		}
	})
}
