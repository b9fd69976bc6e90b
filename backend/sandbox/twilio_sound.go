package sandbox

import (
	"encoding/binary"
	"math"
)

// The sound of a recording: 8,000 samples a second of 16 bits, as Twilio's are.
const (
	soundRate = 8000
	soundTone = 660 // Hz
)

// beeps makes a sound that a person can read the first six digits of a text from: each is
// as many short beeps, a zero one long one, with a pause behind it.
func beeps(says string) []byte {
	var samples []int16
	tone := func(ms int, loud float64) {
		n := soundRate * ms / 1000
		for i := range n {
			samples = append(samples, int16(loud*8000*math.Sin(2*math.Pi*soundTone*float64(i)/soundRate)))
		}
	}
	digits := digitsOnly(says)
	for _, d := range digits[:min(6, len(digits))] {
		for range d - '0' {
			tone(120, 1)
			tone(100, 0)
		}
		if d == '0' {
			tone(700, 1)
		}
		tone(700, 0)
	}
	if len(samples) == 0 {
		tone(500, 0)
	}
	return wav(samples)
}

// wav puts samples into a file.
func wav(samples []int16) []byte {
	size := uint32(2 * len(samples)) //nolint:gosec // some seconds of sound
	b := []byte("RIFF")
	b = binary.LittleEndian.AppendUint32(b, 36+size)
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	for _, v := range []uint16{1, 1} { // PCM, one channel
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	b = binary.LittleEndian.AppendUint32(b, soundRate)
	b = binary.LittleEndian.AppendUint32(b, 2*soundRate)
	for _, v := range []uint16{2, 16} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, size)
	for _, v := range samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(v)) //nolint:gosec // the same bits
	}
	return b
}
