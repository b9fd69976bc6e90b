package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/wire"
)

// Deadlines and pauses around the relay of this computer.
const (
	childReady    = 30 * time.Second       // from its start to its discovery file
	childPoll     = 40 * time.Millisecond  // between two looks at the file
	localDeadline = 5 * time.Second        // of one request to it
	childBackoff  = 200 * time.Millisecond // before the first new start after a crash
	childPause    = 15 * time.Second       // the longest pause between starts
	childStarts   = 3                      // tries before the person is told
)

// Files of the child in the relay's folder.
const (
	childLog   = "relay.log"
	childCrash = "relay-crash.log"
	childPort  = "port"
)

// starter starts a relay for a folder and gives a channel that is closed when
// it has ended.
type starter func(dir string, practice bool) (ended <-chan struct{}, err error)

// child is this computer's relay as a desktop sees it: found or started, held
// while the desktop runs, started again when it dies.
type child struct {
	// immutable
	dir      string
	practice bool
	version  string
	start    starter
	log      *slog.Logger
	patience time.Duration // from its start to its answer
	changed  func(error)   // told when it is up again, or why it cannot be had

	cancel context.CancelFunc
	wg     sync.WaitGroup
	ending atomic.Bool // it was told to stop: its end is no accident

	mu     sync.Mutex // guards below
	at     local.Discovery
	client *http.Client // for at alone: it speaks to no other program
}

func newChild(dir string, practice bool, version string, start starter, log *slog.Logger, changed func(error)) *child {
	return &child{
		dir: dir, practice: practice, version: version, start: start, log: log, changed: changed,
		patience: childReady, client: &http.Client{},
	}
}

// clientFor talks to the relay that wrote a discovery file, and to no other
// program that answers at its address: nothing is said before it has proven
// that the key is its own.
func clientFor(at local.Discovery) (*http.Client, error) {
	conf, err := at.ClientTLS()
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(at.URL, "https://") {
		return nil, fmt.Errorf("the address %q proves nothing", at.URL)
	}
	return &http.Client{
		Transport:     &http.Transport{ResponseHeaderTimeout: localDeadline, TLSHandshakeTimeout: localDeadline, TLSClientConfig: conf},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// open finds or starts the relay, and keeps it for this desktop until close.
func (c *child) open(ctx context.Context) (local.Discovery, error) {
	held, err := c.attach(ctx)
	if err != nil {
		return local.Discovery{}, err
	}
	run, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	at := c.discovery()
	c.wg.Go(func() { c.stay(run, held) })
	return at, nil
}

// close lets go: the relay ends by itself when no desktop holds it.
func (c *child) close() {
	if c.cancel != nil {
		c.cancel()
	}
	c.wg.Wait()
	_, client := c.reach()
	client.CloseIdleConnections()
}

func (c *child) discovery() local.Discovery {
	at, _ := c.reach()
	return at
}

// reach gives where the relay is and who talks to it.
func (c *child) reach() (local.Discovery, *http.Client) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at, c.client
}

// stay reads the held request, which ends only with the relay, and then finds
// or starts it again.
func (c *child) stay(ctx context.Context, held io.ReadCloser) {
	for {
		stop := context.AfterFunc(ctx, func() { held.Close() }) //nolint:errcheck,gosec // ends the read below
		io.Copy(io.Discard, held)                               //nolint:errcheck,gosec // any end is an end
		stop()
		held.Close() //nolint:errcheck,gosec // read to its end
		if ctx.Err() != nil || c.ending.Load() {
			return
		}
		c.log.Warn("relay of this computer is gone and is started again", "practice", c.practice)
		pause := backoff.NewExponentialBackOff()
		pause.InitialInterval, pause.MaxInterval = childBackoff, childPause
		for {
			if !clock.Sleep(ctx, pause.NextBackOff()) {
				return
			}
			var err error
			if held, err = c.attach(ctx); err == nil {
				c.changed(nil)
				break
			}
			if ctx.Err() != nil {
				return
			}
			c.changed(err)
		}
	}
}

// attach finds a living relay, or starts one, and holds it.
func (c *child) attach(ctx context.Context) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	if held, err := c.find(ctx); err == nil {
		return held, nil
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, c.problem("its folder cannot be made", err)
	}
	var err error
	for range childStarts {
		var held io.ReadCloser
		if held, err = c.launch(ctx); err == nil || ctx.Err() != nil {
			return held, err
		}
	}
	return nil, err
}

