package provision

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// picture draws one; a noisy one hardly gets smaller.
func picture(t *testing.T, w, h int, noise bool, quality int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: uint8(x), G: uint8(y), B: 90, A: 255}
			if noise {
				c = color.RGBA{R: uint8(r.IntN(256)), G: uint8(r.IntN(256)), B: uint8(r.IntN(256)), A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withNote puts a note into a JPEG, where cameras write the place.
func withNote(raw []byte, note string) []byte {
	segment := append([]byte{0xff, 0xe1, 0, 0}, note...)
	binary.BigEndian.PutUint16(segment[2:], uint16(len(note)+2))
	return append(append(bytes.Clone(raw[:2]), segment...), raw[2:]...)
}

// A logo keeps its pixels and nothing else.
func TestLogo_isWrittenAnew(t *testing.T) {
	t.Parallel()
	raw := withNote(picture(t, desk.PictureSide, desk.PictureSide, false, 90), "Exif\x00\x00 taken at home")
	out, err := logo(raw)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(out))
	if err != nil || img.Bounds().Dx() != desk.PictureSide || len(out) > desk.PictureBytes {
		t.Errorf("%v, %d bytes", err, len(out))
	}
	if bytes.Contains(out, []byte("taken at home")) {
		t.Error("the place is still in it")
	}
}

// One that gets larger at a high quality is written at a lower one.
func TestLogo_isMadeSmallEnough(t *testing.T) {
	t.Parallel()
	raw := picture(t, desk.PictureSide, desk.PictureSide, true, 20)
	if len(raw) > desk.PictureBytes || len(raw) < desk.PictureBytes/2 {
		t.Fatalf("the picture of the test has %d bytes", len(raw))
	}
	out, err := logo(raw)
	if err != nil && desk.SubcodeOf(err) != "picture" || err == nil && len(out) > desk.PictureBytes {
		t.Errorf("%v, %d bytes", err, len(out))
	}
}

func TestLogo_whatIsNone(t *testing.T) {
	t.Parallel()
	good := picture(t, desk.PictureSide, desk.PictureSide, false, 80)
	huge := bytes.Clone(good) // its header says 30,000 by 30,000
	at := bytes.Index(huge, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(huge[at+5:], 30_000)
	binary.BigEndian.PutUint16(huge[at+7:], 30_000)
	var asPNG bytes.Buffer
	if err := png.Encode(&asPNG, image.NewGray(image.Rect(0, 0, desk.PictureSide, desk.PictureSide))); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"nothing": {}, "text": []byte("no picture"), "half of one": good[:len(good)/2], "a PNG": asPNG.Bytes(),
		"191 pixels": picture(t, 191, 191, false, 80), "too low": picture(t, 640, 639, false, 80), "too narrow": picture(t, 639, 640, false, 80),
		"30,000 pixels": huge, "too many bytes": append(bytes.Clone(good), make([]byte, desk.PictureBytes)...),
	} {
		if out, err := logo(raw); desk.SubcodeOf(err) != "picture" || out != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readPicture("not base64!"); desk.SubcodeOf(err) != "picture" {
		t.Errorf("no base64: %v", err)
	}
	if got, err := readPicture(""); got != "" || err != nil {
		t.Errorf("none: %v", err)
	}
	if got, err := readPicture(base64.StdEncoding.EncodeToString(good)); got == "" || err != nil {
		t.Errorf("a good one: %v", err)
	}
}
