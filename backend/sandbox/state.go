package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// saveEvery bounds how often the state file is written while things change.
const saveEvery = time.Second

// load reads the state file and says whether there was a usable one. A broken
// file is set aside: practice must start, and nothing of worth is in it.
// Callers hold mu.
func (s *Sandbox) load() bool {
	if s.cfg.StatePath == "" {
		return false
	}
	raw, err := os.ReadFile(s.cfg.StatePath)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err == nil {
		err = json.Unmarshal(raw, &s.w)
	}
	if err != nil || len(s.w.Accounts) == 0 {
		s.log.Error("sandbox state set aside", "err", err)
		_ = os.Rename(s.cfg.StatePath, s.cfg.StatePath+".broken")
		s.w = world{}
		return false
	}
	if s.w.Subs == nil {
		s.w.Subs = map[string]string{}
	}
	now := s.nowMs()
	for _, st := range s.w.Steps {
		rest := time.Duration(st.DueMs-now) * time.Millisecond
		s.agenda.add(s.elapsed()+min(max(rest, 0), time.Minute), entry{step: st})
	}
	for _, d := range s.w.Pending {
		s.release(d)
	}
	return true
}

// saveLocked writes the state file whole: a reader sees the old or the new one.
// Callers hold mu.
func (s *Sandbox) saveLocked() error {
	s.dirty = false
	if s.cfg.StatePath == "" {
		return nil
	}
	raw, err := json.Marshal(&s.w)
	if err != nil {
		return fmt.Errorf("encode the sandbox state: %w", err)
	}
	return writeWhole(s.cfg.StatePath, raw)
}

func writeWhole(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the sandbox state: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".sandbox-*")
	if err != nil {
		return fmt.Errorf("write the sandbox state: %w", err)
	}
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return fmt.Errorf("write the sandbox state: %w", err)
	}
	return nil
}

func (s *Sandbox) mediaPath(id string) string {
	return filepath.Join(s.cfg.StatePath+".media", id)
}

// writeMedia, readMedia and removeMedia keep bytes beside the state file, or
// in memory when there is none. Callers hold mu.
func (s *Sandbox) writeMedia(id string, data []byte) error {
	if s.cfg.StatePath == "" {
		s.ix.bytes[id] = data
		return nil
	}
	return writeWhole(s.mediaPath(id), data)
}

func (s *Sandbox) readMedia(id string) []byte {
	if s.cfg.StatePath == "" {
		return s.ix.bytes[id]
	}
	data, err := os.ReadFile(s.mediaPath(id))
	if err != nil {
		s.log.Error("media not readable", "media_id", id, "err", err)
		return nil
	}
	return data
}

func (s *Sandbox) removeMedia(id string) {
	delete(s.ix.bytes, id)
	if s.cfg.StatePath != "" {
		_ = os.Remove(s.mediaPath(id))
	}
}
