package clock

import (
	"encoding/json"
	"os"
	"time"
)

// kept is the file's content: the last good reading, and the latest time given.
type kept struct {
	Boot string        `json:"boot"`
	Mark time.Duration `json:"mark"` // of the steady counter
	At   time.Time     `json:"at"`
	Most time.Time     `json:"most"`
}

// load reads the file. One that cannot be read is the same as none: the reading
// is a witness, not a need.
func load(path string) kept {
	if path == "" {
		return kept{}
	}
	b, err := os.ReadFile(path) //nolint:gosec // our own file
	if err != nil {
		return kept{}
	}
	var k kept
	if err := json.Unmarshal(b, &k); err != nil || k.At.IsZero() {
		return kept{}
	}
	return k
}

// save writes the file, whole or not at all.
func save(path string, k kept) {
	if path == "" {
		return
	}
	b, err := json.Marshal(k)
	if err != nil {
		return
	}
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return
	}
	_ = os.Rename(path+".new", path) // without it the next start has one witness less
}
