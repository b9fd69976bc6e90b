// Package filetype tells what a file is from its bytes: type, width, height,
// frames. From these facts alone it follows what may be drawn, played or
// opened, and what a file is called when it is saved. The relay and the desktop
// both ask here, so that they never disagree.
//
// It is not for what somebody says about a file: neither its name nor the type
// that a sender claims makes it a picture. It opens nothing and stores nothing.
package filetype

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Unknown is the type of a file whose bytes say nothing, or nothing that this
// app has a use for.
const Unknown = "application/octet-stream"

// headLen is how many bytes the type is read from: in an office document the
// part that says which one it is may stand behind a picture.
const headLen = 64 << 10

// Facts are what is measured of a file.
type Facts struct {
	MIME   string // without parameters
	Size   int64
	Width  int    // of pictures and videos, 0 = not measured
	Height int    // the same
	Frames int    // of pictures, 0 = not measured
	Runs   string // what it is if it runs when it is opened (RunsScript, …), else ""

	ext string // with its dot, never one that runs
}

// Measure reads the facts from a file's bytes. An error is one of reading.
func Measure(r io.ReaderAt, size int64) (Facts, error) {
	head := make([]byte, min(headLen, size))
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return Facts{}, fmt.Errorf("read file: %w", err)
	}
	f := sniff(head[:n])
	f.Size = size
	all := io.NewSectionReader(r, 0, size)
	switch {
	case strings.HasPrefix(f.MIME, "image/"):
		f.Width, f.Height, f.Frames = picture(f.MIME, all)
	case f.MIME == "video/mp4", f.MIME == "video/3gpp":
		f.measureBoxes(all)
	case f.MIME == compound:
		f.measureCompound(all)
	}
	return f, nil
}

// sniff tells the type from a file's first bytes.
func sniff(head []byte) Facts {
	mimetype.SetLimit(headLen) // the library keeps one for everybody; it is always this
	leaf := mimetype.Detect(head)
	for m := leaf; m != nil; m = m.Parent() {
		mime := baseOf(m)
		mime = cmp.Or(same[mime], mime)
		if what := cmp.Or(runs[mime], alsoRuns(mime, head)); what != "" {
			return Facts{MIME: Unknown, Runs: what, ext: inert(leaf)}
		}
		switch {
		case mime == "application/ogg" && bytes.Contains(head, []byte("OpusHead")):
			mime = "audio/ogg" // the only sound that WhatsApp puts into Ogg
		case mime == "video/mp4" && len(head) > 12 && string(head[8:10]) == "3g":
			mime = "video/3gpp" // the library knows some of its brands
		}
		if k, ok := kinds[mime]; ok {
			return Facts{MIME: mime, ext: cmp.Or(documentExtension(mime, leaf), k.ext)}
		}
	}
	if isTaggedSound(head) {
		return Facts{MIME: "audio/mpeg", ext: kinds["audio/mpeg"].ext}
	}
	return Facts{MIME: Unknown, ext: cmp.Or(leaf.Extension(), ".bin")}
}

// baseOf is a type without its parameters.
func baseOf(m *mimetype.MIME) string {
	base, _, _ := strings.Cut(m.String(), ";") //nolint:errcheck // no error among them
	return base
}

// alsoRuns names texts that run and that the library takes for plain ones.
func alsoRuns(mime string, head []byte) string {
	if mime != "text/plain" {
		return ""
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case bytes.HasPrefix(text, []byte("<svg")), bytes.HasPrefix(text, []byte("<?xml")) && bytes.Contains(text, []byte("<svg")):
		return RunsSVG
	case bytes.HasPrefix(text, []byte("<hta:")):
		return RunsWeb
	}
	return ""
}

// isTaggedSound knows an MP3 by the tag before it: the sound itself may begin
// behind a cover picture, where the library does not look.
func isTaggedSound(head []byte) bool {
	const tagLen = 10
	if len(head) < tagLen || string(head[:3]) != "ID3" || head[3] < 2 || head[3] > 4 {
		return false
	}
	return (head[6]|head[7]|head[8]|head[9])&0x80 == 0 // its size has seven bits to the byte
}
