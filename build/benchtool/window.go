//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	coldStart   = "cold start → frame with the first row"
	drawTime    = 60 * time.Second // until a window must have drawn
	firstTime   = 10 * time.Second // for practice to begin and its customers to write
	offerTime   = 2 * time.Second  // for the next offer to be drawn
	quietTime   = 4 * time.Second  // without change, a window has settled
	threads     = 5                // that the practice owner can hold
	drawn       = 0.7              // of a row's ink: the row is there, whatever its time says
	leastInk    = 0.01             // of an area with text in it
	desktopName = "desktop's memory: app + web view"
)

// firstRow is where the first conversation of the list lies in Parley's window
// on this screen.
var firstRow = area{x: 100, y: 230, w: 290, h: 60}

// middle is a spot of the empty window.
var middle = area{x: 640, y: 430, w: 8, h: 8}

// window measures a cold start of the real window, against a Wails window
// with nothing in it but one row.
func (b *bench) window(ctx context.Context) error {
	_, xvfb := exec.LookPath("Xvfb")
	_, keys := exec.LookPath("xdotool")
	if b.app == "" || runtime.GOOS != "linux" || xvfb != nil || keys != nil {
		b.table.add(coldStart, "not measured", "needs --app, Linux, Xvfb and xdotool", "")
		return nil
	}
	dir, err := b.fresh("window")
	if err != nil {
		return err
	}
	s, err := openScreen(ctx, dir)
	if err != nil {
		return err
	}
	defer s.close() //nolint:errcheck // it only serves this run
	empty, err := b.buildEmpty(ctx, dir)
	if err != nil {
		return err
	}
	p := program{screen: s, path: b.app, args: []string{"--practice", "--data", filepath.Join(dir, "data")}, data: filepath.Join(dir, "data")}
	row, err := p.prepare(ctx)
	if err != nil {
		return fmt.Errorf("prepare the first row: %w", err)
	}
	floor := program{screen: s, path: empty}
	var ours, theirs, memory sample
	for range b.repeat {
		took, mb, err := p.start(ctx, firstRow, func(px []byte) bool { return ink(px) >= drawn*row })
		if err != nil {
			return err
		}
		ours, memory = append(ours, took), append(memory, mb)
		if took, _, err = floor.start(ctx, middle, isMarker); err != nil {
			return err
		}
		theirs = append(theirs, took)
	}
	b.table.add(coldStart, ours.text(" ms"), theirs.text(" ms")+" empty Wails window", ratio(ours, theirs))
	b.table.add(desktopName, memory.text(" MB"), "", "")
	return nil
}

// program is a window that is started again and again.
type program struct {
	screen *screen
	path   string
	args   []string
	data   string // of Parley; "" for the empty window
}

func (p program) launch() (*exec.Cmd, error) {
	cmd := exec.Command(p.path, p.args...) //nolint:gosec,noctx // what is measured; it is killed below
	cmd.Env = append(os.Environ(), "DISPLAY="+p.screen.display, "GDK_BACKEND=x11")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd, cmd.Start()
}

// end kills the window with its helpers, and the relay that it started, so
// that the next start is a cold one. Then it waits for an empty screen.
func (p program) end(ctx context.Context, cmd *exec.Cmd) error {
	err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	cmd.Wait() //nolint:errcheck,gosec // killed
	if p.data != "" {
		err = errors.Join(err, p.endRelay(ctx))
	}
	blank := area{w: p.screen.width, h: p.screen.height}
	ctx, cancel := context.WithTimeout(ctx, drawTime)
	defer cancel()
	if gone := p.screen.until(ctx, blank, func(px []byte) bool { return ink(px) == 0 }); gone != nil {
		err = errors.Join(err, fmt.Errorf("wait until the window is gone: %w", gone))
	}
	return err
}

// endRelay ends the relay of this computer as a shutdown of it would.
func (p program) endRelay(ctx context.Context) error {
	b, err := os.ReadFile(filepath.Join(p.data, "practice-relay", "discovery.json"))
	if err != nil {
		return err
	}
	var d struct {
		PID int `json:"pid"`
	}
	if err := json.Unmarshal(b, &d); err != nil || d.PID <= 1 {
		return errors.Join(errors.New("the relay's discovery file names no process"), err)
	}
	if err := syscall.Kill(d.PID, syscall.SIGTERM); err != nil {
		return err
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for syscall.Kill(d.PID, 0) == nil && !zombie(d.PID) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func zombie(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(b), ") Z ")
}

// start measures one cold start in milliseconds, and the memory a little later.
func (p program) start(ctx context.Context, a area, isDrawn func([]byte) bool) (ms, mb float64, err error) {
	limit, cancel := context.WithTimeout(ctx, drawTime)
	defer cancel()
	began := time.Now()
	cmd, err := p.launch()
	if err != nil {
		return 0, 0, err
	}
	if err = p.screen.until(limit, a, isDrawn); err != nil {
		err = fmt.Errorf("wait until %s has drawn: %w", filepath.Base(p.path), err)
	}
	ms = float64(time.Since(began).Microseconds()) / 1000
	time.Sleep(quietTime / 2) // memory is asked for when the start is over
	mb = familyMB(cmd.Process.Pid)
	return ms, mb, errors.Join(err, p.end(ctx, cmd))
}

// familyMB adds up a window's process and its web view's.
func familyMB(group int) float64 {
	total := 0.0
	list, _ := filepath.Glob("/proc/[0-9]*/stat") //nolint:errcheck // the pattern is good
	for _, path := range list {
		b, err := os.ReadFile(path) //nolint:gosec // of /proc
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(b), ") ")
		f := strings.Fields(rest) // state, parent, process group, …
		if len(f) > 2 && f[2] == strconv.Itoa(group) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path))) //nolint:errcheck // the pattern says so
			total += residentMB(pid)
		}
	}
	return total
}

// prepare makes the profile: practice is begun, and its threads are accepted.
// It gives the ink of the first row when a later start has settled.
func (p program) prepare(ctx context.Context) (float64, error) {
	limit, cancel := context.WithTimeout(ctx, 2*drawTime)
	defer cancel()
	cmd, err := p.launch()
	if err != nil {
		return 0, err
	}
	time.Sleep(firstTime)
	for range threads + 1 {
		time.Sleep(offerTime)
		key := exec.CommandContext(limit, "xdotool", "key", "a")
		key.Env = append(os.Environ(), "DISPLAY="+p.screen.display)
		if err = key.Run(); err != nil {
			break
		}
	}
	if err = errors.Join(err, p.end(ctx, cmd)); err != nil {
		return 0, err
	}
	if cmd, err = p.launch(); err != nil {
		return 0, err
	}
	row, err := p.screen.settled(limit, firstRow, quietTime)
	if err == nil && ink(row) < leastInk {
		err = errors.New("there is no row where the first one should be")
	}
	return ink(row), errors.Join(err, p.end(ctx, cmd))
}

// isMarker knows the colour of the empty window's row.
func isMarker(px []byte) bool {
	for i := 0; i+2 < len(px); i += 4 {
		if far(px[i:], []byte{0xcc, 0x66, 0x22}) { // blue, green, red
			return false
		}
	}
	return true
}
