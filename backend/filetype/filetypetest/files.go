// Package filetypetest makes small files that say what a test wants them to
// say: pictures of any size and with any number of frames, films, documents.
// Only their headers are real; a decoder would find nothing to decode.
package filetypetest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
)

// Drawn makes a file of one type that has a width, a height and frames.
type Drawn struct {
	MIME string
	Show string // how the page shows it, if it may
	Make func(width, height, frames int) []byte
	Side int // the largest width and height that the format can say
	Most int // the most frames, 1 = a still picture or a film
}

// AllDrawn are the types that have a width and a height.
func AllDrawn() []Drawn {
	return []Drawn{
		{"image/png", "image", PNG, 1 << 30, 1 << 20}, {"image/jpeg", "image", JPEG, 65_535, 1},
		{"image/gif", "image", GIF, 65_535, 2000}, {"image/webp", "image", WebP, 1 << 14, 2000},
		{"video/mp4", "video", MP4, 65_535, 1}, {"video/3gpp", "video", ThreeGP, 65_535, 1},
	}
}

// PNG makes a PNG, a moving one if it has several frames.
func PNG(width, height, frames int) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		write(&b, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		b.Write(body)
		write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	be := binary.BigEndian
	chunk("IHDR", append(be.AppendUint32(be.AppendUint32(nil, uint32(width)), uint32(height)), 1, 0, 0, 0, 0))
	if frames > 1 {
		chunk("acTL", be.AppendUint32(be.AppendUint32(nil, uint32(frames)), 0))
	}
	chunk("IDAT", nil)
	chunk("IEND", nil)
	return b.Bytes()
}

// JPEG makes a JPEG; it has one frame.
func JPEG(width, height, _ int) []byte {
	be := binary.BigEndian
	b := []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x0b\x08")
	b = be.AppendUint16(be.AppendUint16(b, uint16(height)), uint16(width))
	return append(b, "\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xff\xd9"...)
}

// GIF makes a GIF whose frames all have its size.
func GIF(width, height, frames int) []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(le.AppendUint16([]byte("GIF89a"), uint16(width)), uint16(height))
	b = append(b, 0x80, 0, 0, 0, 0, 0, 255, 255, 255)
	for range frames {
		b = append(b, "\x21\xf9\x04\x00\x01\x00\x00\x00\x2c\x00\x00\x00\x00"...)
		b = le.AppendUint16(le.AppendUint16(b, uint16(width)), uint16(height))
		b = append(b, 0, 2, 1, 0, 0)
	}
	return append(b, 0x3b)
}

// WebP makes a WebP, a moving one if it has several frames.
func WebP(width, height, frames int) []byte {
	var body bytes.Buffer
	chunk := func(kind string, data []byte) {
		body.WriteString(kind)
		write(&body, binary.LittleEndian, uint32(len(data)))
		body.Write(data)
		if len(data)%2 == 1 {
			body.WriteByte(0)
		}
	}
	flags := byte(0)
	if frames > 1 {
		flags = 2
	}
	chunk("VP8X", append([]byte{flags, 0, 0, 0}, append(three(width-1), three(height-1)...)...))
	for range frames {
		if frames > 1 {
			chunk("ANMF", append(append(append(make([]byte, 6), three(width-1)...), three(height-1)...), 1, 0, 0, 0))
		}
	}
	out := []byte("RIFF")
	out = binary.LittleEndian.AppendUint32(out, uint32(body.Len()+4))
	return append(append(out, "WEBP"...), body.Bytes()...)
}

func three(n int) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16)} }

// MP4 makes a film with one picture track.
func MP4(width, height, _ int) []byte { return film("isom", width, height) }

// ThreeGP makes a film as old phones do.
func ThreeGP(width, height, _ int) []byte { return film("3gp5", width, height) }

// Sound makes a file of the same family with a sound track only.
func Sound() []byte { return film("isom", 0, 0) }

func film(brand string, width, height int) []byte {
	head := make([]byte, 84) // version 0
	binary.BigEndian.PutUint32(head[76:], uint32(width)<<16)
	binary.BigEndian.PutUint32(head[80:], uint32(height)<<16)
	return bytes.Join([][]byte{
		box("ftyp", []byte(brand+"\x00\x00\x00\x00"+brand)), box("mdat", make([]byte, 100)),
		box("moov", append(box("mvhd", make([]byte, 100)), box("trak", box("tkhd", head))...)),
	}, nil)
}

func box(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))
	return append(append(b, kind...), body...)
}

// Zip makes an archive with these parts, each of some length.
func Zip(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range parts {
		part, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = part.Write([]byte(strings.Repeat("part ", 100)))
		}
		if err != nil {
			panic(err) // a buffer takes everything
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Compound makes an old office document with one stream, its directory behind
// that many bytes.
func Compound(stream string, before int) []byte {
	sectors := 1 + before/512
	b := make([]byte, 512*(1+sectors)+4*128)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	le := binary.LittleEndian
	le.PutUint16(b[30:], 9)
	le.PutUint32(b[48:], uint32(sectors))
	for i, name := range []string{"Root Entry", stream} {
		e := b[512*(1+sectors)+128*i:]
		for j, c := range name {
			le.PutUint16(e[2*j:], uint16(c))
		}
		le.PutUint16(e[64:], uint16(2*len(name)+2))
	}
	return b
}

func write(b *bytes.Buffer, order binary.ByteOrder, v uint32) {
	var n [4]byte
	order.PutUint32(n[:], v)
	b.Write(n[:])
}
