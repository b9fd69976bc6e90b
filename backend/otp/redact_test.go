package otp_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/otp"
)

// spelled finds code in text the slow and plain way: digits of any script, in
// a row, with anything but letters between them.
func spelled(text, code string) bool {
	for i := range text {
		rest := code
		for _, r := range text[i:] {
			if unicode.Is(unicode.Nd, r) {
				if value(r) != rest[0] {
					break
				}
				if rest = rest[1:]; rest == "" {
					return true
				}
			} else if unicode.IsLetter(r) || rest == code {
				break
			} else if r == '•' {
				break
			}
		}
	}
	return false
}

// value of a digit by counting back to its block's zero.
func value(r rune) byte {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	for _, z := range zeros {
		if r >= z && r < z+10 {
			return byte('0' + r - z)
		}
	}
	return byte('0' + r - zero)
}

var (
	// zeros of scripts whose blocks the tests use.
	zeros      = []rune{'0', '٠', '۰', '०', '০', '๐', '၀', '０', '௦', '𝟎', '𝟶'}
	separators = []string{"", "", "-", " ", "\u2011", "–", "\u200e", "\u00ad", ".", " - ", "\n", "\u00a0", "/", "_", "ー"}
)

func checkRedacted(t interface {
	Helper()
	Errorf(string, ...any)
}, text string) {
	t.Helper()
	code := otp.Extract(text).Code
	got := otp.Redact(text)
	if code != "" && (spelled(got, code) || !strings.Contains(got, "•••")) {
		t.Errorf("%q is still in %q", code, got)
	}
	if again := otp.Redact(got); again != got {
		t.Errorf("not stable: %q, then %q", got, again)
	}
	if left := otp.Extract(got); left.Code != "" {
		t.Errorf("%q gives %q after redaction to %q", text, left.Code, got)
	}
}

func spell(t *rapid.T, code string) string {
	zero := rapid.SampledFrom(zeros).Draw(t, "script")
	sep := rapid.SampledFrom(separators)
	var b strings.Builder
	for i, c := range code {
		if i > 0 {
			b.WriteString(sep.Draw(t, "sep"))
		}
		b.WriteRune(zero + c - '0')
	}
	return b.String()
}

func TestRedact_everySpellingGoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[0-9]{6}`).Draw(t, "code")
		text := "Your WhatsApp code: " + code[:3] + "-" + code[3:] + "\n" +
			rapid.SampledFrom([]string{"again ", "v.whatsapp.com/", "(", "x", "رمز "}).Draw(t, "lead") + spell(t, code) +
			rapid.SampledFrom([]string{"", ".", " end", "\n4sgLq1p5sV6"}).Draw(t, "tail")
		got := otp.Redact(text)
		if spelled(got, code) {
			t.Fatalf("%s is still in %q", code, got)
		}
		if !strings.HasPrefix(got, "Your WhatsApp code: •••") {
			t.Fatalf("got %q", got)
		}
		checkRedacted(t, text)
	})
}

func TestRedact_keepsTheRest(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"WhatsApp code 569-485. Tap v.whatsapp.com/569485":         "WhatsApp code •••. Tap v.whatsapp.com/•••",
		"Your WhatsApp code: 123-456, valid 10 minutes until 2026": "Your WhatsApp code: •••, valid 10 minutes until 2026",
		"WhatsApp code 123-456 or 654321":                          "WhatsApp code ••• or •••",
		"123456 is your Facebook code":                             "••• is your Facebook code",
		"Tap to verify WhatsApp: v.whatsapp.com/123456":            "Tap to verify WhatsApp: v.whatsapp.com/•••",
		"Parcel 123456 arrives at 5":                               "Parcel 123456 arrives at 5",
		"Hello":                                                    "Hello",
		"":                                                         "",
		"WhatsApp code ١٢٣-٤٥٦ ok 123 456":                         "WhatsApp code ••• ok •••",
		"WhatsApp code 123456, 123123456456":                       "WhatsApp code •••, •••",
	} {
		if got := otp.Redact(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestRedact_longTextsAreNotSpared(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("hello ", otp.MaxText) + "code 123-456"
	if got := otp.Redact(text); strings.Contains(got, "123-456") || !strings.HasSuffix(got, "code •••") {
		t.Errorf("got …%q", got[len(got)-20:])
	}
}

func TestRedactAll_leavesNoDigit(t *testing.T) {
	t.Parallel()
	if got := otp.RedactAll("code 12٣- then 4"); got != "code •••- then •••" {
		t.Errorf("got %q", got)
	}
}

func FuzzExtract(f *testing.F) {
	for _, s := range []string{
		"WhatsApp code 123-830", "<#> Your WhatsApp code: 594-198\nDon't share\n4sgLq1p5sV6", "Your WhatsApp code: 760-9744sgLq1p5sV6",
		"كود واتساب الخاص بك: ١٢٣-٤٥٦", "v.whatsapp.com/123456", "WhatsApp code 123-456999999", "999999123456 WhatsApp code 123456",
		"four nine three zero two one", "\xff\xfe123456", "WhatsApp:\n:\n:123-456",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range []otp.Result{otp.Extract(text), otp.ExtractVoice(text)} {
			if r.Code != "" && (len(r.Code) != 6 || strings.Trim(r.Code, "0123456789") != "") {
				t.Fatalf("code %q is not six digits", r.Code)
			}
			if (r.Code != "") != (r.Reason == otp.ReasonFound) {
				t.Fatalf("code and reason %q disagree", r.Reason)
			}
		}
		checkRedacted(t, text)
	})
}
