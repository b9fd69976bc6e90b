package app

import (
	"bytes"
	"database/sql"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func TestFlags_badOnesAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		says string // "" = fine
	}{
		{nil, ""},
		{[]string{"--profile", "work", "--practice", "--data", "/tmp/x"}, ""},
		{[]string{"--practice=maybe"}, "practice"},
		{[]string{"--nonsense"}, "nonsense"},
		{[]string{"--profile"}, "profile"},
		{[]string{"--profile", ""}, "1 to 32 letters"},
		{[]string{"--profile", "../other"}, "1 to 32 letters"},
		{[]string{"--profile", strings.Repeat("a", 33)}, "1 to 32 letters"},
		{[]string{"open"}, `"open"`},
		{[]string{"--practice", "--", "--data"}, `"--data"`},
	} {
		var out bytes.Buffer
		_, err := parseFlags(c.args, &out)
		if (err == nil) != (c.says == "") || err != nil && (!errors.Is(err, errUsage) || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%q: %v, want %q", c.args, err, c.says)
		}
		if out.Len() > 0 {
			t.Errorf("%q: the error is told twice: %s", c.args, out.String())
		}
	}
}

func TestFlags_helpNamesAll(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if _, err := parseFlags([]string{"--help"}, &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("%v", err)
	}
	for _, name := range []string{"-profile", "-data", "-practice", "-headless-journey", "-version"} {
		if strings.Count(out.String(), name+"\n")+strings.Count(out.String(), name+" ") != 1 {
			t.Errorf("%s in:\n%s", name, out.String())
		}
	}
}

func TestNew_aFolderThatIsNoneIsNamed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := New(t.Context(), Config{Root: file, Shell: &shell.Fake{}})
	if desk.SubcodeOf(err) != "folder" || !strings.Contains(plain(err), file) || !strings.Contains(plain(err), "--data") {
		t.Errorf("%v", err)
	}
}

// spoilt closes a desktop with a reply that waits and a draft, has its files
// spoilt, and opens it again.
func spoilt(t *testing.T, d *desktop, spoil func(dir string)) *desktop {
	t.Helper()
	dir, root := d.at.dir(), d.cfg.Root
	if err := d.services.compose.SaveDraft("thr_1", "half a sentence"); err != nil {
		t.Fatal(err)
	}
	q := wire.Queued{ClientID: "cmd_1", ThreadID: "thr_1", Name: wire.CmdSend.Name, Send: &wire.Send{ThreadID: "thr_1", Content: wire.SendContent{Kind: "text", Text: "hers"}}}
	if err := d.copy.Outbox().Put(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	spoil(dir)
	return newDesktop(t, func(c *Config) { c.Root = root })
}

func spoilSettings(t *testing.T) func(string) {
	return func(dir string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, settingsName), []byte(`{"session":{"userId":"usr_1","relayUrl":"javascript:alert(1)"}}`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSpoiltSettings_theSamePersonKeepsWhatWaits(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	first := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	first.cut(t)
	d := spoilt(t, first, spoilSettings(t))
	s := d.services.session.State()
	if s.Phase != bridge.PhaseWelcome || len(s.Repairs) != 1 || !strings.Contains(words.Of(s.Repairs[0].Err()), "settings.json.broken") {
		t.Fatalf("%s, %v", s.Phase, s.Repairs)
	}
	d.join(r.PublicURL(), practice.Owner, r.password)
	drafts, err := d.services.compose.Drafts()
	if err != nil || len(drafts) != 1 || drafts[0].Text != "half a sentence" {
		t.Errorf("drafts %+v, %v", drafts, err)
	}
	d.services.session.DismissRepairs()
	if s := d.services.session.State(); len(s.Repairs) != 0 || s.Repairs == nil {
		t.Errorf("repairs %v", s.Repairs)
	}
}

func TestSpoiltSettings_whatMayBeAnotherPersonsIsSetAside(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	first := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	first.cut(t)
	d := spoilt(t, first, func(dir string) {
		spoilSettings(t)(dir)
		disown(t, dir)
	})
	d.join(r.PublicURL(), practice.Ana, r.password)
	drafts, err := d.services.compose.Drafts()
	if err != nil || len(drafts) != 0 {
		t.Errorf("she reads the other's drafts: %+v, %v", drafts, err)
	}
	left, err := filepath.Glob(filepath.Join(d.at.dir(), "outbox.db.aside-*"))
	if err != nil || len(left) == 0 {
		t.Errorf("what waited is lost: %v, %v", left, err)
	}
	if s := d.services.session.State(); len(s.Repairs) != 2 {
		t.Errorf("nobody was told: %v", s.Repairs)
	}
}

// disown makes what is in the outbox as old as from before owners were noted.
func disown(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "outbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `UPDATE queue SET owner = ''; UPDATE drafts SET owner = '';`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSpoiltOutbox_isTold(t *testing.T) {
	t.Parallel()
	d := spoilt(t, newDesktop(t, nil), func(dir string) {
		if err := os.WriteFile(filepath.Join(dir, "outbox.db"), []byte("scrambled"), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	if s := d.services.session.State(); len(s.Repairs) != 1 || !strings.Contains(words.Of(s.Repairs[0].Err()), "outbox.db.damaged-") {
		t.Errorf("%v", s.Repairs)
	}
}

// cut ends the connection, so that nothing leaves the outbox.
func (d *desktop) cut(t *testing.T) {
	t.Helper()
	d.session.Disconnect()
}
