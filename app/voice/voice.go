// Package voice makes a voice note out of what a microphone gives: mono Opus in
// Ogg, as WhatsApp wants it.
//
// It is for encoding while somebody speaks, so that what was said is on the disk
// a second later, and for mending a file whose recording was cut off. It is not
// for where the file lies or whose it is; that is replica's.
//
// It stands before the outbox: UI ▶ bridge ▶ voice ▶ outbox ▶ link.
package voice

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/thesyncim/gopus"
)

const (
	// Rate is the samples a second of what Write takes: the one at which Opus counts.
	Rate = 48_000
	// MIME is what a voice note is.
	MIME = "audio/ogg"
	// PlayIcon is up to which size WhatsApp shows a voice note with the button to play
	// it; a larger one has to be fetched by hand first.
	PlayIcon = 512 << 10
	// Longest is where a recording ends by itself. At our bit rate its file is well
	// below the 16 MB that WhatsApp takes.
	Longest = 60 * time.Minute

	frame     = Rate / 50 // samples of one packet: 20 ms
	bitrate   = 20_000    // speech is clear, and the play icon lasts for about 3 minutes
	packets   = 50        // of a page: a second, which is what a crash may cost
	maxPacket = 1275      // RFC 6716, 3.2.1
)

// ErrFull is what Write says when the recording is as long as one may be.
var ErrFull = errors.New("the recording is as long as it may be")

// SoFar is how far a recording has come.
type SoFar struct {
	Bytes    int64
	Duration time.Duration
}

// Recorder writes a voice note. It is not safe for concurrent use.
type Recorder struct {
	pages   *pages
	encoder *gopus.Encoder

	rest    []int16 // samples that do not fill a packet yet
	samples int64   // taken from the microphone
	packet  []byte
	skip    int // samples that the encoder puts before the first one
	ended   bool
}

// NewRecorder begins a voice note: its head is written at once.
func NewRecorder(to io.Writer, serial uint32) (*Recorder, error) {
	enc, err := gopus.NewEncoder(gopus.EncoderConfig{SampleRate: Rate, Channels: 1, Application: gopus.ApplicationVoIP})
	if err != nil {
		return nil, fmt.Errorf("make encoder: %w", err)
	}
	if err := enc.SetBitrate(bitrate); err != nil {
		return nil, fmt.Errorf("set bit rate: %w", err)
	}
	r := &Recorder{encoder: enc, pages: &pages{to: to, serial: serial}, packet: make([]byte, maxPacket), skip: enc.Lookahead()}
	return r, r.pages.head(r.skip)
}

// Write takes samples: 16 bits each, the low byte first.
func (r *Recorder) Write(pcm []byte) (SoFar, error) {
	if len(pcm)%2 != 0 {
		return r.SoFar(), errors.New("half a sample")
	}
	if r.SoFar().Duration >= Longest {
		return r.SoFar(), ErrFull
	}
	for ; len(pcm) > 0; pcm = pcm[2:] {
		r.rest = append(r.rest, int16(binary.LittleEndian.Uint16(pcm))) //nolint:gosec // the sign bit is meant
		r.samples++
	}
	for len(r.rest) >= frame {
		if err := r.encode(r.rest[:frame]); err != nil {
			return r.SoFar(), err
		}
		r.rest = r.rest[frame:]
	}
	return r.SoFar(), nil
}

func (r *Recorder) encode(pcm []int16) error {
	n, err := r.encoder.EncodeInt16(pcm, r.packet)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	return r.pages.packet(r.packet[:n])
}

// Close writes what is left. It may be called twice.
func (r *Recorder) Close() error {
	if r.ended {
		return nil
	}
	r.ended = true
	whole := int64(r.skip) + r.samples
	for r.pages.samples < whole {
		next := make([]int16, frame)
		r.rest = r.rest[copy(next, r.rest):]
		if err := r.encode(next); err != nil {
			return err
		}
	}
	// What the last packet holds beyond the last sample is not played.
	r.pages.samples = whole
	return r.pages.flush(true)
}

// SoFar tells how far it has come, with what the last page will take.
func (r *Recorder) SoFar() SoFar {
	return SoFar{r.pages.written + int64(len(r.pages.body)), time.Duration(r.samples) * time.Second / Rate}
}
