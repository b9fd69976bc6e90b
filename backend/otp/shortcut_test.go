package otp_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/otp"
)

// checkShortcut wants the quick looks at a text to find what reading all of it finds.
func checkShortcut(t interface {
	Helper()
	Errorf(string, ...any)
}, text string) {
	t.Helper()
	want, digits := otp.NumbersSeen(text)
	if got := otp.NumbersFound(text); !slices.Equal(got, want) {
		t.Errorf("%q: found at %v, seen at %v", text, got, want)
	}
	if got := otp.MayHoldCode(text); got != (digits >= 4) {
		t.Errorf("%q has %d digits, may hold a code: %t", text, digits, got)
	}
}

// pieces are what numbers are made of and stand between, in ASCII and beyond it.
var pieces = []string{
	"1", "2", "34", "567", "8901", "123456", "-", " ", ".", ",", ":", "/", "@", "_", "#", "%", "+", "$", "\t", "\n", "\x00", "\x7f",
	"a", "Code ", "WhatsApp ",
	"é", "ß", "Ω", "Я", "א", "م", "٣", "۴", "५", "４", "－", "𝟒", "1️⃣", "5⃣", "\u00a0", "–", "\u200e", "\u00ad", "•", "€", "😀", "语", "\xff", "\xd9",
}

// A message is read in a quicker way where it is plain ASCII or has few digits. It
// has to come to the same.
func TestRedactMessage_theQuickWayFindsTheSame(t *testing.T) {
	t.Parallel()
	plain := slices.DeleteFunc(slices.Clone(pieces), func(p string) bool { return strings.ContainsFunc(p, func(r rune) bool { return r >= 0x80 }) })
	rapid.Check(t, func(rt *rapid.T) {
		from := pieces
		if rapid.Bool().Draw(rt, "plain") {
			from = plain
		}
		checkShortcut(rt, strings.Join(rapid.SliceOfN(rapid.SampledFrom(from), 0, 12).Draw(rt, "pieces"), ""))
	})
	for _, form := range messageForms {
		for _, code := range slices.Concat(codesOfAllLengths, oddSpellings) {
			checkShortcut(t, strings.ReplaceAll(form, "%s", code))
		}
	}
	for c := range rune(0x11000) { // each character between digits
		checkShortcut(t, "12"+string(c)+"34"+string(c))
	}
}
