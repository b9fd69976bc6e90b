package shell

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// opening puts a program in the place of the system's opener.
func opening(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if script != "" {
		if err := os.WriteFile(filepath.Join(dir, opener("linux")), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil { //nolint:gosec // a program has to be executable
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

// Rule 1: a link reaches the opener as one argument, and nothing in it is read as
// a command. Not parallel: the program is found by the environment.
func TestRule1_theOpenerGetsOneArgument(t *testing.T) {
	got := filepath.Join(t.TempDir(), "got")
	opening(t, `printf '%s\n' "$#" "$@" > `+got)
	if err := NewDesktop(t.TempDir()).OpenLink("https://a.example/$(touch x);`id`?a=b&c='d' \"e\"|f"); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(got)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if len(lines) != 2 || lines[0] != "1" || !strings.HasPrefix(lines[1], "https://a.example/") || strings.ContainsAny(lines[1], "$`'\"| <>\\") {
		t.Errorf("the opener was given %q", lines)
	}
}

// An opener that fails or is not there is said to have, with the program's name: a
// person who clicked waits for something to happen. Not parallel: see above.
func TestOpen_saysWhatFailed(t *testing.T) {
	opening(t, "exit 3")
	if err := open("/tmp/a.pdf"); desk.CodeOf(err) != desk.CodeUnavailable || desk.SubcodeOf(err) != "opener" {
		t.Errorf("an opener that fails: %v", err)
	}
	opening(t, "")
	err := open("/tmp/a.pdf")
	if said := desk.SaidOf(err); desk.SubcodeOf(err) != "opener" || said.Params["program"] != "xdg-open" {
		t.Errorf("an opener that is not there: %v, %v", err, said.Params)
	}
}
