package logging_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/logging"
)

func TestRotating_keepsTwoFilesAndEveryLine(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.log")
	r, err := logging.OpenRotating(path, 20)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"first line\n", "second line\n", "third line\n"} {
		if _, err := r.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	now, err := os.ReadFile(path) //nolint:gosec // a test's own file
	if err != nil || string(now) != "third line\n" {
		t.Errorf("now %q, %v", now, err)
	}
	old, err := os.ReadFile(path + ".1") //nolint:gosec // a test's own file
	if err != nil || string(old) != "second line\n" {
		t.Errorf("old %q, %v", old, err)
	}
}
