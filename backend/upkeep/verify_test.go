package upkeep_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/secrets"
	"github.com/parleydesk/parley/backend/upkeep"
)

// kept is a data directory with a day in it and two secrets.
func kept(t *testing.T) (s *spinetest.Spine, keyFile string) {
	t.Helper()
	s = busy(t, 40)
	keyFile = filepath.Join(filepath.Dir(s.DB.Path()), "keys", "master.key")
	k, err := secrets.Open(t.Context(), keyFile, s.DB, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"app/1/secret", "waba/1/token"} {
		if err := k.Put(t.Context(), spinetest.Org, name, desk.Secret("of "+name)); err != nil {
			t.Fatal(err)
		}
	}
	return s, keyFile
}

func verify(t *testing.T, s *spinetest.Spine, keyFile string) (string, error) {
	t.Helper()
	return verifyIn(t, filepath.Dir(s.DB.Path()), keyFile)
}

func verifyIn(t *testing.T, dir, keyFile string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := upkeep.Verify(t.Context(), dir, keyFile, &out)
	return out.String(), err
}

func TestVerify_aGoodDirectoryBesideARunningRelay(t *testing.T) {
	t.Parallel()
	s, key := kept(t)
	said, err := verify(t, s, key)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, want := range []string{"file is whole", "chained without a gap", "opens the secrets, 2", "everything fits together", "41 message"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "message number") || strings.Contains(said, "4915200") {
		t.Errorf("it tells what customers wrote, or who they are:\n%s", said)
	}
}

// Whatever does not fit is found and named, and nothing else is said of it.
func TestVerify_findsWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	good, _ := kept(t)
	good.Ledger.Stop()
	if err := good.DB.Close(); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		spoil, says, subcode string
	}{
		"a thread is gone":            {`DELETE FROM thread WHERE id = (SELECT id FROM thread LIMIT 1)`, "refers to thread", upkeep.SubcodeMisfit},
		"a contact is gone":           {`DELETE FROM contact WHERE id = (SELECT id FROM contact LIMIT 1)`, "refers to contact", upkeep.SubcodeMisfit},
		"a row has another name":      {`UPDATE message SET id = 'msg_other' WHERE id = (SELECT id FROM message LIMIT 1)`, "is kept as msg_other", upkeep.SubcodeMisfit},
		"a timer about nothing":       {`INSERT INTO timer (org, kind, subject, due_at) SELECT num, 'archive', 'int_none', 5 FROM org_key WHERE org = 'org_1'`, "timer archive is about int_none", upkeep.SubcodeMisfit},
		"the feed goes too far":       {`INSERT INTO feed (place, lines) SELECT (num << 40) + 99999, 'thread x' || char(10) FROM org_key WHERE org = 'org_1'`, "beyond the last entry", upkeep.SubcodeMisfit},
		"the feed begins too early":   {`UPDATE org_head SET feed_floor = 30`, "before its beginning", upkeep.SubcodeMisfit},
		"a key of no entry":           {`UPDATE entry_key SET seq = 88888 WHERE key = 'wamid.3'`, "1 keys are of entries", upkeep.SubcodeMisfit},
		"another box":                 {`UPDATE secret SET name = 'moved' WHERE name = 'waba/1/token'`, "does not open the secret moved", upkeep.SubcodeMisfit},
		"a decision of another entry": {`UPDATE decision SET doc = json_set(doc, '$.seq', 3) WHERE id = (SELECT id FROM decision LIMIT 1)`, "is to be read from entry 3, which does not hold it", upkeep.SubcodeMisfit},
		"a decision of no entry":      {`UPDATE decision SET doc = json_set(doc, '$.seq', 77777) WHERE id = (SELECT id FROM decision LIMIT 1)`, "is to be read from entry 77777", upkeep.SubcodeMisfit},
		"a decision of an old fold":   {`UPDATE decision SET doc = json_remove(doc, '$.seq') WHERE id = (SELECT id FROM decision LIMIT 1)`, "everything fits together", ""},
		"a rebuild half done":         {`INSERT INTO meta (name, value) VALUES ('rebuild', '{}')`, "rebuild has not come to its end", upkeep.SubcodeMisfit},
		"a payload was changed":       {`UPDATE entry SET payload = '{}' WHERE place & 1099511627775 = 9`, "", ledger.SubcodeChain},
		"an entry is gone":            {`DELETE FROM entry WHERE place & 1099511627775 = 9`, "", ledger.SubcodeChain},
		"the last entry is gone":      {`DELETE FROM entry WHERE place = (SELECT MAX(place) FROM entry)`, "the head says", upkeep.SubcodeMisfit},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(filepath.Dir(good.DB.Path()))); err != nil {
				t.Fatal(err)
			}
			key := filepath.Join(dir, "keys", "master.key")
			if err := os.Chmod(key, 0o600); err != nil {
				t.Fatal(err)
			}
			spoil(t, filepath.Join(dir, filepath.Base(good.DB.Path())), tc.spoil)
			said, err := verifyIn(t, dir, key)
			if got := desk.SubcodeOf(err); got != tc.subcode {
				t.Errorf("got %v, want %s\n%s", err, tc.subcode, said)
			}
			if !strings.Contains(said, tc.says) {
				t.Errorf("it does not say %q:\n%s", tc.says, said)
			}
		})
	}
}

