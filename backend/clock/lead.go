package clock

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"
	"time"
)

// Lead is a computer's time put forward on purpose, for practice: a day passes in a
// moment. The clock that people read and the counter beside it go forward together, as
// they do while a computer sleeps, so that nothing takes it for a wrong clock.
type Lead struct {
	path   string
	wall   func() time.Time
	steady Steady
	by     atomic.Int64 // in nanoseconds
}

// OpenLead goes on with the lead that a file keeps. wall nil is time.Now, and steady zero
// is System.
func OpenLead(path string, wall func() time.Time, steady Steady) (*Lead, error) {
	if wall == nil {
		wall = time.Now
	}
	if steady.Now == nil {
		steady = System()
	}
	l := &Lead{path: path, wall: wall, steady: steady}
	b, err := os.ReadFile(path) //nolint:gosec // a file of our own directory
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	var by time.Duration
	if err == nil {
		err = json.Unmarshal(b, &by)
	}
	if err != nil {
		return nil, fmt.Errorf("read how far the clock was put forward: %w", err)
	}
	l.by.Store(int64(by))
	return l, nil
}

// Now is the time of the computer's clock, put forward.
func (l *Lead) Now() time.Time { return l.wall().Add(time.Duration(l.by.Load())) }

// Steady is the counter that goes with it.
func (l *Lead) Steady() Steady {
	return Steady{Boot: l.steady.Boot, Now: func() time.Duration { return l.steady.Now() + time.Duration(l.by.Load()) }}
}

// Forward lets so much time pass. It cannot go back.
func (l *Lead) Forward(d time.Duration) error {
	if d <= 0 {
		return errors.New("a clock goes forward only")
	}
	by := time.Duration(l.by.Load()) + d
	b, err := json.Marshal(by)
	if err == nil {
		err = os.WriteFile(l.path, b, 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep how far the clock is put forward: %w", err)
	}
	l.by.Store(int64(by))
	return nil
}
