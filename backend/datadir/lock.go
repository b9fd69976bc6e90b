// Package datadir keeps one data directory: the lock by which one process works
// in it, the database file, and the place beside it where the end of the record
// is noted.
//
// It is not for what the database holds; that is store's and ledger's.
package datadir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/parleydesk/parley/backend/desk"
)

// SubcodeLocked marks the refusal of a data directory that is in use.
const SubcodeLocked = "locked"

// Held is a data directory that this process works in alone. It holds the lock
// file, and the directory itself: a file can be deleted and made again while its
// lock is held, and then two processes would hold the two.
type Held struct {
	file *flock.Flock
	dir  *flock.Flock // nil where a directory cannot be locked
}

// Lock takes a data directory for this process. It makes the directory, and
// refuses one that another relay works in.
func Lock(dir string) (*Held, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "dataDir", Op: "make data directory", Err: err,
			Params: desk.Params{"context": "make"},
		}
	}
	h := &Held{file: flock.New(filepath.Join(dir, "lock"))}
	if err := take(h.file); err != nil {
		return nil, err
	}
	whole := flock.New(dir, flock.SetFlag(os.O_RDONLY))
	err := take(whole)
	switch {
	case err == nil:
		h.dir = whole
	case desk.SubcodeOf(err) == SubcodeLocked:
		return nil, errors.Join(err, h.Unlock())
	default:
		// Windows and some network file systems lock files only. Windows deletes
		// none that is open.
	}
	return h, nil
}

func take(lock *flock.Flock) error {
	ok, err := lock.TryLock()
	if err != nil {
		return &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "dataDir", Op: "lock data directory", Err: err,
			Params: desk.Params{"context": "write"},
		}
	}
	if !ok {
		return errors.Join(desk.Refuse(desk.CodeConflict, SubcodeLocked), lock.Close())
	}
	return nil
}

// Mend makes the lock file again when somebody has deleted or replaced it, so
// that programs which look at the file still see that a relay works here. It
// says whether it had to.
func (h *Held) Mend() (bool, error) {
	ours, err := h.file.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(h.file.Path())
	if err == nil && os.SameFile(ours, there) {
		return false, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	file := flock.New(h.file.Path())
	if err := take(file); err != nil {
		return true, err
	}
	old := h.file
	h.file = file
	return true, old.Close()
}

// Unlock gives the directory back.
func (h *Held) Unlock() error {
	err := h.file.Unlock()
	if h.dir != nil {
		err = errors.Join(err, h.dir.Unlock())
	}
	return err
}
