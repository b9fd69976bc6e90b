package filetype

import (
	"bufio"
	"encoding/binary"
	"image"
	_ "image/gif"  // sizes of moving pictures
	_ "image/jpeg" // sizes of photos
	_ "image/png"
	"io"

	_ "golang.org/x/image/webp" // sizes of stickers
)

// picture measures a picture by its headers; nothing is decoded. Zeros say that
// it could not be measured.
func picture(mime string, r *io.SectionReader) (width, height, frames int) {
	cfg, format, err := image.DecodeConfig(bufio.NewReader(r))
	if err != nil || "image/"+format != mime || cfg.Width <= 0 || cfg.Height <= 0 {
		return 0, 0, 0
	}
	width, height, frames = cfg.Width, cfg.Height, 1
	switch mime {
	case "image/png":
		frames = pngFrames(r)
	case "image/webp":
		frames = webpFrames(r)
	case "image/gif":
		var w, h int
		w, h, frames = gifFrames(io.NewSectionReader(r, 0, r.Size()))
		width, height = max(width, w), max(height, h) // browsers widen the picture to what its frames need
	}
	if frames == 0 {
		return 0, 0, 0
	}
	return width, height, frames
}

// pngFrames reads how many frames a PNG says it has; 0 = it cannot be read.
func pngFrames(r io.ReaderAt) int {
	frames := 1
	ok := chunks(r, 8, 8, func(head []byte, at int64) (size int64, more bool) {
		switch string(head[4:8]) {
		case "acTL":
			var n [4]byte
			if _, err := r.ReadAt(n[:], at+8); err == nil {
				frames = int(binary.BigEndian.Uint32(n[:]))
			}
			return 0, false
		case "IDAT", "IEND": // acTL stands before
			return 0, false
		}
		return 12 + int64(binary.BigEndian.Uint32(head)), true
	})
	if !ok {
		return 0
	}
	return frames
}

// webpFrames counts a WebP's frames; a still one has none of its own.
func webpFrames(r io.ReaderAt) int {
	frames := 0
	ok := chunks(r, 12, 8, func(head []byte, _ int64) (size int64, more bool) {
		if string(head[:4]) == "ANMF" {
			frames++
		}
		n := int64(binary.LittleEndian.Uint32(head[4:]))
		return 8 + n + n&1, true
	})
	if !ok {
		return 0
	}
	return max(frames, 1)
}

// maxChunks bounds how long a file may be walked through.
const maxChunks = 100_000

// chunks walks a file from an offset. each gets the first bytes of a chunk and
// says how long it is and whether to go on. It ends well at the end of the file
// and where each says so.
func chunks(r io.ReaderAt, from int64, headLen int, each func(head []byte, at int64) (size int64, more bool)) bool {
	head := make([]byte, headLen)
	for range maxChunks {
		if n, err := r.ReadAt(head, from); err != nil && n < headLen {
			return err == io.EOF //nolint:errorlint // a SectionReader gives io.EOF itself
		}
		size, more := each(head, from)
		if !more {
			return true
		}
		if size < int64(headLen) {
			return false
		}
		from += size
	}
	return false
}

// gifFrames counts a GIF's frames and measures the room that they need; 0
// frames = it cannot be read.
func gifFrames(file io.Reader) (width, height, frames int) {
	r := bufio.NewReader(file)
	head := make([]byte, 13)
	if _, err := io.ReadFull(r, head); err != nil {
		return 0, 0, 0
	}
	skip(r, colours(head[10]))
	for range maxChunks {
		kind, err := r.ReadByte()
		if err != nil || kind == 0x3b { // the end, said or not
			return width, height, frames
		}
		switch kind {
		case 0x21: // extension: its label, then blocks
			skip(r, 1)
		case 0x2c: // frame: left, top, width, height, flags
			d := make([]byte, 9)
			if _, err := io.ReadFull(r, d); err != nil {
				return width, height, frames
			}
			le := binary.LittleEndian
			width = max(width, int(le.Uint16(d))+int(le.Uint16(d[4:])))
			height = max(height, int(le.Uint16(d[2:]))+int(le.Uint16(d[6:])))
			frames++
			skip(r, colours(d[8])+1)
		default:
			return 0, 0, 0
		}
		for { // blocks, each with its length before it
			n, err := r.ReadByte()
			if err != nil || n == 0 {
				break
			}
			skip(r, int(n))
		}
	}
	return 0, 0, 0
}

// colours is the length of a GIF's colour table, by its flags.
func colours(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skip drops bytes. At the end of the file the next read says so.
func skip(r *bufio.Reader, n int) { r.Discard(n) } //nolint:errcheck,gosec // see above
