package desk_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestBeginsFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": false, "Ana": false, "3": false, "a=1": false, "=1+1": true, "+49": true, "-1": true, "@x": true, "  =1": true, "\u200e=1": true,
		"'=1": true, "\"=1": true, "＝1": true, "\tx": true, "\nx": true, "–": false,
	} {
		if got := desk.BeginsFormula(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
