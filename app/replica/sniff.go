package replica

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// refused are extensions that run when they are opened.
var refused = set("exe", "com", "scr", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "hta",
	"msi", "msix", "msp", "cpl", "dll", "sys", "lnk", "url", "reg", "jar", "apk", "xapk", "ipa", "app", "command", "dmg", "pkg",
	"deb", "rpm", "run", "sh", "bash", "html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "chm", "iso", "img")

func set(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, s := range list {
		m[s] = true
	}
	return m
}

// TypeUnknown is the type of a document whose bytes say nothing.
const TypeUnknown = "application/octet-stream"

const magicAMR = "#!AMR\n"

// headLen is how many bytes are looked at first.
const headLen = 4096

// sniff tells a file's type from its bytes; its name only decides between
// types that look alike. It refuses what runs when it is opened.
func sniff(f io.ReaderAt, size int64, name string) (string, error) {
	head := make([]byte, min(headLen, size))
	if _, err := f.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", errDisk("read attachment", err)
	}
	if what := runnable(head); what != "" {
		return "", errKind(what)
	}
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	for _, t := range []func([]byte) string{image, boxed, sound, document} {
		if mime := t(head); mime != "" {
			return mime, nil
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return zipped(f, size), nil
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		if mime := oldOffice[ext]; mime != "" {
			return mime, nil
		}
		return TypeUnknown, nil
	case isPlain(head, size):
		return "text/plain", nil
	}
	return TypeUnknown, nil
}

// runnable names what a file is if it runs when it is opened.
func runnable(head []byte) string {
	if bytes.HasPrefix(head, []byte(magicAMR)) {
		return "" // begins like a script
	}
	for _, m := range []struct{ magic, what string }{
		{"MZ", "Windows programs"}, {"\x7fELF", "Linux programs"}, {"#!", "Scripts"},
		{"\xca\xfe\xba\xbe", "Programs"}, {"\xcf\xfa\xed\xfe", "Mac programs"}, {"\xce\xfa\xed\xfe", "Mac programs"},
		{"\xfe\xed\xfa\xce", "Mac programs"}, {"\xfe\xed\xfa\xcf", "Mac programs"}, {"L\x00\x00\x00\x01\x14\x02\x00", "Shortcuts"},
	} {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.what
		}
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	kind := http.DetectContentType(head)
	if strings.HasPrefix(kind, "text/html") || bytes.HasPrefix(text, []byte("<!doctype html")) {
		return "Web pages"
	}
	if bytes.HasPrefix(text, []byte("<svg")) || bytes.HasPrefix(text, []byte("<?xml")) && bytes.Contains(text, []byte("<svg")) {
		return "SVG pictures"
	}
	return ""
}

func image(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return "image/webp"
	}
	return ""
}

// boxed tells the MPEG-4 family by its brand.
func boxed(head []byte) string {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return ""
	}
	brand := string(head[8:12])
	switch {
	case strings.HasPrefix(brand, "M4A"), strings.HasPrefix(brand, "M4B"):
		return "audio/mp4"
	case strings.HasPrefix(brand, "3g"):
		return "video/3gpp"
	case strings.HasPrefix(brand, "mp4"), strings.HasPrefix(brand, "iso"), strings.HasPrefix(brand, "M4V"), brand == "avc1", brand == "dash":
		return "video/mp4"
	}
	return "" // heic, avif, QuickTime: WhatsApp shows none of them
}

func sound(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte(magicAMR)):
		return "audio/amr"
	case bytes.HasPrefix(head, []byte("OggS")):
		if bytes.Contains(head, []byte("OpusHead")) || bytes.Contains(head, []byte("\x01vorbis")) {
			return "audio/ogg"
		}
		return ""
	case bytes.HasPrefix(head, []byte("ID3")):
		return "audio/mpeg"
	case len(head) >= 2 && head[0] == 0xff && head[1]&0xf6 == 0xf0:
		return "audio/aac" // ADTS: sync word and layer 0
	case len(head) >= 3 && head[0] == 0xff && head[1]&0xe6 == 0xe2 && head[2]&0xf0 != 0xf0:
		return "audio/mpeg" // frame sync, layer III, a bit rate that exists
	}
	return ""
}

func document(head []byte) string {
	if bytes.HasPrefix(head, []byte("%PDF-")) {
		return "application/pdf"
	}
	return ""
}

var oldOffice = map[string]string{
	"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
}

// zipped looks into an archive for the parts that make it an office document.
func zipped(f io.ReaderAt, size int64) string {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return TypeUnknown
	}
	const ooxml = "application/vnd.openxmlformats-officedocument."
	for _, part := range z.File {
		switch part.Name {
		case "word/document.xml":
			return ooxml + "wordprocessingml.document"
		case "xl/workbook.xml":
			return ooxml + "spreadsheetml.sheet"
		case "ppt/presentation.xml":
			return ooxml + "presentationml.presentation"
		}
	}
	return "application/zip"
}

// isPlain says whether the beginning of a file reads as text.
func isPlain(head []byte, size int64) bool {
	if int64(len(head)) < size {
		for i := 0; i < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); i++ {
			head = head[:len(head)-1] // a character was cut in two
		}
	}
	if !utf8.Valid(head) {
		return false
	}
	return bytes.IndexFunc(head, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' }) < 0
}
