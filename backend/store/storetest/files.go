package storetest

import (
	"errors"
	"io/fs"
	"os"
	"testing"
)

// copyDatabase copies a database's files as they are on disk at this moment.
func copyDatabase(t *testing.T, from, to string) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(from + suffix) //nolint:gosec // the test's own file
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(to+suffix, b, 0o600) //nolint:gosec // the test's own folder
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
