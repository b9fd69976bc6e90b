package logging

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

// Rotating is a log file that is moved aside when it is full.
type Rotating struct {
	path string
	max  int64

	mu   sync.Mutex // guards below
	file *os.File
	size int64
}

// OpenRotating goes on with the file at path, or makes it. When it has limit
// bytes it is moved aside, as path.1, and begun anew.
func OpenRotating(path string, limit int64) (*Rotating, error) {
	r := &Rotating{path: path, max: limit}
	return r, r.open()
}

func (r *Rotating) open() error {
	f, err := os.OpenFile(r.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	r.file, r.size = f, info.Size()
	return nil
}

// Write is io.Writer's. A log that cannot be turned goes on growing: what it
// says is worth more than its size.
func (r *Rotating) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.size > 0 && r.size+int64(len(b)) > r.max {
		r.turn()
	}
	n, err := r.file.Write(b)
	r.size += int64(n)
	return n, err
}

func (r *Rotating) turn() {
	old := r.file
	if os.Rename(r.path, r.path+".1") != nil {
		return
	}
	if r.open() != nil {
		return
	}
	old.Close() //nolint:errcheck,gosec // every line was written through
}

// Close is io.Closer's.
func (r *Rotating) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.file.Close()
}
