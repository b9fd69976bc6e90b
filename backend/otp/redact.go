package otp

import (
	"strings"
	"unicode"
)

// Redact takes the verification code out of a text that is going to be stored:
// each place where its six digits stand in a row becomes •••, in whatever
// script, with whatever between them but letters, in links too. Where Extract
// is not sure but the text names WhatsApp or speaks of a code, every six-digit
// number goes. A text about something else comes back as it was.
func Redact(text string) string {
	for range maxPasses {
		targets := secrets(text)
		if len(targets) == 0 {
			return text
		}
		text = maskCodes(text, targets)
	}
	if len(secrets(text)) > 0 {
		return RedactAll(text)
	}
	return text
}

// maxPasses bounds Redact. What is left after a pass may look like a number of
// its own; a text that still has one after three was made to.
const maxPasses = 3

// RedactAll takes every digit out of a text. It is for parts of a message that
// never became whole while its number was being set up: half a code is not
// recognized, and yet is half a code.
func RedactAll(text string) string {
	var b strings.Builder
	for _, r := range text {
		if _, ok := digit(r); ok {
			if !strings.HasSuffix(b.String(), mask) {
				b.WriteString(mask)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// secrets gives the codes to take out of a text.
func secrets(text string) map[string]bool {
	a := analyse(text)
	out := map[string]bool{}
	if !a.suspects && len(text) <= MaxText {
		return out
	}
	for _, c := range a.result.Candidates {
		out[c] = true
	}
	for _, c := range a.inLinks {
		out[c] = true
	}
	return out
}

// place is where a digit stands in the text; digits of one row follow each
// other with no letter between.
type place struct {
	value    byte
	from, to int
}

// breaks is the value of the place that ends a row.
const breaks = 0xFF

// maskCodes replaces each code, wherever its digits come in a row. Digits are
// put on a stack and leave it in sixes, so that a code which appears only after
// another one inside it went is found in the same walk.
func maskCodes(text string, codes map[string]bool) string {
	var stack, gone []place
	for i, r := range text {
		v, ok := digit(r)
		switch {
		case ok:
			stack = append(stack, place{value: '0' + v, from: i, to: i + len(string(r))})
		case unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r):
			if n := len(stack); n > 0 && stack[n-1].value != breaks {
				stack = append(stack, place{value: breaks})
			}
			continue
		default:
			continue
		}
		n := len(stack)
		if n < 6 {
			continue
		}
		var last [6]byte
		for k, p := range stack[n-6:] {
			last[k] = p.value
		}
		if codes[string(last[:])] {
			gone = append(gone, place{from: stack[n-6].from, to: stack[n-1].to})
			stack = stack[:n-6]
		}
	}
	return cut(text, gone)
}

// cut replaces the spans by the mask. Spans come by their ends; one that holds
// others swallows them.
func cut(text string, spans []place) string {
	var outer []place
	for _, s := range spans {
		for n := len(outer); n > 0 && outer[n-1].from >= s.from; n-- {
			outer = outer[:n-1]
		}
		outer = append(outer, s)
	}
	var b strings.Builder
	at := 0
	for _, s := range outer {
		b.WriteString(text[at:s.from])
		b.WriteString(mask)
		at = s.to
	}
	b.WriteString(text[at:])
	return b.String()
}
