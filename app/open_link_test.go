package app

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestLinkIn_takesNothingElse(t *testing.T) {
	t.Parallel()
	const link = "parley://conversations/thr_1/msg_2"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{link}, link},
		{[]string{"--profile", "work", "parley://conversations/thr_1"}, "parley://conversations/thr_1"},
		{[]string{"parley://conversations/thr_1/"}, "parley://conversations/thr_1/"},
		{nil, ""},
		{[]string{"parley://conversations/thr_1?do=close"}, ""},
		{[]string{"parley://conversations/../settings"}, ""},
		{[]string{"parley://conversations/thr_1\nx"}, ""},
		{[]string{"https://conversations/thr_1"}, ""},
		{[]string{"parley://conversations/thr_" + strings.Repeat("x", 65)}, ""},
	} {
		if got := linkIn(c.args); got != c.want {
			t.Errorf("%q: %q, want %q", c.args, got, c.want)
		}
	}
}

func TestParseFlags_ofALink(t *testing.T) {
	t.Parallel()
	f, err := parseFlags([]string{"--profile", "work", "parley://conversations/thr_1"}, io.Discard)
	if err != nil || f.link != "parley://conversations/thr_1" || f.profile != "work" {
		t.Errorf("%+v, %v", f, err)
	}
	for _, args := range [][]string{{"parley://else"}, {"parley://conversations/thr_1", "x"}} {
		if _, err := parseFlags(args, io.Discard); !errors.Is(err, errUsage) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
