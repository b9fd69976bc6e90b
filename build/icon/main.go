// Command icon draws Parley's icon and writes it where the Wails build looks for
// it: build/appicon.png and build/windows/icon.ico. The shapes are distances, so
// every size is drawn for itself and none is a blurred copy of another.
//
// Run it from the module root after a change: go run ./build/icon
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
)

// The colours: a teal that stands on light and dark desktops alike.
var (
	top    = color.NRGBA{R: 0x16, G: 0xa3, B: 0x94, A: 0xff}
	bottom = color.NRGBA{R: 0x0b, G: 0x6e, B: 0x69, A: 0xff}
	paper  = color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "icon:", err)
		os.Exit(1)
	}
}

func run() error {
	var big bytes.Buffer
	if err := png.Encode(&big, draw(1024)); err != nil {
		return err
	}
	if err := os.WriteFile("build/appicon.png", big.Bytes(), 0o600); err != nil {
		return err
	}
	ico, err := icon(16, 24, 32, 48, 64, 128, 256)
	if err != nil {
		return err
	}
	return os.WriteFile("build/windows/icon.ico", ico, 0o600)
}

// draw paints the icon into a square of n pixels. Coordinates run from 0 to 1.
func draw(n int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, n, n))
	for py := range n {
		for px := range n {
			x, y := (float64(px)+0.5)/float64(n), (float64(py)+0.5)/float64(n)
			// A distance turned into coverage over one pixel is the smoothing.
			cover := func(d float64) float64 { return clamp(0.5 - d*float64(n)) }
			c := mix(top, bottom, y)
			c = mix(c, paper, cover(letter(x, y)))
			c.A = uint8(math.Round(255 * cover(box(x-0.5, y-0.5, 0.46, 0.46, 0.21))))
			img.SetNRGBA(px, py, c)
		}
	}
	return img
}

// letter is a "p" that is a speech bubble too: a ring, a stem that hangs from
// its left side like the bubble's tail, and the three dots of somebody typing.
func letter(x, y float64) float64 {
	const cx, cy, r, w = 0.52, 0.44, 0.205, 0.088
	ring := math.Abs(math.Hypot(x-cx, y-cy)-r) - w/2
	stem := box(x-(cx-r), y-0.60, w/2, 0.205, w/2)
	d := math.Min(ring, stem)
	for _, dx := range []float64{-0.085, 0, 0.085} {
		d = math.Min(d, math.Hypot(x-cx-dx, y-cy)-0.026)
	}
	return d
}

// box is the distance to a rectangle of half sizes hw and hh around the origin,
// with corners of radius r.
func box(x, y, hw, hh, r float64) float64 {
	qx, qy := math.Abs(x)-hw+r, math.Abs(y)-hh+r
	return math.Hypot(math.Max(qx, 0), math.Max(qy, 0)) + math.Min(math.Max(qx, qy), 0) - r
}

func clamp(v float64) float64 { return math.Max(0, math.Min(1, v)) }

func mix(a, b color.NRGBA, t float64) color.NRGBA {
	f := func(x, y uint8) uint8 { return uint8(math.Round(float64(x)*(1-t) + float64(y)*t)) }
	return color.NRGBA{R: f(a.R, b.R), G: f(a.G, b.G), B: f(a.B, b.B), A: 0xff}
}

// icon packs PNG images of the sizes into Windows' container: a header, one
// directory entry of 16 bytes per image, then the images.
func icon(sizes ...int) ([]byte, error) {
	var directory, images bytes.Buffer
	offset := 6 + 16*len(sizes)
	for _, n := range sizes {
		var body bytes.Buffer
		if err := png.Encode(&body, draw(n)); err != nil {
			return nil, err
		}
		// A side of 256 is written as 0; then no palette, 1 plane, 32 bits.
		directory.Write([]byte{byte(n), byte(n), 0, 0, 1, 0, 32, 0})
		directory.Write(binary.LittleEndian.AppendUint32(nil, uint32(body.Len())))
		directory.Write(binary.LittleEndian.AppendUint32(nil, uint32(offset+images.Len())))
		images.Write(body.Bytes())
	}
	header := binary.LittleEndian.AppendUint16([]byte{0, 0, 1, 0}, uint16(len(sizes)))
	return append(append(header, directory.Bytes()...), images.Bytes()...), nil
}
