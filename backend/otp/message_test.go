package otp_test

import (
	"fmt"
	"strings"
	"testing"

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

func TestRule12_aServicesCodeIsTakenOutWhateverItLooksLike(t *testing.T) {
	t.Parallel()
	for _, form := range messageForms {
		for _, code := range codesOfAllLengths {
			text := fmt.Sprintf(form, code)
			got := otp.RedactMessage(text)
			if strings.Contains(got, code) || !strings.Contains(got, "•••") {
				t.Errorf("%q becomes %q", text, got)
			}
			if again := otp.RedactMessage(got); again != got {
				t.Errorf("%q becomes %q when it is read again", got, again)
			}
		}
	}
}

func TestRedactMessage_whatCustomersWriteStays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Where is my order 482913?", "my order code is 482913", "The price was 1299, now 1499", "Call me at +49 171 2345678", "I live in 10115 Berlin",
		"Can we meet on 24.12.2026 at 1530?", "Tracking number 00340434161094042557", "booking code 48291", "promo code 123456 does not work",
		"Rechnung 482913 bitte", "2026", "My customer number is 4711471", "error code 131052 on the site", "The door code is 4711", "zip code 20095",
		"Order 482913: verification failed", "postcode 1012", "article 123456, size 44", "",
	} {
		if got := otp.RedactMessage(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
