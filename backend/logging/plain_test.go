package logging_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/logging"
)

// Whatever stands in a line of the log, the terminal that shows it does nothing,
// the line stays one line of JSON, and JSON gives the text back.
func TestRule1_logLinesActOnNoTerminal(t *testing.T) {
	t.Parallel()
	check := func(t interface{ Fatalf(string, ...any) }, s string) {
		var out bytes.Buffer
		slog.New(slog.NewJSONHandler(logging.Plain(&out), nil)).Info("refused", "name", s, "err", errors.New(s))
		line := out.String()
		if odd(strings.TrimSuffix(line, "\n")) || strings.Count(line, "\n") != 1 {
			t.Fatalf("%+q is logged as %+q", s, line)
		}
		var back struct{ Name string }
		if err := json.Unmarshal([]byte(line), &back); err != nil || back.Name != string([]rune(s)) {
			t.Fatalf("%+q is read back as %+q, %v", s, back.Name, err)
		}
		out.Reset()
		if n, err := fmt.Fprintf(logging.Plain(&out), "parley: %s\n", s); err != nil || n < len(s) || odd(strings.NewReplacer("\n", "", "\t", "").Replace(out.String())) {
			t.Fatalf("%+q is printed as %+q, %v", s, out.String(), err)
		}
	}
	for _, s := range desktest.Hostile() {
		check(t, s)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, desktest.HostileText().Draw(t, "text")) })
}

// odd says whether a terminal would do something at a text.
func odd(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
	})
}

func TestPlain_leavesTextAlone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Grüße, 你好\n\tand on\n": "Grüße, 你好\n\tand on\n", "\x1b[2Jx": `\u001b[2Jx`, "a\u202eb": `a\u202eb`, "\u0085": `\u0085`, "\xff": "\ufffd",
	} {
		var out bytes.Buffer
		if n, err := logging.Plain(&out).Write([]byte(in)); n != len(in) || err != nil || out.String() != want {
			t.Errorf("%+q is written as %+q (%d, %v), want %+q", in, out.String(), n, err, want)
		}
	}
}
