package shell

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
)

// player plays the chime through a program of the system: sound in a webview
// stops when the window is hidden, and a library would bring cgo along.
type player struct {
	dir  string // where the sound file lies
	find func(program string) (path string, err error)
	run  func(ctx context.Context, path string, args ...string) error
	ask  func(ctx context.Context, path string, args ...string) (said string, err error)

	mu     sync.Mutex // one sound at a time; guards below
	volume int        // of the file that is there; -1 = none
}

func newPlayer(dir string) *player {
	return &player{dir: dir, find: exec.LookPath, volume: -1, run: func(ctx context.Context, path string, args ...string) error {
		return exec.CommandContext(ctx, path, args...).Run() //nolint:gosec // the program is one of players, the argument our own file
	}, ask: func(ctx context.Context, path string, args ...string) (string, error) {
		c := exec.CommandContext(ctx, path, args...) //nolint:gosec // one of mixers, with words of ours
		c.Env = append(c.Environ(), "LC_ALL=C")      // its words are read
		said, err := c.Output()
		return string(said), err
	}}
}

// program is a way to play a file.
type program struct {
	name string
	args []string // before the file
}

// players lists what can play a file on a system, best first.
func players(system string) []program {
	switch system {
	case "darwin":
		return []program{{"afplay", nil}}
	case "windows":
		return nil // playFile
	default:
		return []program{
			{"pw-play", nil}, {"paplay", nil}, {"aplay", []string{"-q"}}, {"canberra-gtk-play", []string{"-f"}},
		}
	}
}

func (p *player) play(ctx context.Context, volume int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if volume <= 0 {
		return nil
	}
	path, err := p.file(volume)
	if err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return noSound("system", playFile(path))
	}
	var last error
	for _, c := range players(runtime.GOOS) {
		at, err := p.find(c.name)
		if err != nil {
			continue
		}
		if last = p.run(ctx, at, append(c.args, path)...); last == nil {
			return nil
		}
	}
	if last != nil {
		return noSound("speaker", last)
	}
	return noSound("program", exec.ErrNotFound)
}

func noSound(context string, err error) error {
	if err == nil {
		return nil
	}
	return &desk.Error{Code: desk.CodeUnavailable, Subcode: "sound", Op: "play sound", Params: desk.Params{desk.ParamContext: context}, Err: err}
}

// file writes the sound at this volume, unless it is there.
func (p *player) file(volume int) (string, error) {
	path := filepath.Join(p.dir, "chime.wav")
	if volume == p.volume {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	if err := os.WriteFile(path, chime(volume), 0o600); err != nil {
		return "", noSound("file", err)
	}
	p.volume = volume
	return path, nil
}
