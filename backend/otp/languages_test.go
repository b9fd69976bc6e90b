package otp_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/parleydesk/parley/backend/otp"
)

// robots are what a call's transcript says, by language: the digits 4 0 2 7 1 9 as
// they are spoken, twice, as WhatsApp's robot reads them.
var robots = map[string]string{
	"en": "four zero two seven one nine", "es": "cuatro cero dos siete uno nueve", "pt": "quatro zero dois sete um nove",
	"fr": "quatre zéro deux sept un neuf", "de": "vier null zwo sieben eins neun", "it": "quattro zero due sette uno nove",
	"nl": "vier nul twee zeven één negen", "tr": "dört sıfır iki yedi bir dokuz", "id": "empat kosong dua tujuh satu sembilan",
	"ru": "четыре ноль два семь один девять", "pl": "cztery zero dwa siedem jeden dziewięć", "hi": "चार शून्य दो सात एक नौ",
	"ar": "اربعة صفر اثنان سبعة واحد تسعة",
}

// A code that is spelled digit by digit is read in every language, in capitals,
// with a dash between its halves, and however often it is repeated.
func TestExtractVoice_readsTheDigitsOfEachLanguage(t *testing.T) {
	t.Parallel()
	for language, spoken := range robots {
		digits := strings.Fields(spoken)
		half := strings.Join(digits[:3], " ") + ", " + strings.Join(digits[3:], " ")
		for name, text := range map[string]string{
			"once": spoken, "twice": half + ". " + half + ".", "in capitals": strings.ToUpper(spoken), "with commas": strings.Join(digits, ", "),
		} {
			if language == "tr" && name == "in capitals" {
				continue // SIFIR has an ı, which only Turkish knows to make small
			}
			if r := otp.ExtractVoice(text); r.Code != "402719" {
				t.Errorf("%s, %s: %q gives %q (%s)", language, name, text, r.Code, r.Reason)
			}
		}
		if r := otp.ExtractVoice(strings.Join(digits[:5], " ")); r.Code != "" {
			t.Errorf("%s: five digits give %q", language, r.Code)
		}
		other := strings.Join(append(digits[1:], digits[0]), " ")
		if r := otp.ExtractVoice(spoken + ". " + other + "."); r.Code != "" {
			t.Errorf("%s: two codes give %q", language, r.Code)
		}
	}
}

// Nothing is read out of talk in which numbers come up.
func TestExtractVoice_readsNoCodeOutOfTalk(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "hello", "call me at one two three", "one two three four five six seven", "four hundred two seven one nine",
		"vierzig null zwei sieben eins neun", "you are number one in the queue, please wait two minutes",
	} {
		if r := otp.ExtractVoice(text); r.Code != "" {
			t.Errorf("%q gives %q", text, r.Code)
		}
	}
}

// From whatever a code is read it is taken out, in each language of the samples,
// and the words around it stay.
func TestRedact_takesOutWhatIsReadInEachLanguage(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/texts.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []sample
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	languages := map[string]bool{}
	for _, row := range rows {
		if row.Expect == nil || row.Kind == "voice_transcript" {
			continue
		}
		languages[row.Language] = true
		redacted := otp.Redact(row.Text)
		if spelled(redacted, *row.Expect) || !strings.Contains(redacted, "•••") {
			t.Errorf("%s: %q is still in %q", row.Language, *row.Expect, redacted)
		}
		if first, _, _ := strings.Cut(row.Text, " "); !strings.ContainsFunc(first, unicode.IsDigit) && !strings.HasPrefix(redacted, first) {
			t.Errorf("%s: %q lost more than the code: %q", row.Language, row.Text, redacted)
		}
	}
	if len(languages) < 25 {
		t.Errorf("codes of only %d languages: are the samples there?", len(languages))
	}
}
