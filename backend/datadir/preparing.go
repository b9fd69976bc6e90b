package datadir

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// preparingFile is there while a relay makes its state anew at a start.
const preparingFile = "preparing.json"

// Preparing says how far a relay is that cannot answer yet.
type Preparing struct {
	Percent int `json:"percent"`
}

// NotePreparing writes how far the relay of a directory is. Whoever started it
// reads that, and waits instead of taking it for dead. It is a notice: when it
// cannot be written, nothing is lost.
func NotePreparing(dir string, p Preparing) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	tmp := filepath.Join(dir, preparingFile+".new")
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(dir, preparingFile))
}

// PreparingDone takes the notice away.
func PreparingDone(dir string) error {
	if err := os.Remove(filepath.Join(dir, preparingFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// ReadPreparing reads the notice and when it was last written. found is false
// when there is none.
func ReadPreparing(dir string) (p Preparing, at time.Time, found bool) {
	path := filepath.Join(dir, preparingFile)
	info, err := os.Stat(path)
	if err != nil {
		return p, at, false
	}
	b, err := os.ReadFile(path) //nolint:gosec // our own file
	if err != nil || json.Unmarshal(b, &p) != nil {
		return p, at, false
	}
	return p, info.ModTime(), true
}
