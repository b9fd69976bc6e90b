package shell

import (
	"bytes"
	"encoding/binary"
	"math"
)

// Shape of the chime: two soft tones, a fourth apart, in under half a second.
const (
	sampleRate  = 44_100
	toneSeconds = 0.42
	firstTone   = 659.26 // E5, Hz
	secondTone  = 880.0  // A5, Hz
	secondAt    = 0.11   // seconds after the first
	loudest     = 0.55   // of full scale, so that two tones never clip
)

// chime gives the sound as a WAV file at a volume of 0–100. It is made here so
// that nothing has to be shipped or licensed.
func chime(volume int) []byte {
	gain := loudest * math.Pow(float64(min(max(volume, 0), 100))/100, 2) // the ear is not linear
	seconds, rate := toneSeconds+secondAt, float64(sampleRate)
	n := int(seconds * rate)
	samples := make([]int16, n)
	for i := range samples {
		t := float64(i) / sampleRate
		v := tone(firstTone, t) + tone(secondTone, t-secondAt)
		samples[i] = int16(gain * v / 2 * math.MaxInt16)
	}
	return wav(samples)
}

// tone is a struck note: a quick attack, then it dies away.
func tone(hertz, t float64) float64 {
	if t < 0 {
		return 0
	}
	envelope := math.Min(t/0.004, 1) * math.Exp(-9*t)
	return envelope * (math.Sin(2*math.Pi*hertz*t) + 0.25*math.Sin(4*math.Pi*hertz*t)) / 1.25
}

// wav wraps 16-bit mono samples in a RIFF header.
func wav(samples []int16) []byte {
	var b bytes.Buffer
	size := uint32(2 * len(samples)) //nolint:gosec // half a second of sound
	b.WriteString("RIFF")
	for _, v := range []any{
		36 + size, [4]byte{'W', 'A', 'V', 'E'}, [4]byte{'f', 'm', 't', ' '}, uint32(16),
		uint16(1), uint16(1), uint32(sampleRate), uint32(2 * sampleRate), uint16(2), uint16(16),
		[4]byte{'d', 'a', 't', 'a'}, size, samples,
	} {
		binary.Write(&b, binary.LittleEndian, v) //nolint:errcheck,gosec // a Buffer takes everything
	}
	return b.Bytes()
}
