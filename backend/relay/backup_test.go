package relay_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"github.com/parleydesk/parley/backend/backup"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

func TestBackup_restoredElsewhere_goesOn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	tm := newTeam(t)
	token := tm.connectApp()
	tm.number(phoneID, appID)
	tm.signed(textBody("wamid.1", phoneID, "kept"))
	owner := tm.owner()
	saw := tm.desk(owner, wire.Hello{})
	saw.CatchUp(tm.head())

	cfg, err := config.Defaults(tm.dir)
	if err != nil {
		t.Fatal(err)
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "parley.backup")
	asked := config.Backup{Config: cfg, To: file, Recipients: []string{key.Recipient().String()}}
	if err := backup.Write(ctx, asked); err != nil { // while the relay runs
		t.Fatal(err)
	}
	if err := backup.Write(ctx, asked); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("a backup was written over: %v", err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"SQLite format", "kept", token, sandbox.DefaultAppSecret} {
		if bytes.Contains(raw, []byte(s)) {
			t.Errorf("the backup shows %q", s)
		}
	}

	tm.stop()
	tm.dir = t.TempDir()
	if cfg, err = config.Defaults(tm.dir); err != nil {
		t.Fatal(err)
	}
	identity := filepath.Join(t.TempDir(), "key.txt")
	stranger, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []*age.X25519Identity{stranger, key} {
		if err := os.WriteFile(identity, []byte(id.String()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		err := backup.Restore(ctx, config.Restore{Config: cfg, From: file, IdentityFile: identity})
		if (err == nil) != (id == key) {
			t.Fatalf("restore with the owner's key %v: %v", id == key, err)
		}
	}
	if err := backup.Restore(ctx, config.Restore{Config: cfg, From: file, IdentityFile: identity}); desk.CodeOf(err) != desk.CodeConflict {
		t.Errorf("restored over a database: %v", err)
	}
	tm.start()
	if code := tm.signed(textBody("wamid.1", phoneID, "kept")); code != 200 {
		t.Errorf("the app's secret is lost: %d", code)
	}
	again := tm.desk(owner, wire.Hello{Cursor: saw.Cursor})
	if again.Pages == 0 {
		t.Error("a cursor from before the restore was resumed")
	}
	if again.Count("message") != 1 {
		t.Errorf("%d messages after the restore", again.Count("message"))
	}
}
