package desk_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
)

func TestRule1_plainLineIsOneLineOfText(t *testing.T) {
	t.Parallel()
	check := func(t interface{ Fatalf(string, ...any) }, s string) {
		got := desk.PlainLine(s)
		odd := strings.ContainsFunc(got, func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
		})
		switch {
		case odd, !utf8.ValidString(got), got != strings.TrimSpace(got), strings.Contains(got, "  "):
			t.Fatalf("PlainLine(%q) = %q", s, got)
		case desk.PlainLine(got) != got:
			t.Fatalf("PlainLine(%q) is not the same the second time: %q", s, got)
		}
	}
	for _, s := range desktest.Hostile() {
		check(t, s)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, desktest.HostileText().Draw(t, "text")) })
}

func TestPlainLine_keepsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Grüße, 你好, שלום":          "Grüße, 你好, שלום",
		"👩‍👩‍👧‍👦 ❤️ می\u200cخواهم": "👩‍👩‍👧‍👦 ❤️ می\u200cخواهم",
		" a\t b\n\nc ":            "a b c",
		"nul\x00in text":          "nulin text",
		"invoice\u202egpj.exe":    "invoicegpj.exe",
		"I <3 this & that, $5":    "I <3 this & that, $5",
		"\xffa\ufffe\ufdd0\ufeff": "a",
	} {
		if got := desk.PlainLine(in); got != want {
			t.Errorf("PlainLine(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestShorten_keepsTheBeginning(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"abcd": "abcd", "abcde": "abc…", "ßßßßß": "ßßß…", "": ""} {
		if got := desk.Shorten(in, 4); got != want {
			t.Errorf("Shorten(%q) = %q, want %q", in, got, want)
		}
	}
}
