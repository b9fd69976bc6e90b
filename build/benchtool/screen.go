//go:build unix

package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// screen is an X server without a monitor whose picture lies in a file, so that
// looking at it costs the window nothing.
type screen struct {
	display string
	cmd     *exec.Cmd
	file    *os.File
	head    int64 // where the pixels begin
	stride  int64 // bytes of a line
	width   int
	height  int
}

func openScreen(ctx context.Context, dir string) (*screen, error) {
	cmd := exec.Command("Xvfb", "-displayfd", "1", "-screen", "0", "1400x900x24", "-fbdir", dir, "-nolisten", "tcp", "-noreset") //nolint:gosec,noctx // a folder of ours; close ends it
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &screen{cmd: cmd}
	if _, err := fmt.Fscanln(out, &s.display); err != nil {
		return nil, errors.Join(fmt.Errorf("start Xvfb: %w", err), s.close())
	}
	s.display = ":" + s.display
	if s.file, err = os.Open(filepath.Join(dir, "Xvfb_screen0")); err != nil {
		return nil, errors.Join(err, s.close())
	}
	// The header of an X window dump: 32-bit words, the most significant byte first.
	var head [25]uint32
	if err := binary.Read(s.file, binary.BigEndian, &head); err != nil {
		return nil, errors.Join(err, s.close())
	}
	const headerSize, width, height, bitsPerPixel, bytesPerLine, colours = 0, 4, 5, 11, 12, 19
	const colourSize = 12
	if head[bitsPerPixel] != 32 {
		return nil, errors.Join(fmt.Errorf("the screen has %d bits for each pixel", head[bitsPerPixel]), s.close())
	}
	s.head = int64(head[headerSize]) + int64(head[colours])*colourSize
	s.stride, s.width, s.height = int64(head[bytesPerLine]), int(head[width]), int(head[height])
	return s, ctx.Err()
}

func (s *screen) close() error {
	s.cmd.Process.Kill() //nolint:errcheck,gosec // it may have ended
	s.cmd.Wait()         //nolint:errcheck,gosec // killed
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// area is a rectangle of the screen.
type area struct{ x, y, w, h int }

// look copies the area's pixels, four bytes each.
func (s *screen) look(a area) ([]byte, error) {
	out := make([]byte, 0, a.w*a.h*4)
	line := make([]byte, a.w*4)
	for y := a.y; y < a.y+a.h; y++ {
		if _, err := s.file.ReadAt(line, s.head+int64(y)*s.stride+int64(a.x)*4); err != nil {
			return nil, err
		}
		out = append(out, line...)
	}
	return out, nil
}

// ink is how much of a picture stands out from what lies left of it: nothing
// in an even one, text and edges in others.
func ink(p []byte) float64 {
	n := 0
	for i := 4; i+2 < len(p); i += 4 {
		if far(p[i:], p[i-4:]) {
			n++
		}
	}
	return float64(n) / float64(len(p)/4)
}

// likeness is how much of the ink of want is in p at the same places.
func likeness(p, want []byte) float64 {
	same, all := 0, 0
	for i := 4; i+2 < len(want); i += 4 {
		if far(want[i:], want[i-4:]) {
			all++
			if !far(p[i:], want[i:]) && !far(p[i-4:], want[i-4:]) {
				same++
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(same) / float64(all)
}

// far says whether two pixels differ clearly in any colour.
func far(a, b []byte) bool {
	for c := range 3 {
		if d := int(a[c]) - int(b[c]); d > 40 || d < -40 {
			return true
		}
	}
	return false
}

// until looks every few milliseconds until is says yes to the area.
func (s *screen) until(ctx context.Context, a area, is func([]byte) bool) error {
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	for {
		p, err := s.look(a)
		if err != nil {
			return err
		}
		if is(p) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// settled waits until the area has not changed for a while, and gives it.
func (s *screen) settled(ctx context.Context, a area, quiet time.Duration) ([]byte, error) {
	var last []byte
	since := time.Now()
	err := s.until(ctx, a, func(p []byte) bool {
		if last == nil || likeness(p, last) < 0.98 || ink(last) == 0 {
			last, since = p, time.Now()
		}
		return time.Since(since) > quiet
	})
	return last, err
}
