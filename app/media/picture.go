package media

import (
	"bytes"
	"encoding/base64"
	"os"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/words"
)

// pictureMost is the most bytes of a picture that the page makes: a QR code of
// the largest kind is a tenth of it.
const pictureMost = 1 << 20

// SavePicture asks where to and saves a picture that the page made, such as a
// QR code; "" = the person cancelled. The kind is png or svg, the content is
// base64 of its bytes, and the name has no ending. What is no picture of that
// kind is refused (invalid/picture).
func (s *Store) SavePicture(kind, name, content string) (string, error) {
	body, err := pictureOf(kind, content)
	if err != nil {
		return "", err
	}
	if name = filetype.CleanName(name); name == "" {
		name = "parley"
	}
	path, err := s.cfg.System.AskSave(words.Sentence(words.Alerts+":saveTitle", nil), name+"."+kind)
	if err != nil || path == "" {
		return "", err
	}
	if err := os.WriteFile(path, body, 0o600); err != nil {
		return "", errNoRoom(err)
	}
	return path, nil
}

// pictureOf decodes a picture and measures that it is what it is said to be.
func pictureOf(kind, content string) ([]byte, error) {
	refused := desk.Refuse(desk.CodeInvalid, "pictureSaved")
	if len(content) > base64.StdEncoding.EncodedLen(pictureMost) {
		return nil, refused
	}
	body, err := base64.StdEncoding.DecodeString(content)
	if err != nil {
		return nil, refused
	}
	is, err := filetype.Measure(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, err
	}
	switch kind {
	case "png":
		if is.Shows() != filetype.Image || is.Extension() != ".png" {
			return nil, refused
		}
	case "svg": // a program may run what stands in one, so only what draws is let through
		if !bytes.HasPrefix(body, []byte("<svg ")) || bytes.ContainsAny(body, "&\x00") || bytes.Contains(bytes.ToLower(body), []byte("script")) {
			return nil, refused
		}
	default:
		return nil, refused
	}
	return body, nil
}
