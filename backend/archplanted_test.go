package backend_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestArch_plantedFaultsAreFound gives each rule one source that breaks it and
// one that does not, so that a rule which went blind is noticed.
func TestArch_plantedFaultsAreFound(t *testing.T) {
	t.Parallel()
	std := standardNames(t)
	names := func(tr tree) []string { return checkNames(tr, std) }
	spoken := func(tr tree) []string {
		return checkSentences(tr, map[string]string{"gone": "It is gone.", "gone_here": "It is gone here.", "many_one": "One.", "many_other": "Many."})
	}
	const stamp = "import \"time\"\n"
	for _, c := range []struct {
		name  string
		check func(tree) []string
		path  string
		code  string
		want  string // part of the report; empty if the code is fine
	}{
		{"step imports step", checkImports, "backend/hub/x.go", `package hub; import "` + module + `/backend/ledger"`, "never in each other"},
		{"step imports format", checkImports, "backend/hub/x.go", `package hub; import "` + module + `/backend/wire"`, ""},
		{"engine imports provider", checkImports, "backend/engine/x.go", `package engine; import "` + module + `/backend/meta"`, "never in each other"},
		{"sender imports provider", checkImports, "backend/sender/x.go", `package sender; import "` + module + `/backend/meta"`, "never in each other"},
		{"webhook imports provider", checkImports, "backend/webhook/x.go", `package webhook; import "` + module + `/backend/vonage"`, "never in each other"},
		{"provision imports provider", checkImports, "backend/provision/x.go", `package provision; import "` + module + `/backend/meta"`, "never in each other"},
		{"integration imports provider", checkImports, "backend/integration/x.go", `package integration; import "` + module + `/backend/vonage"`, "never in each other"},
		{"provider imports channel", checkImports, "backend/twilio/x.go", `package twilio; import "` + module + `/backend/channel"`, ""},
		{"sandbox imports provider", checkImports, "backend/sandbox/x.go", `package sandbox; import "` + module + `/backend/meta"`, "own reading"},
		{"link imports relay", checkImports, "app/link/x.go", `package link; import "` + module + `/backend/relay"`, "vocabulary and protocol"},
		{"app imports relay", checkImports, "app/x.go", `package app; import "` + module + `/backend/relay"`, ""},
		{"main imports relay", checkImports, "main.go", `package main; import "` + module + `/backend/relay"`, "main only"},
		{"folder without a row", checkImports, "backend/stuff/x.go", `package stuff`, "no row"},
		{"desktop folder without a row", checkImports, "app/stuff/x.go", `package stuff`, "no row"},
		{"shipped code imports a suite", checkImports, "backend/relay/x.go", `package relay; import "` + module + `/backend/store/storetest"`, "test files only"},
		{"suite imports its parent", checkImports, "backend/store/storetest/x.go", `package storetest; import "` + module + `/backend/store"`, ""},

		{"wails in link", checkLibraries, "app/link/x.go", `package link; import "github.com/wailsapp/wails/v2/pkg/runtime"`, "rim"},
		{"wails in shell", checkLibraries, "app/shell/x.go", `package shell; import "github.com/wailsapp/wails/v2/pkg/runtime"`, ""},
		{"sql driver in ledger", checkLibraries, "backend/ledger/x.go", `package ledger; import "database/sql"`, "SQL lives"},
		{"file access in desk", checkLibraries, "backend/desk/x.go", `package desk; import "os"`, "no I/O"},
		{"chance in routing", checkLibraries, "backend/routing/x.go", `package routing; import "math/rand/v2"`, "replayable"},
		{"testing in shipped code", checkLibraries, "backend/hub/x.go", `package hub; import "testing"`, "does not ship"},

		{"statement in engine", checkTexts, "backend/engine/x.go", "package engine; const q = `\n SELECT id FROM message`", "SQL lives"},
		{"statement in store", checkTexts, "backend/store/x.go", `package store; const q = "SELECT id FROM message"`, ""},
		{"prose is no statement", checkTexts, "backend/engine/x.go", `package engine; const q = "Select an inbox from the list"`, ""},
		{"provider address in sender", checkTexts, "backend/sender/x.go", `package sender; const u = "https://graph.facebook.com/v23.0"`, "package meta"},

		{"environment in hub", checkEnvironment, "backend/hub/x.go", `package hub; import "os"; var x = os.Getenv("X")`, "config only"},
		{"environment under an alias", checkEnvironment, "backend/hub/x.go", `package hub; import sys "os"; var x, _ = sys.LookupEnv("X")`, "config only"},
		{"environment handed on", checkEnvironment, "backend/cmd/parley-relay/x.go", `package main; import "os"; var x = os.Environ()`, ""},

		{"clock called", checkClock, "backend/sender/x.go", "package sender\n" + stamp + "var x = time.Now()", "injected clock"},
		{"clock called in the middle", checkClock, "backend/sender/x.go", "package sender\n" + stamp + "func f() int64 { return time.Now().Unix() }", "injected clock"},
		{"clock hidden in Since", checkClock, "backend/sender/x.go", "package sender\n" + stamp + "func f(t time.Time) time.Duration { return time.Since(t) }", "injected clock"},
		{"clock as a default", checkClock, "backend/sender/x.go", "package sender\n" + stamp + "var now = time.Now", ""},
		{"clock as a literal", checkClock, "backend/sender/x.go", "package sender\n" + stamp + "var now = func() time.Time { return time.Now().UTC() }", ""},
		{"socket deadline", checkClock, "app/link/x.go", "package link\n" + stamp + "func f(c interface{ SetReadDeadline(time.Time) error }) { _ = c.SetReadDeadline(time.Now().Add(1)) }", ""},
		{"clock in a pure package", checkClock, "backend/lifecycle/x.go", "package lifecycle\n" + stamp + "var now = time.Now", "stamps as arguments"},

		{"sentence in an error", checkProse, "backend/hub/x.go", `package hub; var e = &desk.Error{Message: "The relay cannot read this request. Update the app."}`, "is for people"},
		{"sentence in a call", checkProse, "app/link/x.go", `package link; var s = say("Nothing answers here: look at the address")`, "is for people"},
		{"sentence that begins small", checkProse, "app/link/x.go", `package link; const s = " is still waiting for you."`, "is for people"},
		{"sentence put together", checkProse, "backend/people/x.go", `package people; func f(n string) string { return "You cannot switch off " + n }`, "is for people"},
		{"cause of an error", checkProse, "backend/hub/x.go", `package hub; import "errors"; var err = errors.New("Nobody reads this but the log.")`, ""},
		{"line of the log", checkProse, "backend/hub/x.go", `package hub; func f(h *H) { h.log.Error("a frame came without its body.") }`, ""},
		{"help of a metric", checkProse, "backend/hub/x.go", `package hub; var o = Opts{Help: "Sockets that are open now."}`, ""},
		{"name and key", checkProse, "backend/hub/x.go", `package hub; const a, b, c = "notYours", "X-Request-Id", "text/plain; charset=utf-8"`, ""},

		{"subcode without a sentence", spoken, "backend/hub/x.go", `package hub; var e = desk.Refuse(desk.CodeInvalid, "neverWritten")`, "has no sentence"},
		{"context without a sentence", spoken, "backend/hub/x.go", `package hub; var e = desk.Refuse(desk.CodeInvalid, "gone", desk.Params{"context": "neverWritten"})`, "has no sentence"},
		{"subcode of a constant", spoken, "backend/hub/x.go", `package hub; const SubNever = "neverWritten"; var e = &desk.Error{Code: desk.CodeInvalid, Subcode: SubNever}`, "has no sentence"},
		{"subcode with a sentence", spoken, "backend/hub/x.go", `package hub; var e = desk.Refuse(desk.CodeInvalid, "gone")`, ""},
		{"plural with sentences", spoken, "backend/hub/x.go", `package hub; var e = desk.Refuse(desk.CodeInvalid, "many", desk.Params{"count": 2})`, ""},

		{"empty name", names, "backend/utils/x.go", `package utils`, "after what it does"},
		{"shadowing name", names, "backend/http/x.go", `package http`, "shadows"},
		{"name unlike its folder", names, "backend/hub/x.go", `package hubs`, "does not match"},
		{"good name", names, "backend/hub/x.go", `package hub`, ""},

		{"notification through Wails", checkSinks, "app/shell/x.go", `package shell; import "` + wailsRuntime + `"; var x = runtime.SendNotification`, "shell's show"},
		{"notification through Wails under an alias", checkSinks, "app/x.go", `package app; import w "` + wailsRuntime + `"; var x = w.SendNotificationWithActions`, "shell's show"},
		{"notification of Windows elsewhere", checkSinks, "app/x.go", `package app; import "git.sr.ht/~jackmordaunt/go-toast/v2/wintoast"`, "toastXML"},
		{"notification of Windows by its template", checkSinks, "app/shell/note_windows.go", `package shell; import "git.sr.ht/~jackmordaunt/go-toast/v2"`, "PowerShell"},
		{"program started elsewhere", checkSinks, "app/x.go", `package app; import "os/exec"; var x = exec.Command`, "never through a shell"},
		{"log without its encoder", checkSinks, "backend/relay/x.go", `package relay; import "log/slog"; var x = slog.NewTextHandler`, "logging.Plain"},
		{"terminal without its encoder", checkSinks, "backend/relay/x.go", `package relay; import "os"; var x = os.Stderr`, "logging.Plain"},
		{"template without encoding", checkSinks, "app/x.go", `package app; import "text/template"`, "encodes nothing"},
		{"tool for developers", checkSinks, "build/x.go", `package main; import "os/exec"; var x = exec.Command`, ""},
		{"pattern without ESCAPE", checkPatterns, "backend/store/x.go", "package store; const q = `SELECT id FROM message WHERE text LIKE $1`", "without ESCAPE"},
		{"pattern with ESCAPE", checkPatterns, "backend/store/x.go", "package store; const q = `SELECT id FROM message WHERE text LIKE $1 ESCAPE '!'`", ""},
		{"notification where it is encoded", checkSinks, "app/shell/note_linux.go", `package shell; import "` + wailsRuntime + `"; var x = runtime.SendNotification`, ""},

		{"no comment", checkDocs, "backend/hub/x.go", `package hub`, "no package comment"},
		{"comment", checkDocs, "backend/hub/x.go", "// Package hub tells.\npackage hub", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tr, err := scan(fstest.MapFS{c.path: {Data: []byte(c.code)}})
			if err != nil {
				t.Fatal(err)
			}
			got := c.check(tr)
			found := slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, c.want) })
			if c.want == "" && len(got) > 0 || c.want != "" && !found {
				t.Errorf("reports %q, want %q", got, c.want)
			}
		})
	}
}

func TestArch_twoPackagesOfOneNameAreFound(t *testing.T) {
	t.Parallel()
	tr, err := scan(fstest.MapFS{
		"backend/hub/x.go": {Data: []byte("package hub")},
		"app/hub/x.go":     {Data: []byte("package hub")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := checkNames(tr, nil); len(got) != 1 || !strings.Contains(got[0], "same base name") {
		t.Errorf("reports %q, want one clash", got)
	}
}

func TestArch_testFilesAndFrontendAreNotScanned(t *testing.T) {
	t.Parallel()
	tr, err := scan(fstest.MapFS{
		"backend/hub/x_test.go":              {Data: []byte("not go at all")},
		"backend/hub/testdata/y.go":          {Data: []byte("not go at all")},
		"frontend/node_modules/flatted/z.go": {Data: []byte("not go at all")},
	})
	if err != nil || len(tr.pkgs) != 0 {
		t.Errorf("scan = %v packages, %v; want none", tr.pkgs, err)
	}
}
