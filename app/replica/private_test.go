package replica_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestOpen_filesAreThisAccountsAlone opens a folder whose files an earlier
// version left readable for everybody.
func TestOpen_filesAreThisAccountsAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows guards the profile's folder, not the file")
	}
	dir := t.TempDir()
	for _, name := range []string{"replica.db", "outbox.db", "replica.db-wal"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil { //nolint:gosec // as it was
			t.Fatal(err)
		}
	}
	snapshot(t, open(t, dir))
	found := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		st, err := e.Info()
		if err == nil && st.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", filepath.Base(path), st.Mode())
		}
		found++
		return err
	})
	if err != nil || found < 4 {
		t.Errorf("looked at %d files, %v", found, err)
	}
}