// launch starts a relay and waits until it, or another desktop's that was
// quicker, answers.
func (c *child) launch(ctx context.Context) (io.ReadCloser, error) {
	ended, err := c.start(c.dir, c.practice)
	if err != nil {
		return nil, c.problem("it could not be started", err)
	}
	for {
		held, err := c.find(ctx)
		if err == nil {
			return held, nil
		}
		select {
		case <-ended:
			if held, err = c.find(ctx); err == nil {
				return held, nil
			}
			if !c.isTaken() {
				return nil, c.problem("it ended at once", err)
			}
			ended = nil // another desktop's relay has the folder and will answer
		case <-time.After(childPoll):
		case <-ctx.Done():
			if desk.SubcodeOf(err) == local.SubcodeUnproven {
				return nil, err // an older Parley's relay holds the folder: the words say what to do
			}
			return nil, c.problem(fmt.Sprintf("it did not answer within %d seconds", int(c.patience.Seconds())), ctx.Err())
		}
	}
}

// isTaken says whether a relay works in the folder right now.
func (c *child) isTaken() bool {
	lock, err := datadir.Lock(c.dir)
	if err != nil {
		return desk.SubcodeOf(err) == "locked"
	}
	lock.Unlock() //nolint:errcheck,gosec // it was free
	return false
}

// find asks the relay of the discovery file to count this desktop. A file
// that was left behind names a port where nobody, or somebody else, answers.
func (c *child) find(ctx context.Context) (io.ReadCloser, error) {
	b, err := os.ReadFile(filepath.Join(c.dir, local.File)) //nolint:gosec // our own file
	if err != nil {
		return nil, err
	}
	var at local.Discovery
	if err := json.Unmarshal(b, &at); err != nil {
		return nil, fmt.Errorf("read discovery: %w", err)
	}
	client, err := clientFor(at)
	if err != nil {
		return nil, err
	}
	// The request outlives ctx: only the wait for its answer is bounded.
	req, err := c.request(context.WithoutCancel(ctx), at, http.MethodGet, "/api/local/hold", nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close() //nolint:errcheck,gosec // nothing in it is read
		return nil, fmt.Errorf("the relay answered %d", resp.StatusCode)
	}
	c.mu.Lock()
	old := c.client
	c.at, c.client = at, client
	c.mu.Unlock()
	old.CloseIdleConnections()
	return resp.Body, nil
}

func (c *child) request(ctx context.Context, at local.Discovery, method, path string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, at.URL+path, body)
	if err != nil {
		return nil, fmt.Errorf("ask the relay of this computer: %w", err)
	}
	req.Header.Set(local.Header, at.Secret)
	return req, nil
}

// post asks something of the relay that only this computer may ask.
func (c *child) post(ctx context.Context, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, localDeadline)
	defer cancel()
	b, err := json.Marshal(in)
	if err != nil {
		return desk.Wrap("encode", err)
	}
	at, client := c.reach()
	req, err := c.request(ctx, at, http.MethodPost, path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return c.problem("it does not answer", err)
	}
	defer resp.Body.Close() //nolint:errcheck // read only
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return c.problem("it does not answer", err)
	}
	if resp.StatusCode != http.StatusOK {
		var e struct {
			Error wire.Error `json:"error"`
		}
		if json.Unmarshal(answer, &e) == nil && e.Error.Code != "" {
			return e.Error.Err()
		}
		return c.problem(fmt.Sprintf("it answered %d", resp.StatusCode), errors.New(path))
	}
	return desk.Wrap("read answer of "+path, json.Unmarshal(answer, out))
}

// end stops the relay.
func (c *child) end(ctx context.Context) error {
	c.ending.Store(true)
	var nothing struct{}
	return c.post(ctx, "/api/local/stop", nothing, &nothing)
}

// keep says whether the relay goes on receiving without a desktop.
func (c *child) keep(ctx context.Context, on bool) error {
	var nothing struct{}
	return c.post(ctx, "/api/local/keep", map[string]bool{"keep": on}, &nothing)
}

// ownerCode gives the one-time code for the first owner.
func (c *child) ownerCode(ctx context.Context) (string, error) {
	var out struct {
		Code string `json:"code"`
	}
	err := c.post(ctx, "/api/local/owner-code", struct{}{}, &out)
	return out.Code, err
}

func (c *child) problem(why string, err error) error {
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: "child", Op: "relay of this computer", Err: err,
		Message: "Parley's relay on this computer does not run: " + why + ". What it says is in " + filepath.Join(c.dir, childLog) + ".",
	}
}
