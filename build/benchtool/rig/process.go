// Package rig runs the real parley-relay as a process of its own, with
// everybody around it: the pretend Meta of backend/sandbox, senders of signed
// webhooks, and desktops that speak wire.
//
// It is for what can only be shown from outside a process: the proofs that
// nothing is lost (backend/relay, durability_test.go) and the benchmark
// (build/benchtool). It ships to nobody and holds no rule of the product.
package rig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Build compiles parley-relay into dir and gives its path.
func Build(ctx context.Context, root, dir string) (string, error) {
	bin := filepath.Join(dir, "parley-relay")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", bin, "./backend/cmd/parley-relay") //nolint:gosec // a folder of the caller's
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build parley-relay: %w\n%s", err, out)
	}
	return bin, nil
}

// Relay is one data directory and the process that serves it, if one runs. It
// is used by one goroutine, except for URL and Done.
type Relay struct {
	URL, Internal string // the same at every start
	Dir           string

	bin, metaURL string
	http         *http.Client

	run *run // nil before the first start
}

// run is one life of the process.
type run struct {
	cmd     *exec.Cmd
	log     *os.File
	logFrom int64 // where its part of the log begins
	started time.Time
	done    chan struct{} // closed when the process has ended
	once    sync.Once
}

// NewRelay prepares a relay of bin on dir whose Graph API is at metaURL. It
// keeps its two ports over restarts.
func NewRelay(bin, dir, metaURL string) (*Relay, error) {
	public, err := freePort()
	if err != nil {
		return nil, err
	}
	internal, err := freePort()
	if err != nil {
		return nil, err
	}
	return &Relay{
		URL: "http://" + public, Internal: "http://" + internal, Dir: dir, bin: bin, metaURL: metaURL,
		http: &http.Client{Timeout: 2 * time.Second},
	}, nil
}

// freePort gives a free address outside the range from which the system takes
// the ports of outgoing connections, so that it stays free between two starts.
func freePort() (string, error) {
	for range 100 {
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(12000+rand.IntN(18000))) //nolint:gosec // not a secret
		ln, err := net.Listen("tcp", addr)                                          //nolint:noctx // closed at once
		if err == nil {
			return addr, ln.Close()
		}
	}
	return "", errors.New("no free port")
}

// Start starts the process. Its log goes to relay.log beside the data.
func (r *Relay) Start() error {
	log, err := os.OpenFile(r.LogFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the relay's log: %w", err)
	}
	cmd := exec.Command(r.bin, "serve", //nolint:gosec,noctx // it is killed on purpose, not by a context
		"--data-dir", filepath.Join(r.Dir, "data"), "--public-listen", r.URL[len("http://"):],
		"--internal-listen", r.Internal[len("http://"):], "--meta-base-url", r.metaURL+"/graph",
		"--vonage-base-url", r.metaURL+"/vonage", "--limit-requests", "100000", "--limit-shares", "100000")
	cmd.Stdout, cmd.Stderr = log, log
	at, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return errors.Join(fmt.Errorf("see the end of the relay's log: %w", err), log.Close())
	}
	if err := cmd.Start(); err != nil {
		return errors.Join(fmt.Errorf("start the relay: %w", err), log.Close())
	}
	life := &run{cmd: cmd, log: log, logFrom: at, started: time.Now(), done: make(chan struct{})}
	go func() {
		cmd.Wait() //nolint:errcheck,gosec // how it ended is in ProcessState
		close(life.done)
	}()
	r.run = life
	return nil
}

// LogFile is where the relay's log is.
func (r *Relay) LogFile() string { return filepath.Join(r.Dir, "relay.log") }

// Database is the relay's database file.
func (r *Relay) Database() string { return filepath.Join(r.Dir, "data", "parley.db") }

// PID is the running process.
func (r *Relay) PID() int { return r.run.cmd.Process.Pid }

// Done is closed when the process has ended.
func (r *Relay) Done() <-chan struct{} { return r.run.done }

// ExitCode is how the process ended; -1 when a signal ended it.
func (r *Relay) ExitCode() int { return r.run.cmd.ProcessState.ExitCode() }

// pollEvery is how often readiness is asked for: finer than what is measured.
const pollEvery = 2 * time.Millisecond

// WaitReadThrough waits until the relay has read its whole database, which it does
// in the background after each start.
func (r *Relay) WaitReadThrough(ctx context.Context) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		log, err := os.ReadFile(r.LogFile())
		if err != nil {
			return fmt.Errorf("read the relay's log: %w", err)
		}
		if bytes.Contains(log[min(r.run.logFrom, int64(len(log))):], []byte("was read through")) {
			return nil
		}
		select {
		case <-tick.C:
		case <-r.Done():
			return errors.New("the relay ended")
		case <-ctx.Done():
			return ctx.Err() // the caller's own
		}
	}
}

// WaitReady waits until /readyz answers 200 and gives the time since Start.
func (r *Relay) WaitReady(ctx context.Context) (time.Duration, error) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if r.ready(ctx) {
			return time.Since(r.run.started), nil
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("wait for the relay: %w", ctx.Err())
		case <-r.run.done:
			return 0, fmt.Errorf("the relay ended with code %d; its log is %s", r.ExitCode(), r.LogFile())
		case <-tick.C:
		}
	}
}

func (r *Relay) ready(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.Internal+"/readyz", nil)
	if err != nil {
		return false
	}
	res, err := r.http.Do(req)
	if err != nil {
		return false
	}
	return errors.Join(drain(res), res.Body.Close()) == nil && res.StatusCode == http.StatusOK
}

// Kill ends the process as a crash would, and waits for its end.
func (r *Relay) Kill() { r.end(syscall.SIGKILL) }

// Stop ends the process as an operator would, and gives its exit code.
func (r *Relay) Stop() int {
	r.end(syscall.SIGTERM)
	return r.ExitCode()
}

func (r *Relay) end(sig os.Signal) {
	if r.run == nil {
		return
	}
	r.run.cmd.Process.Signal(sig) //nolint:errcheck,gosec // it may have ended by itself
	<-r.run.done
	r.run.once.Do(func() { r.run.log.Close() }) //nolint:errcheck,gosec // written by the child
	r.http.CloseIdleConnections()
}
