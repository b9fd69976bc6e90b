package sandbox

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
)

// photo draws the picture that a seeded customer sends: a table with a bent
// tent pole. It is the same bytes each time.
func photo(w, h int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, pixel(float64(x)/float64(w), float64(y)/float64(h)))
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 85}); err != nil {
		panic("sandbox: photo: " + err.Error()) // programmer error: an image in memory
	}
	return b.Bytes()
}

// pixel colours one point of the unit square.
func pixel(x, y float64) color.RGBA {
	grain := 10 * math.Sin(60*y+3*math.Sin(9*x))
	light := 1 - 0.35*math.Hypot(x-0.35, y-0.3)
	wood := color.RGBA{R: shade(176+grain, light), G: shade(132+grain, light), B: shade(88+grain, light), A: 255}
	if y < 0.22 { // the wall behind
		return color.RGBA{R: shade(214, light), G: shade(220, light), B: shade(216, light), A: 255}
	}
	bend := 0.58 + 0.16*math.Max(0, x-0.55)*math.Sin(14*(x-0.55)) - 0.1*x
	switch d := y - bend; {
	case x < 0.08 || x > 0.92:
		return wood
	case math.Abs(d) < 0.018:
		return color.RGBA{R: shade(235-9000*d*d*40, light), G: shade(120, light), B: shade(60, light), A: 255}
	case d > 0 && d < 0.05: // the shadow
		return color.RGBA{R: shade(120, light), G: shade(88, light), B: shade(58, light), A: 255}
	}
	return wood
}

func shade(v, light float64) uint8 { return uint8(max(0, min(255, v*light))) }
