package files

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // sizes of photos
	_ "image/png"
	"io"
	"net/http"
	"os"
	"strings"

	_ "golang.org/x/image/webp" // sizes of stickers

	"github.com/parleydesk/parley/backend/desk"
)

// maxPixels is the largest image whose size is believed: beyond it the file is
// a bomb or of no use in a chat, and is kept as a document.
const maxPixels = 40_000_000

// sniffed is how much of a file its type is read from.
const sniffed = 4096

// describe reads type and, of images, size from the bytes. The read position
// moves.
func describe(f *os.File) (desk.Media, error) {
	head := make([]byte, sniffed)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return desk.Media{}, desk.Wrap("read file", err)
	}
	m := desk.Media{MIME: Sniff(head[:n])}
	if !strings.HasPrefix(m.MIME, "image/") {
		return m, nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return desk.Media{}, desk.Wrap("read file", err)
	}
	// The header only: nothing is decoded before its size is known.
	cfg, _, err := image.DecodeConfig(io.LimitReader(f, 1<<20))
	if err != nil || cfg.Width*cfg.Height > maxPixels {
		m.MIME = "application/octet-stream"
		return m, nil //nolint:nilerr // a picture that is none, or too large, is kept as a plain file
	}
	m.Width, m.Height = cfg.Width, cfg.Height
	return m, nil
}

// magic are the types that the standard library does not know and that
// customers send.
var magic = []struct {
	at   int
	sign string
	mime string
}{
	{0, "OggS", "audio/ogg"},
	{0, "#!AMR", "audio/amr"},
	{4, "ftypM4A", "audio/mp4"},
	{4, "ftyp3g", "video/3gpp"},
	{4, "ftyp", "video/mp4"},
	{0, "ID3", "audio/mpeg"},
	{0, "\xff\xfb", "audio/mpeg"},
	{0, "\xff\xf3", "audio/mpeg"},
	{0, "\xff\xf1", "audio/aac"},
	{0, "\xff\xf9", "audio/aac"},
}

// active are types that a browser or the system would run; they are shown and
// stored as plain bytes.
var active = []string{"text/html", "text/xml", "image/svg", "application/javascript", "application/x-msdownload"}

// Sniff tells a file's type from its first bytes, never from its name.
func Sniff(head []byte) string {
	for _, m := range magic {
		if len(head) > m.at && bytes.HasPrefix(head[m.at:], []byte(m.sign)) {
			return m.mime
		}
	}
	if office := sniffOffice(head); office != "" {
		return office
	}
	t, _, _ := strings.Cut(http.DetectContentType(head), ";")
	for _, a := range active {
		if strings.HasPrefix(t, a) {
			return "application/octet-stream"
		}
	}
	return t
}

// sniffOffice tells the office formats, which are zip files, by the folder of
// their parts.
func sniffOffice(head []byte) string {
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return ""
	}
	const base = "application/vnd.openxmlformats-officedocument."
	switch {
	case bytes.Contains(head, []byte("word/")):
		return base + "wordprocessingml.document"
	case bytes.Contains(head, []byte("xl/")):
		return base + "spreadsheetml.sheet"
	case bytes.Contains(head, []byte("ppt/")):
		return base + "presentationml.presentation"
	}
	return ""
}
