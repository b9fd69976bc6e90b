package wire

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// What WhatsApp takes of a business, by kind. A file of no such type can only
// be tried as a document.
var (
	imageTypes    = []string{"image/jpeg", "image/png"}
	videoTypes    = []string{"video/mp4", "video/3gpp"}
	audioTypes    = []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}
	documentTypes = []string{
		"application/pdf", "text/plain",
		"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	}
)

const (
	maxImage = 5 << 20
	maxSound = 16 << 20 // audio and video
)

func isOf(types []string, mime string) bool {
	base, _, _ := strings.Cut(mime, ";") //nolint:errcheck // no error among them
	return slices.Contains(types, strings.ToLower(strings.TrimSpace(base)))
}

// MaxFileSize is the most bytes that WhatsApp takes of a type.
func MaxFileSize(mime string) int64 {
	switch {
	case isOf(imageTypes, mime):
		return maxImage
	case isOf(videoTypes, mime), isOf(audioTypes, mime):
		return maxSound
	default:
		return MaxUpload
	}
}

// Measured is what a file's bytes say of it, so far as it decides whether the
// file may be sent.
type Measured struct {
	MIME string
	Size int64
	Runs string // what it is if it runs when it is opened, as filetype names it, else ""
}

// CheckFile refuses a file that must not or cannot be sent, and says what to do
// instead. The desktop asks when a file is attached, the relay when it comes and
// once more before it goes on to WhatsApp.
func CheckFile(f Measured) error {
	if f.Runs != "" {
		return ErrRuns(f.Runs)
	}
	if err := CheckFileType(f.MIME); err != nil {
		return err
	}
	return CheckFileSize(f.MIME, f.Size)
}

// ErrRuns refuses what runs when it is opened; what is filetype's name for it.
func ErrRuns(what string) error {
	return desk.Refuse(desk.CodeInvalid, "fileKind", desk.Params{desk.ParamContext: what})
}

// ErrEnding refuses a file whose ending says that it runs when it is opened.
func ErrEnding(ext string) error {
	return desk.Refuse(desk.CodeInvalid, "fileKind", desk.Params{desk.ParamContext: "ending", "what": ext})
}

// CheckFileType refuses a file of a type that WhatsApp does not take, and says
// what to do instead. The type must come from the bytes or, to say no early,
// from the name.
func CheckFileType(mime string) error {
	if isOf(imageTypes, mime) || isOf(videoTypes, mime) || isOf(audioTypes, mime) || isOf(documentTypes, mime) {
		return nil
	}
	what := "document"
	switch kind, _, _ := strings.Cut(mime, "/"); { //nolint:errcheck // no error among them
	case kind == "image":
		what = "image"
	case kind == "video":
		what = "video"
	case kind == "audio", mime == "application/ogg":
		what = "audio"
	}
	return desk.Refuse(desk.CodeInvalid, "fileType", desk.Params{"context": what})
}

// CheckFileSize refuses a file that is larger than WhatsApp takes of its type.
func CheckFileSize(mime string, size int64) error {
	most := MaxFileSize(mime)
	if size <= most {
		return nil
	}
	kind, _, _ := strings.Cut(mime, "/") //nolint:errcheck // no error among them
	return desk.Refuse(desk.CodeInvalid, "fileTooLarge", desk.Params{"context": "kind", "megabytes": fmt.Sprintf("%.1f", float64(size)/(1<<20)), "most": most >> 20, "kind": kind})
}

// CheckHeader refuses a file that a template's header of a kind (IMAGE, VIDEO,
// DOCUMENT) cannot carry.
func CheckHeader(kind, mime string, size int64) error {
	types := map[string][]string{"IMAGE": imageTypes, "VIDEO": videoTypes, "DOCUMENT": documentTypes}[strings.ToUpper(kind)]
	if !isOf(types, mime) {
		return desk.Refuse(desk.CodeInvalid, "headerFile", desk.Params{"context": strings.ToLower(kind)})
	}
	return CheckFileSize(mime, size)
}
