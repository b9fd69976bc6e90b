package datadir_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/gofrs/flock"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
)

// A lock file that was deleted beside a relay is made again, and is locked.
func TestLock_deletedFileIsMadeAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	held, err := datadir.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "lock")
	for range 2 {
		if again, err := held.Mend(); again || err != nil {
			t.Fatalf("with nothing wrong: %t, %v", again, err)
		}
		if err := os.Remove(file); err != nil {
			t.Skip("this system deletes no file that is open")
		}
		if _, err := datadir.Lock(dir); desk.SubcodeOf(err) != datadir.SubcodeLocked {
			t.Fatalf("a second one takes the directory: %v", err)
		}
		if err := os.Remove(file); err != nil { // made, and given back, by the second
			t.Fatal(err)
		}
		if again, err := held.Mend(); !again || err != nil {
			t.Fatalf("with the file gone: %t, %v", again, err)
		}
	}
	other := flock.New(file)
	if ok, err := other.TryLock(); ok || err != nil {
		t.Errorf("the file that was made again is free: %t, %v", ok, err)
	}
	if err := errors.Join(other.Close(), held.Unlock()); err != nil {
		t.Fatal(err)
	}
	if again, err := datadir.Lock(dir); err != nil || again.Unlock() != nil {
		t.Errorf("the directory stays taken: %v", err)
	}
}
