package desk_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestPasted_takesOutWhatNobodySees(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                             "",
		" \t\n":                        "",
		" 102290129340398\n":           "102290129340398",
		"\u200e102290129340398\u202c":  "102290129340398",
		"\u2066+44 20 7946 0958\u2069": "+44 20 7946 0958",
		"\ufeffEAA\u200bBC\u2060":      "EAABC",
		"\u061cمتجر\u200f":             "متجر",
		"می\u200cخواهم":                "می\u200cخواهم", // a joiner is part of the word
		"👩\u200d🔧 repairs":             "👩\u200d🔧 repairs",
		"\u202eevil\u202c":             "evil",
		"\xff\u200e":                   "\ufffd", // no text at all is not made one by this
	} {
		if got := desk.Pasted(in); got != want {
			t.Errorf("%q is taken as %q, want %q", in, got, want)
		}
	}
}
