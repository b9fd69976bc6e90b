package relay_test

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// call is one system call of the relay that strace saw. Enter and exit order
// all of them: what had not left the kernel when something else began may not
// have happened yet.
type call struct {
	name        string
	fd          string // the descriptor's number
	file        string // what the descriptor stands for, or the path
	data        []byte // of writes
	number      int64  // offset of pwrite64, size of ftruncate
	result      int64
	enter, exit int
}

// trace is strace at work on a running process.
type trace struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when strace has ended and all is read

	mu    sync.Mutex // guards below
	calls []call
	lines int
	open  map[string]call // unfinished, by thread
	bad   error
}

// attach lets strace look at, or meddle with, the process with the id. It
// returns once strace has all of it: a thread that is born while strace counts
// them escapes, and then it must count again.
func attach(t *testing.T, pid int, args ...string) *trace {
	t.Helper()
	for range 20 {
		tr := attachOnce(t, pid, args...)
		if allTraced(t, pid) {
			return tr
		}
		tr.detach()
	}
	t.Fatal("strace does not get hold of every thread")
	return nil
}

// allTraced says whether somebody traces each thread of the process.
func allTraced(t *testing.T, pid int) bool {
	t.Helper()
	list, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	must(t, err)
	for _, path := range list {
		b, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(b), "TracerPid:\t0\n") {
			return false
		}
	}
	return true
}

func attachOnce(t *testing.T, pid int, args ...string) *trace {
	t.Helper()
	tr := &trace{done: make(chan struct{}), open: map[string]call{}}
	// The calls come through a pipe of their own: strace's own words would
	// otherwise stand in the middle of a line.
	calls, into, err := os.Pipe()
	must(t, err)
	tr.cmd = exec.Command(findStrace(t), append([]string{"-f", "-o", "/dev/fd/3", "-p", strconv.Itoa(pid)}, args...)...) //nolint:noctx // detach ends it
	tr.cmd.ExtraFiles = []*os.File{into}
	words, err := tr.cmd.StderrPipe()
	must(t, err)
	must(t, tr.cmd.Start())
	must(t, into.Close())
	t.Cleanup(tr.detach)
	go tr.read(calls)
	has := make(chan bool, 1) // one answer
	go func() {
		r := bufio.NewScanner(words)
		has <- r.Scan() && strings.Contains(r.Text(), " attached")
		io.Copy(io.Discard, words) //nolint:errcheck // strace must not wait for a reader
	}()
	if !<-has {
		<-tr.done
		t.Skip("not run: strace may not look at other processes here")
	}
	return tr
}

// read parses what strace prints, as it prints it.
func (tr *trace) read(out *os.File) {
	defer close(tr.done)
	defer out.Close() //nolint:errcheck // only read
	r := bufio.NewReaderSize(out, 1<<20)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			tr.cmd.Process.Wait() //nolint:errcheck // it ends by our signal
			return
		}
		tr.mu.Lock()
		tr.lines++
		tr.line(strings.TrimSuffix(line, "\n"))
		tr.mu.Unlock()
	}
}

// detach lets go of the process and waits until everything is read.
func (tr *trace) detach() {
	tr.cmd.Process.Signal(os.Interrupt) //nolint:errcheck // it may have ended with the process
	<-tr.done
	tr.mu.Lock()
	defer tr.mu.Unlock()
	for thread, c := range tr.open { // begun, and seen by others perhaps, but not seen to end
		c.result, c.exit = -1, tr.lines+1
		tr.calls = append(tr.calls, c)
		delete(tr.open, thread)
	}
}

// now is the place in the trace of what is just happening.
func (tr *trace) now() int {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.lines
}

var errTrace = errors.New("a line of the trace cannot be read")

// line takes "thread name(args) = result", or half of it. Called with mu held.
func (tr *trace) line(s string) {
	thread, s, _ := strings.Cut(s, " ")
	s = strings.TrimLeft(s, " ")
	if rest, ok := strings.CutPrefix(s, "<... "); ok {
		c, known := tr.open[thread]
		delete(tr.open, thread)
		_, rest, _ = strings.Cut(rest, " resumed>")
		if known {
			tr.finish(c, rest)
		}
		return
	}
	name, args, ok := strings.Cut(s, "(")
	if !ok || strings.ContainsAny(name, " -+:") {
		return // a signal, a thread that came or went, strace's own words
	}
	half, unfinished := strings.CutSuffix(strings.Replace(args, " <detached ...>", " <unfinished ...>", 1), " <unfinished ...>")
	c, rest, err := parseCall(name, half)
	if err != nil {
		tr.bad = err
		return
	}
	c.enter = tr.lines
	if unfinished {
		tr.open[thread] = c
		return
	}
	tr.finish(c, rest)
}

