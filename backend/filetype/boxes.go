package filetype

import (
	"encoding/binary"
	"io"
)

// measureBoxes reads a video's size from its tracks (ISO 14496-12). A file of
// this family without a picture track is sound. Nothing is decoded.
func (f *Facts) measureBoxes(r *io.SectionReader) {
	t := tracks{r: r}
	if !t.walk(0, r.Size(), 0) || t.heads == 0 {
		return // not measured
	}
	f.Width, f.Height = t.width, t.height
	if t.width == 0 && t.height == 0 {
		f.MIME, f.ext = "audio/mp4", kinds["audio/mp4"].ext
	}
}

// tracks is what the headers of a film's tracks say together.
type tracks struct {
	r             io.ReaderAt
	boxes         int
	heads         int
	width, height int
}

const (
	maxBoxes     = 20_000
	maxBoxDepth  = 3
	movie, track = "moov", "trak"
	trackHeader  = "tkhd"
)

// walk reads the boxes between two offsets, and those inside moov and trak.
func (t *tracks) walk(from, to int64, depth int) bool {
	for head := make([]byte, 16); from+8 <= to; {
		if t.boxes++; t.boxes > maxBoxes || depth > maxBoxDepth {
			return false
		}
		n, err := t.r.ReadAt(head, from)
		if n < 8 {
			return err == io.EOF //nolint:errorlint // a SectionReader gives io.EOF itself
		}
		size, start := int64(binary.BigEndian.Uint32(head)), int64(8)
		switch {
		case size == 0: // to the end
			size = to - from
		case size == 1 && n == 16:
			size, start = int64(binary.BigEndian.Uint64(head[8:])), 16 //nolint:gosec // a negative one is refused next
		}
		if size < start || size > to-from {
			return false
		}
		switch string(head[4:8]) {
		case movie, track:
			if !t.walk(from+start, from+size, depth+1) {
				return false
			}
		case trackHeader:
			t.head(from + size)
		}
		from += size
	}
	return true
}

// head reads the width and height at the end of a track's header: whole pixels
// in the upper half of 32 bits.
func (t *tracks) head(end int64) {
	var b [8]byte
	if _, err := t.r.ReadAt(b[:], end-8); err != nil {
		return
	}
	t.heads++
	t.width = max(t.width, int(binary.BigEndian.Uint16(b[0:])))
	t.height = max(t.height, int(binary.BigEndian.Uint16(b[4:])))
}
