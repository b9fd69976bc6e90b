package clock

import (
	"encoding/json"
	"os"
	"time"
)

// kept is the file's content.
type kept struct {
	Boot string        `json:"boot"`
	Mark time.Duration `json:"mark"` // of the steady counter
	At   time.Time     `json:"at"`
}

// load gives the reading that the file holds, if it is of this run of the
// counter. A file that cannot be read is the same as none: the reading is a
// witness, not a need.
func load(path, boot string) (reading, bool) {
	if path == "" || boot == "" {
		return reading{}, false
	}
	b, err := os.ReadFile(path) //nolint:gosec // our own file
	if err != nil {
		return reading{}, false
	}
	var k kept
	if err := json.Unmarshal(b, &k); err != nil || k.Boot != boot || k.At.IsZero() {
		return reading{}, false
	}
	return reading{k.At, k.Mark}, true
}

// save writes the file, whole or not at all.
func save(path, boot string, r reading) {
	if path == "" || boot == "" {
		return
	}
	b, err := json.Marshal(kept{boot, r.mark, r.at})
	if err != nil {
		return
	}
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return
	}
	_ = os.Rename(path+".new", path) // without it the next start has one witness less
}
