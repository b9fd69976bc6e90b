package filetype_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/parleydesk/parley/backend/filetype"
)

// What the picker says of a file by its ending, before any byte was read. Endings
// count in any case, and one that may be two things is the one that can be shown.
func TestByExtension_saysNoEarlyAndNeverGuesses(t *testing.T) {
	t.Parallel()
	for ext, want := range map[string]string{
		".jpg": "image/jpeg", ".JPG": "image/jpeg", ".jpeg": "image/jpeg", ".ogg": "audio/ogg", ".oga": "application/ogg",
		".mp4": "video/mp4", ".m4v": "video/mp4", ".3gp": "video/3gpp", ".pdf": "application/pdf",
		".heic": "image/heic", ".mov": "video/quicktime", ".odt": "application/vnd.oasis.opendocument.text",
		".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"":      "", ".": "", ".bin": "", ".exe": "", ".html": "", "jpg": "", ".jpg.exe": "",
	} {
		for range 20 { // the types are a map: the answer must not depend on its order
			if got := filetype.ByExtension(ext); got != want {
				t.Fatalf("%q: %q, want %q", ext, got, want)
			}
		}
	}
}

// compoundFile is a file in Microsoft's old format ([MS-CFB]): a header, and a
// directory of the streams that it names, in sectors of 1<<shift bytes.
func compoundFile(shift uint16, class string, streams ...string) []byte {
	b := make([]byte, 3<<shift)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(b[30:], shift)
	binary.LittleEndian.PutUint32(b[48:], 1) // the directory's sector, after the header's
	copy(b[2<<shift+80:], class)
	for i, name := range append([]string{"Root Entry"}, streams...) {
		e := b[2<<shift+i*128:]
		units := utf16.Encode([]rune(name))
		for j, u := range units {
			binary.LittleEndian.PutUint16(e[2*j:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(units)+2))
	}
	return b
}

func TestMeasure_oldOfficeDocumentsByTheirStreams(t *testing.T) {
	t.Parallel()
	const installer = "\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
	for name, c := range map[string]struct {
		file            []byte
		mime, ext, runs string
	}{
		"a letter":             {compoundFile(9, "", "1Table", "WordDocument"), "application/msword", ".doc", ""},
		"a sheet":              {compoundFile(9, "", "Workbook"), "application/vnd.ms-excel", ".xls", ""},
		"an older sheet":       {compoundFile(9, "", "Book"), "application/vnd.ms-excel", ".xls", ""},
		"slides":               {compoundFile(9, "", "PowerPoint Document"), "application/vnd.ms-powerpoint", ".ppt", ""},
		"in larger sectors":    {compoundFile(12, "", "WordDocument"), "application/msword", ".doc", ""},
		"something else":       {compoundFile(9, "", "Contents"), filetype.Unknown, ".bin", ""},
		"a name too long":      {compoundFile(9, "", "WordDocument"+strings.Repeat("x", 19)), filetype.Unknown, ".bin", ""},
		"an installer":         {compoundFile(9, installer, "WordDocument"), filetype.Unknown, ".bin", filetype.RunsOnWindows},
		"sectors of odd size":  {compoundFile(10, "", "WordDocument"), filetype.Unknown, ".bin", ""},
		"cut in its header":    {compoundFile(9, "", "WordDocument")[:511], filetype.Unknown, ".bin", ""},
		"cut in its directory": {compoundFile(9, "", "WordDocument")[:2<<9+200], filetype.Unknown, ".bin", ""},
	} {
		f := measure(t, c.file)
		if f.MIME != c.mime || f.Extension() != c.ext || f.Runs != c.runs {
			t.Errorf("%s: %+v with ending %s, want %s %s %q", name, f, f.Extension(), c.mime, c.ext, c.runs)
		}
		if f.Opens() || f.Shows() != filetype.Nothing {
			t.Errorf("%s opens at a click: %v, shows %q", name, f.Opens(), f.Shows())
		}
	}
}
