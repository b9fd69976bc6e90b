package otp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/parleydesk/parley/backend/otp"
)

// messageForms are what services write, with a place for the code.
var messageForms = []string{
	"%s is your Instagram code. Don't share it.", "G-%s is your Google verification code.", "Your Uber code is %s. Never share this code.",
	"Use %s to log in to PayPal. Do not share it with anyone.", "%s is your verification code", "Your one-time password is %s",
	"OTP: %s", "[TikTok] %s is your verification code, valid for 5 minutes.", "Telegram code %s. Do not give it to anyone.",
	"Ihr Bestätigungscode lautet %s. Gib ihn nicht weiter.", "Votre code de vérification est %s", "Tu código de verificación es %s",
	"Seu código de verificação é %s. Não compartilhe.", "Код подтверждения: %s. Никому не сообщайте", "رمز التحقق الخاص بك هو %s",
	"您的验证码是%s，请勿泄露", "認証コード：%s", "인증번호 %s 를 입력하세요", "*%s* is your Microsoft code", "<#> Your WhatsApp code: %s",
	"आपका ओटीपी %s है। साझा न करें।",
}

var codesOfAllLengths = []string{"4829", "48291", "482913", "482-913", "482 913", "4829130", "48291305", "٤٨٢٩١٣"}

// oddSpellings are codes that read as 482913 and are written in another way: wide,
// as keycaps, with marks between the digits that nobody sees, with other dashes
// and blanks.
var oddSpellings = []string{
	"４８２９１３", "４８２－９１３", "𝟒𝟖𝟐𝟗𝟏𝟑", "4️⃣8️⃣2️⃣9️⃣1️⃣3️⃣", "4⃣8⃣2⃣9⃣1⃣3⃣", "4\u200e8\u200e2\u200e913", "\u202a482913\u202c", "\u2067482\u2069\u2067913\u2069",
	"482\u00a0913", "482\u2009913", "482‑913", "482–913", "482\u200b-\u200b913", "482\u2060913", "4\u00ad82913", "48\ufeff2913", "٤٨٢\u200f-\u200f٩١٣",
}

// bare is a text without the marks that nobody sees and that may stand around a code.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

func TestRule12_aServicesCodeIsTakenOutWhateverItLooksLike(t *testing.T) {
	t.Parallel()
	for _, form := range messageForms {
		for _, code := range slices.Concat(codesOfAllLengths, oddSpellings) {
			text := fmt.Sprintf(form, code)
			got := otp.RedactMessage(text)
			if bare(got) != fmt.Sprintf(form, "•••") {
				t.Errorf("%q becomes %q", text, got)
			}
			if again := otp.RedactMessage(got); again != got {
				t.Errorf("%q becomes %q when it is read again", got, again)
			}
		}
	}
}

// What stands around the code comes back byte for byte, and of the code nothing.
func TestRedactMessage_takesTheCodeAndNothingBesideIt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Ｙｏｕｒ　Ｕｂｅｒ ｃｏｄｅ：４８２９":                                     "Ｙｏｕｒ　Ｕｂｅｒ ｃｏｄｅ：•••",
		"\u200fUber code 4️⃣8️⃣2️⃣9️⃣ 🙂️ end\u200f":               "\u200fUber code ••• 🙂️ end\u200f",
		"\u2068482\u2069 is your Uber code, \u20684829\u2069 too": "\u2068482\u2069 is your Uber code, \u2068•••\u2069 too",
		"Uber code \xff4829\xff":                                  "Uber code \xff•••\xff",
		"Uber code 4\u200e829, call +44\u00a020 7946 0958":        "Uber code •••, call +44\u00a020 7946 0958",
	} {
		if got := otp.RedactMessage(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestRedactMessage_whatCustomersWriteStays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Where is my order 482913?", "my order code is 482913", "The price was 1299, now 1499", "Call me at +49 171 2345678", "I live in 10115 Berlin",
		"Can we meet on 24.12.2026 at 1530?", "Tracking number 00340434161094042557", "booking code 48291", "promo code 123456 does not work",
		"Rechnung 482913 bitte", "2026", "My customer number is 4711471", "error code 131052 on the site", "The door code is 4711", "zip code 20095",
		"Where is my order ４８２９１３?", "order\u200e 4️⃣8️⃣2️⃣9️⃣1️⃣3️⃣ please", "Uber: +49\u00a0171\u00a02345678 is not my code", "code for the price: 4829130\u200e5123",
		"Order 482913: verification failed", "postcode 1012", "article 123456, size 44", "",
	} {
		if got := otp.RedactMessage(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
