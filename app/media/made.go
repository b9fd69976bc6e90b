package media

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/words"
)

// madeMost is the most bytes of what the page makes: a QR code of the largest
// kind is a tenth of it, a checklist a hundredth.
const madeMost = 1 << 20

// tableMost is the most bytes of a table: the refused rows of a list of 50 MB, each with the
// reason, and every contact there is.
const tableMost = 128 << 20

// SaveMade asks where to and saves what the page made, such as a QR code or a
// checklist; "" = the person cancelled. The kind is png, svg, txt or csv (UTF-8), the
// content is base64 of its bytes, and the name has no ending. What is not of that
// kind is refused (invalid/made).
func (s *Store) SaveMade(kind, name, content string) (string, error) {
	body, err := madeOf(kind, content)
	if err != nil {
		return "", err
	}
	return s.SaveDrawn(kind, name, body)
}

// SaveDrawn asks where to and saves what the app made itself; "" = the person cancelled.
func (s *Store) SaveDrawn(kind, name string, body []byte) (string, error) {
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

// madeOf decodes what the page made and measures that it is what it is said to be.
func madeOf(kind, content string) ([]byte, error) {
	refused := desk.Refuse(desk.CodeInvalid, "made")
	most := madeMost
	if kind == "csv" {
		most = tableMost
	}
	if len(content) > base64.StdEncoding.EncodedLen(most) {
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
	case "txt":
		if len(body) == 0 || !utf8.Valid(body) || bytes.ContainsFunc(body, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
			return nil, refused
		}
	case "csv":
		if !isTable(body) {
			return nil, refused
		}
	default:
		return nil, refused
	}
	return body, nil
}

// isTable says whether it is a table in UTF-8, with the mark of it or without, in which no cell is
// a formula: a name that somebody chose can begin like one.
func isTable(body []byte) bool {
	rest := bytes.TrimPrefix(body, []byte("\uFEFF"))
	if len(rest) == 0 || !utf8.Valid(rest) || bytes.ContainsRune(rest, 0) {
		return false
	}
	lines := csv.NewReader(bytes.NewReader(rest))
	if line, _, _ := bytes.Cut(rest, []byte("\n")); bytes.Contains(line, []byte(`";"`)) {
		lines.Comma = ';'
	}
	lines.FieldsPerRecord = -1
	for {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			return false
		}
		for _, cell := range cells {
			// What was marked as text begins with the mark and is shown as it stands.
			if !strings.HasPrefix(cell, "'") && desk.BeginsFormula(cell) {
				return false
			}
		}
	}
}
