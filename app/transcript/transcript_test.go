package transcript

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font/sfnt"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
)

func TestShaped_joinsArabicLetters(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"سلام":      "ﺳﻼﻡ", // lam and alef are one sign
		"باب":       "ﺑﺎﺏ",
		"مُحمد":     "ﻣُﺤﻤﺪ", // a mark stays where it is
		"پیغام":     "ﭘﯿﻐﺎﻡ",
		"Lena שלום": "Lena שלום",
	} {
		if got := string(shaped([]rune(text))); got != want {
			t.Errorf("%q is shaped as %+q, want %+q", text, got, want)
		}
	}
}

func TestInOrder_isWhatIsSeenFromLeftToRight(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, want  string
		rightToLeft bool
	}{
		{"one two", "one two", false},
		{"אבג", "גבא", true},
		{"אב 123 גד", "דג 123 בא", true},
		{"say אבג now", "say גבא now", false},
		{"(אב)", "(בא)", true},
		{"אָב", "באָ", true}, // the mark stays on its letter
		{"", "", false},
	} {
		if got := inOrder([]rune(tt.text), tt.rightToLeft); got != tt.want {
			t.Errorf("%q is seen as %q, want %q", tt.text, got, tt.want)
		}
	}
	if isRightToLeft("12, (x)") || !isRightToLeft("12 مرحبا Lena") {
		t.Error("a paragraph is read by its first letter that has a direction")
	}
}

func sheet(t *testing.T) *paper {
	t.Helper()
	f, err := sfnt.Parse(regular)
	if err != nil {
		t.Fatal(err)
	}
	p := &paper{pdf: newSheets(), font: f, lacks: map[rune]bool{}}
	p.begin("t", time.UnixMilli(1))
	p.set(style{size: usualSize})
	return p
}

func TestWrap_losesNothingAndKeepsToTheSheet(t *testing.T) {
	t.Parallel()
	p := sheet(t)
	long := strings.Repeat("kettle and cup ", 40) + strings.Repeat("x", 300)
	lines := p.wrap(long, 100)
	var joined []string
	for _, l := range lines {
		if w := p.pdf.GetStringWidth(string(l)); w > 100 {
			t.Errorf("a line is %.1f mm wide: %q", w, string(l))
		}
		joined = append(joined, string(l))
	}
	if got := strings.ReplaceAll(strings.Join(joined, ""), " ", ""); got != strings.ReplaceAll(long, " ", "") {
		t.Errorf("of %d characters %d are there", len(long), len(got))
	}
}

func TestDrawable_framesWhatTheFontLacks(t *testing.T) {
	t.Parallel()
	p := sheet(t)
	if got := p.drawable("Grüße, Привет, שלום\u200f \x1b😀漢"); got != "Grüße, Привет, שלום ▯▯" {
		t.Errorf("drawn as %q", got)
	}
	if len(p.lacks) != 2 {
		t.Errorf("%d characters are lacking, want 2", len(p.lacks))
	}
}

func TestPDF_isOneAndTheSameTwice(t *testing.T) {
	t.Parallel()
	doc := bridge.Transcript{Title: "Lena", Facts: [][]string{{"Number", "Shop"}}, Days: []bridge.TranscriptDay{{Day: "Monday"}}}
	for range 200 {
		doc.Days[0].Lines = append(doc.Days[0].Lines, bridge.TranscriptLine{Time: "10:04", Who: "لينا", Text: "سلام\nall the best 漢", Status: "Read", Kind: "in"})
	}
	one, lacks, err := PDF(doc, time.UnixMilli(1))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(one, []byte("%PDF-")) || !bytes.Contains(one, []byte("/Count 13")) || lacks != 1 {
		t.Errorf("%d bytes, %d characters lacking; begins %q, pages %q", len(one), lacks, one[:8], one[bytes.Index(one, []byte("/Count")):][:10])
	}
	again, _, err := PDF(doc, time.UnixMilli(1))
	if err != nil || !bytes.Equal(one, again) {
		t.Errorf("drawn again it differs: %v", err)
	}
	doc.Days[0].Lines = make([]bridge.TranscriptLine, mostLines+1)
	_, _, err = PDF(doc, time.UnixMilli(1))
	if desk.CodeOf(err) != desk.CodeTooMany {
		t.Errorf("a transcript of %d lines: %v, want it refused", mostLines+1, err)
	}
}
