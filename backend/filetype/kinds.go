package filetype

import (
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Show is how the page may show a file by itself.
type Show string

// The ways to show a file. With Nothing it can only be saved.
const (
	Nothing Show = ""
	Image   Show = "image"
	Audio   Show = "audio"
	Video   Show = "video"
)

// Limits of what is shown: what lies beyond costs more memory than any photo
// on WhatsApp, which has at most 4096 pixels to a side.
const (
	maxPixels = 4096 * 4096 // of a picture, or of a frame of a video
	maxDrawn  = 200_000_000 // pixels of all frames of a moving picture
	maxSide   = 16_384
)

// kind is what this app does with a type.
type kind struct {
	ext   string
	show  Show
	opens bool // the system's program may open it at a click
}

const (
	ooxml    = "application/vnd.openxmlformats-officedocument."
	compound = "application/x-ole-storage"
)

// kinds are the types that this app knows. All others are Unknown.
var kinds = map[string]kind{
	"image/jpeg": {".jpg", Image, true}, "image/png": {".png", Image, true},
	"image/gif": {".gif", Image, true}, "image/webp": {".webp", Image, true},

	"audio/ogg": {".ogg", Audio, true}, "audio/mpeg": {".mp3", Audio, true}, "audio/mp4": {".m4a", Audio, true},
	"audio/aac": {".aac", Audio, true}, "audio/amr": {".amr", Audio, true}, "audio/wav": {".wav", Audio, true},

	"video/mp4": {".mp4", Video, true}, "video/3gpp": {".3gp", Video, true},

	"application/pdf": {".pdf", Nothing, true}, "text/plain": {".txt", Nothing, true},
	"application/msword": {".doc", Nothing, false}, "application/vnd.ms-excel": {".xls", Nothing, false},
	"application/vnd.ms-powerpoint":       {".ppt", Nothing, false},
	ooxml + "wordprocessingml.document":   {".docx", Nothing, false},
	ooxml + "spreadsheetml.sheet":         {".xlsx", Nothing, false},
	ooxml + "presentationml.presentation": {".pptx", Nothing, false},
	compound:                              {".bin", Nothing, false},

	// WhatsApp takes none of these, and the page shows none; the name helps who
	// saves one, and the refusal says which one it is.
	"image/heic": {".heic", Nothing, false}, "image/heif": {".heif", Nothing, false}, "image/avif": {".avif", Nothing, false},
	"image/bmp": {".bmp", Nothing, false}, "image/tiff": {".tiff", Nothing, false},
	"application/ogg": {".ogg", Nothing, false}, "audio/flac": {".flac", Nothing, false},
	"video/quicktime": {".mov", Nothing, false}, "video/webm": {".webm", Nothing, false},
	"video/x-msvideo": {".avi", Nothing, false}, "video/matroska": {".mkv", Nothing, false},
	"application/zip": {".zip", Nothing, false}, "text/rtf": {".rtf", Nothing, false},
}

// same are the library's names for types that go by another name here.
var same = map[string]string{
	"audio/x-m4a": "audio/mp4", "video/x-m4v": "video/mp4", "video/3gpp2": "video/3gpp", "image/apng": "image/png",
	"image/heic-sequence": "image/heic", "image/heif-sequence": "image/heif", "audio/ogg": "application/ogg", "video/ogg": "application/ogg",
}

// What a file is that runs when it is opened. Each has a sentence, fileKind_… in
// the page's refusals.
const (
	RunsOnWindows = "windows"
	RunsOnLinux   = "linux"
	RunsOnMac     = "mac"
	RunsAnywhere  = "program"
	RunsShortcut  = "shortcut"
	RunsHelp      = "help"
	RunsWeb       = "web"
	RunsSVG       = "svg"
	RunsScript    = "script"
)

// runs are types that run when they are opened.
var runs = map[string]string{
	"application/vnd.microsoft.portable-executable": RunsOnWindows, "application/x-ms-installer": RunsOnWindows,
	"application/vnd.ms-cab-compressed": RunsOnWindows, "application/x-installshield": RunsOnWindows,
	"application/x-elf": RunsOnLinux, "application/x-archive": RunsOnLinux, "application/x-rpm": RunsOnLinux,
	"application/vnd.debian.binary-package": RunsOnLinux, "application/x-mach-binary": RunsOnMac, "application/x-xar": RunsOnMac,
	"application/x-java-applet": RunsAnywhere, "application/java-archive": RunsAnywhere, "application/vnd.android.package-archive": RunsAnywhere,
	"application/wasm": RunsAnywhere, "application/x-shockwave-flash": RunsAnywhere, "application/x-chrome-extension": RunsAnywhere,
	"application/x-bytecode.python": RunsAnywhere, "application/x-ms-shortcut": RunsShortcut, "application/vnd.ms-htmlhelp": RunsHelp,
	"application/x-os2-hlp": RunsHelp, "text/html": RunsWeb, "application/xhtml+xml": RunsWeb, "image/svg+xml": RunsSVG,
	"text/x-shellscript": RunsScript, "text/javascript": RunsScript, "text/x-php": RunsScript, "text/x-perl": RunsScript, "text/x-python": RunsScript,
	"text/x-ruby": RunsScript, "text/x-lua": RunsScript, "text/x-tcl": RunsScript,
}

// inert is an extension under which nothing starts: text opens in an editor,
// the rest in nothing.
func inert(m *mimetype.MIME) string {
	for ; m != nil; m = m.Parent() {
		if baseOf(m) == "text/plain" {
			return ".txt"
		}
	}
	return ".bin"
}

// textExtensions are the endings that plain text may keep: what opens them
// reads them.
var textExtensions = map[string]bool{
	".txt": true, ".csv": true, ".tsv": true, ".json": true, ".geojson": true, ".ndjson": true, ".xml": true, ".md": true, ".log": true,
	".srt": true, ".vtt": true, ".vcf": true, ".ics": true, ".gpx": true, ".kml": true, ".eml": true,
}

// documentExtension is the ending of a text that the library knows closer.
func documentExtension(mime string, leaf *mimetype.MIME) string {
	if mime == "text/plain" && textExtensions[leaf.Extension()] {
		return leaf.Extension()
	}
	return ""
}

// Shows says how the page may show the file by itself. Only what is measured
// and within the limits is shown.
func (f Facts) Shows() Show {
	show := kinds[f.MIME].show
	switch show {
	case Image:
		// Frames are bounded first: their number is the file's own word.
		if f.Frames < 1 || f.Frames > maxDrawn || !f.fits() || f.Frames*f.Width*f.Height > maxDrawn && f.Frames > 1 {
			return Nothing
		}
	case Video:
		if !f.fits() {
			return Nothing
		}
	case Audio, Nothing:
	}
	return show
}

func (f Facts) fits() bool {
	return f.Width > 0 && f.Height > 0 && f.Width <= maxSide && f.Height <= maxSide && f.Width*f.Height <= maxPixels
}

// Opens says whether the system's program for its type may open the file at a
// click. Pictures and videos only if they may be shown.
func (f Facts) Opens() bool {
	k := kinds[f.MIME]
	return k.opens && f.Runs == "" && (k.show == Nothing || f.Shows() != Nothing)
}

// Extension is the ending of the file's name, with its dot: from the bytes, and
// never one that runs.
func (f Facts) Extension() string {
	if f.ext == "" {
		return ".bin"
	}
	return strings.ToLower(f.ext)
}

// ByExtension is the type that files of an ending (with its dot) usually have,
// "" where none is known. It is for saying no early, never for saying yes.
func ByExtension(ext string) string {
	ext = strings.ToLower(ext)
	found := usual[ext]
	for mime, k := range kinds {
		if k.ext == ext && mime != compound && (found == "" || k.show != Nothing) { // an .ogg may be either
			found = mime
		}
	}
	return found
}

// usual are more endings that people attach: other ones of the types above, and
// those of documents that WhatsApp does not take.
var usual = map[string]string{
	".jpeg": "image/jpeg", ".heif": "image/heif", ".tif": "image/tiff", ".m4v": "video/mp4", ".qt": "video/quicktime", ".wmv": "video/x-ms-asf",
	".oga": "application/ogg", ".wma": "audio/x-ms-wma", ".7z": "application/x-7z-compressed", ".rar": "application/vnd.rar",
	".tar": "application/x-tar", ".gz": "application/gzip", ".odt": "application/vnd.oasis.opendocument.text",
	".ods": "application/vnd.oasis.opendocument.spreadsheet", ".odp": "application/vnd.oasis.opendocument.presentation",
	".pages": "application/vnd.apple.pages", ".numbers": "application/vnd.apple.numbers", ".key": "application/vnd.apple.keynote",
	".epub": "application/epub+zip", ".psd": "image/vnd.adobe.photoshop",
}