// finish notes the result, which stands behind the last "= ".
func (tr *trace) finish(c call, rest string) {
	i := strings.LastIndex(rest, "= ")
	if i < 0 {
		return // cut off by the end of the process
	}
	word, _, _ := strings.Cut(rest[i+2:], " ")
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return // "?": it never returned
	}
	c.result, c.exit = n, tr.lines
	tr.calls = append(tr.calls, c)
}

// parseCall reads the arguments of the calls that matter: a descriptor with
// its file or a path, data, a number.
func parseCall(name, args string) (c call, rest string, err error) {
	c.name = name
	if rest = args; !strings.HasPrefix(rest, `"`) {
		fd, after, ok := strings.Cut(rest, ">")
		_, file, has := strings.Cut(fd, "<")
		if !ok || !has {
			return c, rest, nil // no descriptor: nothing that matters here
		}
		// A socket's name has a > of its own, in "->".
		if end, more, again := strings.Cut(after, ">"); again && strings.HasSuffix(file, "-") {
			file, after = file+">"+end, more
		}
		c.fd, _, _ = strings.Cut(fd, "<")
		if c.file, err = unhex(file); err != nil {
			return c, "", err
		}
		rest = strings.TrimPrefix(after, ", ")
	}
	if text, ok := strings.CutPrefix(rest, `"`); ok {
		text, after, _ := strings.Cut(text, `"`)
		if strings.HasPrefix(after, "...") {
			return c, "", errTrace // strace cut it short
		}
		data, err := unhex(text)
		if err != nil {
			return c, "", err
		}
		c.data, rest = []byte(data), after
	}
	numbers, _, _ := strings.Cut(rest, ")")
	if i := strings.LastIndex(numbers, " "); i >= 0 || name == "ftruncate" {
		c.number, _ = strconv.ParseInt(numbers[i+1:], 10, 64) //nolint:errcheck // 0 where there is none
	}
	return c, rest, nil
}

// unhex reads "\x41\x42"; what is not written so stands for itself.
func unhex(s string) (string, error) {
	if !strings.HasPrefix(s, `\x`) {
		return s, nil
	}
	b, err := hex.DecodeString(strings.ReplaceAll(s, `\x`, ""))
	return string(b), err
}

// disk is what a file system would still have after a power cut: of each file
// only what was flushed, and maybe some of the rest.
type disk struct {
	files map[string]*file
}

type file struct {
	safe    []byte
	pending []call // written, not flushed
}

// copyOf takes the files as they are now for safe.
func copyOf(t *testing.T, paths ...string) *disk {
	t.Helper()
	d := &disk{files: map[string]*file{}}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		d.files[p] = &file{safe: b}
	}
	return d
}

// play takes one call. It says whether something became safe by it.
func (d *disk) play(c call) (flushed bool) {
	f := d.files[c.file]
	if f == nil || c.result < 0 {
		return false
	}
	switch c.name {
	case "pwrite64", "ftruncate":
		f.pending = append(f.pending, c)
	case "fsync", "fdatasync":
		var later []call
		for _, p := range f.pending {
			if p.exit < c.enter {
				f.safe = p.applyTo(f.safe, 0, len(p.data))
				flushed = true
			} else {
				later = append(later, p)
			}
		}
		f.pending = later
	}
	return flushed
}

// applyTo does the call to b; of a write only data[from:to].
func (c call) applyTo(b []byte, from, to int) []byte {
	size, at := int(c.number), int(c.number)+from
	if c.name == "pwrite64" {
		size = max(len(b), at+to-from)
	}
	if size > len(b) {
		b = append(b, make([]byte, size-len(b))...)
	}
	if c.name == "ftruncate" {
		return b[:size]
	}
	copy(b[at:], c.data[from:to])
	return b
}

// sector is what a disk writes whole or not at all.
const sector = 512

// image writes the files into dir as the power cut leaves them. survives says,
// for each sector that was not flushed, whether it reached the disk all the
// same; nil = none did.
func (d *disk) image(dir string, survives func() bool) error {
	for path, f := range d.files {
		b := f.safe
		if survives != nil {
			b = slices.Clone(b)
			for _, c := range f.pending {
				if c.name == "ftruncate" && survives() {
					b = c.applyTo(b, 0, 0)
				}
				for from := 0; from < len(c.data); from += sector {
					if survives() {
						b = c.applyTo(b, from, min(from+sector, len(c.data)))
					}
				}
			}
		}
		if len(b) == 0 && strings.HasSuffix(path, "-wal") {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}
