package wire_test

import (
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
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

// Every type that WhatsApp takes is taken, in whatever letters, and each has its
// size; the rest is refused with what could be sent instead.
func TestCheckFileType_whatWhatsAppTakes(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	office := "application/vnd.openxmlformats-officedocument."
	for mime, most := range map[string]int64{
		"image/jpeg": 5 * mb, "image/png": 5 * mb, "Image/PNG; q=1": 5 * mb, " image/png ": 5 * mb,
		"video/mp4": 16 * mb, "video/3gpp": 16 * mb,
		"audio/aac": 16 * mb, "audio/amr": 16 * mb, "audio/mpeg": 16 * mb, "audio/mp4": 16 * mb, "audio/ogg; codecs=opus": 16 * mb,
		"application/pdf": 100 * mb, "text/plain; charset=utf-8": 100 * mb, "application/msword": 100 * mb,
		"application/vnd.ms-excel": 100 * mb, "application/vnd.ms-powerpoint": 100 * mb,
		office + "wordprocessingml.document": 100 * mb, office + "spreadsheetml.sheet": 100 * mb, office + "presentationml.presentation": 100 * mb,
	} {
		if err := wire.CheckFileType(mime); err != nil {
			t.Errorf("%s is refused: %v", mime, err)
		}
		if got := wire.MaxFileSize(mime); got != most {
			t.Errorf("%s may have %d bytes, want %d", mime, got, most)
		}
	}
	for mime, instead := range map[string]string{
		"image/webp": "image", "image/svg+xml": "image", "video/webm": "video", "audio/flac": "audio", "application/ogg": "audio",
		"application/zip": "document", "text/html": "document", "": "document", "image": "image", "imagejpeg": "document", "pdf": "document",
	} {
		err := wire.CheckFileType(mime)
		if desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "fileType" || desk.SaidOf(err).Params["context"] != instead {
			t.Errorf("%q: %v, want %s", mime, err, instead)
		}
	}
}

// What runs is refused before all else, then the type, then the size.
func TestCheckFile_saysTheWorstFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file wire.Measured
		want string
	}{
		{wire.Measured{MIME: "image/png", Size: 1}, ""},
		{wire.Measured{MIME: "image/png", Size: 1, Runs: "windows"}, "fileKind"},
		{wire.Measured{MIME: "application/zip", Size: 1 << 40, Runs: "windows"}, "fileKind"},
		{wire.Measured{MIME: "application/zip", Size: 1 << 40}, "fileType"},
		{wire.Measured{MIME: "image/png", Size: 5<<20 + 1}, "fileTooLarge"},
		{wire.Measured{MIME: "application/pdf", Size: wire.MaxUpload}, ""},
		{wire.Measured{MIME: "application/pdf", Size: wire.MaxUpload + 1}, "fileTooLarge"},
	} {
		err := wire.CheckFile(c.file)
		if desk.SubcodeOf(err) != c.want || err != nil && desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%+v: %v, want %q", c.file, err, c.want)
		}
	}
	for _, runs := range []string{
		filetype.RunsOnWindows, filetype.RunsOnLinux, filetype.RunsOnMac, filetype.RunsAnywhere, filetype.RunsShortcut,
		filetype.RunsHelp, filetype.RunsWeb, filetype.RunsSVG, filetype.RunsScript,
	} {
		if said := words.Of(wire.ErrRuns(runs)); !strings.Contains(said, "can run code") || strings.HasPrefix(said, " ") {
			t.Errorf("%s: it says %q", runs, said)
		}
	}
	if said := words.Of(wire.ErrEnding(".exe")); !strings.HasPrefix(said, "Files that end in .exe can run code") {
		t.Errorf("it says %q", said)
	}
	if said := desk.SaidOf(wire.CheckFileSize("video/mp4", 17<<20+1<<19)); said.Params["megabytes"] != "17.5" || said.Params["most"] != 16 && said.Params["most"] != int64(16) || said.Params["kind"] != "video" {
		t.Errorf("it says %+v", said)
	}
	if said := desk.SaidOf(wire.CheckHeader("IMAGE", "image/webp", 1)); said.Params["context"] != "image" {
		t.Errorf("it says %+v", said)
	}
}
