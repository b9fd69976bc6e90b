package voice_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"testing"
	"time"

	"github.com/thesyncim/gopus"
	"github.com/thesyncim/gopus/container/ogg"

	"github.com/parleydesk/parley/app/voice"
)

// tone is a sound of 440 Hz.
func tone(d time.Duration) []byte {
	var pcm []byte
	for i := range int(d * voice.Rate / time.Second) {
		v := int16(12_000 * math.Sin(2*math.Pi*440*float64(i)/voice.Rate))
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(v))
	}
	return pcm
}

func record(t *testing.T, d time.Duration) []byte {
	t.Helper()
	var file bytes.Buffer
	r, err := voice.NewRecorder(&file, 7)
	if err != nil {
		t.Fatal(err)
	}
	for pcm := tone(d); len(pcm) > 0; {
		n := min(len(pcm), 10_002) // no number of whole packets
		if _, err := r.Write(pcm[:n]); err != nil {
			t.Fatal(err)
		}
		pcm = pcm[n:]
	}
	for range 2 {
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if so := r.SoFar(); so.Bytes != int64(file.Len()) || so.Duration != d {
		t.Errorf("told %+v of %d bytes, %v", so, file.Len(), d)
	}
	return file.Bytes()
}

func TestRecorder_writesMonoOpusInOgg(t *testing.T) {
	t.Parallel()
	const length = 2510 * time.Millisecond
	file := record(t, length)
	n, err := voice.Read(file)
	if err != nil || n.Channels != 1 || n.Duration != length || !n.Ends || n.Size != int64(len(file)) {
		t.Fatalf("read %+v, %v", n, err)
	}
	// Somebody else's reader understands it, and hears what was said.
	from, err := ogg.NewReader(bytes.NewReader(file))
	if err != nil || from.Channels() != 1 {
		t.Fatalf("the other reader: %v", err)
	}
	dec, err := gopus.NewDecoder(gopus.DecoderConfig{SampleRate: voice.Rate, Channels: 1})
	if err != nil {
		t.Fatal(err)
	}
	var heard, power float64
	pcm := make([]float32, 5760)
	for {
		packet, _, err := from.ReadPacket()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := dec.Decode(packet, pcm)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range pcm[:got] {
			power += float64(v) * float64(v)
			heard++
		}
	}
	if loud := math.Sqrt(power / heard); heard < voice.Rate*2.5 || loud < 0.15 || loud > 0.4 {
		t.Errorf("heard %.0f samples as loud as %.3f", heard, loud)
	}
	// The play icon lasts for minutes; a tone is larger than speech.
	if most := int64(voice.PlayIcon) * int64(length) / int64(150*time.Second); n.Size > most {
		t.Errorf("%d bytes in %v: at most %d", n.Size, length, most)
	}
}

func TestMend_keepsWhatWasSaid(t *testing.T) {
	t.Parallel()
	whole := record(t, 3500*time.Millisecond)
	var kept []time.Duration
	for _, lost := range []int{0, 1, len(whole) / 2, len(whole) - 200, len(whole)} {
		mended, err := voice.Mend(bytes.Clone(whole[:len(whole)-lost]))
		if err != nil {
			kept = append(kept, 0)
			continue
		}
		n, err := voice.Read(mended)
		if err != nil || !n.Ends || n.Size != int64(len(mended)) {
			t.Errorf("without %d bytes: %+v, %v", lost, n, err)
		}
		kept = append(kept, n.Duration.Round(100*time.Millisecond))
	}
	want := []time.Duration{3500 * time.Millisecond, 3 * time.Second, time.Second, 0, 0}
	for i := range want {
		if kept[i] != want[i] {
			t.Errorf("kept %v, want %v", kept, want)
			break
		}
	}
	if _, err := voice.Mend([]byte("no sound at all")); !errors.Is(err, voice.ErrNoSound) {
		t.Errorf("a text: %v", err)
	}
}

func TestRecorder_endsByItself(t *testing.T) {
	t.Parallel()
	r, err := voice.NewRecorder(io.Discard, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Write([]byte{1}); err == nil {
		t.Error("half a sample was taken")
	}
	if voice.Longest*20_000/8/time.Second > 15<<20 {
		t.Error("the longest recording is more than WhatsApp takes")
	}
}
