package app

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/app/shell"
)

func TestSettings_surviveARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), settingsName)
	f, err := openSettings(path, silent)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.get().Settings; got.KeepReceiving != keepAsk || got.Theme != "auto" || !got.Notifications {
		t.Errorf("defaults = %+v", got)
	}
	want := kept{
		Settings: bridge.Settings{Theme: "dark", Volume: 30, KeepReceiving: keepStop, EnterSends: true, UndoSeconds: 10},
		Window:   shell.Place{X: 1, Y: 2, Width: 1200, Height: 800, Maximised: true},
		Session:  session.Place{RelayURL: "https://relay.example.org", UserID: "usr_1"},
		ClosedAt: 7,
	}
	if err := f.change(func(k *kept) { *k = want }); err != nil {
		t.Fatal(err)
	}
	again, err := openSettings(path, silent)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.get(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the settings: %v, %v", info.Mode(), err)
	}
	if left, err := filepath.Glob(path + ".*"); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestSettings_brokenFileIsSetAsideAndValuesAreBounded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), settingsName)
	if err := os.WriteFile(path, []byte(`{"settings":`), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := openSettings(path, silent)
	if err != nil || f.get().Settings.Volume != 70 {
		t.Errorf("openSettings = %+v, %v", f.get(), err)
	}
	if _, err := os.Stat(path + ".broken"); err != nil {
		t.Errorf("the broken file is lost: %v", err)
	}
	if err := os.WriteFile(path, []byte(`{"settings":{"theme":"pink","volume":900,"keepReceiving":"?","undoSeconds":3600}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err = openSettings(path, silent)
	if got := f.get().Settings; err != nil || got.Theme != "auto" || got.Volume != 100 || got.KeepReceiving != keepAsk || got.UndoSeconds != 0 {
		t.Errorf("settings = %+v, %v", got, err)
	}
}

func TestSettings_whatCannotBeIsNotTaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		json  string
		broke bool
	}{
		"a relay that is none":   {`{"session":{"relayUrl":"javascript:alert(1)","userId":"u"}}`, true},
		"a relay without https":  {`{"session":{"relayUrl":"http://relay.example"}}`, true},
		"a person without relay": {`{"session":{"userId":"u"}}`, true},
		"a list":                 {`[]`, true},
		"a number for a text":    {`{"session":{"userId":7}}`, true},
		"a window off the earth": {`{"window":{"x":-99999999,"y":1,"width":2000000000,"height":3},"closedAt":-5}`, false},
		"nothing":                {`null`, false},
		"this computer":          {`{"session":{"thisComputer":true,"relayUrl":"http://127.0.0.1:1","userId":"u"}}`, false},
		"a team":                 {`{"session":{"relayUrl":"https://relay.example","userId":"u"}}`, false},
	} {
		path := filepath.Join(t.TempDir(), settingsName)
		if err := os.WriteFile(path, []byte(c.json), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := openSettings(path, silent)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if k := f.get(); (f.aside != "") != c.broke || c.broke && !reflect.DeepEqual(k.Session, session.Place{}) || k.Window.Known() || k.ClosedAt < 0 {
			t.Errorf("%s: %+v, set aside as %q", name, k, f.aside)
		}
	}
}

func TestLayout_namesOfProfilesAreFolderNames(t *testing.T) {
	t.Parallel()
	for name, ok := range map[string]bool{
		"default": true, "a": true, "team-2_x": true, "9": true, strings.Repeat("x", 32): true,
		"": false, "..": false, "a/b": false, "-a": false, "A": false, "ä": false, strings.Repeat("x", 33): false, "a b": false,
	} {
		if _, err := newLayout(t.TempDir(), name); (err == nil) != ok {
			t.Errorf("newLayout(%q) = %v, want ok %v", name, err, ok)
		}
	}
}

func TestLayout_lastDesktopOfTheRelay(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	one, two := layout{root, "one"}, layout{root, "two"}
	lock, err := one.take()
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()                              //nolint:errcheck // test
	if _, err := one.take(); err != errAlreadyOpen { //nolint:errorlint // the very value
		t.Errorf("taken twice: %v", err)
	}
	if !one.isLastHere(true) {
		t.Error("alone, but not the last")
	}
	second, err := two.take()
	if err != nil {
		t.Fatal(err)
	}
	f, err := openSettings(two.settings(), silent)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.change(func(k *kept) { k.Session = session.Place{ThisComputer: true, Practice: true} }); err != nil {
		t.Fatal(err)
	}
	if one.isLastHere(true) {
		t.Error("another desktop is at the practice relay")
	}
	if !one.isLastHere(false) {
		t.Error("the other desktop is at another relay")
	}
	if err := second.Unlock(); err != nil {
		t.Fatal(err)
	}
	if !one.isLastHere(true) {
		t.Error("the other desktop was closed")
	}
}
