package filetype_test

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/filetype"
)

// samples are the beginnings of files, one for each way in which the bytes
// decide an ending.
var samples = map[string]string{
	".png": "\x89PNG\r\n\x1a\n", ".jpg": "\xff\xd8\xff\xe0", ".pdf": "%PDF-1.7\n", ".txt": "only words", ".csv": "a,b\n1,2\n",
	".bin": "\x01\x02\x03", ".mp3": "ID3\x04\x00\x00\x00\x00\x00\x00", ".zip": "PK\x03\x04broken",
}

var programs = map[string]string{
	".bin": "MZ\x90\x00\x03", ".txt": "<!doctype html><script>",
}

func facts(t interface{ Fatalf(string, ...any) }, bytes string) filetype.Facts {
	f, err := filetype.Measure(strings.NewReader(bytes), int64(len(bytes)))
	if err != nil {
		t.Fatalf("measure: %v", err)
	}
	return f
}

// runsOnWindows are endings under which Windows runs something, or fetches
// something, when the file is opened or only looked at.
var runsOnWindows = []string{".exe", ".lnk", ".scf", ".url", ".library-ms", ".hta", ".js", ".vbs", ".ps1", ".bat", ".cmd", ".com", ".scr", ".html", ".svg", ".inf", ".msi", ".jar"}

// Whatever a customer calls a file, its name on this computer is one plain name
// that ends in what its bytes are.
func TestRule8_savedNamesArePlainAndEndInWhatTheBytesAre(t *testing.T) {
	t.Parallel()
	check := func(t interface{ Fatalf(string, ...any) }, name, ext, bytes string) {
		f := facts(t, bytes)
		got := filetype.SaveName(name, f)
		low := strings.ToLower(got)
		base := strings.TrimRight(strings.Split(low, ".")[0], " ")
		switch {
		case got == "" || len(got) > 255 || !utf8.ValidString(got) || got != filepath.Base(got):
			t.Fatalf("%+q becomes %+q", name, got)
		case strings.ContainsAny(got, "/\\:*?\"<>|%$`\x00") || strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }):
			t.Fatalf("%+q becomes %+q", name, got)
		case strings.HasPrefix(got, ".") || strings.HasPrefix(got, "-") || strings.HasPrefix(got, " ") || strings.HasSuffix(got, " ") || strings.HasSuffix(got, "."):
			t.Fatalf("%+q becomes %+q", name, got)
		case isDevice(base):
			t.Fatalf("%+q becomes %+q, a device of Windows", name, got)
		}
		if ends := filepath.Ext(low); ends != ext && !strings.Contains(".jpeg .jpe .jfif", ends) && (f.MIME != "text/plain" || isDangerous(ends)) {
			t.Fatalf("%+q with the bytes of %s becomes %+q", name, ext, got)
		}
		if filetype.SaveName(got, f) != got {
			t.Fatalf("%+q changes again: %+q", got, filetype.SaveName(got, f))
		}
	}
	names := desktest.Hostile()
	for _, ext := range append(runsOnWindows, ".png", ".jpeg", "") {
		for _, stem := range []string{"x", "CON", "nul", "com1", "LPT9", "COM¹", "aux.h", "photo\u202egpj", strings.Repeat("ก", 100), strings.Repeat("👍", 70), strings.Repeat("ä", 300)} {
			names = append(names, stem+ext, strings.ToUpper(stem+ext), stem+" "+ext+" ")
		}
	}
	for _, set := range []map[string]string{samples, programs} {
		for ext, bytes := range set {
			for _, name := range names {
				check(t, name, ext, bytes)
			}
			rapid.Check(t, func(t *rapid.T) { check(t, desktest.HostileText().Draw(t, "name"), ext, bytes) })
		}
	}
}

func isDevice(base string) bool {
	for _, d := range []string{"con", "prn", "aux", "nul", "conin$", "conout$"} {
		if base == d {
			return true
		}
	}
	for _, port := range []string{"com", "lpt"} {
		for _, digit := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"} {
			if base == port+digit {
				return true
			}
		}
	}
	return false
}

func isDangerous(ext string) bool {
	for _, e := range runsOnWindows {
		if e == ext {
			return true
		}
	}
	return false
}

func TestSaveName_examples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, bytes, want string }{
		{"report.pdf", "%PDF-1.7\n", "report.pdf"},
		{"Report.PDF", "%PDF-1.7\n", "Report.PDF"},
		{"photo.jpeg", "\xff\xd8\xff\xe0", "photo.jpeg"},
		{"../../etc/passwd", "root:x:0", "passwd.txt"},
		{`C:\x\y.txt`, "words", "y.txt"},
		{"", "\xff\xd8\xff\xe0", "parley-file.jpg"},
		{"...", "\x89PNG\r\n\x1a\n", "parley-file.png"},
		{"photo\u202egpj.exe", "\x89PNG\r\n\x1a\n", "photogpj.exe.png"},
		{"x.jpg.exe", "MZ\x90\x00", "x.jpg.exe.bin"},
		{"x.lnk", "L\x00\x00\x00\x01\x14\x02\x00", "x.lnk.bin"},
		{"x.url", "[InternetShortcut]\r\nURL=x", "x.url.txt"},
		{"prices.csv", "words", "prices.csv"},
		{"page.html", "<html><body>", "page.html.txt"},
		{"CON", "%PDF-1.7\n", "_CON.pdf"},
		{"nul.pdf", "%PDF-1.7\n", "_nul.pdf"},
		{"COM1 .pdf", "%PDF-1.7\n", "_COM1 .pdf"},
		{"Bericht 12:30.pdf", "%PDF-1.7\n", "Bericht 12_30.pdf"},
		{strings.Repeat("ä", 300) + ".pdf", "%PDF-1.7\n", strings.Repeat("ä", 118) + ".pdf"},
		{strings.Repeat("👍", 70) + ".jpg", "\xff\xd8\xff\xe0", strings.Repeat("👍", 59) + ".jpg"},
	} {
		if got := filetype.SaveName(c.name, facts(t, c.bytes)); got != c.want {
			t.Errorf("SaveName(%+q) = %+q, want %+q", c.name, got, c.want)
		}
	}
}

func TestCleanName_keepsWhatPeopleCallTheirFiles(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Rechnung Nr. 7.pdf": "Rechnung Nr. 7.pdf", "发票.docx": "发票.docx", "Tom & Jerry's.txt": "Tom & Jerry's.txt",
		"../../x": "x", " .htaccess": "htaccess", "-rf": "rf", "aux": "_aux", "": "", "...": "", "a\x00b\n.txt": "ab .txt",
	} {
		if got := filetype.CleanName(in); got != want {
			t.Errorf("CleanName(%+q) = %+q, want %+q", in, got, want)
		}
	}
}