func spoil(t *testing.T, path, statement string) {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	res, err := raw.ExecContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("nothing was spoilt (%d, %v)", n, err)
	}
}

// Without its key a directory is good only as long as there is nothing to open.
func TestVerify_theKeyIsMissedWhereThereAreSecrets(t *testing.T) {
	t.Parallel()
	s, key := kept(t)
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if said, err := verify(t, s, key); desk.SubcodeOf(err) != upkeep.SubcodeMisfit {
		t.Errorf("secrets without their key: %v\n%s", err, said)
	}
	spoil(t, s.DB.Path(), `DELETE FROM secret`)
	if said, err := verify(t, s, key); err != nil {
		t.Errorf("no secrets and no key: %v\n%s", err, said)
	}
}

// A rebuild mends what does not fit, since the record is whole.
func TestVerify_aRebuildMendsTheState(t *testing.T) {
	t.Parallel()
	s, key := kept(t)
	s.Ledger.Stop()
	before := dump(t, s)
	spoil(t, s.DB.Path(), `DELETE FROM thread`)
	if _, err := verify(t, s, key); desk.SubcodeOf(err) != upkeep.SubcodeMisfit {
		t.Fatalf("before: %v", err)
	}
	if _, err := upkeep.Rebuild(t.Context(), s.DB, fold(1), quiet, nil); err != nil {
		t.Fatal(err)
	}
	if said, err := verify(t, s, key); err != nil {
		t.Errorf("after: %v\n%s", err, said)
	}
	if dump(t, s) != before {
		t.Error("the rows are others")
	}
}

// The new key opens everything, the old one nothing, and no id changes.
func TestRotateKey_newKeyAndTheSameIDs(t *testing.T) {
	t.Parallel()
	s, key := kept(t)
	s.Ledger.Stop()
	old, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.DB.IDKey(t.Context(), spinetest.Org)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := upkeep.RotateKey(t.Context(), s.DB, key, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "2 secrets") {
		t.Errorf("said %q", &out)
	}
	if said, err := verify(t, s, key); err != nil {
		t.Errorf("with the new key: %v\n%s", err, said)
	}
	oldFile := filepath.Join(t.TempDir(), "old.key")
	if err := os.WriteFile(oldFile, old, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := verify(t, s, oldFile); desk.SubcodeOf(err) != upkeep.SubcodeMisfit || !strings.Contains(said, "does not open") {
		t.Errorf("with the old key: %v\n%s", err, said)
	}
	if after, err := s.DB.IDKey(t.Context(), spinetest.Org); err != nil || !bytes.Equal(after.Key, before.Key) {
		t.Errorf("the key of ids changed, %v", err)
	}
}
