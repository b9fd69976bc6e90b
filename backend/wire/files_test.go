package wire_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestCheckFileSize_byType(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	for _, c := range []struct {
		mime string
		size int64
		ok   bool
	}{
		{"image/jpeg", 5 * mb, true}, {"image/jpeg", 5*mb + 1, false}, {"IMAGE/PNG; x=y", 6 * mb, false},
		{"video/mp4", 16 * mb, true}, {"video/mp4", 16*mb + 1, false}, {"audio/ogg; codecs=opus", 17 * mb, false},
		{"application/pdf", 100 * mb, true}, {"application/pdf", 100*mb + 1, false},
		{"image/webp", 20 * mb, true}, {"", 20 * mb, true}, // go as documents
	} {
		err := wire.CheckFileSize(c.mime, c.size)
		if (err == nil) != c.ok || err != nil && desk.SubcodeOf(err) != "fileTooLarge" {
			t.Errorf("%s of %d bytes: %v", c.mime, c.size, err)
		}
	}
}

func TestCheckHeader_typeAndSize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, mime string
		size       int64
		want       string
	}{
		{"IMAGE", "image/png", 1, ""}, {"image", "image/jpeg", 1, ""}, {"IMAGE", "image/webp", 1, "headerFile"},
		{"IMAGE", "image/png", 6 << 20, "fileTooLarge"}, {"IMAGE", "application/pdf", 1, "headerFile"},
		{"VIDEO", "video/mp4", 1, ""}, {"VIDEO", "video/webm", 1, "headerFile"}, {"VIDEO", "video/3gpp", 17 << 20, "fileTooLarge"},
		{"DOCUMENT", "application/pdf", 60 << 20, ""}, {"DOCUMENT", "text/plain; charset=utf-8", 1, ""},
		{"DOCUMENT", "application/zip", 1, "headerFile"}, {"DOCUMENT", "image/png", 1, "headerFile"},
		{"LOCATION", "image/png", 1, "headerFile"},
	} {
		if err := wire.CheckHeader(c.kind, c.mime, c.size); desk.SubcodeOf(err) != c.want || (err == nil) != (c.want == "") {
			t.Errorf("%s in a header %s: %v, want %q", c.mime, c.kind, err, c.want)
		}
	}
}
