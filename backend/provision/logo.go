package provision

import (
	"bytes"
	"image"
	"image/jpeg"

	"github.com/parleydesk/parley/backend/desk"
)

// qualities are tried until the picture is small enough, the best first.
var qualities = []int{92, 85, 75, 60, 45}

// logo checks a picture and writes it anew, so that nothing but its pixels is kept and
// sent: no place where it was taken, and nothing that another program reads in it. Its
// size is read before anything is decoded.
func logo(raw []byte) ([]byte, error) {
	if len(raw) > desk.PictureBytes {
		return nil, desk.Refuse(desk.CodeInvalid, "picture", desk.Params{desk.ParamContext: "bytes", "most": desk.PictureBytes})
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || format != "jpeg" {
		return nil, desk.Refuse(desk.CodeInvalid, "picture")
	}
	if cfg.Width != desk.PictureSide || cfg.Height != desk.PictureSide {
		return nil, desk.Refuse(desk.CodeInvalid, "picture", desk.Params{desk.ParamContext: "pixels", "side": desk.PictureSide})
	}
	img, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, desk.Refuse(desk.CodeInvalid, "picture")
	}
	for _, quality := range qualities {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
			return nil, desk.Wrap("write picture", err)
		}
		if out.Len() <= desk.PictureBytes {
			return out.Bytes(), nil
		}
	}
	return nil, desk.Refuse(desk.CodeInvalid, "picture", desk.Params{desk.ParamContext: "bytes", "most": desk.PictureBytes})
}
