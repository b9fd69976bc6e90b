package otp

import (
	"slices"
	"strings"
	"unicode"
)

// spoken are the digits as transcripts spell them, one list per language, from
// zero. No sound-alikes ("for", "ate", "won"): a sentence is full of them.
var spoken = [][]string{
	{"zero oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"},
	{"cero", "uno una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"},
	{"zero", "um uma", "dois duas", "três tres", "quatro", "cinco", "seis meia", "sete", "oito", "nove"},
	{"zéro zero", "un une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"},
	{"null", "eins", "zwei zwo", "drei", "vier", "fünf funf fuenf", "sechs", "sieben", "acht", "neun"},
	{"zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"},
	{"nul", "een één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"},
	{"sıfır sifir", "bir", "iki", "üç uc", "dört dort", "beş bes", "altı alti", "yedi", "sekiz", "dokuz"},
	{"nol kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"},
	{"ноль нуль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"},
	{"zero", "jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć"},
	{"शून्य", "एक", "दो", "तीन", "चार", "पाँच पांच", "छह छः छ", "सात", "आठ", "नौ"},
	{"صفر", "واحد", "اثنان اثنين", "ثلاثة", "اربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"},
}

// spokenDigits maps each language's folded words to their values.
var spokenDigits = func() []map[string]byte {
	out := make([]map[string]byte, len(spoken))
	for i, language := range spoken {
		out[i] = map[string]byte{}
		for value, words := range language {
			for w := range strings.FieldsSeq(words) {
				out[i][fold(w)] = byte(value) //nolint:gosec // 0 to 9
			}
		}
	}
	return out
}()

// dashWords are the hyphen between the halves, read aloud.
var dashWords = foldAll("dash", "hyphen", "minus", "guion", "guión", "traço", "hífen", "tiret", "bindestrich", "strich", "trattino", "streepje", "tire", "strip")

// repeatWords say that the next digit comes twice or thrice.
var repeatWords = map[string]int{"double": 2, "triple": 3, "doble": 2, "dupla": 2}

// largerNumbers are words for numbers beyond a digit. Beside digits they make
// the reading something else than a code spelled digit by digit.
var largerNumbers = foldAll(
	"ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "point",
	"diez", "once", "doce", "trece", "catorce", "quince", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa", "cien", "ciento", "mil",
	"dez", "onze", "doze", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "oitenta", "cem",
	"dix", "douze", "treize", "vingt", "trente", "quarante", "cinquante", "soixante", "cent", "mille", //nolint:misspell // French
	"zehn", "elf", "zwölf", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig", "hundert", "tausend",
)

// spoiled stands in a reading for a number that is no digit.
const spoiled = 0xFF

// ExtractVoice finds the code in the transcript of a call. A voice robot names
// no brand that survives transcription and reads the code more than once: what
// counts is exactly one distinct reading of six digits. Call it only while a
// call with a code is expected; the text alone proves nothing.
func ExtractVoice(transcript string) Result {
	if len(transcript) > MaxText {
		return Result{Reason: ReasonTooLong}
	}
	tokens := voiceTokens(fold(transcript))
	found := map[string]bool{}
	reason := ReasonNoDigits
	for _, words := range spokenDigits {
		for _, reading := range readings(tokens, words) {
			if code, ok := repeated(reading); ok {
				found[code] = true
			} else {
				reason = ReasonWrongLength
			}
		}
	}
	r := Result{Reason: reason}
	for code := range found {
		r.Candidates = append(r.Candidates, code)
	}
	slices.Sort(r.Candidates)
	switch len(r.Candidates) {
	case 0:
	case 1:
		r.Code, r.Reason = r.Candidates[0], ReasonFound
	default:
		r.Reason = ReasonAmbiguous
	}
	return r
}

// voiceTokens splits at everything that is neither letter, mark nor digit.
func voiceTokens(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !isNumeral(r) && r != '\''
	})
}

// readings gives each unbroken row of digits, written or spoken in one language.
func readings(tokens []string, words map[string]byte) [][]byte {
	var out [][]byte
	var row []byte
	times := 1
	flush := func() {
		if len(row) > 0 {
			out = append(out, row)
		}
		row, times = nil, 1
	}
	for _, t := range tokens {
		values, kind := tokenDigits(t, words)
		switch {
		case kind == tokenOther && repeatWords[t] > 0:
			times = repeatWords[t]
		case kind == tokenOther && hasWord([]string{t}, dashWords) && len(row) > 0:
		case kind == tokenOther:
			flush()
		default:
			for i, v := range values {
				row = append(row, v)
				for n := 1; i == 0 && n < times; n++ {
					row = append(row, v)
				}
			}
			times = 1
		}
	}
	flush()
	return out
}

type tokenKind bool

const (
	tokenDigit tokenKind = true
	tokenOther tokenKind = false
)

func tokenDigits(t string, words map[string]byte) ([]byte, tokenKind) {
	if v, ok := words[t]; ok {
		return []byte{v}, tokenDigit
	}
	if hasWord([]string{t}, largerNumbers) {
		return []byte{spoiled}, tokenDigit
	}
	var values []byte
	letters := false
	for _, r := range t {
		if v, ok := digit(r); ok {
			values = append(values, v)
		} else {
			letters = true
		}
	}
	switch {
	case len(values) == 0:
		return nil, tokenOther
	case letters:
		return []byte{spoiled}, tokenDigit // "4th", "A12": not read digit by digit
	}
	return values, tokenDigit
}

// repeated gives the code that a row of digits reads once or several times in
// a row.
func repeated(row []byte) (string, bool) {
	if len(row)%6 != 0 || slices.Contains(row, spoiled) {
		return "", false
	}
	for i := range row {
		if row[i] != row[i%6] {
			return "", false
		}
	}
	code := make([]byte, 6)
	for i := range code {
		code[i] = '0' + row[i]
	}
	return string(code), true
}
