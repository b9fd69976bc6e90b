package channel_test

import (
	"testing"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/channel"
)

func TestInSMSAlphabet(t *testing.T) {
	t.Parallel()
	// 128 places of which one is the escape to the extension.
	if n := utf8.RuneCountInString(channel.SMSBasic); n != 127 {
		t.Errorf("the table has %d characters", n)
	}
	for text, want := range map[string]bool{
		"": true, "It's 5 € [net]~": true, "ÄÖÜ äöü ß ñ é à": true, "Ça": true, "ça": false, "“quoted”": false, "–": false, "ж": false, "🌿": false, "a\tb": false,
		"\xff": false, "line\nline": true, "\u00a0": false, "ά": false, "Ω": true,
	} {
		if got := channel.InSMSAlphabet(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
