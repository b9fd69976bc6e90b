package voice

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"time"
)

// The form of a page (RFC 3533, 6) and of Opus in it (RFC 7845).
const (
	pageHead  = 27
	opusHead  = 19
	vendor    = "Parley"
	flagBegin = 2
	flagEnd   = 4

	atFlags   = 5
	atGranule = 6
	atSerial  = 14
	atNumber  = 18
	atSum     = 22
	atCount   = 26
)

// pages writes packets into pages of a second.
type pages struct {
	to      io.Writer
	serial  uint32
	number  uint32
	written int64
	samples int64 // up to the end of the last packet

	lacing []byte
	body   []byte
	count  int // of packets that wait
}

// head writes the two pages with which Opus begins.
func (p *pages) head(skip int) error {
	head := make([]byte, opusHead)
	copy(head, "OpusHead")
	head[8], head[9] = 1, 1                                // version, channels
	binary.LittleEndian.PutUint16(head[10:], uint16(skip)) //nolint:gosec // a few hundred
	binary.LittleEndian.PutUint32(head[12:], uint32(Rate))
	p.put(head)
	if err := p.write(flagBegin, 0); err != nil {
		return err
	}
	tags := binary.LittleEndian.AppendUint32([]byte("OpusTags"), uint32(len(vendor)))
	tags = append(tags, vendor...)
	p.put(binary.LittleEndian.AppendUint32(tags, 0))
	return p.write(0, 0)
}

// packet adds one of 20 ms; a full page is written.
func (p *pages) packet(b []byte) error {
	p.put(b)
	p.samples += frame
	if p.count++; p.count < packets {
		return nil
	}
	return p.flush(false)
}

func (p *pages) put(b []byte) {
	for n := len(b); ; n -= 255 {
		p.lacing = append(p.lacing, byte(min(n, 255)))
		if n < 255 {
			break
		}
	}
	p.body = append(p.body, b...)
}

func (p *pages) flush(last bool) error {
	flags := byte(0)
	if last {
		flags = flagEnd
	}
	return p.write(flags, p.samples)
}

func (p *pages) write(flags byte, granule int64) error {
	page := make([]byte, pageHead, pageHead+len(p.lacing)+len(p.body))
	copy(page, "OggS")
	page[atFlags] = flags
	binary.LittleEndian.PutUint64(page[atGranule:], uint64(granule)) //nolint:gosec // counted up from 0
	binary.LittleEndian.PutUint32(page[atSerial:], p.serial)
	binary.LittleEndian.PutUint32(page[atNumber:], p.number)
	page[atCount] = byte(len(p.lacing)) //nolint:gosec // 50 packets of at most 5 segments
	page = append(append(page, p.lacing...), p.body...)
	seal(page)
	p.number++
	p.lacing, p.body, p.count = p.lacing[:0], p.body[:0], 0
	n, err := p.to.Write(page)
	p.written += int64(n)
	return err
}

// Note is what a voice note's file says of itself.
type Note struct {
	Channels int
	Duration time.Duration
	Ends     bool  // its last page says that it is the last
	Size     int64 // up to the end of the last whole page
	last     int64 // where that page begins
}

// ErrNoSound is of a file in which nothing was recorded yet.
var ErrNoSound = errors.New("nothing was recorded")

// Read reads a file up to the first page that is not whole.
func Read(b []byte) (Note, error) {
	var n Note
	var skip, end int64
	for number := 0; ; number++ {
		page := pageAt(b[n.Size:])
		if page == nil {
			break
		}
		if number == 0 {
			head := page[pageHead+int(page[atCount]):]
			if len(head) < opusHead || !bytes.HasPrefix(head, []byte("OpusHead")) {
				return n, errors.New("no Opus in Ogg")
			}
			n.Channels, skip = int(head[9]), int64(binary.LittleEndian.Uint16(head[10:]))
		}
		n.last, end = n.Size, int64(binary.LittleEndian.Uint64(page[atGranule:])) //nolint:gosec // as it was written
		n.Ends = page[atFlags]&flagEnd != 0
		n.Size += int64(len(page))
	}
	if end <= skip {
		return n, ErrNoSound
	}
	n.Duration = time.Duration(end-skip) * time.Second / Rate
	return n, nil
}

// Mend makes a voice note of a file whose recording was cut off: what is no whole
// page is left out, and the last one says so. ErrNoSound if there is nothing in it.
func Mend(b []byte) ([]byte, error) {
	n, err := Read(b)
	if err != nil {
		return nil, err
	}
	b = b[:n.Size]
	if !n.Ends {
		last := b[n.last:]
		last[atFlags] |= flagEnd
		seal(last)
	}
	return b, nil
}

// pageAt gives the page with which b begins, nil if that is not a whole one.
func pageAt(b []byte) []byte {
	if len(b) < pageHead || !bytes.HasPrefix(b, []byte("OggS")) {
		return nil
	}
	size := pageHead + int(b[atCount])
	if len(b) < size {
		return nil
	}
	for _, n := range b[pageHead:size] {
		size += int(n)
	}
	if len(b) < size {
		return nil
	}
	page := b[:size:size]
	if sum(page) != binary.LittleEndian.Uint32(page[atSum:]) {
		return nil
	}
	return page
}

// seal writes the checksum of a page into it.
func seal(page []byte) { binary.LittleEndian.PutUint32(page[atSum:], sum(page)) }

// sum is Ogg's own: a CRC that begins with 0 and turns no bits round.
func sum(page []byte) uint32 {
	var s uint32
	for i, b := range page {
		if i >= atSum && i < atSum+4 {
			b = 0
		}
		s = s<<8 ^ table[byte(s>>24)^b]
	}
	return s
}

var table = func() (t [256]uint32) {
	for i := range t {
		s := uint32(i) << 24 //nolint:gosec // below 256
		for range 8 {
			if s&(1<<31) != 0 {
				s = s<<1 ^ 0x04c11db7
			} else {
				s <<= 1
			}
		}
		t[i] = s
	}
	return t
}()
