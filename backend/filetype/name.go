package filetype

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
)

// MaxName is the most bytes of a file's name: file systems take 255, and some
// programs add an ending of their own.
const MaxName = 240

// maxExtension is the most bytes after the last dot that are an ending.
const maxExtension = 20

// reserved are names that Windows gives to devices, whatever stands behind
// their first dot.
var reserved = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true, "conin$": true, "conout$": true, "clock$": true}

// CleanName makes one plain name out of what somebody called a file: the last
// part of a path, without what a system, a shell or a save dialog would read as
// something else, and no longer than MaxName bytes. "" stays "".
func CleanName(name string) string {
	name = desk.PlainLine(name)
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(":*?\"<>|%$`", r) {
			return '_' // not to disappear: "a:b" is two words
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimRight(name, " ."), " .-~")
	if name == "" {
		return ""
	}
	if isReserved(name) {
		name = "_" + name
	}
	stem, ext := split(name)
	return cut(stem, MaxName-len(ext)) + ext
}

// SaveName is what a received file is called on this computer: the customer's
// name, and behind it the ending that its bytes have. Where the customer's
// ending says something else, it is part of the name.
func SaveName(name string, f Facts) string {
	name = CleanName(name)
	if name == "" {
		name = "parley-file"
	}
	want := f.Extension()
	stem, ext := split(name)
	if isSameEnding(f, want, ext) {
		return cut(stem, MaxName-len(ext)) + ext
	}
	return cut(name, MaxName-len(want)) + want
}

// endings are other endings of the same types.
var endings = map[string][]string{
	".jpg": {".jpeg", ".jpe", ".jfif"}, ".tiff": {".tif"}, ".ogg": {".oga", ".opus"}, ".m4a": {".m4b", ".mp4"}, ".mp4": {".m4v"}, ".3gp": {".3gpp", ".3g2"},
}

func isSameEnding(f Facts, want, ext string) bool {
	ext = strings.ToLower(ext)
	if ext == want {
		return true
	}
	for _, e := range endings[want] {
		if e == ext {
			return true
		}
	}
	return f.MIME == "text/plain" && textExtensions[ext]
}

// split divides a name before its ending; the ending is "" where there is none
// to speak of.
func split(name string) (stem, ext string) {
	ext = path.Ext(name)
	if len(ext) < 2 || len(ext) > maxExtension || len(ext) == len(name) {
		return name, ""
	}
	return name[:len(name)-len(ext)], ext
}

// cut shortens a stem to at most n bytes, at a character's end.
func cut(stem string, n int) string {
	if len(stem) <= n {
		return stem
	}
	for n > 0 && !utf8.RuneStart(stem[n]) {
		n--
	}
	return strings.TrimRight(stem[:n], " .")
}

// isReserved says whether Windows would open a device by this name. The digits
// of COM1 and LPT1 may also be raised ones.
func isReserved(name string) bool {
	base, _, _ := strings.Cut(name, ".") //nolint:errcheck // no error among them
	base = strings.ToLower(strings.TrimRight(base, " "))
	if reserved[base] {
		return true
	}
	number, isPort := strings.CutPrefix(base, "com")
	if !isPort {
		number, isPort = strings.CutPrefix(base, "lpt")
	}
	return isPort && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³")
}
